"""Examples beside a plan: small tables as Markdown, and what an indicator must come to, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruraledu_cli.census import Census, Sheet
from ruraledu_cli.compute import compute, register
from ruraledu_cli.definitions.context import suggestion
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, Path_, load
from ruraledu_cli.judge import Setting, judge
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.estimate import Estimate
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import validate

_NEEDED = {"title", "indicator", "tables", "expect"}
_KEYS = {*_NEEDED, "reading", "year", "as_of", "complete", "earlier"}
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
        listed = isinstance(document.data, list)
        examples = list(document.data) if listed else [document.data]
        faults = [
            fault
            for number, example in enumerate(examples)
            for fault in _faults(document, (number,) if listed else (), example, plan)
        ]
        if faults:
            raise DefinitionError(faults)
        yield from (_run(plan, file.as_posix(), example) for example in examples)


def _faults(document: Document, path: Path_, example: Any, plan: Plan) -> Iterator[Fault]:
    """What is wrong with one example as written."""
    if not isinstance(example, dict) or not set(example) >= _NEEDED:
        yield document.fault(path, "example_shape", allowed=", ".join(sorted(_NEEDED)))
        return
    for key in set(example) - _KEYS:
        yield document.fault((*path, key), "unknown_key", name=key, **suggestion(key, sorted(_KEYS)))
    yield from _expected_faults(document, (*path, "expect"), example["expect"])
    indicator = plan.indicators.get(str(example["indicator"]))
    if indicator is None:
        known = suggestion(example["indicator"], plan.indicators)
        yield document.fault((*path, "indicator"), "unknown_indicator", name=example["indicator"], **known)
    elif "reading" in example and example["reading"] not in (r.id for r in indicator.readings):
        known = suggestion(example["reading"], [r.id for r in indicator.readings])
        yield document.fault((*path, "reading"), "unknown_reading", name=example["reading"], **known)
    if not isinstance(example.get("year", 2025), int):
        yield document.fault((*path, "year"), "not_a_year", value=example["year"])
    if "as_of" in example and not _is_day(example["as_of"]):
        yield document.fault((*path, "as_of"), "not_a_day", value=example["as_of"])
    yield from _table_faults(document, (*path, "tables"), example["tables"], plan)
    yield from _earlier_faults(document, (*path, "earlier"), example.get("earlier", {}), plan)


def _expected_faults(document: Document, path: Path_, expected: Any) -> Iterator[Fault]:
    """An example that expects nothing could not fail."""
    if not isinstance(expected, dict) or not expected:
        yield document.fault(path, "expect_shape")
        return
    for key in set(expected) - _EXPECTED:
        yield document.fault((*path, key), "unknown_key", name=key, **suggestion(key, sorted(_EXPECTED)))


def _earlier_faults(document: Document, path: Path_, years: Any, plan: Plan) -> Iterator[Fault]:
    if not isinstance(years, dict) or not all(isinstance(year, int) for year in years):
        yield document.fault(path, "earlier_tables_shape")
        return
    for year, tables in years.items():
        yield from _table_faults(document, (*path, year), tables, plan)


def _table_faults(document: Document, path: Path_, tables: Any, plan: Plan) -> Iterator[Fault]:
    known = plan.codebook.tables
    if not isinstance(tables, dict):
        yield document.fault(path, "tables_shape")
        return
    for name, text in tables.items():
        if name not in known:
            yield document.fault((*path, name), "unknown_table", name=name, **suggestion(name, known))
        elif not isinstance(text, str):
            yield document.fault((*path, name), "not_a_table", name=name)


def _is_day(text: object) -> bool:
    try:
        return bool(date.fromisoformat(str(text)))
    except ValueError:
        return False


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
    before = next((Evaluator(held, only, as_of) for held in past if held.year == year - 1), None)
    known = register(before) if before else ()
    now = Evaluator(census(only, example["tables"], year), only, as_of, lambda: past, lambda: known)
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
