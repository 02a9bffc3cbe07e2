"""What stands in the columns beside an indicator, and what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import (
    SIGNS,
    Figure,
    figure,
    force_word,
    reading_title,
    reading_unit,
    reason_word,
    show,
    show_gap,
    show_line,
    status_word,
)
from ruraledu_cli.model.measurement import Ratio, Reading
from ruraledu_cli.model.report import Judged, Report, Status, Verdict
from ruraledu_cli.screen.console import Glyphs
from ruraledu_cli.screen.layout import BAR, SHORT_BAR

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan

_NAMED = 3  # absent units named before the rest are counted


def cells(verdict: Verdict, report: Report, text: Catalogue, signs: Glyphs) -> dict[str, str]:
    """The texts of all columns, and the brief forms of some (`due_short`)."""
    indicator = report.plan.indicators[verdict.measurement.indicator]
    found, target = figure(verdict.measurement.counted), verdict.target
    line = target.value if target else None
    sign = SIGNS[verdict.status]
    return {
        "indicator": text.title(indicator.title),
        "value": value_text(found, indicator.unit, text, line),
        "counts": "" if isinstance(verdict.measurement.counted, Ratio) else found.counts,
        "bar": bar(found.value, target, BAR, signs),
        "bar_short": bar(found.value, target, SHORT_BAR, signs),
        "gap": "" if verdict.gap is None else show_gap(verdict.gap, indicator.unit, text),
        "missing": str(found.missing) if found.missing else "",
        "status": f"{sign} {status_word(verdict, text)}",
        "status_short": f"{sign} {status_word(verdict, text, short=True)}",
        **_target_cells(target, indicator.unit, text, signs),
    }


def _target_cells(target: Judged | None, unit: str, text: Catalogue, signs: Glyphs) -> dict[str, str]:
    if target is None:
        return dict.fromkeys(("target", "due", "due_short"), "")
    op = {">=": signs.at_least, "<=": signs.at_most}[target.op]
    return {
        "target": f"{op}{show_line(target.value, unit, text)}",
        "due": text.day(target.due_date),
        "due_short": text.due(target.due_date),
    }


def value_text(found: Figure, unit: str, text: Catalogue, line: Fraction | None) -> str:
    """The value, a dash where nothing is known."""
    return "-" if found.value is None else show(found.value, unit, text, line)


def bar(value: Fraction | None, target: Judged | None, length: int, signs: Glyphs) -> str:
    """How much of the target is reached. Full only where all of it is; a limit counts by its excess."""
    if value is None or target is None:
        return ""
    reached = _reached(value, target)
    filled = length if reached >= 1 else max(0, floor(reached * length))
    return signs.full * filled + signs.rest * (length - filled)


def _reached(value: Fraction, target: Judged) -> Fraction:
    if target.op == ">=":
        return value / target.value if target.value else Fraction(1)
    return target.value / value if value > target.value else Fraction(1)


def notes(verdict: Verdict, report: Report, text: Catalogue, stacked: dict[str, str]) -> Iterator[str]:
    """The lines below an indicator: what had no room in a column, what is missing; then its readings."""
    clauses = [
        *_stacked(verdict, text, stacked),
        *_doubts(verdict, report, text),
        *_ahead(verdict, report, text),
    ]
    if clauses:
        yield text.clauses(clauses)
    for reading in verdict.measurement.readings:
        yield _reading(reading, verdict, report, text)


def _stacked(verdict: Verdict, text: Catalogue, stacked: dict[str, str]) -> Iterator[str]:
    """What moved below; a binding target is the rule and needs no word."""
    counted = verdict.measurement.counted
    if isinstance(counted, Ratio):
        stacked = stacked | {"counts": figure(counted).counts}
    for name in ("counts", "gap", "missing", "due"):
        if stacked.get(name):
            yield text.text("screen.stacked", label=text.text(f"columns.{name}"), value=stacked[name])
    if verdict.target and verdict.target.force != "binding":
        yield force_word(verdict.target.force, verdict.target.inferred, text)


def _doubts(verdict: Verdict, report: Report, text: Catalogue) -> Iterator[str]:
    measurement = verdict.measurement
    if reason := reason_word(verdict, text, report.plan):
        yield text.text("format.labelled", label=text.text("columns.reason"), value=reason)
    if verdict.status is Status.UNDECIDED and measurement.counted is not None:
        yield _interval(verdict, report, text)
    if measurement.units and measurement.units.absent:
        yield text.text("screen.absent", names=_absent(measurement.units.absent, report.plan, text))
    if measurement.basis != "roster":
        yield text.word("basis", measurement.basis)
    for code, count in measurement.said:
        yield text.find(f"said.{code}", count=count) or text.text("format.labelled", label=code, value=count)


def _interval(verdict: Verdict, report: Report, text: Catalogue) -> str:
    unit = report.plan.indicators[verdict.measurement.indicator].unit
    line = verdict.target.value if verdict.target else None
    found = figure(verdict.measurement.counted)
    if found.low is None and found.high is None:
        return text.text("screen.unbounded")
    low, high = (
        text.text("format.open") if end is None else show(end, unit, text, line)
        for end in (found.low, found.high)
    )
    return text.text("screen.bounds", interval=text.text("format.interval", low=low, high=high))


def _absent(codes: tuple[str, ...], plan: Plan, text: Catalogue) -> str:
    names = [unit_name(code, plan, text) for code in codes]
    shown = text.join(names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    return text.text("format.more_names", names=shown, count=len(names), rest=len(names) - _NAMED)


def unit_name(code: str, plan: Plan, text: Catalogue) -> str:
    """A township by its name; schools stand by their code."""
    township = plan.townships.get(code)
    if township is None:
        return code
    return township.en if text.language == "en" and township.en else township.zh


def _ahead(verdict: Verdict, report: Report, text: Catalogue) -> Iterator[str]:
    if verdict.pace:
        yield text.text(f"pace.{verdict.pace}")
    name = verdict.measurement.indicator
    target = report.plan.targets.get(name)
    if target is None or verdict.target is None:
        return
    unit = report.plan.indicators[name].unit
    for year in sorted(year for year in target.milestones if year > verdict.target.year)[:1]:
        value = show_line(target.milestones[year].value, unit, text)
        yield text.text("screen.milestone_after", value=value, due=text.due(target.due(year)))


def _reading(reading: Reading, verdict: Verdict, report: Report, text: Catalogue) -> str:
    indicator = report.plan.indicators[verdict.measurement.indicator]
    found = figure(reading.counted)
    value = value_text(found, reading_unit(reading, indicator), text, None)
    if reading.problem:
        value = text.word("reason", reading.problem.reason)
    elif found.counts:
        value = text.text("format.marked", label=value, value=found.counts)
    label = text.text("screen.reading", title=reading_title(reading, indicator, text))
    line = text.text("format.labelled", label=label, value=value)
    return text.clauses([line, text.text("screen.missing", count=found.missing)]) if found.missing else line
