"""The staff of the invented county: who they are, and who works where in the first year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from _make.dice import Identities, between, chance, one_of, roll
from _make.enrolment import class_count, grade_sizes
from _make.schools import School

STAGE_OF = {"111": "学前", "119": "学前", "211": "小学", "218": "小学", "219": "小学", "311": "初中"}
SUBJECTS = {
    "学前": ("学前教育",),
    "小学": (
        "语文",
        "语文",
        "数学",
        "数学",
        "英语",
        "科学",
        "体育",
        "音乐",
        "美术",
        "道德与法治",
        "信息科技",
    ),
    "初中": (
        "语文",
        "数学",
        "英语",
        "物理",
        "化学",
        "生物学",
        "历史",
        "地理",
        "体育",
        "音乐",
        "美术",
        "信息科技",
    ),
    "高中": ("语文", "数学", "英语", "物理", "化学", "生物学", "历史", "地理", "思想政治", "体育"),
    "中职": ("语文", "数学", "英语", "种植", "畜禽生产", "机电技术", "会计", "体育"),
}
PER_CLASS = {"学前": 22, "小学": 23, "初中": 36, "高中": 38, "中职": 26}  # full-time teachers per ten classes


@dataclass(slots=True, eq=False)
class Person:
    """One of the staff. `education` is a code of GB/T 4658; `moved` the exchange of this school year."""

    number: int
    identity: str
    sex: str
    born: date
    school: School
    category: str
    stage: str
    subject: str
    education: str
    started: date
    joined: date
    post: str = ""
    appointed: date | None = None
    leader_since: date | None = None
    moved: tuple[School, School, date] | None = None
    untrained: bool = False
    teaches_at: School | None = None
    status: str = "在职"
    checked: date | None = None

    @property
    def full_time(self) -> bool:
        return self.category == "专任教师"

    @property
    def works_at(self) -> School:
        """Where the person stands: lent teachers count where they teach."""
        return self.teaches_at or self.school

    @property
    def bachelor(self) -> bool:
        return self.education in {"11", "14", "17", "21"}


def stages_of(school: School, year: int, closed: list[School]) -> dict[str, int]:
    """Full-time teachers a school should have, by stage."""
    wanted = {}
    for stage in school.intake:
        classes = class_count(stage, grade_sizes(school, stage, year, closed))
        least = {"211": 9, "111": 6, "218": 3, "511": 9}.get(school.kind, 2)
        wanted[stage] = max(least, classes * PER_CLASS[stage] // 10)
    return wanted


def others_of(school: School, teachers: int) -> dict[str, int]:
    """Administrators, assistants and workers a school should have beside its teachers."""
    if not school.unit:
        return {}
    kindergarten = school.kind == "111"
    return {
        "行政人员": 1 + teachers // 60 if teachers >= 20 else 0,
        "教辅人员": teachers // 3 if kindergarten else teachers // 18,
        "工勤人员": max(1, teachers // (5 if kindergarten else 14)),
    }


class Registry:
    """Makes new persons, each with a number and an identity of its own."""

    def __init__(self) -> None:
        self.identities = Identities()
        self.count = 0

    def person(self, school: School, category: str, stage: str, age: int, year: int) -> Person:
        """Someone of an age at a school; `year` is the first census the person stands in."""
        self.count += 1
        number = self.count
        women = 93 if stage == "学前" else 42 if category == "工勤人员" else 64
        sex = "女" if chance(women, "sex", number) else "男"
        if sex == "女" and age > 53:
            age -= between(4, 20, "younger", number)
        born = birthday(age, year, number)
        identity = self.identities.new(born, sex, "staff", number)
        subject = one_of(SUBJECTS[stage], "subject", number) if category == "专任教师" else ""
        started = date(max(born.year + between(21, 23, "start", number), born.year + 20), 9, 1)
        started = min(started, date(year - 1, 9, 1))
        joined = first_day(school, started, year, number)
        education = education_of(school, category, stage, age, number)
        return Person(
            number, identity, sex, born, school, category, stage, subject, education, started, joined
        )


def birthday(age: int, year: int, number: int) -> date:
    """A birth date for an age on 1 September."""
    last = date(year - age, 9, 1)
    return date.fromordinal(last.toordinal() - roll("born", number) % 365)


def first_day(school: School, started: date, year: int, number: int) -> date:
    """The September in which a person came to this school."""
    earliest = max(started.year, school.opens - 1 if school.opens else 0)
    latest = year - 1
    return date(between(min(earliest, latest), latest, "joined", number), 9, 1)


def education_of(school: School, category: str, stage: str, age: int, number: int) -> str:
    """学历代码; the shares of teachers with a degree are set afterwards."""
    if category == "工勤人员":
        return one_of(("61", "61", "71", "41"), "education", number)
    if category != "专任教师":
        return one_of(("31", "21", "21"), "education", number)
    if stage in {"高中", "中职"}:
        return "14" if chance(14, "education", number) else "21"
    if school.kind == "511":
        return one_of(("21", "21", "31"), "education", number)
    if chance(4 if not school.rural else 2, "master", number) and age < 45:
        return "14"
    if school.kind in {"111", "119"}:
        return one_of(("31", "31", "21", "41"), "education", number)
    return "41" if age > 52 and chance(25, "normal school", number) else "31"


def ages(number: int, stage: str) -> int:
    """An age for one of the first year's staff: younger in kindergartens."""
    top = 48 if stage == "学前" else 57
    return between(24, top, "age", number)


def first_staff(schools: list[School], year: int, registry: Registry) -> list[Person]:
    """Everyone in service in the first year."""
    staff = []
    for school in schools:
        if not school.active(year):
            continue
        wanted = stages_of(school, year, schools)
        for stage, count in wanted.items():
            for index in range(count):
                age = ages(roll(school.name, stage, index), stage)
                staff.append(registry.person(school, "专任教师", stage, age, year))
        stage = next(iter(wanted))
        for category, count in others_of(school, sum(wanted.values())).items():
            for index in range(count):
                age = between(28, 48, school.name, category, index)
                staff.append(registry.person(school, category, stage, age, year))
    return staff
