"""Weeks of a semester: days where its first day is stated, else a fault that says what to write."""

from __future__ import annotations

from datetime import date

import pytest

from ruraledu_cli.census import Cell, Interval, Sheet, Value
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate
from ruraledu_cli.validate.weeks import days_of, is_week, opening_of

MONDAY, SUNDAY = date(2025, 2, 17).toordinal(), date(2025, 2, 16).toordinal()
THURSDAY = date(2025, 2, 20).toordinal()


@pytest.mark.parametrize(
    ("cell", "opening", "days"),
    [
        ("第1周", MONDAY, "2025-02-17/2025-02-23"),
        ("第5周", MONDAY, "2025-03-17/2025-03-23"),
        ("第五周", MONDAY, "2025-03-17/2025-03-23"),
        ("第 十二 周", MONDAY, "2025-05-05/2025-05-11"),
        ("5周", MONDAY, "2025-03-17/2025-03-23"),
        ("第5周周三", MONDAY, "2025-03-19"),
        ("第5教学周的星期日", MONDAY, "2025-03-23"),
        ("第5—6周", MONDAY, "2025-03-17/2025-03-30"),
        ("第5周至第6周", MONDAY, "2025-03-17/2025-03-30"),
        ("第1周", THURSDAY, "2025-02-17/2025-02-23"),  # the week in which it begins
        ("第1周", SUNDAY, "2025-02-17/2025-02-23"),  # who comes on a Sunday is taught from Monday
    ],
)
def test_a_week_is_counted_from_the_first_day(cell: str, opening: int, days: str) -> None:
    assert is_week(cell)
    assert days_of(cell, opening) == days


@pytest.mark.parametrize(
    "cell", ["第0周", "第31周", "周三", "第5节", "5", 5, None, "第6周至第5周", "第5-6周周三", "35周岁"]
)
def test_what_is_no_week(cell: Cell) -> None:
    assert not is_week(cell)
    assert days_of(cell, MONDAY) == cell


@pytest.mark.parametrize(
    ("texts", "plan", "opening"),
    [
        (["开学日期:2025年2月17日"], None, date(2025, 2, 17)),
        (["开学日期:2月17日", "2024—2025学年第二学期"], None, date(2025, 2, 17)),
        (["第二学期视导记录（2025.2.17开学）"], None, date(2025, 2, 17)),
        (["2024—2025学年第一学期视导记录（9月2日开学）"], None, date(2024, 9, 2)),
        (["2024—2025学年第一学期视导记录"], None, None),
        (["2024—2025学年第一学期视导记录"], ("09-01", "02-10"), date(2024, 9, 1)),
        (["2024—2025学年视导记录", "第二学期"], ("09-01", "02-10"), date(2025, 2, 10)),
        (["2024—2025学年视导记录"], ("09-01", "02-10"), None),  # of which semester?
        (["第一学期视导记录"], ("09-01", "02-10"), None),  # of which year?
        (["开学日期:2025年2月30日"], None, None),
    ],
)
def test_where_the_first_day_is_stated(
    texts: list[str], plan: tuple[str, str] | None, opening: date | None
) -> None:
    span = (2024, 2025) if any("2024" in text for text in texts) else None
    assert opening_of(texts, span, plan) == (None if opening is None else opening.toordinal())


def run(above: list[str], day: Cell, openings: tuple[str, str] | None = None) -> Validated:
    rows: list[list[Cell]] = [*([text] for text in above), ["教研员", "联系学校", "活动日期", "活动类型"]]
    rows.append(["张三、李四", "2137000001", day, "听评课"])
    frames = recognise([Sheet("a.xlsx", "到校教研记录", rows)], load_codebook()).frames
    return validate(frames, load_codebook(), 2025, {}, openings=openings)


def visited(result: Validated) -> Value | None:
    return result.census.tables["researcher_visits"].column("visit_date")[0]


WEEK = Interval(date(2025, 3, 17).toordinal(), date(2025, 3, 23).toordinal())


def test_a_week_of_a_sheet_that_says_when_it_began_is_told() -> None:
    result = run(["视导记录", "填报单位：县教研室　　开学日期：2025年2月17日"], "第5周")
    assert visited(result) == WEEK
    (told,) = [finding for finding in result.findings if finding.code == "V010"]
    assert (told.params["weeks"], told.places[0].cells) == (1, ["C4"])


def test_the_plan_may_state_the_first_day() -> None:
    title = ["2024—2025学年第二学期视导记录"]
    assert visited(run(title, "第5周", ("09-01", "02-17"))) == WEEK
    assert visited(run(title, "第5周")) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("第5周", "school_week"),
        ("3月12日", "no_year"),
        ("3月上旬", "no_year"),
        ("3月12日、4月8日", "several_days"),
    ],
)
def test_what_cannot_be_dated_says_what_to_write(day: str, reason: str) -> None:
    result = run(["视导记录"], day)
    assert visited(result) is None
    (fault,) = [finding for finding in result.findings if finding.code == "V002"]
    assert (fault.value, fault.params["reason"]) == (day, reason)


def test_a_sheet_without_a_year_is_one_fault_with_all_its_cells() -> None:
    """Told for what it is, and not as a column of the wrong kind."""
    head: list[Cell] = ["教研员", "联系学校", "活动日期", "活动类型"]
    days = ("3月12日", "3月13日", "3月20日", "4月1日")
    rows: list[list[Cell]] = [head, *(["张三", "2137000001", day, "听评课"] for day in days)]
    frames = recognise([Sheet("a.xlsx", "到校教研记录", rows)], load_codebook()).frames
    found = validate(frames, load_codebook(), 2025, {}).findings
    assert [(f.code, f.value, f.places[0].cells) for f in found if f.code in ("V002", "S009")] == [
        ("V002", "3月12日", ["C2:C5"])
    ]


def test_a_span_of_days_is_some_day_of_it() -> None:
    assert visited(run(["视导记录"], "2025-03-17/2025-03-23")) == WEEK
    for impossible in ("2025-03-23/2025-03-17", "2025-02-30/2025-03-01"):
        assert [f.value for f in run(["视导记录"], impossible).findings if f.code == "V002"] == [impossible]
