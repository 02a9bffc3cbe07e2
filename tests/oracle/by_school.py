"""Indicators whose rows are schools, townships or villages."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date

from . import codes
from .answer import Figure, NotComputable, Outcome, from_share, from_tally
from .county import (
    County,
    Row,
    Schools,
    counted,
    in_a_town,
    merged,
    of_type,
    privately_run,
    rural,
    rural_middle_and_primary,
    rural_unit,
    town_seat,
    town_seat_middle_and_primary,
)
from .cover import absent_from_schools, absent_townships
from .logic import Truth, among, both, either, first_known, holds, negate
from .pairings import Pairings
from .tally import Share, Tally, item_of

Question = Callable[[Row], Truth]


def positive(cell: object) -> Truth:
    return holds(cell, lambda number: number > 0)


def share_of_schools(county: County, scope: Question, having: Question) -> Figure:
    schools = Schools(county.tables["schools"])
    items = tuple(item_of(number, [(scope(row), having(row))]) for number, row in enumerate(schools.rows))
    return from_share(Share(items), absent_from_schools(county, schools))


def class2_standard(county: County) -> Outcome:
    return share_of_schools(
        county, town_seat_middle_and_primary, lambda row: among(row.get("standard_class"), {"Ⅰ类", "Ⅱ类"})
    )


def center_kindergarten_demo(county: County) -> Outcome:
    def scope(row: Row) -> Truth:
        kindergarten = both(counted(row), of_type(row, codes.KINDERGARTENS))
        return both(kindergarten, row.get("is_center_kindergarten"), in_a_town(row))

    def having(row: Row) -> Truth:
        return either(among(row.get("kg_grade"), {"省级示范"}), row.get("kg_meets_standard"))

    return share_of_schools(county, scope, having)


def town_junior_boarding(county: County) -> Outcome:
    def scope(row: Row) -> Truth:
        through = both(of_type(row, {"345"}), positive(row.get("students_junior")))
        return both(counted(row), either(of_type(row, {"311", "312", "341"}), through), town_seat(row))

    def having(row: Row) -> Truth:
        room = both(positive(row.get("dormitory_area_m2")), positive(row.get("beds")))
        return first_known(row.get("can_board"), room)

    return share_of_schools(county, scope, having)


def expansion_coverage(county: County, as_of: date) -> Outcome:
    pairings = Pairings(county, as_of)
    return share_of_schools(county, rural_middle_and_primary, pairings.expanded)


def pairing_coverage(county: County, as_of: date) -> Outcome:
    pairings = Pairings(county, as_of)
    return share_of_schools(county, rural_middle_and_primary, pairings.covered)


def gigabit_coverage(county: County) -> Outcome:
    def having(row: Row) -> Truth:
        line = holds(row.get("bandwidth_mbps"), lambda mbps: mbps >= 1000)
        classroom = holds(row.get("class_bandwidth_mbps"), lambda mbps: mbps >= 100)
        return first_known(both(line, classroom), row.get("gigabit"))

    return share_of_schools(county, rural_middle_and_primary, having)


def recording_room_coverage(county: County) -> Outcome:
    return share_of_schools(
        county,
        town_seat_middle_and_primary,
        lambda row: holds(row.get("recording_rooms"), lambda rooms: rooms >= 1),
    )


def kindergarten_integration(county: County) -> Outcome:
    def scope(row: Row) -> Truth:
        place = both(counted(row), of_type(row, codes.KINDERGARTENS), rural(row))
        return both(place, negate(privately_run(row)))

    return share_of_schools(county, scope, lambda row: row.get("kg_integrated"))


def parent_school_schools(county: County) -> Outcome:
    return share_of_schools(
        county, rural_unit, lambda row: both(row.get("parent_committee"), row.get("parent_school"))
    )


def moral_education_plans(county: County) -> Outcome:
    return share_of_schools(county, rural_unit, lambda row: row.get("moral_plan"))


def warm_campus_coverage(county: County) -> Outcome:
    def scope(row: Row) -> Truth:
        return both(rural_unit(row), negate(of_type(row, codes.VOCATIONAL)))

    return share_of_schools(county, scope, lambda row: holds(row.get("warm_campus"), bool))


def labour_sites(county: County) -> Outcome:
    return share_of_schools(
        county, rural_unit, lambda row: holds(row.get("labour_sites"), lambda sites: sites >= 1)
    )


def one_school_one_brand(county: County) -> Outcome:
    return share_of_schools(county, rural_unit, lambda row: holds(row.get("brand"), bool))


def five_star_branches(county: County) -> Outcome:
    return share_of_schools(county, rural_unit, lambda row: among(row.get("party_star"), {"五星级"}))


def as_count(county: County, scope: Question, having: Question) -> Figure:
    """The same question asked as a count of schools."""
    schools = Schools(county.tables["schools"])
    rows = tuple((number, both(scope(row), having(row))) for number, row in enumerate(schools.rows))
    return from_tally(Tally(rows), absent_from_schools(county, schools))


def special_education_centers(county: County) -> Outcome:
    """One item per 镇 of the plan: has any of its 小学 and 初中 a centre."""
    schools = Schools(county.tables["schools"])

    def hosts(town: str, row: Row) -> Truth:
        host = both(counted(row), of_type(row, codes.COMPULSORY_SCHOOLS), row.get("has_sped_center"))
        return both(among(row.get("township"), {town}), host)

    items = tuple(
        item_of(town, [(True, either(*(hosts(town, row) for row in schools.rows)))]) for town in codes.TOWNS
    )
    return from_share(Share(items), absent_from_schools(county, schools))


def parent_school_villages(county: County) -> Outcome:
    if not county.has("villages"):
        return NotComputable("table_missing")
    rows = _villages(county)
    items = tuple(item_of(number, [(True, row.get("guidance_site"))]) for number, row in enumerate(rows))
    return from_share(Share(items), absent_townships(rows))


def _villages(county: County) -> list[Row]:
    def key(row: Row) -> Hashable | None:
        if row.get("village_code") is not None:
            return row["village_code"]
        name = (row.get("township"), row.get("village_name"))
        return name if None not in name else None

    return merged(county.tables["villages"], key)
