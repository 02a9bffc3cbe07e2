"""Which columns an indicator cannot do without, and whether a county lacks them everywhere (reading 5)."""

from __future__ import annotations

from .county import County

AREA = (("plan_area",), ("township", "urban_rural"))
SEAT = (("is_town_seat", "township"), ("urban_rural", "township"))
LEADER = (("post",),)

# per indicator: groups of alternatives; a group is lost when every alternative has a column that no sheet has
NEEDS: dict[str, dict[str, tuple[tuple[tuple[str, ...], ...], ...]]] = {
    "degree_ratio": {
        "staff": (
            (("is_full_time_teacher",), ("staff_category",)),
            (("teaching_stage",),),
            (("education",), ("education_full_time",), ("education_in_service",)),
        ),
        "schools": (AREA,),
    },
    "young_principal_share": {"staff": (LEADER, (("birth_date",), ("id_number",))), "schools": (AREA,)},
    "class2_standard": {"schools": (SEAT, (("standard_class",),))},
    "center_kindergarten_demo": {
        "schools": ((("is_center_kindergarten",),), (("kg_grade",), ("kg_meets_standard",)), (("township",),))
    },
    "town_junior_boarding": {"schools": (SEAT, (("can_board",), ("dormitory_area_m2", "beds")))},
    "expansion_coverage": {"schools": (AREA,)},
    "pairing_coverage": {"schools": (AREA,)},
    "gigabit_coverage": {"schools": (AREA, (("gigabit",), ("bandwidth_mbps", "class_bandwidth_mbps")))},
    "recording_room_coverage": {"schools": (SEAT, (("recording_rooms",),))},
    "special_education_centers": {"schools": ((("has_sped_center",),), (("township",),))},
    "kindergarten_integration": {"schools": (AREA, (("kg_integrated",),), (("sponsor",),))},
    "parent_school_schools": {"schools": (AREA, (("parent_school",),), (("parent_committee",),))},
    "moral_education_plans": {"schools": (AREA, (("moral_plan",),))},
    "warm_campus_coverage": {"schools": (AREA, (("warm_campus",),))},
    "labour_sites": {"schools": (AREA, (("labour_sites",),))},
    "one_school_one_brand": {"schools": (AREA, (("brand",),))},
    "five_star_branches": {"schools": (AREA, (("party_star",),))},
    "parent_school_villages": {"villages": ((("guidance_site",),),)},
    "health_check_coverage": {"staff": ((("health_check_date",),),), "schools": (AREA, (("sponsor",),))},
    "principal_rotation": {"staff": (LEADER, (("exchanged",),)), "schools": (AREA,)},
    "aid_coverage": {"students": ((("aid_received",), ("aid_amount",)),), "schools": (AREA,)},
    "researcher_assignment": {"researchers": ((("linked_schools",),), (("researcher_full_time",),))},
}
NEEDS["rural_teacher_bachelor"] = NEEDS["degree_ratio"]


def lacks_a_column(county: County, indicator: str) -> bool:
    return any(
        all(any(county.lacks(table, column) for column in alternative) for alternative in group)
        for table, groups in NEEDS.get(indicator, {}).items()
        for group in groups
    )
