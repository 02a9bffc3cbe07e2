"""Sheets as they come from schools and bureaus, and what must be understood of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pytest

from ruraledu_cli.census import Cell, Frame, Merged, Sheet
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import Recognised, recognise

COLUMNS = {
    "schools": {
        "school_code": ("学校标识码", "school_code", {"aliases": ["学校(机构)标识码", "XXBSM"]}),
        "school_name": ("学校名称", "name", {"aliases": ["校名", "单位名称"]}),
        "township": ("乡镇(街道)", "area", {"aliases": ["乡镇"]}),
        "school_type": (
            "办学类型",
            "code",
            {"code_header": {"name": "school_type_code", "zh": "办学类型代码", "aliases": ["XXBXLXM"]}},
        ),
        "students": ("在校生数", "count", {"aliases": ["学生数", "在园(班)人数"]}),
        "full_time_teachers": ("专任教师数", "count", {"aliases": ["专任教师", "专任教师合计"]}),
        "bachelor_plus": ("本科及以上专任教师数", "count", {"aliases": ["本科及以上"]}),
        "max_class_size": ("最大班额", "count", {}),
        "area": ("占地面积", "number", {"unit": "㎡"}),
        "equipment": ("教学仪器设备值", "number", {"unit": "元", "aliases": ["设备值"]}),
        "bandwidth": ("校园网出口带宽(Mbps)", "number", {"unit": "Mbps", "aliases": ["出口带宽"]}),
        "recording_rooms": (
            "录播室数",
            "count",
            {"aliases": ["录播室(间)", {"有无录播室": {"yes": 1, "no": 0}}]},
        ),
    },
    "staff": {
        "name": ("姓名", "name", {}),
        "id_number": ("身份证号", "id_number", {}),
        "gender": ("性别", "text", {}),
        "school_code": (
            "所在学校",
            "school",
            {"aliases": ["学校名称"], "code_header": {"name": "school_code", "zh": "学校标识码"}},
        ),
        "is_full_time_teacher": ("是否专任教师", "flag", {"aliases": ["专任教师"]}),
        "education": ("最高学历", "text", {"aliases": ["学历"]}),
        "title": ("职称", "text", {}),
    },
}
SIGNATURES = {
    "schools": ["school_type", "students", "bandwidth", "recording_rooms"],
    "staff": ["is_full_time_teacher", "education"],
}
NAMES = {"schools": ("学校", ["办学条件一览表"]), "staff": ("教职工", ["花名册"])}
KEYS = {"schools": ["school_code"], "staff": ["id_number", "school_code"]}


def _codebook() -> Codebook:
    tables = {
        table: {
            "name": table,
            "sheet": NAMES[table][0],
            "en": table,
            "sheet_aliases": NAMES[table][1],
            "key": KEYS[table],
            "signature": SIGNATURES[table],
            "columns": {
                name: {"name": name, "zh": zh, "en": name, "type": kind, **more}
                for name, (zh, kind, more) in columns.items()
            },
        }
        for table, columns in COLUMNS.items()
    }
    return Codebook.model_validate({"tables": tables})


CODEBOOK = _codebook()


def sheet(
    rows: Sequence[Sequence[Cell]], name: str = "Sheet1", file: str = "a.xlsx", merged: Iterable[Merged] = ()
) -> Sheet:
    return Sheet(file, name, rows, tuple(merged))


def read(rows: Sequence[Sequence[Cell]], name: str = "学校", merged: Iterable[Merged] = ()) -> Recognised:
    return recognise([sheet(rows, name, merged=merged)], CODEBOOK)


def only(found: Recognised) -> Frame:
    (frame,) = (*found.frames, *found.unknown)
    return frame


def passed(frame: Frame) -> dict[str, list[int]]:
    """1-based rows by reason."""
    return {p.reason: [row + 1 for row in p.rows] for p in frame.passed}


def records(frame: Frame) -> list[int]:
    return [row + 1 for row in frame.records]


def told(found: Recognised, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


def columns(frame: Frame) -> dict[str, int]:
    return {f"{f.column}.{f.part}" if f.part == "code" else f.column: f.position for f in frame.fields}


HEADER: list[Cell] = ["学校标识码", "学校名称", "办学类型", "在校生数", "专任教师数"]
ONE: list[Cell] = ["2137000001", "梁村镇中心小学", "小学", 300, 20]
TWO: list[Cell] = ["2137000002", "尹集镇中心小学", "小学", 200, 15]
THREE: list[Cell] = ["2137000003", "合计小学", "小学", 100, 10]


def test_a_plain_sheet() -> None:
    found = read([HEADER, ONE, TWO])
    frame = only(found)
    assert frame.table == "schools"
    assert columns(frame) == {
        "school_code": 0,
        "school_name": 1,
        "school_type": 2,
        "students": 3,
        "full_time_teachers": 4,
    }
    assert records(frame) == [2, 3]
    assert frame.why == ("name_hint", "signature:school_type", "signature:students", "header_rows:1-1")
    assert found.findings == ()


def test_header_below_title_notes_and_blank_rows() -> None:
    rows: list[list[Cell]] = [
        ["2025年全县学校基本情况"],
        [],
        ["填报单位(盖章)：教育局", None, None, "填报日期：2025年9月1日"],
        ["说明：学校名称、学校标识码、在校生数均为必填"],
        HEADER,
        ONE,
        [None, " ", None, None, None],
        TWO,
    ]
    frame = only(read(rows))
    assert records(frame) == [6, 8]
    assert passed(frame) == {"title": [1], "blank": [2, 7], "note": [3, 4], "header": [5]}


def test_three_header_rows_with_merged_cells() -> None:
    rows: list[list[Cell]] = [
        ["办学条件一览表", None, None, None, None, None, None],
        ["学校标识码", "学校名称", "在校生数", "教师", None, None, "设备值(万元)"],
        [None, None, None, "专任教师", None, "职工", None],
        [None, None, None, "合计", "本科及以上", "人数", None],
        ["甲", "乙", 1, 2, 3, 4, 5],
        ["2137000001", "一中", 900, 60, 58, 4, 12.5],
    ]
    merged = [
        Merged(0, 0, 0, 6),
        *(Merged(1, p, 3, p) for p in (0, 1, 2, 6)),
        Merged(1, 3, 1, 5),
        Merged(2, 3, 2, 4),
    ]
    frame = only(read(rows, "Sheet1", merged))
    assert frame.table == "schools"
    assert columns(frame) == {
        "school_code": 0,
        "school_name": 1,
        "students": 2,
        "full_time_teachers": 3,
        "bachelor_plus": 4,
        "equipment": 6,
    }
    assert frame.fields[-1].factor == 10_000
    assert frame.fields[4].header == "教师/专任教师/本科及以上"
    assert frame.unknown_headers == ((5, "教师/职工/人数"),)
    assert passed(frame)["header"] == [2, 3, 4]
    assert passed(frame)["column_numbers"] == [5]
    assert "header_rows:2-4" in frame.why


def test_two_header_rows_without_merged_ranges_as_csv_has_them() -> None:
    rows: list[list[Cell]] = [
        ["学校标识码", "学校名称", "专任教师", "", "在校生数"],
        ["", "", "合计", "本科及以上", ""],
        ["2137000001", "一中", "60", "58", "900"],
    ]
    frame = only(read(rows))
    assert columns(frame)["full_time_teachers"] == 2
    assert columns(frame)["bachelor_plus"] == 3
    assert columns(frame)["students"] == 4
    assert records(frame) == [3]


def test_a_title_in_two_merged_halves_is_no_parent() -> None:
    rows: list[list[Cell]] = [["小学基本情况表", None, None, "2025年", None], HEADER, ONE]
    frame = only(read(rows, merged=[Merged(0, 0, 0, 2), Merged(0, 3, 0, 4)]))
    assert "header_rows:2-2" in frame.why
    assert len(frame.fields) == 5


def test_a_parent_that_narrows_keeps_its_child_from_being_the_whole() -> None:
    rows: list[list[Cell]] = [
        ["学校标识码", "学校名称", "办学类型", "其中：小学部", None],
        [None, None, None, "专任教师数", "在校生数"],
        ["2137000001", "一中", "九年一贯", 20, 300],
    ]
    found = read(rows, merged=[Merged(0, 3, 0, 4), *(Merged(0, p, 1, p) for p in range(3))])
    assert set(columns(only(found))) == {"school_code", "school_name", "school_type"}
    assert [f.params["suggestion"] for f in told(found, "S004")] == ["专任教师数", "在校生数"]


def test_chinese_headers_with_their_codes_in_a_second_row() -> None:
    frame = only(read([HEADER, ["XXBSM", "校名", "XXBXLXM", "students", "full_time_teachers"], ONE]))
    assert records(frame) == [3]
    assert passed(frame)["header"] == [1, 2]


@pytest.mark.parametrize(
    "row",
    [
        ["甲", "乙", "丙", 1, 2],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, 2, 3, 4, 5],
        ["A", "B", "C", "1=2+3", "2"],
    ],
)
def test_the_row_that_numbers_the_columns(row: list[Cell]) -> None:
    frame = only(read([HEADER, row, ONE]))
    assert passed(frame)["column_numbers"] == [2]
    assert records(frame) == [3]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["注：数据截至2025年9月1日"], "note"),
        (["说明:本表由学校填报"], "note"),
        (["审核人：张三", None, "填表人：李四"], "footer"),
        (["单位负责人（签字）：", None, None, "联系电话：123"], "footer"),
        ([None, "盖章"], "footer"),
        (["例：2137000009", "某某小学", "小学", 100, 9], "example"),
        (["示例", "某某小学", "小学", 100, 9], "example"),
        (["（例）", "某某小学", "小学", 100, 9], "example"),
    ],
)
def test_rows_that_are_no_records(row: list[Cell], reason: str) -> None:
    found = read([HEADER, ONE, TWO, row])
    frame = only(found)
    assert records(frame) == [2, 3]
    assert passed(frame)[reason] == [4]
    assert found.findings == ()


def test_rows_with_a_serial_number_alone_are_blank() -> None:
    header: list[Cell] = ["序号", *HEADER]
    found = read([header, [1, *ONE], [2, *TWO], [3], [4, None, None, None, None]])
    assert records(only(found)) == [2, 3]
    assert passed(only(found))["blank"] == [4, 5]
    assert found.findings == ()


def test_a_record_of_a_name_alone_is_a_record() -> None:
    found = read([HEADER, ONE, [None, "尹集镇小学"], THREE])
    assert records(only(found)) == [2, 3, 4]


def test_names_that_look_like_something_else_are_data() -> None:
    rows: list[list[Cell]] = [
        HEADER,
        ["2137000001", "合计小学", "小学", 1, 1],
        ["2137000002", "示例小学", "小学", 1, 1],
        ["2137000003", "注册小学", "小学", 1, 1],
        ["2137000004", "一中", "初中", 1, 1],
        ["2137000005", "合计", "小学", 1, 1],
        [None, "说明书小学", "小学", 1, 1],
    ]
    found = read(rows)
    assert records(only(found)) == [2, 3, 4, 5, 6, 7]
    assert found.findings == ()


def test_a_table_without_records() -> None:
    found = read([HEADER, []])
    assert only(found).table == "schools"
    assert only(found).records == ()
    assert found.findings == ()


def test_empty_sheets_are_quiet_and_others_asked_about() -> None:
    sheets = [sheet([], "Sheet2"), sheet([[None, ""]], "Sheet3"), sheet([["随便写的"], ["一句话"]], "记录")]
    found = recognise(sheets, CODEBOOK)
    assert [frame.sheet.name for frame in found.unknown] == ["Sheet2", "Sheet3", "记录"]
    assert [f.params["sheet"] for f in found.findings] == ["记录"]
    assert found.findings[0].code == "S001"


def test_sample_sheets_hold_only_examples() -> None:
    example: list[Cell] = ["例：2137000009", "某某小学", "小学", 100, 9]
    found = recognise(
        [
            sheet([HEADER, example], "学校样表"),
            sheet([HEADER, ONE], "学校"),
            sheet([HEADER, example], "学校", "学校模板.xlsx"),
            sheet([["须知"]], "封面", "学校模板.xlsx"),
            sheet([HEADER, example, TWO], "学校", "模板(已填).xlsx"),
        ],
        CODEBOOK,
    )
    assert [(f.sheet.file, records(f)) for f in found.frames] == [("a.xlsx", [2]), ("模板(已填).xlsx", [3])]
    assert found.unknown == ()
    assert [(f.places[0].file, f.places[0].sheet) for f in found.findings] == [
        ("a.xlsx", "学校样表"),
        ("学校模板.xlsx", None),
    ]
    assert {f.params["reason"] for f in told(found, "F006")} == {"template"}


class TestWhichTable:
    def test_signature_columns_beat_the_name(self) -> None:
        frame = only(read([["学校名称", "姓名", "性别", "最高学历"], ["一中", "张三", "男", "本科"]], "学校"))
        assert frame.table == "staff"
        assert "name_hint_overruled:schools" in frame.why

    def test_shared_headers_decide_nothing(self) -> None:
        found = read([["学校标识码", "学校名称", "主管部门"], ["4111010001", "某大学", "教育部"]], "名单")
        assert found.frames == ()
        (finding,) = found.findings
        assert (finding.code, finding.params["sheet"], finding.params["table"]) == ("S001", "名单", "schools")
        assert records(only(found)) == [2]

    def test_a_name_and_a_key_are_enough(self) -> None:
        frame = only(read([["学校标识码", "学校名称"], ["2137000001", "一中"]], "学校"))
        assert frame.table == "schools"

    def test_a_file_name_is_a_hint_where_the_sheet_has_none(self) -> None:
        rows: list[list[Cell]] = [["姓名", "学校名称"], ["张三", "一中"]]
        frame = only(recognise([sheet(rows, "Sheet1", "2025/教职工花名册.xls")], CODEBOOK))
        assert frame.table == "staff"
        assert frame.why[0] == "name_hint:file"

    def test_headers_of_no_other_table_decide_where_they_are_most(self) -> None:
        frame = only(read([["校名", "专任教师数", "占地面积"], ["一中", 60, 100]], "梁村"))
        assert frame.table == "schools"
        assert "own_headers:3" in frame.why

    def test_without_any_key_the_column_is_missing(self) -> None:
        found = read([["办学类型", "在校生数"], ["小学", 300]], "学校")
        (finding,) = told(found, "S002")
        assert finding.params["column"] == "学校标识码、学校名称"
        assert only(found).table == "schools"

    def test_a_sheet_turned_around_is_unknown(self) -> None:
        rows: list[list[Cell]] = [[h, value] for h, value in zip(HEADER, ONE, strict=True)]
        paired: list[list[Cell]] = [
            ["学校标识码", "2137000001", "学校名称", "一中"],
            ["办学类型", "初中", "在校生数", 300],
        ]
        for found in (read(rows), read(paired)):
            assert found.frames == ()
            assert [f.code for f in found.findings] == ["S001"]

    def test_words_of_data_rows_are_no_headers(self) -> None:
        rows: list[list[Cell]] = [["编码", "单位", "岗位"], ["1", "某校", "专任教师"], ["2", "某校", "职称"]]
        assert read(rows, "Sheet1").frames == ()


class TestColumns:
    def test_spellings(self) -> None:
        header: list[Cell] = [
            "*学校（机构）\n标识码",
            "1.学校名称（必填）",
            "办学类型 代码",
            "STUDENTS",
            "＃专任教师数",
        ]
        frame = only(read([header, ONE]))
        assert columns(frame) == {
            "school_code": 0,
            "school_name": 1,
            "school_type.code": 2,
            "students": 3,
            "full_time_teachers": 4,
        }
        assert frame.fields[0].header == "*学校（机构）\n标识码"

    def test_code_and_name_are_two_fields_and_no_duplicates(self) -> None:
        found = read([["学校标识码", "办学类型", "办学类型代码"], ["2137000001", "小学", "211"]])
        assert [(f.column, f.part) for f in only(found).fields][1:] == [
            ("school_type", "name"),
            ("school_type", "code"),
        ]
        assert found.findings == ()

    @pytest.mark.parametrize(
        ("header", "factor"),
        [
            ("教学仪器设备值(万元)", Fraction(10_000)),
            ("设备值/万元", Fraction(10_000)),
            ("设备值（单位：千元）", Fraction(1000)),
            ("设备值【元】", Fraction(1)),
            ("设备值", None),
            ("占地面积（亩）", Fraction(2000, 3)),
            ("占地面积(㎡)", Fraction(1)),
            ("占地面积(平方米)（必填）", Fraction(1)),
            ("占地面积(公顷)", Fraction(10_000)),
            ("出口带宽(G)", Fraction(1000)),
            ("校园网出口带宽（Gbps）", Fraction(1000)),
            ("校园网出口带宽(Mbps)", Fraction(1)),
            ("在校生数(人)", Fraction(1)),
            ("在园（班）人数", Fraction(1)),
            ("录播室（间）", Fraction(1)),
        ],
    )
    def test_units_convert(self, header: str, factor: Fraction | None) -> None:
        frame = only(read([["学校标识码", "办学类型", header], ["2137000001", "小学", 1]]))
        assert frame.fields[-1].position == 2
        assert frame.fields[-1].factor == factor

    @pytest.mark.parametrize("header", ["占地面积(万元)", "设备值(人)", "在校生数(箱)", "学校名称(亩)"])
    def test_a_unit_that_does_not_suit_keeps_the_column_out(self, header: str) -> None:
        found = read([["学校标识码", "办学类型", header], ["2137000001", "小学", 1]])
        assert len(only(found).fields) == 2
        (finding,) = told(found, "S004")
        assert finding.severity == "query"
        assert finding.params["reason"] == "unit"
        assert str(finding.params["unit"]) in header

    def test_a_line_above_gives_money_its_unit(self) -> None:
        rows: list[list[Cell]] = [
            ["办学条件", None, None, "单位：人、万元"],
            ["学校标识码", "在校生数", "设备值", "教学仪器设备值(元)", "占地面积"],
            ["2137000001", 300, 1.2, None, 50],
        ]
        frame = only(read(rows))
        assert {f.position: f.factor for f in frame.fields} == {
            0: None,
            1: None,
            2: Fraction(10_000),
            4: None,
        }

    def test_an_alias_may_carry_a_reading(self) -> None:
        frame = only(read([["学校标识码", "有无录播室"], ["2137000001", "有"]]))
        assert frame.fields[1].reading == {"yes": 1, "no": 0}

    def test_nearly_right_is_suggested_and_never_taken(self) -> None:
        found = read(
            [
                ["学校标识码", "办学类型", "在校学生人数", "备注", "完全不同"],
                ["2137000001", "小学", 1, "", ""],
            ]
        )
        assert set(columns(only(found))) == {"school_code", "school_type"}
        assert [(f.params["header"], f.params["suggestion"]) for f in told(found, "S004")] == [
            ("在校学生人数", "在校生数"),
            ("完全不同", ""),
        ]
        assert only(found).unknown_headers == ((2, "在校学生人数"), (3, "备注"), (4, "完全不同"))


class TestTwice:
    def find(self, *pairs: tuple[Cell, Cell], header: list[Cell] | None = None) -> tuple[Finding, list[int]]:
        rows = [[f"213700000{i}", "小学", *pair] for i, pair in enumerate(pairs)]
        found = read([header or ["学校标识码", "办学类型", "在校生数", "学生数"], *rows])
        (finding,) = told(found, "S003")
        assert [place.position for place in finding.places] == [3, 4]
        return finding, [f.position for f in only(found).fields if f.position > 1]

    def test_equal_cells_are_taken_and_noted(self) -> None:
        finding, taken = self.find((300, 300), (200, "200"))
        assert taken == [2]
        assert (finding.severity, finding.params["reason"]) == ("note", "equal")

    def test_one_empty_leaves_the_other(self) -> None:
        finding, taken = self.find((None, 300), ("", 200))
        assert taken == [3]
        assert finding.params["reason"] == "empty"

    def test_one_that_holds_all_is_taken(self) -> None:
        finding, taken = self.find((300, None), (200, 200))
        assert taken == [2]
        assert finding.params["reason"] == "covered"

    def test_a_contradiction_takes_neither(self) -> None:
        finding, taken = self.find((300, 300), (200, 201))
        assert taken == []
        assert finding.severity is None
        assert finding.places[0].cells == ["C3"]
        assert finding.places[1].cells == ["D3"]

    def test_what_each_lacks_is_not_put_together(self) -> None:
        finding, taken = self.find((300, None), (None, 200))
        assert taken == []
        assert (finding.params["reason"], finding.places[0].rows) == ("complement", (2, 3))

    def test_units_are_converted_before_comparing(self) -> None:
        header: list[Cell] = ["学校标识码", "办学类型", "设备值(万元)", "教学仪器设备值(元)"]
        assert self.find((1.2, 12000), header=header)[1] == [2]
        assert self.find((1.2, 13000), header=header)[1] == []

    def test_a_flag_beside_a_count_gives_way_to_it(self) -> None:
        header: list[Cell] = ["学校标识码", "办学类型", "有无录播室", "录播室数"]
        assert self.find(("有", 2), ("无", 0), header=header)[1] == [3]
        finding, taken = self.find(("有", 2), ("无", 1), header=header)
        assert taken == []
        assert finding.places[0].cells == ["C3"]


def test_a_plan_s_own_table_in_another_language() -> None:
    column = {"en": "x", "type": "count"}
    table = {
        "name": "sjkc",
        "sheet": "sjkc",
        "en": "Schools",
        "key": ["kod"],
        "signature": ["guru"],
        "columns": {
            "kod": {**column, "name": "kod", "zh": "KODSEKOLAH", "type": "identifier"},
            "enrolment": {**column, "name": "enrolment", "zh": "ENROLMEN"},
            "preschool": {**column, "name": "preschool", "zh": "ENROLMEN PRASEKOLAH"},
            "guru": {**column, "name": "guru", "zh": "GURU"},
        },
    }
    book = Codebook.model_validate({"tables": {**CODEBOOK.tables, "sjkc": table}})
    rows: list[list[Cell]] = [
        ["KodSekolah", "Enrolmen", "Guru", "Enrolmen Prasekolah", "KOORDINAT"],
        ["ABC0050", "59", "16", "14", "101.1"],
    ]
    frame = only(recognise([sheet(rows, "my_sjkc", "my_sjkc.csv")], book))
    assert frame.table == "sjkc"
    assert columns(frame) == {"kod": 0, "enrolment": 1, "guru": 2, "preschool": 3}


def test_the_same_table_twice_side_by_side() -> None:
    rows: list[list[Cell]] = [["学校名录"], ["学校标识码", "学校名称", "在校生数"] * 2]
    rows += [["2137000001", "一小", 10, "2137000003", "三小", 30], ["2137000002", "二小", 20]]
    found = read(rows)
    assert [frame.records for frame in found.frames] == [(2, 3), (2,)]
    assert [{f.position for f in frame.fields} for frame in found.frames] == [{0, 1, 2}, {3, 4, 5}]
    assert not told(found, "S003")


def test_a_small_table_behind_a_blank_column_is_no_part_of_the_first() -> None:
    rows: list[list[Cell]] = [["学校标识码", "学校名称", "在校生数", None, "乡镇", "已达标"]]
    rows += [
        ["2137000001", "一小", 10, None, "梁村镇", 2],
        ["2137000002", "二小", 20],
        ["2137000003", "三小", 30],
    ]
    found = read(rows)
    (frame,) = found.frames
    assert frame.records == (1, 2, 3)
    assert set(columns(frame).values()) == {0, 1, 2}
    (asked,) = told(found, "S001")
    assert (asked.places[0].rows, asked.places[0].position) == ((1,), 5)


def test_columns_behind_a_blank_one_stay_where_they_run_as_far_as_the_table() -> None:
    rows: list[list[Cell]] = [["学校标识码", "学校名称", None, "乡镇", "在校生数"]]
    rows += [[f"213700000{n}", f"{n}小", None, "梁村镇" if n % 2 else None, n] for n in range(1, 6)]
    assert set(columns(only(read(rows))).values()) >= {0, 1, 4}
