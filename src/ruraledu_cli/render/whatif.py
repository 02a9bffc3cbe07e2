"""A change tried out, for programs: JSON with exact numbers, and CSV with a row per indicator touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import figure, status_word
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.whatif import Changed, Difference, Whatif
from ruraledu_cli.render.csv import Cell, number
from ruraledu_cli.render.json import SCHEMA_VERSION, result_record, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
_SIDE = ("value", "numerator", "denominator", "missing", "status")
COLUMNS = (
    *("id", "indicator"),
    *(f"{name}_{side}" for side in ("before", "after") for name in _SIDE),
    "change",
)


def render_json(found: Whatif, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """The document of `whatif --format json`."""
    return to_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "year": found.year,
            "as_of": found.as_of.isoformat(),
            "plan": found.plan.id,
            "changes": [_changed(one, show_pii=show_pii) for one in found.changed],
            "results": [_difference(one, found, text) for one in found.differences],
            "errors": [],
        }
    )


def _changed(one: Changed, *, show_pii: bool) -> Record:
    cells = {"before": one.before, "after": one.after}
    if one.secret and not show_pii:
        cells = {side: mask(cell) if cell else cell for side, cell in cells.items()}
    label = mask(one.label) if one.personal and not show_pii and one.label else one.label
    return {"table": one.table, "column": one.column, "label": label or None, "rows": one.rows} | {
        side: cell or None for side, cell in cells.items()
    }


def _difference(one: Difference, found: Whatif, text: Catalogue) -> Record:
    return {
        "id": one.indicator,
        "title": text.title(found.plan.indicators[one.indicator].title),
        "before": result_record(one.before, found.plan, text),
        "after": result_record(one.after, found.plan, text),
        "change": None if one.change is None else str(one.change),
    }


def render_csv(found: Whatif, text: Catalogue) -> bytes:
    """A row per indicator touched."""
    return render_table([text.text(f"whatif_columns.{name}") for name in COLUMNS], _rows(found, text))


def _rows(found: Whatif, text: Catalogue) -> Iterator[tuple[Cell, ...]]:
    for one in found.differences:
        title = text.title(found.plan.indicators[one.indicator].title)
        sides = (*_side(one.before, text), *_side(one.after, text))
        yield (one.indicator, title, *sides, number(one.change))


def _side(verdict: Verdict, text: Catalogue) -> tuple[Cell, ...]:
    counted = None if verdict.measurement.problem else verdict.measurement.counted
    estimate = counted.estimate() if counted else None
    line = verdict.target.value if verdict.target else None
    counts = (None, None) if estimate is None else (estimate.numerator, estimate.denominator)
    missing = estimate.missing if estimate else None
    value = number(figure(counted).value, line)
    return (value, *map(number, counts), missing, status_word(verdict, text, short=True))
