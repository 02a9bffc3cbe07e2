"""The staff rosters of the townships: three ways to lay out the same persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from _make.books import Cell, Grid, titled
from _make.dice import chance
from _make.heads import CHIEF, is_head, tenure
from _make.layouts import headers, table
from _make.people import Person
from _make.school_facts import is_backbone
from _make.settings import Township

XLS = {"固河镇", "琉璃寺镇", "杨屯镇"}
TITLED = {"人和街道", "尹集镇", "三十里铺镇", "姜店镇"}
EDUCATION = {
    "14": ("硕士研究生毕业", "硕士研究生"),
    "21": ("大学本科毕业", "本科"),
    "31": ("大学专科毕业", "大专"),
    "41": ("中等专科毕业", "中专"),
    "61": ("普通高中毕业", "高中"),
    "71": ("初中毕业", "初中"),
}
PLAIN = headers(
    "教职工号 姓名 身份证号 性别 出生日期 学校标识码 所在学校 人员类别 是否专任教师 是否在编 任教学段 "
    "任教学科 最高学历 职称 "
    "是否县级及以上骨干教师 参加工作年月 进本校年月 职务 任命日期 本校连续任职年限 任期年限 "
    "是否接受岗前培训 是否交流轮岗 "
    "交流前学校 交流后学校 交流日期 体检日期 人员状态"
)
STREET = [*PLAIN[:7], ("任教学校", "任教学校"), *PLAIN[7:]]
OTHER_WORDS = headers(
    "工号=教职工号 姓名 身份证号码=身份证号 性别 出生年月日=出生日期 工作单位=所在学校 岗位类别=人员类别 "
    "是否专任教=是否专任教师 "
    "学段=任教学段 任教学科 学历=学历简称 职称 参加工作时间=参加工作年月 来校年月=进本校年月 "
    "现任职务=职务 任命日期 连任年限=本校连续任职年限 "
    "任期年限 岗前任职培训=是否接受岗前培训 轮岗=是否交流轮岗 交流前学校 交流后学校 交流日期 "
    "年度体检=体检日期 人员状态"
)
EXPORT = headers(
    "教职工号 教职工姓名=姓名 公民身份号码=身份证号 性别 出生日期 学校标识码 教职工类别=人员类别 "
    "是否专任教师 是否在编 任教学段 教授科目=任教学科 "
    "最高学历代码 专业技术职称=职称 参加工作年月 进本校年月 职务 任命日期 本校连续任职年限 "
    "是否接受岗前培训 是否交流轮岗 交流前学校 交流后学校 "
    "交流日期 体检日期 人员状态"
)


def roster(township: Township, people: Sequence[Person], year: int) -> tuple[str, Grid]:
    """The file's suffix and its sheet."""
    rows = [record(person, year) for person in sorted(people, key=lambda p: (p.school.code, p.number))]
    if township.name in XLS:
        return ".xls", table("教职工", EXPORT, [exported(row) for row in rows])
    if township.name in TITLED:
        street = [("任教学校", "任教学校")] if not township.is_town else []
        grid = table("教职工花名册", [*OTHER_WORDS[:6], *street, *OTHER_WORDS[6:]], rows, numbered=True)
        note = f"填报单位：{township.name}　　填报日期：{year}年9月10日"
        return ".xlsx", titled(grid, f"{year}年{township.name}教职工花名册", note)
    columns = PLAIN if township.is_town else STREET
    return ".xlsx", table("教职工", columns, [dated(row) for row in rows])


def record(person: Person, year: int) -> dict[str, Cell]:
    """One row in canonical headers, dates as days."""
    row: dict[str, Cell] = {
        "教职工号": f"T{person.number:05d}",
        "姓名": f"{'教师' if person.full_time else '员工'}{person.number:05d}",
        "身份证号": person.identity,
        "性别": person.sex,
        "出生日期": person.born,
        "学校标识码": person.school.code,
        "所在学校": person.school.name,
        "任教学校": person.teaches_at.name if person.teaches_at else None,
        "人员类别": person.category,
        "是否专任教师": "是" if person.full_time else "否",
        "是否在编": "否" if person.school.private or chance(9, "post", person.number) else "是",
        "任教学段": person.stage,
        "任教学科": person.subject or None,
        "最高学历": EDUCATION[person.education][0],
        "学历简称": EDUCATION[person.education][1],
        "最高学历代码": person.education,
        "职称": title(person, year),
        "是否县级及以上骨干教师": "是" if is_backbone(person) else "否",
        "参加工作年月": person.started,
        "进本校年月": person.joined,
        "职务": person.post or None,
        "是否接受岗前培训": "否",
        "是否交流轮岗": "否",
        "体检日期": person.checked,
        "人员状态": person.status,
    }
    return row | (headship(person, year) if is_head(person) else {})


def headship(person: Person, year: int) -> dict[str, Cell]:
    """What only heads fill in, or answer with yes."""
    row: dict[str, Cell] = {
        "任命日期": person.appointed,
        "本校连续任职年限": tenure(person, year),
        "任期年限": 3,
        "是否接受岗前培训": "否" if person.post in CHIEF and person.untrained else "是",
        "是否交流轮岗": "是" if person.moved else "否",
    }
    if person.moved:
        before, after, day = person.moved
        row |= {"交流前学校": before.name, "交流后学校": after.name, "交流日期": day}
    return row


def title(person: Person, year: int) -> str:
    """职称, which only rises with the years of work."""
    if not person.full_time:
        return "未定职级"
    years, luck = year - person.started.year, person.number % 9
    if years >= 19 + luck:
        return "高级教师"
    if years >= 8 + luck // 2:
        return "一级教师"
    return "二级教师" if years >= 1 else "未定职级"


def dated(row: dict[str, Cell]) -> dict[str, Cell]:
    """Real dates, and months as 2016-09."""
    return row | {key: month(row[key], "-") for key in ("参加工作年月", "进本校年月")}


def exported(row: dict[str, Cell]) -> dict[str, Cell]:
    """As the national system exports: everything text, days as 20160901, flags 1 and 0."""
    flags = ("是否专任教师", "是否在编", "是否接受岗前培训", "是否交流轮岗")
    changed: dict[str, Cell] = {key: {"是": "1", "否": "0"}[str(row[key])] for key in flags if row.get(key)}
    for key, value in row.items():
        if isinstance(value, date):
            changed[key] = value.strftime("%Y%m%d")
    for key in ("参加工作年月", "进本校年月"):
        changed[key] = month(row[key], "")
    return row | changed


def month(value: Cell, separator: str) -> str:
    assert isinstance(value, date)
    return f"{value.year:04d}{separator}{value.month:02d}"
