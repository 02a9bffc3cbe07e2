"""What the surroundings of a table say: township, school, semester, year; and cells filled from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ruraledu_cli.census import Cell, Merged, Ref, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate

AREAS = {"梁村镇": "371526101", "梁村": "371526101", "尹集镇": "371526102", "尹集": "371526102"}
SCHOOLS: list[list[Cell]] = [
    ["学校标识码", "学校名称", "简称", "办学类型"],
    ["2137000001", "高唐县梁村镇中心小学", "梁村小学", "小学"],
    ["2137000002", "高唐县尹集镇中心小学", None, "小学"],
]
STAFF: list[list[Cell]] = [
    ["序号", "姓名", "性别", "职务", "最高学历", "是否专任教师"],
    [1, "张三", "男", None, "本科", "是"],
    [2, "李四", "女", None, "大专", "是"],
]


def sheet(rows: Sequence[Sequence[Cell]], name: str = "Sheet1", file: str = "a.xlsx") -> Sheet:
    return Sheet(file, name, [list(row) for row in rows])


def run(*sheets: Sheet) -> Validated:
    found = recognise([sheet(SCHOOLS, "学校", "学校.xlsx"), *sheets], load_codebook())
    assert not found.unknown, found.findings
    return validate(found.frames, load_codebook(), 2025, AREAS)


def of(result: Validated, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


def schools_of_staff(result: Validated) -> list[str | None]:
    column = result.census.tables["staff"].column("school")
    return [value.code if isinstance(value := column[row], Ref) else None for row in range(2)]


ONE = ["2137000001", "2137000001"]
NOBODY = [None, None]


@pytest.mark.parametrize(
    ("above", "name", "file", "expected"),
    [
        (["高唐县梁村镇中心小学教职工花名册"], "Sheet1", "a.xlsx", ONE),
        (["2025年高唐县梁村镇中心小学教职工花名册"], "Sheet1", "a.xlsx", ONE),
        (["教职工花名册", "填报单位（盖章）：梁村小学    填报人：王五"], "Sheet1", "a.xlsx", ONE),
        (["教职工花名册", "学校(机构)标识码：2137000001"], "Sheet1", "a.xlsx", ONE),
        (["教职工花名册"], "梁村小学", "a.xlsx", ONE),
        (["教职工花名册"], "Sheet1", "教职工花名册/高唐县梁村镇中心小学.xlsx", ONE),
        (["教职工花名册"], "Sheet1", "高唐县梁村镇中心小学/教职工.xlsx", ONE),
        # a longer name than any that is known is another school's
        (["高唐县梁村镇中心小学附属幼儿园教职工花名册"], "Sheet1", "a.xlsx", NOBODY),
        (["高唐县梁村镇中心小学东校区教职工花名册"], "Sheet1", "a.xlsx", NOBODY),
        (["西梁村小学教职工花名册"], "Sheet1", "a.xlsx", NOBODY),
        (["高唐县梁村镇中心小学、高唐县尹集镇中心小学教职工"], "Sheet1", "a.xlsx", NOBODY),
        (["教职工花名册"], "Sheet1", "a.xlsx", NOBODY),
    ],
)
def test_the_school_of_a_roster(above: list[str], name: str, file: str, expected: list[str | None]) -> None:
    result = run(sheet([*([text] for text in above), *STAFF], name, file))
    assert schools_of_staff(result) == expected
    told = of(result, "S012")
    assert len(told) == (expected == ONE)
    assert len(of(result, "S002")) == (expected == NOBODY)


def test_a_label_next_to_its_value() -> None:
    result = run(sheet([["教职工花名册"], ["填报单位：", "梁村小学", None, "日期：", "2025-9-1"], *STAFF]))
    assert schools_of_staff(result) == ONE
    (told,) = of(result, "S012")
    assert told.places[0].cells == ["A2"]
    assert (told.value, told.params["reason"]) == ("梁村小学", "label")


def test_an_unknown_unit_in_the_line_above_is_an_unknown_school() -> None:
    result = run(sheet([["填报单位：某某小学"], *STAFF]))
    assert schools_of_staff(result) == NOBODY
    assert [finding.value for finding in of(result, "K002")] == ["某某小学"]


def test_surroundings_that_disagree_say_nothing_and_are_asked() -> None:
    result = run(sheet([["高唐县梁村镇中心小学教职工花名册"], *STAFF], "高唐县尹集镇中心小学"))
    assert schools_of_staff(result) == NOBODY
    (asked,) = of(result, "S013")
    assert asked.params["columns"] == "高唐县梁村镇中心小学、高唐县尹集镇中心小学"
    assert [place.cells for place in asked.places] == [["A1"], []]


def test_a_column_that_is_there_is_never_overridden() -> None:
    rows = [[*row, "尹集镇中心小学" if i else "所在学校"] for i, row in enumerate(STAFF)]
    rows[2][-1] = None
    named = [
        [*SCHOOLS[0]],
        *([*row[:2], "梁村小学" if row is SCHOOLS[1] else "尹集镇中心小学", row[3]] for row in SCHOOLS[1:]),
    ]
    found = recognise(
        [sheet(named, "学校"), sheet([["梁村小学教职工"], *rows], "梁村小学", "b.xlsx")], load_codebook()
    )
    result = validate(found.frames, load_codebook(), 2025, AREAS)
    assert schools_of_staff(result) == ["2137000002", None]
    assert of(result, "S012") == []


def test_a_column_that_is_there_and_empty_is_filled() -> None:
    rows = [[*row, None if i else "所在学校"] for i, row in enumerate(STAFF)]
    assert schools_of_staff(run(sheet([["高唐县梁村镇中心小学教职工"], *rows]))) == ONE


VILLAGES: list[list[Cell]] = [["村居名称", "家长学校或指导站点"], ["前王村", "是"], ["后王村", "否"]]


@pytest.mark.parametrize(
    ("title", "name", "file", "expected"),
    [
        ("村居台账", "梁村", "a.xlsx", "371526101"),
        ("梁村镇村居台账", "Sheet1", "a.xlsx", "371526101"),
        ("村居台账", "Sheet1", "村居/尹集镇.xlsx", "371526102"),
        ("填报单位：尹集镇人民政府", "Sheet1", "a.xlsx", "371526102"),
        ("梁村镇、尹集镇村居台账", "Sheet1", "a.xlsx", None),
        ("梁村镇村居台账", "尹集", "a.xlsx", None),
    ],
)
def test_the_township_of_a_sheet(title: str, name: str, file: str, expected: str | None) -> None:
    result = run(sheet([[title], *VILLAGES], name, file))
    column = result.census.tables["villages"].column("township")
    assert [column[0], column[1]] == [expected, expected]
    assert len(of(result, "S012")) == (expected is not None)


def test_all_sheets_of_a_workbook_are_one_finding() -> None:
    sheets = [sheet([["村居台账"], *VILLAGES], name) for name in ("梁村", "尹集", "梁村（续）")]
    result = run(*sheets)
    (told,) = of(result, "S012")
    assert (told.value, told.params["read"], len(told.places)) == (None, "梁村、尹集", 3)
    assert told.places[0].header == "乡镇"


AID: list[list[Cell]] = [
    ["学籍号", "学生姓名", "学校名称", "是否家庭经济困难", "是否受助"],
    ["G371526201501010011", "王一", "梁村小学", "是", "是"],
    ["G371526201501010022", "王二", "梁村小学", "是", "否"],
]


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("学生资助系统导出", "春季", (0, 2)),
        ("2024-2025学年第二学期学生资助", "Sheet1", (2024, 2)),
        ("2025年春季学期学生资助", "Sheet1", (2024, 2)),
        ("学生资助", "2024年秋季", (2024, 1)),
        ("2024—2025学年度学生资助", "Sheet1", None),
    ],
)
def test_the_semester_of_a_sheet(title: str, name: str, expected: tuple[int, int] | None) -> None:
    result = run(sheet([[title], *AID], name, "资助系统导出.xlsx"))
    assert result.census.tables["students"].column("aid_term")[0] == expected


def test_the_year_of_county_facts() -> None:
    rows: list[list[Cell]] = [["2025年县级数据"], ["指标", "数值"], ["全县人口", 12]]
    result = run(sheet(rows, "县级数据"))
    assert result.census.tables["facts"].column("year")[0] == 2025


SCHOOL_HEAD: list[Cell] = ["乡镇", "学校名称", "学校标识码", "在校生数"]


def test_merged_ranges_are_filled_down_and_told_and_plain_blanks_never() -> None:
    rows: list[list[Cell]] = [
        SCHOOL_HEAD,
        ["梁村镇", "甲小学", "2137000011", 10],
        [None, "乙小学", "2137000012", 20],
        ["尹集镇", "丙小学", "2137000013", 30],
        [None, "丁小学", "2137000014", None],
    ]
    merged = replace(sheet(rows, "学校"), merged=(Merged(1, 0, 2, 0), Merged(3, 3, 4, 3)))
    found = recognise([merged], load_codebook())
    result = validate(found.frames, load_codebook(), 2025, AREAS)
    table = result.census.tables["schools"]
    assert [table.column("township")[row] for row in range(4)] == [
        "371526101",
        "371526101",
        "371526102",
        None,
    ]
    assert table.column("students")[3] is None  # a number may be the sum of the merged rows
    (told,) = of(result, "V010")
    assert told.places[0].cells == ["A3"]
    assert told.params == {"column": "township", "carried": 1}


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", " 同 上 "])
def test_ditto_is_what_stands_above(ditto: str) -> None:
    rows: list[list[Cell]] = [
        SCHOOL_HEAD,
        ["梁村镇", "甲小学", "2137000011", 10],
        [ditto, "乙小学", "2137000012", 20],
        [ditto, "丙小学", "2137000013", 30],
    ]
    found = recognise([sheet(rows, "学校")], load_codebook())
    result = validate(found.frames, load_codebook(), 2025, AREAS)
    column = result.census.tables["schools"].column("township")
    assert {column[row] for row in range(3)} == {"371526101"}
    assert [f.places[0].cells for f in of(result, "V010")] == [["A3:A4"]]
    assert of(result, "V004") == []


def test_ditto_below_nothing_stays_a_fault() -> None:
    rows: list[list[Cell]] = [
        SCHOOL_HEAD,
        [None, "甲小学", "2137000011", 1],
        ["同上", "乙小学", "2137000012", 2],
    ]
    found = recognise([sheet(rows, "学校")], load_codebook())
    result = validate(found.frames, load_codebook(), 2025, AREAS)
    assert [f.value for f in of(result, "V004")] == ["同上"]


PUPILS: list[list[Cell]] = [
    ["学校标识码", "学生姓名", "学籍号", "是否受助"],
    ["2137000001", "王小", "G1", "是"],
]


@pytest.mark.parametrize(
    ("title", "name", "term"),
    [
        ("2024-2025学年春季学期受助名单", "春季", (2024, 2)),
        ("2024—2025学年第二学期受助名单", "春季", (2024, 2)),
        ("2024-2025学年春季学期受助名单", "秋季", None),
        ("受助名单", "秋季", (0, 1)),
    ],
)
def test_a_half_year_agrees_with_its_school_year(title: str, name: str, term: tuple[int, int] | None) -> None:
    result = run(sheet([[title], *PUPILS], name))
    assert result.census.tables["students"].column("aid_term")[0] == term
    assert len(of(result, "S013")) == (term is None)


def test_a_sheet_s_name_outweighs_a_signature_that_says_nobody_s_rows() -> None:
    rows: list[list[Cell]] = [["编号", "教研员姓名", "学科", "专/兼职", "联系学校", "状态"]]
    rows += [["Y01", "刘研", "语文", "专职", "高唐县梁村镇中心小学", "在岗"]]
    result = run(sheet([["教研员包校名单"], *rows], "教研员包校"))
    researchers = result.census.tables["researchers"]
    assert researchers.size == 1
    assert researchers.column("researcher_full_time")[0] == "full_time"
    assert researchers.column("researcher_status").present
