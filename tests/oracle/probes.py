"""Small counties, each built around one clause that random counties seldom meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import probes_people as people
from .by_pupil import Term
from .county import County, Row
from .logic import NO
from .small import one_each, school
from .spans import day, month


def a_closed_central_school() -> County:
    schools = one_each(paired=False, paired_school=NO)
    seat = schools[0]["school_code"]
    schools[3] |= {"school_status": "停办", "paired": True, "paired_school": (seat,)}
    schools[4] |= {"paired": True, "paired_school": (seat,)}
    schools.append(school("371526101", 2, parent_school_code=schools[3]["school_code"], paired_school=NO))
    schools.append(school("371526102", 2, parent_school_code=schools[4]["school_code"], paired_school=NO))
    schools.append(school("371526103", 2, parent_school_code="2137999999", paired_school=NO))
    return County({"schools": schools})


def partners_of_every_kind() -> County:
    schools = one_each(paired=True)
    seat, closed = schools[0]["school_code"], schools[1]["school_code"]
    schools[1]["school_status"] = "撤并"
    cells: list[Row] = [
        {"paired_school": (seat,), "pairing_end": day(2025, 8, 31)},
        {"paired_school": (seat,), "pairing_end": month(2025, 9)},
        {"paired_school": (schools[6]["school_code"], seat)},
        {"paired_school": (closed,)},
        {"paired_school": ("1144000501",)},
        {"paired_school": ("某某学校", schools[6]["school_code"])},
        {"paired_school": None},
        {"paired": False, "paired_school": None},
        {"paired": None, "paired_school": None, "expansion_form": ("结对",)},
    ]
    for row, more in zip(schools[3:], cells, strict=True):
        row |= more
    return County({"schools": schools})


def forms_of_expansion() -> County:
    schools = one_each()
    cells: list[Row] = [
        {"expansion_form": ("集团",), "pairing_end": day(2020, 1, 1)},
        {"expansion_form": NO, "paired": False, "paired_school": NO},
        {"expansion_form": NO, "paired": None, "paired_school": NO},
        {"expansion_form": ("结对",)},
        {"expansion_form": None, "paired": True},
        {"expansion_form": None, "paired": False, "paired_school": NO},
        {"expansion_form": NO, "paired": False, "paired_school": ("某某学校",)},
        {"expansion_form": NO, "paired": True, "pairing_end": day(2025, 8, 31), "paired_school": NO},
        {},
    ]
    for row, more in zip(schools[3:], cells, strict=True):
        row |= more
    return County({"schools": schools})


def nothing_known_to_be_in_scope() -> County:
    """Every school may be at a town seat and has everything: nothing is decided, so nothing is met."""
    return County(
        {
            "schools": [
                row | {"urban_rural": None, "recording_rooms": 1, "standard_class": "Ⅰ类"}
                for row in one_each()
            ]
        }
    )


def visits_of_every_kind() -> County:
    strange = [school("371526001", 7, urban_rural=None), school("371526101", 7, school_type=None)]
    schools = [*one_each(), *strange]
    towns = [row["school_code"] for row in schools[3:12]]
    unknown = [row["school_code"] for row in schools[12:]]
    links: list[Any] = [
        (towns[0], towns[1]),
        (towns[2],),
        (unknown[0],),
        (unknown[1],),
        (schools[0]["school_code"],),
        NO,
    ]
    researchers = [
        {
            "researcher_id": f"J{number:03d}", "researcher_name": f"研{number:03d}", "linked_schools": linked,
            "researcher_full_time": True,
        }
        for number, linked in enumerate(links)
    ]  # fmt: skip
    researchers.append(researchers[1] | {"linked_schools": (towns[3],)})
    visits = [
        _visit(0, towns[0], day(2024, 9, 1)), _visit(0, towns[0], day(2025, 7, 31)),
        _visit(0, towns[1], day(2024, 8, 31)), _visit(0, towns[1], day(2025, 8, 1)),
        _visit(1, towns[2], day(2025, 1, 31)), _visit(1, towns[2], day(2025, 8, 20), Term(2025, 2)),
        _visit(1, towns[3], None, Term(2025, 1)), _visit(1, towns[3], None, Term(2024, 2)),
        _visit(2, unknown[0], day(2024, 10, 1)), _visit(2, unknown[0], day(2025, 3, 1)),
        _visit(3, unknown[1], day(2024, 10, 1)),
    ]  # fmt: skip
    return County({"schools": schools, "researchers": researchers, "researcher_visits": visits})


def _visit(number: int, place: str, seen: object, term: Term | None = None) -> Row:
    return {
        "researcher_id": f"J{number:03d}", "researcher_name": f"研{number:03d}", "school_code": place,
        "visit_date": seen, "semester": term, "activity_type": "听评课",
    }  # fmt: skip


def registers_with_gaps() -> County:
    rows: list[Row] = [
        _project("强镇筑基试点", "梁村镇", "市级", 2021, township_code="371526101"),
        _project("强镇筑基试点", "梁村镇", "省级", 2023, township_code="371526101", name="二"),
        _project("强镇筑基试点", "尹集镇", "市级", 2020, township_code="371526102"),
        _project("强镇筑基试点", "清平镇", "市级", 2025, township_code="371526103"),
        _project("强镇筑基试点", "固河镇", None, 2024, township_code="371526104"),
        _project("强镇筑基试点", "姜店镇", "国家级", None, township_code="371526108"),
        _project("学科基地", "第一中学", "省级", 2022),
        _project("学科基地", "第一中学", "省级", 2022),
        _project("学科基地", "第一中学", "省级", 2025, status="撤销", name="二"),
        _project("特色高中", "第一中学", "市级", 2024),
        _project("特色高中", "第一中学", "省级", 2025),
        _project("精品示范课程", "第一小学", "县级", 2025),
        _project("精品示范课程", "第一小学", "县级", 2024, name="二"),
        _project("研学基地", "第一小学", "县级", 2026),
        _project("名师工作室", "第一小学", "县级", 2019),
        _project("教改项目", "第一小学", "市级", 2019),
    ]
    return County({"schools": one_each(), "projects": rows})


def _project(
    kind: str,
    holder: str,
    level: str | None,
    year: int | None,
    *,
    name: str = "一",
    status: str | None = "认定",
    **more: Any,
) -> Row:
    return {
        "project_type": kind, "project_name": kind + name, "holder": holder, "project_level": level,
        "approval_year": year, "project_status": status, "township_code": None,
    } | more  # fmt: skip


def aid_of_every_kind() -> County:
    schools = one_each(poor_students=0)
    schools.append(school("371526101", 5, school_type="218"))
    schools.append(school("371526101", 6, school_type="219"))
    rows: list[Row] = [
        {"is_poor": True, "aid_received": False, "aid_amount": 100},
        {"is_poor": True, "aid_received": False},
        {"is_poor": True, "aid_amount": 0},
        {"is_poor": True},
        {"is_poor": True, "aid_received": True, "aid_term": Term(2025, 1)},
        {"aid_category": "孤儿", "aid_received": True},
        {"aid_category": "其他", "aid_received": True},
        {"aid_received": True},
        {},
        {"is_poor": False, "aid_category": "孤儿", "aid_received": False},
    ]
    students = [
        row
        | {
            "student_id": f"G3715260000{number:08d}",
            "school_code": place["school_code"],
            "aid_item": "生活补助",
        }
        for place in (schools[4], schools[12], schools[13])
        for number, row in enumerate(rows, start=100 * schools.index(place))
    ]
    students.append(students[3] | {"aid_item": "免保教费", "aid_received": True})
    return County({"schools": schools, "students": students})


PROBES: tuple[Callable[[], County], ...] = (
    people.a_person_at_two_places_of_unknown_scope,
    people.heads_with_two_rows,
    people.lent_and_borrowed,
    people.degrees_of_every_kind,
    a_closed_central_school,
    partners_of_every_kind,
    forms_of_expansion,
    nothing_known_to_be_in_scope,
    visits_of_every_kind,
    registers_with_gaps,
    aid_of_every_kind,
    people.nobody_is_new,
    people.new_heads_of_every_kind,
    people.terms_and_exchanges,
    people.a_year_before_without_roster,
    people.a_year_before_with_roster,
)
