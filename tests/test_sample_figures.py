"""The figures of the sample county, by the independent calculator from the committed files."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache

import pytest

from oracle.answer import Figure
from oracle.measure import Result, measure
from sample_county import sample

# numerator, denominator, rows undecided, status; a count has no denominator
IN_2025: dict[str, tuple[int | None, int | None, int, str]] = {
    "degree_ratio": (None, None, 0, "not_due"),
    "young_principal_share": (96, 196, 0, "not_due"),
    "rural_teacher_bachelor": (1568, 1750, 0, "no_target"),
    "town_pilots": (3, None, 0, "met"),
    "class2_standard": (20, 24, 0, "not_due"),
    "center_kindergarten_demo": (7, 9, 0, "not_due"),
    "town_junior_boarding": (10, 10, 0, "met"),
    "expansion_coverage": (80, 80, 0, "met"),
    "pairing_coverage": (79, 80, 0, "missed"),
    "researcher_assignment": (12, 12, 0, "met"),
    "researcher_visits": (29, 30, 0, "missed"),
    "subject_bases": (1, None, 0, "met"),
    "feature_high_schools": (1, None, 0, "met"),
    "gigabit_coverage": (68, 80, 0, "missed"),
    "recording_room_coverage": (24, 24, 0, "met"),
    "special_education_centers": (8, 9, 0, "not_due"),
    "aid_coverage": (425, 425, 0, "met"),
    "induction_training": (16, 16, 0, "met"),
    "kindergarten_integration": (25, 25, 0, "met"),
    "parent_school_villages": (189, 197, 3, "undecided"),
    "parent_school_schools": (111, 111, 0, "met"),
    "moral_education_plans": (111, 111, 0, "met"),
    "warm_campus_coverage": (86, 111, 0, "met"),
    "health_check_coverage": (2049, 2049, 0, "met"),
    "principal_rotation": (45, 70, 0, "missed"),
    "labour_sites": (89, 111, 0, "no_target"),
    "feature_courses": (2, None, 0, "no_target"),
    "five_star_branches": (13, 111, 0, "no_target"),
    "one_school_one_brand": (93, 111, 0, "no_target"),
    "study_bases": (3, None, 0, "no_target"),
    "master_studios": (2, None, 0, "no_target"),
    "provincial_reform": (1, None, 0, "no_target"),
    "dropout_cases": (3, 3, 0, "no_target"),
}
STATUSES = {
    2022: Counter(not_due=23, no_target=9, met=1),
    2023: Counter(met=9, missed=4, not_due=11, no_target=9),
    2024: Counter(met=12, missed=3, not_due=9, no_target=9),
    2025: Counter(met=14, missed=4, undecided=1, not_due=5, no_target=9),
}


@cache
def figures(year: int) -> dict[str, Result]:
    return measure(sample(year), year)


def test_the_figures_of_2025() -> None:
    found = {}
    for name, result in figures(2025).items():
        assert isinstance(result.outcome, Figure), name
        outcome = result.outcome
        found[name] = (outcome.numerator, outcome.denominator, outcome.missing, result.verdict.status)
    assert found == IN_2025


@pytest.mark.parametrize("year", list(STATUSES))
def test_the_verdicts_of_each_year(year: int) -> None:
    assert Counter(result.verdict.status for result in figures(year).values()) == STATUSES[year]


@pytest.mark.parametrize("year", list(STATUSES))
def test_only_the_villages_did_not_answer(year: int) -> None:
    for name, result in figures(year).items():
        assert isinstance(result.outcome, Figure)
        assert not result.outcome.absent, name
        assert (result.outcome.missing > 0) == (name == "parent_school_villages"), name


def test_the_degree_ratio_falls_and_is_not_there_yet() -> None:
    ratios = []
    for year in STATUSES:
        outcome = figures(year)["degree_ratio"].outcome
        assert isinstance(outcome, Figure)
        assert outcome.exact is not None
        ratios.append(outcome.exact)
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] > Fraction(21, 20)
