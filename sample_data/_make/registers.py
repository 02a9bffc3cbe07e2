"""The county's registers: researchers and visits, projects, guards, villages, facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from _make.books import Cell
from _make.dice import Identities, between, chance, day_between, first, one_of, roll
from _make.schools import School
from _make.settings import COUNTS, FACTS, RESEARCHERS, TOWNSHIPS

SUBJECTS = (
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
    "学前教育",
    "科学",
)
ACTIVITIES = ("听评课", "指导教学", "参加教研", "专题讲座")
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Researcher:
    """A teaching researcher of the county and the rural schools linked with the post."""

    number: int
    subject: str
    schools: tuple[School, ...]

    @property
    def code(self) -> str:
        return f"JY{self.number:03d}"

    @property
    def name(self) -> str:
        return f"教研员{self.number:02d}"


def researchers(schools: list[School]) -> list[Researcher]:
    """Twelve, each with one or two schools at the seats of towns."""
    seats = [s for s in schools if s.seat and s.kind in {"211", "311", "312"}]
    order = first(len(seats), seats, "linked", lambda school: school.name)
    found = []
    for number in range(1, RESEARCHERS + 1):
        count = 2 if number % 4 == 0 else 1
        linked, order = tuple(order[:count]), order[count:]
        found.append(Researcher(number, SUBJECTS[number - 1], linked))
    return found


def researcher_rows(everyone: list[Researcher]) -> list[Row]:
    return [
        {
            "教研员编号": one.code,
            "姓名": one.name,
            "学科": one.subject,
            "在岗状态": "在职",
            "专兼职": "专职",
            "联系学校": "、".join(school.name for school in one.schools),
        }
        for one in everyone
    ]


def visit_rows(everyone: list[Researcher], year: int) -> list[Row]:
    """Visits of the school year before the census, in the order of days."""
    cells = [(one, school, half) for one in everyone for school in one.schools for half in (1, 2)]
    left_out = first(
        COUNTS["visits_left_out"][year], cells, f"visits{year}", lambda c: (c[0].code, c[1].name, c[2])
    )
    rows = []
    for one, school, half in cells:
        if (one, school, half) not in left_out:
            rows += [
                visit(one, school, half, year, n)
                for n in range(between(1, 3, one.code, school.name, half, year))
            ]
    return sorted(rows, key=lambda row: (str(row["活动日期"]), str(row["教研员编号"])))


def visit(one: Researcher, school: School, half: int, year: int, turn: int) -> Row:
    """The turns of one semester lie a month apart."""
    start = date(year - 1, 9, 10) if half == 1 else date(year, 3, 1)
    day = date.fromordinal(
        start.toordinal() + turn * 32 + roll("visit", one.code, school.name, half, year, turn) % 28
    )
    return {
        "教研员编号": one.code,
        "教研员": one.name,
        "联系学校": school.name,
        "活动日期": day,
        "学期": f"{year - 1}-{year}-{half}",
        "活动类型": one_of(ACTIVITIES, "activity", one.code, day),
    }


PROJECTS: tuple[tuple[str, str, str, str, int, str], ...] = (
    ("强镇筑基试点", "梁村镇教育强镇筑基试点", "省级", "梁村镇", 2021, "认定"),
    ("强镇筑基试点", "清平镇教育强镇筑基试点", "市级", "清平镇", 2022, "认定"),
    ("强镇筑基试点", "固河镇教育强镇筑基试点", "县级", "固河镇", 2022, "认定"),
    ("强镇筑基试点", "姜店镇教育强镇筑基试点", "市级", "姜店镇", 2024, "认定"),
    ("强镇筑基试点", "杨屯镇教育强镇筑基试点", "市级", "杨屯镇", 2022, "撤销"),
    ("学科基地", "物理学科基地", "省级", "县第一中学", 2023, "认定"),
    ("学科基地", "历史学科基地", "市级", "县第二中学", 2022, "认定"),
    ("特色高中", "科技特色高中", "市级", "县第二中学", 2024, "立项"),
    ("研学基地", "农耕研学基地", "县级", "梁村镇中心小学", 2021, "认定"),
    ("研学基地", "河湖研学基地", "市级", "固河镇中心小学", 2023, "认定"),
    ("研学基地", "林果研学基地", "县级", "姜店镇中心小学", 2025, "认定"),
    ("精品示范课程", "田园课程", "县级", "尹集镇中心小学", 2022, "认定"),
    ("精品示范课程", "葫芦丝课程", "县级", "清平镇第二小学", 2023, "认定"),
    ("精品示范课程", "耕读课程", "市级", "赵寨子镇中心小学", 2023, "认定"),
    ("精品示范课程", "科技种植课程", "县级", "琉璃寺镇中心小学", 2024, "认定"),
    ("精品示范课程", "田园游戏课程", "县级", "梁村镇中心幼儿园", 2025, "认定"),
    ("精品示范课程", "节气课程", "市级", "杨屯镇中心小学", 2025, "认定"),
    ("名师工作室", "小学语文工作室", "市级", "三十里铺镇中心小学", 2023, "认定"),
    ("名师工作室", "初中数学工作室", "县级", "尹集镇初级中学", 2024, "认定"),
    ("教改项目", "小班化教学改革", "省级", "赵寨子镇九年一贯制学校", 2024, "立项"),
    ("教改项目", "走教制度研究", "市级", "清平镇中心小学", 2022, "立项"),
)


def project_rows(year: int) -> list[Row]:
    """Everything approved so far; the document numbers are invented."""
    levels = {"省级": "甲教基字", "市级": "乙教基字", "县级": "丙教体字"}
    return [
        {
            "项目类别": kind,
            "项目名称": name,
            "级别": level,
            "承担单位": holder,
            "批准年份": approved,
            "公布文号": f"{levels[level]}〔{approved}〕{900 + number}号",
            "状态": state,
        }
        for number, (kind, name, level, holder, approved, state) in enumerate(PROJECTS, 1)
        if approved <= year
    ]


def guards_needed(people: int) -> int:
    """One under 100 persons, two up to 1,000, and one more for every 500."""
    return 1 if people < 100 else 2 if people <= 1000 else 2 + -(-(people - 1000) // 500)


def guard_rows(schools: list[School], people: dict[School, int], year: int) -> list[Row]:
    """The guards of each unit and teaching point; in the country some are old, and a few are missing."""
    identities, rows = Identities(), []
    for number, school in enumerate(schools):
        for index in range(1, 9):
            born = date(
                between(1962, 1990, "guard", school.name, index), between(1, 12, "gm", school.name, index), 9
            )
            sex = "女" if chance(6, "guard sex", school.name, index) else "男"
            identity = identities.new(born, sex, "guard", school.name, index)
            short = school.rural and chance((2028 - year) * 3, "short", school.name)
            if school.active(year) and index <= max(1, guards_needed(people[school]) - short):
                rows.append(guard(school, number * 10 + index, identity, born, sex))
    return rows


def guard(school: School, number: int, identity: str, born: date, sex: str) -> Row:
    return {
        "保安姓名": f"保安{number:04d}",
        "保安员证号": f"SAMPLE{number:06d}",
        "身份证号": identity,
        "性别": sex,
        "专/兼职": "兼职" if school.rural and chance(12, "part", number) else "专职",
        "出生日期": born,
        "派驻学校": school.name,
    }


def village_rows(year: int) -> list[Row]:
    """The villages and communities; a few did not answer."""
    keys = [(t, n) for t in TOWNSHIPS for n in range(1, t.villages + 1)]
    order = first(len(keys), keys, "village sites", lambda key: (key[0].code, key[1]))
    having = set(order[: COUNTS["village_sites"][year]])
    silent = set(order[len(order) - COUNTS["village_blanks"][year] :])
    return [
        {
            "村居代码": f"{township.code}{800 + number}",
            "村居名称": f"{township.name}{number:02d}号{'村' if township.is_town else '社区'}",
            "乡镇": township.name,
            "家长学校或指导站点": None
            if (township, number) in silent
            else "是"
            if (township, number) in having
            else "否",
        }
        for township, number in keys
    ]


def fact_rows(year: int) -> list[Row]:
    return [
        {"指标": name, "年度": year, "数值": float(values[year]), "单位": unit}
        for name, unit, values in FACTS
    ]


def day_of_report(year: int) -> date:
    """When the forms were sent in."""
    return day_between(date(year, 9, 8), date(year, 9, 25), "report", year)
