"""What changed, for programs: JSON with exact numbers, and CSV rows for Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import sqrt
from typing import Any

from ruraledu_cli.catalogue.comparison_words import ComparisonWords
from ruraledu_cli.model.audit import AuditedFile
from ruraledu_cli.model.comparison import CellAt, Comparison, Fates, IndicatorChange, TableChanges
from ruraledu_cli.render.csv import Cell
from ruraledu_cli.render.json import SCHEMA_VERSION, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = ("section", "table", "key", "column", "before", "after", "where_before", "where_after", "remark")
_SIDES = ("before", "after")


def render_json(found: Comparison, words: ComparisonWords) -> bytes:
    """The document of `diff --format json`."""
    return to_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "kind": found.kind,
            "before": found.sides[0],
            "after": found.sides[1],
            "differs": found.differs,
            "years": list(found.years) if found.years else None,
            "tables": [*_tables(found)],
            "cells": [*_cells(found, words)],
            "rows": [*_rows(found, words)],
            "counts": [*_counts(found, words)],
            "findings": [*_findings(found, words)],
            "indicators": [*_indicators(found, words)],
            "plan": [*_plan(found)],
            "skipped": found.skipped,
            "summary": _summary(found),
            "inputs": {side: _inputs(files) for side, files in zip(_SIDES, found.inputs, strict=True)},
            "errors": [],
        }
    )


def _summary(found: Comparison) -> Record:
    fates = [one.fate for one in found.findings]
    return {
        "cells": len(found.cells),
        "rows_added": found.added,
        "rows_gone": found.gone,
        "findings": {fate: fates.count(fate) for fate in Fates},
        "indicators": len(found.indicators),
        "plan": len(found.plan),
    }


def _inputs(files: Sequence[AuditedFile]) -> list[Record]:
    return [{"path": file.path, "sha256": file.sha256, "status": file.status} for file in files]


def _tables(found: Comparison) -> Iterator[Record]:
    for one in found.tables:
        yield {
            "table": one.table,
            "before": one.before,
            "after": one.after,
            "matched": one.matched,
            "changed": one.changed,
            "added": one.added,
            "gone": one.gone,
        }


def _counts(found: Comparison, words: ComparisonWords) -> Iterator[Record]:
    for one in found.counts:
        yield {"table": one.table, "key": words.key(one), "before": one.before, "after": one.after}


def _plan(found: Comparison) -> Iterator[Record]:
    for one in found.plan:
        before, after = one.at
        record = {"kind": one.kind, "name": one.name, "before": one.before, "after": one.after}
        yield record | {"at_before": before or None, "at_after": after or None}


def _cells(found: Comparison, words: ComparisonWords) -> Iterator[Record]:
    for one in found.cells:
        yield {
            "table": one.table,
            "key": words.key(one),
            "column": one.column,
            "before": _at(one.before, words, personal=one.personal),
            "after": _at(one.after, words, personal=one.personal),
        }


def _at(cell: CellAt, words: ComparisonWords, *, personal: bool) -> Record:
    value = words.cell(cell, personal=personal)
    return {"file": cell.file, "sheet": cell.sheet, "cell": cell.cell or None, "value": value or None}


def _rows(found: Comparison, words: ComparisonWords) -> Iterator[Record]:
    for one in found.rows:
        file, sheet, row = one.at
        place = {"file": file, "sheet": sheet, "row": row}
        yield {"table": one.table, "key": words.key(one), "added": one.is_added, **place}


def _findings(found: Comparison, words: ComparisonWords) -> Iterator[Record]:
    for one in found.findings:
        yield {
            "code": one.code,
            "severity": one.severity,
            "table": one.table,
            "column": one.column,
            "value": words.value(one) or None,
            "state": one.fate,
            "fixed": one.fixed,
            "still": one.still,
            "new": one.new,
        }


def _indicators(found: Comparison, words: ComparisonWords) -> Iterator[Record]:
    for one in found.indicators:
        exact = "exact_squared" if one.squared else "exact"
        yield {
            "id": one.id,
            "title": words.title(one),
            "unit": words.unit(one),
            "before": {exact: _exact(one.before, one), "value": _value(one.before, one), **_beside(one, 0)},
            "after": {exact: _exact(one.after, one), "value": _value(one.after, one), **_beside(one, 1)},
            "change": None if one.squared else _exact(one.change, one),
            "effects": None
            if one.effects is None
            else {"numerator": str(one.effects.numerator), "denominator": str(one.effects.denominator)},
        }


def _beside(one: IndicatorChange, side: int) -> Record:
    return {"counts": one.counts[side] or None, "status": one.statuses[side]}


def _exact(value: Fraction | None, one: IndicatorChange) -> str | None:
    return None if value is None or one.rounded else str(value)


def _value(value: Fraction | None, one: IndicatorChange) -> float | None:
    """For reading only."""
    if value is None:
        return None
    return sqrt(value) if one.squared else float(value)


def _table_counts(one: TableChanges) -> dict[str, int]:
    return {"matched": one.matched, "changed": one.changed, "added": one.added, "gone": one.gone}


def render_csv(found: Comparison, words: ComparisonWords) -> bytes:
    """A row per change, whatever it is a change of."""
    headers = [words.text.text(f"diff.columns.{name}") for name in COLUMNS]
    return render_table(headers, _lines(found, words))


def _lines(found: Comparison, words: ComparisonWords) -> Iterator[tuple[Cell, ...]]:
    text = words.text

    def section(name: str) -> str:
        return text.text(f"diff.section.{name}")

    for one in found.indicators:
        figures = words.figures(one)
        effects = one.effects
        split = None
        if effects is not None:
            parts = words.gap(effects.numerator, one), words.gap(effects.denominator, one)
            split = text.text("diff.split", numerator=parts[0], denominator=parts[1])
        yield (section("indicator"), None, one.id, words.title(one), *figures, *one.counts, split)
    for one_table in found.tables:
        told = text.text("diff.table_counts", **_table_counts(one_table))
        sizes = one_table.before, one_table.after
        yield (section("table"), words.table(one_table.table), None, None, *sizes, None, None, told)
    for cause in found.findings:
        value = words.value(cause)
        counts = cause.fixed + cause.still, cause.still + cause.new
        fate = text.text(f"diff.fate.{cause.fate}")
        at = words.table(cause.table), value, words.column(cause.table, cause.column)
        yield (section("finding"), *at, *counts, None, None, f"{cause.code} {fate}")
    for cell in found.cells:
        values = (words.cell(side, personal=cell.personal) for side in (cell.before, cell.after))
        places = words.address(cell.before), words.address(cell.after)
        at = words.table(cell.table), words.key(cell), words.column(cell.table, cell.column)
        yield (section("cell"), *at, *values, *places, None)
    for row in found.rows:
        where = words.row_at(row)
        beside = (None, where) if row.is_added else (where, None)
        name = "added" if row.is_added else "gone"
        yield (section(name), words.table(row.table), words.key(row), None, None, None, *beside, None)
    for count in found.counts:
        at = words.table(count.table), words.key(count), ""
        yield (section("counted"), *at, count.before, count.after, None, None, None)
    for part in found.plan:
        kind = text.text(f"diff.kind.{part.kind}")
        yield (section("plan"), kind, part.name, None, part.before, part.after, *part.at, None)
