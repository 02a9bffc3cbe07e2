"""Every plan under targets/ says by examples what its indicators count, and the examples can fail."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Run
from fake_pipeline import make_workspace
from ruraledu_cli.analyse.examples import ExampleResult, example_files, rows, run_examples
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.yaml import DefinitionError, load

TARGETS = Path(__file__).parents[1] / "targets"
PLANS = [path for path in sorted(TARGETS.rglob("*.yaml")) if not path.parent.name.endswith(".examples")]
FILES = [(plan, file) for plan in PLANS for file in example_files(plan)]
COUNTY = TARGETS / "gaotang-2023-2027.yaml"
IMPOSSIBLE = "13/999983"  # what no example comes to


def shown(path: Path) -> str:
    return path.relative_to(TARGETS).with_suffix("").as_posix()


each_plan = pytest.mark.parametrize("path", PLANS, ids=shown)
each_file = pytest.mark.parametrize(("path", "file"), FILES, ids=[shown(file) for _, file in FILES])


@cache
def plan_of(path: Path) -> Plan:
    return load_plan(path, load_codebook())


@cache
def results_of(path: Path) -> dict[str, list[ExampleResult]]:
    found: dict[str, list[ExampleResult]] = {}
    for result in run_examples(plan_of(path), path):
        found.setdefault(result.file, []).append(result)
    return found


def written(file: Path) -> list[dict[str, Any]]:
    examples = load(file).data
    return examples if isinstance(examples, list) else [examples]


def run_written(plan: Plan, examples: object, folder: Path) -> list[ExampleResult]:
    """Examples as though they stood beside a plan in that folder."""
    (folder / "plan.examples").mkdir(exist_ok=True)
    (folder / "plan.examples" / "some.yaml").write_text(
        yaml.safe_dump(examples, allow_unicode=True, sort_keys=False), "utf-8"
    )
    return list(run_examples(plan, folder / "plan.yaml"))


@each_file
def test_examples_come_to_what_they_say(path: Path, file: Path) -> None:
    results = results_of(path)[file.as_posix()]
    assert len(results) == len(written(file))
    assert {result.title: result.differences for result in results if not result.passed} == {}


@each_file
def test_each_expectation_can_fail(path: Path, file: Path, tmp_path: Path) -> None:
    """Every figure and word that is expected is compared: an impossible one is told, one by one."""
    wrong = [example | {"expect": dict.fromkeys(example["expect"], IMPOSSIBLE)} for example in written(file)]
    results = run_written(plan_of(path), wrong, tmp_path)
    for example, result in zip(wrong, results, strict=True):
        told = [difference.partition(":")[0] for difference in result.differences]
        assert told == list(example["expect"]), result.title


@each_plan
def test_every_indicator_has_an_example(path: Path) -> None:
    shown_by = {example["indicator"] for plan, file in FILES if plan == path for example in written(file)}
    assert set(load(path).data["indicators"]) - shown_by == set()


@each_plan
def test_every_reading_has_an_example(path: Path) -> None:
    own = load(path).data["indicators"]
    readings = {(name, reading) for name in own for reading in own[name].get("readings", {})}
    shown_by = {
        (e["indicator"], e.get("reading")) for plan, file in FILES if plan == path for e in written(file)
    }
    assert readings - shown_by == set()


@each_plan
def test_titles_tell_examples_apart(path: Path) -> None:
    titles = Counter(
        (e["indicator"], e["title"]) for plan, file in FILES if plan == path for e in written(file)
    )
    assert [title for title, number in titles.items() if number > 1] == []


@pytest.mark.parametrize("file", example_files(COUNTY), ids=shown)
def test_a_file_of_the_county_shows_one_indicator_from_two_sides(file: Path) -> None:
    examples = written(file)
    assert {example["indicator"] for example in examples} == {file.stem}
    assert len(examples) >= 2


def test_examples_reach_all_that_may_be_expected() -> None:
    seen = [example["expect"] for _, file in FILES for example in written(file)]
    statuses = {str(expected.get("status")) for expected in seen}
    assert {"met", "missed", "not_due", "undecided", "not_applicable", "not_computable"} <= statuses
    assert {"table_missing", "column_missing", "empty_scope"} <= {str(e.get("problem")) for e in seen}
    assert {"roster", "school_sums", "mixed"} <= {str(e.get("basis")) for e in seen}


# The language of examples.

SCHOOLS = """
| 学校标识码 | 学校名称 | 办学类型 | 城乡类型代码 | 乡镇 | 劳动实践场所数 |
|---|---|---|---|---|---|
| 2137000001 | 梁村小学 | 小学 | 220 | 梁村镇 | 1 |
| 2137000002 | 尹集小学 | 小学 | 220 | 尹集镇 | 0 |
"""
GOOD: dict[str, Any] = {
    "title": "一所有，一所没有",
    "indicator": "labour_sites",
    "tables": {"schools": SCHOOLS},
    "expect": {"value": "1/2"},
}


def differences(folder: Path, **changed: object) -> tuple[str, ...]:
    (result,) = run_written(plan_of(COUNTY), [GOOD | changed], folder)
    return result.differences


def faults(folder: Path, text: str) -> list[str]:
    (folder / "plan.examples").mkdir(exist_ok=True)
    file = folder / "plan.examples" / "some.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        list(run_examples(plan_of(COUNTY), folder / "plan.yaml"))
    english = load_catalogue("en")
    told = [fault_line(fault, english) for fault in caught.value.faults]
    return [line.removeprefix(f"{file.as_posix()}:") for line in told]


def test_numbers_are_compared_exactly_however_written(tmp_path: Path) -> None:
    assert differences(tmp_path, expect={"value": "50/100", "low": "0.5", "numerator": 1, "missing": 0}) == ()
    assert differences(tmp_path, expect={"value": "0.5000001"}) == (
        "value: 5000001/10000000 expected, 1/2 found",
    )


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert differences(tmp_path, expect={"problem": "none", "reason": None, "absent": "none"}) == ()
    assert differences(tmp_path, expect={"problem": "empty_scope"}) == (
        "problem: empty_scope expected, none found",
    )


def test_without_complete_nothing_is_absent_and_with_it_ten_towns_are(tmp_path: Path) -> None:
    absent = [f"371526{number:03}" for number in (1, 2, 3, *range(103, 110))]
    assert differences(tmp_path, expect={"low": "1/2"}) == ()
    assert differences(tmp_path, complete=True, expect={"low": "none", "absent": absent}) == ()


@pytest.mark.parametrize(("year", "status"), [(2023, "met"), (2025, "met"), (2027, "missed")])
def test_the_year_decides_which_milestone_is_in_force(year: int, status: str, tmp_path: Path) -> None:
    campuses = (
        SCHOOLS.replace("劳动实践场所数", "温馨校园级别")
        .replace("| 1 |", "| 省级 |")
        .replace("| 0 |", "| 无 |")
    )
    changed = {"indicator": "warm_campus_coverage", "tables": {"schools": campuses}, "year": year}
    assert differences(tmp_path, **changed, expect={"value": "1/2", "status": status}) == ()


def test_the_reference_date_decides_who_is_45(tmp_path: Path) -> None:
    head = "| 姓名 | 学校标识码 | 职务 | 出生日期 |\n|---|---|---|---|\n"
    staff = head + "| 甲 | 2137000001 | 校长 | 1979-10-01 |\n"
    changed = {"indicator": "young_principal_share", "tables": {"schools": SCHOOLS, "staff": staff}}
    assert differences(tmp_path, **changed, expect={"value": 1}) == ()
    assert differences(tmp_path, **changed, as_of="2025-12-31", expect={"value": 0}) == ()


def test_a_single_example_needs_no_list(tmp_path: Path) -> None:
    (result,) = run_written(plan_of(COUNTY), GOOD, tmp_path)
    assert (result.title, result.passed) == (GOOD["title"], True)


def test_faults_name_file_line_and_column(tmp_path: Path) -> None:
    text = "- title: 甲\n  indicator: labour_sites\n  tables: {}\n  expect: {valu: 1, status: met}\n"
    assert faults(tmp_path, text + "  years: 2025\n") == [
        "4:12: unknown key: valu; did you mean value?",
        "5:3: unknown key: years; did you mean year?",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("indicator: labour_site", "2:3: unknown indicator: labour_site; did you mean labour_sites?"),
        ("reading: share", "5:3: unknown reading: share"),
        ("year: 今年", "5:3: not a year: 今年"),
        ("as_of: 2025-02-30", "5:3: not a day (YYYY-MM-DD): 2025-02-30"),
        ("tables: {school: x}", "3:12: unknown table: school; did you mean schools?"),
        ("tables: {schools: [x]}", "3:12: schools is a Markdown table"),
        ("tables: x", "3:3: here stand tables by name, each a Markdown table"),
        ("earlier: {2024: {staf: x}}", "5:20: unknown table: staf; did you mean staff?"),
        ("earlier: [x]", "5:3: earlier holds the tables of earlier years, each under its year"),
        ("expect: {}", "4:3: expect says what must come out, key by key"),
    ],
)
def test_a_fault_is_told_at_its_place(line: str, fault: str, tmp_path: Path) -> None:
    lines = {"title": "甲", "indicator": "labour_sites", "tables": "{}", "expect": "{value: 1}"}
    key, _, value = line.partition(": ")
    text = "\n  ".join(f"{name}: {said}" for name, said in {**lines, key: value}.items())
    assert faults(tmp_path, f"- {text}\n") == [fault]


@pytest.mark.parametrize("text", ["- title: 甲\n", "甲\n", "- [甲]\n"])
def test_an_example_has_four_keys(text: str, tmp_path: Path) -> None:
    assert "an example has expect, indicator, tables, title" in faults(tmp_path, text)[0]


def test_no_example_runs_where_one_is_faulty(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError):
        run_written(plan_of(COUNTY), [GOOD, {"title": "乙"}], tmp_path)


def test_a_table_in_markdown() -> None:
    text = "| 学校名称 | 乡镇 |\n|:---|---:|\n| 梁村小学 | |\n| - | 梁村镇 |\n"
    assert list(rows(text)) == [("学校名称", "乡镇"), ("梁村小学", None), ("-", "梁村镇")]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(make_workspace(tmp_path))
    (tmp_path / "plan.examples").mkdir()
    return tmp_path / "plan.examples" / "books_known.yaml"


@pytest.mark.parametrize(("value", "code"), [("1/2", 0), ("1/3", 1)])
def test_the_command_runs_the_examples_beside_the_plan(
    value: str, code: int, workspace: Path, run: Run
) -> None:
    head = "| 学校标识码 | 学校名称 | 图书册数 |\n|---|---|---|\n"
    table = head + "| 2137000001 | 甲 | 9 |\n| 2137000002 | 乙 | |\n"
    example = GOOD | {"indicator": "books_known", "tables": {"schools": table}, "expect": {"value": value}}
    workspace.write_text(yaml.safe_dump([example], allow_unicode=True), "utf-8")
    ran = run("plan", "test")
    assert ran.code == code
    assert ("1/3 expected, 1/2 found" in ran.text) == (code == 1)


def test_the_command_tells_faults_of_an_example_as_those_of_a_plan(workspace: Path, run: Run) -> None:
    workspace.write_text("- title: 甲\n", "utf-8")
    ran = run("plan", "test")
    assert ran.code == 2
    assert "books_known.yaml:1:3" in ran.err
