"""The registers of the untidy year: pairings turned round, visits as people write them, aid by semester."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from _make.books import Cell, Grid, titled


def split(grid: Grid) -> tuple[list[list[Cell]], list[Cell], list[list[Cell]]]:
    """What stands above, the header, and the rows below."""
    return grid.rows[: grid.heading - 1], grid.rows[grid.heading - 1], grid.rows[grid.heading :]


def turned_round(grid: Grid) -> Grid:
    """A row is an urban school; the rural ones stand in one cell, by 、 or ； or line breaks."""
    _, _, rows = split(grid)
    held: dict[tuple[Cell, ...], list[str]] = defaultdict(list)
    for urban, rural, form, start, end, _ in rows:
        held[urban, form, start, end].append(str(rural))
    made: list[list[Cell]] = [["序号", "城区优质学校", "结对乡村学校", "结对形式", "开始时间", "结束时间"]]
    for number, ((urban, form, start, end), rural) in enumerate(held.items(), 1):
        made.append([number, urban, ("；", "\n", "、")[number % 3].join(rural), form, start, end])
    return titled(Grid("Sheet1", made), "强校扩优结对一览表", "填报单位：县教育和体育局")


def visits(grid: Grid) -> Iterator[Grid]:
    """A sheet a semester with its first day in the title line; days without a year, spans of days, weeks of
    the semester, and several researchers in one cell."""
    _, header, rows = split(grid)
    at = {str(name): index for index, name in enumerate(header)}
    everyone = sorted({str(row[at["教研员"]]) for row in rows})
    for half, (name, opening) in {
        1: ("第一学期", date(2024, 9, 2)),
        2: ("第二学期", date(2025, 2, 17)),
    }.items():
        held = [row for row in rows if str(row[at["学期"]]).endswith(str(half))]
        made: list[list[Cell]] = [["序号", "教研员", "联系学校", "活动时间", "活动形式"]]
        for number, row in enumerate(held, 1):
            who, day = str(row[at["教研员"]]), row[at["活动日期"]]
            assert isinstance(day, date)
            other = everyone[(everyone.index(who) + 5) % len(everyone)]
            names = "、".join((who, other)) if number % 4 == 0 else who
            made.append(
                [number, names, row[at["联系学校"]], written(day, number, opening), row[at["活动类型"]]]
            )
        title = f"2024—2025学年{name}教研员包校及视导记录"
        note = f"填报单位：县教研室　　开学日期：{opening.year}年{opening.month}月{opening.day}日"
        yield titled(Grid(name, made), title, note)


def written(day: date, number: int, opening: date) -> str:
    """One day in one of the ways in which it is noted down."""
    following = date.fromordinal(day.toordinal() + 1)
    match number % 5:
        case 0:
            return f"第{(day - opening).days // 7 + 1}周"
        case 1 if day.month == following.month:
            return f"{day.month}月{day.day}—{following.day}日"
        case 2:
            return f"{day.year}年{day.month}月{day.day}日"
        case _:
            return f"{day.month}月{day.day}日"


def by_semester(grid: Grid) -> Iterator[Grid]:
    """A sheet for each semester, whose name is all that says it; and one of those who got nothing."""
    _, header, rows = split(grid)
    term = header.index("发放学期")
    names = {"2024-2025-1": "2024年秋季", "2024-2025-2": "2025年春季"}
    terms = sorted({str(row[term]) for row in rows if row[term]})
    for wanted in (*terms, None):
        held = [row for row in rows if (row[term] or None) == wanted]
        kept = [[*row[:term], *row[term + 1 :]] for row in ([header, *held])]
        if held:
            yield Grid(names.get(str(wanted), "未发放" if wanted is None else str(wanted)), kept)


def by_township(grid: Grid) -> Iterator[Grid]:
    """A sheet per township, and no column that says so."""
    _, header, rows = split(grid)
    town = header.index("乡镇")
    for name, same in groupby(sorted(rows, key=lambda row: str(row[town])), key=lambda row: str(row[town])):
        kept = [[*row[:town], *row[town + 1 :]] for row in (header, *same)]
        yield Grid(name, kept)


def guards(grid: Grid) -> Grid:
    """An example row that was left standing above the guards."""
    _, header, rows = split(grid)
    example: Sequence[Cell] = [
        "例：张三",
        "SAMPLE000000",
        "371599199001010000",
        "男",
        "专职",
        "1990-01-01",
        "某某小学",
    ]
    return titled(
        Grid(grid.name, [list(header), list(example), *rows]),
        "学校保安员名册",
        "填报单位：县教育和体育局安全科",
    )


def facts(grid: Grid) -> Grid:
    """The year in the title alone."""
    _, header, rows = split(grid)
    year = header.index("年度")
    kept = [[*row[:year], *row[year + 1 :]] for row in (header, *rows)]
    return titled(Grid("县级数据", kept), "2025年县级数据", "单位：人、元")


def instructions() -> Grid:
    return Grid("填表说明", [["一、本表由县教育和体育局填报。"]])
