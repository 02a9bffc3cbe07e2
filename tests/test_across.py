"""Tables against each other: persons at two schools, sums against rosters, schools without rows."""

from __future__ import annotations

import pytest

from ruraledu_cli.census import Frame
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import validate
from tables import AREAS, codebook, frame

A, B, ID = "2137000001", "2137000002", "371599198003150013"
OURS = ("K003", "K004", "K005")


def run(*frames: Frame) -> list[Finding]:
    return [one for one in validate(frames, codebook(), 2025, AREAS).findings if one.code in OURS]


def schools(header: str = "教职工数", first: str = "", second: str = "") -> Frame:
    return frame(
        "schools",
        f"| 学校标识码 | 学校名称 | 办学类型代码 | 乡镇 | {header} |\n"
        f"| {A} | 甲小学 | 211 | 梁村镇 | {first} |\n| {B} | 乙小学 | 211 | 梁村镇 | {second} |",
    )


def staff(header: str, *rows: str) -> Frame:
    return frame(
        "staff", "\n".join([f"| 教职工号 | 姓名 | 学校标识码 | {header} |", *(f"| {row} |" for row in rows)])
    )


@pytest.mark.parametrize(
    ("header", "first", "second", "asked"),
    [
        ("是否走教", "否", "", True),
        ("是否走教", "是", "", False),
        ("人员状态", "在职", "在职", True),
        ("人员状态", "在职", "走教", False),
        ("人员状态", "调出", "在职", False),
        ("人员状态", "支教", "在职", False),
        ("任教学校", "乙小学", "", False),  # listed at one, teaching at the other
        ("职务", "校长", "校长", True),
    ],
)
def test_one_person_at_two_schools(header: str, first: str, second: str, asked: bool) -> None:
    roster = staff(
        f"身份证号 | {header}", f"T1 | 甲 | {A} | {ID} | {first}", f"T2 | 甲 | {B} | {ID} | {second}"
    )
    found = [one for one in run(schools(), roster) if one.code == "K003"]
    assert len(found) == asked
    for finding in found:
        assert finding.schools == (A, B)
        assert finding.personal
        assert [place.cells for place in finding.places] == [["D2:D3"], ["A2:A3"]]


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("2024-2025-1", "2024-2025-1", True),
        ("2024-2025-1", "2024-2025-2", False),  # moved between the semesters
        ("2024-2025-1", "", True),
        ("", "", True),
    ],
)
def test_a_pupil_is_at_one_school_in_one_semester(first: str, second: str, asked: bool) -> None:
    pupils = frame(
        "students",
        "| 学籍号 | 学生姓名 | 学校标识码 | 资助学期 |\n"
        f"| G1 | 甲 | {A} | {first} |\n| G1 | 甲 | {B} | {second} |",
    )
    assert [one.code for one in run(schools(), pupils)] == ["K003"] * asked


ROSTER = [f"T{n} | 师{n} | {A} | 专任教师 | 是 | 在职 | " for n in range(3)]
HEADER = "人员类别 | 是否专任教师 | 人员状态 | 任教学校"


@pytest.mark.parametrize(
    ("more", "stated", "expected"),
    [
        ((), 3, None),
        ((), 4, "3"),
        ((f"T9 | 师9 | {A} | 工勤 | 否 | 在职 | ",), 4, None),
        ((f"T9 | 师9 | {A} | 专任教师 | 是 | 退休 | ",), 3, None),
        ((f"T9 | 师9 | {A} | 校外教师 | 否 | 在职 | ",), 3, None),  # no staff in the statistics
        ((f"T9 | 师9 | {A} | 专任教师 | 是 | 借调 | ",), 3, None),  # here, or not: both will do
        ((f"T9 | 师9 | {A} | 专任教师 | 是 | 借调 | ",), 4, None),
        ((f"T9 | 师9 | {A} | 专任教师 | 是 | 借调 | ",), 5, "3～4"),
        ((f"T9 | 师9 | {A} | 专任教师 | 是 | 借调 | 乙小学",), 3, None),
    ],
)
def test_the_sum_of_staff_is_that_of_the_roster(
    more: tuple[str, ...], stated: int, expected: str | None
) -> None:
    found = [
        one for one in run(schools(first=str(stated)), staff(HEADER, *ROSTER, *more)) if one.code == "K004"
    ]
    assert [one.params["expected"] for one in found] == ([expected] if expected else [])
    assert all(one.places[0].cells == ["E2"] for one in found)


def test_full_time_teachers_are_counted_by_flag_else_by_category() -> None:
    roster = staff(
        "人员类别", *(f"T{n} | 师{n} | {A} | {kind}" for n, kind in enumerate(("专任教师", "工勤", "专任")))
    )
    assert [
        one.params["expected"] for one in run(schools("专任教师数", "3"), roster) if one.code == "K004"
    ] == ["2"]
    assert not [one for one in run(schools("专任教师数", "2"), roster) if one.code == "K004"]


def test_a_list_of_heads_is_no_roster() -> None:
    heads = staff("职务", f"T1 | 甲 | {A} | 校长", f"T2 | 乙 | {A} | 副校长")
    assert "K004" not in {one.code for one in run(schools(first="30"), heads)}


def test_a_school_without_rows_where_its_township_sent_some() -> None:
    (finding,) = run(schools(), staff("人员状态", f"T1 | 甲 | {A} | "))
    assert (finding.code, finding.value, finding.schools) == ("K005", "乙小学", (B,))
    assert finding.params == {"table": "staff"}
    assert finding.places[0].cells == ["B3"]


@pytest.mark.parametrize(
    ("header", "second"), [("学校状态", "停办"), ("教职工数", "0"), ("学校状态", "筹建")]
)
def test_a_school_that_need_not_have_rows(header: str, second: str) -> None:
    assert run(schools(header, "", second), staff("人员状态", f"T1 | 甲 | {A} | ")) == []


def test_a_township_that_sent_nothing_is_not_asked() -> None:
    rows = f"| {A} | 甲小学 | 211 | 梁村镇 |\n| {B} | 乙小学 | 211 | 尹集镇 |"
    sheet = frame("schools", f"| 学校标识码 | 学校名称 | 办学类型代码 | 乡镇 |\n{rows}")
    assert run(sheet, staff("人员状态", f"T1 | 甲 | {A} | ")) == []


@pytest.mark.parametrize(("poor", "asked"), [("12", True), ("0", False), ("", False)])
def test_pupils_are_missed_where_the_school_says_that_it_has_some(poor: str, asked: bool) -> None:
    pupils = frame("students", f"| 学籍号 | 学生姓名 | 学校标识码 |\n| G1 | 甲 | {A} |")
    found = run(schools("困难学生数", "1", poor), pupils)
    assert [(one.code, one.params["table"]) for one in found] == [("K005", "students")] * asked


def test_without_tables_to_compare_the_rules_are_skipped() -> None:
    skipped = dict(validate([schools()], codebook(), 2025, AREAS).skipped)
    assert [skipped.get(code) for code in OURS] == ["table_missing"] * 3
