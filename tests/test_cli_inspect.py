"""`inspect`: what is said of sheets known, unknown and unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from conftest import Run

SCHOOLS = """2025年学校基本情况,,,,
学校标识码,school_name,办学类型,没有这一列,图书册数
2137000001,一小,小学,x,100
2137000002,二小,小学,y,250
合计,,,,350
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "学校.csv").write_text(SCHOOLS, encoding="utf-8")
    return tmp_path


def sheet_of(run: Run, *arguments: str) -> dict[str, object]:
    ran = run("inspect", *(arguments or ("学校.csv",)), "--format", "json")
    assert ran.code == 0
    sheet: dict[str, object] = ran.json["files"][0]["sheets"][0]
    return sheet


def test_a_sheet_is_told_by_table_rows_and_columns(run: Run) -> None:
    sheet = sheet_of(run)
    assert sheet["table"] == "schools"
    assert sheet["header_rows"] == [2, 2]
    assert sheet["records"] == {"count": 2, "first": 3, "last": 4}
    columns = sheet["columns"]
    assert isinstance(columns, list)
    assert [(c["letter"], c["column"], c["matched"]) for c in columns[:2]] == [
        ("A", "school_code", "header"),
        ("B", "school_name", "name"),
    ]
    assert [u["letter"] for u in sheet["unknown_headers"]] == ["D"]  # type: ignore[attr-defined]
    passed = {p["reason"]: p["rows"] for p in sheet["passed"]}  # type: ignore[attr-defined]
    assert passed["totals"] == ["5:5"]


def test_every_row_is_accounted_for(run: Run) -> None:
    sheet = sheet_of(run)
    passed = sum(p["count"] for p in sheet["passed"])  # type: ignore[attr-defined]
    assert passed + sheet["records"]["count"] == 5  # type: ignore[index]


def test_the_screen_says_it_in_words(run: Run) -> None:
    ran = run("inspect", "学校.csv")
    assert (ran.code, ran.err) == (0, "")
    for said in ("识别为：学校（schools）", "第 3–4 行，共 2 条", "合计行", "没有这一列", "英文列名"):
        assert said in ran.text
    assert "is 学校" not in ran.text
    assert "standard header" in run("inspect", "学校.csv", "--lang", "en").text


def test_the_page_holds_a_table_of_columns(run: Run) -> None:
    page = run("inspect", "学校.csv", "--format", "md").text
    assert page.startswith("# 学校.csv\n\n## ")
    assert "| A | 学校标识码 | 学校标识码 school_code | 标准表头 |" in page


def test_a_sheet_of_no_known_table_is_told_with_its_headers(run: Run, folder: Path) -> None:
    (folder / "other.csv").write_text("Name,Age\nAnn,3\nBob,4\n", encoding="utf-8")
    sheet = sheet_of(run, "other.csv")
    assert sheet["table"] is None
    assert [u["header"] for u in sheet["unknown_headers"]] == ["Name", "Age"]  # type: ignore[attr-defined]
    assert "没有识别为任何一种表" in run("inspect", "other.csv").text


def test_an_encoding_that_was_guessed_is_told(run: Run, folder: Path) -> None:
    (folder / "学校.csv").write_bytes(SCHOOLS.encode("gb18030"))
    ran = run("inspect", "学校.csv", "--format", "json")
    assert ran.json["files"][0]["encoding"] == "GB18030"
    assert ran.json["files"][0]["sheets"][0]["table"] == "schools"


def test_sheets_keep_their_order(run: Run, folder: Path) -> None:
    book = Workbook()
    for name, rows in {
        "其他": [["Name", "Age"], ["Ann", 3], ["Bob", 4]],
        "学校": [["学校标识码", "学校名称", "办学类型"], ["2137000001", "一小", "小学"]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "b.xlsx")
    sheets = run("inspect", "b.xlsx", "--format", "json").json["files"][0]["sheets"]
    assert [(sheet["sheet"], sheet["table"]) for sheet in sheets] == [("其他", None), ("学校", "schools")]


def test_an_unreadable_file_ends_with_3_and_the_others_are_told(run: Run, folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    ran = run("inspect", "坏.xlsx", "学校.csv", "--format", "json")
    assert ran.code == 3
    assert [file["status"] for file in ran.json["files"]] == ["unreadable", "ok"]
    assert "坏.xlsx" in ran.err


def test_a_missing_file_ends_with_3(run: Run) -> None:
    ran = run("inspect", "none.xlsx", "--format", "json")
    assert ran.code == 3
    assert ran.json["files"][0]["status"] == "unreadable"


def test_folders_and_patterns(run: Run, folder: Path) -> None:
    inner = folder / "2025"
    inner.mkdir()
    (inner / "a.csv").write_text(SCHOOLS, encoding="utf-8")
    (inner / "b.csv").write_text(SCHOOLS, encoding="utf-8")
    by_folder = run("inspect", "2025", "--format", "json").json["files"]
    by_pattern = run("inspect", "2025/*.csv", "2025/a.csv", "--format", "json").json["files"]
    assert [f["path"] for f in by_folder] == [f["path"] for f in by_pattern] == ["2025/a.csv", "2025/b.csv"]


def test_an_empty_folder_ends_with_3(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    assert run("inspect", "empty").code == 3


def test_a_plan_may_bring_a_table_of_its_own(run: Run, folder: Path) -> None:
    plan = """
id: own
title: {zh: 自定, en: Own}
tables:
  boats:
    name: boats
    sheet: 船只
    en: boats
    key: [boat_no]
    signature: [boat_no]
    columns:
      boat_no: {name: boat_no, zh: 船号, en: boat number, type: identifier}
      seats: {name: seats, zh: 座位数, en: seats, type: count}
"""
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "船只.csv").write_text("船号,座位数\nA1,4\n", encoding="utf-8")
    assert sheet_of(run, "船只.csv")["table"] is None
    assert sheet_of(run, "船只.csv", "--plan", "plan.yaml")["table"] == "boats"


def test_personal_data_is_masked(run: Run, folder: Path) -> None:
    number = "371526199001010019"
    (folder / "教职工.csv").write_text(
        f"教职工号,姓名,身份证件号,学校标识码,{number}\n1,张三,{number},2137000001,x\n", encoding="utf-8"
    )
    for form in ("text", "md", "json"):
        assert number not in run("inspect", "教职工.csv", "--format", form).text
    assert number in run("inspect", "教职工.csv", "--show-pii").text
