"""Which columns an indicator cannot do without, and whether a county lacks them everywhere."""

from __future__ import annotations

from .county import County

AREA = (("plan_area",), ("township", "urban_rural"))
SEAT = (("is_town_seat", "township"), ("urban_rural", "township"))
TYPE = (("school_type",),)
PROJECT = (("project_type",),)
LEVEL = (("project_level",),)
APPROVED = (("approval_year",),)
BASE = {"projects": (PROJECT, LEVEL, APPROVED, (("project_name",),), (("holder",),))}
FULL_TIME = (("researcher_full_time",),)
LINKED = (("linked_schools",),)

# per indicator: groups of alternatives; a group is lost when every alternative has a column that no sheet has
NEEDS: dict[str, dict[str, tuple[tuple[tuple[str, ...], ...], ...]]] = {
    "degree_ratio": {
        "staff": (
            (("is_full_time_teacher",), ("staff_category",)),
            (("teaching_stage",),),
            (("education",), ("education_full_time",), ("education_in_service",)),
        ),
        "schools": (AREA, TYPE),
    },
    "young_principal_share": {"staff": ((("birth_date",), ("id_number",)),), "schools": (AREA, TYPE)},
    "class2_standard": {"schools": (SEAT, TYPE, (("standard_class",),))},
    "center_kindergarten_demo": {
        "schools": (
            TYPE,
            (("is_center_kindergarten",),),
            (("kg_grade",), ("kg_meets_standard",)),
            (("township",),),
        )
    },
    "town_junior_boarding": {"schools": (SEAT, TYPE, (("can_board",), ("dormitory_area_m2", "beds")))},
    "expansion_coverage": {"schools": (AREA, TYPE)},
    "pairing_coverage": {"schools": (AREA, TYPE)},
    "gigabit_coverage": {"schools": (AREA, TYPE, (("gigabit",), ("bandwidth_mbps", "class_bandwidth_mbps")))},
    "recording_room_coverage": {"schools": (SEAT, TYPE, (("recording_rooms",),))},
    "special_education_centers": {"schools": (TYPE, (("has_sped_center",),), (("township",),))},
    "kindergarten_integration": {"schools": (AREA, TYPE, (("kg_integrated",),), (("sponsor",),))},
    "parent_school_schools": {"schools": (AREA, TYPE, (("parent_school",),), (("parent_committee",),))},
    "moral_education_plans": {"schools": (AREA, TYPE, (("moral_plan",),))},
    "warm_campus_coverage": {"schools": (AREA, TYPE, (("warm_campus",),))},
    "labour_sites": {"schools": (AREA, TYPE, (("labour_sites",),))},
    "one_school_one_brand": {"schools": (AREA, TYPE, (("brand",),))},
    "five_star_branches": {"schools": (AREA, TYPE, (("party_star",),))},
    "parent_school_villages": {"villages": ((("guidance_site",),),)},
    "health_check_coverage": {
        "staff": ((("health_check_date",),),),
        "schools": (AREA, TYPE, (("sponsor",),)),
    },
    "principal_rotation": {"schools": (TYPE,)},
    "aid_coverage": {"students": ((("aid_received",), ("aid_amount",)),), "schools": (AREA, TYPE)},
    "researcher_assignment": {"researchers": ((("linked_schools",),), (("researcher_full_time",),))},
}
NEEDS |= {
    "induction_training": {"schools": (AREA, TYPE)},
    "dropout_cases": {"students": ((("dropout",),), (("case_file",),))},
    "researcher_visits": {"researchers": (FULL_TIME, LINKED), "schools": (AREA, TYPE)},
    "town_pilots": {"projects": (PROJECT, LEVEL, APPROVED)},
    "subject_bases": BASE,
    "feature_high_schools": BASE,
    "feature_courses": {"projects": (PROJECT, APPROVED)},
    "study_bases": {"projects": (PROJECT, APPROVED)},
    "master_studios": {"projects": (PROJECT, APPROVED)},
    "provincial_reform": {"projects": (PROJECT, LEVEL, APPROVED)},
}
NEEDS["rural_teacher_bachelor"] = NEEDS["degree_ratio"]


def lacks_a_column(county: County, indicator: str) -> bool:
    return any(
        all(any(county.lacks(table, column) for column in alternative) for alternative in group)
        for table, groups in NEEDS.get(indicator, {}).items()
        for group in groups
    )
