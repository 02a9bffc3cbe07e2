"""Pupils of concern: the poor and their aid, the left behind, the disabled, each followed through school."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from _make.dice import Identities, between, chance, day_between, first, one_of
from _make.enrolment import YEARS_OF, own_cohort
from _make.schools import School
from _make.settings import AID_CATEGORIES, COUNTS

ENTRY_AGE = {"学前": 3, "小学": 6, "初中": 12, "高中": 15, "中职": 15}
DISABILITIES = ("肢体残疾", "听力残疾", "智力残疾", "言语残疾")


@dataclass(slots=True, eq=False)
class Pupil:
    """A pupil of concern; `category` is empty for the not poor."""

    number: int
    identity: str
    school: School
    stage: str
    entry: int
    category: str
    left_behind: bool
    disability: str


@dataclass(frozen=True, slots=True)
class Aid:
    """One row of the table: a pupil, an item and a semester, or a pupil without aid."""

    pupil: Pupil
    school: School
    grade: int
    semester: str
    item: str
    amount: int
    dropped_out: bool = False


def all_pupils(schools: list[School]) -> list[Pupil]:
    """Everyone who is of concern in one of the years."""
    identities = Identities()
    found: list[Pupil] = []
    for school in schools:
        for stage in school.intake:
            if stage in {"高中", "中职"}:
                continue
            for entry in range(2021 - YEARS_OF[stage] + 1, 2025):
                if school.opens and entry < school.opens - 1:
                    continue
                found += cohort(school, stage, entry, identities, len(found))
    return found


def cohort(school: School, stage: str, entry: int, identities: Identities, start: int) -> list[Pupil]:
    """Those of concern who entered in one September, a few in a hundred."""
    size = own_cohort(school, stage, entry)
    share = 130 if not school.rural else 39  # one in so many
    count = size // share + (between(0, share - 1, "one more", school.name, stage, entry) < size % share)
    if school.kind == "511":
        count = 2
    return [pupil(school, stage, entry, identities, start + index + 1) for index in range(count)]


def pupil(school: School, stage: str, entry: int, identities: Identities, number: int) -> Pupil:
    """One pupil with all that does not change."""
    age = ENTRY_AGE[stage]
    born = day_between(date(entry - age - 1, 9, 1), date(entry - age, 8, 31), "pupil", number)
    sex = "男" if chance(52, "pupil sex", number) else "女"
    identity = identities.new(born, sex, "pupil", number)
    poor = chance(72, "poor", number)
    category = one_of(AID_CATEGORIES, "category", number) if poor else ""
    disabled = school.kind == "511" or category == "残疾儿童" or (not poor and chance(35, "disabled", number))
    disability = one_of(DISABILITIES, "disability", number) if disabled else ""
    left_behind = chance(40, "left behind", number) or (not poor and not disabled)
    return Pupil(number, identity, school, stage, entry, category, left_behind, disability)


def school_of(person: Pupil, year: int) -> School:
    """The school at the census: the successor, where the pupil's own was merged."""
    own = person.school
    return own.successor if own.closes <= year and own.successor is not None else own


def years_at(person: Pupil) -> int:
    """How many years the pupil spends at this school."""
    return 3 if person.school.kind in {"218", "219"} else YEARS_OF[person.stage]


def present(pupils: list[Pupil], year: int) -> list[Pupil]:
    """Who was at school in the school year that ended before the census."""
    return [p for p in pupils if 0 <= year - 1 - p.entry < years_at(p)]


def aid_rows(pupils: list[Pupil], year: int) -> list[Aid]:
    """The rows of a census year."""
    here = present(pupils, year)
    poor = [p for p in here if p.category and p.school.rural]
    unaided = set(first(COUNTS["unaided"][year], poor, f"unaided{year}", lambda p: p.number))
    rows: list[Aid] = []
    for person in here:
        rows += rows_of(person, year, aided=bool(person.category) and person not in unaided)
    gone = dropouts(here, year)
    return [replace(row, dropped_out=row.pupil in gone) for row in rows]


def dropouts(here: list[Pupil], year: int) -> set[Pupil]:
    """Some of the rural junior pupils of concern who are not poor."""
    able = [p for p in here if p.stage == "初中" and p.school.rural and not p.category]
    return set(first(COUNTS["dropouts"][year], able, f"dropouts{year}", lambda p: p.number))


def rows_of(person: Pupil, year: int, *, aided: bool) -> list[Aid]:
    """Two semesters; in kindergartens two items in each."""
    school, grade = school_of(person, year), year - person.entry
    if not aided:
        return [Aid(person, school, grade, "", "", 0)]
    items = {"学前": (("政府助学金", 600), ("免保教费", 750)), "小学": (("生活补助", 500),)}
    rows = []
    for half in (1, 2):
        semester = f"{year - 1}-{year}-{half}"
        for item, amount in items.get(person.stage, (("生活补助", 625),)):
            rows.append(Aid(person, school, grade, semester, item, amount))
    return rows


def poor_by_school(rows: list[Aid]) -> dict[School, int]:
    """困难学生数: distinct poor pupils of each school."""
    seen = {(row.pupil, row.school) for row in rows if row.pupil.category}
    counts: dict[School, int] = {}
    for _, school in seen:
        counts[school] = counts.get(school, 0) + 1
    return counts
