"""One person's facts against each other: ages, categories, education, service, exchange."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from ruraledu_cli.census import Interval, Ref, Value
from ruraledu_cli.model.finding import Severity
from ruraledu_cli.validate.check import Broken, Check, When, day_text, number
from ruraledu_cli.validate.columns import identity

GONE = frozenset({"retired", "moved_out"})
# Levels of education as GB/T 4658 orders them, the highest first: the lower the code, the higher the level.
_NO_RANK = frozenset({"10", "20", "28", "30", "40", "60", "70", "80", "90"})
_HIGH_DEGREES = re.compile("博士|硕士")
_BACHELOR_AND_ABOVE = "30"


def ages(born: Value | None, day: date) -> tuple[int, int] | None:
    """The least and the most full years a person may have on a day."""
    if not isinstance(born, Interval):
        return None
    return _years(born.last, day), _years(born.first, day)


def _years(ordinal: int, day: date) -> int:
    first = date.fromordinal(ordinal)
    return day.year - first.year - ((first.month, first.day) > (day.month, day.day))


def _age_outside(low: int, high: int) -> Callable[..., Broken]:
    """R024: too young or too old to work; those who have left are not asked."""

    def test(when: When, born: Value | None, status: Value | None = None) -> Broken:
        age = ages(born, when.day)
        if age is None or status in GONE or (age[1] >= low and age[0] <= high):
            return None
        return {"age": age[0], "min": low, "max": high}

    return test


def _older(high: int, low: int) -> Callable[..., Broken]:
    """R024: older than a guard should be, and not so old that it must be a slip."""

    def test(when: When, born: Value | None) -> Broken:
        age = ages(born, when.day)
        return {"min": low, "max": high} if age and high < age[0] <= 75 else None

    return test


def age_differs(when: When, stated: Value | None, born: Value | None) -> Broken:
    """R026: an age that the date of birth does not give, within a year."""
    age, said = ages(born, when.day), number(stated)
    if age is None or said is None or age[0] - 1 <= said <= age[1] + 1:
        return None
    return {"age": age[0], "stated": str(said)}


def category_differs(teacher: Value | None, category: Value | None) -> Broken:
    """R027: a full-time teacher by one column and not by the other."""
    if not isinstance(category, str) or not isinstance(teacher, bool):
        return None
    if teacher and category in ("worker", "external", "substitute", "guard", "nurse", "health"):
        return {"flag": "yes", "category": category}
    return {"flag": "no", "category": category} if not teacher and category == "full_time_teacher" else None


def not_the_highest(highest: Value | None, *others: Value | None) -> Broken:
    """R028: the highest education is lower than another that is given."""
    own, rest = _rank(highest), [rank for rank in map(_rank, others) if rank is not None]
    return {} if own is not None and rest and min(rest) < own else None


def _rank(education: Value | None) -> int | None:
    """The first digit pair's level: 11 doctor, 14 master, 21 bachelor, 31 college, 41 and 61 alike."""
    if not isinstance(education, str) or not education.isdecimal() or education in _NO_RANK:
        return None
    level = int(education)
    if level < 20:
        return {1: 1, 2: 2, 3: 3}[1 if level <= 13 else 2 if level <= 16 else 3]
    return 60 if 40 <= level < 70 else level // 10 * 10


def degree_above(degree: Value | None, education: Value | None) -> Broken:
    """R029: a master's or doctor's degree beside an education below a bachelor's."""
    below = isinstance(education, str) and education.isdecimal() and education >= _BACHELOR_AND_ABOVE
    return {} if below and isinstance(degree, str) and _HIGH_DEGREES.search(degree) else None


def tenure_too_long(
    when: When, years: Value | None, leader: Value | None, joined: Value | None, work: Value | None
) -> Broken:
    """R030: in office at the school for longer than at the school at all."""
    said = number(years)
    start = next((value for value in (leader, joined, work) if isinstance(value, Interval)), None)
    if said is None or start is None:
        return None
    most = _years(start.first, when.day) + 1
    return {"stated": str(said), "since": day_text(start)} if said > most else None


def exchanged_nowhere(start: Value | None, end: Value | None) -> Broken:
    """R031: exchanged from a school to the same."""
    if not isinstance(start, Ref) or not isinstance(end, Ref) or identity(start) != identity(end):
        return None
    return {}


def _age(table: str, reads: Sequence[str], test: Callable[..., Broken], severity: Severity | None) -> Check:
    """A query is one cause for all it is asked of: they may well stay on."""
    return Check(
        "R024",
        table,
        (reads[0], "id_number"),
        test,
        reads=tuple(reads),
        needs=(reads[0],),
        severity=severity,
        together=severity is not None,
        dated=True,
        either=True,
        lone=True,
    )


CHECKS: tuple[Check, ...] = (
    _age("staff", ("birth_date", "staff_status"), _age_outside(18, 75), None),
    _age("researchers", ("birth_date", "researcher_status"), _age_outside(18, 75), None),
    _age("guards", ("guard_birth_date",), _age_outside(18, 75), None),
    _age("guards", ("guard_birth_date",), _older(60, 18), "query"),
    Check("R026", "staff", ("age", "birth_date"), age_differs, dated=True),
    Check("R026", "guards", ("guard_age", "guard_birth_date"), age_differs, dated=True),
    Check("R027", "staff", ("is_full_time_teacher", "staff_category"), category_differs, together=True),
    Check(
        "R028",
        "staff",
        ("education", "education_full_time", "education_in_service"),
        not_the_highest,
        needs=("education",),
        together=True,
    ),
    Check("R029", "staff", ("degree", "education"), degree_above, together=True),
    Check(
        "R030",
        "staff",
        ("tenure_years",),
        tenure_too_long,
        reads=("tenure_years", "leader_since", "joined_school", "work_start"),
        needs=("tenure_years",),
        dated=True,
    ),
    Check("R031", "staff", ("exchange_from", "exchange_to"), exchanged_nowhere, together=True),
)
