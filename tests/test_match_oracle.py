"""`match` against a second way to the answer: every way in which what is not known may turn out is tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from ruraledu_cli.analyse.match import Asked, match
from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.matching import STATES, Matching
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import validate
from small_census import plan

BOTH = frozenset({True, False})
SCHOOLS = {"甲小学": "在办", "乙小学": "在办", "丙小学": "停办"}
CATEGORIES = {"minimum_allowance": "低保", "disabled": "残疾"}
UNTIL = {"": True, "2030-01-01": True, "2020-01-01": False, "见附件": None}
ENROLLED = {"在读": True, "毕业": False, "另议": None}
SETTLED = ("aided", "not_of_age", "ended")


@dataclass(frozen=True)
class Child:
    number: str
    name: str
    born: date


@dataclass(frozen=True)
class PupilRow:
    child: Child
    told_by: str  # id, g (a pupil number made of it), other
    school: str
    aided: bool | None
    term: int | None
    item: str | None
    category: str | None
    dropout: bool


@dataclass(frozen=True)
class ListRow:
    kind: str
    name: str
    written: Cell
    number: str  # "" where nobody can read it
    born: date | None
    until: str
    school: str


@dataclass
class World:
    pupils: list[PupilRow] = field(default_factory=list)
    lists: list[ListRow] = field(default_factory=list)
    register: dict[str, str] | None = None


def check_digit(first: str) -> str:
    """ISO 7064, MOD 11-2, digit by digit from the left."""
    total = 0
    for digit in first:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def a_child(rng: Random) -> Child:
    year, month, day = (
        rng.choice(own) for own in ([1985, 2007, 2010, 2014, 2018, 2021, 2024], [8, 9], [1, 2, 30])
    )
    born = date(year, month, day)
    first = f"371599{born:%Y%m%d}{rng.randrange(100, 999)}"
    return Child(first + check_digit(first), rng.choice(["张一", "李二", "王三"]), born)


def a_world(seed: int) -> World:
    rng = Random(seed)
    children = {child.number: child for child in (a_child(rng) for _ in range(7))}
    world = World()
    for child in children.values():
        if rng.random() < 0.6:
            world.pupils += _rows_of(child, rng)
    if not world.pupils:
        world.pupils += _rows_of(next(iter(children.values())), rng)
    for kind in ("minimum_allowance", "disabled") if rng.random() < 0.8 else ("disabled",):
        for child in rng.choices(list(children.values()), k=5):
            world.lists.append(_listed(kind, child, rng))
    if rng.random() < 0.5:
        chosen = [child for child in children.values() if rng.random() < 0.5]
        world.register = {child.number: rng.choice(list(ENROLLED)) for child in chosen}
    return world


def _rows_of(child: Child, rng: Random) -> Iterator[PupilRow]:
    """Rows that differ in their keys; one of them perhaps sent twice."""
    told_by, gone = rng.choice(["id", "id", "g", "other"]), rng.random() < 0.2
    keys = {
        (rng.choice(list(SCHOOLS)), rng.choice([1, 2, None]), rng.choice(["生活补助", "政府助学金", None]))
        for _ in range(rng.choice([1, 1, 2, 3]))
    }
    for school, term, item in sorted(keys, key=str):
        category = rng.choice(["低保", "残疾", None])
        row = PupilRow(child, told_by, school, rng.choice([True, False, None]), term, item, category, gone)
        yield from [row] * (2 if rng.random() < 0.15 else 1)


def _listed(kind: str, child: Child, rng: Random) -> ListRow:
    name = child.name if rng.random() < 0.9 else "赵四"
    zeros = child.number[:15] + "000"
    good, no_day = (child.number, child.born), ("", None)
    # A number cell keeps 15 digits, whatever it shows; as text the zeros may happen to be a good number.
    as_text = (zeros if check_digit(zeros[:17]) == "0" else "", child.born)
    ways_to_write: list[tuple[Cell, tuple[str, date | None]]] = [
        *[(cell, good) for cell in (child.number, child.number, child.number.lower(), f" {child.number}　")],
        *[(None, no_day), (int(zeros), ("", child.born)), (zeros, as_text)],
        (child.number[:6] + child.number[8:17], no_day),
    ]
    written, (number, born) = rng.choice(ways_to_write)
    school = rng.choice(["", "", "甲小学", "外县小学"])
    return ListRow(kind, name, written, number, born, rng.choice(list(UNTIL)), school)


def sheets_of(world: World) -> tuple[list[Sheet], list[Sheet]]:
    """The year's sheets, and the lists."""
    said = {True: "是", False: "否", None: None}
    schools: list[list[Cell]] = [["学校标识码", "学校名称", "办学类型代码", "乡镇", "学校状态"]]
    for position, (name, state) in enumerate(SCHOOLS.items()):
        schools.append([f"213790000{position}", name, "211", "梁村镇", state])
    header = "学籍号 姓名 身份证号 出生日期 学校名称 是否受助 资助学期 资助项目 困难类别 是否辍学"
    pupils: list[list[Cell]] = [list(header.split())]
    for row in world.pupils:
        child, own = row.child, {"g": f"G{row.child.number}"}
        pupils.append(
            [
                own.get(row.told_by, f"A{child.number[6:15]}{child.number[-2:]}"),
                child.name,
                child.number if row.told_by == "id" else None,
                child.born,
                row.school,
                said[row.aided],
                None if row.term is None else f"2024-2025-{row.term}",
                row.item,
                row.category,
                said[row.dropout],
            ]
        )
    lists = []
    names = {"minimum_allowance": "低保对象", "disabled": "残疾儿童"}
    for kind in dict.fromkeys(row.kind for row in world.lists):
        rows: list[list[Cell]] = [["姓名", "身份证号", "就读学校", "有效期至"]]
        rows += [[r.name, r.written, r.school, r.until] for r in world.lists if r.kind == kind]
        lists.append(Sheet(f"{kind}.xlsx", names[kind], rows))
    if world.register is not None:
        rows = [["姓名", "身份证号", "状态"], *(["某某", n, state] for n, state in world.register.items())]
        lists.append(Sheet("学籍.xlsx", "学籍名单", rows))
    return [Sheet("学校.xlsx", "学校", schools), Sheet("学生.xlsx", "重点关注学生", pupils)], lists


