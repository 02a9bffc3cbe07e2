"""Small counties about staff, each built around one clause that random counties seldom meet."""

from __future__ import annotations

from datetime import date

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
