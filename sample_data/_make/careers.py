"""From one census to the next: who retires, who is hired, who earns a degree, who is checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from _make.dice import age_on, between, chance, day_between, first, one_of, roll
from _make.heads import fill_posts, is_head, mark_training, rejuvenate, rotate, step_down
from _make.people import Person, Registry, first_staff, others_of, stages_of
from _make.schools import School
from _make.settings import BACHELOR, COUNTS, YEARS

LENT = 9
COMPULSORY_TEACHING = {"211", "218", "219", "311", "312", "319", "341", "345"}


def all_years(schools: list[School]) -> Iterable[tuple[int, list[Person]]]:
    """The staff of each year in turn; the persons are changed when the next year is asked for."""
    registry = Registry()
    staff = first_staff(schools, YEARS[0], registry)
    for year in YEARS:
        beginning = year == YEARS[0]
        if not beginning:
            staff = leave(staff, year)
            merge(staff, year)
            staff += hire(schools, staff, year, registry)
        fill_posts(staff, year, beginning=beginning)
        rotate(staff, year)
        rejuvenate(staff, year, beginning=beginning)
        mark_training(staff, year)
        lend(schools, staff, year)
        earn_degrees(staff, year)
        check_health(staff, year)
        yield year, staff


def retirement(person: Person) -> int:
    """The month of retirement, counted from year 0, with the ages that rise from January 2025."""
    worker = person.category == "工勤人员"
    years = 60 if person.sex == "男" else 50 if worker else 55
    month = (person.born.year + years) * 12 + person.born.month
    late = month - (2025 * 12 + 1)
    if late < 0:
        return month
    return month + (late // 2 + 1 if years == 50 else late // 4 + 1)


def leave(staff: list[Person], year: int) -> list[Person]:
    """Drop those who left earlier; those who retired this summer stay in the roster, marked."""
    kept = []
    for person in staff:
        if person.status == "退休":
            continue
        person.teaches_at = None
        month = retirement(person)
        if month <= year * 12 + 8:
            if month < year * 12 + 7:
                continue
            retire(person)
        kept.append(person)
    return kept


def retire(person: Person) -> None:
    step_down(person)
    person.status, person.category = "退休", "其他"
    person.subject = ""


def merge(staff: list[Person], year: int) -> None:
    """The staff of a school that closes goes to its successor, its heads back to the classroom."""
    for person in staff:
        target = person.school.successor
        if person.school.closes == year and target is not None:
            step_down(person)
            person.school, person.joined = target, date(year, 8, 25)


def hire(schools: list[School], staff: list[Person], year: int, registry: Registry) -> list[Person]:
    """Fill the places that became free with young people who came in September."""
    present = Counter((p.school.name, p.category, p.stage) for p in staff if p.status == "在职")
    new = []
    for school in schools:
        if not school.active(year):
            continue
        wanted = stages_of(school, max(2022, school.opens), schools)
        for stage, count in wanted.items():
            vacant = count - present[school.name, "专任教师", stage]
            new += [newcomer(school, stage, year, registry) for _ in range(vacant)]
        stage = next(iter(wanted))
        for category, count in others_of(school, sum(wanted.values())).items():
            for index in range(count - present[school.name, category, stage]):
                age = between(27, 44, school.name, category, year, index)
                new.append(registry.person(school, category, stage, age, year))
    return new


def newcomer(school: School, stage: str, year: int, registry: Registry) -> Person:
    """A graduate; teachers of a new kindergarten are of every age."""
    if school.opens == year:
        age = between(24, 45, "transfer", registry.count)
    else:
        age = between(23, 26, "newcomer", registry.count)
    person = registry.person(school, "专任教师", stage, age, year)
    person.joined = date(year - 1, 9, 2)
    if school.opens != year:
        person.started = person.joined
        person.education = "14" if chance(6, "master", person.number) else "21"
    return person


def lend(schools: list[School], staff: list[Person], year: int) -> None:
    """A few teachers of the seat teach in the country this year (支教), on the books of their own school."""
    hosts = [
        s for s in schools if s.active(year) and s.kind == "211" and s.area == "220" and s.township.is_town
    ]
    free = [p for p in staff if p.full_time and not p.school.rural and p.school.kind == "211" and not p.post]
    for person in first(LENT, free, f"lent{year}", lambda p: p.number):
        person.teaches_at = one_of(tuple(hosts), "host", year, person.number)


def teaches_compulsory(person: Person) -> bool:
    """Whether the person counts in the shares of teachers with a degree."""
    kind = person.works_at.kind
    return person.full_time and person.stage in {"小学", "初中"} and kind in COMPULSORY_TEACHING


def earn_degrees(staff: list[Person], year: int) -> None:
    """Degrees of the teachers of compulsory education, up to the year's share in seat and country."""
    for where, rural in (("urban", False), ("rural", True)):
        group = [p for p in staff if teaches_compulsory(p) and p.works_at.rural == rural]
        share = BACHELOR[where][year]
        target = len(group) * share.numerator // share.denominator
        without = [p for p in group if not p.bachelor]
        missing = target - (len(group) - len(without))
        oldest_last = sorted(without, key=lambda p: (age_on(p.born, date(year, 9, 1)) // 8, roll(p.number)))
        for person in oldest_last[: max(0, missing)]:
            person.education = "21"
    kindergarten = [p for p in staff if p.full_time and p.stage == "学前" and p.education == "31"]
    for person in first(len(kindergarten) // 8, kindergarten, f"kg{year}", lambda p: p.number):
        person.education = "21"


def check_health(staff: list[Person], year: int) -> None:
    """Everyone's last check: in the calendar year before the census, for some a year too early."""
    rural = [
        p
        for p in staff
        if p.status == "在职" and p.works_at.rural and not p.works_at.private and (p.full_time or is_head(p))
    ]
    settled = [p for p in rural if p.joined.year < year - 1]
    late = set(first(COUNTS["unchecked"][year], settled, f"unchecked{year}", lambda p: p.number))
    for person in staff:
        before = year - (2 if person in late else 1)
        summer = person.started.year == year - 1
        start, end = (
            (date(before, 7, 1), date(before, 8, 10)) if summer else (date(before, 5, 6), date(before, 6, 28))
        )
        person.checked = day_between(start, end, "health", person.number, before)
