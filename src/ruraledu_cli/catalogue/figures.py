"""How a figure is shown: with as many decimals as it takes to agree with its verdict, and never fewer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from ruraledu_cli.catalogue.words import Catalogue, rounded
from ruraledu_cli.model.estimate import Estimate
from ruraledu_cli.model.measurement import Count, Counted, Keys, Ratio, Reading, Share
from ruraledu_cli.model.report import Status, Verdict

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Indicator, Plan

# What stands before a status word. All can be written in GBK, the code page of a Chinese Windows console.
SIGNS: dict[Status, str] = {
    Status.MET: "√",
    Status.MISSED: "×",
    Status.NOT_DUE: "○",
    Status.UNDECIDED: "?",
    Status.NOT_APPLICABLE: "-",
    Status.NOT_COMPUTABLE: "!",
    Status.NO_TARGET: "·",
}
_MOST = 12


def decimals(unit: str, value: Fraction) -> range:
    """Numbers of decimals to try in turn. A ratio goes from two to four at once: 1.0526, as it is written."""
    if unit in ("percent", "points"):
        return range(1, _MOST)
    if unit == "ratio":
        return range(2, _MOST + 1, 2)
    return range(0 if value.denominator == 1 else 2, _MOST)


def decimals_for(value: Fraction, line: Fraction | None, tries: range) -> int | None:
    """The first number of decimals at which the rounded value is on the same side of the line as the exact
    one. None where not even the last is: then only the fraction itself tells."""
    return next(
        (n for n in tries if line is None or _side(rounded(value, n), line) == _side(value, line)), None
    )


def _side(value: Fraction | Decimal, line: Fraction) -> int:
    exact = Fraction(value)
    return (exact > line) - (exact < line)


def show(value: Fraction, unit: str, text: Catalogue, line: Fraction | None = None) -> str:
    """A figure in its unit, on the side of the line (a target, or zero) where it really stands."""
    scale = 100 if unit == "percent" else 1
    limit = None if line is None else line * scale
    places = decimals_for(value * scale, limit, decimals(unit, value))
    if places is None:
        return str(value)
    return text.percent(value, places) if unit == "percent" else text.number(value, places)


def show_beside(value: Fraction, other: Fraction, unit: str, text: Catalogue) -> str:
    """A figure with as many decimals as tell it from the other, which has as many."""
    scale = 100 if unit == "percent" else 1
    tries = decimals(unit, value if value.denominator > other.denominator else other)
    places = next(
        (n for n in tries if value == other or rounded(value * scale, n) != rounded(other * scale, n)),
        tries[-1],
    )
    return text.percent(value, places) if unit == "percent" else text.number(value, places)


def show_line(value: Fraction, unit: str, text: Catalogue) -> str:
    """A target's value: all its decimals where they end, and no zero after the point for show."""
    scale = 100 if unit == "percent" else 1
    places = next((n for n in range(7) if Fraction(rounded(value * scale, n)) == value * scale), 4)
    return text.percent(value, places) if unit == "percent" else text.number(value, places)


def show_gap(gap: Fraction, unit: str, text: Catalogue) -> str:
    """A gap with its sign, in its unit: percentages differ by percentage points. Never 0 unless it is 0."""
    if unit == "percent":
        gap, unit = gap * 100, "points"
    places = decimals_for(gap, Fraction(0), decimals(unit, gap))
    shown = str(gap) if places is None else text.number(gap, places)
    shown = "+" + shown if gap > 0 else shown
    return text.text("format.points", number=shown) if unit == "points" else shown


