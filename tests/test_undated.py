"""Days without a year: of the year that the title, the sheet's or the file's name says, and told."""

from __future__ import annotations

from datetime import date

import pytest

from ruraledu_cli.census import Cell, Interval, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate
from ruraledu_cli.validate.undated import dated, is_undated, span_of


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2024-2025学年第二学期教研员视导记录", (2024, 2025)),
        ("2024—2025学年度", (2024, 2025)),
        ("2024学年", (2024, 2025)),
        ("2025年春季视导记录", (2025, 2025)),
        ("2024年秋季视导记录", (2024, 2025)),
        ("2025年视导记录", (2025, 2025)),
        ("2025年3月视导记录", None),
        ("2024年和2025年视导记录", None),
        ("视导记录", None),
    ],
)
def test_the_years_that_a_text_says(text: str, span: tuple[int, int] | None) -> None:
    assert span_of([text]) == span


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("3月12日", "2025-03-12"),
        ("3月12—13日", "2025-03-12"),
        ("3月30日至4月1日", "2025-03-30"),
        ("10月8号", "2024-10-08"),
        ("１月５日", "2025-01-05"),
        ("3月12日（周三）", "2025-03-12"),
        ("3月12日上午", "2025-03-12"),
        ("12月", "2024-12-01/2024-12-31"),
        ("12月上旬", "2024-12-01/2024-12-10"),
        ("2月下旬", "2025-02-21/2025-02-28"),
        ("2025年3月12日", None),
        ("第5周", None),
        ("3.12", None),  # may be a version, a number, or a day
        (312, None),
    ],
)
def test_a_day_gets_its_year(cell: Cell, read: str | None) -> None:
    assert is_undated(cell) == (read is not None)
    if read is not None:
        assert dated(cell, (2024, 2025)) == read


def run(title: str) -> Validated:
    rows: list[list[Cell]] = [
        [title],
        ["教研员", "联系学校", "活动日期", "活动类型"],
        ["张三", "2137000001", "3月12日", "听评课"],
        ["张三", "2137000001", "2024-10-09", "听评课"],
        ["李四", "2137000001", "第5周", "听评课"],
    ]
    frames = recognise([Sheet("a.xlsx", "到校教研记录", rows)], load_codebook()).frames
    return validate(frames, load_codebook(), 2025, {})


def test_a_record_of_visits_takes_its_year_from_the_title_and_says_so() -> None:
    result = run("2024—2025学年第二学期教研员视导记录")
    days = result.census.tables["researcher_visits"].column("visit_date")
    first, second = date(2025, 3, 12).toordinal(), date(2024, 10, 9).toordinal()
    assert [days[0], days[1], days[2]] == [Interval(first, first), Interval(second, second), None]
    told = [finding for finding in result.findings if finding.code == "V010"]
    assert [(f.params["dated"], f.places[0].cells) for f in told] == [(1, ["C3"])]
    assert [f.value for f in result.findings if f.code == "V002"] == ["第5周"]


def test_without_a_year_around_it_is_a_fault() -> None:
    result = run("教研员视导记录")
    assert result.census.tables["researcher_visits"].column("visit_date")[0] is None
    assert {f.value for f in result.findings if f.code == "V002"} == {"3月12日", "第5周"}
