"""How many pupils a school has: intakes that shrink in the country and grow slowly in the seat."""

from __future__ import annotations

from functools import cache

from _make.dice import between
from _make.schools import School

FIRST_GRADE = {"小学": 1, "初中": 7}
YEARS_OF = {"学前": 3, "小学": 6, "初中": 3, "高中": 3, "中职": 3}
CLASS_LIMIT = {"学前": 32, "小学": 45, "初中": 50, "高中": 52, "中职": 50}


@cache
def own_cohort(school: School, stage: str, entry: int) -> int:
    """Pupils who entered the school's stage in September of a year."""
    if stage not in school.intake:
        return 0
    trend = 970 if school.rural else 1006
    size = school.intake[stage] * between(94, 106, "cohort", school.name, stage, entry) / 100
    for _ in range(entry - 2022):
        size = size * trend / 1000
    for _ in range(2022 - entry):
        size = size * 1000 / trend
    return max(3, int(size))


def grade_sizes(school: School, stage: str, year: int, closed: list[School]) -> list[int]:
    """Pupils per grade of a stage, with those of the schools that were merged into this one."""
    if not school.active(year) or stage not in school.intake:
        return []
    grades = 3 if school.kind in {"218", "219"} else YEARS_OF[stage]
    oldest = max(0, year - school.opens + 1) if school.opens else grades
    guests = [other for other in closed if other.successor is school and other.closes <= year]
    sizes = []
    for grade in range(1, grades + 1):
        entry = year - grade + 1
        size = own_cohort(school, stage, entry) if grade <= max(oldest, 1) else 0
        moved = [own_cohort(other, stage, entry) for other in guests if grade <= last_grade(other)]
        sizes.append(size + sum(moved))
    return sizes


def last_grade(school: School) -> int:
    """The highest grade of the stage a school teaches."""
    return 3 if school.kind in {"218", "219"} else 6


def class_count(stage: str, sizes: list[int]) -> int:
    """Classes, each grade divided by the limit."""
    return sum(-(-size // CLASS_LIMIT[stage]) for size in sizes)
