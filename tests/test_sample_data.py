"""The invented county as committed: that it is clean, and that its parts and totals agree."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn import ric

FOLDER = Path(__file__).parent.parent / "sample_data"
YEARS = (2022, 2023, 2024, 2025)
sys.path.insert(0, str(FOLDER))

from _make.heads import HEAD  # noqa: E402
from _make.settings import COUNTS, TOWNSHIPS  # noqa: E402

Row = dict[str, object]
ID_HEADERS = ("身份证号", "身份证号码", "公民身份号码")


@cache
def sheet(name: str) -> tuple[list[object], ...]:
    """The rows of a committed file's first sheet."""
    if name.endswith(".csv"):
        return tuple(csv.reader(io.StringIO((FOLDER / name).read_bytes().decode("gb18030"))))
    book = CalamineWorkbook.from_path(FOLDER / name)
    return tuple(book.get_sheet_by_index(0).to_python(skip_empty_area=False))


def records(name: str, mark: str) -> list[Row]:
    """The rows under the header row that holds the mark; totals left out."""
    rows = sheet(name)
    start = next(index for index, row in enumerate(rows) if mark in row)
    body = [row for row in rows[start + 1 :] if "合计" not in row]
    return [dict(zip(map(str, rows[start]), row, strict=True)) for row in body]


def rosters(year: int) -> Iterator[str]:
    for path in sorted((FOLDER / str(year) / "教职工花名册").iterdir()):
        yield f"{year}/教职工花名册/{path.name}"


def staff(year: int) -> list[Row]:
    return [row for name in rosters(year) for row in records(name, "性别")]


def identity(row: Row) -> str:
    return next(str(row[header]) for header in ID_HEADERS if header in row)


def ordinary(year: int) -> list[Row]:
    return records(f"{year}/学校_义务教育.xlsx", "学校标识码")


def senior(year: int) -> list[Row]:
    return records(f"{year}/学校_高中及特教.xlsx", "校名")


def kindergartens(year: int) -> list[Row]:
    """The form of the statistics: its header is three rows deep, and column numbers follow."""
    rows = sheet(f"{year}/幼儿园办学条件一览表.xlsx")
    header = [leaf or middle or top for top, middle, leaf in zip(*rows[2:5], strict=True)]
    return [dict(zip(map(str, header), row, strict=True)) for row in rows[6:]]


@pytest.mark.parametrize("year", YEARS)
def test_every_identity_number_is_nobodys_and_well_formed(year: int) -> None:
    pupils = [
        row
        for name in ("重点关注学生_幼儿园.xlsx", "重点关注学生_中小学.xlsx")
        for row in records(f"{year}/{name}", "资助项目")
    ]
    guards = records(f"{year}/安保人员.xlsx", "保安姓名")
    for row in (*staff(year), *pupils, *guards):
        number = identity(row)
        assert number.startswith("371599")
        assert ric.calc_check_digit(number) == number[17]


@pytest.mark.parametrize("year", YEARS)
def test_sex_and_birth_date_agree_with_the_number_and_each_person_stands_once(year: int) -> None:
    rows = staff(year)
    for row in rows:
        number = identity(row)
        born = row.get("出生日期") or row.get("出生年月日")
        assert (born.strftime("%Y%m%d") if isinstance(born, date) else born) == number[6:14]
        assert row["性别"] == ("男" if int(number[16]) % 2 else "女")
    assert len({identity(row) for row in rows}) == len(rows)


@pytest.mark.parametrize("year", YEARS)
def test_names_are_tokens(year: int) -> None:
    for row in staff(year):
        assert re.fullmatch(r"(教师|员工)\d{5}", str(row.get("姓名") or row["教职工姓名"]))


@pytest.mark.parametrize("year", YEARS)
def test_all_townships_and_all_schools_have_their_rosters(year: int) -> None:
    assert {Path(name).stem for name in rosters(year)} == {township.name for township in TOWNSHIPS}
    rows = staff(year)
    present = {str(row.get("学校标识码", "")) for row in rows} | {
        str(row.get("工作单位", "")) for row in rows
    }
    for row in ordinary(year):
        if row["学校状态"] == "在办":
            assert {row["学校标识码"], row["学校名称"]} & present, row["学校名称"]
    for row in kindergartens(year):
        assert {str(int(str(row["学校标识码"]).split(".")[0])), row["园所名称"]} & present


def test_codes_of_schools_go_with_their_kinds() -> None:
    for year in YEARS:
        codes = [str(row["学校标识码"]) for row in ordinary(year)]
        assert len(set(codes)) == len(codes)
        for row in ordinary(year):
            assert re.fullmatch(r"(21|31)37\d{6}", str(row["学校标识码"]))
            assert str(row["学校标识码"])[:2] == str(row["办学类型代码"])[:2]


@pytest.mark.parametrize("year", YEARS)
def test_totals_and_parts_agree(year: int) -> None:
    rows = ordinary(year)
    total = next(row for row in sheet(f"{year}/学校_义务教育.xlsx") if "合计" in row)
    for index, (header, _) in enumerate(zip(rows[0], total, strict=True)):
        if isinstance(total[index], float):
            assert total[index] == sum(float(str(row[header] or 0)) for row in rows), header
    for row in rows:
        if row["学校状态"] != "在办":
            continue
        grades = sum(float(str(row[f"{grade}年级学生数"])) for grade in "一二三四五六七八九")
        assert grades == row["在校生数"]
        assert float(str(row["女生数"])) <= grades
        assert float(str(row["寄宿生数"])) <= float(str(row["床位数"]))
        assert (
            float(str(row["本科及以上专任教师数"]))
            <= float(str(row["专任教师数"]))
            <= float(str(row["教职工数"]))
        )
        assert (row["是否具备寄宿条件"] == "是") == (float(str(row["床位数"])) > 0)
        fast = float(str(row["校园网出口带宽(Mbps)"])) >= 1000 and float(str(row["班级带宽(Mbps)"])) >= 100
        assert (row["是否千兆进校百兆进班"] == "是") == fast


