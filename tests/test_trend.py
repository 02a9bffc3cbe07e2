"""Trends: pace so far and needed, where it leads, and when there are too few years to say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraledu_cli.analyse.trend import trend_of
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.trend import Point, pace_of

TARGET = Target(direction="at_least", force="binding", milestones={2023: "30%", 2027: "100%"})  # type: ignore[dict-item]


def points(*values: str | None, first: int = 2022) -> tuple[Point, ...]:
    found = enumerate(values, first)
    return tuple(
        Point(year, None if v is None else Fraction(v), None, None, None, "met") for year, v in found
    )


def test_the_arithmetic_of_a_pace():
    pace = pace_of([(2022, Fraction(1, 5)), (2025, Fraction(4, 5))], 2027, Fraction(1))
    assert pace.actual == Fraction(1, 5)
    assert pace.needed == Fraction(1, 10)
    assert pace.leads_to == Fraction(6, 5)
    assert pace.line == Fraction(1, 5) + Fraction(4, 5) * Fraction(3, 5)


@pytest.mark.parametrize(
    ("values", "judgement"),
    [
        (("0.2", "0.4", "0.6", "0.8"), "on_track"),
        (("0.2", "0.2", "0.2", "0.3"), "behind"),
        (("0.2", None, None, "0.3"), "insufficient"),
        ((None, None, None, "0.3"), "insufficient"),
        (("0.2", "0.4", "0.6", None), "insufficient"),
    ],
)
def test_judgements(values, judgement):
    assert trend_of("x", points(*values), TARGET).judgement == judgement


def test_no_judgement_without_a_milestone_ahead():
    assert trend_of("x", points("0.2", "0.4", "0.6", first=2025), TARGET).judgement is None
    assert trend_of("x", points("0.2", "0.4", "0.6"), None).judgement is None


@given(
    st.lists(st.fractions(0, 1, max_denominator=200), min_size=2, max_size=6),
    st.integers(1, 5),
    st.fractions(0, 1, max_denominator=100),
)
def test_on_the_line_means_the_pace_needed_is_no_more_than_the_pace_so_far(values, left, goal):
    """Being at or above the reference line is the same as having gone as fast as is still needed."""
    known = list(enumerate(values, 2020))
    last = known[-1][0]
    pace = pace_of(known, last + left, goal)
    assert (pace.last >= pace.line) == (pace.actual >= pace.needed) or pace.last == pace.line
    assert pace.leads_to - pace.goal == (pace.actual - pace.needed) * left
