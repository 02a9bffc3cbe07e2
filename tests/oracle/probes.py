"""Small counties, each built around one clause of the readings that random counties seldom meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from .by_pupil import Term
from .county import County, Row
from .logic import NO
from .small import degree_county, heads_county, one_each, person, school, split
from .spans import day, month

YOUNG, OLD = date(1985, 1, 1), date(1970, 1, 1)


def a_person_at_two_places_of_unknown_scope() -> County:
    """Neither place is known to be rural: in one the check was made, in the other it was not."""
    county = heads_county([YOUNG] * 9)
    places = [school("371526001", number, urban_rural=None) for number in (7, 8)]
    county.tables["schools"] += places
    for place, seen in zip(places, (month(2024, 5), NO), strict=True):
        county.tables["staff"].append(
            person(place, 55, YOUNG, post=("校长",), is_full_time_teacher=True, health_check_date=seen)
        )
    return county


def heads_with_two_rows() -> County:
    """Two posts at one school, one of them without a birth date; a second school; a row that has left."""
    county = heads_county([YOUNG] * 5 + [OLD] * 4)
    staff, places = county.tables["staff"], county.tables["schools"]
    staff.append(staff[4] | {"post": ("副校长",), "birth_date": None})
    staff.append(staff[9] | {"school_code": places[5]["school_code"], "post": ("书记", "副校长")})
    staff.append(staff[10] | {"school_code": places[6]["school_code"], "staff_status": "调出"})
    staff.append(person(places[7], 71, OLD, post=("法治副校长",)))
    staff.append(person(places[7], 72, OLD, post=("校长助理",)))
    staff.append(person(places[7], 73, OLD, post=("主持工作的副校长",)))
    return county


def lent_and_borrowed() -> County:
    county = degree_county((20, 20), (60, 90))
    staff, places = county.tables["staff"], county.tables["schools"]
    seat, country = places[0]["school_code"], places[4]["school_code"]
    cells: list[Row] = [
        {"staff_status": "借调"},
        {"staff_status": "借调", "teaches_at": seat},
        {"staff_status": "借出"},
        {"staff_status": "借入"},
        {"teaches_at": seat},
        {"teaches_at": "某某外县学校"},
        {"school_code": None, "establishment_at": country},
        {"school_code": None},
        {"staff_status": "退休"},
    ]
    for row, more in zip(staff[20:], cells, strict=False):
        row |= more
    return county


def degrees_of_every_kind() -> County:
    county = degree_county((20, 20), (90, 90))
    cells: list[Row] = [
        {"education": code} for code in ("11", "14", "17", "21", "22", "23", "31", "41", "61")
    ]
    cells += [
        {"education": None, "education_full_time": "31", "education_in_service": "21"},
        {"education": None, "education_full_time": "31", "education_in_service": None},
        {"education": None, "education_full_time": None, "education_in_service": "14"},
        {"education": None, "education_full_time": None, "education_in_service": None},
        {"education": None, "education_full_time": "31", "education_in_service": NO},
        {"is_full_time_teacher": None, "staff_category": "专任教师"},
        {"is_full_time_teacher": None, "staff_category": "工勤人员"},
        {"is_full_time_teacher": False, "staff_category": "专任教师"},
        {"is_full_time_teacher": None, "staff_category": None},
        {"teaching_stage": None},
        {"teaching_stage": "高中"},
        {"id_number": None, "birth_date": month(1979, 9)},
    ]
    for row, more in zip(county.tables["staff"][20:], cells, strict=False):
        row |= more
    return county


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


def nobody_is_new() -> County:
    county = heads_county([YOUNG] * 9)
    for row in county.tables["staff"]:
        row |= {"newly_appointed": False, "exchanged": False, "tenure_years": 2}
    return county


def new_heads_of_every_kind() -> County:
    county = nobody_is_new()
    cells: list[Row] = [
        {"appointed_date": day(2024, 9, 1), "induction_date": day(2025, 3, 1)},
        {"appointed_date": day(2024, 9, 1), "induction_date": day(2025, 3, 2)},
        {"appointed_date": day(2024, 8, 31), "newly_appointed": True, "induction_trained": False},
        {"appointed_date": day(2025, 8, 31), "induction_trained": True, "induction_date": NO},
        {"post_start_date": month(2025, 1), "induction_date": month(2025, 7)},
        {"post_start_date": month(2025, 1), "induction_date": NO},
        {"newly_appointed": True, "induction_trained": None},
        {"newly_appointed": None},
        {"newly_appointed": True, "induction_trained": True},
    ]
    for row, more in zip(county.tables["staff"][3:], cells, strict=True):
        row |= more
    return county


def terms_and_exchanges() -> County:
    county = nobody_is_new()
    seat, country = split(county.tables["schools"])
    town, other, city = (place["school_code"] for place in (country[0], country[1], seat[0]))
    cells: list[Row] = [
        {"tenure_years": 6},
        {"tenure_years": 6, "term_years": 5},
        {"tenure_years": None, "leader_since": day(2019, 9, 1)},
        {"tenure_years": None, "leader_since": day(2019, 9, 2)},
        {"tenure_years": None, "leader_since": month(2019, 9)},
        {"exchanged": True, "exchange_from": city, "exchange_to": town, "exchange_date": day(2025, 2, 1)},
        {"exchanged": True, "exchange_from": other, "exchange_to": town, "exchange_date": None},
        {"exchanged": True, "exchange_from": city, "exchange_to": other, "exchange_date": day(2024, 8, 31)},
        {"exchanged": None},
    ]
    for row, more in zip(county.tables["staff"][3:], cells, strict=True):
        row |= more
    return county


def a_year_before_without_roster() -> County:
    """Last year's folder holds the register of schools alone: it shows nobody's move."""
    county = terms_and_exchanges()
    county.last_year_schools = one_each()
    return county


def a_year_before_with_roster() -> County:
    """Who moved from a street to a town shows in two rosters; so does a check that a later date hides."""
    county = terms_and_exchanges()
    lost = dict.fromkeys(("exchanged", "exchange_from", "exchange_to", "exchange_date"))
    county.lacking = {"staff": set(lost)}
    county.last_year_schools = one_each()
    seat = county.tables["schools"][0]["school_code"]
    for row in county.tables["staff"]:
        row |= lost | {"health_check_date": day(2025, 4, 4)}
    old = [row | {"health_check_date": day(2024, 4, 4)} for row in county.tables["staff"][:10]]
    old[5]["school_code"] = old[7]["school_code"] = seat
    old[6]["health_check_date"] = day(2023, 4, 4)
    county.earlier_staff = old
    return county


PROBES: tuple[Callable[[], County], ...] = (
    a_person_at_two_places_of_unknown_scope, heads_with_two_rows, lent_and_borrowed, degrees_of_every_kind,
    a_closed_central_school, partners_of_every_kind, forms_of_expansion, nothing_known_to_be_in_scope,
    visits_of_every_kind, registers_with_gaps, aid_of_every_kind, nobody_is_new, new_heads_of_every_kind,
    terms_and_exchanges, a_year_before_without_roster, a_year_before_with_roster,
)  # fmt: skip
