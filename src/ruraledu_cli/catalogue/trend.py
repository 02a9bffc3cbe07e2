"""Trends as a page: each year's figures, the pace so far and needed, and the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from ruraledu_cli.catalogue.figures import SIGNS, figure, show, show_gap, show_line
from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.report import Status
from ruraledu_cli.model.trend import Pace, Point, Trend, Trends


def trend_page(found: Trends, text: Catalogue) -> Page:
    """The whole page."""
    title = text.text("trend.title", plan=text.title(found.plan.title))
    return page(title, _blocks(found, text))


def _blocks(found: Trends, text: Catalogue) -> Iterator[Block]:
    yield Lines((text.text("trend.days", days=text.join(map(text.day, found.days.values()))),))
    yield Heading(text.text("trend.figures"))
    headers = (text.text("trend.indicator"), *(f"{year}" for year in found.days), text.text("trend.targets"))
    rows = tuple(_figures(trend, found, text) for trend in found.trends)
    yield Grid(headers, rows, frozenset(range(1, len(headers) - 1)))
    paced = [trend for trend in found.trends if trend.judgement is not None]
    if paced:
        yield Heading(text.text("trend.paces"))
        yield _paces(paced, found, text)
        yield Lines((text.text("trend.line"),), "dim")
        yield Heading(text.text("trend.arithmetic"))
        yield Lines(tuple(line for trend in paced for line in arithmetic(trend, found, text)))
    behind = next((trend.indicator for trend in paced if trend.judgement == "behind"), None)
    last = max(found.days, default=0)
    commands = ((f"ruraledu explain {behind} {last}", text.text("trend.hint_explain")),) if behind else ()
    yield Commands(text.text("screen.next"), commands)


def _figures(trend: Trend, found: Trends, text: Catalogue) -> tuple[str, ...]:
    indicator = found.plan.indicators[trend.indicator]
    cells = (_point(point, indicator.unit, text) for point in trend.points)
    return (text.title(indicator.title), *cells, _targets(trend.indicator, found, text))


def _point(point: Point, unit: str, text: Catalogue) -> str:
    """The year's figure behind its status."""
    value = None if point.problem else figure(point.counted).value
    shown = "-" if value is None else show(value, unit, text, point.target)
    return f"{SIGNS[Status(point.status)]} {shown}"


def _targets(name: str, found: Trends, text: Catalogue) -> str:
    target = found.plan.targets.get(name)
    if target is None:
        return ""
    sign, unit = {">=": "≥", "<=": "≤"}[target.op], found.plan.indicators[name].unit
    shown = (
        text.text("trend.milestone", value=sign + show_line(value, unit, text), year=years)
        for value, years in _stretches(target)
    )
    return text.join(shown)


def _stretches(target: Target) -> Iterator[tuple[Fraction, str]]:
    """Each value of a target with the years it holds for: one that stays the same is named once."""
    for value, same in groupby(sorted(target.milestones.items()), key=lambda item: item[1].value):
        years = [year for year, _ in same]
        yield value, f"{years[0]}" if len(years) == 1 else f"{years[0]}—{years[-1]}"


def _paces(paced: list[Trend], found: Trends, text: Catalogue) -> Grid:
    names = ("indicator", "actual", "needed", "leads_to", "goal", "judgement")
    rows = tuple(_pace_row(trend, found, text) for trend in paced)
    return Grid(tuple(text.text(f"trend.{name}") for name in names), rows, frozenset({1, 2, 3, 4}))


def _pace_row(trend: Trend, found: Trends, text: Catalogue) -> tuple[str, ...]:
    indicator = found.plan.indicators[trend.indicator]
    title, word = text.title(indicator.title), text.text(f"pace.{trend.judgement}")
    pace, unit = trend.pace, indicator.unit
    if pace is None:
        return (title, "-", "-", "-", "-", word)
    goal = text.text("trend.milestone", value=show_line(pace.goal, unit, text), year=pace.goal_year)
    leads = show(_possible(pace.leads_to, trend), unit, text, pace.goal)
    reached = found.plan.targets[trend.indicator].meets(pace.last, pace.goal)
    needed = text.text("trend.reached") if reached else show_gap(pace.needed, unit, text)
    return (title, show_gap(pace.actual, unit, text), needed, leads, goal, word)


def _possible(value: Fraction, trend: Trend) -> Fraction:
    """No share is above the whole, and nothing that is counted is below nothing."""
    top = Fraction(1) if isinstance(trend.points[-1].counted, Share) else value
    return max(Fraction(0), min(top, value))


def arithmetic(trend: Trend, found: Trends, text: Catalogue) -> Iterator[str]:
    """The pace worked out on paper, exact."""
    pace, indicator = trend.pace, found.plan.indicators[trend.indicator]
    if pace is None:
        return
    said: dict[str, object] = {
        name: getattr(pace, name)
        for name in ("first", "last", "goal", "first_year", "last_year", "goal_year", "actual", "needed")
    }
    said |= {"leads_to": pace.leads_to, "line": pace.line, "left": pace.goal_year - pace.last_year}
    for name in ("actual", "needed"):
        said[f"{name}_shown"] = show_gap(getattr(pace, name), indicator.unit, text)
    for name in ("leads_to", "line"):
        said[f"{name}_shown"] = show(getattr(pace, name), indicator.unit, text, _beside(pace, name))
    yield text.text("trend.of", title=text.title(indicator.title))
    for step in ("actual", "needed", "leads_to", "line"):
        yield "  " + text.text(f"trend.step_{step}", **said)


def _beside(pace: Pace, name: str) -> Fraction:
    """What a figure is compared with, and must not be rounded across."""
    return pace.goal if name == "leads_to" else pace.last
