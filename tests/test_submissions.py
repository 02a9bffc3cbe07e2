"""Form exports: the last submission supersedes; and turned-round lists of pairings."""

from __future__ import annotations

from datetime import datetime

import pytest

from ruraledu_cli.census import Cell, Ref, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.recognise import Recognised, recognise
from ruraledu_cli.validate import validate

HEAD: list[Cell] = ["序号", "提交时间", "提交人", "1.学校名称（必填）", "2.在校生数（人）", "3.班数（个）"]


def export(*rows: list[Cell], file: str = "问卷.xlsx") -> Sheet:
    return Sheet(file, "学校", [HEAD, *rows])


def found(*sheets: Sheet) -> Recognised:
    return recognise(sheets, load_codebook())


def kept(result: Recognised) -> list[tuple[int, ...]]:
    return [frame.records for frame in result.frames]


def test_the_last_submission_supersedes_and_is_told() -> None:
    result = found(
        export(
            [1, "2025/9/3 10:20:00", "张三", "梁村小学", 100, 6],
            [2, "2025/9/10 08:00:00", "李四", "梁村 小学", 120, 6],
            [3, "2025/9/4 09:00:00", "王五", "尹集小学", 80, 6],
        )
    )
    assert kept(result) == [(2, 3)]
    (told,) = [f for f in result.findings if f.code == "S007"]
    assert (told.params["reason"], told.params["rows"]) == ("superseded", "2")
    assert "提交时间" not in [f.params.get("header") for f in result.findings]


def test_it_supersedes_across_the_files_of_an_export() -> None:
    first = export([1, datetime(2025, 9, 3), "张三", "梁村小学", 100, 6])
    later = export([1, datetime(2025, 9, 9, 8, 0), "张三", "梁村小学", 120, 6], file="问卷2.xlsx")
    assert kept(found(later, first)) == [(1,), ()]


@pytest.mark.parametrize(
    ("one", "other"), [("2025-9-3 8:00", "2025-9-3 8:00"), ("2025-9-3", "昨天"), ("2025-9-3", None)]
)
def test_where_nobody_can_say_which_is_the_last_all_stay(one: str, other: str | None) -> None:
    result = found(export([1, one, "张三", "梁村小学", 100, 6], [2, other, "李四", "梁村小学", 120, 6]))
    assert kept(result) == [(1, 2)]


def test_without_a_time_nothing_is_superseded() -> None:
    head: list[Cell] = ["学校标识码", "学校名称", "在校生数"]
    rows: list[list[Cell]] = [head, ["2137000001", "梁村小学", 100], ["2137000001", "梁村小学", 120]]
    assert kept(found(Sheet("a.xlsx", "学校", rows))) == [(1, 2)]


def test_persons_are_told_apart_by_their_own_numbers() -> None:
    head: list[Cell] = ["提交时间", "姓名", "身份证号", "所在学校", "职务"]
    rows: list[list[Cell]] = [
        head,
        ["2025-9-1 8:00", "张三", "371526198001010011", "梁村小学", "教师"],
        ["2025-9-2 8:00", "张三", "371526198001010038", "梁村小学", "教师"],
        ["2025-9-3 8:00", "张三", "371526198001010011", "梁村小学", "副校长"],
    ]
    assert kept(found(Sheet("a.xlsx", "教职工", rows))) == [(2, 3)]


def test_a_form_that_asks_other_things_supersedes_nothing() -> None:
    """Two collections of one year: what the earlier one asked the later one does not take back."""
    other: list[Cell] = [
        "提交者（自动）",
        "提交时间（自动）",
        "01. 学校名称（必填）",
        "02. 家长学校",
        "03. 家委会",
    ]
    asked = Sheet(
        "腾讯文档.xlsx", "学校", [other, ["微信用户", "2025-09-09 10:00:00", "梁村小学", "是", "是"]]
    )
    result = found(export([1, "2025/9/3 10:20:00", "张三", "梁村小学", 100, 6]), asked)
    assert kept(result) == [(1,), (1,)]
    more = Sheet("b.xlsx", "学校", [[*HEAD, "4.图书册数"], [1, "2025/9/4", "李四", "梁村小学", 120, 6, 900]])
    assert kept(found(export([1, "2025/9/3 10:20:00", "张三", "梁村小学", 100, 6]), asked, more)) == [
        (),
        (1,),
        (1,),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、学校名称", "2、在校生数"],
        ["提交者（自动）", "提交时间（自动）", "01. 学校名称（必填）", "02. 在校生数（必填）"],
        ["编号", "1.学校名称（必填）", "2.在校生数（必填）", "提交人", "提交时间", "答题时长"],
    ],
)
def test_what_a_form_service_adds_is_not_told_as_unknown(head: list[Cell]) -> None:
    first = [
        1 if "在校生数" in str(text) else "2025-9-3 8:00" if "提交" in str(text) else "甲小学"
        for text in head
    ]
    later = [
        2 if "在校生数" in str(text) else "2025-9-4 8:00" if "提交" in str(text) else "甲小学"
        for text in head
    ]
    result = found(Sheet("a.xlsx", "学校", [head, [*first], [*later]]))
    assert kept(result) == [(2,)]
    assert [f.params["header"] for f in result.findings if f.code == "S004"] == []


@pytest.mark.parametrize("between", ["、", "；", "\n", "，"])
def test_a_row_of_pairings_is_an_urban_school_with_several_rural_ones(between: str) -> None:
    schools: list[list[Cell]] = [
        ["学校标识码", "学校名称", "办学类型"],
        ["2137000001", "县实验小学", "小学"],
        ["2137000002", "梁村小学", "小学"],
        ["2137000003", "尹集小学", "小学"],
    ]
    pairs: list[list[Cell]] = [
        ["强校扩优结对一览表"],
        ["序号", "城区优质学校", "结对乡村学校", "结对形式", "开始时间"],
        [1, "县实验小学", between.join(("梁村小学", "尹集小学")), "结对", "2023-09"],
    ]
    result = found(Sheet("a.xlsx", "学校", schools), Sheet("b.xlsx", "强校扩优结对一览表", pairs))
    census = validate(result.frames, load_codebook(), 2025, {}).census
    linked = census.tables["pairs"].column("rural_school")[0]
    assert isinstance(linked, tuple)
    assert [ref.code for ref in linked if isinstance(ref, Ref)] == ["2137000002", "2137000003"]
