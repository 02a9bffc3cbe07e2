"""Teachers and heads as they lie in a bureau's folder: an export, a register of heads, sheets and files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from _make.books import Cell, Grid, titled
from _make.messy_export import EXPORTED, confirmed, export, persons
from _make.messy_heads import register
from _make.schools import build

PER_SCHOOL = "尹集镇"  # sends a roster per school
BOTH = "赵寨子镇"  # its roster still says who is a head, and gives the code of an education as well
ASKED = "姜店镇"  # here three graduates write what must be asked, and nothing else says what they have
UNCLEAR = ("专升本", "教育硕士", "中央党校大学")

File = tuple[str, tuple[Grid, ...]]


def staff(rosters: dict[str, Grid], names: dict[str, str]) -> Iterator[File]:
    """One township sends a roster per school, three are exported from the national system, the others stand
    in two workbooks, a sheet each. `names` is filled with the names that the bureau has confirmed."""
    known = {school.code: school.name for school in build()}
    towns = {name.removeprefix("教职工花名册/").partition(".")[0]: grid for name, grid in rosters.items()}
    yield from per_school(towns.pop(PER_SCHOOL))
    exported = [person for town in EXPORTED for person in persons(towns.pop(town), known)]
    shown = confirmed(exported, names)
    yield "教师基本信息_导出.xls", (export(exported, shown),)
    both = persons(towns[BOTH], known)
    yield "校级干部名册.xlsx", (register([*exported, *both], shown),)
    with_codes(towns[BOTH])
    asked(towns[ASKED])
    by_short_name(towns["鱼邱湖街道"], names)
    together = [
        Grid(town.removesuffix("镇").removesuffix("街道"), [*map(list, grid.rows)], grid.merges, grid.heading)
        for town, grid in towns.items()
    ]
    half = len(together) // 2
    yield "各乡镇教师花名册.xlsx", tuple(together[:half])
    yield "各乡镇教师花名册2.xlsx", tuple(together[half:])


def per_school(grid: Grid) -> Iterator[File]:
    """The school stands in the title alone, in 填报单位 or in the file's name."""
    header, rows = grid.rows[grid.heading - 1], grid.rows[grid.heading :]
    at = header.index("工作单位")
    rows.sort(key=lambda row: str(row[at]))
    for number, (school, same) in enumerate(groupby(rows, key=lambda row: str(row[at]))):
        kept = [[*row[:at], *row[at + 1 :]] for row in (header, *same)]
        titles = (f"{school}教职工花名册", "教职工花名册", "教职工花名册")
        notes = (
            "填报日期：2025年9月10日",
            f"填报单位（盖章）：{school}　　填报人：",
            "填报日期：2025年9月10日",
        )
        made = titled(Grid("Sheet1", kept), titles[number % 3], notes[number % 3])
        file = school if number % 3 == 2 else f"花名册{number + 1}"
        yield f"教师花名册（各校）/{file}.xlsx", (made,)


def by_short_name(grid: Grid, names: dict[str, str]) -> None:
    """One school without its code, by a name that no register has; the bureau has confirmed it."""
    header = grid.rows[grid.heading - 1]
    code, name = header.index("学校标识码"), header.index("所在学校")
    rows = grid.rows[grid.heading :]
    school = str(rows[0][name])
    short = "一" + school[-2:]
    names[short] = str(rows[0][code])
    for row in rows:
        if row[name] == school:
            row[code], row[name] = None, short


def with_codes(grid: Grid) -> None:
    """最高学历代码 beside 最高学历: where the words must be asked, the code still says what is known."""
    header = grid.rows[grid.heading - 1]
    at = header.index("最高学历")
    codes = {"硕士研究生毕业": "14", "大学本科毕业": "21", "大学专科毕业": "31", "中等专科毕业": "41"}
    codes |= {"普通高中毕业": "61", "初中毕业": "71"}
    for number, row in enumerate(grid.rows):
        if number < grid.heading:
            row.insert(at, "最高学历代码" if number == grid.heading - 1 else None)
            continue
        code = codes[str(row[at])]
        if code == "21" and number % 9 == 0:
            row[at] = UNCLEAR[number // 9 % 3]
        row.insert(at, code)


def asked(grid: Grid) -> None:
    """Three graduates who teach 小学 or 初中 and write what is no education."""
    header, rows = grid.rows[grid.heading - 1], grid.rows[grid.heading :]
    education, stage, post = (header.index(name) for name in ("学历", "学段", "现任职务"))
    teachers = [row for row in rows if row[education] == "本科" and row[stage] == "小学" and not row[post]]
    for row, words in zip(teachers, UNCLEAR, strict=False):
        row[education] = words


def cells(row: list[Cell], header: list[Cell]) -> dict[str, Cell]:
    """A row by its headers."""
    return {str(name): cell for name, cell in zip(header, row, strict=True)}
