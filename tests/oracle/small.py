"""Small counties made by hand: every township has one school, so that only the point of a test decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from . import codes
from .county import County, Row
from .make_staff import identity
from .spans import Span

PRIMARY = "211"


def school(township: str, number: int = 1, **cells: Any) -> Row:
    """A public primary school: in a street one of the county seat, in a town one at its seat."""
    serial = int(township[-3:]) * 100 + number
    return {
        "school_code": f"2137{serial:06d}", "school_name": f"{codes.TOWNSHIPS[township]}第{number}小学",
        "school_type": PRIMARY, "township": township, "urban_rural": "121", "sponsor": "831",
    } | cells  # fmt: skip


def one_each(**cells: Any) -> list[Row]:
    return [school(township, **cells) for township in codes.TOWNSHIPS]


def person(place: Row, serial: int, born: date = date(1985, 5, 5), **cells: Any) -> Row:
    return {
        "staff_id": f"T{serial:05d}", "name": f"教{serial:05d}", "id_number": identity(born, serial),
        "birth_date": Span(born, born), "school_code": place["school_code"],
    } | cells  # fmt: skip


def teachers(places: list[Row], yes: int, total: int, start: int) -> list[Row]:
    """`total` full-time teachers spread over the schools in turn, `yes` of them with a bachelor's degree."""
    return [
        person(
            places[index % len(places)], start + index,
            date(1980 + (start + index) // 1000, 1 + index % 12, 1 + index % 28),
            is_full_time_teacher=True, teaching_stage="小学", education="21" if index < yes else "31",
        )
        for index in range(total)
    ]  # fmt: skip


def split(schools: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Schools of the streets, schools of the towns."""
    rows = list(schools)
    return (
        [row for row in rows if row["township"] in codes.STREETS],
        [row for row in rows if row["township"] in codes.TOWNS],
    )


def degree_county(urban: tuple[int, int], rural: tuple[int, int]) -> County:
    """(with a degree, all) of the county seat and of the countryside."""
    schools = one_each()
    seat, country = split(schools)
    staff = teachers(seat, *urban, start=0) + teachers(country, *rural, start=1000)
    return County({"schools": schools, "staff": staff})


def heads_county(births: list[date]) -> County:
    """Rural heads born on the given days, spread over the nine towns; every school has a head."""
    schools = one_each()
    seat, country = split(schools)
    staff = [person(place, 900 + index, post=("校长",)) for index, place in enumerate(seat)]
    for index, born in enumerate(births):
        post = ("校长",) if index < len(country) else ("副校长",)
        staff.append(person(country[index % len(country)], index, born, post=post))
    return County({"schools": schools, "staff": staff})


def keep(county: County, table: str, townships: set[str]) -> County:
    """Only the rows of these townships were sent of a table."""
    homes = {row["school_code"]: row["township"] for row in county.tables["schools"]}
    kept = [row for row in county.tables[table] if homes.get(row["school_code"]) in townships]
    return County(county.tables | {table: kept}, county.lacking, county.last_year_schools)
