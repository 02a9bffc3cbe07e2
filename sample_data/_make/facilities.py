"""What the schools have and take part in, year by year, so that the shares come out as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from _make.dice import between, chance, day_between, first, one_of
from _make.schools import PRIMARY_OR_SECONDARY, School
from _make.settings import COUNTS, RURAL_SHARES, YEARS


@dataclass(slots=True)
class Groups:
    """Who has what in one year: for each name of the settings the schools that have it."""

    year: int
    schools: list[School]
    having: dict[str, set[School]]
    towns_with_center: set[str]

    def has(self, name: str, school: School) -> bool:
        return school in self.having[name]


def by_name(school: School) -> object:
    return school.name


def grouped(schools: list[School], year: int) -> Groups:
    """Draw every group of the year."""
    active = [school for school in schools if school.active(year)]
    rural = [school for school in active if school.rural]
    ordinary = [school for school in rural if school.kind in PRIMARY_OR_SECONDARY]
    seat = [school for school in ordinary if school.seat]
    centers = [school for school in rural if school.kind == "111" and school.center]
    junior = [school for school in seat if school.kind != "211"]
    public = [school for school in rural if school.kind == "111" and not school.private]
    having: dict[str, set[School]] = {}
    for name, pool in (("gigabit", ordinary), ("recording_rooms", seat), ("junior_boarding", junior)):
        having[name] = set(pick(name, year, pool))
    having["expansion"] = set(pick("expansion", year, ordinary))
    having["paired"] = set(pick_within("paired", "expansion", year, ordinary))
    having["class2_or_better"] = set(pick("class2_or_better", year, seat))
    having["class1"] = set(pick_within("class1", "class2_or_better", year, seat))
    having["kg_recognised"] = set(pick("kg_recognised", year, centers))
    reaching = COUNTS["kg_recognised"][year] + COUNTS["kg_reaching"][year]
    having["kg_meets"] = set(first(reaching, centers, "kg_recognised", by_name))
    having["kg_integrated"] = set(pick("kg_integrated", year, public))
    shares(having, year, [school for school in rural if school.unit])
    return Groups(year, active, having, special_centers(year, seat))


def pick(name: str, year: int, pool: list[School]) -> list[School]:
    return first(COUNTS[name][year], pool, name, by_name)


def pick_within(name: str, outer: str, year: int, pool: list[School]) -> list[School]:
    """The first of the outer group's own order, so that the inner group lies within it."""
    return first(COUNTS[name][year], pool, outer, by_name)


def shares(having: dict[str, set[School]], year: int, units: list[School]) -> None:
    """Shares of all rural units."""
    for name, by_year in RURAL_SHARES.items():
        share = by_year[year]
        count = len(units) * share.numerator // share.denominator
        having[name] = set(first(count, units, name, by_name))


def special_centers(year: int, seat: list[School]) -> set[str]:
    """The towns whose centre primary hosts a resource centre for special education."""
    towns = sorted({school.township.code for school in seat})
    return set(first(COUNTS["special_centers"][year], towns, "special_centers", lambda code: code))


def bandwidth(school: School, groups: Groups) -> tuple[int, int]:
    """Mbps at the gate and in the classroom."""
    if groups.has("gigabit", school) or not school.rural:
        return (2000 if chance(15, "gate", school.name) else 1000), 100
    return one_of(((500, 100), (300, 100), (200, 50), (1000, 50), (500, 50)), "slow", school.name)


def expansion_form(school: School, groups: Groups) -> str:
    """强校扩优形式 of a rural school."""
    if not groups.has("expansion", school):
        return "无"
    if groups.has("paired", school):
        return "结对"
    return "集团" if chance(40, "form", school.name) else "联盟"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pairing of an urban and a rural school."""

    urban: School
    rural: School
    start: date
    end: date


def pairings(groups: Groups, since: dict[School, int]) -> list[Pairing]:
    """The agreements of the year in force on 1 September, one for each paired rural school."""
    return [
        Pairing(partner(school, groups), school, date(since[school], 3, 1), date(since[school] + 5, 2, 28))
        for school in groups.schools
        if groups.has("paired", school)
    ]


def paired_since(schools: list[School]) -> dict[School, int]:
    """The first year in which a school is paired."""
    since: dict[School, int] = {}
    for year in YEARS:
        for school in grouped(schools, year).having["paired"]:
            since.setdefault(school, year)
    return since


def partner(school: School, groups: Groups) -> School:
    """A public school of the seat of the same stage."""
    kinds = {"211"} if school.kind == "211" else {"311", "312", "341"}
    able = [s for s in groups.schools if not s.rural and s.kind in kinds]
    return one_of(tuple(able), "partner", school.name)


def expired(groups: Groups) -> Pairing | None:
    """In the last year: a trial that ran out in June, at the one school that has no agreement now."""
    left = [s for s in groups.schools if groups.has("expansion", s) and not groups.has("paired", s)]
    if groups.year < 2025 or not left:
        return None
    return Pairing(partner(left[0], groups), left[0], date(2024, 11, 1), date(2025, 6, 30))


def warm_campus(school: School, groups: Groups) -> str:
    """温馨校园级别."""
    if not school.rural or not groups.has("warm_campus", school):
        return "无"
    return one_of(("县级", "县级", "市级", "省级"), "warm", school.name)


def stars(school: School, groups: Groups) -> str:
    """党支部星级; the private have no branch of their own."""
    if school.private:
        return "无"
    if groups.has("five_stars", school):
        return "五星级"
    return one_of(("四星级", "三星级", "三星级", "未评"), "stars", school.name)


def standard_class(school: School, groups: Groups) -> str:
    """办学条件等级."""
    if groups.has("class1", school):
        return "Ⅰ类"
    if groups.has("class2_or_better", school):
        return "Ⅱ类"
    if not school.rural:
        return one_of(("Ⅰ类", "Ⅰ类", "Ⅱ类"), "class", school.name)
    if school.seat:
        return "Ⅲ类"
    return one_of(("Ⅱ类", "Ⅲ类", "Ⅲ类"), "class", school.name)


def kindergarten_grade(school: School, groups: Groups) -> str:
    """幼儿园等级."""
    if groups.has("kg_recognised", school):
        return "省级示范"
    if not school.rural and not school.private:
        return one_of(("省级示范", "市级示范"), "grade", school.name)
    return one_of(("市级示范", "一类", "二类"), "grade", school.name)


def established(name: str, test: Callable[[School], bool]) -> Callable[[School, Groups], str]:
    """A 是/否 column: by the group in the country, and 是 in the seat."""

    def value(school: School, groups: Groups) -> str:
        if school.rural and school.unit and test(school):
            return "是" if groups.has(name, school) else "否"
        return "是" if not school.rural else "否"

    return value


def assessed_on(school: School, year: int) -> date:
    """A day of the spring before the census."""
    return day_between(date(year, 3, 1), date(year, 6, 30), "assessed", school.name)


def spread(school: School) -> int:
    """A small spread for areas and equipment, in percent of the usual."""
    return between(85, 125, "spread", school.name)
