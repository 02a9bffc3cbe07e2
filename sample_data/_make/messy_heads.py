"""校级干部名册.xlsx: no numbers, months of birth, education in two halves, the school in 现任职务."""

from __future__ import annotations

from _make.books import Cell, Grid, Range, titled
from _make.messy_export import Record, draw, is_head

STUDIES = ("学历", "学位", "毕业院校及专业")
BEFORE = ("序号", "姓名", "性别", "出生年月", "民族", "参加工作时间")
MOVED = ("交流前学校", "交流后学校", "交流日期")
AFTER = ("现任职务", "任现职时间", "连任年限", "岗前任职培训", "轮岗", *MOVED, "备注")
CODES = {"硕士研究生毕业": "14", "大学本科毕业": "21", "大学专科毕业": "31", "中等专科毕业": "41"}
NOTHING = (None, None, None)
STUDIED: dict[str, tuple[tuple[Cell, ...], tuple[Cell, ...]]] = {
    "14": (("大学", "学士", "师范大学"), ("硕士研究生", "硕士", "师范大学教育学院")),
    "21": (("大学", "学士", "师范学院"), NOTHING),
    "31": (("中师", None, "师范学校"), ("大专", None, "教育学院")),
    "41": (("中师", None, "师范学校"), NOTHING),
}


def register(people: list[Record], shown: dict[str, str]) -> Grid:
    """A title, the office's line, a header of two levels, the heads by school, and a note below."""
    top: list[Cell] = [*BEFORE, "全日制教育", None, None, "在职教育", None, None, *AFTER]
    low: list[Cell] = [*[None] * len(BEFORE), *STUDIES, *STUDIES, *[None] * len(AFTER)]
    first = len(BEFORE) + 1
    merges: list[Range] = [(1, first, 1, first + 2), (1, first + 3, 1, first + 5)]
    merges += [(1, c, 2, c) for c in range(1, len(top) + 1) if not first <= c < first + 6]
    heads = [one for one in people if is_head(one) and one["人员状态"] == "在职"]
    rows = [line(number, one, shown) for number, one in enumerate(heads, 1)]
    below: list[list[Cell]] = [["备注：本名册为校级领导班子成员，任职时间以任免文件为准。"]]
    grid = Grid("校级干部", [top, low, *rows, *below], merges, heading=2)
    note = "填报单位（盖章）：县教育和体育局　　　　　　填报日期：2025年9月12日"
    return titled(grid, "全县乡镇学校校级干部名册", note)


def line(number: int, one: Record, shown: dict[str, str]) -> list[Cell]:
    """A head. The school stands before the posts."""
    school = str(one["所在单位"])
    born, since = str(one["出生日期"]), str(one["任命日期"])
    full_time, in_service = studies(one)
    yes = {"1": "是", "0": "否"}
    before = [number, one["姓名"], one["性别"], month(born), "汉族", None]
    after = [
        f"{shown.get(school, school)}{one['职务']}",
        month(since),
        one.get("本校连续任职年限", one.get("连任年限")),
        *(yes.get(str(one[name]), one[name]) for name in ("是否接受岗前培训", "是否交流轮岗")),
        one["交流前学校"],
        one["交流后学校"],
        str(one["交流日期"] or "") or None,
        None,
    ]
    return [*before, *full_time, *in_service, *after]


def month(day: str) -> str:
    """1979.09, as text."""
    return f"{day[:4]}.{day[5:7]}"


def studies(one: Record) -> tuple[list[Cell], list[Cell]]:
    """Full-time and in-service education: half of the graduates became so beside their work."""
    code = one.get("最高学历代码") or CODES[str(one["最高学历"])]
    if code == "21" and draw(one, "in service") < 50:
        return ["大专", None, "师范专科学校"], ["本科", "学士", "师范大学（函授）"]
    first, second = STUDIED[str(code)]
    return [*first], [*second]
