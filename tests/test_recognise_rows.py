"""Totals, groups, second tables: rows that speak about records, and what is said where they disagree.

Headers are of no table of the codebook where the shape alone is tried, as in workbooks from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruraledu_cli.census import Cell, ErrorCell, FormulaWithoutValue, Frame, Merged, Sheet
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import Recognised, normalise, recognise
from ruraledu_cli.recognise.words import are_column_numbers, stated_number, total_kind

HEADER: list[Cell] = ["乡镇", "学校标识码", "学校名称", "在校生数", "专任教师数"]


def school(number: int, students: Cell, teachers: Cell, township: str | None = "梁村镇") -> list[Cell]:
    return [township, f"213700{number:04d}", f"第{number}小学", students, teachers]


def read(rows: Sequence[Sequence[Cell]], name: str = "学校", merged: Iterable[Merged] = ()) -> Recognised:
    return recognise([Sheet("a.xlsx", name, rows, tuple(merged))], load_codebook())


def unknown(rows: Sequence[Sequence[Cell]], merged: Iterable[Merged] = ()) -> Recognised:
    return recognise([Sheet("a.xlsx", "Sheet1", rows, tuple(merged))], Codebook())


def only(found: Recognised) -> Frame:
    (frame,) = (*found.frames, *found.unknown)
    return frame


def records(frame: Frame) -> list[int]:
    return [row + 1 for row in frame.records]


def passed(frame: Frame, reason: str) -> list[int]:
    return [row + 1 for p in frame.passed if p.reason == reason for row in p.rows]


def told(found: Recognised, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def differences(found: Recognised) -> list[tuple[str, str, str]]:
    """Cell, stated, computed."""
    return [
        (f.places[0].cells[0], str(f.params["stated"]), str(f.params["computed"]))
        for f in told(found, "S005")
    ]


class TestTotals:
    @pytest.mark.parametrize("word", ["合计", "总 计", "共计：", "全县合计", "TOTAL"])
    def test_at_the_end(self, word: str) -> None:
        rows = [HEADER, school(1, 300, 20), school(2, 200, 15), [word, None, None, 500, 35]]
        found = read(rows)
        assert records(only(found)) == [2, 3]
        assert passed(only(found), "totals") == [4]
        assert found.findings == ()
        assert "totals:4:2:0" in only(found).why

    def test_at_the_top_covers_all(self) -> None:
        rows = [HEADER, ["总计", None, None, 501, 35], school(1, 300, 20), school(2, 200, 15)]
        found = read(rows)
        assert records(only(found)) == [3, 4]
        assert differences(found) == [("D2", "501", "500")]
        (finding,) = told(found, "S005")
        assert finding.severity is None
        assert finding.places[0].column == "students"
        assert finding.places[0].header == "在校生数"

    def test_in_the_column_of_names(self) -> None:
        rows = [HEADER, school(1, 300, 20), [None, None, "合计", 300, 21]]
        assert differences(read(rows)) == [("E3", "21", "20")]

    def test_subtotals_below_their_rows(self) -> None:
        rows = [
            HEADER,
            school(1, 300, 20),
            school(2, 200, 15),
            ["梁村镇", None, "小计", 500, 35],
            school(3, 100, 10, "尹集镇"),
            ["尹集镇", None, "小计", 100, 11],
            ["总计", None, None, 600, 45],
        ]
        found = read(rows)
        assert records(only(found)) == [2, 3, 5]
        assert differences(found) == [("E6", "11", "10")]

    def test_subtotals_above_their_rows_below_a_grand_total(self) -> None:
        rows = [
            HEADER,
            ["总计", None, None, 600, 45],
            ["梁村镇小计", None, None, 500, 35],
            school(1, 300, 20),
            school(2, 200, 15),
            ["尹集镇小计", None, None, 99, 10],
            school(3, 100, 10),
        ]
        found = read(rows)
        assert records(only(found)) == [4, 5, 7]
        assert differences(found) == [("D6", "99", "100")]

    def test_a_total_per_group_and_one_of_all(self) -> None:
        rows = [
            HEADER,
            ["一、小学"],
            school(1, 300, 20),
            ["合计", None, None, 300, 20],
            ["二、初中"],
            school(2, 200, 15),
            ["合计", None, None, 200, 15],
            ["总计", None, None, 500, 35],
        ]
        found = read(rows)
        assert records(only(found)) == [3, 6]
        assert passed(only(found), "group") == [2, 5]
        assert found.findings == ()

    def test_a_grand_total_of_the_last_group_alone_is_wrong(self) -> None:
        rows = [
            HEADER,
            school(1, 300, 20),
            ["小计", None, None, 300, 20],
            school(2, 200, 15),
            ["小计", None, None, 200, 15],
            ["合计", None, None, 200, 15],
        ]
        assert differences(read(rows)) == [("D6", "200", "500"), ("E6", "15", "35")]

    def test_a_section_with_its_sums_beside_its_name(self) -> None:
        header: list[Cell] = ["序号", "学校名称", "在校生数", "专任教师数"]
        rows: list[list[Cell]] = [
            header,
            ["一", "中心小学", 500, 35],
            [1, "甲小学", 300, 20],
            [2, "乙小学", 200, 15],
            ["二", "教学点", 100, 9],
            [1, "丙教学点", 90, 9],
        ]
        found = read(rows)
        assert records(only(found)) == [3, 4, 6]
        assert differences(found) == [("C5", "100", "90")]

    def test_a_school_whose_name_is_a_total_s_is_data(self) -> None:
        rows = [HEADER, ["梁村镇", "2137000001", "合计", 300, 20], ["梁村镇", "2137000002", "合计小学", 1, 1]]
        assert records(only(read(rows))) == [2, 3]

    def test_numbers_are_exact(self) -> None:
        header: list[Cell] = ["乡镇", "学校标识码", "办学类型", "占地面积", "图书册数"]
        rows: list[list[Cell]] = [
            header,
            ["甲", "2137000001", "小学", 0.1, "1,200"],
            ["甲", "2137000002", "小学", 0.2, 300],
            ["合计", None, None, 0.3, "1500"],
        ]
        assert read(rows).findings == () or differences(read(rows)) == []
        rows[3] = ["合计", None, None, 0.31, 1500]
        assert differences(read(rows)) == [("D4", "0.31", "0.3")]

    def test_the_noise_of_binary_sums_is_no_difference(self) -> None:
        rows: list[list[Cell]] = [
            ["name", "size"],
            ["a", 0.1],
            ["b", 0.2],
            ["c", 415.93],
            ["total", 416.22999999999996],
        ]
        found = unknown(rows)
        assert differences(found) == []
        rows[4] = ["total", 416.2299]
        assert differences(unknown(rows)) == [("B5", "416.2299", "416.23")]

    def test_what_is_no_sum_is_not_summed(self) -> None:
        header: list[Cell] = ["学校标识码", "学校名称", "在校生数", "最大班额", "本科率", "平均年龄"]
        rows: list[list[Cell]] = [
            header,
            ["2137000001", "甲小学", 300, 45, 0.9, 40],
            ["2137000002", "乙小学", 200, 50, 0.8, 41],
            [None, "合计", 500, 50, 0.86, 40.4],
        ]
        found = read(rows)
        assert differences(found) == []
        assert "totals:4:1:0" in only(found).why

    def test_a_column_with_a_text_is_not_checked_and_a_blank_is_nothing(self) -> None:
        rows = [HEADER, school(1, "约300", 20), school(2, None, "-"), ["合计", None, None, 500, 20]]
        found = read(rows)
        assert differences(found) == []
        assert "totals:4:1:0" in only(found).why

    def test_of_which_rows_and_means_are_no_records(self) -> None:
        rows = [HEADER, school(1, 300, 20), ["其中：女", None, None, 140, 12], ["平均", None, None, 300, 20]]
        found = read(rows)
        assert records(only(found)) == [2]
        assert passed(only(found), "totals") == [3, 4]


class TestGroups:
    def list_of_schools(self, first: int) -> tuple[list[list[Cell]], list[Merged]]:
        """As in the published lists of institutions: merged group rows that state a number."""
        rows: list[list[Cell]] = [
            ["附件2："],
            ["全国某类院校名单\n（截至2025年6月20日）"],
            ["序号", "学校名称", "院校代码", "主管部门", "备注"],
            [f"甲省（{first}所）"],
            [1, "甲一学院", "4211050001", "甲省", None],
            [2, "甲二学院", "4211050002", "甲省", "民办"],
            ["乙市（1所）"],
            [3, "乙一学院", "4212050001", "乙市", None],
        ]
        return rows, [Merged(row, 0, row, 4) for row in (0, 1, 3, 6)]

    def test_stated_numbers_agree(self) -> None:
        found = unknown(*self.list_of_schools(2))
        frame = only(found)
        assert records(frame) == [5, 6, 8]
        assert passed(frame, "group") == [4, 7]
        assert passed(frame, "title") == [1, 2]
        assert frame.why == ("header_rows:3-3", "group:4:2:2", "group:7:1:1")
        assert [f.code for f in found.findings] == ["S001"]

    def test_a_stated_number_that_differs_is_told(self) -> None:
        found = unknown(*self.list_of_schools(3))
        (finding,) = told(found, "S005")
        assert (finding.params["reason"], finding.params["stated"], finding.params["computed"]) == (
            "group",
            "3",
            "2",
        )
        assert finding.severity == "note"  # a sheet of no known table breaks no rule of the census
        assert finding.places[0].cells == ["A4"]

    def test_levels(self) -> None:
        rows: list[list[Cell]] = [
            HEADER,
            ["一、公办（3所）"],
            ["（一）小学（2所）"],
            school(1, 1, 1),
            school(2, 1, 1),
            ["（二）初中（1所）"],
            school(3, 1, 1),
            ["二、民办（2所）"],
            ["（一）小学（1所）"],
            school(4, 1, 1),
        ]
        found = read(rows)
        assert records(only(found)) == [4, 5, 7, 10]
        assert [(f.places[0].cells[0], f.params["computed"]) for f in told(found, "S005")] == [("A8", "1")]

    def test_a_number_of_schools_says_nothing_about_persons(self) -> None:
        rows: list[list[Cell]] = [
            ["姓名", "身份证号", "是否专任教师", "最高学历"],
            ["梁村镇（15所）"],
            ["张三", "371526198001010011", "是", "本科"],
            ["尹集镇（2人）"],
            ["李四", "371526198001010012", "是", "本科"],
        ]
        found = read(rows, "教职工", [Merged(1, 0, 1, 3), Merged(3, 0, 3, 3)])
        assert [f.places[0].cells[0] for f in told(found, "S005")] == ["A4"]

    def test_merged_cells_down_the_rows_hide_no_record(self) -> None:
        rows = [HEADER, school(1, 300, 20), school(2, 200, 15, None), school(3, 100, 10, None)]
        assert records(only(read(rows, merged=[Merged(1, 0, 3, 0)]))) == [2, 3, 4]


class TestOtherTables:
    def test_a_table_above_is_told_and_not_read(self) -> None:
        above: list[list[Cell]] = [["姓名", "身份证号", "最高学历"], ["张三", "371526198001010011", "本科"]]
        found = read([*above, [None, "甲", "乙", "丙", "丁", "戊"], HEADER, school(1, 300, 20)])
        assert records(only(found)) == [5]
        assert [(f.params["reason"], f.params["rows"], f.severity) for f in told(found, "S007")] == [
            ("table_above", "1", "query"),
            ("above_header", "3", None),
        ]

    def test_a_second_table_below_is_told_and_not_read(self) -> None:
        rows = [
            HEADER,
            school(1, 300, 20),
            [],
            ["附：教师情况"],
            ["姓名", "身份证号", "最高学历"],
            ["张三", "371526198001010011", "本科"],
        ]
        found = read(rows)
        assert records(only(found)) == [2]
        (finding,) = told(found, "S007")
        assert (finding.params["reason"], finding.params["rows"]) == ("next_table", "4-6")
        assert finding.severity == "query"
        assert finding.places[0].cells == ["4:6"]

    def test_the_same_header_again_goes_on(self) -> None:
        rows = [
            HEADER,
            school(1, 300, 20),
            [],
            ["学校情况（续）"],
            HEADER,
            school(2, 200, 15),
            HEADER,
            school(3, 1, 1),
        ]
        found = read(rows)
        assert records(only(found)) == [2, 6, 8]
        assert passed(only(found), "header") == [1, 5, 7]
        assert [(f.params["reason"], f.places[0].rows) for f in told(found, "S007")] == [
            ("repeated_header", (5, 7))
        ]

    def test_a_heading_between_records_is_a_group_and_said(self) -> None:
        rows = [HEADER, school(1, 300, 20), [], ["初中部分"], school(2, 200, 15)]
        found = read(rows)
        assert records(only(found)) == [2, 5]
        assert [f.params["reason"] for f in told(found, "S007")] == ["after_title"]

    def test_a_record_merged_into_one_text_is_no_group_in_silence(self) -> None:
        rows = [HEADER, school(1, 300, 20), ["第2小学"], school(3, 200, 15)]
        found = read(rows, merged=[Merged(2, 0, 2, 3)])
        assert records(only(found)) == [2, 4]
        assert [(f.params["reason"], f.places[0].rows) for f in told(found, "S007")] == [("late_group", (3,))]
        grouped = [HEADER, ["城区"], school(1, 300, 20), ["乡村"], school(3, 200, 15)]
        assert told(read(grouped, merged=[Merged(1, 0, 1, 3), Merged(3, 0, 3, 3)]), "S007") == []

    def test_a_header_printed_again_with_other_spaces_is_no_record(self) -> None:
        again: list[Cell] = ["乡 镇", "学校标识码*", " 学校名称", "在校\n生数", "专任教师数"]
        assert records(only(read([HEADER, school(1, 300, 20), again, school(3, 200, 15)]))) == [2, 4]

    def test_a_merged_code_is_a_record(self) -> None:
        rows = [HEADER[1:], school(1, 300, 20)[1:], ["2137000002"], school(3, 200, 15)[1:]]
        assert records(only(read(rows, merged=[Merged(2, 0, 2, 2)]))) == [2, 3, 4]

    def test_rows_below_the_total_and_a_blank_row_are_read_and_said(self) -> None:
        rows = [HEADER, school(1, 300, 20), ["合计", None, None, 300, 20], [], school(2, 200, 15)]
        found = read(rows)
        assert records(only(found)) == [2, 5]
        assert [(f.params["reason"], f.places[0].rows) for f in told(found, "S007")] == [
            ("after_totals", (5,))
        ]
        assert differences(found) == []

    def test_a_title_below_the_total_begins_another_table(self) -> None:
        rows = [
            HEADER,
            school(1, 300, 20),
            ["合计", None, None, 300, 20],
            [],
            ["梁村镇各校"],
            school(1, 300, 20),
        ]
        found = read(rows)
        assert records(only(found)) == [2]
        assert passed(only(found), "other_table") == [5, 6]

    def test_blank_rows_between_records_change_nothing(self) -> None:
        rows = [
            HEADER,
            school(1, 300, 20),
            [],
            [],
            school(2, 200, 15),
            [],
            ["尹集镇", None, None, 90, 9],
            school(3, 1, 1),
        ]
        found = read(rows)
        assert records(only(found)) == [2, 5, 7, 8]
        assert found.findings == ()

    def test_a_stray_text_between_records_is_told(self) -> None:
        rows = [HEADER, school(1, 300, 20), [None, None, None, "以下为新建"], school(2, 200, 15)]
        found = read(rows)
        assert records(only(found)) == [2, 4]
        assert [(f.params["reason"], f.places[0].rows) for f in told(found, "S007")] == [("note", (3,))]


def test_notes_above_and_below_without_a_word_that_says_so() -> None:
    rows: list[list[Cell]] = [
        ["Lots of remarks", None, None, None, None, None],
        ["that nobody", None, None, None, None, "asked for"],
        ["stand", "here", "above", None, "the", "table proper"],
        ["or", "in merged", None, None, None, "cells"],
        ["Name", "Trade", "Age", "Member", "Born", "Died"],
        *(["A. B.", "singer", 60 + i, True, date(1940, 1, 8), date(2001 + i, 1, 10)] for i in range(10)),
        ["More", None, None, None, None, None],
        [None, "remarks follow", None, None, None, None],
        [None, None, "at the", "very end,", None, None],
        [None, None, None, None, None, "too"],
    ]
    frame = only(unknown(rows, [Merged(3, 1, 3, 4)]))
    assert records(frame) == list(range(6, 16))
    assert "header_rows:5-5" in frame.why
    assert passed(frame, "title") == [1, 2, 3, 4]
    assert passed(frame, "footer") == [16, 17, 18, 19]


def test_a_block_of_notes_below_is_no_person_and_a_total_may_count_in_the_column_of_names() -> None:
    header: list[Cell] = ["序号", "姓名", "身份证号", "职务", "学历", "是否专任教师"]
    person: list[Cell] = [1, "张三", "371599198003150013", "校长", "本科", "是"]
    rows: list[list[Cell]] = [
        ["梁村小学教职工花名册"],
        header,
        person,
        ["第1页，共2页"],
        header,
        [2, "李四", "371599198103150010", None, "本科", "是"],
        ["合计", "共2人"],
        [],
        ["备注：", "1.本表由学校填报。"],
        [None, "2.学历以毕业证书为准。"],
        [None, "职务填写学校行政职务，如校长"],
        ["审核人：", None, "填表人："],
    ]
    frame = only(read(rows, "教职工花名册"))
    assert records(frame) == [3, 6]
    assert passed(frame, "totals") == [7]
    assert passed(frame, "note") == [9]
    assert passed(frame, "footer") == [4, 10, 11, 12]
    unlabelled = only(read([*rows[:8], [None, "1.学历以毕业证书为准。"]], "教职工花名册"))
    assert records(unlabelled) == [3, 6]
    single = only(read([header, person, ["备注：以上"], [2, "王五"]], "教职工花名册"))
    assert records(single) == [2, 4]  # a record behind a remark is a record


def test_merged_groups_repeated_names_a_total_and_tables_below() -> None:
    """As in the revenue workbooks of state departments: merged groups over names that come twice."""
    wide = [None] * 6
    rows: list[list[Cell]] = [
        ["Charter revenue", *wide],
        [],
        ["School", None, None, "Federal", None, "Other", None],
        [None, "District", "Pupils", "Grants", "Other", "Grants", "Other"],
        *([f"0{i}", "North", 10.1 + i, 100 * i, None, 5.5, 1] for i in range(1, 6)),
        [None, "South", 47.12, 27545, None, 5.5, 1],
        ["Schools not reporting = 114", None, None, None, None, None, None],
        ["Totals", None, 112.61999999999999, 29045, None, 33, 7],
        ["Spending per pupil was 2335", None, None, None, "all", 9, 9],
        [],
        [None, None, None, "Totals", "By source", None, None],
        [None, None, None, 1, 2, None, None],
        [],
        ["North alone", *wide],
        ["01", "North", 11.1, 100, None, 5.5, 1],
    ]
    found = unknown(rows, [Merged(2, 0, 2, 2), Merged(2, 3, 2, 4), Merged(2, 5, 2, 6)])
    frame = only(found)
    assert records(frame) == list(range(5, 11))
    assert frame.unknown_headers[3:] == (
        (3, "Federal/Grants"),
        (4, "Federal/Other"),
        (5, "Other/Grants"),
        (6, "Other"),
    )
    assert differences(found) == [("G12", "7", "6")]
    assert passed(frame, "other_table") == [13, 15, 16, 18, 19]
    assert [f.params["rows"] for f in told(found, "S007")] == ["13-19"]


def test_county_sheets_with_the_codebook_that_is_shipped() -> None:
    sheets = [
        Sheet("1.xlsx", "梁村", [["姓名", "身份证号码", "学历", "现任职务"], ["张三", "x", "本科", "校长"]]),
        Sheet("2.xlsx", "Sheet1", [["教研员", "到校日期", "学校名称"], ["张三", "3月12日", "一中"]]),
        Sheet("3.xlsx", "学生", [["学籍号", "学生姓名", "是否受助"], ["G1", "张三", "是"]]),
        Sheet(
            "4.xlsx",
            "项目",
            [["项目类别", "项目名称", "承担单位", "级别"], ["学科基地", "数学", "一中", "省级"]],
        ),
        Sheet("5.xlsx", "信息化台账", [["学校名称", "出口带宽（G）", "录播室（间）"], ["一中", 1, 2]]),
        Sheet("6.xlsx", "村居", [["乡镇", "村居名称", "家长学校或指导站点"], ["梁村镇", "王村", "是"]]),
        Sheet("7.xlsx", "县级数据", [["指标", "年度", "数值"], ["x", 2025, 1]]),
        Sheet("8.xlsx", "结对", [["城区学校", "乡村学校"], ["一实小", "梁村小学"]]),
    ]
    found = recognise(sheets, load_codebook())
    assert [frame.table for frame in found.frames] == [
        "staff",
        "researcher_visits",
        "students",
        "projects",
        "schools",
        "villages",
        "facts",
        "pairs",
    ]
    bandwidth = next(f for f in found.frames[4].fields if f.column == "bandwidth_mbps")
    assert bandwidth.factor == Fraction(1000)


def test_every_header_of_the_codebook_is_found_in_its_own_table() -> None:
    """The canonical headers of each table, in one sheet named as the table, are all taken."""
    for table in load_codebook().tables.values():
        headers: list[Cell] = [column.zh for column in table.columns.values()]
        headers += [c.code_header.zh for c in table.columns.values() if c.code_header]
        found = read([headers, ["x"] * len(headers)], table.sheet)
        assert only(found).table == table.name
        assert len(only(found).fields) == len(headers)
        assert found.findings == ()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("＊学校（机构）\n标识码 ", "学校(机构)标识码"),
        ("#寄宿生", "寄宿生"),
        ("面积【㎡】", "面积(m2)"),
        ("School_Code", "school_code"),
        ("“千兆进校、百兆进班”", "千兆进校、百兆进班"),
        ("Ⅱ类", "ii类"),
    ],
)
def test_normalise(header: str, expected: str) -> None:
    assert normalise(header) == expected


def test_words() -> None:
    assert [total_kind(t) for t in ("合计", "小计", "梁村镇合计", "其中:", "合计小学", "小计算机")] == [
        "grand",
        "sub",
        "sub",
        "unchecked",
        "",
        "",
    ]
    assert [
        total_kind(t) for t in ("全县", "共计9人", "梁村镇合计:9人,其中女3人", "全县小学", "合计小学(15所)")
    ] == [
        "grand",
        "unchecked",
        "unchecked",
        "",
        "",
    ]
    assert stated_number("北京市(15所)") == (15, "所")
    assert stated_number("共12所") == (12, "所")
    assert stated_number("方案(2025)") is None
    assert not are_column_numbers(["2137000001", "一中", 1])
    assert not are_column_numbers([1, 2])
    assert not are_column_numbers(["甲", "乙", 1, 3])


TEXTS = [
    "学校名称",
    "在校生数",
    "乡镇",
    "合计",
    "小计",
    "一、小学",
    "梁村镇（2所）",
    "注：无",
    "审核人：",
    "例：甲",
    " ",
    "",
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from([*TEXTS, "一", "甲", "乙", "Totals", "2137000001", "梁村小学", "√", "(1)", "5"]),
    st.integers(-3, 400),
    st.floats(),
    st.booleans(),
    st.sampled_from([date(2025, 9, 1), ErrorCell("#REF!"), FormulaWithoutValue("SUM(A1)")]),
)
MERGED = st.builds(
    lambda top, left, down, right: Merged(top, left, top + down, left + right),
    *(st.integers(0, 9), st.integers(0, 4), st.integers(0, 3), st.integers(0, 4)),
)


@given(
    st.lists(st.lists(CELLS, max_size=7), max_size=14),
    st.booleans(),
    st.lists(MERGED, max_size=4),
    st.sampled_from(["学校", "教职工", "Sheet1"]),
)
@settings(max_examples=100, deadline=None)
def test_every_row_is_a_record_or_passed_over_with_a_reason(
    rows: list[list[Cell]], headed: bool, merged: list[Merged], name: str
) -> None:
    rows = [HEADER, *rows] if headed else rows
    found = read(rows, name, merged)
    for frame in (*found.frames, *found.unknown):
        if frame.fields or frame.unknown_headers:
            every = [*frame.records, *(row for p in frame.passed for row in p.rows)]
            assert sorted(every) == list(range(len(rows)))
    assert found == read(rows, name, merged) or "nan" in repr(rows)


@pytest.mark.parametrize("note", ["本表数据以9月1日为准", "此页以下由教育局填写", "以上情况属实", "完"])
def test_a_note_without_a_label_is_no_village(note: str) -> None:
    rows: list[list[Cell]] = [["村居代码", "村居名称", "家长学校或指导站点"]]
    rows += [[f"37152610120{n}", f"梁村{n}村", "是"] for n in range(3)]
    found = recognise([Sheet("a.xlsx", "村居", [*rows, [None, note, None]])], load_codebook())
    assert records(only(found)) == [2, 3, 4]
