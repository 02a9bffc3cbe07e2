"""`inspect FOLDER`: what each file is, what is missing, what must be confirmed; and names.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from conftest import Run
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.definitions.names import load_names

ROOT = Path(__file__).parents[1]
SCHOOLS = [
    ["学校标识码", "学校名称", "办学类型", "乡镇", "校园网出口带宽(Mbps)"],
    ["2137000001", "高唐县第一实验小学", "小学", "梁村镇", "1000"],
    ["2137000002", "高唐县尹集镇中心小学", "小学", "尹集镇", "100"],
]
STAFF = [["姓名", "职务", "最高学历"], ["张三", "校长", "本科"], ["李四", "教师", "本科"]]


def book(path: Path, *rows: list[str], sheet: str = "Sheet1") -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    plan = (ROOT / "targets" / "gaotang-2023-2027.yaml").as_posix()
    (tmp_path / "ruraledu.toml").write_text(f'data = "data"\nplan = "{plan}"\n', "utf-8")
    folder = tmp_path / "data" / "2025"
    book(folder / "学校.xlsx", *SCHOOLS, sheet="学校")
    book(folder / "尹集" / "教职工.xlsx", ["高唐县尹集镇中心小学教职工花名册"], *STAFF)
    book(
        folder / "干部.xlsx",
        ["姓名", "所在学校", "职务"],
        ["王五", "一实小", "校长"],
        ["赵六", "一实小", "副校长"],
    )
    book(folder / "学校 - 副本.xlsx", *SCHOOLS, sheet="学校")
    book(folder / "杂表.xlsx", ["甲", "乙"], ["丙", "丁"])
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_document_says_everything(run: Run) -> None:
    ran = run("inspect", "data/2025", "--format", "json")
    assert ran.code == 3  # one file cannot be read; the others are told
    told = ran.json
    assert (told["folder"], told["year"]) == ("data/2025", 2025)
    states = {(one["file"].rpartition("/")[2], one["state"]) for one in told["sheets"]}
    assert states == {
        ("学校.xlsx", "known"),
        ("教职工.xlsx", "known"),
        ("干部.xlsx", "known"),
        ("学校 - 副本.xlsx", "passed_over"),
        ("杂表.xlsx", "unknown"),
        ("坏.xlsx", "unreadable"),
    }
    (roster,) = [one for one in told["sheets"] if one["file"].endswith("教职工.xlsx")]
    assert [(one["column"], one["value"], one["from"]) for one in roster["said"]] == [
        ("school_name", "高唐县尹集镇中心小学", "title")
    ]
    missing = [(one["what"], one["table"], one["column"]) for one in told["missing"]]
    assert ("table", "villages", None) in missing
    assert ("column", "schools", "urban_rural") in missing
    assert ("township", "schools", None) in missing
    weights = [one["indicators"] for one in told["missing"]]
    assert weights == sorted(weights, reverse=True)
    confirm = [(one["code"], one["indicators"]) for one in told["confirm"]]
    assert confirm[0] == ("F001", told["indicators"])
    assert {"F001", "S001", "K002"} <= {code for code, _ in confirm}
    assert told["names"] == [
        {"written": "一实小", "rows": 2, "suggestion": "高唐县第一实验小学", "code": "2137000001"}
    ]


def test_the_page_and_the_table(run: Run) -> None:
    page = run("inspect", "data/2025", "--format", "md").text
    assert page.startswith("# 识表检查：data/2025（2025 年）\n")
    assert "“学校”表没有" in page
    assert "| 一实小 | 高唐县第一实验小学 2137000001 | 2 |" in page
    table = run("inspect", "data/2025", "--format", "csv").text
    assert table.count("\r\n") > 10
    assert "--suggest -o names.yaml" in run("inspect", "data/2025").text
    assert "What is missing" in run("inspect", "data/2025", "--lang", "en").text


def test_a_register_of_heads_says_of_how_many_rows_what_was_taken_from_where(
    run: Run, workspace: Path
) -> None:
    book(
        workspace / "data" / "2025" / "校级干部名册.xlsx",
        ["姓名", "出生年月", "学历", "现任职务", "任现职时间"],
        ["孙七", "1979.09", "专升本", "高唐县尹集镇中心小学党支部书记、校长", "2020.08"],
        ["周八", "1981.09", "省委党校本科", "高唐县第一实验小学副校长", "2020.08"],
    )
    told = run("inspect", "data/2025", "--format", "json", "--lang", "zh").json
    (heads,) = [one for one in told["sheets"] if one["file"].endswith("校级干部名册.xlsx")]
    assert [(one["column"], one["value"], one["from"]) for one in heads["said"]] == [
        ("school_name", "2 行", "post")
    ]
    messages = {one["message"] for one in told["confirm"] if one["indicators"] == 2}
    assert any("专升本" in message for message in messages)
    assert any("省委党校本科" in message and "国民教育" in message for message in messages)


def test_it_is_the_same_every_time(run: Run) -> None:
    first = run("inspect", "data/2025", "--format", "json").out
    assert first == run("inspect", "data/2025", "--format", "json").out


def test_names_are_suggested_filled_in_and_kept(run: Run, workspace: Path) -> None:
    path = workspace / "names.yaml"
    assert run("inspect", "data/2025", "--suggest", "-o", "names.yaml").code == 3
    text = path.read_text("utf-8")
    assert '"一实小": ""  # 建议 高唐县第一实验小学 2137000001（2 行）' in text
    assert load_names(path) == {}
    path.write_text(text.replace('"一实小": ""', '"一实小": "2137000001"') + '"旧名": ""\n', "utf-8")
    told = run("inspect", "data/2025", "--format", "json").json
    assert told["names"] == []
    assert "K002" not in {one["code"] for one in told["confirm"]}
    run("inspect", "data/2025", "--suggest", "-o", "names.yaml")
    assert '"一实小": "2137000001"' in path.read_text("utf-8")
    assert '"旧名": ""' in path.read_text("utf-8")


def test_names_yaml_reaches_validate(run: Run, workspace: Path) -> None:
    assert "K002" in run("validate", "data/2025", "--format", "csv").text
    (workspace / "names.yaml").write_text('"一实小": "2137000001"\n', "utf-8")
    assert "K002" not in run("validate", "data/2025", "--format", "csv").text


def test_what_is_for_folders_is_refused_of_files(run: Run) -> None:
    ran = run("inspect", "data/2025/学校.xlsx", "--suggest")
    assert ran.code == 2
    assert "--suggest" in ran.err


def test_a_fault_in_names_yaml_is_told_at_its_place(run: Run, workspace: Path) -> None:
    (workspace / "names.yaml").write_text("一实小: 12\n", "utf-8")
    ran = run("inspect", "data/2025")
    assert ran.code == 2
    assert "names.yaml:1:1:" in ran.err


def test_both_languages_have_the_same_words() -> None:
    zh, en = (load_catalogue(language, "folder").texts for language in ("zh", "en"))
    assert {key for key in zh if key.startswith("folder.")} == {
        key for key in en if key.startswith("folder.")
    }
