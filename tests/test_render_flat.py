"""CSV and Markdown: exact, and safe to open."""

from __future__ import annotations

import csv
import io
from fractions import Fraction as F

from fake_reports import GIGABIT, VERDICTS, fake_report, verdict
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.report import Status
from ruraledu_cli.render import csv as as_csv
from ruraledu_cli.render import md as as_md

ZH, EN = load_catalogue("zh"), load_catalogue("en")


def table_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_per_indicator_and_group() -> None:
    raw = as_csv.render_check(fake_report(), ZH)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    table = table_of(raw)
    assert len(table) == len(VERDICTS) + len(GIGABIT.groups)
    row = next(row for row in table if row["指标编号"] == "gigabit_coverage")
    assert (row["当前值"], row["分子"], row["分母"], row["缺报"]) == ("0.85", "68", "80", "5")
    assert (row["目标值"], row["完成时限"], row["差距"], row["状态"]) == (
        "1",
        "2025-12-31",
        "-0.15",
        "尚未达标",
    )
    assert (row["牵头部门"], row["配合部门"]) == ("县教育体育局", "县财政局、县妇联")


def test_csv_text_is_never_a_formula_and_numbers_stay_numbers() -> None:
    table = table_of(as_csv.render_check(fake_report(), ZH))
    assert "'=HYPERLINK(1)" in [row["分组名称"] for row in table]
    assert {"-0.15", "-1"} <= {row["差距"] for row in table}
    for sign in "=+-@\t\r":
        assert as_csv.cell(f"{sign}1") == f"'{sign}1"
    assert as_csv.cell(-1) == "-1"
    assert as_csv.cell(as_csv.number(F(-3, 20))) == "-0.15"


def test_csv_figures_stand_on_their_side_of_the_target() -> None:
    assert as_csv.cell(as_csv.number(F(9450001, 10**7), F(189, 200))) == "0.9450001"
    assert as_csv.cell(as_csv.number(F(99999999, 10**8), F(1))) == "0.99999999"
    assert as_csv.cell(as_csv.number(F(1, 3))) == "0.333333"
    assert as_csv.cell(as_csv.number(F(1, 10**7))) == "0"
    assert as_csv.number(None) is None


def test_markdown_escapes_what_would_break_the_table() -> None:
    assert as_md.escape("a|b\r\nc") == "a\\|b<br>c"
    assert as_md.escape("<b>*x*</b>") == "&lt;b&gt;\\*x\\*&lt;/b&gt;"


def test_markdown_rows_have_one_width() -> None:
    page = as_md.render_check(fake_report(), ZH).decode()
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(VERDICTS) + len(GIGABIT.groups)
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
    assert "| 85.0% | 68/80 | ≥ 100% | 2025年12月31日 | -15.0个百分点 | × 尚未达标 |" in page
    assert page.endswith("数据审核：错误 2 项，核实 1 项，提示 1 项\n")


def test_markdown_without_groups_has_no_column_for_them() -> None:
    flat = fake_report(verdicts=(verdict("aid_coverage", Share(3, 1), Status.NO_TARGET),), by=None, failed=0)
    page = as_md.render_check(flat, EN).decode()
    assert "group name" not in page
    assert "none failed" in page
