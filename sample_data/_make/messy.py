"""The year 2025 of the same county as it lies in a bureau's folder: nothing is prepared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from _make.books import Cell, Grid, save, titled
from _make.county import files
from _make.messy_staff import staff
from _make.settings import TOWNSHIPS

YEAR = "2025"
FORMS = 4  # schools that send the official forms as well
WIDE = {"1000": "1000M", "2000": "2G", "100": "百兆", "500": "500Mbps"}
NAMES = """\
# 学校名称对照。左边是报送表中的写法，右边填学校标识码；空着的不生效。
"""
CONFIG = 'data = "."\nplan = "../../targets/gaotang-2023-2027.yaml"\n'

File = tuple[str, tuple[Grid, ...]]


def write(folder: Path) -> list[Path]:
    """Write the folder's year, its settings and its names."""
    paths, names = [], {}
    for name, grids in untidy(names):
        save(folder / YEAR / name, *grids)
        paths.append(folder / YEAR / name)
    (folder / "ruraledu.toml").write_text(CONFIG, encoding="utf-8", newline="\n")
    lines = [f'"{name}": "{code}"\n' for name, code in sorted(names.items())]
    (folder / "names.yaml").write_text(NAMES + "".join(lines), encoding="utf-8", newline="\n")
    return paths


def untidy(names: dict[str, str]) -> Iterator[File]:
    """Every file of the year. `names` is filled with the short names that the bureau has confirmed."""
    tidy = {name.removeprefix(f"{YEAR}/"): grids for name, grids in files() if name.startswith(f"{YEAR}/")}
    compulsory = tidy.pop("学校_义务教育.xlsx")[0]
    yield "办学条件一览表（最终版）.xlsx", (conditions(compulsory), last_year(compulsory))
    yield "办学条件一览表 - 副本.xlsx", (compulsory,)
    yield from official_forms(compulsory)
    yield "问卷星导出_高中及特教.xlsx", (export(tidy.pop("学校_高中及特教.xlsx")[0]),)
    yield "强校扩优结对一览表.xlsx", (turned_round(tidy.pop("结对台账.xlsx")[0]),)
    yield "资助系统导出.xlsx", tuple(by_semester(tidy.pop("重点关注学生_中小学.xlsx")[0]))
    rosters = {name: tidy.pop(name)[0] for name in list(tidy) if name.startswith("教职工花名册/")}
    yield from staff(rosters, names)
    yield "村居台账.xlsx", tuple(by_township(tidy.pop("村居.csv")[0]))
    yield "作废/县级数据.xlsx", tidy["县级数据.xlsx"]
    yield "县级数据.xlsx", (facts(tidy.pop("县级数据.xlsx")[0]), instructions())
    yield from tidy.items()


def split(grid: Grid) -> tuple[list[list[Cell]], list[Cell], list[list[Cell]]]:
    """What stands above, the header, and the rows below."""
    return grid.rows[: grid.heading - 1], grid.rows[grid.heading - 1], grid.rows[grid.heading :]


def conditions(grid: Grid) -> Grid:
    """The total first, a merged township before its schools, units in cells, notes below."""
    _, header, rows = split(grid)
    body, total = rows[:-1], rows[-1]
    town, names = header.index("乡镇代码"), {one.code: one.name for one in TOWNSHIPS}
    body.sort(key=lambda row: (str(row[town]), str(row[0])))
    order = [town, *(i for i in range(len(header)) if i != town)]
    made = [[names[str(row[town])], *(shown(header[i], row[i]) for i in order[1:])] for row in body]
    first: list[Cell] = ["总计", *(total[i] if i != 1 else None for i in order[1:])]
    above: list[list[Cell]] = [["乡镇", *(header[i] for i in order[1:])], first]
    below: list[list[Cell]] = [["注：数据截至2025年9月1日。"], ["审核人：", None, None, "填表人：", None]]
    merges, at = [], 3
    for _, same in groupby(made, key=lambda row: row[0]):
        size = len(list(same))
        merges += [(at, 1, at + size - 1, 1)] if size > 1 else []
        at += size
    for top, _, bottom, _ in merges:
        for row in range(top, bottom):
            made[row - 2][0] = None
    built = Grid("办学条件", [*above, *made, *below], merges)
    return titled(
        built, "2025年办学条件一览表", "填报单位（盖章）：县教育和体育局　　填报人：　　日期：2025年9月15日"
    )


