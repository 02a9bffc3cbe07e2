"""Checks within one record: each fires and stays silent, and takes away no more than it may."""

from __future__ import annotations

from datetime import date

import pytest

from ruraledu_cli.census import Frame, Interval, Table
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.validate import validate
from ruraledu_cli.validate.records import CHECKS
from tables import AREAS, codebook, frame

ID = "371526198003150015"  # 15 March 1980, male


def run(frame: Frame) -> tuple[Table, list[Finding]]:
    result = validate([frame], codebook(), 2025, AREAS)
    return result.census.tables[frame.table], [f for f in result.findings if f.code[0] == "R"]


def school(header: str, row: str) -> tuple[Table, list[Finding]]:
    return run(frame("schools", f"| 学校标识码 | 学校名称 | {header} |\n| 2137000001 | 甲 | {row} |"))


def teacher(header: str, row: str) -> tuple[Table, list[Finding]]:
    return run(frame("staff", f"| 姓名 | {header} |\n| 甲 | {row} |"))


def days(first: date, last: date | None = None) -> Interval:
    return Interval(first.toordinal(), (last or first).toordinal())


PAIRS = [
    ("女生数", "在校生数"),
    ("寄宿生数", "在校生数"),
    ("专任教师数", "教职工数"),
    ("本科及以上专任教师数", "专任教师数"),
]


@pytest.mark.parametrize(("part", "whole"), PAIRS)
def test_a_part_is_not_more_than_its_whole(part: str, whole: str) -> None:
    table, (finding,) = school(f"{part} | {whole}", "11 | 10")
    assert (finding.code, finding.params["part"], finding.params["whole"]) == ("R001", "11", "10")
    assert [place.cells for place in finding.places] == [["C2"], ["D2"]]
    assert finding.schools == ("2137000001",)
    columns = str(finding.params["columns"]).split("、")
    assert [table.column(name)[0] for name in columns] == [11, 10]


@pytest.mark.parametrize(("part", "whole"), PAIRS)
@pytest.mark.parametrize("row", ["10 | 10", " | 10", "11 | ", "多 | 10", "无 | 10"])
def test_a_part_that_is_not_more_or_not_known_is_no_finding(part: str, whole: str, row: str) -> None:
    assert school(f"{part} | {whole}", row)[1] == []


@pytest.mark.parametrize(
    ("flag", "line", "inside", "broken"),
    [
        ("是", "1000", "100", False),
        ("是", "500", "100", True),
        ("是", "", "50", True),
        ("是", "", "", False),
        ("否", "1000", "100", True),
        ("否", "1000", "", False),
        ("否", "500", "100", False),
        ("", "500", "100", False),
    ],
)
def test_figures_beat_the_gigabit_flag(flag: str, line: str, inside: str, broken: bool) -> None:
    header = "是否千兆进校百兆进班 | 校园网出口带宽(Mbps) | 班级带宽(Mbps)"
    table, findings = school(header, f"{flag} | {line} | {inside}")
    assert [finding.code for finding in findings if finding.code != "R013"] == ["R004"] * broken
    expected = None if broken or not flag else flag == "是"
    assert table.column("gigabit")[0] is expected
    assert table.column("bandwidth_mbps")[0] == (int(line) if line else None)


@pytest.mark.parametrize(
    ("received", "amount", "broken"),
    [("否", "500", True), ("否", "0", False), ("否", "", False), ("是", "500", False), ("", "500", False)],
)
def test_aid_that_was_not_received_has_no_amount(received: str, amount: str, broken: bool) -> None:
    row = f"| 学生姓名 | 是否受助 | 资助金额 |\n| 甲 | {received} | {amount} |"
    table, findings = run(frame("students", row))
    assert [finding.code for finding in findings] == ["R004"] * broken
    assert table.column("aid_received")[0] is {"是": True, "否": False, "": None}[received]
    assert table.column("aid_amount")[0] == (int(amount) if amount else None)


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("1980-03-15", days(date(1980, 3, 15))),
        ("1980-03", days(date(1980, 3, 15))),
        ("", days(date(1980, 3, 15))),
        ("什么", days(date(1980, 3, 15))),
    ],
)
def test_the_birth_date_is_the_sheets_else_the_identity_numbers(written: str, born: Interval) -> None:
    table, findings = teacher("身份证号 | 出生日期", f"{ID} | {written}")
    assert findings == []
    assert table.column("birth_date")[0] == born


def test_without_an_identity_number_the_month_is_all_that_is_known() -> None:
    table, _ = teacher("身份证号 | 出生日期", " | 1980-03")
    assert table.column("birth_date")[0] == days(date(1980, 3, 1), date(1980, 3, 31))


def test_without_a_column_of_birth_dates_the_identity_number_tells() -> None:
    table, _ = teacher("身份证号", ID)
    assert table.column("birth_date").present
    assert table.column("birth_date")[0] == days(date(1980, 3, 15))


@pytest.mark.parametrize("written", ["1980-03-16", "1980-04", "1979-03-15"])
def test_a_contradicted_birth_date_is_not_known(written: str) -> None:
    table, (finding,) = teacher("身份证号 | 出生日期", f"{ID} | {written}")
    assert (finding.code, finding.personal) == ("R002", True)
    assert [place.cells for place in finding.places] == [["C2"], ["B2"]]
    assert table.column("birth_date")[0] is None
    assert table.column("id_number")[0] == ID


def test_guards_have_their_own_name_for_it() -> None:
    text = f"| 保安姓名 | 身份证号 | 出生日期 |\n| 甲 | {ID} | 1981-01 |\n| 乙 | {ID} | |"
    table, findings = run(frame("guards", text))
    assert [finding.code for finding in findings] == ["R002"]
    assert table.size == 1 or table.column("guard_birth_date")[1] == days(date(1980, 3, 15))


@pytest.mark.parametrize(("sex", "broken"), [("男", False), ("女", True), ("", False)])
def test_the_identity_number_says_the_sex(sex: str, broken: bool) -> None:
    table, findings = teacher("身份证号 | 性别", f"{ID} | {sex}")
    assert [finding.code for finding in findings] == ["R003"] * broken
    assert table.column("gender")[0] == {"男": "1", "女": "2", "": None}[sex]


def test_every_check_names_a_rule_and_columns_of_the_codebook() -> None:
    for check in CHECKS:
        assert check.code in RULES
        assert set(check.columns) <= set(codebook().tables[check.table].columns)
        assert set(check.clears) <= set(check.columns)
