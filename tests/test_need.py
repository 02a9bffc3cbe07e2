"""The least change: n is enough and n − 1 is not, parts sum to the whole, schools stand in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruraledu_cli.analyse.apportion import apportion
from ruraledu_cli.analyse.least import Half, NotLeast, case_of, least_change, proved, reaches
from ruraledu_cli.analyse.need import milestone, need, open_milestone, ranked
from ruraledu_cli.census import Sheet
from ruraledu_cli.compute import compute_one
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.definitions.yaml import DefinitionError
from ruraledu_cli.judge import Setting, judge
from ruraledu_cli.model.measurement import Count, Keys, Ratio, Share
from ruraledu_cli.model.moments import Moments
from ruraledu_cli.model.trace import Line
from small_census import PLAN, YEAR, evaluator, plan, sheets


def target(direction: str, value: str) -> Target:
    return Target.model_validate(
        {"direction": direction, "force": "binding", "milestones": {2027: {"value": value}}}
    )


def test_the_worked_figures():
    """540 of 600 in town over 420 of 604 in the country, at most 1.05: 98 upgrades or 684 hires."""
    ratio = Ratio(Share(540, 60), Share(420, 184))
    limit = target("at_most", "1.05")
    assert least_change(ratio, limit, F(21, 20), "upgrade", "known") == 98
    assert least_change(ratio, limit, F(21, 20), "hire", "known") == 684
    share = F(540, 600) / F(21, 20)
    assert not reaches(Half(420, 604), share, "upgrade", 97)
    assert not reaches(Half(420, 604), share, "hire", 683)


counts = st.integers(0, 30)
shares = st.builds(Share, counts, counts, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
limits = st.fractions(F(1, 20), F(1), max_denominator=20)


@given(shares, limits, st.sampled_from(["upgrade", "hire", "cover"]))
def test_of_a_share_n_is_enough_and_one_fewer_is_not(share, limit, mode):
    number = least_change(share, target("at_least", "1"), limit, mode, "known")
    half = Half(share.yes, share.yes + share.no)
    if number is None:
        most = share.no if mode != "hire" else 10**6
        assert not half.total or not reaches(half, limit, mode, most)
        return
    assert reaches(half, limit, mode, number)
    assert number == 0 or not reaches(half, limit, mode, number - 1)


@given(shares, shares, st.fractions(F(1), F(3, 2), max_denominator=20), st.sampled_from(["upgrade", "hire"]))
def test_of_a_ratio_that_must_fall_n_is_enough_and_one_fewer_is_not(of, to, limit, mode):
    ratio = Ratio(replace(of, yes=of.yes + 1), replace(to, no=to.no + 1))
    falls = target("at_most", "1.05")
    number = least_change(ratio, falls, limit, mode, "known")
    if number is None:
        return

    def value(n: int) -> F | None:
        no = ratio.to.no - (n if mode == "upgrade" else 0)
        return Ratio(ratio.of, replace(ratio.to, yes=ratio.to.yes + n, no=no)).estimate().value

    after = value(number)
    assert after is not None
    assert after <= limit
    before = value(number - 1) if number else None
    assert before is None or before > limit


@settings(max_examples=40)
@given(
    st.builds(
        Share,
        *(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)),
    ),
    limits,
)
def test_best_and_worst_are_those_of_all_completions(share, limit):
    """A number that is enough whatever turns out, and one that is the least if all turns out well."""
    aim = target("at_least", "1")
    found = {case: least_change(share, aim, limit, "upgrade", case) for case in ("best", "worst")}
    numbers = []
    for ins, outs, opens in product(
        range(share.maybe_in_yes + 1), range(share.maybe_in_no + 1), range(share.open + 1)
    ):
        done = Share(share.yes + ins + opens, share.no + outs + share.open - opens)
        if done.yes + done.no:
            numbers.append(least_change(done, aim, limit, "upgrade", "known"))
    if not numbers:
        assert found["best"] is None
        return
    if None not in found.values():
        assert found["best"] == min(numbers)
        assert found["worst"] == max(numbers)


def test_a_share_that_hiring_alone_cannot_lift_says_so():
    whole = target("at_least", "100%")
    assert least_change(Share(68, 12), whole, F(1), "hire", "known") is None
    assert least_change(Share(68, 12), whole, F(1), "cover", "known") == 12
    assert least_change(Share(80, 0), whole, F(1), "hire", "known") == 0


def test_a_unit_that_sent_nothing_leaves_the_cases_open():
    share = Share(8, 2, unbounded=True)
    assert case_of(share, "worst") is None
    assert least_change(share, target("at_least", "100%"), F(1), "cover", "worst") is None


def test_numbers_lack_what_the_target_is_over_them():
    three = target("at_least", "3")
    assert least_change(Keys(frozenset({"a"}), frozenset({"b"}), 0, 1), three, F(3), "add", "known") == 2
    assert least_change(Keys(frozenset({"a"}), frozenset({"b"}), 0, 1), three, F(3), "add", "best") == 1
    assert least_change(Count(5), three, F(3), "add", "known") == 0
    assert least_change(Count(1, 1, unbounded=True), three, F(3), "add", "best") == 0
    assert least_change(Moments(), three, F(3), "add", "known") is None


def test_a_number_that_is_not_the_least_is_refused():
    with pytest.raises(NotLeast):
        proved(5, lambda n: n >= 4)
    with pytest.raises(NotLeast):
        proved(5, lambda n: n >= 6)


# --- splits ---


@given(st.integers(0, 500), st.dictionaries(st.text(max_size=3), st.integers(0, 60), min_size=1, max_size=8))
def test_parts_sum_to_the_whole_and_stand_beside_their_quota(total, weights):
    parts = apportion(total, weights)
    assert sum(parts.values()) == total
    assert set(parts) == set(weights)
    whole = sum(weights.values())
    for key, part in parts.items():
        quota = F(total * weights[key], whole) if whole else F(total, len(weights))
        assert part in (int(quota), int(quota) + 1)
        assert part == quota or quota.denominator > 1
    if whole and total <= whole:
        assert all(part <= weights[key] for key, part in parts.items())


def test_equal_remainders_go_to_the_larger_weight_then_the_earlier_key():
    assert apportion(1, {"b": 1, "a": 1}) == {"b": 0, "a": 1}
    assert apportion(5, {"a": 3, "b": 1}) == {"a": 4, "b": 1}
    assert apportion(3, {}) == {}
    assert sum(apportion(7, {"a": 0, "b": 0}).values()) == 7


# --- over censuses ---


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_of_a_census_the_need_closes_the_gap_and_splits_exactly(seed):
    now = evaluator(sheets(seed))
    for name in ("gigabit_coverage", "recording_room_coverage", "young_principal_share", "degree_ratio"):
        verdict = judge([compute_one(now, name)], Setting(plan(), YEAR, now.as_of))[0]
        assert verdict.target is not None
        found = need(now, verdict, verdict.target, "township")
        for way in found.ways:
            if way.count is None:
                continue
            if way.mode != "cover":
                assert sum(way.townships.values()) == (way.count if way.townships else 0)
            else:
                assert sum(one.units for one in way.left if one.asked) == way.count
                assert sum(way.townships.values()) == way.count
            assert way.after is None or plan().targets[name].meets(way.after, verdict.target.value)


def test_schools_left_stand_by_the_pupils_they_reach():
    lines = [
        Line("c", "丙", "", F(0), F(1), 0, 80),
        Line("a", "甲", "", F(0), F(1), 0, 120),
        Line("b", "乙", "", F(1), F(1), 0, 500),
        Line("d", "丁", "", F(0), F(1), 0, 80),
        Line("e", "戊", "", F(0), F(1), 0, None),
    ]
    found = ranked(lines, 2)
    assert [(one.line.key, one.rank, one.asked) for one in found] == [
        ("a", 1, True),
        ("c", 2, True),
        ("d", 2, False),
        ("e", 4, False),
    ]


def schools(*rows: tuple[object, ...]) -> list[Sheet]:
    header = ["学校标识码", "学校名称", "办学类型代码", "城乡类型代码", "乡镇(街道)", "在校生数", "录播室数"]
    body = [[f"213700000{n}", f"第{n}小学", "211", "121", *row] for n, row in enumerate(rows)]
    return [Sheet("学校.xlsx", "学校", [header, *body])]


def test_which_schools_are_left_and_what_the_undecided_may_add():
    now = evaluator(schools(("梁村镇", 90, 0), ("尹集镇", 300, 0), ("尹集镇", 50, 1), ("清平镇", 70, None)))
    now.plan = replace(now.plan, coverage={})
    verdict = judge([compute_one(now, "recording_room_coverage")], Setting(now.plan, YEAR, now.as_of))[0]
    found = need(now, verdict, verdict.target)
    (way,) = found.ways
    assert (way.mode, way.count, way.best, way.worst) == ("cover", 2, 2, 3)
    assert [one.line.name for one in way.left] == ["第1小学", "第0小学"]
    assert way.townships == {"371526101": 1, "371526102": 1}
    assert (way.after, found.undecided, found.open) == (F(1), 1, False)


def test_without_a_figure_there_is_no_way():
    now = evaluator([])
    verdict = judge([compute_one(now, "recording_room_coverage")], Setting(now.plan, YEAR, now.as_of))[0]
    assert need(now, verdict, verdict.target).ways == ()


def test_which_milestone_is_meant():
    now = evaluator(schools(("梁村镇", 90, 1)))
    verdict = judge([compute_one(now, "recording_room_coverage")], Setting(now.plan, 2023, date(2023, 9, 1)))[
        0
    ]
    assert verdict.target.year == 2023
    assert open_milestone(now.plan, "recording_room_coverage", verdict).year == 2025  # 50 % is reached
    assert milestone(now.plan, "recording_room_coverage", 2024, verdict).year == 2023
    assert milestone(now.plan, "recording_room_coverage", 2022, verdict) is None


# --- the plan ---


def test_every_target_says_how_it_can_be_reached():
    targets = {name for name, one in plan().targets.items() if plan().indicators[name].formula}
    assert {name for name in targets if not plan().indicators[name].need} == set()


def test_a_way_that_does_not_fit_the_formula_is_a_fault_at_its_place(tmp_path):
    own = tmp_path / "own.yaml"
    (tmp_path / PLAN.name).write_bytes(PLAN.read_bytes())
    own.write_text(
        f"extends: {PLAN.name}\nindicators:\n  town_pilots:\n    need: [cover]\n", encoding="utf-8"
    )
    with pytest.raises(DefinitionError) as error:
        load_plan(own, load_codebook(), shown="own.yaml")
    assert str(error.value.faults[0]).startswith("own.yaml:4:12: ")
    assert "add" in str(error.value)
