"""Reads the sample data without the package under test, into the tables of the independent calculator."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from oracle.by_pupil import Term
from oracle.codes import TOWNSHIPS
from oracle.county import County, Row
from oracle.logic import NO
from oracle.spans import Span, day, month
from oracle.spell import EDUCATIONS, SPONSORS, TYPES, ZONES

FOLDER = Path(__file__).parent.parent / "sample_data"
SCHOOL_TYPES = {name: code for code, name in TYPES.items()} | {"调整后中等职业学校": "361"}
AREAS = {name: code for code, name in ZONES.items()}
RUN_BY = {name: code for code, name in SPONSORS.items()}
DEGREES = {name: code for code, names in EDUCATIONS.items() for name in names} | {
    "初中": "71",
    "初中毕业": "71",
}
PLACES = {name: code for code, name in TOWNSHIPS.items()}


def text(cell: Any) -> Any:
    return None if cell == "" else str(cell)


def whole(cell: Any) -> Any:
    return None if cell == "" else int(float(cell))


def code(cell: Any) -> Any:
    return str(int(cell)) if isinstance(cell, float) else text(cell)


def flag(cell: Any) -> Any:
    return {"是": True, "否": False, "1": True, "0": False, "专职": True, "兼职": False}.get(cell)


def coded(names: dict[str, str]) -> Callable[[Any], Any]:
    return lambda cell: names.get(cell, text(cell))


def level(cell: Any) -> Any:
    return NO if cell in {"无", "未评"} else text(cell)


def words(cell: Any) -> Any:
    if cell in {"", "无"}:
        return NO if cell else None
    return tuple(re.split("[、兼]", cell))


def span(cell: Any) -> Any:
    if isinstance(cell, date | datetime):
        return day(cell.year, cell.month, cell.day)
    digits = re.sub(r"\D", "", str(cell))
    if not digits:
        return None
    parts = [int(digits[:4]), int(digits[4:6]), *([int(digits[6:])] if len(digits) > 6 else [])]
    return day(*parts) if len(parts) == 3 else month(*parts)


def term(cell: Any) -> Any:
    return Term(int(cell[5:9]), int(cell[-1])) if cell else None


Reading = tuple[str, Callable[[Any], Any]]


def readings(lines: str, how: Callable[[Any], Any]) -> dict[str, Reading]:
    """`header header=column_name` lines: several headers of one column stand before its name."""
    found = {}
    for line in lines.split():
        headers, _, column = line.partition("=")
        found |= dict.fromkeys(headers.split("|"), (column, how))
    return found


SCHOOL = {
    **readings("学校标识码|学校(机构)标识码=school_code 上级学校标识码=parent_school_code", code),
    **readings("学校名称|校名|园所名称=school_name 学校状态=school_status", text),
    **readings("办学类型|办学类型代码|学校类型=school_type", coded(SCHOOL_TYPES)),
    **readings("城乡类型|城乡类型代码|驻地城乡类型=urban_rural", coded(AREAS)),
    **readings("举办者|举办者代码|学校(机构)举办者=sponsor", coded(RUN_BY)),
    **readings("乡镇|乡镇代码|所属乡镇=township", coded(PLACES)),
    **readings(
        "是否镇驻地|镇驻地=is_town_seat 是否乡镇中心幼儿园=is_center_kindergarten "
        "幼儿园达标=kg_meets_standard "
        "是否镇村一体化管理=kg_integrated 是否具备寄宿条件=can_board 是否千兆进校百兆进班=gigabit "
        "是否结对=paired "
        "特殊教育资源中心|特教资源中心=has_sped_center 家长学校=parent_school "
        "家长委员会|家委会=parent_committee "
        "全环境立德树人方案|一校一案=moral_plan",
        flag,
    ),
    **readings(
        "在校生数|在校学生数|在园幼儿数=students 初中在校生数=students_junior 困难学生数=poor_students "
        "专任教师数=full_time_teachers 本科及以上专任教师数=teachers_bachelor_plus "
        "劳动实践场所数=labour_sites "
        "校园网出口带宽(Mbps)|出口带宽(Mbps)=bandwidth_mbps "
        "班级带宽(Mbps)|进班带宽(Mbps)=class_bandwidth_mbps "
        "录播室数|录播教室=recording_rooms 床位数=beds 学生宿舍面积(㎡)=dormitory_area_m2",
        whole,
    ),
    **readings(
        "办学条件等级|办学条件标准类别=standard_class 幼儿园等级=kg_grade "
        "温馨校园级别|乡村温馨校园=warm_campus "
        "党支部星级|支部星级=party_star",
        level,
    ),
    **readings("特色品牌|一校一品=brand", level),
    **readings("强校扩优形式=expansion_form 结对学校=paired_school", words),
    **readings("结对起=pairing_start 结对止=pairing_end", span),
}
STAFF = {
    **readings("身份证号|身份证号码|公民身份号码=id_number 所在学校|工作单位=school_name", text),
    **readings(
        "学校标识码=school_code 任教学校=teaches_at 任教学段|学段=teaching_stage 人员状态=staff_status", text
    ),
    **readings(
        "人员类别|岗位类别|教职工类别=staff_category 交流前学校=exchange_from 交流后学校=exchange_to", text
    ),
    **readings("最高学历|学历|最高学历代码=education", coded(DEGREES)),
    **readings("是否专任教师|是否专任教=is_full_time_teacher 是否交流轮岗|轮岗=exchanged", flag),
    **readings("是否接受岗前培训|岗前任职培训=induction_trained", flag),
    **readings("职务|现任职务=post", words),
    **readings("本校连续任职年限|连任年限=tenure_years 任期年限=term_years", whole),
    **readings("出生日期|出生年月日=birth_date 任命日期=appointed_date 交流日期=exchange_date", span),
    **readings("进本校年月|来校年月=joined_school 体检日期|年度体检=health_check_date", span),
}
STUDENTS = {
    **readings(
        "学籍号|全国学籍号=student_id 身份证号|身份证号码=id_number 学校标识码|就读学校=school_code", text
    ),
    **readings("困难类别|资助对象类别=aid_category 资助项目=aid_item", text),
    **readings(
        "是否家庭经济困难|困难认定=is_poor 是否受助|是否享受资助=aid_received 是否辍学=dropout "
        "一人一案=case_file",
        flag,
    ),
    **readings("资助金额|发放金额(元)=aid_amount", whole),
    **readings("资助学期|发放学期=aid_term", term),
}
RESEARCHERS = {
    **readings("教研员编号=researcher_id 姓名|教研员=researcher_name 在岗状态=researcher_status", text),
    **readings("专兼职=researcher_full_time", flag),
    **readings("联系学校=linked_schools", words),
}
VISITS = {
    **readings("教研员编号=researcher_id 教研员=researcher_name 联系学校=school_code", text),
    **readings("活动日期=visit_date", span),
    **readings("学期=semester", term),
}
PROJECTS = {
    **readings("项目类别=project_type 项目名称=project_name 级别=project_level 承担单位=holder", text),
    **readings("状态=project_status", text),
    **readings("批准年份=approval_year", whole),
}
PAIRS = {
    **readings("城区学校=urban_school 乡村学校=rural_school", text),
    **readings("开始时间=start_date 结束时间=end_date", span),
}
VILLAGES = {
    **readings("村居代码=village_code 村居名称=village_name", text),
    **readings("乡镇=township", coded(PLACES)),
    **readings("家长学校或指导站点=guidance_site", flag),
}


@cache
def sheet(name: str, index: int = 0) -> Sequence[Sequence[Any]]:
    """A committed file's rows."""
    if name.endswith(".csv"):
        return tuple(csv.reader(io.StringIO((FOLDER / name).read_bytes().decode("gb18030"))))
    book = CalamineWorkbook.from_path(FOLDER / name)
    return tuple(book.get_sheet_by_index(index).to_python(skip_empty_area=False))


