"""What the untidy year says of schools: one wide list, and what the offices ask for beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from _make import layouts
from _make.books import Cell, Formula, Grid, titled
from _make.layouts import headers
from _make.settings import TOWNSHIPS

Record = dict[str, Cell]
GRADES = [f"{grade}年级学生数" for grade in "一二三四五六七八九"]
PUPILS = [
    "在校生数",
    "女生数",
    "寄宿生数",
    *GRADES,
    "班数",
    "教职工数",
    "专任教师数",
]  # what the official forms say
KINDS = ["办学类型代码", "城乡类型代码", "举办者代码"]
CAMPUSES = ("本部", "东校区", "南校区")
GIGABIT = {"1000": ("1000M", "1G", "千兆", "500M×2"), "2000": ("2G", "2000Mbps", "1000M×2")}
LINES = GIGABIT | {"500": ("500M", "500兆"), "300": ("300M", "150M×2"), "200": ("200M", "100M×2")}
IN_CLASS = {"100": ("百兆", "100M"), "50": ("50M", "50兆")}
ROOMS = {"0": ("0", "1（在建）", "无"), "1": ("1", "1间", "常态1"), "2": ("常态1+精品1", "2间")}
FLAGS = {"是": "☑是 □否", "否": "□是 ☑否"}
STATES = {"是": ("已建", "已建成"), "否": ("未建", "在建")}
GROUPS = (
    ("", "", headers("乡镇 学校标识码 学校名称 校区 学校状态")),
    ("基本情况", "类别", headers("办学类型代码 城乡类型代码 是否镇驻地 举办者代码 上级学校标识码")),
    ("规模", "学生", headers(f"在校生数 女生数 寄宿生数 困难学生数 {' '.join(GRADES)}")),
    ("规模", "班级", headers("班数")),
    (
        "规模",
        "教职工",
        headers("教职工数 专任教师数 本科及以上专任教师数 高于规定学历教师数 骨干教师数 体育艺术专任教师数"),
    ),
    ("办学条件", "", headers("是否具备寄宿条件 办学条件等级 特教资源中心=特殊教育资源中心")),
    ("城乡结对", "", headers("强校扩优形式 是否结对")),
)
SUMMED = {
    *PUPILS,
    "困难学生数",
    "本科及以上专任教师数",
    "高于规定学历教师数",
    "骨干教师数",
    "体育艺术专任教师数",
}


def records(grid: Grid) -> list[Record]:
    """The rows below the header by its words, without a row of totals."""
    header = [str(cell) for cell in grid.rows[grid.heading - 1]]
    rows = (dict(zip(header, row, strict=True)) for row in grid.rows[grid.heading :])
    return [row for row in rows if row[header[1]] != "合计"]


def conditions(rows: Sequence[Record], in_forms: set[str], split: str) -> Grid:
    """Three header rows, the total first, a subtotal and a merged cell a township, notes below.

    What the schools of `in_forms` say in the official forms is blank here; the school `split` has a row for
    each of its campuses.
    """
    towns = {town.code: town.name for town in TOWNSHIPS}
    made = [
        blank(row, in_forms) for one in rows for row in (campuses(one) if one["学校名称"] == split else [one])
    ]
    made = [{**row, "乡镇": towns[str(row["乡镇代码"])], "特殊教育资源中心": state(row)} for row in made]
    made.sort(key=lambda row: list(towns.values()).index(str(row["乡镇"])))
    listed, merges = [total("总计", made, "乡镇")], []
    for name, same in groupby(made, key=lambda row: str(row["乡镇"])):
        held = list(same)
        first = len(listed) + 1
        listed += [{**total("小计", held, "学校名称"), "乡镇": name}, *held]
        merges += below(listed, first, ditto=name.startswith("固"))
    form = layouts.statistical("办学条件", GROUPS, listed)
    del form.rows[3]  # this office numbers no columns
    form.merges += [(top + 3, 1, bottom + 3, 1) for top, bottom in merges]
    notes: list[list[Cell]] = [
        ["注：赵寨子镇各校学生、班级、教职工数见教基报表；数据截至2025年9月1日。"],
        ["审核人：", None, None, "填表人：", None, None, "联系电话："],
    ]
    built = Grid("办学条件", [*form.rows, *notes], form.merges, 3)
    return titled(
        built, "2025年办学条件一览表", "填报单位（盖章）：县教育和体育局　　填报人：　　日期：2025年9月15日"
    )


def below(listed: list[Record], first: int, *, ditto: bool) -> list[tuple[int, int]]:
    """A township's name over all its rows: in a merged cell, or as 同上."""
    for row in listed[first + ditto :]:
        row["乡镇"] = "同上" if ditto else None
    return [] if ditto else [(first, len(listed))]


