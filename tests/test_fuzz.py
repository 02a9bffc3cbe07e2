"""A thousand random workbooks and plans end in a documented exit code, and never in a traceback."""

from __future__ import annotations

import random
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ruraledu_cli.cli.app import main

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "targets" / "gaotang-2023-2027.yaml"
SAMPLE = ROOT / "sample_data" / "2025"
HEADERS = [
    "学校标识码",
    "学校名称",
    "办学类型代码",
    "办学类型",
    "城乡类型代码",
    "乡镇(街道)",
    "是否镇驻地",
    "学校状态",
    "校园网出口带宽(Mbps)",
    "班级带宽(Mbps)",
    "是否千兆进校百兆进班",
    "录播室数",
    "办学条件等级",
    "结对学校",
    "姓名",
    "身份证号",
    "职务",
    "出生日期",
    "任教学段",
    "最高学历",
    "是否专任教师",
    "所在学校",
    "体检日期",
    "学籍号",
    "是否家庭经济困难",
    "困难类别",
    "是否受助",
    "资助学期",
    "资助金额",
    "项目类别",
    "级别",
    "批准年份",
    "教研员编号",
    "联系学校",
    "活动日期",
    "学期",
    "村居名称",
    "家长学校或指导站点",
    "school_code",
    "post",
    "合计",
    "未知列",
]
WORDS = [
    "-",
    "/",
    "无",
    "是",
    "否",
    "√",
    "×",
    "合计",
    "小计",
    "注：",
    "例：张三",
    "甲",
    "１２",
    "=1+1",
    "2137000001",
    "21370000",
    "371599198001010017",
    "211",
    "121",
    "人和街道",
    "梁村镇",
    "校长、书记",
    "1980.9",
    "198009",
    "2024-2025-1",
    "本科",
    "21",
    "1000M",
    "约200",
    "#REF!",
    "[red]x[/red]",
]
CELLS: list[Any] = [
    *WORDS,
    *(None, "", " ", 2137000001, 3.71599e17, 211, 121, 1980.1, 0, -1, 1e300, True, False),
    *(date(1980, 1, 1), datetime(2025, 5, 1, 12), "\u200b", "𠮷" * 40, "a\nb"),
]
SHEETS = [
    "学校",
    "教职工",
    "重点关注学生",
    "教研员",
    "项目台账",
    "村居",
    "结对台账",
    "Sheet1",
    "到校教研记录",
]


def random_workbook(random_: random.Random, path: Path) -> None:
    """A few sheets of known and unknown headers over any cells, with titles, blanks and merges anywhere."""
    book = openpyxl.Workbook()
    for number in range(random_.randint(1, 3)):
        sheet = book.create_sheet(f"{random_.choice(SHEETS)}{number or ''}")
        for _ in range(random_.randint(0, 3)):
            sheet.append([random_.choice(CELLS)])
        headers = random_.sample(HEADERS, random_.randint(1, 12))
        sheet.append(headers)
        for _ in range(random_.randint(0, 12)):
            sheet.append([random_.choice(CELLS) for _ in headers])
        if random_.random() < 0.3:
            sheet.merge_cells(start_row=1, start_column=1, end_row=random_.randint(1, 3), end_column=3)
    del book["Sheet"]
    book.save(path)


def broken(random_: random.Random, path: Path) -> None:
    """A file of the sample year, cut, flipped, or in another's clothes."""
    source = random_.choice([p for p in SAMPLE.rglob("*") if p.is_file()])
    data = bytearray(source.read_bytes())
    for _ in range(random_.randint(0, 20)):
        data[random_.randrange(len(data))] = random_.randrange(256)
    path.write_bytes(bytes(data[: random_.randint(0, len(data))]) if random_.random() < 0.5 else bytes(data))


def random_plan(random_: random.Random, text: str) -> str:
    """The shipped plan with a few lines lost, doubled, swapped or retyped."""
    lines = text.split("\n")
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(lines))
        match random_.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines[at] = lines[at].replace(":", random_.choice(["", ": [", "::", ": &a *a"]), 1)
            case 3:
                lines[at] = lines[at][: random_.randint(0, len(lines[at]))]
            case _:
                lines[at] = " " * random_.randint(0, 9) + random_.choice(
                    ["x: 1", "- 是", "{a", "? b", "'", "50: 50"]
                )
    return "\n".join(lines)


def attempt(seed: int, folder: Path, plan_text: str, capsys: pytest.CaptureFixture[str]) -> None:
    random_ = random.Random(seed)
    year = folder / "data" / "2025"
    year.mkdir(parents=True)
    plan = PLAN
    if random_.random() < 0.4:
        plan = folder / "plan.yaml"
        plan.write_text(random_plan(random_, plan_text), encoding="utf-8")
    for number in range(random_.randint(1, 2)):
        name = f"{number}{random_.choice(['.xlsx', '.xls', '.csv', '.ods', '.xlsm'])}"
        (broken if random_.random() < 0.3 else random_workbook)(random_, year / name)
    kind = random_.choice(["text", "json", "csv", "md"])
    code = main(["check", "2025", "--data", str(year.parent), "--plan", str(plan), "--format", kind])
    said = capsys.readouterr()
    assert code in {0, 1, 2, 3}, (seed, code, said.err)
    assert "Traceback" not in said.out + said.err, seed


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_a_thousand_random_workbooks_and_plans(block, tmp_path, capsys):
    text = PLAN.read_text(encoding="utf-8")
    for seed in range(block * 50, block * 50 + 50):
        folder = tmp_path / str(seed)
        attempt(seed, folder, text, capsys)
        shutil.rmtree(folder)


@pytest.mark.parametrize("seed", range(5000, 5030))
def test_thirty_random_workbooks_and_plans(seed, tmp_path, capsys):
    attempt(seed, tmp_path, PLAN.read_text(encoding="utf-8"), capsys)
