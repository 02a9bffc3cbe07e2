"""Many forms: a workbook with a sheet per form, forms below each other, lists under a form's headers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruraledu_cli.census import Cell, Merged, Sheet, Table
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.layout import LayoutDef
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate

AREAS = {"梁村镇": "371526101"}
GRADES = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"]
A, B = "3137000001", "3137000002"
Rows = list[list[Cell]]


def run(*sheets: Sheet) -> tuple[Validated, tuple[Finding, ...]]:
    recognised = recognise(sheets, load_codebook())
    return validate(recognised.frames, load_codebook(), 2025, AREAS), recognised.findings


def schools(result: Validated) -> dict[str, dict[str, str]]:
    """What is known of each school, by its code."""
    table = result.census.tables.get("schools", Table("schools", 0, {}))
    return {
        str(table.column("school_code")[row]): {
            name: str(value) for name, column in table.columns.items() if (value := column[row]) is not None
        }
        for row in range(table.size)
    }


def sheet(name: str, rows: Rows) -> Sheet:
    return Sheet("学校.xlsx", name, rows)


def primary(code: str, each: int, *, title: bool = True, named: bool = True) -> Rows:
    """教基3112 as it is printed: title, school, headers, column numbers, rows, signatures."""
    return [
        *([["小学分类型学生数"]] if title else []),
        *([[f"学校(机构)名称：{code[-1]}小学", None, f"标识码：{code}"]] if named else []),
        ["指标名称", "代码", "招生数", "在校生数", "#女", *GRADES],
        ["甲", "乙", *range(1, 10)],
        ["总　计", "01", each, 6 * each, 30, *[each] * 6],
        ["　其中：女", "02", 5, 30, "-", *[5] * 6],
        ["#寄宿生", "05"],
        ["单位负责人：张三", None, "填表人：李四", None, "报出日期：2025年9月20日"],
    ]


def staff() -> Rows:
    return [
        ["中小学教职工"],
        ["指标名称", "代码", "教职工数", "专任教师", "行政人员", "教辅人员", "工勤人员"],
        ["甲", "乙", 1, 2, 3, 4, 5],
        ["总计", "01", 20, 18, 1, None, 1],
    ]


def basic(code: str, kind: str, pupils: int) -> Rows:
    return [
        ["学校(机构)基本情况"],
        ["指标名称", "代码", "内容"],
        ["学校(机构)标识码", "01", code],
        ["学校(机构)办学类型", "02", kind],
        ["所在乡镇", "03", "梁村镇"],
        ["在校生数", "04", pupils],
    ]


def junior(code: str, each: int) -> Rows:
    return [
        ["初中分类型学生数"],
        [f"标识码：{code}"],
        ["指标名称", "代码", "在校生数", "一年级", "二年级", "三年级"],
        ["总计", "01", 3 * each, each, each, each],
        ["#女", "02", 9, 3, 3, 3],
        ["#寄宿生", "05", 6, 2, 2, 2],
    ]


def test_a_workbook_with_a_sheet_for_each_form_is_one_school() -> None:
    result, told = run(
        sheet("教基1001_九年一贯制学校", basic(A, "九年一贯制学校", 240)),
        replace(sheet("教基3112_九年一贯制学校", primary(A, 25)), merged=(Merged(0, 0, 0, 10),)),
        sheet("教基3115_九年一贯制学校", junior(A, 30)),
        sheet("教基4149_九年一贯制学校", [*staff()[:1], [f"标识码：{A}"], *staff()[1:]]),
    )
    found = schools(result)[A]
    assert {
        "students": "240",
        "students_primary": "150",
        "girls": "39",
        "boarders": "6",
    }.items() <= found.items()
    assert {
        "staff": "20",
        "township": "371526101",
        "school_type": "312",
        "grade_9": "30",
    }.items() <= found.items()
    assert told == ()


def test_the_forms_sum_and_the_school_form_that_differ_are_both_missing() -> None:
    result, _ = run(
        sheet("教基1001", basic(A, "九年一贯制学校", 241)),
        sheet("教基3112", primary(A, 25)),
        sheet("教基3115", junior(A, 30)),
    )
    assert "students" not in schools(result)[A]
    (finding,) = [one for one in result.findings if one.code == "K001"]
    assert {cell for place in finding.places for cell in place.cells} >= {"C6", "D5"}
    assert finding.schools == (A,)


def test_a_stage_that_nobody_sent_leaves_the_school_sum_open() -> None:
    result, _ = run(sheet("教基1001", basic(A, "九年一贯制学校", 240)), sheet("教基3112", primary(A, 25)))
    found = schools(result)[A]
    assert found["students"] == "240"  # what the school's own form says stands
    assert "girls" not in found
    (finding,) = [one for one in result.findings if one.code == "S016"]
    assert (finding.params["label"], finding.schools) == ("初中", (A,))


@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("title", [True, False])
def test_forms_of_several_schools_below_each_other(blank: bool, title: bool) -> None:
    rows = [*primary(A, 25), *([[]] if blank else []), *primary(B, 10, title=title)]
    result, told = run(sheet("教基3112", rows))
    assert {code: found["students"] for code, found in schools(result).items()} == {A: "150", B: "60"}
    assert told == ()


def test_forms_below_each_other_that_do_not_all_say_whose_they_are_are_not_counted() -> None:
    for rows in (
        [*primary(A, 25), [], *primary(B, 10, named=False)],
        [
            *primary(A, 25, named=False),
            ["填报单位：甲小学（盖章）"],
            [],
            *primary(B, 10, named=False),
            ["填报单位：乙小学"],
        ],
    ):
        result, told = run(sheet("教基3112", rows))
        assert schools(result) == {}
        assert [finding.params["reason"] for finding in told] == ["no_school", "no_school"]


def test_school_forms_below_each_other() -> None:
    result, _ = run(sheet("教基1001", [*basic(A, "初中", 90), *basic(B, "小学", 60)[1:]]))
    assert {code: found["students"] for code, found in schools(result).items()} == {A: "90", B: "60"}


def test_several_forms_of_one_school_on_one_sheet_share_its_name() -> None:
    unknown: Rows = [["教基5170 校舍情况"], ["指标名称", "代码", "合计"], ["总计", "01", 900]]
    result, told = run(sheet("上报", [*primary(A, 25), [], *staff(), *unknown]))
    found = schools(result)[A]
    assert (found["students"], found["staff"], found["full_time_teachers"]) == ("150", "20", "18")
    assert [(one.params["reason"], one.places[0].cells) for one in told] == [("no_layout", ["14:16"])]


FLAT: Rows = [
    ["小学分类型学生数"],
    ["学校标识码", "学校名称", "乡镇", "毕业生数", "在校生数", *GRADES],
    [A, "甲学校", "梁村镇", 20, 150, *[25] * 6],
    [B, "乙小学", "梁村镇", 9, 60, *[10] * 6],
    ["合计", None, None, 29, 210, *[35] * 6],
]


def test_a_list_of_schools_under_a_forms_headers_is_read_as_the_form() -> None:
    result, told = run(
        sheet("教基3112", FLAT),
        sheet("教基3115", junior(A, 30)),
        sheet("教基1001", basic(A, "九年一贯制学校", 240)),
    )
    assert schools(result)[A]["students"] == "240"
    assert schools(result)[B]["students_primary"] == schools(result)[B]["students"] == "60"
    assert [one.code for one in told] == ["S004"]  # 毕业生数


def test_a_list_without_the_forms_number_is_a_plain_table_or_told() -> None:
    plain: Rows = [["教职工统计表（中小学教职工）"], ["学校标识码", "教职工数", "在校生数"], [A, 20, 240]]
    assert schools(run(sheet("汇总", plain))[0])[A]["students"] == "240"
    bare: Rows = [
        ["全县中小学教职工数"],
        ["学校名称", "合计", "专任教师"],
        ["甲小学", 20, 18],
        ["合计", 20, 18],
    ]
    result, told = run(sheet("汇总", bare))
    assert schools(result) == {}
    assert [(one.code, one.params["reason"]) for one in told] == [("S016", "records")]


def test_a_row_shifted_under_the_headers_is_not_counted() -> None:
    rows = primary(A, 25)
    rows[4] = [*rows[4][:2], None, *rows[4][2:]]
    result, told = run(sheet("教基3112", rows))
    assert schools(result) == {}
    assert [(one.params["reason"], one.places[0].cells) for one in told] == [("outside", ["L5"])]


def test_a_unit_behind_one_of_several_figures_is_added_up_or_missing_never_left_out() -> None:
    rows: Rows = [
        ["义务教育阶段专任教师分课程、分学历情况"],
        [f"标识码：{A}"],
        ["指标名称", "代码", "合计"],
        ["小学", "01", 12],
        ["博士研究生", "02"],
        ["硕士研究生", "03", 1],
        ["本科", "04", "9人"],
        ["专科", "05", 2],
        ["初中", "06", "-"],
    ]
    result, told = run(sheet("教基4155", rows))
    assert schools(result)[A].get("primary_teachers_bachelor_plus") in (None, "10")
    assert "junior_teachers" not in schools(result)[A]
    assert told == ()


def test_a_finding_of_a_column_is_its_own_schools() -> None:
    own = {
        "id": "横表",
        "title": "横表",
        "table": "schools",
        "kind": "across",
        "known_by": ("学校横表",),
    }
    codebook = load_codebook().model_copy(update={"layouts": {"横表": LayoutDef.model_validate(own)}})
    rows: Rows = [
        ["学校横表"],
        ["学校标识码", A, B],
        ["学校名称", "甲", "乙"],
        ["在校生数", "很多", 60],
        ["班数", 6, "几个"],
    ]
    recognised = recognise([sheet("Sheet1", rows)], codebook)
    result = validate(recognised.frames, codebook, 2025, AREAS)
    found = {
        (one.value, one.places[0].cells[0], one.schools) for one in result.findings if one.code == "V002"
    }
    assert found == {("很多", "B4", (A,)), ("几个", "C5", (B,))}
    assert schools(result)[B]["students"] == "60"
