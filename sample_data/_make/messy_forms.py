"""The official forms of single schools in the untidy year: a workbook a school, a sheet a form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from _make.books import Cell, Grid
from _make.messy_conditions import GRADES, Record, campuses
from _make.school_facts import AREAS, KINDS, SPONSORS

File = tuple[str, tuple[Grid, ...]]


def of_town(rows: Sequence[Record], town: str) -> Iterator[File]:
    """All forms of every school in service of one township, that say what its list leaves out."""
    for row in rows:
        if row["学校状态"] == "在办":
            yield f"教基报表/{town}/{row['学校名称']}.xlsx", tuple(forms(row, town))


def of_campuses(rows: Sequence[Record], name: str) -> Iterator[File]:
    """One school's pupils, classes and staff in forms of each campus."""
    school = next(row for row in rows if row["学校名称"] == name)
    for row in campuses(school):
        grids = (pupils(row, "小学"), classes(row, "小学"), staff(row))
        yield f"教基报表/{name}（{row['校区']}）.xlsx", grids


def of_city(rows: Sequence[Record], names: Sequence[str]) -> Iterator[File]:
    """Pupils of schools that stand in the list as well."""
    for row in rows:
        if row["学校名称"] in names:
            yield f"教基报表/{row['学校名称']}.xlsx", (pupils(row, "小学"),)


def forms(row: Record, town: str) -> Iterator[Grid]:
    yield basics(row, town)
    for stage in stages(row):
        yield classes(row, stage)
        yield pupils(row, stage)
    yield staff(row)
    if len(stages(row)) == 1:
        yield education(row, stages(row)[0])


def stages(row: Record) -> list[str]:
    kind = str(row["办学类型代码"])
    return ["小学", "初中"] if kind == "312" else ["初中"] if kind == "311" else ["小学"]


def headed(name: str, title: str, row: Record, body: list[list[Cell]]) -> Grid:
    """Title, number of the form, and the line that says whose it is."""
    campus: list[Cell] = [f"校区：{row['校区']}"] if row.get("校区") else []
    whose: list[Cell] = [
        f"学校(机构)名称：{row['学校名称']}",
        None,
        f"学校(机构)标识码：{row['学校标识码']}",
        *campus,
    ]
    return Grid(name, [[title], [f"表    号：{name}"], whose, *body], heading=3)


def basics(row: Record, town: str) -> Grid:
    """教基1001: an item and its value beside each other."""
    kind, area, sponsor = (str(row[name]) for name in ("办学类型代码", "城乡类型代码", "举办者代码"))
    body: list[list[Cell]] = [
        ["学校(机构)名称", row["学校名称"], "学校(机构)标识码", row["学校标识码"]],
        ["学校(机构)办学类型", KINDS[kind], "学校(机构)举办者", SPONSORS[sponsor]],
        ["学校(机构)驻地城乡类型", AREAS[area], "所在乡镇", town],
        ["邮政编码", "-", "学校(机构)英文名称", "-"],
    ]
    return headed("教基1001", "学校(机构)基本情况", row, body)


def grades(row: Record, stage: str) -> list[Cell]:
    names = GRADES[:6] if stage == "小学" else GRADES[6:]
    return [row[name] for name in names]


def zero_blank(value: Cell) -> Cell:
    """As the schools type it: what is not there is left blank."""
    return value or None


def pupils(row: Record, stage: str) -> Grid:
    """教基3112 and 3115. A school of both stages sends both, each with a part of 女 and 寄宿生."""
    sizes = grades(row, stage)
    whole = sum(value for value in sizes if isinstance(value, int))
    single = len(stages(row)) == 1
    parts = [part(row[name], stage, single=single) for name in ("女生数", "寄宿生数")]
    girls, boarders = ([zero_blank(value), *map(zero_blank, spread(value, sizes))] for value in parts)
    years = [f"{grade}年级" for grade in ("一二三四五六" if stage == "小学" else "一二三四")]
    four: list[Cell] = [] if stage == "小学" else ["-"]  # no junior school of four years here
    head = ["指标名称", "代码", "毕业生数", "招生数", "在校生数", *years]
    numbers: list[Cell] = ["甲", "乙", *(str(number) for number in range(1, len(head) - 1))]
    empty: list[Cell] = [None] * (len(years) + 1)
    body: list[list[Cell]] = [
        [*head],
        numbers,
        ["总计", "01", None, None, whole, *sizes, *four],
        ["　#女", "02", None, None, *girls, *four],
        ["　#少数民族", "03", None, None, *empty],
        ["　#残疾人", "04", "-", "-", *empty],
        ["　#寄宿生", "05", None, None, *boarders, *four],
    ]
    number, title = ("教基3112", "小学分类型学生数") if stage == "小学" else ("教基3115", "初中分类型学生数")
    return headed(number, title, row, body)


def spread(value: Cell, sizes: Sequence[Cell]) -> list[Cell]:
    """A number over the grades by their size, to the last one."""
    numbers = [size if isinstance(size, int) else 0 for size in sizes]
    whole, held = sum(numbers) or 1, value if isinstance(value, int) else 0
    upto = [held * sum(numbers[:grade]) // whole for grade in range(len(numbers) + 1)]
    return [after - before for before, after in pairwise(upto)]


def part(value: Cell, stage: str, *, single: bool) -> Cell:
    """A stage's part of a number of the whole school: the two forms together say it."""
    if single or not isinstance(value, int):
        return value
    return value // 2 if stage == "初中" else value - value // 2


def classes(row: Record, stage: str) -> Grid:
    """教基2106 and 2107: rows are grades, the total first."""
    count = row["班数"]
    if len(stages(row)) == 2 and isinstance(count, int):
        count = count // 3 if stage == "初中" else count - count // 3
    body: list[list[Cell]] = [["指标名称", "代码", "合计", "复式班", "大班额"], ["甲", "乙", "1", "2", "3"]]
    body.append(["总计", "01", count, "-", None])
    number, title = ("教基2106", "小学班数") if stage == "小学" else ("教基2107", "初中班数")
    return headed(number, title, row, body)


def staff(row: Record) -> Grid:
    """教基4149. Who is no teacher is of the offices and the kitchen."""
    all_, teachers = row["教职工数"], row["专任教师数"]
    others = all_ - teachers if isinstance(all_, int) and isinstance(teachers, int) else 0
    body: list[list[Cell]] = [
        ["指标名称", "代码", "合计", "专任教师", "行政人员", "教辅人员", "工勤人员"],
        ["甲", "乙", "1", "2", "3", "4", "5"],
        ["总计", "01", all_, teachers, zero_blank(others // 2), None, zero_blank(others - others // 2)],
        ["　#女", "02", None, None, None, None, None],
    ]
    return headed("教基4149", "中小学教职工数", row, body)


def education(row: Record, stage: str) -> Grid:
    """教基4155: rows are kinds of education within a stage."""
    teachers, bachelor = row["专任教师数"], row["本科及以上专任教师数"]
    rest = teachers - bachelor if isinstance(teachers, int) and isinstance(bachelor, int) else None
    body: list[list[Cell]] = [
        ["指标名称", "代码", "合计", "语文", "数学"],
        ["甲", "乙", "1", "2", "3"],
        [stage, "01", teachers, None, None],
        ["　博士研究生", "02", None, None, None],
        ["　硕士研究生", "03", None, None, None],
        ["　本科", "04", bachelor, None, None],
        ["　专科", "05", rest, None, None],
        ["　高中阶段", "06", "-", "-", "-"],
    ]
    return headed("教基4155", "义务教育阶段专任教师分课程、分学历情况", row, body)
