"""One row of the table of schools, as canonical headers and values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from _make import facilities as have
from _make.books import Cell
from _make.dice import between, chance
from _make.enrolment import class_count, grade_sizes
from _make.facilities import Groups, Pairing
from _make.people import Person
from _make.schools import PRIMARY_OR_SECONDARY, School

KINDS = {
    "111": "幼儿园",
    "119": "附设幼儿班",
    "211": "小学",
    "218": "小学教学点",
    "219": "附设小学班",
    "311": "初级中学",
    "312": "九年一贯制学校",
    "341": "完全中学",
    "342": "高级中学",
    "345": "十二年一贯制学校",
    "361": "调整后中等职业学校",
    "511": "盲人学校",
}
AREAS = {"121": "镇中心区", "122": "镇乡结合区", "220": "村庄"}
SPONSORS = {"831": "县级教育部门", "894": "集体", "999": "民办"}
GRADES = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
Facts = dict[str, Cell]


@dataclass(slots=True)
class Year:
    """What the rows of a year are made from."""

    year: int
    schools: list[School]
    groups: Groups
    staff: dict[School, list[Person]]
    poor: dict[School, int]
    pairings: dict[School, Pairing]


def staff_by_school(staff: list[Person]) -> dict[School, list[Person]]:
    """Those in office, where they stand."""
    found: dict[School, list[Person]] = defaultdict(list)
    for person in staff:
        if person.status == "在职":
            found[person.works_at].append(person)
    return found


def facts(school: School, year: Year) -> Facts:
    """Everything a form may ask of a school."""
    row = identity(school)
    if not school.active(year.year):
        row |= {"学校状态": "停办" if school.kind == "218" else "撤并"}
        return row
    sizes = {stage: grade_sizes(school, stage, year.year, year.schools) for stage in school.intake}
    pupils = sum(map(sum, sizes.values()))
    row |= {"学校状态": "在办", "在校生数": pupils, "困难学生数": year.poor.get(school, 0)}
    row |= numbers(school, sizes, pupils) | of_staff(year.staff[school], pupils)
    row |= boarding(school, year.groups, pupils)
    row |= rooms(school, pupils, int(str(row["班数"])))
    row |= works(school, year)
    if school.kind in PRIMARY_OR_SECONDARY | {"218", "219", "361", "511"}:
        row |= network(school, year.groups) | pairing(school, year)
    return row


def identity(school: School) -> Facts:
    """What does not change: codes, names, place."""
    return {
        "学校标识码": school.code,
        "学校名称": school.name,
        "办学类型": KINDS[school.kind],
        "办学类型代码": school.kind,
        "城乡类型": AREAS[school.area],
        "城乡类型代码": school.area,
        "乡镇(街道)": school.township.name,
        "乡镇代码": school.township.code,
        "是否镇驻地": "是" if school.seat else "否",
        "举办者": SPONSORS[school.sponsor],
        "举办者代码": school.sponsor,
        "上级学校标识码": school.parent.code if school.parent else None,
        "是否乡镇中心幼儿园": "是" if school.center and school.kind == "111" else "否",
    }


def numbers(school: School, sizes: dict[str, list[int]], pupils: int) -> Facts:
    """Pupils by stage, grade and sex, and classes."""
    grades = dict.fromkeys(range(1, 10), 0)
    for stage, first in (("小学", 1), ("初中", 7)):
        for offset, size in enumerate(sizes.get(stage, [])):
            grades[first + offset] = size
    row: Facts = {f"{GRADES[grade - 1]}年级学生数": size for grade, size in grades.items()}
    row["女生数"] = pupils * between(45, 49, "girls", school.name) // 100
    row["班数"] = sum(class_count(stage, grades) for stage, grades in sizes.items())
    row["小学在校生数"] = sum(sizes.get("小学", []))
    row["初中在校生数"] = sum(sizes.get("初中", []))
    return row


def of_staff(members: list[Person], pupils: int) -> Facts:
    """Sums of the roster."""
    teachers = [person for person in members if person.full_time]
    above = [p for p in teachers if p.bachelor or (p.stage in {"小学", "学前"} and p.education == "31")]
    arts = [p for p in teachers if p.subject in {"体育", "音乐", "美术"}]
    return {
        "教职工数": len(members),
        "专任教师数": len(teachers),
        "本科及以上专任教师数": sum(person.bachelor for person in teachers),
        "高于规定学历教师数": len(above),
        "骨干教师数": sum(is_backbone(person) for person in teachers),
        "体育艺术专任教师数": len(arts),
        "计算机台数": pupils // 9 + len(teachers),
    }


def is_backbone(person: Person) -> bool:
    """是否县级及以上骨干教师, once and for all."""
    return person.full_time and chance(16, "backbone", person.number)


def boarding(school: School, groups: Groups, pupils: int) -> Facts:
    """Beds, dormitories and boarders; conditions and figures say the same."""
    older = school.kind in {"311", "312", "341", "342", "345", "361"}
    able = (
        groups.has("junior_boarding", school) if school.seat and school.rural else older and not school.seat
    )
    share = {"342": 70, "361": 60, "341": 45, "345": 80}.get(school.kind, 30) if able else 0
    boarders = pupils * share // 100
    return {
        "是否具备寄宿条件": "是" if able else "否",
        "寄宿生数": boarders,
        "床位数": boarders + (24 if able else 0),
        "学生宿舍面积": (boarders + 24) * 4 if able else 0,
    }


def rooms(school: School, pupils: int, classes: int) -> Facts:
    """Areas in square metres, equipment in yuan."""
    percent = have.spread(school)
    return {
        "教学及辅助用房面积": pupils * 6 * percent // 100,
        "体育运动场馆面积": pupils * 10 * percent // 100,
        "教学仪器设备值": pupils * 2600 * percent // 100,
        "图书册数": pupils * between(24, 33, "books", school.name),
        "网络多媒体教室数": classes + between(0, 4, "multimedia", school.name),
    }


def network(school: School, groups: Groups) -> Facts:
    """Bandwidth, recording rooms, class of the standard."""
    gate, room = have.bandwidth(school, groups)
    recording = groups.has("recording_rooms", school) if school.seat and school.rural else not school.rural
    return {
        "校园网出口带宽(Mbps)": gate,
        "班级带宽(Mbps)": room,
        "是否千兆进校百兆进班": "是" if gate >= 1000 and room >= 100 else "否",
        "录播室数": (2 if chance(25, "rooms", school.name) else 1) if recording else 0,
        "办学条件等级": have.standard_class(school, groups),
        "特殊教育资源中心": "是" if hosts_center(school, groups) else "否",
    }


def hosts_center(school: School, groups: Groups) -> bool:
    return school.center and school.kind == "211" and school.township.code in groups.towns_with_center


def pairing(school: School, year: Year) -> Facts:
    """结对 and 强校扩优 in the country; the seat names its partners."""
    guests = [pair for pair in year.pairings.values() if pair.urban is school]
    pair = year.pairings.get(school)
    row: Facts = {"强校扩优形式": "结对" if guests else have.expansion_form(school, year.groups)}
    row["是否结对"] = "是" if pair or guests else "否"
    row["结对学校"] = pair.urban.name if pair else "、".join(p.rural.name for p in guests) or "无"
    row["结对起"] = pair.start if pair else None
    row["结对止"] = pair.end if pair else None
    return row


def works(school: School, year: Year) -> Facts:
    """Plans, committees, brands, kindergarten grades."""
    groups = year.groups
    parents = have.established("parent_school", lambda _: True)(school, groups)
    labour = groups.has("labour_site", school) or not school.rural
    row: Facts = {
        "家长学校": parents,
        "家长委员会": parents,
        "全环境立德树人方案": have.established("moral_plan", lambda _: True)(school, groups),
        "温馨校园级别": have.warm_campus(school, groups),
        "劳动实践场所数": (2 if chance(20, "labour", school.name) else 1) if labour and school.unit else 0,
        "党支部星级": have.stars(school, groups),
        "特色品牌": brand(school, groups),
    }
    if school.kind in {"111", "119"}:
        row["幼儿园等级"] = "无" if school.kind == "119" else have.kindergarten_grade(school, groups)
        row["幼儿园达标"] = (
            "是" if groups.has("kg_meets", school) or row["幼儿园等级"] == "省级示范" else "否"
        )
        row["是否普惠性幼儿园"] = "是" if not school.private or chance(60, "inclusive", school.name) else "否"
        row["是否镇村一体化管理"] = "是" if groups.has("kg_integrated", school) else "否"
    return row


def brand(school: School, groups: Groups) -> Cell:
    """特色品牌 by name, blank where there is none yet."""
    words = ("耕读", "田园", "剪纸", "葫芦丝", "武术", "书法", "足球", "科技种植")
    if school.rural and not groups.has("brand", school):
        return "无"
    return words[between(0, 7, "brand", school.name)] + "教育"