def total(label: str, rows: Iterable[Record], at: str) -> Record:
    held = list(rows)
    return {at: label} | {
        name: sum(value for row in held if isinstance(value := row.get(name), int)) for name in SUMMED
    }


def blank(row: Record, in_forms: set[str]) -> Record:
    gone = [*PUPILS, *KINDS] if row["学校名称"] in in_forms else PUPILS if row.get("校区") else []
    return {name: None if name in gone else value for name, value in row.items()}


def campuses(row: Record) -> list[Record]:
    """A school's numbers spread over its campuses; everything else is the same at each."""
    return [
        {**row, **{name: share(row[name], n) for name in SUMMED}, "校区": campus}
        for n, campus in enumerate(CAMPUSES)
    ]


def share(value: Cell, number: int) -> Cell:
    """A third of a number; the first takes what is left over."""
    if not isinstance(value, int):
        return value
    return value - 2 * (value // 3) if number == 0 else value // 3


def state(row: Record) -> Cell:
    """已建, 在建 and 未建, as the building office says it."""
    return picked(STATES, row["特殊教育资源中心"], row)


def picked(words: dict[str, tuple[str, ...]], value: Cell, row: Record) -> Cell:
    """One of the spellings of a value, always the same for a school."""
    spellings = words.get(str(value))
    return value if spellings is None else spellings[int(str(row["学校标识码"])) // 7 % len(spellings)]


def network(rows: Sequence[Record]) -> Grid:
    """信息化台账: by name alone, each in whatever unit came to hand."""
    header = [
        "序号",
        "校名",
        "学校出口带宽",
        "班级带宽",
        "千兆进校、百兆进班",
        "录播教室",
        "多媒体教室（间）",
    ]
    made: list[list[Cell]] = [[*header]]
    for number, row in enumerate(rows, 1):
        lines = picked(LINES, row["校园网出口带宽(Mbps)"], row), picked(IN_CLASS, row["班级带宽(Mbps)"], row)
        flag = FLAGS.get(str(row["是否千兆进校百兆进班"]))
        recording = picked(ROOMS, row["录播室数"], row)
        made.append([number, row["学校名称"], *lines, flag, recording, row["网络多媒体教室数"]])
    return titled(Grid("信息化台账", made), "全县中小学教育信息化台账", "填报单位：县电教站")


def equipment(rows: Sequence[Record]) -> Grid:
    """Rooms and equipment: a unit in a line above, units in cells, and sums that were not computed again."""
    header = [
        "学校标识码",
        "学校名称",
        "教学及辅助用房面积",
        "体育运动场馆面积",
        "设备值",
        "图书",
        "计算机数",
        "床位数",
        "宿舍面积",
    ]
    made: list[list[Cell]] = [[*header]]
    for row in rows:
        rooms, value = row["教学及辅助用房面积(㎡)"], row["教学仪器设备值(元)"]
        made.append(
            [
                row["学校标识码"],
                row["学校名称"],
                None if rooms is None else f"{rooms}㎡",
                row["体育运动场馆面积(㎡)"],
                value / 10_000 if isinstance(value, int) else value,
                f"{books:,}" if isinstance(books := row["图书册数"], int) else books,
                row["计算机台数"],
                row["床位数"],
                row["学生宿舍面积(㎡)"],
            ]
        )
    first, last = 4, len(made) + 2
    stale = [sum(n for row in made[1:-1] if isinstance(n := row[at], int)) for at in (6, 7)]
    sums: list[Cell] = [
        Formula(f"=SUM({column}{first}:{column}{last})", value)
        for column, value in zip("GH", stale, strict=True)
    ]
    made.append(["合计", None, None, None, None, None, *sums, None])
    return titled(Grid("校舍设备", made), "校舍及教学装备统计表", "单位：万元、平方米、册、台")


def ticks(rows: Sequence[Record]) -> Grid:
    """Only √ and blanks; ruraledu.toml says that a blank is a no here."""
    columns = ["家长学校", "家长委员会", "全环境立德树人方案"]
    made: list[list[Cell]] = [["学校标识码", "学校名称", "家长学校", "家委会", "一校一案"]]
    made += [
        [row["学校标识码"], row["学校名称"], *("√" if row[name] == "是" else None for name in columns)]
        for row in rows
    ]
    return titled(
        Grid("家校共育", made), "家校共育及立德树人工作情况（有的打√）", "填报单位：县教育和体育局基础教育科"
    )


def last_year(grid: Grid) -> Grid:
    """The list of the year before, hidden in the workbook that was filled in anew."""
    return Grid("2024年", grid.rows, grid.merges, grid.heading, hidden=True)


def specimen(grid: Grid) -> Grid:
    """A sheet to fill in next, with an example row only."""
    header = grid.rows[grid.heading - 1]
    return Grid("样表", [list(header), ["例：2137159999", "例：某某小学", *[None] * (len(header) - 2)]])
