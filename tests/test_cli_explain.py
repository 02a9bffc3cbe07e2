"""explain and need on the command line: formats, languages, and from the screen down to single cells."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from ruraledu_cli.cli.commands import Commands

ROOT = Path(__file__).parents[1]
GIGABIT = ("explain", "gigabit_coverage", "2025")


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the sample's sheets, for what need not be the whole county."""
    folder = tmp_path_factory.mktemp("small") / "2025"
    folder.mkdir()
    for name in ("学校_义务教育.xlsx", "村居.csv", "教职工花名册/固河镇.xls", "教职工花名册/赵寨子镇.xlsx"):
        shutil.copy(ROOT / "sample_data" / "2025" / name, folder)
    return folder.parent


def suggested(page: str) -> list[list[str]]:
    """The commands a screen names, as one would type them."""
    lines = [line.strip() for line in page.splitlines()]
    return [shlex.split(line.partition("  #")[0])[1:] for line in lines if line.startswith("ruraledu ")]


@pytest.mark.slow
def test_from_check_to_the_cells_of_one_school_in_three_commands(run):
    """Each command is taken from the screen before it."""
    first = run("check", "2025")
    second = next(command for command in suggested(first.text) if command[0] == "explain")
    assert second[1] == "gigabit_coverage"
    page = run(*second)
    third = next(command for command in suggested(page.text) if "--school" in command)
    found = run(*third)
    assert (page.code, found.code) == (0, 0)
    school = third[third.index("--school") + 1]
    assert school in page.text
    assert "!学校!" in found.text
    assert "校园网出口带宽(Mbps)=" in found.text
    document = run(*third, "--format", "json").json
    (unit,) = document["parts"][0]["units"]
    assert unit["state"] == "no"
    assert {cell["file"].split("/")[0] for cell in unit["cells"]} == {"sample_data"}


@pytest.mark.slow
@pytest.mark.parametrize("line", [("check", "2025"), GIGABIT, ("need", "degree_ratio", "2025")])
def test_every_command_that_is_named_exists(run, line):
    commands = suggested(run(*line).text)
    assert commands
    assert [command[0] for command in commands if command[0] not in Commands.entries] == []


@pytest.mark.slow
def test_need_leads_to_its_split_and_the_split_runs(run):
    command = next(c for c in suggested(run("need", "degree_ratio", "2025").text) if "--by" in c)
    document = run(*command, "--format", "json").json
    for way in document["ways"]:
        assert sum(town["count"] for town in way["townships"]) == way["count"]


def test_the_page_says_clause_formula_bridge_and_sentence(run):
    page = run(*GIGABIT).text
    assert "方案原文：到2023年底" in page
    assert "代入：68 ÷ 80 = 17/20 = 85.0%" in page
    assert "“乡村”指：不属于“县城（城区）”" in page
    assert "不计入：“学校状态”为停办、撤并之一" in page
    assert (
        "读入 154 - 合计行 1 - 空行 0 - 重复 0 - 不计入 1 - 不在统计范围 25 - 条件不符 47 - 待核定 0"
        " = 计入 80" in page
    )
    assert (
        "截至2025年9月1日，全县乡村中小学80所，实现“千兆进校、百兆进班”68所，覆盖率85.0%，"
        "距目标差15.0个百分点，尚有12所（名单见附件）。"
    ) in page


@pytest.mark.slow
def test_what_waits_names_its_cells(run):
    page = run("explain", "parent_school_villages", "2025").text
    assert "最少再核定 1 项，即可能判为达标" in page
    assert "村居.csv!村居!D9 家长学校或指导站点=（空白）" in page
    document = run("explain", "parent_school_villages", "2025", "--format", "json").json
    assert document["decides"] == {"met": 1, "missed": 3}
    assert [one["needed"] for one in document["parts"][0]["undecided"]] == [1, 1, 1]


def test_the_cells_are_added_up_again(run, small):
    document = run(*GIGABIT, "--data", small, "--check", "--format", "json").json
    assert document["recount"]["same"] is True
    assert document["recount"]["cells"] > 400
    assert "结果相符" in run(*GIGABIT, "--data", small, "--check").text


