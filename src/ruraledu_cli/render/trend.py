"""Trends for programs: JSON with exact numbers, and CSV with a row per indicator and year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import figure
from ruraledu_cli.model.trend import Pace, Point, Trend, Trends
from ruraledu_cli.render.csv import Cell, number
from ruraledu_cli.render.json import SCHEMA_VERSION, counted_record, indicator_record, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = (
    *("id", "indicator", "unit", "year", "value", "numerator", "denominator", "missing", "status", "target"),
    *("goal_year", "goal", "actual", "needed", "leads_to", "line", "judgement"),
)
_PACE = ("first", "last", "goal", "actual", "needed", "leads_to", "line")


def render_json(found: Trends, text: Catalogue) -> bytes:
    """The document of `trend --format json`."""
    return to_bytes(trends_record(found, text))


def trends_record(found: Trends, text: Catalogue) -> Record:
    """Trends as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "plan": found.plan.id,
        "years": [{"year": year, "as_of": day.isoformat()} for year, day in found.days.items()],
        "results": [_trend(trend, found, text) for trend in found.trends],
        "errors": [],
    }


def _trend(trend: Trend, found: Trends, text: Catalogue) -> Record:
    target = found.plan.targets.get(trend.indicator)
    return indicator_record(trend.indicator, found.plan, text) | {
        "op": target.op if target else None,
        "years": [_point(point) for point in trend.points],
        "pace": trend.judgement,
        "arithmetic": _pace(trend.pace),
    }


def _point(point: Point) -> Record:
    nothing = dict.fromkeys(("value", "exact", "numerator", "denominator", "missing", "bounds"))
    return (nothing if point.counted is None else counted_record(point.counted)) | {
        "year": point.year,
        "status": point.status,
        "reason": point.problem,
        "target": None if point.target is None else str(point.target),
    }


def _pace(pace: Pace | None) -> Record | None:
    if pace is None:
        return None
    years = {name: getattr(pace, name) for name in ("first_year", "last_year", "goal_year")}
    return years | {name: str(getattr(pace, name)) for name in _PACE}


def render_csv(found: Trends, text: Catalogue) -> bytes:
    """A row per indicator and year; the pace stands in the last year's."""
    return render_table([text.text(f"trend_columns.{name}") for name in COLUMNS], _rows(found, text))


def _rows(found: Trends, text: Catalogue) -> Iterator[tuple[Cell, ...]]:
    for trend in found.trends:
        indicator = found.plan.indicators[trend.indicator]
        unit = text.text(f"unit.{indicator.unit}") if indicator.unit != "percent" else None
        for point in trend.points:
            pace = _pace_cells(trend, text) if point is trend.points[-1] else (None,) * 7
            yield (trend.indicator, text.title(indicator.title), unit, *_point_cells(point, text), *pace)


def _point_cells(point: Point, text: Catalogue) -> tuple[Cell, ...]:
    shown = None if point.problem else point.counted
    estimate = None if shown is None else shown.estimate()
    counts = (None, None) if estimate is None else (estimate.numerator, estimate.denominator)
    return (
        point.year,
        number(figure(shown).value, point.target),
        *map(number, counts),
        estimate.missing if estimate else None,
        text.text(
            f"status.{point.status}" if point.status != "not_computable" else "status.not_computable_short"
        ),
        number(point.target),
    )


def _pace_cells(trend: Trend, text: Catalogue) -> tuple[Cell, ...]:
    word = text.text(f"pace.{trend.judgement}") if trend.judgement else None
    pace = trend.pace
    if pace is None:
        return (*(None,) * 6, word)
    figures: tuple[Decimal | int | None, ...] = (
        number(pace.goal),
        number(pace.actual),
        number(pace.needed),
        number(pace.leads_to, pace.goal),
        number(pace.line, pace.last),
    )
    return (pace.goal_year, *figures, word)
