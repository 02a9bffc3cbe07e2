"""Indicators over the closed register of projects: what is not listed did not happen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable

from . import codes
from .answer import NotComputable, Outcome, from_tally
from .county import County, Row, merged
from .logic import Truth, among, both, holds
from .tally import Tally


def _projects(county: County) -> list[Row]:
    def key(row: Row) -> Hashable | None:
        parts = tuple(
            row.get(column) for column in ("project_type", "holder", "project_name", "project_level")
        )
        return None if None in parts else parts

    return merged(county.tables["projects"], key)


def _count(
    county: County,
    kind: str,
    years: Collection[int],
    levels: Collection[str] = codes.LEVELS,
    key: Callable[[Row], Hashable | None] | None = None,
) -> Outcome:
    if not county.has("projects"):
        return NotComputable("table_missing")

    def inside(row: Row) -> Truth:
        when = holds(row.get("approval_year"), lambda year: year in years)
        level = True if levels is codes.LEVELS else among(row.get("project_level"), levels)
        standing = row.get("project_status") != "撤销"
        return both(among(row.get("project_type"), {kind}), when, level, standing)

    rows = _projects(county)
    keyed = ((number if key is None else key(row), inside(row)) for number, row in enumerate(rows))
    return from_tally(Tally(tuple(keyed)))


def _holder_and_name(row: Row) -> Hashable | None:
    pair = (row.get("holder"), row.get("project_name"))
    return None if None in pair else pair


def up_to(year: int) -> range:
    return range(1900, year + 1)


def town_pilots(county: County, year: int) -> Outcome:
    years = range(2021, min(year, 2025) + 1)
    return _count(county, "强镇筑基试点", years, codes.at_least("市级"), lambda row: row.get("township_code"))


def subject_bases(county: County, year: int) -> Outcome:
    return _count(county, "学科基地", up_to(year), codes.at_least("省级"), _holder_and_name)


def feature_high_schools(county: County, year: int) -> Outcome:
    return _count(county, "特色高中", up_to(year), codes.at_least("市级"), lambda row: row.get("holder"))


def feature_courses(county: County, year: int) -> Outcome:
    return _count(county, "精品示范课程", (year,))


def study_bases(county: County, year: int) -> Outcome:
    return _count(county, "研学基地", up_to(year))


def master_studios(county: County, year: int) -> Outcome:
    return _count(county, "名师工作室", up_to(year))


def provincial_reform(county: County, year: int) -> Outcome:
    return _count(county, "教改项目", up_to(year), codes.at_least("省级"))
