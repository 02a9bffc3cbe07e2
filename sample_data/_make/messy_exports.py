"""Exports of form services in the untidy year: each numbers questions and stamps answers in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from _make.books import Cell, Grid
from _make.messy_conditions import Record

Answers = list[tuple[str, Record]]  # the moment and what was answered


def questionnaire(rows: Sequence[Record]) -> Grid:
    """问卷星: of the schools above junior level. The first school answered twice."""
    asked = list(rows[0])
    answers = [("2025/9/2 8:15:00", wrong(rows[0])), *stamped(rows, "2025/9/{day} 10:00:{second:02}")]
    lead = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    made: list[list[Cell]] = [
        [*lead, *(f"{number}、{in_ten_thousands(name)}" for number, name in enumerate(asked, 1))]
    ]
    for number, (moment, row) in enumerate(answers, 1):
        before: list[Cell] = [number, moment, f"{60 + number}秒", "链接", "http链接", "127.0.0.1(未知)"]
        made.append([*before, *(of_school(name, row[name]) for name in asked)])
    return Grid("Sheet1", made)


def in_ten_thousands(name: str) -> str:
    return "教学仪器设备值(万元)" if name == "教学仪器设备值(元)" else name


def of_school(name: str, value: Cell) -> Cell:
    """Persons with their measure word, money in 万元."""
    if name == "教学仪器设备值(元)" and isinstance(value, int):
        return value / 10_000
    return f"{value}人" if name in {"在校学生数", "女生数"} else value


def collection(rows: Sequence[Record], asked: Sequence[str]) -> Grid:
    """腾讯文档: of kindergartens. A later answer takes back what was answered before, be it with a blank."""
    again = {**rows[1], "特色品牌": "待定", "上级学校标识码": rows[0]["学校标识码"]}
    answers = [("2025-09-01 09:30:11", again), *stamped(rows, "2025-09-{day:02} 09:{second:02}:07")]
    made: list[list[Cell]] = [
        [
            "提交者（自动）",
            "提交时间（自动）",
            *(f"{number:02}. {name}（必填）" for number, name in enumerate(asked, 1)),
        ]
    ]
    made += [["微信用户", moment, *(row[name] for name in asked)] for moment, row in answers]
    return Grid("收集结果", made)


def kingsoft(rows: Sequence[Record], asked: Sequence[str], typed: Callable[[str, Record], Cell]) -> Grid:
    """金山表单: of primary and junior schools. Three answered several times, once with blanks."""
    answers = stamped(rows, "2025年9月{day}日 {second:02}:20")
    for number in (3, 40, 77):
        answers.insert(number, ("2025年9月1日 07:05", wrong(rows[number])))
        answers.append(
            (
                "2025年9月2日 07:05",
                {name: None if name in asked[2:] else rows[number][name] for name in rows[number]},
            )
        )
    made: list[list[Cell]] = [
        [
            "编号",
            *(f"{number}.{name}（必填）" for number, name in enumerate(asked, 1)),
            "提交人",
            "提交时间",
            "答题时长",
        ]
    ]
    for number, (moment, row) in enumerate(answers, 1):
        made.append([number, *(typed(name, row) for name in asked), "教师", moment, "3分12秒"])
    return Grid("表单数据", made)


def stamped(rows: Iterable[Record], pattern: str) -> Answers:
    """Answers one after another, from the third of the month on."""
    return [(pattern.format(day=3 + n % 20, second=n % 23), row) for n, row in enumerate(rows)]


def wrong(row: Record) -> Record:
    """A first answer in which the numbers were not yet known and nothing was agreed."""
    return {
        name: 0 if isinstance(value, int) else "否" if value == "是" else value for name, value in row.items()
    }