RURAL = ("explain", "rural_teacher_bachelor", "2025")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("line", [GIGABIT, ("need", "gigabit_coverage", "2025"), RURAL])
def test_every_format_in_both_languages(run, small, line, lang):
    call = (*line, "--lang", lang, "--data", small)
    text, table, page, document = (run(*call, "--format", name) for name in ("text", "csv", "md", "json"))
    assert {one.code for one in (text, table, page, document)} == {0}
    assert table.out.startswith("\ufeff".encode())
    assert len({row.count(",") for row in table.text.split("\r\n") if row and '"' not in row}) == 1
    assert page.text.startswith("# ")
    assert document.json["errors"] == []
    again = json.dumps(document.json, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert document.text == again
    other = {"zh": "Township", "en": "乡镇（街道）"}[lang]
    assert other not in page.text


def test_sums_by_school_and_township_are_the_figure(run, small):
    for line in (GIGABIT, RURAL):
        document = run(*line, "--data", small, "--format", "json").json
        for part in document["parts"]:
            bridge = part["bridge"]
            assert bridge["read"] + sum(step["change"] for step in bridge["steps"]) == bridge["counted"]
            for level in ("schools", "townships"):
                assert sum(one["denominator"] for one in part[level]) == bridge["counted"]


def test_persons_are_masked_unless_asked_for(run, small):
    line = ("explain", "young_principal_share", "2025", "--cells", "--format", "csv", "--data", small)
    masked, shown = run(*line).text, run(*line, "--show-pii").text
    names = {row.split(",")[0] for row in shown.splitlines()[1:]}
    assert names
    assert "*" in masked
    assert not any(name in masked for name in names if len(name) in (2, 3) and "小学" not in name and name)


def test_outputs_are_written_whole_and_never_over_an_input(run, small, tmp_path):
    target = tmp_path / "千兆.md"
    assert run(*GIGABIT, "--data", small, "-o", target, "-q").code == 0
    written = target.read_text("utf-8")
    assert written.count("| 2") > 60  # files list every school
    assert run(*GIGABIT, "-o", ROOT / "sample_data" / "2025" / "村居.csv").code == 2
    assert run(*GIGABIT, "-o", tmp_path / "a.docx").code == 2


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("explain", "gigabit_coverge", "2025"), 2, "gigabit_coverage"),
        (("explain", "gigabit_coverage", "1999"), 3, "1999"),
        ((*GIGABIT, "--school", "213790018"), 2, "您是否要用 2137"),
        (("need", "gigabit_coverge", "2025"), 2, "gigabit_coverage"),
        (("need", "one_school_one_brand", "2025"), 2, "没有阶段目标"),
        (("need", "gigabit_coverage", "2025", "--year", "2022"), 2, "2023, 2025"),
        (("need", "gigabit_coverage", "2025", "--by", "stage"), 2, "township"),
    ],
)
def test_what_is_wrong_with_a_call(run, line, code, said):
    found = run(*line)
    assert found.code == code
    assert said in found.err


def test_a_plan_that_names_no_way_is_told(run, tmp_path):
    plan = tmp_path / "gaotang-2023-2027.yaml"
    text = (ROOT / "targets" / plan.name).read_text("utf-8")
    plan.write_text(text.replace("    need: [cover]\n", ""), "utf-8")
    found = run("need", "gigabit_coverage", "2025", "--plan", plan)
    assert (found.code, "need" in found.err) == (2, True)


def test_the_milestone_of_another_year(run, small):
    line = ("need", "gigabit_coverage", "2025", "--year", "2024", "--data", small)
    document = run(*line, "--format", "json").json
    assert document["target"]["year"] == 2023
    assert [way["count"] for way in document["ways"]] == [0]
    assert "已经达到，不需要改变" in run(*line).text


def test_an_unread_file_is_told_beside_the_figure(run, tmp_path):
    folder = tmp_path / "data" / "2025"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "sample_data" / "2025" / "村居.csv", folder)
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 damaged")
    found = run("explain", "parent_school_villages", "2025", "--data", tmp_path / "data", "--format", "json")
    assert found.code == 3
    assert found.json["result"]["reason"] == "unread_input"
    assert found.json["decides"] == {"met": None, "missed": None}


def test_an_indicator_without_a_figure_says_why(run, tmp_path):
    folder = tmp_path / "data" / "2025"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "sample_data" / "2025" / "村居.csv", folder)
    line = ("gigabit_coverage", "2025", "--data", tmp_path / "data")
    assert "没有可以拆开的数：缺少数据表" in run("explain", *line).text
    assert "没有可供测算的数：缺少数据表" in run("need", *line).text
    assert run("need", *line, "--format", "json").json["ways"] == []
