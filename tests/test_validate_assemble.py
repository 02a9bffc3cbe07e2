"""Sheets put together: columns of several sheets, two headers of one fact, faults by value, blanks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from ruraledu_cli.census import NONE, Cell, Field, Frame, Interval, Sheet, Table
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import Validated, validate
from ruraledu_cli.validate.parsed import Parsed
from ruraledu_cli.validate.values import ColumnParser
from tables import AREAS, codebook, frame


def run(*frames: Frame, **options: object) -> Validated:
    return validate(frames, codebook(), 2025, AREAS, **options)  # type: ignore[arg-type]


def of(result: Validated, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


def values(result: Validated, table: str, column: str) -> list[object]:
    held: Table = result.census.tables[table]
    return [held.column(column)[row] for row in range(held.size)]


SCHOOLS = """
| 学校标识码 | 学校名称 | 办学类型 | 办学类型代码 | 乡镇 |
|--|--|--|--|--|
| 2137000001 | 梁村小学 | 小学 | 211 | 梁村镇 |
| 3137000002 | 尹集初中 | 初级中学 | 311 | 尹集镇 |
"""


def test_a_clean_sheet_has_no_findings_and_typed_values() -> None:
    result = run(frame("schools", SCHOOLS))
    assert result.findings == ()
    assert values(result, "schools", "school_type") == ["211", "311"]
    assert values(result, "schools", "township") == ["371526101", "371526102"]
    assert result.census.tables["schools"].rows_read == 2
    assert list(result.census.tables) == ["schools"]


def test_every_column_of_the_codebook_is_there_absent_ones_missing_or_known_to_be_none() -> None:
    table = run(frame("schools", SCHOOLS)).census.tables["schools"]
    assert set(table.columns) == set(codebook().tables["schools"].columns)
    assert not table.columns["gigabit"].present
    assert table.columns["gigabit"][0] is None
    assert not table.columns["school_status"].present
    assert table.columns["school_status"][0] is NONE


def test_sheets_of_one_table_are_put_below_each_other_whatever_the_order_of_their_columns() -> None:
    first = frame("schools", "| 学校标识码 | 学校名称 |\n| 2137000001 | 梁村小学 |", "a.xlsx")
    other = frame(
        "schools", "| 学校名称 | 在校生数 | 学校标识码 |\n| 尹集初中 | =30 | 2137000002 |", "b.xlsx", 2
    )
    table = run(first, other).census.tables["schools"]
    assert [table.column("school_name")[row] for row in (0, 1)] == ["梁村小学", "尹集初中"]
    assert [table.column("students")[row] for row in (0, 1)] == [None, 30]
    assert [(o.frame, o.row) for origins in table.origins for o in origins] == [(0, 2), (1, 4)]


def test_a_row_shorter_than_its_header_is_blank_at_its_end() -> None:
    whole = frame("schools", SCHOOLS)
    rows = [*whole.sheet.rows[:2], ["2137000002"]]
    short = replace(whole, sheet=replace(whole.sheet, rows=rows))
    assert values(run(short), "schools", "school_type") == ["211", None]


def test_a_sheet_without_rows_is_a_table_without_rows() -> None:
    table = run(frame("schools", "| 学校标识码 | 学校名称 |")).census.tables["schools"]
    assert table.size == 0
    assert table.origins == ()


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [("211", "小学", "211"), ("", "小学", "211"), ("211", "", "211"), ("", "", None), ("311", "小学", None)],
)
def test_two_headers_are_one_fact(code: str, name: str, expected: str | None) -> None:
    row = f"| 学校标识码 | 学校名称 | 办学类型 | 办学类型代码 |\n| 2137000001 | 梁村小学 | {name} | {code} |"
    result = run(frame("schools", row))
    assert values(result, "schools", "school_type") == [expected]
    assert len(of(result, "R005")) == (code == "311")


def test_contradicting_headers_are_one_finding_per_pair_of_values() -> None:
    rows = "\n".join(f"| 213700000{i} | 学校{i} | 小学 | 311 |" for i in range(1, 4))
    finding, *others = of(
        run(frame("schools", f"| 学校标识码 | 学校名称 | 办学类型 | 办学类型代码 |\n{rows}")), "R005"
    )
    assert others == []
    assert [place.cells for place in finding.places] == [["D2:D4"], ["C2:C4"]] or [
        place.cells for place in finding.places
    ] == [["C2:C4"], ["D2:D4"]]
    assert finding.schools == ("2137000001", "2137000002", "2137000003")
    assert finding.params["column"] == "school_type"


def test_a_faulty_code_is_missing_and_the_name_stands() -> None:
    row = "| 学校标识码 | 学校名称 | 办学类型 | 办学类型代码 |\n| 2137000001 | 梁村小学 | 小学 | 888 |"
    result = run(frame("schools", row))
    assert values(result, "schools", "school_type") == ["211"]
    assert [finding.code for finding in result.findings] == ["V004"]


def test_faults_are_grouped_by_value_over_all_sheets() -> None:
    header = "| 学校标识码 | 学校名称 | 乡镇 |"
    text = header + "\n| {0}1 | 甲{0} | 村 |\n| {0}2 | 乙{0} | 村 |\n| {0}3 | 丙{0} | 梁村镇 |"
    result = run(
        frame("schools", text.format("213700000"), "a.xlsx"),
        frame("schools", text.format("213700001"), "b.xlsx"),
    )
    (finding,) = of(result, "V004")
    assert (finding.value, finding.count) == ("村", 4)
    assert [(place.file, place.header, place.cells) for place in finding.places] == [
        ("a.xlsx", "乡镇", ["C2:C3"]),
        ("b.xlsx", "乡镇", ["C2:C3"]),
    ]
    assert finding.schools == ("2137000001", "2137000002", "2137000011", "2137000012")
    assert values(result, "schools", "township") == [None, None, "371526101"] * 2


def test_faults_in_personal_columns_are_marked_as_personal() -> None:
    row = "| 姓名 | 身份证号 | 所在学校 |\n| 张三 | 12345 | |"
    (finding,) = of(run(frame("staff", row)), "V006")
    assert finding.personal
    assert finding.value == "12345"


def test_a_blank_required_cell_is_an_error_and_any_other_blank_is_none() -> None:
    rows = "| 学校标识码 | 学校名称 | 在校生数 |\n| | 梁村小学 | |\n| 2137000002 | 尹集初中 | |"
    (finding,) = run(frame("schools", rows)).findings
    assert (finding.code, finding.severity) == ("V001", "error")
    assert [place.cells for place in finding.places] == [["A2"]]


def test_a_pupil_named_none_says_that_there_is_none_and_lacks_nothing() -> None:
    pupils = "| 学生姓名 | 学校标识码 |\n| 无 | 2137000001 |\n| | 2137000002 |"
    result = run(frame("schools", SCHOOLS), frame("students", pupils))
    (finding,) = of(result, "V001")
    assert finding.schools == ("2137000002",)
    table = result.census.tables["students"]
    assert table.size == 2
    assert table.persons is not None
    assert table.persons.tolist() == [0, 1]


def test_a_blank_is_none_where_the_codebook_says_so_and_a_fault_is_not() -> None:
    rows = "| 学校标识码 | 学校名称 | 学校状态 |\n| 2137000001 | 甲 | |\n| 2137000002 | 乙 | 什么 |"
    assert values(run(frame("schools", rows)), "schools", "school_status") == [NONE, None]


def test_one_of_two_educations_known_makes_the_other_blank_a_none() -> None:
    rows = "| 姓名 | 全日制学历 | 在职学历 |\n| 甲 | 21 | |\n| 乙 | | |"
    assert values(run(frame("staff", rows)), "staff", "education_in_service") == [NONE, None]


def test_one_and_true_are_two_cells() -> None:
    rows = [["学校标识码", "学校名称", "在校生数"], ["2137000001", "甲", True], ["2137000002", "乙", 1]]
    fields = (
        Field(0, "学校标识码", "school_code"),
        Field(1, "学校名称", "school_name"),
        Field(2, "x", "students"),
    )
    result = run(Frame(Sheet("a.xlsx", "学校", rows), "schools", fields, (1, 2)))
    assert values(result, "schools", "students")[1] == 1
    assert values(result, "schools", "students")[0] is not True


def test_each_distinct_cell_of_a_column_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    original = ColumnParser.__call__

    def count(parser: ColumnParser, cell: Cell) -> Parsed:
        read.append(cell)
        return original(parser, cell)

    monkeypatch.setattr(ColumnParser, "__call__", count)
    rows = "\n".join(f"| 21370{row:05d} | 小学 | 梁村镇 |" for row in range(50))
    result = run(frame("schools", f"| 学校标识码 | 办学类型 | 乡镇 |\n{rows}"))
    assert result.census.tables["schools"].size == 50
    assert len(read) == 50 + 1 + 1


def test_dates_stay_dates() -> None:
    rows = [["姓名", "出生日期"], ["甲", "1980-02"]]
    fields = (Field(0, "姓名", "name"), Field(1, "出生日期", "birth_date"))
    result = run(Frame(Sheet("a.xlsx", "教职工", rows), "staff", fields, (1,)))
    first, last = date(1980, 2, 1).toordinal(), date(1980, 2, 29).toordinal()
    assert values(result, "staff", "birth_date") == [Interval(first, last)]


@dataclass(frozen=True)
class Stated:
    column: str
    means: str = "no"
    file: str | None = None


TICKS = "| 学校标识码 | 学校名称 | 家长学校 |\n| {0}1 | 甲{0} | √ |\n| {0}2 | 乙{0} | |"
TICKED = frame("schools", TICKS.format("213700000"), "a.xlsx")
ANSWERED = frame(
    "schools",
    "| 学校标识码 | 学校名称 | 家长学校 |\n| 2137000021 | 丁 | 否 |\n| 2137000022 | 戊 | |",
    "b.xlsx",
)


def test_a_column_of_ticks_and_blanks_is_asked_about_once() -> None:
    result = run(TICKED, frame("schools", TICKS.format("213700001"), "c.xlsx"))
    (finding,) = of(result, "S006")
    assert [(place.file, place.cells) for place in finding.places] == [("a.xlsx", ["C3"]), ("c.xlsx", ["C3"])]
    assert values(result, "schools", "parent_school") == [True, None, True, None]


def test_a_column_that_also_says_no_is_not_asked_about() -> None:
    assert of(run(ANSWERED), "S006") == []
    blank = "| 学校标识码 | 学校名称 | 家长学校 |\n| 2137000001 | 甲 | |"
    assert of(run(frame("schools", blank)), "S006") == []


def test_a_sheet_of_ticks_is_asked_about_though_another_says_no() -> None:
    (finding,) = of(run(TICKED, ANSWERED), "S006")
    assert [place.file for place in finding.places] == ["a.xlsx"]


@pytest.mark.parametrize("column", ["parent_school", "schools.parent_school", "家长学校", "*"])
def test_the_workspace_says_that_a_blank_is_no(column: str) -> None:
    result = run(TICKED, blank_means=[Stated(column)])
    assert of(result, "S006") == []
    (told,) = of(result, "V010")
    assert [place.cells for place in told.places] == [["C3"]]
    assert values(result, "schools", "parent_school") == [True, False]


@pytest.mark.parametrize(
    "entry", [Stated("gigabit"), Stated("parent_school", "yes"), Stated("*", file="z.xlsx")]
)
def test_what_the_workspace_says_of_others_does_not_count(entry: Stated) -> None:
    result = run(TICKED, blank_means=[entry])
    assert len(of(result, "S006")) == 1
    assert values(result, "schools", "parent_school") == [True, None]


def test_the_workspace_may_speak_of_one_file() -> None:
    other = frame("schools", TICKS.format("213700001"), "x/b.xlsx")
    result = run(TICKED, other, blank_means=[Stated("parent_school", file="b.xlsx")])
    assert values(result, "schools", "parent_school") == [True, None, True, False]
    assert [place.file for place in of(result, "S006")[0].places] == ["a.xlsx"]


def test_findings_stand_in_the_same_order_every_time() -> None:
    header = "| 学校标识码 | 学校名称 | 乡镇 | 在校生数 |"
    bad = f"{header}\n| 2137000001 | 甲 | 村 | 多 |\n| 2137000002 | 乙 | 乡 | 少 |"
    result = run(frame("schools", bad))
    assert [(finding.code, finding.value) for finding in result.findings] == [
        ("V002", "多"),
        ("V002", "少"),
        ("V004", "村"),
        ("V004", "乡"),
    ]
    assert run(frame("schools", bad)).findings == result.findings
