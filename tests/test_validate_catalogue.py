"""The catalogue as a whole: the clean sample years, one finding per cause, and what could not be run."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rule_pages import Workbook, plan, run
from ruraledu_cli.audit import Definitions, audit, gather
from ruraledu_cli.catalogue.findings import severity_of
from ruraledu_cli.census import Frame
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.validate import Validated, validate
from small_county import county, sheets
from tables import AREAS, codebook, frame

SAMPLE = Path(__file__).parents[1] / "sample_data"
QUERIES = {"R024", "V001", "H001"}  # guards past 60, villages that did not answer, schools that grew


def check(*frames: Frame, year: int | None = 2025) -> Validated:
    return validate(frames, codebook(), year, AREAS)


def of(result: Validated, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


@pytest.mark.parametrize(
    "year", [*(pytest.param(y, marks=pytest.mark.slow) for y in (2022, 2023, 2024)), 2025]
)
def test_the_sample_years_have_no_error_and_few_queries(year: int) -> None:
    files = gather([str(SAMPLE / str(year))], lambda path: path.relative_to(SAMPLE).as_posix())
    result = audit(files, Definitions(plan()), year=year, data=SAMPLE)
    by_severity: dict[str, set[str]] = {}
    for finding in result.findings:
        by_severity.setdefault(severity_of(finding), set()).add(finding.code)
    assert by_severity.get("error", set()) == set()
    assert by_severity["query"] <= QUERIES
    assert sum(severity_of(finding) == "query" for finding in result.findings) <= 6
    assert len(result.rules_run) >= 80


def test_a_wrong_value_in_many_cells_is_one_finding_with_all_its_places() -> None:
    rows = "\n".join(f"| 21370{n:05} | 校{n} | 村 |" for n in range(1200))
    (finding,) = check(frame("schools", f"| 学校标识码 | 学校名称 | 城乡类型代码 |\n{rows}")).findings
    assert (finding.code, finding.count, finding.places[0].cells) == ("V004", 1200, ["C2:C1201"])


def test_blanks_are_one_finding_per_column_and_file() -> None:
    header = "| 学校标识码 | 学校名称 | 办学类型代码 | 录播室数 | 家长学校 |\n"
    one = frame(
        "schools", header + "| 2137000001 | 甲 | 211 | | 是 |\n| 2137000002 | 乙 | 211 | | 否 |", "a.xlsx"
    )
    two = frame(
        "schools", header + "| 2137000003 | 丙 | 211 | | 是 |\n| 2137000004 | 丁 | 218 | | |", "b.xlsx"
    )
    found = [(f.places[0].file, f.places[0].column, f.places[0].cells) for f in of(check(one, two), "V001")]
    assert found == [("a.xlsx", "recording_rooms", ["D2:D3"]), ("b.xlsx", "recording_rooms", ["D2"])]


def test_a_blank_that_another_sheet_fills_is_not_asked_about() -> None:
    one = frame(
        "schools",
        "| 学校标识码 | 学校名称 | 办学类型代码 | 录播室数 |\n| 2137000001 | 甲 | 211 | |",
        "a.xlsx",
    )
    two = frame("schools", "| 学校标识码 | 学校名称 | 录播室数 |\n| 2137000001 | 甲 | =1 |", "b.xlsx")
    assert check(one, two).findings == ()


def test_a_shifted_row_takes_its_values_out_and_tells_nothing_else() -> None:
    header = "| 学校标识码 | 学校名称 | 办学类型代码 | 在校生数 | 是否结对 | 出口带宽 |\n"
    rows = "| 2137000001 | 甲 | 211 | =90 | 是 | =1000 |\n| 2137000002 | 乙 | | 211 | =80 | 是 |"
    result = check(frame("schools", header + rows))
    (finding,) = result.findings
    assert (finding.code, finding.params["direction"]) == ("S008", "right")
    assert finding.places[0].cells == ["C3"]
    schools = result.census.tables["schools"]
    assert [schools.column(name)[1] for name in ("school_type", "students", "paired")] == [None, None, None]
    assert schools.column("students")[0] == 90


def test_many_rows_shifted_alike_are_one_finding() -> None:
    header = "| 学校标识码 | 学校名称 | 办学类型代码 | 在校生数 | 是否结对 | 出口带宽 |\n"
    rows = "\n".join(f"| 213700000{n} | 校{n} | | 211 | =80 | 是 |" for n in range(6))
    (finding,) = check(frame("schools", header + rows)).findings
    assert (finding.code, finding.count) == ("S008", 6)


@pytest.mark.parametrize("seed", range(12))
def test_wrong_cells_here_and_there_are_no_shift(seed: int) -> None:
    """Cells damaged at random are told one by one."""
    dice, tables = random.Random(seed), county()
    for rows in tables.values():
        for row in dice.sample(rows, min(2, len(rows))):
            for header in dice.sample(list(row), 3):
                row[header] = dice.choice(["乱填", "？？", -7, "9999-99", "第三项"])
    codes = {finding.code for finding in run(Workbook(sheets={0: sheets(tables)}))}
    assert not codes & {"S008", "S009"}
    assert codes & {"V002", "V003", "V004", "V007"}


def test_a_column_of_another_kind_is_told_once_and_names_the_column_it_looks_like() -> None:
    rows = (
        "| 甲 | 2137000001 | 1980-01-05 |\n| 乙 | 2137000001 | 1981-02-05 |\n| 丙 | 2137000001 | 1982-03-05 |"
    )
    result = check(frame("staff", f"| 姓名 | 学校标识码 | 身份证号 |\n{rows}"))
    (finding,) = result.findings
    assert (finding.code, finding.places[0].cells, finding.personal) == ("S009", ["C2:C4"], True)


def test_invalid_identity_numbers_are_persons_not_a_column() -> None:
    rows = "\n".join(f"| 甲{n} | 2137000001 | 37159919800315{n}0019 |"[:-3] + " |" for n in range(3))
    codes = {f.code for f in check(frame("staff", f"| 姓名 | 学校标识码 | 身份证号 |\n{rows}")).findings}
    assert codes == {"V006"}


def test_without_a_year_what_needs_one_is_skipped_and_said() -> None:
    staff = frame("staff", "| 姓名 | 学校标识码 | 出生日期 |\n| 甲 | 2137000001 | 2031-01-01 |")
    result = check(staff, year=None)
    skipped = dict(result.skipped)
    assert result.findings == ()
    assert {code: skipped[code] for code in ("S010", "V011", "R024")} == dict.fromkeys(
        ("S010", "V011", "R024"), "no_year"
    )


def test_a_missing_column_silences_what_depends_on_it_and_says_so() -> None:
    """Without identity numbers nobody can be compared with them; one finding says what is missing."""
    rows = "| 甲 | 女 | 1980-01-01 |\n| 甲 | 男 | 1981-01-01 |"
    result = check(frame("staff", f"| 姓名 | 性别 | 出生日期 |\n{rows}"))
    skipped = dict(result.skipped)
    assert [finding.code for finding in result.findings] == ["S002"]
    assert result.findings[0].params["column"] == "学校标识码、所在学校、任教学校、编制单位"
    for code in ("R002", "R003", "K013", "K014"):
        assert skipped[code] == "column_missing"
    assert skipped["R001"] == skipped["K009"] == "table_missing"
    assert "R024" not in skipped


def test_every_rule_that_is_skipped_is_one() -> None:
    assert set(dict(check().skipped)) <= set(RULES)


def test_duplicates_say_whether_one_file_or_several_hold_them() -> None:
    row = "| 学校标识码 | 学校名称 | 在校生数 |\n| 2137000001 | 甲 | ={} |"
    twice = frame("schools", row.format(1) + "\n| 2137000001 | 甲 | =2 |")
    within = of(check(twice), "K001")[0]
    across = of(
        check(frame("schools", row.format(1), "a.xlsx"), frame("schools", row.format(2), "b.xlsx")), "K001"
    )[0]
    assert (within.params["reason"], across.params["reason"]) == ("one_file", "several_files")
    assert {place.file for place in across.places} == {"a.xlsx", "b.xlsx"}


def test_sheets_that_complete_each_other_are_no_repetition() -> None:
    one = frame("schools", "| 学校标识码 | 学校名称 | 在校生数 |\n| 2137000001 | 甲 | =9 |", "a.xlsx")
    two = frame("schools", "| 学校标识码 | 学校名称 | 班数 |\n| 2137000001 | 甲 | =1 |", "b.xlsx")
    same = frame("schools", "| 学校标识码 | 学校名称 | 班数 |\n| 2137000001 | 甲 | =1 |", "c.xlsx")
    assert check(one, two).findings == ()
    assert [finding.code for finding in check(two, same).findings] == ["K007"]


def test_a_record_spread_over_sheets_is_marked_where_it_says_so() -> None:
    one = frame("schools", "| 学校标识码 | 学校名称 | 在校生数 |\n| 2137000001 | 甲 | =9 |", "a.xlsx")
    two = frame("schools", "| 学校标识码 | 学校名称 | 女生数 |\n| 2137000001 | 甲 | =10 |", "b.xlsx")
    (finding,) = check(one, two).findings
    assert [(place.file, place.column, place.cells) for place in finding.places] == [
        ("b.xlsx", "girls", ["C2"]),
        ("a.xlsx", "students", ["C2"]),
    ]


def test_precision_lost_and_formulas_are_told_once_for_a_column() -> None:
    ids = "\n".join(f"| 甲{n} | 2137000001 | =3715991980031500{n:02} |" for n in range(20))
    (finding,) = check(frame("staff", f"| 姓名 | 学校标识码 | 身份证号 |\n{ids}")).findings
    assert (finding.code, finding.count, finding.value) == ("V005", 20, None)