@pytest.mark.parametrize("year", YEARS)
def test_full_time_teachers_are_those_of_the_roster(year: int) -> None:
    names = {str(row["学校标识码"]): str(row["学校名称"]) for row in ordinary(year)}
    counted: Counter[str] = Counter()
    for row in staff(year):
        flag = row.get("是否专任教师") or row.get("是否专任教")
        if flag in {"是", "1"}:
            own = row.get("工作单位") or names.get(str(row.get("学校标识码")), "")
            counted[str(row.get("任教学校") or own)] += 1
    for row in ordinary(year):
        assert counted[str(row["学校名称"])] == int(float(str(row["专任教师数"] or 0))), row["学校名称"]


def test_closed_schools_are_reported_once_and_gone_afterwards() -> None:
    closed = {
        year: {r["学校标识码"] for r in ordinary(year) if r["学校状态"] in {"撤并", "停办"}} for year in YEARS
    }
    assert [len(closed[year]) for year in YEARS] == [0, 1, 3, 1]
    for earlier, later in pairwise(YEARS):
        before = {row["学校标识码"] for row in ordinary(earlier)} - closed[earlier]
        after = {row["学校标识码"] for row in ordinary(later)}
        assert after == before


def rural_ordinary(year: int) -> list[Row]:
    """The rural primary and secondary schools of both files, with the headers of the first."""
    towns = {township.code for township in TOWNSHIPS if township.is_town}
    rows = [
        row
        for row in ordinary(year)
        if row["学校状态"] == "在办"
        and row["办学类型代码"] in {"211", "311", "312"}
        and (row["乡镇代码"] in towns or row["城乡类型代码"] == "220")
    ]
    words = {
        "校名": "学校名称",
        "镇驻地": "是否镇驻地",
        "录播教室": "录播室数",
        "办学条件标准类别": "办学条件等级",
    }
    for row in senior(year):
        if str(row["所属乡镇"]).endswith("镇"):
            rows.append({words.get(header, header): value for header, value in row.items()})
    return rows


@pytest.mark.parametrize(("year", "count"), [(2022, 84), (2023, 83), (2024, 81), (2025, 80)])
def test_shares_come_out_as_the_settings_say(year: int, count: int) -> None:
    rows = rural_ordinary(year)
    seats = [row for row in rows if row["是否镇驻地"] == "是"]
    assert (len(rows), len(seats)) == (count, 24)
    assert sum(row["是否千兆进校百兆进班"] == "是" for row in rows) == COUNTS["gigabit"][year]
    assert sum(float(str(row["录播室数"])) > 0 for row in seats) == COUNTS["recording_rooms"][year]
    assert sum(row["办学条件等级"] in {"Ⅰ类", "Ⅱ类"} for row in seats) == COUNTS["class2_or_better"][year]
    assert sum(row["强校扩优形式"] != "无" for row in rows) == COUNTS["expansion"][year]


def test_every_partner_exists_in_the_seat_and_one_agreement_has_run_out() -> None:
    for year in (2024, 2025):
        pairs = records(f"{year}/结对台账.xlsx", "城区学校")
        names = {row["学校名称"] for row in ordinary(year)} | {row["校名"] for row in senior(year)}
        assert all(row["城区学校"] in names and row["乡村学校"] in names for row in pairs)
        in_force = [row for row in pairs if str(row["结束时间"]) >= f"{year}-09-01"]
        assert len({row["乡村学校"] for row in in_force}) == COUNTS["paired"][year]
    assert len(pairs) - len(in_force) == 1


@pytest.mark.parametrize("year", YEARS)
def test_one_visit_is_missing_for_each_cell_left_out(year: int) -> None:
    book = CalamineWorkbook.from_path(FOLDER / f"{year}/教研员.xlsx")
    people, visits = (book.get_sheet_by_name(name).to_python() for name in ("教研员", "到校教研记录"))
    linked = {(row[0], school) for row in people[1:] for school in str(row[5]).split("、")}
    due = {(who, school, f"{year - 1}-{year}-{half}") for who, school in linked for half in (1, 2)}
    seen = {(row[0], row[2], row[4]) for row in visits[1:]}
    assert len(people) == 13
    assert len(due - seen) == COUNTS["visits_left_out"][year]
    for row in visits[1:]:
        day = row[3]
        assert isinstance(day, date)
        first = day.month >= 9 or day.month == 1
        assert str(row[4]).endswith("1" if first else "2")


def test_heads_say_whether_they_moved_and_were_trained() -> None:
    for year in YEARS:
        heads = [r for r in staff(year) if (r.get("职务") or r.get("现任职务")) in HEAD]
        assert len(heads) > 190
        for row in heads:
            assert row.get("任命日期")
            assert (row.get("是否交流轮岗") or row.get("轮岗")) in {"是", "否", "1", "0"}
            assert (row.get("是否接受岗前培训") or row.get("岗前任职培训")) in {"是", "否", "1", "0"}


def test_health_checks_lie_in_the_calendar_year_before_the_census_of_2025() -> None:
    for row in staff(2025):
        day = row.get("体检日期") or row.get("年度体检")
        assert (day.year if isinstance(day, date | datetime) else int(str(day)[:4])) == 2024


def test_villages_are_two_hundred_and_three_did_not_answer() -> None:
    rows = records("2025/村居.csv", "村居代码")
    answers = Counter(row["家长学校或指导站点"] for row in rows)
    assert (len(rows), answers["是"], answers[""]) == (200, 189, 3)
