"""Principals and deputies: who is appointed, who moves between seat and country, how old they are."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from _make.dice import age_on, between, first, one_of
from _make.people import Person
from _make.schools import COMPULSORY, School
from _make.settings import COUNTS, ROTATED, YOUNG_HEADS

CHIEF = {"校长", "党支部书记、校长", "园长", "党支部书记、园长"}
DEPUTY = {"副校长", "党支部副书记、副校长", "副园长", "副校长兼工会主席"}
HEAD = CHIEF | DEPUTY


def is_head(person: Person) -> bool:
    return person.post in HEAD and person.status == "在职"


def deputies(school: School) -> int:
    """How many deputies a school has."""
    if school.kind == "111":
        return 1 if school.center or not school.rural else 0
    if not school.rural:
        return 3
    if school.seat or school.kind == "311":
        return 2
    return 1 if school.intake.get("小学", 0) >= 22 else 0


def title_of(school: School, chief: bool, number: int) -> str:
    """The post as bureaus write it."""
    if school.kind == "111":
        if not chief:
            return "副园长"
        return "园长" if school.private else one_of(("园长", "党支部书记、园长"), "post", number)
    if chief:
        return "校长" if school.private else one_of(("校长", "党支部书记、校长"), "post", number)
    return one_of(("副校长", "副校长", "党支部副书记、副校长", "副校长兼工会主席"), "post", number)


def by_school(staff: list[Person]) -> dict[School, list[Person]]:
    """Those in office, by the school on whose books they stand."""
    found: dict[School, list[Person]] = defaultdict(list)
    for person in staff:
        if person.status == "在职" and person.teaches_at is None:
            found[person.school].append(person)
    return found


def fill_posts(staff: list[Person], year: int, *, beginning: bool) -> None:
    """Fill the vacant posts of every unit from its own teachers."""
    for school, members in by_school(staff).items():
        if school.kind == "218" and not any(p.post for p in members):
            first(1, members, "point", lambda p: p.number)[0].post = "教学点负责人"
        if not school.unit:
            continue
        chiefs = [p for p in members if p.post in CHIEF]
        seconds = [p for p in members if p.post in DEPUTY]
        if not chiefs:
            appoint(candidate(members, year), school, year, chief=True, beginning=beginning)
        for _ in range(deputies(school) - len(seconds)):
            appoint(candidate(members, year), school, year, chief=False, beginning=beginning)
        name_middle_ranks(members)


def candidate(members: list[Person], year: int) -> Person:
    """A teacher of middle age without a post."""
    free = [p for p in members if p.full_time and p.post not in HEAD]
    ripe = [p for p in free if 33 <= age_on(p.born, date(year, 9, 1)) <= 51]
    return first(1, ripe or free, "candidate", lambda p: p.number)[0]


def appoint(person: Person, school: School, year: int, *, chief: bool, beginning: bool) -> None:
    """Give a post, in the first year with a past of up to nine years, else within the school year."""
    person.post = title_of(school, chief, person.number)
    if beginning:
        back = between(0, 9, "appointed", person.number)
        since = max(year - 1 - back, person.joined.year)
        person.appointed = date(since, 9, between(2, 20, "day", person.number))
    else:
        person.appointed = date(year, between(1, 8, "month", person.number), 20)
    person.leader_since = person.appointed


def name_middle_ranks(members: list[Person]) -> None:
    """教导主任 and 总务主任 in schools with twelve teachers and more."""
    teachers = [p for p in members if p.full_time and p.post not in HEAD]
    if len(teachers) < 12:
        return
    for post in ("教导主任", "总务主任"):
        if not any(p.post == post for p in members):
            free = [p for p in teachers if not p.post]
            first(1, free, post, lambda p: p.number)[0].post = post


def step_down(person: Person) -> None:
    """Back to the classroom."""
    person.post = ""
    person.appointed = person.leader_since = person.moved = None
    person.untrained = False


def rejuvenate(staff: list[Person], year: int, *, beginning: bool) -> None:
    """Change rural heads until the share of those aged 45 or less is the year's."""
    day = date(year, 9, 1)
    heads = [p for p in staff if is_head(p) and p.school.rural and p.school.unit]
    target = len(heads) * YOUNG_HEADS[year].numerator // YOUNG_HEADS[year].denominator
    young = [p for p in heads if age_on(p.born, day) <= 45]
    short = target - len(young)
    leaving = [p for p in heads if (age_on(p.born, day) > 45) == (short > 0) and p.moved is None]
    members = by_school(staff)
    for person in first(len(leaving), leaving, f"leaving{year}", lambda p: p.number):
        if short == 0:
            break
        wanted = range(30, 42) if short > 0 else range(46, 52)
        pool = [p for p in members[person.school] if p.full_time and p.post not in HEAD]
        pool = [p for p in pool if age_on(p.born, day) in wanted]
        if not pool:
            continue
        chief = person.post in CHIEF
        step_down(person)
        successor = first(1, pool, f"successor{year}", lambda p: p.number)[0]
        appoint(successor, person.school, year, chief=chief, beginning=beginning)
        short += -1 if short > 0 else 1


def tenure(person: Person, year: int) -> int:
    """Full years in a leading post at this school on 1 September."""
    return age_on(person.leader_since, date(year, 9, 1)) if person.leader_since else 0


def rotate(staff: list[Person], year: int) -> None:
    """Swap heads between seat and country until the year's share of those due has moved."""
    heads = [p for p in staff if is_head(p) and p.school.kind in COMPULSORY and not p.school.private]
    for person in staff:
        person.moved = None
    due = [p for p in heads if tenure(p, year) >= 6]
    order = first(len(due), due, f"rotate{year}", lambda p: p.number)
    moved = 0
    for person in order:
        remaining = sum(1 for p in due if p.moved is None)
        if moved >= ROTATED[year] * (moved + remaining):
            break
        other = counterpart(person, heads, year)
        if other is not None:
            swap(person, other, year)
            moved += 2


def counterpart(person: Person, heads: list[Person], year: int) -> Person | None:
    """A head of the same rank on the other side, teaching the same stage, longest in post."""
    able = [
        p
        for p in heads
        if p.moved is None
        and p.school.rural != person.school.rural
        and (p.post in CHIEF) == (person.post in CHIEF)
        and p.stage == person.stage
        and p.joined.year < year - 1
    ]
    return max(able, key=lambda p: (tenure(p, year), p.number), default=None)


def swap(one: Person, other: Person, year: int) -> None:
    """Both take over the other's school, post and work."""
    day = date(year, 8, between(1, 20, "swap", one.number))
    old, new = one.school, other.school
    for person, before, after in ((one, old, new), (other, new, old)):
        person.school, person.moved = after, (before, after, day)
        person.joined = person.appointed = person.leader_since = day
    one.category, other.category = other.category, one.category
    one.subject, other.subject = other.subject, one.subject
    one.post, other.post = other.post, one.post


def is_new(person: Person, year: int) -> bool:
    """Whether a chief was appointed within the school year before the census."""
    day = person.appointed
    return person.post in CHIEF and day is not None and date(year - 1, 9, 1) <= day <= date(year, 8, 31)


def mark_training(staff: list[Person], year: int) -> None:
    """Some new heads in the country go without training in the early years."""
    fresh = [p for p in staff if is_head(p) and p.school.rural and is_new(p, year)]
    missed = set(first(COUNTS["untrained"][year], fresh, f"untrained{year}", lambda p: p.number))
    for person in staff:
        person.untrained = person in missed
