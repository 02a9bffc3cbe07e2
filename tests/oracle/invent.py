"""A whole random county from a seed: the same seed and dial, the same county."""

from __future__ import annotations

from random import Random
from typing import Any

from . import codes
from .county import County, Row
from .dial import Dial
from .make_rest import RestMaker
from .make_schools import SchoolMaker
from .make_staff import StaffMaker

BLANKABLE = {
    "schools": (
        "urban_rural", "school_type", "sponsor", "standard_class", "can_board", "dormitory_area_m2",
        "has_sped_center",
        "recording_rooms", "labour_sites", "kg_grade", "kg_meets_standard", "kg_integrated",
        "is_center_kindergarten",
        "gigabit", "bandwidth_mbps", "class_bandwidth_mbps", "expansion_form", "paired", "paired_school",
        "parent_school",
        "parent_committee", "moral_plan", "warm_campus", "party_star", "brand",
    ),
    "staff": (
        "education", "is_full_time_teacher", "teaching_stage", "birth_date", "id_number", "health_check_date",
        "school_code", "exchanged", "induction_trained",
    ),
    "students": ("is_poor", "aid_received", "aid_amount", "school_code", "case_file"),
    "researchers": ("researcher_full_time",),
    "projects": ("project_level", "approval_year", "project_type"),
    "villages": ("guidance_site",),
}  # fmt: skip

# what a careless sheet holds in such a column: a value that no reading can turn into one
IMPOSSIBLE: dict[str, Any] = {
    "urban_rural": "村", "school_type": "799", "education": "学士后", "bandwidth_mbps": "很快",
    "labour_sites": "若干",
    "recording_rooms": -3, "health_check_date": "二月三十日", "approval_year": "去年",
    "teaching_stage": "附属", "gigabit": "大概",
    "moral_plan": "大概", "parent_school": "大概", "project_level": "乡级", "aid_received": "大概",
    "id_number": "371599198001010000",
}  # fmt: skip


def invent(seed: int, dial: Dial) -> County:
    rng = Random(seed)
    schools = SchoolMaker(rng, dial).rows()
    rest = RestMaker(rng, dial, schools)
    pairs = rest.pair()
    researchers = rest.researchers()
    senders = _senders(rng, dial, schools)
    tables: dict[str, list[Row]] = {
        "schools": schools,
        "staff": StaffMaker(rng, dial, schools).rows(senders),
        "students": rest.students(),
        "researchers": researchers,
        "researcher_visits": rest.visits(researchers),
        "projects": rest.projects(),
        "villages": rest.villages(),
    }
    if dial.pairs_table:
        tables["pairs"] = pairs
    county = County({name: rows for name, rows in tables.items() if name not in dial.without})
    _silence_sheets(rng, dial, county)
    _twins(rng, dial, county)
    if dial.last_year:
        county.last_year_schools = _last_year(rng, dial, county)
    _blank(rng, dial, county)
    _lose(dial, county)
    return county


def _senders(rng: Random, dial: Dial, schools: list[Row]) -> list[Row]:
    """Schools that send a roster: not those of silent townships, not those that state their sums instead."""
    silent = set(rng.sample(sorted(codes.TOWNSHIPS), dial.silent_rosters))
    senders = []
    for school in schools:
        if rng.random() < dial.sums and school["school_type"] in {"211", "218", "311", "312", "341", "345"}:
            _state_sums(rng, school)
        elif school["township"] not in silent:
            senders.append(school)
    return senders


def _state_sums(rng: Random, school: Row) -> None:
    total = rng.randint(8, 30)
    yes = rng.randint(total // 2, total)
    if school["school_type"] in {"341", "345"} or rng.random() < 0.4:
        first = rng.randint(0, min(5, yes))
        school |= {
            "primary_teachers": first, "primary_teachers_bachelor_plus": first,
            "junior_teachers": total - first, "junior_teachers_bachelor_plus": yes - first,
        }  # fmt: skip
        return
    school["full_time_teachers"] = total
    if rng.random() < 0.8:
        school["teachers_bachelor_plus"] = yes


def _silence_sheets(rng: Random, dial: Dial, county: County) -> None:
    silent = set(rng.sample(sorted(codes.TOWNSHIPS), dial.silent_sheets))
    county.tables["schools"] = [row for row in county.tables["schools"] if row["township"] not in silent]


def _twins(rng: Random, dial: Dial, county: County) -> None:
    """A school that stands in two rows, once with one cell that differs."""
    rows = county.tables["schools"]
    for row in rng.sample(rows, 2) if rng.random() < dial.edges * 3 else []:
        rows.append(row | {"moral_plan": rng.choice([row["moral_plan"], not row["moral_plan"]])})


def _last_year(rng: Random, dial: Dial, county: County) -> list[Row]:
    """Last year's register: this year's schools, one that has vanished and one that had closed."""
    rows = [dict(row) for row in county.tables["schools"]]
    for offset, status in enumerate(["在办", "停办"]):
        gone = dict(rng.choice(rows))
        gone |= {
            "school_code": f"2137{900000 + offset}",
            "school_name": f"昔日{offset}小学",
            "school_status": status,
        }
        gone |= {"school_type": "211", "short_name": None, "former_name": None, "parent_school_code": None}
        rows.append(gone)
    return rows


def _blank(rng: Random, dial: Dial, county: County) -> None:
    for table, columns in BLANKABLE.items():
        for number, row in enumerate(county.tables.get(table, [])):
            for column in columns:
                if row.get(column) is None or rng.random() >= dial.blank:
                    continue
                if table == "staff" and column == "school_code" and row.get("post"):
                    continue  # a head without a school would leave its unit without a head
                row[column] = None
                if column in IMPOSSIBLE and rng.random() < dial.fault:
                    county.raw[(table, number, column)] = IMPOSSIBLE[column]


def _lose(dial: Dial, county: County) -> None:
    for table, column in dial.lost:
        county.lacking.setdefault(table, set()).add(column)
        for row in county.tables.get(table, []):
            row[column] = None