def shown(header: Cell, value: Cell) -> Cell:
    """Figures as people type them."""
    text = str(value)
    if header in ("校园网出口带宽(Mbps)", "班级带宽(Mbps)"):
        return WIDE.get(text, value)
    if header == "图书册数" and isinstance(value, int) and value >= 1000:
        return f"{value:,}"
    if header == "在校生数" and isinstance(value, int) and value % 7 == 0:
        return f"{value}人"
    if header in ("家长学校", "家长委员会"):
        return {"是": "☑", "否": "□"}.get(text, value)
    return value


def last_year(grid: Grid) -> Grid:
    """A sheet to fill in next, with an example row only."""
    _, header, _ = split(grid)
    return Grid("样表", [list(header), ["例：2137159999", "例：某某小学", *[None] * (len(header) - 2)]])


def official_forms(grid: Grid) -> Iterator[File]:
    """教基3112 of a few primary schools, one file each; they say what 办学条件 says too."""
    _, header, rows = split(grid)
    at = {str(name): index for index, name in enumerate(header)}
    schools = [row for row in rows[:-1] if str(row[at["办学类型代码"]]) == "211"][:FORMS]
    for row in schools:
        grades = [row[at[f"{grade}年级学生数"]] for grade in "一二三四五六"]
        head: list[list[Cell]] = [
            ["小学分类型学生数"],
            [f"学校(机构)名称：{row[at['学校名称']]}", None, f"学校(机构)标识码：{row[at['学校标识码']]}"],
            [
                "指标名称",
                "代码",
                "毕业生数",
                "招生数",
                "在校生数",
                *(f"{grade}年级" for grade in "一二三四五六"),
            ],
            ["甲", "乙", *(str(number) for number in range(1, 10))],
        ]
        blank: list[Cell] = [None] * 6
        body: list[list[Cell]] = [
            ["总计", "01", None, None, row[at["在校生数"]], *grades],
            ["　#女", "02", None, None, row[at["女生数"]], *blank],
            ["　#寄宿生", "05", None, None, row[at["寄宿生数"]] or None, *blank],
        ]
        yield f"教基报表/{row[at['学校名称']]}.xlsx", (Grid("教基3112_211", head + body),)


def export(grid: Grid) -> Grid:
    """A form service's export: numbered headers, and a first submission that was taken back."""
    _, header, rows = split(grid)
    numbered: list[Cell] = [f"{number}.{name}（必填）" for number, name in enumerate(header, 1)]
    made: list[list[Cell]] = [["序号", "提交时间", "提交人", *numbered]]
    early = [0 if isinstance(value, int) else value for value in rows[0]]
    made.append([1, "2025/9/2 08:15:00", "甲", *early])
    made += [[n, f"2025/9/{n + 3} 10:00:00", "乙", *row] for n, row in enumerate(rows, 2)]
    return Grid("学校", made)


def turned_round(grid: Grid) -> Grid:
    """A row is an urban school; the rural ones stand in one cell."""
    _, _, rows = split(grid)
    held: dict[tuple[Cell, ...], list[str]] = defaultdict(list)
    for urban, rural, form, start, end, _ in rows:
        held[urban, form, start, end].append(str(rural))
    made: list[list[Cell]] = [["序号", "城区优质学校", "结对乡村学校", "结对形式", "开始时间", "结束时间"]]
    for number, ((urban, form, start, end), rural) in enumerate(held.items(), 1):
        made.append([number, urban, ("\n" if number % 2 else "、").join(rural), form, start, end])
    return titled(Grid("Sheet1", made), "强校扩优结对一览表", "填报单位：县教育和体育局")


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


def facts(grid: Grid) -> Grid:
    """The year in the title alone."""
    _, header, rows = split(grid)
    year = header.index("年度")
    kept = [[*row[:year], *row[year + 1 :]] for row in (header, *rows)]
    return titled(Grid("县级数据", kept), "2025年县级数据", "单位：人、元")


def instructions() -> Grid:
    return Grid("填表说明", [["一、本表由县教育和体育局填报。"]])
