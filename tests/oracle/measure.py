"""Every indicator of the plan for one county, year and reference date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from . import by_pupil, by_register, by_school, by_staff
from .answer import Figure, NotComputable, Outcome
from .county import County
from .needs import lacks_a_column
from .verdict import Verdict, judge


@dataclass(frozen=True)
class Result:
    id: str
    outcome: Outcome
    verdict: Verdict


def _functions(year: int, as_of: date) -> dict[str, Callable[[County], Outcome]]:
    return {
        "degree_ratio": by_staff.degree_ratio,
        "young_principal_share": lambda county: by_staff.young_principal_share(county, as_of),
        "rural_teacher_bachelor": by_staff.rural_teacher_bachelor,
        "town_pilots": lambda county: by_register.town_pilots(county, year),
        "class2_standard": by_school.class2_standard,
        "center_kindergarten_demo": by_school.center_kindergarten_demo,
        "town_junior_boarding": by_school.town_junior_boarding,
        "expansion_coverage": lambda county: by_school.expansion_coverage(county, as_of),
        "pairing_coverage": lambda county: by_school.pairing_coverage(county, as_of),
        "researcher_assignment": by_pupil.researcher_assignment,
        "researcher_visits": lambda county: by_pupil.researcher_visits(county, year),
        "subject_bases": lambda county: by_register.subject_bases(county, year),
        "feature_high_schools": lambda county: by_register.feature_high_schools(county, year),
        "gigabit_coverage": by_school.gigabit_coverage,
        "recording_room_coverage": by_school.recording_room_coverage,
        "special_education_centers": by_school.special_education_centers,
        "aid_coverage": lambda county: by_pupil.aid_coverage(county, year),
        "induction_training": lambda county: by_staff.induction_training(county, year),
        "kindergarten_integration": by_school.kindergarten_integration,
        "parent_school_villages": by_school.parent_school_villages,
        "parent_school_schools": by_school.parent_school_schools,
        "moral_education_plans": by_school.moral_education_plans,
        "warm_campus_coverage": by_school.warm_campus_coverage,
        "health_check_coverage": lambda county: by_staff.health_check_coverage(county, as_of),
        "principal_rotation": lambda county: by_staff.principal_rotation(county, year, as_of),
        "labour_sites": by_school.labour_sites,
        "feature_courses": lambda county: by_register.feature_courses(county, year),
        "five_star_branches": by_school.five_star_branches,
        "one_school_one_brand": by_school.one_school_one_brand,
        "study_bases": lambda county: by_register.study_bases(county, year),
        "master_studios": lambda county: by_register.master_studios(county, year),
        "provincial_reform": lambda county: by_register.provincial_reform(county, year),
        "dropout_cases": by_pupil.dropout_cases,
    }


def measure(
    county: County, year: int, as_of: date | None = None, *, unread: bool = False
) -> dict[str, Result]:
    """All results by id; `unread` says that some file of the year could not be read."""
    at = as_of or date(year, 9, 1)
    results = {}
    for name, function in _functions(year, at).items():
        outcome = _lacking(county, name, function(county))
        results[name] = Result(name, outcome, judge(name, outcome, year, unread=unread))
    return results


def _lacking(county: County, name: str, outcome: Outcome) -> Outcome:
    """Not computable when a column is nowhere and leaves every row of the scope undecided."""
    if name == "principal_rotation" and county.lacks("staff", "exchanged") and not county.earlier_staff:
        return NotComputable(
            "column_missing"
        )  # of one year alone, without the column, nobody's move is known
    if not isinstance(outcome, Figure) or not lacks_a_column(county, name):
        return outcome
    nothing_sure = outcome.numerator == 0 and outcome.missing > 0
    open_rows = nothing_sure if outcome.counts else not outcome.decided
    return NotComputable("column_missing") if open_rows else outcome
