"""How the forms look: which headers a file has, in which words, under which title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from _make.books import Cell, Grid, Range

Header = tuple[str, str]  # as it stands in the sheet, canonical


def headers(text: str) -> list[Header]:
    """Headers from a line of words; `shown=canonical` where the sheet uses another word."""
    pairs = []
    for word in text.split():
        shown, _, canonical = word.partition("=")
        pairs.append((shown, canonical or shown))
    return pairs


def table(
    name: str, columns: Sequence[Header], rows: Sequence[Mapping[str, Cell]], *, numbered: bool = False
) -> Grid:
    """A plain sheet: one header row; `numbered` puts 序号 first."""
    first: list[Cell] = ["序号"] if numbered else []
    grid: list[list[Cell]] = [first + [shown for shown, _ in columns]]
    for index, row in enumerate(rows, 1):
        lead: list[Cell] = [index] if numbered else []
        grid.append(lead + [row.get(canonical) for _, canonical in columns])
    return Grid(name, grid)


def statistical(
    name: str, groups: Sequence[tuple[str, str, Sequence[Header]]], rows: Sequence[Mapping[str, Cell]]
) -> Grid:
    """The form of the statistics: three header rows with merged groups, and a row of column numbers.

    A group is (upper, middle, columns); without upper and middle its headers reach down all three rows.
    """
    top: list[Cell] = []
    middle: list[Cell] = []
    leaf: list[Cell] = []
    merges: list[Range] = []
    for upper, lower, columns in groups:
        start = len(top) + 1
        for shown, _ in columns:
            top.append(upper or shown)
            middle.append(lower or None)
            leaf.append(shown if upper else None)
        end = len(top)
        if upper:
            merges.append((2, start, 2, end) if lower else (1, start, 2, end))
        else:
            merges += [(1, column, 3, column) for column in range(start, end + 1)]
    merges += spans(top, [bool(upper and lower) for upper, lower, columns in groups for _ in columns])
    count = len(top)
    numbers: list[Cell] = ["甲", "乙", *[str(n) for n in range(1, count - 1)]]
    columns_of = [column for _, _, columns in groups for column in columns]
    body = [[row.get(canonical) for _, canonical in columns_of] for row in rows]
    heading = [hollow(top, merges, 1), hollow(middle, merges, 2), hollow(leaf, merges, 3), numbers]
    return Grid(name, [*heading, *body], [m for m in merges if (m[0], m[1]) != (m[2], m[3])], heading=4)


def spans(top: Sequence[Cell], grouped: Sequence[bool]) -> list[Range]:
    """Runs of the same upper group in the first row."""
    found: list[Range] = []
    start = 0
    for column in range(1, len(top) + 1):
        if column == len(top) or top[column] != top[start] or not grouped[start]:
            if grouped[start]:
                found.append((1, start + 1, 1, column))
            start = column
    return found


def hollow(row: Sequence[Cell], merges: Sequence[Range], line: int) -> list[Cell]:
    """Only the first cell of a merged range holds its text."""
    covered = {
        column
        for top, left, bottom, right in merges
        for column in range(left, right + 1)
        if top <= line <= bottom and (line, column) != (top, left)
    }
    return [None if column in covered else value for column, value in enumerate(row, 1)]


SCHOOL_SHORT = (
    """学校标识码 学校名称 办学类型代码 城乡类型代码 乡镇代码 是否镇驻地 举办者代码 上级学校标识码 学校状态"""
)
GRADES = " ".join(f"{grade}年级学生数" for grade in "一二三四五六七八九")
PUPILS = "在校生数 女生数 寄宿生数 困难学生数"
STAFF_SUMS = "教职工数 专任教师数 本科及以上专任教师数 高于规定学历教师数 骨干教师数 体育艺术专任教师数"
ROOMS = (
    "教学及辅助用房面积(㎡)=教学及辅助用房面积 体育运动场馆面积(㎡)=体育运动场馆面积 "
    "教学仪器设备值(元)=教学仪器设备值 "
    "网络多媒体教室数 图书册数 计算机台数 床位数 学生宿舍面积(㎡)=学生宿舍面积 是否具备寄宿条件"
)
NETWORK = "校园网出口带宽(Mbps) 班级带宽(Mbps) 是否千兆进校百兆进班 录播室数 办学条件等级 特殊教育资源中心"
PAIRED = "强校扩优形式 是否结对 结对学校 结对起 结对止"
PAIRED_LATER = "强校扩优形式 是否结对"
WORKS = "家长学校 家长委员会 全环境立德树人方案 温馨校园级别 劳动实践场所数 党支部星级 特色品牌"
TOTALLED = set(
    f"{PUPILS} {GRADES} 班数 小学在校生数 初中在校生数 {STAFF_SUMS} 录播室数 劳动实践场所数".split()
) | {
    "教学及辅助用房面积",
    "体育运动场馆面积",
    "教学仪器设备值",
    "网络多媒体教室数",
    "图书册数",
    "计算机台数",
    "床位数",
    "学生宿舍面积",
}


def compulsory_headers(paired: str) -> list[Header]:
    """学校 of compulsory education, with codes."""
    return headers(f"{SCHOOL_SHORT} {PUPILS} {GRADES} 班数 {STAFF_SUMS} {ROOMS} {NETWORK} {paired} {WORKS}")


def senior_headers(paired: str) -> list[Header]:
    """学校 of senior, vocational and special schools, with names and usual other words."""
    return headers(
        "学校(机构)标识码=学校标识码 校名=学校名称 学校类型=办学类型 驻地城乡类型=城乡类型 "
        "所属乡镇=乡镇(街道) 镇驻地=是否镇驻地 "
        "学校(机构)举办者=举办者 学校状态 在校学生数=在校生数 小学在校生数 初中在校生数 女生数 "
        "住宿生数=寄宿生数 困难学生数 "
        f"教学班数=班数 {STAFF_SUMS} {ROOMS} 出口带宽(Mbps)=校园网出口带宽(Mbps) "
        "进班带宽(Mbps)=班级带宽(Mbps) "
        "是否千兆进校百兆进班 录播教室=录播室数 办学条件标准类别=办学条件等级 "
        f"特教资源中心=特殊教育资源中心 {paired} "
        "家长学校 家委会=家长委员会 一校一案=全环境立德树人方案 乡村温馨校园=温馨校园级别 劳动实践场所数 "
        "支部星级=党支部星级 一校一品=特色品牌"
    )


KINDERGARTEN_GROUPS: tuple[tuple[str, str, list[Header]], ...] = (
    ("", "", headers("学校标识码 园所名称=学校名称 学校状态")),
    ("基本情况", "驻地", headers("乡镇=乡镇(街道) 城乡类型 是否镇驻地")),
    ("基本情况", "类别", headers("办学类型 举办者 上级学校标识码 是否乡镇中心幼儿园 幼儿园等级 幼儿园达标")),
    ("基本情况", "管理", headers("是否普惠性幼儿园 是否镇村一体化管理")),
    ("规模", "人数", headers("在园幼儿数=在校生数 女生数 寄宿生数 困难学生数")),
    ("规模", "班级", headers("班数")),
    ("规模", "教职工", headers("教职工数 专任教师数 本科及以上专任教师数")),
    ("条件", "用房(㎡)", headers("教学及辅助用房面积 体育运动场馆面积")),
    ("条件", "设施", headers("图书册数 计算机台数 网络多媒体教室数")),
    ("家校共育", "", headers("家长学校 家委会=家长委员会")),
    ("育人环境", "", headers("全环境立德树人方案 温馨校园级别 劳动实践场所数 党支部星级 特色品牌")),
)