def root(square: Fraction) -> Fraction:
    """A square root to ten decimals, rounded down: for showing a dispersion, never for comparing it."""
    scale = 10**20
    return Fraction(isqrt(square.numerator * scale // square.denominator), 10**10)


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate ready to be shown: roots taken, and the counts it is made of in words."""

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    counts: str
    missing: int | None


def figure(counted: Counted | None) -> Figure:
    """What to show of a measurement; nothing where there is none."""
    if counted is None:
        return Figure(None, None, None, "", None)
    found = counted.estimate()
    value, low, high = (_plain(end, found) for end in (found.value, found.low, found.high))
    return Figure(value, low, high, _counts(counted, found), found.missing)


def _plain(value: Fraction | None, found: Estimate) -> Fraction | None:
    return root(value) if found.squared and value is not None else value


def _counts(counted: Counted, found: Estimate) -> str:
    if isinstance(counted, Ratio):
        halves = [_counts(half, half.estimate()) for half in (counted.of, counted.to)]
        return " : ".join(halves) if all(halves) else ""
    if found.numerator is None or not found.denominator:
        return ""
    return f"{found.numerator}/{found.denominator}"


def status_word(verdict: Verdict, text: Catalogue, *, short: bool = False) -> str:
    """The status in words. A miss says whether its due date has passed, a refusal says why."""
    status = verdict.status
    if status is Status.MET:
        return text.text("status.early" if verdict.early else "status.met")
    if status is Status.MISSED:
        return text.text("status.overdue" if verdict.overdue else "status.not_yet")
    if status in (Status.UNDECIDED, Status.NOT_COMPUTABLE) and short:
        return text.text(f"status.{status}_short")
    if status is Status.NOT_COMPUTABLE:
        return text.text("status.not_computable", reason=text.word("reason", verdict.reason or "unknown"))
    return text.text(f"status.{status}")


def force_word(force: str, inferred: tuple[str, ...], text: Catalogue) -> str:
    """How much a target binds, and which part of it was inferred."""
    parts = text.join(text.word("inferred", part) for part in inferred)
    if force == "interpreted":
        return text.text("force.interpreted", parts=parts)
    word = text.text(f"force.{force}")
    return text.text("force.and_inferred", force=word, parts=parts) if parts else word


def reason_word(verdict: Verdict, text: Catalogue, plan: Plan) -> str | None:
    """Why a status is what it is, with the tables or columns that lack."""
    if verdict.reason is None:
        return None
    problem = verdict.measurement.problem
    names = text.join(lacking_name(name, text, plan) for name in problem.names if name) if problem else ""
    word = text.word("reason", verdict.reason)
    return text.text("format.reason_names", reason=word, names=names) if names else word


def lacking_name(name: str, text: Catalogue, plan: Plan) -> str:
    """A table, a scope, or a column (`table.column`) as a person knows it: a column by its header."""
    table, _, column = name.partition(".")
    if not column:
        return table_name(name, text, plan) if name in plan.codebook.tables else text.word("scopes", name)
    found = plan.codebook.tables[table].columns.get(column) if table in plan.codebook.tables else None
    header = column if found is None else found.zh if text.language == "zh" else found.en
    return text.text("format.column", table=table_name(table, text, plan), column=header)


def table_name(name: str, text: Catalogue, plan: Plan) -> str:
    """A table's name; one that the plan defined has its own."""
    if f"tables.{name}" in text.texts or name not in plan.codebook.tables:
        return text.word("tables", name)
    table = plan.codebook.tables[name]
    return table.sheet if text.language == "zh" else table.en


def reading_title(reading: Reading, indicator: Indicator, text: Catalogue) -> str:
    """The title of a second reading in the catalogue's language, as the plan gives it."""
    return next((text.title(one.title) for one in indicator.readings if one.id == reading.id), reading.title)


def beside_title(reading: Reading, plan: Plan, text: Catalogue) -> str:
    """The title of a figure beside the indicators."""
    return next((text.title(one.title) for one in plan.beside if one.id == reading.id), reading.title)


def reading_unit(reading: Reading, indicator: Indicator) -> str:
    """A second reading may count what the first takes a share of: its unit is that of what it counted."""
    if isinstance(reading.counted, Share):
        return "percent"
    return "number" if isinstance(reading.counted, Count | Keys) else indicator.unit