def rows(name: str, how: dict[str, Reading], index: int = 0) -> list[Row]:
    """The records of a sheet, totals left out; a header may be three rows deep."""
    found = sheet(name, index)
    top = next(
        number
        for number, row in enumerate(found)
        if sum(cell in how for cell in row) > 2 or "学校状态" in row
    )
    header, body = found[top], found[top + 1 :]
    if name.endswith("一览表.xlsx"):
        header = [next(filter(None, reversed(column))) for column in zip(*found[top : top + 3], strict=True)]
        body = found[top + 4 :]
    return [dict(_cells(header, row, how)) for row in body if "合计" not in row]


def _cells(header: Sequence[Any], row: Sequence[Any], how: dict[str, Reading]) -> Iterator[tuple[str, Any]]:
    for shown, cell in zip(header, row, strict=True):
        if shown in how:
            column, read = how[shown]
            yield column, read(cell)


@cache
def sample(year: int) -> County:
    """One year with last year's schools and the earlier rosters beside it."""
    here = f"{year}/"
    files = sorted((FOLDER / str(year) / "教职工花名册").iterdir())
    schools = ("学校_义务教育.xlsx", "学校_高中及特教.xlsx", "幼儿园办学条件一览表.xlsx")
    pupils = ("重点关注学生_幼儿园.xlsx", "重点关注学生_中小学.xlsx")
    tables = {
        "schools": [row for name in schools for row in rows(here + name, SCHOOL)],
        "staff": [row for path in files for row in rows(f"{here}教职工花名册/{path.name}", STAFF)],
        "students": [row for name in pupils for row in rows(here + name, STUDENTS)],
        "researchers": rows(f"{here}教研员.xlsx", RESEARCHERS),
        "researcher_visits": rows(f"{here}教研员.xlsx", VISITS, 1),
        "projects": [
            row | {"township_code": PLACES.get(row["holder"])}
            for row in rows(f"{here}项目台账.xlsx", PROJECTS)
        ],
        "villages": rows(f"{here}村居.csv", VILLAGES),
    }
    if year >= 2024:
        tables["pairs"] = rows(f"{here}结对台账.xlsx", PAIRS)
    before = sample(year - 1) if year > 2022 else None
    last = before.tables["schools"] if before else None
    return County(tables, last_year_schools=last, earlier_staff=before.tables["staff"] if before else [])


__all__ = ["Span", "sample"]
