"""Figures of schools against last year's: beyond tolerance, unlike all other schools, or fallen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ruraledu_cli.census import Column
from ruraledu_cli.definitions.tolerances import Outliers, Tolerance
from ruraledu_cli.model.finding import Finding, Param
from ruraledu_cli.validate.check import number, refused
from ruraledu_cli.validate.earlier import School, Years, plain


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of both years at one school."""

    school: School
    now: Fraction
    before: Fraction

    @property
    def size(self) -> Fraction:
        return abs(self.now - self.before)

    @property
    def relative(self) -> Fraction:
        return (self.now - self.before) / self.before


@dataclass(frozen=True, slots=True)
class Usual:
    """How all schools changed: their median, and how far from it is no longer usual."""

    median: Fraction
    width: Fraction

    def __contains__(self, relative: Fraction) -> bool:
        return abs(relative - self.median) <= self.width

    def __str__(self) -> str:
        return f"{percent(self.median - self.width)}～{percent(self.median + self.width)}"


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure of a school that is asked about, in words."""

    school: School
    column: str
    now: str
    before: str
    tolerance: str


def percent(share: Fraction) -> str:
    """A share as whole percent."""
    return f"{round(share * 100)}%"


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one, or the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def usual(changes: Sequence[Change], outliers: Outliers) -> Usual | None:
    """What is usual among these changes; None where there are too few to say."""
    relative = [change.relative for change in changes if change.before > 0]
    if len(relative) < outliers.least:
        return None
    middle = median(relative)
    deviation = median([abs(one - middle) for one in relative])
    return Usual(middle, outliers.deviations * max(deviation, outliers.spread))


def beyond(now: Fraction, before: Fraction, tolerance: Tolerance) -> bool:
    """Whether a change is more than the share of last year's figure, and more than is never asked about."""
    size = abs(now - before)
    return size > tolerance.floor and size > tolerance.ratio * before


def figures_changed(years: Years) -> Iterator[Finding]:
    """H001: figures of 学校 that changed beyond their tolerance, or quite otherwise than at all schools."""
    told: list[_Told] = []
    for column, tolerance in years.tolerances.figures.items():
        changes = _changes(years, column)
        common = usual(changes, years.tolerances.outliers)
        for change in changes:
            if beyond(change.now, change.before, tolerance):
                told.append(_told(column, change, percent(tolerance.ratio)))
            elif common is not None and _unlike(change, common, tolerance):
                told.append(_told(column, change, str(common)))
    yield from _by_school(years, "H001", told)


def staff_told(years: Years) -> set[str]:
    """The schools whose own figure of staff changed beyond its tolerance."""
    tolerance = years.tolerances.figures.get("staff")
    if tolerance is None or years.now.table("schools") is None or years.last.table("schools") is None:
        return set()
    changes = _changes(years, "staff")
    return {one.school.code for one in changes if beyond(one.now, one.before, tolerance)}


def _unlike(change: Change, common: Usual, tolerance: Tolerance) -> bool:
    return change.before > 0 and change.size > tolerance.floor and change.relative not in common


def facilities_lost(years: Years) -> Iterator[Finding]:
    """H006: what does not go away by itself: rooms, beds, lines that fell, a yes that is now a no."""
    told: list[_Told] = []
    for column, tolerance in years.tolerances.facilities.items():
        for change in _changes(years, column):
            if change.now < change.before and beyond(change.now, change.before, tolerance):
                told.append(_told(column, change, percent(tolerance.ratio)))
        told.extend(_refused(years, column))
    yield from _by_school(years, "H006", told)


def _changes(years: Years, column: str) -> list[Change]:
    """The schools where both figures are known."""
    now, last = years.now.column("schools", column), years.last.column("schools", column)
    found = []
    for school, before in years.pairs:
        figure, earlier = _figure(now, school), _figure(last, before)
        if figure is not None and earlier is not None:
            found.append(Change(school, figure, earlier))
    return found


def _figure(column: Column, school: School) -> Fraction | None:
    return number(column[school.record])


def _refused(years: Years, column: str) -> Iterator[_Told]:
    """A flag that was yes and is no."""
    now, last = years.now.column("schools", column), years.last.column("schools", column)
    for school, before in years.pairs:
        if last[before.record] is True and refused(now[school.record]):
            yield _Told(school, column, "否", "是", "")


def _told(column: str, change: Change, tolerance: str) -> _Told:
    return _Told(change.school, column, plain(change.now), plain(change.before), tolerance)


def _by_school(years: Years, code: str, told: Sequence[_Told]) -> Iterator[Finding]:
    """What changed at one school has one cause: one finding, in the words of the first figure."""
    held: dict[int, list[_Told]] = {}
    for one in told:
        held.setdefault(one.school.record, []).append(one)
    for record, changes in held.items():
        first, columns = changes[0], [one.column for one in changes]
        params: dict[str, Param] = {"before": first.before, "column": first.column}
        params |= {"tolerance": first.tolerance} if first.tolerance else {}
        params |= {"others": len(changes) - 1} if len(changes) > 1 else {}
        yield Finding(
            code,
            years.locator.places("schools", columns, [record]),
            value=first.now,
            params=params,
            schools=(first.school.code,) if first.school.code else (),
        )
