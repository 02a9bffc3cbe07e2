"""Small random censuses: schools and staff with blanks, duplicates, totals rows and closed schools."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import validate

PLAN = Path(__file__).parents[1] / "targets" / "gaotang-2023-2027.yaml"
YEAR = 2025
SCHOOLS = (
    *("学校标识码", "学校名称", "办学类型代码", "城乡类型代码", "乡镇(街道)", "学校状态", "在校生数"),
    *("校园网出口带宽(Mbps)", "班级带宽(Mbps)", "是否千兆进校百兆进班", "录播室数", "专任教师数"),
    "本科及以上专任教师数",
)
STAFF = (
    "教职工号",
    "姓名",
    "任教学校",
    "是否专任教师",
    "任教学段",
    "最高学历",
    "职务",
    "出生日期",
    "人员状态",
)
Row = list[Cell]


@cache
def plan() -> Plan:
    return load_plan(PLAN, load_codebook(), shown="plan.yaml")


def _school(rng: Random, number: int) -> Row:
    total = rng.randint(0, 4)
    return [
        f"2137{number:06d}",
        f"第{number}小学",
        rng.choice(["211", "211", "311", "218", "111", None]),
        rng.choice(["121", "220", "111", None]),
        rng.choice(["梁村镇", "尹集镇", "人和街道", "人和街道", None]),
        rng.choice(["在办", None, None, "停办"]),
        rng.choice([120, 80, None]),
        rng.choice([1000, 500, None]),
        rng.choice([100, 50, None]),
        rng.choice(["是", "否", None]),
        rng.choice([0, 1, 2, None]),
        rng.choice([total, None]),
        rng.choice([rng.randint(0, total), None]),
    ]


def _person(rng: Random, number: int, schools: int) -> Row:
    school = rng.choice([f"第{rng.randint(0, max(schools - 1, 0))}小学"] * 6 + ["没有的小学", None])
    return [
        f"T{number % 7:04d}" if rng.random() < 0.3 else f"T{number:04d}",
        f"教师{number}",
        school,
        rng.choice(["是", "是", "否", None]),
        rng.choice(["小学", "初中", "高中", None]),
        rng.choice(["本科", "专科", "硕士研究生", None]),
        rng.choice([None, None, "校长", "副校长", "教师"]),
        rng.choice(["1985-05-05", "1975-01-01", "1979-09", None]),
        rng.choice([None, None, "在岗", "退休", "借调"]),
    ]


def sheets(seed: int) -> list[Sheet]:
    """Two or three sheets; the same for the same seed."""
    rng = Random(seed)
    count = rng.randint(1, 6)
    schools = [_school(rng, number) for number in range(count)]
    people = [_person(rng, number, count) for number in range(rng.randint(0, 12))]
    for rows in (schools, people):
        if rows and rng.random() < 0.4:
            rows.append(list(rng.choice(rows)))  # the same row once more
        if rows and rng.random() < 0.2:
            again = list(rng.choice(rows))
            again[-1] = None
            rows.append(again)  # the same key, another cell
        if rng.random() < 0.4:
            rows.insert(rng.randint(0, len(rows)), [None] * len(rows[0]) if rows else [])
    totals = ["合计", None, None, None, None, None, 1] + [None] * 6
    body = [["学校一览表"], list(SCHOOLS), *schools, *([totals] if rng.random() < 0.5 else [])]
    found = [Sheet("学校.xlsx", "学校", body)]
    half = len(people) // 2 if rng.random() < 0.5 else 0
    for number, rows in enumerate((people[half:], people[:half])):
        if rows:
            found.append(Sheet(f"教职工{number}.xlsx", "教职工", [list(STAFF), *rows]))
    return found


def evaluator(read: list[Sheet]) -> Evaluator:
    """The sheets as a census, and the shipped plan asked of it."""
    frames = recognise(read, plan().codebook).frames
    census = validate(frames, plan().codebook, YEAR, plan().areas).census
    return Evaluator(census, plan(), date(YEAR, 9, 1))
