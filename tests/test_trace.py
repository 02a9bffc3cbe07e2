"""A figure taken apart: its parts sum to it, its bridge leads to it, its cells give it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oracle.dial import Dial
from oracle.invent import invent
from oracle.lay import lay_down
from ruraledu_cli import pipeline
from ruraledu_cli.analyse.decides import decides
from ruraledu_cli.analyse.recount import recount, recount_sheets
from ruraledu_cli.analyse.trace import Wanted, check_sums, trace
from ruraledu_cli.census import Sheet
from ruraledu_cli.compute import compute, compute_one
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.judge import Setting, decide, judge
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Count, Share
from ruraledu_cli.model.report import Judged, Status, Verdict
from ruraledu_cli.model.trace import Bridge, Line, Step, Trace, Unbalanced, add_up
from small_census import PLAN, YEAR, evaluator, plan, sheets

seeds = st.integers(0, 10**6)
OWN_TABLES = {"schools", "staff"}
NAMES = [
    name
    for name in plan().indicators
    if name
    in ("degree_ratio", "gigabit_coverage", "recording_room_coverage", "young_principal_share", "study_bases")
]


def traced(now: Evaluator, name: str, wanted: Wanted = Wanted()) -> Trace:  # noqa: B008
    verdict = judge([compute_one(now, name)], Setting(now.plan, YEAR, now.as_of))[0]
    return trace(now, verdict, wanted)


@settings(deadline=None, max_examples=60)
@given(seeds)
def test_lines_sum_to_the_figure_and_the_bridge_leads_to_it(seed):
    now = evaluator(sheets(seed))
    for name in NAMES:
        for part in traced(now, name).parts:
            if part.bridge is None:
                continue
            found = part.counted.estimate()
            assert part.bridge.read + sum(step.change for step in part.bridge.steps) == part.bridge.counted
            assert sum(line.numerator for line in part.lines) == found.numerator
            assert sum(line.undecided for line in part.lines) == found.missing
            towns = part.townships
            assert sum(town.numerator for town in towns) == found.numerator
            assert sum(town.denominator for town in towns) == sum(line.denominator for line in part.lines)
            assert len({town.key for town in towns}) == len(towns)


@settings(deadline=None, max_examples=60)
@given(seeds)
def test_the_bridge_begins_with_what_stands_below_the_headers(seed):
    read = sheets(seed)
    part = traced(evaluator(read), "gigabit_coverage").parts[0]
    if part.bridge is not None:
        assert part.bridge.read == len(read[0].rows) - 2  # a title and a header
        totals = sum(row[:1] == ["合计"] for row in read[0].rows)
        assert [step.change for step in part.bridge.steps if step.code == "totals"] == [-totals]


@settings(deadline=None, max_examples=25)
@given(seeds)
@example(319)  # not one teacher is in either half
def test_the_cells_read_again_give_the_same(seed):
    read = sheets(seed)
    now = evaluator(read)
    for name in NAMES:
        parts = traced(now, name).parts
        assert recount_sheets(now, parts, read).same, name


def changed(read: list[Sheet], file: str, sheet: str, cell: tuple[int, int], value: object) -> list[Sheet]:
    """The same sheets with another value in one cell (1-based row, 0-based column)."""
    found = []
    for one in read:
        if (one.file, one.name) == (file, sheet):
            rows = [list(row) for row in one.rows]
            rows[cell[0] - 1][cell[1]] = value
            one = replace(one, rows=rows)
        found.append(one)
    return found


def test_a_cell_that_is_not_as_it_was_is_seen():
    header = ["学校标识码", "学校名称", "办学类型代码", "城乡类型代码", "乡镇(街道)", "录播室数"]
    rows = [[f"213700000{n}", f"第{n}小学", "211", "121", "梁村镇", n % 2] for n in range(4)]
    read = [Sheet("学校.xlsx", "学校", [header, *rows])]
    now = evaluator(read)
    parts = traced(now, "recording_room_coverage").parts
    assert recount_sheets(now, parts, read).same
    assert not recount_sheets(now, parts, changed(read, "学校.xlsx", "学校", (2, 5), 1)).same
    assert not recount_sheets(now, parts, []).same  # the file is gone


# --- whole counties, whatever an oracle invents ---

DIALS = {
    "holed": Dial(blank=0.03, fault=0.4),
    "sums": Dial(blank=0.02, sums=0.5, pairs_table=True, last_year=True),
    "silent": Dial(edges=0.3, silent_rosters=3, silent_sheets=2),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DIALS)
def test_every_indicator_of_a_county_can_be_taken_apart(tmp_path: Path, name: str) -> None:
    lay_down(tmp_path, invent(7, DIALS[name]), YEAR, "alias", plan=PLAN, split=True, seed=7)
    years = pipeline.years_of(tmp_path / "data" / str(YEAR), plan(), YEAR, root=tmp_path)
    now = years.evaluator(years.data)
    for verdict in judge(compute(now), years.setting(), years.history()):
        found = trace(now, verdict, Wanted(cells=True))
        for part in found.parts:
            assert (part.bridge is None) == (part.problem is not None)
            undecided = [unit for unit in part.units if unit.undecided]
            assert len(part.waiting) == len(undecided)
            needed = [one.needed for one in part.waiting if one.needed is not None]
            assert needed == sorted(needed)
        assert recount(now, found.parts, years.data.paths).same, found.indicator


# --- cells ---

HEAD = ["学校标识码", "学校名称", "办学类型代码", "城乡类型代码", "乡镇(街道)", "校园网出口带宽(Mbps)"]


def gigabit(*rows: tuple[object, object, object]) -> list[Sheet]:
    """Rural schools with bandwidth, class bandwidth and flag."""
    header = [*HEAD, "班级带宽(Mbps)", "是否千兆进校百兆进班"]
    body = [[f"213700000{n}", f"第{n}小学", "211", "220", "梁村镇", *row] for n, row in enumerate(rows)]
    return [Sheet("学校.xlsx", "学校", [["一览表"], header, *body])]


def test_cells_stand_where_a_person_finds_them():
    now = evaluator(gigabit((200, 50, "否"), (1000, 100, None)))
    found = traced(now, "gigabit_coverage", Wanted(cells=True, school="2137000000"))
    unit = found.parts[0].units[0]
    assert unit.state == "no"
    cells = {cell.header: (cell.file, cell.sheet, cell.cell, cell.value) for cell in unit.cells}
    assert cells["校园网出口带宽(Mbps)"] == ("学校.xlsx", "学校", "F3", "200")
    assert cells["办学类型代码"] == ("学校.xlsx", "学校", "C3", "211")
    assert found.parts[0].units[1].cells == ()  # another school


def test_people_come_with_the_cells_of_their_school_once():
    people = [f"第{n % 2}小学 是 小学 本科".split() for n in range(6)]
    staff = [[f"T{n}", f"教师{n}", *row] for n, row in enumerate(people)]
    header = ["教职工号", "姓名", "任教学校", "是否专任教师", "任教学段", "最高学历"]
    now = evaluator([*gigabit((1, 1, "否"), (1, 1, "否")), Sheet("教职工.xlsx", "教职工", [header, *staff])])
    found = traced(now, "rural_teacher_bachelor", Wanted(cells=True))
    units = [unit for part in found.parts for unit in part.units if unit.state != "sums"]
    assert units
    assert all(unit.cells for unit in units)
    assert all({cell.table for cell in unit.cells} == {"staff"} for unit in units)
    names = {cell.header for unit in units for cell in unit.cells}
    assert {"最高学历", "任教学段", "任教学校"} <= names
    assert all(line.cells for part in found.parts for line in part.lines if line.row is not None)


# --- what waits ---


def test_the_fewest_cells_that_would_decide_come_first():
    now = evaluator(gigabit((1000, None, None), (None, None, None), (200, None, None), (1000, 100, None)))
    waiting = traced(now, "gigabit_coverage").parts[0].waiting
    assert [one.needed for one in waiting] == [1, 1]  # 200 alone is a known no
    assert {cell.cell for one in waiting for cell in one.cells} <= {"G3", "H3", "F4", "G4", "H4"}


def test_a_column_that_the_sheet_lacks_is_named():
    rows = gigabit((200, 50, "否"), (1000, 100, "是"))
    other = [[*HEAD[:5]], ["2137000009", "第9小学", "211", "220", "尹集镇"]]
    now = evaluator([*rows, Sheet("二.xlsx", "学校", other)])
    (one,) = traced(now, "gigabit_coverage").parts[0].waiting
    assert (one.needed, one.cells) == (1, ())
    assert one.columns[0].startswith("schools.")


def test_filling_the_named_cells_decides_the_unit():
    """For many small censuses: with the cells named filled in one of two ways, one unit fewer waits."""
    for seed in range(40):
        read = sheets(seed)
        now = evaluator(read)
        part = traced(now, "recording_room_coverage").parts[0]
        for one in part.waiting:
            if one.needed != 1 or len(one.cells) != 1 or one.cells[0].column != "recording_rooms":
                continue
            row, column = int(one.cells[0].cell[1:]), ord(one.cells[0].cell[0]) - 65
            again = evaluator(changed(read, one.cells[0].file, one.cells[0].sheet, (row, column), 3))
            assert traced(again, "recording_room_coverage").parts[0].counted.missing < part.counted.missing


TARGET = Target.model_validate({"direction": "at_least", "force": "binding", "milestones": {2025: "95%"}})
JUDGED = Judged(">=", Fraction(19, 20), 2025, date(2025, 12, 31), "binding")


def undecided(counted: Share | Count, judged: Judged = JUDGED) -> Verdict:
    measurement = replace(compute_one(evaluator(gigabit((1, 1, "否"))), "gigabit_coverage"), counted=counted)
    return Verdict(measurement, Status.UNDECIDED, "missing_cells", judged)


def test_a_verdict_that_waits_says_how_many_would_settle_it():
    found = decides(undecided(Share(yes=189, no=8, open=3)), TARGET)
    assert (found.met, found.missed) == (1, 3)
    assert decides(undecided(Share(yes=1, no=0, open=1, unbounded=True)), TARGET).met is None


@settings(deadline=None, max_examples=60)
@given(*[st.integers(0, 4)] * 5)
def test_no_fewer_could_settle_it(yes, no, in_yes, in_no, wide):
    """Against every way to learn about so many units."""
    share = Share(yes, no, in_yes, in_no, wide)
    limit = Fraction(3, 4)
    target = Target.model_validate({"direction": "at_least", "force": "binding", "milestones": {2025: "75%"}})
    if decide(share.estimate(), target, limit) is not None:
        return
    found = decides(undecided(share, replace(JUDGED, value=limit)), target)
    assert (found.met, found.missed) == (
        _fewest(share, target, limit, True),
        _fewest(share, target, limit, False),
    )


def _fewest(share: Share, target: Target, limit: Fraction, met: bool) -> int | None:
    layer = {share}
    for number in range(share.missing + 1):
        if any(decide(one.estimate(), target, limit) is met for one in layer):
            return number
        layer = {further for one in layer for further in _learnt(one)}
    return None


def _learnt(share: Share) -> list[Share]:
    """Every way one undecided unit may turn out."""
    found = []
    if share.open:
        rest = replace(share, open=share.open - 1)
        found += [rest, replace(rest, yes=rest.yes + 1), replace(rest, no=rest.no + 1)]
    if share.maybe_in_yes:
        rest = replace(share, maybe_in_yes=share.maybe_in_yes - 1)
        found += [rest, replace(rest, yes=rest.yes + 1)]
    if share.maybe_in_no:
        rest = replace(share, maybe_in_no=share.maybe_in_no - 1)
        found += [rest, replace(rest, no=rest.no + 1)]
    return found


# --- a fault of the tool is no figure ---


def test_what_does_not_add_up_is_refused():
    with pytest.raises(Unbalanced):
        Bridge(10, (Step("totals", -1),), 10)
    assert Bridge(734, (Step("totals", -1), Step("duplicates", -2), Step("counted", -1)), 730).counted == 730
    with pytest.raises(Unbalanced):
        check_sums(Share(2, 1), (Line("a", "甲", "", Fraction(2), Fraction(2)),), 3)


def test_townships_that_are_not_known_come_last():
    lines = [Line("a", "甲", ""), Line("b", "乙", "371526102", Fraction(1), Fraction(2), 0, 80)]
    assert [(town.key, town.pupils) for town in add_up(lines)] == [("371526102", 80), ("", None)]
