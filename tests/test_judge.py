"""Verdicts: the order of the statuses, what bounds allow, forces, due dates, pace, and what fails a run."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.judge import Setting, decide, failures, judge
from ruraledu_cli.model.measurement import (
    Count,
    Counted,
    Estimate,
    Group,
    Measurement,
    NotComputable,
    Ratio,
    Share,
    Units,
)
from ruraledu_cli.model.moments import Moments
from ruraledu_cli.model.report import Status, Verdict

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(ROOT / "targets" / "gaotang-2023-2027.yaml", load_codebook())


def verdict(plan: Plan, indicator: str, counted: Counted | None, year: int = 2025, **more: Any) -> Verdict:
    setting = Setting(plan, year, more.pop("as_of", date(year, 9, 1)), more.pop("unread", False))
    history = more.pop("history", {})
    return judge([Measurement(indicator, counted, **more)], setting, history)[0]


def test_a_binding_target_in_force_is_met_or_missed(plan):
    assert verdict(plan, "gigabit_coverage", Share(80, 0)).status is Status.MET
    missed = verdict(plan, "gigabit_coverage", Share(68, 12))
    assert (missed.status, missed.gap, missed.overdue) == (Status.MISSED, Fraction(-3, 20), False)
    assert missed.target is not None
    assert (missed.target.year, missed.target.due_date) == (2025, date(2025, 12, 31))


def test_the_latest_milestone_of_this_or_an_earlier_year_is_in_force(plan):
    """In 2024 the 30 % of 2023 still binds, and is overdue when missed."""
    assert verdict(plan, "gigabit_coverage", Share(3, 7), 2024).status is Status.MET
    late = verdict(plan, "gigabit_coverage", Share(2, 8), 2024)
    assert (late.status, late.overdue) == (Status.MISSED, True)
    assert verdict(plan, "gigabit_coverage", Share(79, 1), 2027).status is Status.MISSED


def test_before_the_first_milestone_it_is_not_due_or_met_early(plan):
    assert verdict(plan, "class2_standard", Share(1, 1)).status is Status.NOT_DUE
    early = verdict(plan, "class2_standard", Share(2, 0))
    assert (early.status, early.early) == (Status.MET, True)


def test_undecided_where_the_missing_cells_would_decide(plan):
    found = verdict(plan, "parent_school_villages", Share(189, 8, open=3))
    assert (found.status, found.reason) == (Status.UNDECIDED, "missing_cells")
    assert verdict(plan, "parent_school_villages", Share(189, 8, open=200)).status is Status.UNDECIDED
    assert verdict(plan, "parent_school_villages", Share(1, 40, open=3)).status is Status.MISSED
    assert verdict(plan, "parent_school_villages", Share(98, 1, open=1)).status is Status.MET


def test_an_absent_unit_leaves_a_share_undecided(plan):
    units = Units(12, 11, ("371526101",))
    found = verdict(plan, "gigabit_coverage", Share(80, 0, unbounded=True), units=units)
    assert (found.status, found.reason) == (Status.UNDECIDED, "incomplete")


def test_an_absent_unit_cannot_take_a_count_below_what_is_there(plan):
    units = Units(12, 11, ("371526101",))
    assert verdict(plan, "town_pilots", Count(3, unbounded=True), units=units).status is Status.MET
    assert verdict(plan, "town_pilots", Count(2, unbounded=True), units=units).status is Status.UNDECIDED


@pytest.mark.parametrize("counted", [Share(80, 0), Share(0, 80)])
def test_an_unread_input_leaves_every_judged_indicator_undecided(plan, counted):
    found = verdict(plan, "gigabit_coverage", counted, unread=True)
    assert (found.status, found.reason) == (Status.UNDECIDED, "unread_input")
    ahead = verdict(plan, "class2_standard", counted, unread=True)
    assert (ahead.status, ahead.reason) == (Status.NOT_DUE, "unread_input")


def test_reference_lines_are_shown_and_not_judged(plan):
    found = verdict(plan, "labour_sites", Share(1, 1), 2027)
    assert (found.status, found.gap) == (Status.NO_TARGET, Fraction(-1, 2))
    assert found.target is not None
    assert found.target.force == "reference"
    assert verdict(plan, "study_bases", Count(3)).target is None


def test_what_is_not_computable_says_why_before_all_else(plan):
    problem = NotComputable("column_missing", ("schools.gigabit",))
    found = verdict(plan, "gigabit_coverage", Share(open=3), problem=problem, unread=True)
    assert (found.status, found.reason, found.gap) == (Status.NOT_COMPUTABLE, "column_missing", None)


def test_an_empty_scope_by_nature_is_not_applicable(plan):
    empty = NotComputable("empty_scope", ("rural",))
    assert verdict(plan, "induction_training", Share(), problem=empty).status is Status.NOT_APPLICABLE
    assert verdict(plan, "gigabit_coverage", Share(), problem=empty).status is Status.NOT_COMPUTABLE


def test_a_group_without_such_schools_is_not_applicable(plan):
    inner = Measurement("gigabit_coverage", Share(), NotComputable("empty_scope", ("rural",)))
    found = verdict(plan, "gigabit_coverage", Share(1, 0), groups=(Group("township", "1", "甲", inner),))
    assert [g.verdict.status for g in found.groups] == [Status.NOT_APPLICABLE]


def test_a_ratio_is_judged_on_exact_fractions(plan):
    tie = Ratio(Share(169, 71), Share(169, 83))
    assert verdict(plan, "degree_ratio", tie, 2027).status is Status.MET
    assert verdict(plan, "degree_ratio", Ratio(Share(190, 10), Share(361, 39)), 2027).status is Status.MISSED
    assert verdict(plan, "degree_ratio", Ratio(Share(190, 10), Share(362, 38)), 2027).status is Status.MET


def test_a_dispersion_is_compared_as_its_square():
    from ruraledu_cli.definitions.target import Target

    target = Target(direction="at_most", force="binding", milestones={2025: "0.5"})  # type: ignore[dict-item]
    square = Fraction(1, 4)
    assert decide(Estimate(square, square, square, 0, squared=True), target, Fraction(1, 2)) is True
    above = square + Fraction(1, 10**9)
    assert decide(Estimate(above, above, above, 0, squared=True), target, Fraction(1, 2)) is False
    assert Moments(missing=1).estimate().low is None


def test_only_binding_targets_in_force_fail_a_run(plan):
    verdicts = [
        verdict(plan, "gigabit_coverage", Share(68, 12)),  # binding, missed
        verdict(plan, "pairing_coverage", Share(79, 0, open=1)),  # binding, undecided
        verdict(plan, "recording_room_coverage", None, problem=NotComputable("table_missing", ("schools",))),
        verdict(plan, "principal_rotation", Share(0, 9)),  # principle
        verdict(plan, "health_check_coverage", Share(0, 9)),  # interpreted
        verdict(plan, "degree_ratio", Ratio(Share(1, 0), Share(1, 9))),  # binding, not in force
    ]
    assert [failures(verdicts, fail_on) for fail_on in ("undecided", "missed", "never")] == [3, 1, 0]


def test_an_order_the_bureau_confirmed_binds(plan):
    from dataclasses import replace

    assert verdict(plan, "class2_standard", Share(1, 1), 2027).target.force == "interpreted"  # type: ignore[union-attr]
    sure = {name: order.model_copy(update={"confirm": False}) for name, order in plan.orders.items()}
    confirmed = replace(plan, orders=sure)
    assert verdict(confirmed, "class2_standard", Share(1, 1), 2027).target.force == "binding"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("earlier", "value", "pace"),
    [
        ([], Share(1, 1), None),
        ([(2024, Fraction(1, 4))], Share(1, 1), "insufficient"),
        (
            [(2023, Fraction(0)), (2024, Fraction(1, 4))],
            Share(1, 1),
            "on_track",
        ),  # line: 0 to 1 in four years
        ([(2023, Fraction(0)), (2024, Fraction(1, 4))], Share(49, 51), "behind"),
        ([(2023, Fraction(0)), (2024, Fraction(1, 4))], Share(open=2), "insufficient"),
    ],
)
def test_pace_is_against_the_straight_line_to_the_next_milestone(plan, earlier, value, pace):
    assert verdict(plan, "class2_standard", value, history={"class2_standard": earlier}).pace == pace


def test_no_pace_where_no_milestone_is_ahead(plan):
    past = {"gigabit_coverage": [(2023, Fraction(0)), (2024, Fraction(1, 2))]}
    assert verdict(plan, "gigabit_coverage", Share(1, 1), history=past).pace is None
