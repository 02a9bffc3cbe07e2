"""The targets of the county's plan 2023-2027 and the verdict on a figure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .answer import Figure, NotComputable, Outcome

F = Fraction
Force = Literal["binding", "principle", "interpreted", "reference"]


@dataclass(frozen=True)
class Target:
    force: Force
    milestones: dict[int, Fraction]
    at_most: bool = False
    may_be_empty: bool = False

    def reached(self, bound: Fraction | None, value: Fraction) -> bool | None:
        if bound is None:
            return None
        return bound <= value if self.at_most else bound >= value


TARGETS: dict[str, Target | None] = {
    "degree_ratio": Target("binding", {2027: F(21, 20)}, at_most=True),
    "young_principal_share": Target("principle", {2027: F(1, 2)}),
    "rural_teacher_bachelor": Target("reference", {2027: F(19, 20)}),
    "town_pilots": Target("binding", {2025: F(3)}),
    "class2_standard": Target("interpreted", {2027: F(1)}),
    "center_kindergarten_demo": Target("binding", {2027: F(1)}),
    "town_junior_boarding": Target("principle", {2027: F(1)}),
    "expansion_coverage": Target("binding", {2023: F(2, 5)}),
    "pairing_coverage": Target("binding", {2025: F(1)}),
    "researcher_assignment": Target("binding", {2023: F(1)}),
    "researcher_visits": Target("binding", {2023: F(1)}),
    "subject_bases": Target("binding", {2023: F(1)}),
    "feature_high_schools": Target("binding", {2025: F(1)}),
    "gigabit_coverage": Target("binding", {2023: F(3, 10), 2025: F(1)}),
    "recording_room_coverage": Target("binding", {2023: F(1, 2), 2025: F(1)}),
    "special_education_centers": Target("interpreted", {2027: F(1)}),
    "aid_coverage": Target("binding", {2023: F(1)}),
    "induction_training": Target("binding", {2023: F(1)}, may_be_empty=True),
    "kindergarten_integration": Target("interpreted", {2027: F(1)}),
    "parent_school_villages": Target("interpreted", {2025: F(19, 20)}),
    "parent_school_schools": Target("interpreted", {2023: F(1)}),
    "moral_education_plans": Target("interpreted", {2023: F(1)}),
    "warm_campus_coverage": Target("interpreted", {2023: F(3, 10), 2027: F(1)}),
    "health_check_coverage": Target("interpreted", {2023: F(1)}),
    "principal_rotation": Target("principle", {2023: F(1)}, may_be_empty=True),
    "labour_sites": Target("reference", {2027: F(1)}),
    "feature_courses": Target("reference", {2023: F(1), 2024: F(1), 2025: F(1), 2026: F(1), 2027: F(1)}),
    "five_star_branches": None,
    "one_school_one_brand": None,
    "study_bases": None,
    "master_studios": None,
    "provincial_reform": None,
    "dropout_cases": None,
}


@dataclass(frozen=True)
class Verdict:
    status: str
    reason: str | None
    gap: Fraction | None


def judge(indicator: str, outcome: Outcome, year: int, *, unread: bool) -> Verdict:
    """The first that holds: not computable, not applicable, no target, in force, not yet due."""
    target = TARGETS[indicator]
    if isinstance(outcome, NotComputable):
        return Verdict("not_computable", outcome.reason, None)
    if outcome.empty:
        return _empty(target, unread=unread)
    if outcome.exact is None and outcome.decided:
        return Verdict("not_computable", "zero_denominator", None)
    if target is None:
        return Verdict("no_target", None, None)
    due = _due(target, year)
    gap = None if outcome.exact is None else outcome.exact - target.milestones[due]
    if target.force == "reference":
        return Verdict("no_target", None, gap)
    settled = _settled(target, outcome, target.milestones[due])
    reason = _reason(outcome, unread=unread)
    if due <= year:
        if unread or settled is None:
            return Verdict("undecided", reason, gap)
        return Verdict("met" if settled else "missed", None, gap)
    early = settled is True and not unread
    return Verdict("met" if early else "not_due", None, gap)


def _empty(target: Target | None, *, unread: bool) -> Verdict:
    if target is None or not target.may_be_empty:
        return Verdict("not_computable", "empty_scope", None)
    if unread:
        return Verdict("undecided", "unread_input", None)
    return Verdict("not_applicable", None, None)


def _due(target: Target, year: int) -> int:
    """The latest milestone of this or an earlier year, else the next."""
    past = [due for due in target.milestones if due <= year]
    return max(past) if past else min(target.milestones)


def _settled(target: Target, figure: Figure, value: Fraction) -> bool | None:
    """Met when the worse bound reaches the value, missed when the better does not; no bound, no verdict."""
    if not figure.decided:
        return None
    worse, better = (figure.high, figure.low) if target.at_most else (figure.low, figure.high)
    if target.reached(worse, value):
        return True
    return False if target.reached(better, value) is False else None


def _reason(figure: Figure, *, unread: bool) -> str | None:
    if unread:
        return "unread_input"
    return "incomplete" if figure.absent else "missing"
