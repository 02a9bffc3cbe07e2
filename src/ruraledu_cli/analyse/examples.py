"""Examples beside a plan: small tables as Markdown, and what an indicator must come to, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruraledu_cli.census import Census, Sheet
from ruraledu_cli.compute import compute
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.yaml import DefinitionError, Document, load
from ruraledu_cli.judge import Setting, judge
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Estimate
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import validate

_KEYS = {"title", "indicator", "reading", "year", "as_of", "complete", "tables", "earlier", "expect"}
_EXPECTED = {
    *("value", "low", "high", "missing", "numerator", "denominator"),
    *("status", "reason", "problem", "absent", "basis"),
}


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: `differences` name what was expected and what came out; none where it passed."""

    file: str
    title: str
    indicator: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def example_files(plan: Path) -> list[Path]:
    """The example files of a plan: `NAME.examples/*.yaml` beside it."""
    return sorted(plan.with_suffix(".examples").glob("*.yaml"))


def run_examples(plan: Plan, path: Path) -> Iterator[ExampleResult]:
    """Every example of a plan file, in order. Raises DefinitionError for a faulty example file."""
    for file in example_files(path):
        document = load(file, file.as_posix())
        examples = document.data if isinstance(document.data, list) else [document.data]
        for number, example in enumerate(examples):
            _check_keys(document, number, example, plan)
            yield _run(plan, file.as_posix(), example)


def _check_keys(document: Document, number: int, example: Any, plan: Plan) -> None:
    faults = []
    if not isinstance(example, dict) or not {"title", "indicator", "tables", "expect"} <= set(example):
        faults.append(document.fault((number,), "an example has title, indicator, tables and expect"))
        raise DefinitionError(faults)
    for key in set(example) - _KEYS:
        faults.append(document.fault((number, key), f"unknown key: {key}"))
    for key in set(example["expect"]) - _EXPECTED:
        faults.append(document.fault((number, "expect", key), f"unknown key: {key}"))
    if example["indicator"] not in plan.indicators:
        faults.append(document.fault((number, "indicator"), f"unknown indicator: {example['indicator']}"))
    if faults:
        raise DefinitionError(faults)


def _run(plan: Plan, file: str, example: Mapping[str, Any]) -> ExampleResult:
    year = int(example.get("year", 2025))
    as_of = date.fromisoformat(example["as_of"]) if "as_of" in example else date(year, 9, 1)
    indicator = str(example["indicator"])
    only = replace(
        plan,
        indicators={indicator: plan.indicators[indicator]},
        coverage=plan.coverage if example.get("complete") else {},
    )
    earlier = {int(y): tables for y, tables in example.get("earlier", {}).items()}
    past = [census(only, earlier[y], y) for y in sorted(earlier, reverse=True)]
    now = Evaluator(census(only, example["tables"], year), only, as_of, lambda: past)
    verdict = judge(compute(now), Setting(only, year, as_of))[0]
    found = outcome(verdict, example.get("reading"))
    wanted = {key: _text(value) for key, value in example["expect"].items()}
    differences = tuple(
        f"{key}: {value} expected, {found[key]} found" for key, value in wanted.items() if found[key] != value
    )
    return ExampleResult(file, str(example["title"]), indicator, differences)


def outcome(verdict: Verdict, reading: str | None = None) -> dict[str, str]:
    """What an example may expect, as text."""
    measured = verdict.measurement
    source = next((r for r in measured.readings if r.id == reading), measured)
    estimate = source.counted.estimate() if source.counted else Estimate(None, None, None, 0)
    return {
        "value": _text(estimate.value),
        "low": _text(estimate.low),
        "high": _text(estimate.high),
        "missing": str(estimate.missing),
        "numerator": _text(estimate.numerator),
        "denominator": _text(estimate.denominator),
        "status": verdict.status.value,
        "reason": _text(verdict.reason),
        "problem": _text(source.problem.reason if source.problem else None),
        "absent": ", ".join(source.units.absent) if source.units else "none",
        "basis": source.basis,
    }


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    try:
        return str(Fraction(str(value)))
    except ValueError:
        return str(value)


def census(plan: Plan, tables: Mapping[str, str], year: int) -> Census:
    """A census from Markdown tables, through recognition and validation like any sheet."""
    sheets = [
        Sheet(f"{name}.md", plan.codebook.tables[name].sheet, list(rows(text)))
        for name, text in tables.items()
    ]
    frames = recognise(sheets, plan.codebook).frames
    outside = frozenset(plan.lists.get("outside_schools", ()))
    return validate(frames, plan.codebook, year, plan.areas, outside).census


def rows(markdown: str) -> Iterator[tuple[str | None, ...]]:
    """The rows of a Markdown table; the line of dashes is none, an empty cell is None."""
    for line in markdown.strip().splitlines():
        cells = tuple(cell.strip() or None for cell in line.strip().strip("|").split("|"))
        if not all(cell and set(cell) <= set(":-") for cell in cells):
            yield cells
