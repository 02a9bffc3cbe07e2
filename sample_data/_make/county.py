"""All files of all years, written below a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from _make import facilities, layouts, registers
from _make.books import Cell, Grid, save, titled, totalled
from _make.careers import all_years
from _make.layouts import headers, table
from _make.people import Person
from _make.pupils import Aid, Pupil, aid_rows, all_pupils, poor_by_school
from _make.rosters import roster
from _make.school_facts import Facts, Year, facts, staff_by_school
from _make.schools import School, build
from _make.settings import TOWNSHIPS

SENIOR = {"341", "342", "345", "361", "511"}


def write(folder: Path) -> list[Path]:
    """Write every year, and say which files there are."""
    paths = []
    for name, grid in files():
        save(folder / name, *grid)
        paths.append(folder / name)
    return paths


def files() -> Iterator[tuple[str, tuple[Grid, ...]]]:
    """Every file by its path below the folder, with its sheets."""
    schools = build()
    pupils = all_pupils(schools)
    since = facilities.paired_since(schools)
    for year, staff in all_years(schools):
        for name, grids in of_year(year, schools, staff, pupils, since):
            yield f"{year}/{name}", grids


def of_year(
    year: int, schools: list[School], staff: list[Person], pupils: list[Pupil], since: dict[School, int]
) -> Iterator[tuple[str, tuple[Grid, ...]]]:
    """The files of one year."""
    groups = facilities.grouped(schools, year)
    rows = aid_rows(pupils, year)
    agreements = facilities.pairings(groups, since)
    here = Year(
        year, schools, groups, staff_by_school(staff), poor_by_school(rows), {p.rural: p for p in agreements}
    )
    table_rows = {school: facts(school, here) for school in schools if school.listed(year)}
    yield from school_files(year, table_rows)
    yield from roster_files(year, staff)
    yield from pupil_files(rows)
    yield from register_files(year, schools, table_rows)
    if year >= 2024:
        trial = facilities.expired(groups)
        yield "结对台账.xlsx", (pair_grid([*agreements, *([trial] if trial else [])]),)


def school_files(year: int, rows: dict[School, Facts]) -> Iterator[tuple[str, tuple[Grid, ...]]]:
    """One file for each kind of school, each laid out in its own way."""
    paired = layouts.PAIRED if year < 2024 else layouts.PAIRED_LATER
    note = f"填报单位：县教育和体育局　　填报日期：{year}年9月15日"
    small = [row for school, row in rows.items() if school.kind in {"111", "119"}]
    form = layouts.statistical("学校", layouts.KINDERGARTEN_GROUPS, [numeric(row) for row in small])
    yield "幼儿园办学条件一览表.xlsx", (titled(form, f"{year}年幼儿园办学条件一览表", note),)
    senior = [row for school, row in rows.items() if school.kind in SENIOR]
    yield "学校_高中及特教.xlsx", (table("学校", layouts.senior_headers(paired), senior),)
    ordinary = [row for school, row in rows.items() if school.kind not in SENIOR | {"111", "119"}]
    columns = layouts.compulsory_headers(paired)
    sums = {index for index, (_, name) in enumerate(columns) if name in layouts.TOTALLED}
    grid = totalled(table("学校", columns, ordinary), sums, label_at=1)
    yield "学校_义务教育.xlsx", (titled(grid, f"{year}年义务教育学校基本情况", note),)


def numeric(row: Facts) -> Facts:
    """The code of the school as a number, as Excel makes of it."""
    return row | {"学校标识码": int(str(row["学校标识码"]))}


def roster_files(year: int, staff: list[Person]) -> Iterator[tuple[str, tuple[Grid, ...]]]:
    """One roster for each township."""
    people: dict[str, list[Person]] = defaultdict(list)
    for person in staff:
        people[person.school.township.code].append(person)
    for township in TOWNSHIPS:
        suffix, grid = roster(township, people[township.code], year)
        yield f"教职工花名册/{township.name}{suffix}", (grid,)


def pupil_files(rows: list[Aid]) -> Iterator[tuple[str, tuple[Grid, ...]]]:
    """Kindergartens apart from schools, which use other words."""
    plain = headers(
        "学籍号 学生姓名 身份证号 学校标识码 学段 年级 是否农村留守儿童 是否残疾 残疾类别 "
        "是否家庭经济困难 困难类别 是否受助 "
        "资助项目 资助金额 资助学期 是否辍学 一人一案"
    )
    other = headers(
        "全国学籍号=学籍号 姓名=学生姓名 身份证号码=身份证号 就读学校=学校名称 就读学段=学段 年级 "
        "留守儿童=是否农村留守儿童 是否残疾 残疾类别 "
        "困难认定=是否家庭经济困难 资助对象类别=困难类别 是否享受资助=是否受助 资助项目 "
        "发放金额(元)=资助金额 发放学期=资助学期 是否辍学 一人一案"
    )
    young = [aid_record(row) for row in rows if row.pupil.stage == "学前"]
    yield "重点关注学生_幼儿园.xlsx", (table("重点关注学生", plain, young),)
    yield (
        "重点关注学生_中小学.xlsx",
        (table("重点关注学生", other, [aid_record(row) for row in rows if row.pupil.stage != "学前"]),),
    )


def aid_record(row: Aid) -> dict[str, Cell]:
    """One row in canonical headers."""
    pupil = row.pupil
    aided = row.amount > 0
    return {
        "学籍号": f"G{pupil.identity}",
        "学生姓名": f"学生{pupil.number:05d}",
        "身份证号": pupil.identity,
        "学校标识码": row.school.code,
        "学校名称": row.school.name,
        "学段": pupil.stage,
        "年级": f"{'小中大'[row.grade - 1]}班" if pupil.stage == "学前" else f"{grade_name(row)}年级",
        "是否农村留守儿童": "是" if pupil.left_behind else "否",
        "是否残疾": "是" if pupil.disability else "否",
        "残疾类别": pupil.disability or None,
        "是否家庭经济困难": "是" if pupil.category else "否",
        "困难类别": pupil.category or None,
        "是否受助": "是" if aided else "否",
        "资助项目": row.item or None,
        "资助金额": row.amount,
        "资助学期": row.semester or None,
        "是否辍学": "是" if row.dropped_out else "否",
        "一人一案": "是" if row.dropped_out else "否",
    }


def grade_name(row: Aid) -> str:
    return "一二三四五六七八九"[row.grade - 1 + (6 if row.pupil.stage == "初中" else 0)]


def register_files(
    year: int, schools: list[School], rows: dict[School, Facts]
) -> Iterator[tuple[str, tuple[Grid, ...]]]:
    """The county's own registers."""
    everyone = registers.researchers(schools)
    visits = registers.visit_rows(everyone, year)
    yield (
        "教研员.xlsx",
        (
            table(
                "教研员",
                headers("教研员编号 姓名 学科 在岗状态 专兼职 联系学校"),
                registers.researcher_rows(everyone),
            ),
            table("到校教研记录", headers("教研员编号 教研员 联系学校 活动日期 学期 活动类型"), visits),
        ),
    )
    projects = headers("项目类别 项目名称 级别 承担单位 批准年份 公布文号 状态")
    yield "项目台账.xlsx", (table("项目台账", projects, registers.project_rows(year)),)
    people = {school: int(str(row.get("在校生数") or 0)) for school, row in rows.items()}
    guards = headers("保安姓名 保安员证号 身份证号 性别 专/兼职 出生日期 派驻学校")
    guarded = [school for school in schools if school.unit or school.kind == "218"]
    yield "安保人员.xlsx", (table("安保人员", guards, registers.guard_rows(guarded, people, year)),)
    villages = headers("村居代码 村居名称 乡镇 家长学校或指导站点")
    yield "村居.csv", (table("村居", villages, registers.village_rows(year)),)
    yield "县级数据.xlsx", (table("县级数据", headers("指标 年度 数值 单位"), registers.fact_rows(year)),)


def pair_grid(pairs: list[facilities.Pairing]) -> Grid:
    """结对台账."""
    rows: list[dict[str, Cell]] = [
        {
            "城区学校": pair.urban.name,
            "乡村学校": pair.rural.name,
            "结对形式": "结对",
            "开始时间": pair.start,
            "结束时间": pair.end,
            "协议文号": f"丙教结〔{pair.start.year}〕{number}号",
        }
        for number, pair in enumerate(pairs, 1)
    ]
    return table("结对台账", headers("城区学校 乡村学校 结对形式 开始时间 结束时间 协议文号"), rows)
