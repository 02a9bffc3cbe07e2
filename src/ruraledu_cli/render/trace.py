"""A figure taken apart, for programs: JSON with exact figures, and CSV lines for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue import formulas as said
from ruraledu_cli.catalogue.conditions import ConditionWords
from ruraledu_cli.catalogue.sentences import sentence
from ruraledu_cli.catalogue.trace import bridge_sentence, definition_lines, step_words
from ruraledu_cli.catalogue.trace_cells import cell_lists, content, unit_name
from ruraledu_cli.catalogue.trace_tables import line_name, total, township_name
from ruraledu_cli.model.trace import CellAt, Line, Part, Trace, Unit, Waiting
from ruraledu_cli.render.csv import Cell, number
from ruraledu_cli.render.json import SCHEMA_VERSION, result_record, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = ("part", "level", "key", "name", "township", "numerator", "denominator", "value", "undecided")
CELL_COLUMNS = ("unit", "state", "file", "sheet", "cell", "header", "content")


def render_json(trace: Trace, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """The document of `explain ID YEAR --format json`."""
    return to_bytes(trace_record(trace, text, show_pii=show_pii))


def trace_record(trace: Trace, text: Catalogue, *, show_pii: bool) -> Record:
    indicator = trace.plan.indicators[trace.indicator]
    recount = trace.recount
    return {
        "schema_version": SCHEMA_VERSION,
        "year": trace.year,
        "as_of": trace.as_of.isoformat(),
        "plan": trace.plan.id,
        "result": result_record(trace.verdict, trace.plan, text),
        "clause": indicator.clause,
        "note": text.title(indicator.note),
        "definition": list(definition_lines(trace, text)),
        "sentence": sentence(trace.verdict, indicator, trace.as_of, text),
        "parts": [_part(part, trace, text, show_pii=show_pii) for part in trace.parts],
        "decides": {"met": trace.decides.met, "missed": trace.decides.missed} if trace.decides else None,
        "recount": {"cells": recount.cells, "same": recount.same} if recount else None,
        "errors": [],
    }


def _part(part: Part, trace: Trace, text: Catalogue, *, show_pii: bool) -> Record:
    words = ConditionWords(trace.plan, text)
    bridge = part.bridge
    lines = [line for line in part.lines if _asked(line, trace)]
    units = [unit for unit in part.units if _asked(part.lines[unit.line], trace)]
    waiting = [one for one in part.waiting if _asked(part.lines[one.unit.line], trace)]
    return {
        "part": part.name,
        "over": said.over(part.formula, words),
        "having": said.having(part.formula, words),
        "problem": part.problem.reason if part.problem else None,
        "bridge": None
        if bridge is None
        else {
            "read": bridge.read,
            "steps": [
                {"code": step.code, "change": step.change, "words": step_words(step, words)}
                for step in bridge.steps
            ],
            "counted": bridge.counted,
            "sentence": bridge_sentence(part, bridge, text),
        },
        "townships": [_line(line, trace, text, show_pii=show_pii) for line in part.townships],
        "schools": [_line(line, trace, text, show_pii=show_pii) for line in lines],
        "undecided": [_waiting(one, part, trace, text, show_pii=show_pii) for one in waiting],
        "units": [_unit(unit, part, text, show_pii=show_pii) for unit in units] if trace.with_cells else None,
    }


def _asked(line: Line, trace: Trace) -> bool:
    return trace.school is None or trace.school in (line.key, line.name)


def _line(line: Line, trace: Trace, text: Catalogue, *, show_pii: bool) -> Record:
    return {
        "key": line.key,
        "name": line_name(line, trace, text, show_pii=show_pii) if line.key or line.name else "",
        "township": line.township,
        "numerator": _exact(line.numerator),
        "denominator": _exact(line.denominator),
        "exact": str(line.numerator / line.denominator) if line.denominator else None,
        "undecided": line.undecided,
        "pupils": line.pupils,
    } | ({"cells": [_cell(cell, show_pii=show_pii) for cell in line.cells]} if line.cells else {})


def _exact(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


def _unit(unit: Unit, part: Part, text: Catalogue, *, show_pii: bool) -> Record:
    return {
        "school": part.lines[unit.line].key,
        "name": unit_name(unit, text, show_pii=show_pii),
        "table": unit.table,
        "state": unit.state,
        "cells": [_cell(cell, show_pii=show_pii) for cell in unit.cells],
    }


def _cell(cell: CellAt, *, show_pii: bool) -> Record:
    return {
        "file": cell.file,
        "sheet": cell.sheet,
        "cell": cell.cell,
        "table": cell.table,
        "column": cell.column,
        "header": cell.header,
        "value": content(cell, show_pii=show_pii),
    }


def _waiting(one: Waiting, part: Part, trace: Trace, text: Catalogue, *, show_pii: bool) -> Record:
    line = part.lines[one.unit.line]
    return {
        "school": line.key,
        "name": line_name(line, trace, text, show_pii=show_pii),
        "unit": unit_name(one.unit, text, show_pii=show_pii),
        "needed": one.needed,
        "columns": list(one.columns),
        "cells": [_cell(cell, show_pii=show_pii) for cell in one.cells],
    }


def render_csv(trace: Trace, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """A row per line, township and total; with the cells asked for, a row per cell instead."""
    if trace.with_cells:
        headers = [text.text(f"grid.{name}") for name in CELL_COLUMNS]
        return render_table(headers, _cell_rows(trace, text, show_pii=show_pii))
    headers = [text.text(f"grid.{name}") for name in COLUMNS]
    return render_table(headers, _line_rows(trace, text, show_pii=show_pii))


def _line_rows(trace: Trace, text: Catalogue, *, show_pii: bool) -> Iterator[tuple[Cell, ...]]:
    for part in trace.parts:
        lines = [line for line in part.lines if _asked(line, trace)]
        levels = [("school", lines)]
        if trace.school is None:
            levels = [("total", [total(part.lines)]), ("township", list(part.townships)), *levels]
        for level, rows in levels:
            for line in rows:
                yield (
                    part.name,
                    text.text(f"level.{level}"),
                    *_figures(line, trace, text, show_pii=show_pii),
                )


def _figures(line: Line, trace: Trace, text: Catalogue, *, show_pii: bool) -> tuple[Cell, ...]:
    share = number(line.numerator / line.denominator) if line.denominator else None
    name = line_name(line, trace, text, show_pii=show_pii)
    town = township_name(line.township, trace, text) if line.township else None
    key = line.key if line.key != "total" else None
    return key, name, town, number(line.numerator), number(line.denominator), share, line.undecided


def _cell_rows(trace: Trace, text: Catalogue, *, show_pii: bool) -> Iterator[tuple[Cell, ...]]:
    for who, state, cells in cell_lists(trace, text, show_pii=show_pii):
        for cell in cells:
            yield who, state, cell.file, cell.sheet, cell.cell, cell.header, content(cell, show_pii=show_pii)
