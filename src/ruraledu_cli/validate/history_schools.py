"""Schools against last year's register: gone, back again, under another code, of another kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.earlier import School, Years
from ruraledu_cli.validate.register import normal

_KINDS = (("H009", ("school_type",)), ("H010", ("urban_rural", "plan_area", "township", "is_town_seat")))


def vanished(years: Years) -> Iterator[Finding]:
    """H004: open last year, and now neither there nor said to be closed, merged, renamed or recoded."""
    recoded = set(years.recoded.values())
    names = {name for school in years.now.schools.values() for name in school.names}
    for key, school in years.last.schools.items():
        gone = key not in years.now.schools and key not in recoded and not school.closed
        if gone and not _explained(years, school, names) and _sent(years, school):
            yield Finding(
                "H004",
                _sheets(years, school),
                value=school.name or school.code,
                params={"year": years.last.census.year},
                schools=(school.code,) if school.code else (),
            )


def _explained(years: Years, school: School, names: set[str]) -> bool:
    """In the list of successors, or a former name of a school of this year; one without code by its name."""
    listed = {normal(school.code), *school.names} & years.successors
    return bool(listed) or (bool(school.name) and normal(school.name) in names)


def _sent(years: Years, school: School) -> bool:
    """Whether its sheet was sent in: enough of the schools it is sent with are there, here or elsewhere."""
    least = years.tolerances.present
    return any(_share(years, by_kind_alone=alone, school=school) >= least for alone in (True, False))


def _share(years: Years, school: School, *, by_kind_alone: bool) -> Fraction:
    """The share of last year's open schools of its kind (of its township) that are there this year."""
    there, expected = Counter[bool](), 0
    for key, other in years.last.schools.items():
        alike = other.kindergarten == school.kindergarten if by_kind_alone else other.group == school.group
        if alike and not other.closed:
            expected += 1
            there[key in years.now.schools] += 1
    return Fraction(there[True], expected) if expected else Fraction(0)


def _sheets(years: Years, school: School) -> tuple[Place, ...]:
    """The sheets with schools of its kind, of its township where there are any: there it should stand."""
    schools = years.now.schools.values()
    alike = [one for one in schools if one.group == school.group] or [
        one for one in schools if one.kindergarten == school.kindergarten
    ]
    cells = years.locator.places("schools", ("school_code",), [one.record for one in alike])
    return tuple(dict.fromkeys(Place(cell.file, cell.sheet, cell.table) for cell in cells))


def came_back(years: Years) -> Iterator[Finding]:
    """H005: open the year before last, then not there or closed, and now open again."""
    last, earlier = years.before[0], years.before[1]
    for key, school in years.now.schools.items():
        then = earlier.schools.get(key)
        between = last.schools.get(key)
        back = then is not None and not then.closed and (between is None or between.closed)
        if back and not school.closed and key not in years.recoded:
            places = years.locator.places("schools", ("school_name",), [school.record])
            yield Finding(
                "H005",
                places,
                value=school.name,
                params={"year": last.census.year},
                schools=(school.code,) if school.code else (),
            )


def codes_changed(years: Years) -> Iterator[Finding]:
    """H008: a new code under a name that is known with another one."""
    for key, before in years.recoded.items():
        school, old = years.now.schools[key], years.last.schools[before]
        yield Finding(
            "H008",
            years.locator.places("schools", ("school_code",), [school.record]),
            value=school.code,
            params={"before": old.code, "year": years.last.census.year},
            schools=(school.code,),
        )


def kinds_changed(years: Years) -> Iterator[Finding]:
    """H009: another type of school. H010: another place or class of place, on which the plan's areas rest."""
    for code, columns in _KINDS:
        for column in columns:
            yield from _changed(years, code, column)


def _changed(years: Years, code: str, column: str) -> Iterator[Finding]:
    now, last = years.now.column("schools", column), years.last.column("schools", column)
    for school, before in years.pairs:
        value, old = now[school.record], last[before.record]
        if value is None or old is None or value == old:
            continue
        yield Finding(
            code,
            years.locator.places("schools", (column,), [school.record]),
            value=years.words("schools", column, value),
            params={"before": years.words("schools", column, old), "column": column},
            schools=(school.code,) if school.code else (),
        )
