"""What docs/plan-language.md shows is true: each block is loaded, each key and word is there."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from fake_reports import fake_report
from ruraledu_cli.analyse.examples import run_examples
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.definitions import conditions, formulas
from ruraledu_cli.definitions.codebook import Code, CodeList, ColumnDef, ColumnType, TableDef
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_file import (
    CoverageDef,
    IndicatorDef,
    OrderDef,
    PlanFile,
    ReadingDef,
    Semesters,
    Settings,
    TaskDef,
    Township,
)
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.strict import Strict
from ruraledu_cli.definitions.target import Force, Inferred, Milestone, Target
from ruraledu_cli.definitions.yaml import DefinitionError
from ruraledu_cli.model.report import Status
from ruraledu_cli.render.json import check_record
from ruraledu_cli.workspace import open_workspace

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "plan-language.md"
PLAN = ROOT / "targets" / "gaotang-2023-2027.yaml"
TEXT = PAGE.read_text("utf-8")
FENCE = re.compile(r"^```(\w+)(?: (\w+))?(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is, of which table (of conditions), at which line."""

    kind: str
    table: str
    text: str
    line: int


def blocks(kind: str) -> list[Block]:
    found = []
    for match in FENCE.finditer(TEXT):
        line = TEXT.count("\n", 0, match.start()) + 1
        if match[1] == "yaml" and match[2] == kind:
            found.append(Block(kind, match[3] or "", match[4], line))
    return found


def parametrize(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", blocks(kind), ids=lambda block: f"line {block.line}")


def indented(text: str, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}\n" for line in text.splitlines())


def load_text(text: str, folder: Path) -> Plan:
    """A plan's text; one without an id is laid over the county's plan."""
    if not text.startswith("id:"):
        text = f"id: example\ntitle: {{zh: 示例, en: Example}}\nextends: {PLAN.name}\n{text}"
        (folder / PLAN.name).write_bytes(PLAN.read_bytes())
    (folder / "plan.yaml").write_text(text, "utf-8")
    return load_plan(folder / "plan.yaml", load_codebook(), "plan.yaml")


@parametrize("plan")
def test_plans_load(block: Block, tmp_path: Path) -> None:
    assert load_text(block.text, tmp_path).id


@parametrize("condition")
def test_conditions_load(block: Block, tmp_path: Path) -> None:
    text = f"scopes:\n  {block.table}:\n    example:\n{indented(block.text, 6)}"
    assert (block.table, "example") in load_text(text, tmp_path).scopes


@parametrize("formula")
def test_formulas_load(block: Block, tmp_path: Path) -> None:
    head = 'indicators:\n  example:\n    title: {zh: 示例, en: Example}\n    task: "1"\n    unit: number\n'
    text = f"{head}    formula:\n{indented(block.text, 6)}"
    assert load_text(text, tmp_path).indicators["example"].formula is not None


@parametrize("faulty")
def test_faults_are_told_as_shown(block: Block, tmp_path: Path) -> None:
    shown = re.search(r"```text\n(.*?)```", TEXT[TEXT.index(block.text) :], re.DOTALL)
    with pytest.raises(DefinitionError) as caught:
        load_text(block.text, tmp_path)
    assert shown
    assert [fault_line(fault, load_catalogue("en")) for fault in caught.value.faults] == shown[1].splitlines()


@parametrize("example")
def test_examples_pass(block: Block, tmp_path: Path) -> None:
    (tmp_path / "plan.examples").mkdir()
    (tmp_path / "plan.examples" / "shown.yaml").write_text(block.text, "utf-8")
    results = list(run_examples(load_plan(PLAN, load_codebook()), tmp_path / "plan.yaml"))
    assert [result.differences for result in results] == [()]


def test_there_are_blocks_of_every_kind() -> None:
    assert {
        kind: bool(blocks(kind)) for kind in ("plan", "condition", "formula", "faulty", "example")
    } == dict.fromkeys(("plan", "condition", "formula", "faulty", "example"), True)


def test_the_first_plan_means_what_the_page_says(tmp_path: Path) -> None:
    target = load_text(blocks("plan")[0].text, tmp_path).targets["books_per_pupil"]
    assert target.milestones[2025].value == Fraction(4, 5)
    assert (target.due(2025).isoformat(), target.due(2027).isoformat()) == ("2025-12-31", "2027-08-31")


def words_of_the_page() -> set[str]:
    """Every word in code, be it in a line or a block."""
    code = re.findall(r"`([^`\n]+)`", TEXT) + [match[4] for match in FENCE.finditer(TEXT)]
    return set(re.findall(r"[a-z_]+", " ".join(code)))


MODELS: tuple[type[Strict], ...] = (
    *(PlanFile, Township, TaskDef, OrderDef, ReadingDef, IndicatorDef, CoverageDef, Semesters, Settings),
    *(Target, Milestone, TableDef, ColumnDef, CodeList, Code),
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_stands_on_the_page(model: type[Strict]) -> None:
    named_by_key = {"name"} if model in (TableDef, ColumnDef) else set()
    assert sorted(set(model.model_fields) - named_by_key - words_of_the_page()) == []


def test_every_word_of_the_language_stands_on_the_page() -> None:
    source = Path(str(conditions.__file__)).read_text("utf-8") + Path(str(formulas.__file__)).read_text(
        "utf-8"
    )
    cases = {
        word
        for line in re.findall(r"case (.*?)(?: if .*)?:\n", source)
        for word in re.findall(r'"(\w+)"', line)
    }
    assert {"first_known", "months_after", "outside"} <= cases
    wanted = cases | set(formulas._KINDS) | set(formulas._ROWS) | set(conditions._WORDS)
    wanted |= {*get_args(ColumnType), *get_args(Force), *get_args(Inferred), *conditions._PERIODS}
    assert sorted(wanted - words_of_the_page()) == []


PAGES = sorted(ROOT.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_plans_on_the_first_pages_load(page: Path, tmp_path: Path) -> None:
    for language, _, _, text in FENCE.findall(page.read_text("utf-8")):
        if language == "yaml":
            assert load_text(text, tmp_path).id == "example"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_on_the_first_pages_are_read(page: Path, tmp_path: Path) -> None:
    for text in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        (tmp_path / "ruraledu.toml").write_text(re.sub("^  ", "", text, flags=re.MULTILINE), "utf-8")
        assert [entry.means for entry in open_workspace(tmp_path, environ={}).blank_means] == ["no"]


def test_the_layers_shown_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    shown = re.search(r"```\n(cli\n.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    assert shown
    assert shown[1].splitlines() == layers


def test_python_shown_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way into a notebook."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(ROOT)
    found: dict[str, object] = {}
    exec(compile(code, "CONTRIBUTING.md", "exec"), found)
    schools = found["schools"]
    assert isinstance(schools, pd.DataFrame)
    assert len(schools["school_name"]) > 100
    assert schools.index.name == "row"


def keys_of(node: object) -> set[str]:
    if isinstance(node, dict):
        return {str(key) for key in node} | {key for item in node.values() for key in keys_of(item)}
    return {key for item in node for key in keys_of(item)} if isinstance(node, list) else set()


def test_every_field_of_the_json_stands_on_its_page() -> None:
    document = check_record(fake_report(), load_catalogue("zh"))
    words = set(
        re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", (ROOT / "docs" / "json.md").read_text("utf-8"))))
    )
    assert len(document["results"]) > 5
    statuses = {str(status) for status in Status}
    assert sorted((keys_of(document) | statuses) - words - {"error", "query", "note"}) == []