def matched(world: World) -> Matching:
    year, lists = sheets_of(world)
    frames = recognise(year, plan().codebook).frames
    census = validate(frames, plan().codebook, 2025, plan().areas).census
    return match(Evaluator(census, plan(), date(2025, 9, 1)), Asked(lists))


# The second way: sets of everything that may be so.


def ways(known: bool | None) -> frozenset[bool]:
    return BOTH if known is None else frozenset({known})


def any_of(rows: Iterable[frozenset[bool]]) -> frozenset[bool]:
    """What *or* may come to, over every way of each."""
    return frozenset(any(chosen) for chosen in product(*rows))


def age(child: Child | ListRow) -> int | None:
    return (
        None
        if child.born is None
        else sum(
            1
            for year in range(child.born.year + 1, 2026)
            if date(year, child.born.month, child.born.day) <= date(2025, 9, 1)
        )
    )


def open_rows(world: World, number: str) -> list[PupilRow]:
    own = [row for row in world.pupils if row.child.number == number and row.told_by != "other"]
    return [row for row in own if row.school != "丙小学"]


def outcomes(world: World, kind: str, number: str) -> set[str]:
    """Every state in which the child may be, whatever the unknown turns out to be."""
    rows = [row for row in world.lists if (row.kind, row.number) == (kind, number)]
    found = any(row.child.number == number and row.told_by != "other" for row in world.pupils)
    states: set[str] = set()
    for in_force in any_of(ways(UNTIL[row.until]) for row in rows):
        if not in_force:
            states.add("ended")
        elif found:
            own = open_rows(world, number)
            aid = any_of(ways(row.aided) for row in own) if own else BOTH
            states |= {
                "aided" if aided else "dropout" if own and own[0].dropout else "not_aided" for aided in aid
            }
        else:
            states |= nowhere(world, rows, number)
    return states


def nowhere(world: World, rows: list[ListRow], number: str) -> set[str]:
    enrolled = ways(ENROLLED[world.register[number]]) if number in (world.register or {}) else {False}
    years = age(rows[0])
    states = {"unlisted"} if True in enrolled else set()
    if False in enrolled:
        elsewhere = any(row.school for row in rows) and not any(row.school == "甲小学" for row in rows)
        of_age = years is not None and 3 <= years <= 18
        visited = years is not None and 6 <= years <= 15
        states.add(
            "not_of_age" if not of_age else "elsewhere" if elsewhere else "to_visit" if visited else "absent"
        )
    namesakes = [
        p
        for p in world.pupils
        if p.told_by == "other"
        for row in rows
        if (p.child.name, p.child.born) == (row.name, row.born)
    ]
    return states | ({"somebody"} if namesakes and states != {"not_of_age"} else set())


