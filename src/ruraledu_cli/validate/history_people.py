"""Persons against last year: what of a person does not change, or changes in one direction only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ruraledu_cli.census import Interval, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.earlier import OUT, Person, Year, Years

# How high an education is (GB/T 4658): graduates by level; a course ended without graduation one below.
_LEVELS: dict[str, int] = {
    **dict.fromkeys(("11",), 9),
    **dict.fromkeys(("12", "13", "14"), 8),
    **dict.fromkeys(("15", "16", "17"), 7),
    **dict.fromkeys(("18", "19", "21", "28"), 6),
    **dict.fromkeys(("22", "23", "31"), 5),
    **dict.fromkeys(("32", "33", "41", "44", "47", "61"), 4),
    **dict.fromkeys(("42", "43", "45", "46", "48", "49", "62", "63", "71"), 3),
    **dict.fromkeys(("73", "81"), 2),
    **dict.fromkeys(("83",), 1),
}


def persons_changed(years: Years) -> Iterator[Finding]:
    """H002 birth date or sex, H003 a lower education, H011 the identity number, H012 back from retirement."""
    for now, before in years.persons:
        one, old = years.now.staff[now], years.last.staff[before]
        changed = list(_born_otherwise(years, one, old))
        yield from changed
        if not changed and one.identity and old.identity and one.identity != old.identity:
            yield _finding(years, "H011", one, "id_number", (one.identity, old.identity))
        yield from _degree_lost(years, one, old)
        yield from _returned(years, one, old)


def _born_otherwise(years: Years, one: Person, old: Person) -> Iterator[Finding]:
    for column in ("birth_date", "gender"):
        value, before = _value(years.now, one, column), _value(years.last, old, column)
        if value is not None and before is not None and _differ(value, before):
            yield _finding(years, "H002", one, column, _words(years, column, value, before))


def _differ(value: Value, before: Value) -> bool:
    """Two dates to the month differ only where no day lies in both."""
    if isinstance(value, Interval) and isinstance(before, Interval):
        return value.last < before.first or before.last < value.first
    return value != before


def _degree_lost(years: Years, one: Person, old: Person) -> Iterator[Finding]:
    value, before = _value(years.now, one, "education"), _value(years.last, old, "education")
    level, earlier = _LEVELS.get(str(value)), _LEVELS.get(str(before))
    if level is not None and earlier is not None and level < earlier:
        yield _finding(years, "H003", one, "education", _words(years, "education", value, before))


def _returned(years: Years, one: Person, old: Person) -> Iterator[Finding]:
    """Retired, moved out or lent out in every row of last year, and now at the school it had left."""
    value, before = _value(years.now, one, "staff_status"), _value(years.last, old, "staff_status")
    if before in ("retired", "moved_out") and not old.schools and one.schools and value not in OUT:
        yield _finding(years, "H012", one, "staff_status", _words(years, "staff_status", value, before))


def _value(year: Year, person: Person, column: str) -> Value | None:
    """The value in the person's rows; None where it is not known, or differs between them."""
    held = year.column("staff", column)
    values = {value for record in person.records if (value := held[record]) is not None}
    return values.pop() if len(values) == 1 else None


def _words(years: Years, column: str, value: Value | None, before: Value | None) -> tuple[str, str]:
    return years.words("staff", column, value), years.words("staff", column, before)


def _finding(years: Years, code: str, one: Person, column: str, said: Sequence[str]) -> Finding:
    value, before = said
    definition = years.codebook.tables["staff"].columns[column]
    columns = (
        (column,) if column != "education" else ("education", "education_full_time", "education_in_service")
    )
    return Finding(
        code,
        years.locator.places("staff", columns, one.records),
        value=value,
        params={"before": before, "column": column},
        schools=tuple(sorted(one.schools)),
        personal=definition.personal,
    )
