"""The schools and kindergartens of the invented county: their names, codes, kinds and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from _make.dice import between, chance
from _make.settings import TOWNSHIPS, Township

NUMERALS = "零一二三四五六七八九十"
PRIMARY_OR_SECONDARY = {"211", "311", "312", "341", "342", "345"}
KINDERGARTEN = {"111", "119"}
UNIT = PRIMARY_OR_SECONDARY | {"111", "361", "511"}
COMPULSORY = {"211", "311", "312", "341", "345"}


@dataclass(slots=True, eq=False)
class School:
    """One school. `closes` is the census year in which it is reported as merged, `opens` its first one."""

    name: str
    kind: str
    township: Township
    area: str
    seat: bool = False
    sponsor: str = "831"
    center: bool = False
    opens: int = 0
    closes: int = 9999
    successor: School | None = None
    parent: School | None = None
    code: str = ""
    intake: dict[str, int] = field(default_factory=dict)

    @property
    def rural(self) -> bool:
        """Everything but the county seat, whose streets have villages of their own."""
        return self.township.is_town or self.area == "220"

    @property
    def unit(self) -> bool:
        return self.kind in UNIT

    @property
    def private(self) -> bool:
        return self.sponsor == "999"

    def listed(self, year: int) -> bool:
        """Whether the table of the year has a row for it."""
        return self.opens <= year <= self.closes

    def active(self, year: int) -> bool:
        """Whether it is in service in the year."""
        return self.opens <= year < self.closes


def numeral(number: int) -> str:
    """A number up to 19 in words."""
    return NUMERALS[number] if number <= 10 else "十" + NUMERALS[number - 10]


def county_seat() -> Iterator[School]:
    """The schools of the town where the county sits; the second of each kind lies at its edge."""
    streets = TOWNSHIPS[:3]
    for index in range(1, 7):
        area = "122" if index % 3 == 0 else "121"
        yield School(f"城区第{numeral(index)}小学", "211", streets[index % 3], area)
    for index in range(1, 4):
        yield School(f"城区第{numeral(index)}初级中学", "311", streets[index % 3], "121")
    yield School("城区九年一贯制学校", "312", streets[2], "122")
    yield School("县第一完全中学", "341", streets[1], "121")
    yield School("县第一中学", "342", streets[0], "121")
    yield School("县第二中学", "342", streets[2], "122")
    yield School("县民办第一学校", "345", streets[1], "122", sponsor="999")
    yield School("县职业教育中心学校", "361", streets[2], "122")
    yield School("县第一特殊教育学校", "511", streets[0], "121")
    for index in range(1, 6):
        opens = 2024 if index == 5 else 0
        yield School(f"城区第{numeral(index)}幼儿园", "111", streets[index % 3], "121", opens=opens)
    for index in range(1, 5):
        yield School(f"城区民办第{numeral(index)}幼儿园", "111", streets[index % 3], "122", sponsor="999")


def at_town_seat(town: Township) -> Iterator[School]:
    """Centre primary, junior school and centre kindergarten of a town."""
    yield School(f"{town.name}中心小学", "211", town, "121", seat=True, center=True)
    for index in range(2, town.seat_primaries + 1):
        yield School(f"{town.name}第{numeral(index)}小学", "211", town, "122", seat=True)
    junior = "初级中学" if town.seat_junior == "311" else "九年一贯制学校"
    yield School(f"{town.name}{junior}", town.seat_junior, town, "121", seat=True)
    if town.name == "清平镇":
        yield School("县第二完全中学", "341", town, "121", seat=True)
    yield School(f"{town.name}中心幼儿园", "111", town, "121", seat=True, center=True)
    for index in range(1, town.private_kindergartens + 1):
        name = f"{town.name}民办第{numeral(index)}幼儿园"
        yield School(name, "111", town, "122", seat=index == 1 and chance(50, name), sponsor="999")


def in_villages(town: Township) -> Iterator[School]:
    """Village primaries, kindergartens and teaching points; those that close bear the last numbers."""
    for index in range(1, town.village_primaries + 1):
        yield School(f"{town.name}{numeral(index)}号村小学", "211", town, "220")
    for offset, year in enumerate(town.closing, town.village_primaries + 1):
        yield School(f"{town.name}{numeral(offset)}号村小学", "211", town, "220", closes=year)
    for _ in range(town.village_juniors):
        yield School(f"{town.name}第二初级中学", "311", town, "220")
    for index in range(1, town.village_kindergartens + 1):
        sponsor = "894" if index == 2 else "831"
        yield School(f"{town.name}{numeral(index)}号村幼儿园", "111", town, "220", sponsor=sponsor)
    for index in range(11, 11 + town.points):
        yield School(f"{town.name}{numeral(index)}号村教学点", "218", town, "220")


def closed_point() -> School:
    """A teaching point that stops in 2024."""
    return School("尹集镇十九号村教学点", "218", TOWNSHIPS[4], "220", closes=2024)


def attached(schools: list[School]) -> Iterator[School]:
    """Kindergarten classes in three village primaries, and primary classes in one village junior school."""
    hosts = [school for school in schools if school.name.endswith("镇二号村小学")][:3]
    for host in hosts:
        yield School(f"{host.name}附设幼儿班", "119", host.township, host.area, parent=host)
    junior = next(school for school in schools if school.kind == "311" and school.area == "220")
    yield School(f"{junior.name}附设小学班", "219", junior.township, junior.area, parent=junior)


def settle(schools: list[School]) -> None:
    """Codes, successors of the closed, parents of the teaching points."""
    centers = {school.township.code: school for school in schools if school.center and school.kind == "211"}
    for number, school in enumerate(schools, 1):
        school.code = f"{school.kind[:2]}37{900000 + number * 7}"
        if school.closes < 9999:
            school.successor = centers[school.township.code]
        if school.kind == "218":
            school.parent = centers[school.township.code]
        school.intake = intake(school)


def intake(school: School) -> dict[str, int]:
    """How many enter the lowest grade of each stage in a usual year."""
    name = school.name
    town = school.rural
    small = between(13, 27, "intake", name)
    if school.kind in {"218", "119", "219"}:
        return {"学前" if school.kind == "119" else "小学": between(5, 14, "intake", name)}
    by_kind = {
        "111": {"学前": between(22, 40, "kg", name) if town else between(80, 110, "kg", name)},
        "211": {"小学": between(62, 88, "p", name) if school.seat else small}
        if town
        else {"小学": between(300, 370, "p", name)},
        "311": {"初中": between(150, 190, "j", name) if school.seat else 70}
        if town
        else {"初中": between(440, 520, "j", name)},
        "312": {"小学": 60, "初中": 140} if town else {"小学": 130, "初中": 220},
        "341": {"初中": 120, "高中": 180} if town else {"初中": 250, "高中": 380},
        "342": {"高中": between(760, 840, "s", name)},
        "345": {"小学": 90, "初中": 130, "高中": 120},
        "361": {"中职": 620},
        "511": {"小学": 9, "初中": 6},
    }
    return by_kind[school.kind]


def build() -> list[School]:
    """Every school that stands in one of the years."""
    schools = list(county_seat())
    for township in TOWNSHIPS:
        if township.is_town:
            schools += at_town_seat(township)
        schools += in_villages(township)
    schools.append(closed_point())
    schools += attached(schools)
    settle(schools)
    return schools
