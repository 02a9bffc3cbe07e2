"""Rosters of schools against last year's: how many persons, and how many of them are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ruraledu_cli.model.finding import Finding, Param, Place
from ruraledu_cli.validate.earlier import Years
from ruraledu_cli.validate.history_figures import beyond, percent, staff_told


def rosters_changed(years: Years) -> Iterator[Finding]:
    """H001 for a roster that is longer or shorter than last year beyond tolerance; else H007 for one in which
    too many persons are new, or are gone. Where 学校 says the same of the staff, that is told there."""
    same, told = dict(years.persons), staff_told(years)
    for school, now in sorted(years.now.roster.items()):
        before = years.last.roster.get(_last_code(years, school), ())
        if not before or _closed(years, school):
            continue
        if beyond(Fraction(len(now)), Fraction(len(before)), years.tolerances.roster):
            if school not in told:
                yield _changed(years, school, now, len(before))
            continue
        stayed = len({same.get(n) for n in now} & set(before))
        new, gone = len(now) - stayed, len(before) - stayed
        most = max((Fraction(new, len(now)), new), (Fraction(gone, len(before)), gone))
        if most[0] > years.tolerances.turnover.ratio and most[1] > years.tolerances.turnover.floor:
            yield _turned_over(years, school, now, (len(before), new, gone))


def _last_code(years: Years, school: str) -> str:
    """The code the school had last year."""
    return next((old[0] for new, old in years.recoded.items() if new[0] == school), school)


def _closed(years: Years, school: str) -> bool:
    found = years.now.schools.get((school, ""))
    return found is not None and found.closed


def _changed(years: Years, school: str, now: Sequence[int], before: int) -> Finding:
    tolerance = percent(years.tolerances.roster.ratio)
    params = {"before": str(before), "tolerance": tolerance, "header": "roster"}
    return Finding("H001", _places(years, now), value=str(len(now)), params=params, schools=(school,))


def _turned_over(years: Years, school: str, now: Sequence[int], counts: tuple[int, int, int]) -> Finding:
    before, new, gone = counts
    ratio = percent(years.tolerances.turnover.ratio)
    params: dict[str, Param] = {
        "new": new,
        "gone": gone,
        "now": len(now),
        "before": before,
        "tolerance": ratio,
    }
    return Finding("H007", _places(years, now), params=params, schools=(school,))


def _places(years: Years, now: Sequence[int]) -> tuple[Place, ...]:
    """The cells that say the school, in every row of its roster."""
    columns = ("school_code", "school_name", "teaches_at")
    records = sorted(record for n in now for record in years.now.staff[n].records)
    return years.locator.places("staff", columns, records)