def settle(states: set[str]) -> str:
    if states <= set(SETTLED):
        return next(state for state in SETTLED if state in states)
    return states.pop() if len(states) == 1 else "undecided"


def expected_cases(world: World) -> list[tuple[str, str]]:
    numbers = dict.fromkeys(row.number for row in world.lists if row.number)
    found = []
    for number in numbers:
        kinds = dict.fromkeys(row.kind for row in world.lists if row.number == number)
        states = [settle(outcomes(world, kind, number)) for kind in kinds]
        found.append((number, min(states, key=STATES.index)))  # type: ignore[arg-type]
    for row in (row for row in world.lists if not row.number):
        years = age(row)
        grown = years is not None and not 3 <= years <= 18
        found.append(("", "ended" if UNTIL[row.until] is False else "not_of_age" if grown else "no_number"))
    return sorted(found)


def expected_claims(world: World) -> list[tuple[str, str, bool]]:
    kinds = {row.kind for row in world.lists}
    known = {row.child.number for row in world.pupils if row.told_by != "other"}
    found = []
    for child, numbered in dict.fromkeys((row.child, row.told_by != "other") for row in world.pupils):
        rows = [r for r in world.pupils if r.child == child and r.school != "丙小学"]
        for kind in kinds & {k for k, word in CATEGORIES.items() if word in {r.category for r in rows}}:
            listed = any_of(on_list(row, child, numbered, known) for row in world.lists if row.kind == kind)
            listed = listed if numbered or listed == {True} else BOTH
            claim = {aided and not on for aided in any_of(ways(r.aided) for r in rows) for on in listed}
            if True in claim:
                found.append((child.number if numbered else "", kind, claim == {True}))
    return sorted(found)


def on_list(row: ListRow, child: Child, numbered: bool, known: set[str]) -> frozenset[bool]:
    """Whether a row puts a child on the list."""
    in_force = ways(UNTIL[row.until])
    if numbered and row.number == child.number:
        return in_force
    may_be = row.number not in known and row.name == child.name
    may_be = may_be and (row.born == child.born or (not row.number and row.born is None))
    return BOTH if may_be and True in in_force else frozenset({False})


def expected_doubles(world: World) -> list[tuple[str, bool]]:
    """Persons aided twice: for sure, or perhaps."""
    found = []
    for child, numbered in dict.fromkeys((row.child, row.told_by != "other") for row in world.pupils):
        rows = [r for r in world.pupils if r.child == child and r.school != "丙小学"]
        aid = [r for r in rows if r.aided or (r.aided is None and r.item)]
        pairs = [twice(one, other) for one, other in combinations(aid, 2)]
        if any(True in pair for pair in pairs):
            found.append((child.number if numbered else "", any(pair == {True} for pair in pairs)))
    return sorted(found)


def twice(one: PupilRow, other: PupilRow) -> set[bool]:
    def all_ways(row: PupilRow) -> list[tuple[Any, ...]]:
        terms = [row.term] if row.term else [1, 2]
        items = [row.item] if row.item else ["生活补助", "政府助学金"]
        return list(product(ways(row.aided), terms, items))

    return {a[0] and b[0] and a[1:] == b[1:] for a in all_ways(one) for b in all_ways(other)}


def found_doubles(found: Matching) -> list[tuple[str, bool]]:
    """One line a person: whether any of its pairs is sure."""
    sure: dict[tuple[str, Any], bool] = {}
    for one in found.doubles:
        if one.what == "aided_twice":
            key = (one.number, one.number or min(place.row for place in one.places))
            sure[key] = sure.get(key, False) or one.sure
    return sorted((number, known) for (number, _), known in sure.items())


def compare(seeds: Iterable[int]) -> None:
    for seed in seeds:
        world = a_world(seed)
        found = matched(world)
        cases = sorted((case.number, str(case.state)) for case in found.cases)
        assert cases == expected_cases(world), seed
        claims = sorted((claim.number, claim.category, claim.sure) for claim in found.claims)
        assert claims == expected_claims(world), seed
        numbered = [one for one in expected_doubles(world) if one[0]]
        assert [one for one in found_doubles(found) if one[0]] == numbered, seed


def test_small_lists_come_out_as_every_way_of_the_unknown_says() -> None:
    compare(range(60))


@pytest.mark.slow
def test_many_small_lists() -> None:
    compare(range(60, 3000))
