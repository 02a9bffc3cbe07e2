"""What changed, as a page: indicators, findings, cells, records; of plans what they say now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ruraledu_cli.catalogue.figures import root, show, show_gap
from ruraledu_cli.catalogue.findings import mask, mask_identities
from ruraledu_cli.catalogue.pages import Block, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.comparison import (
    CellAt,
    CellChange,
    Comparison,
    Fates,
    FindingChange,
    IndicatorChange,
    RowChange,
)
from ruraledu_cli.model.finding import SEVERITIES

_MOST = 30
INDICATOR_COLUMNS = ("indicator", "before", "after", "change", "numerator", "denominator", "status")
FINDING_COLUMNS = ("fate", "severity", "rule", "table", "column", "value", "was", "fixed", "new", "now")
CELL_COLUMNS = ("table", "key", "column", "before", "after", "where_before", "where_after")


class ComparisonWords:
    """Puts changes into words; personal data is masked unless it is to be shown."""

    def __init__(self, codebook: Codebook, plan: Plan | None, text: Catalogue, *, show_pii: bool) -> None:
        self.codebook, self.plan, self.text, self.show_pii = codebook, plan, text, show_pii

    def table(self, name: str | None) -> str:
        definition = self.codebook.tables.get(name or "")
        return definition.sheet if definition else name or ""

    def column(self, table: str | None, name: str | None) -> str:
        definition = self.codebook.tables.get(table or "")
        column = definition.columns.get(name or "") if definition else None
        return column.zh if column else name or ""

    def key(self, change: CellChange | RowChange) -> str:
        parts = change.key
        if change.is_person and not self.show_pii:
            parts = (*map(mask, parts[:1]), *map(mask_identities, parts[1:]))
        return " / ".join(parts)

    def cell(self, cell: CellAt, *, personal: bool) -> str:
        if self.show_pii or not cell.text:
            return cell.text
        return mask(cell.text) if personal else mask_identities(cell.text)

    def value(self, one: FindingChange) -> str:
        if self.show_pii or not one.value:
            return one.value or ""
        return mask(one.value) if one.personal else mask_identities(one.value)

    def title(self, one: IndicatorChange) -> str:
        indicator = self.plan.indicators.get(one.id) if self.plan else None
        return self.text.title(indicator.title) if indicator else one.id

    def unit(self, one: IndicatorChange) -> str:
        indicator = self.plan.indicators.get(one.id) if self.plan else None
        return indicator.unit if indicator else "number"

    def figure(self, value: Fraction | None, one: IndicatorChange) -> str:
        if value is None:
            return "-"
        return show(root(value) if one.squared else value, self.unit(one), self.text)

    def gap(self, value: Fraction | None, one: IndicatorChange) -> str:
        return "" if value is None or one.squared else show_gap(value, self.unit(one), self.text)


def address(cell: CellAt, text: Catalogue) -> str:
    return f"{text.text('format.place', file=cell.file, sheet=cell.sheet)} {cell.cell}".strip()


def comparison_page(found: Comparison, words: ComparisonWords, *, verbose: bool = False) -> Page:
    """The whole page. Not `verbose`: of each kind at most thirty are listed, and the rest is counted."""
    before, after = found.sides
    title = words.text.text("diff.title", before=before, after=after)
    return page(title, _blocks(found, words, None if verbose else _MOST))


def _blocks(found: Comparison, words: ComparisonWords, most: int | None) -> Iterator[Block]:
    text = words.text
    yield Lines(tuple(_head(found, text)))
    indicators = [_indicator(one, words) for one in found.indicators]
    yield from _section("indicators", INDICATOR_COLUMNS, indicators, text, most, right=(1, 2, 3, 4, 5))
    findings = [_finding(one, words) for one in _sorted(found.findings)]
    yield from _section("findings", FINDING_COLUMNS, findings, text, most, right=(6, 7, 8, 9))
    cells = [_cell(one, words) for one in found.cells]
    yield from _section("cells", CELL_COLUMNS, cells, text, most)
    for kind in (True, False):
        rows = [_row(one, words) for one in found.rows if one.is_added == kind]
        name = "added" if kind else "gone"
        yield from _section(name, ("table", "key", "where"), rows, text, most)
    plan = [(text.text(f"diff.kind.{one.kind}"), one.name, one.before, one.after) for one in found.plan]
    yield from _section("plan", ("kind", "name", "before", "after"), plan, text, None)


def _section(
    name: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    text: Catalogue,
    most: int | None,
    right: Sequence[int] = (),
) -> Iterator[Block]:
    if not rows:
        return
    yield Heading(text.text(f"diff.{name}", count=len(rows)))
    headers = tuple(text.text(f"diff.columns.{column}") for column in columns)
    yield Grid(headers, tuple(rows[:most]), frozenset(right))
    if most is not None and len(rows) > most:
        yield Lines((text.text("diff.more", count=len(rows) - most),), "dim")


def _head(found: Comparison, text: Catalogue) -> Iterator[str]:
    if not found.differs:
        yield text.text("diff.same")
        return
    if found.kind != "plans":
        counts = {
            "cells": len(found.cells) or None,
            "added": sum(one.is_added for one in found.rows) or None,
            "gone": sum(not one.is_added for one in found.rows) or None,
            "indicators": len(found.indicators) or None,
        }
        if any(counts.values()):
            yield text.text("diff.counts", **counts)
        if found.findings:
            fates = [one.fate for one in found.findings]
            yield text.text("diff.fates", **{fate: fates.count(fate) for fate in Fates})
    if found.indicators:
        yield text.text("diff.how")
    if found.skipped:
        yield text.text(f"diff.skipped.{found.skipped}")


def _sorted(findings: Sequence[FindingChange]) -> list[FindingChange]:
    """New ones first, then those still open, then what was fixed; errors before queries."""
    return sorted(findings, key=lambda one: (Fates.index(one.fate), SEVERITIES.index(one.severity), one.code))


def _indicator(one: IndicatorChange, words: ComparisonWords) -> tuple[str, ...]:
    text = words.text
    was, now = (
        text.text("format.marked", label=words.figure(value, one), value=counts)
        if counts
        else words.figure(value, one)
        for value, counts in zip((one.before, one.after), one.counts, strict=True)
    )
    parts = (one.effects.numerator, one.effects.denominator) if one.effects else (None, None)
    states = [text.word("status", status) if status else "-" for status in one.statuses]
    state = states[0] if states[0] == states[1] else " → ".join(states)
    return (
        words.title(one),
        was,
        now,
        words.gap(one.change, one),
        *(words.gap(p, one) for p in parts),
        state,
    )


def _finding(one: FindingChange, words: ComparisonWords) -> tuple[str, ...]:
    text = words.text
    return (
        text.text(f"diff.fate.{one.fate}"),
        text.text(f"severity.{one.severity}"),
        f"{one.code} {text.text(f'rules.{one.code}.title')}",
        words.table(one.table),
        words.column(one.table, one.column),
        words.value(one),
        str(one.fixed + one.still),
        str(one.fixed or ""),
        str(one.new or ""),
        str(one.still + one.new),
    )


def _cell(one: CellChange, words: ComparisonWords) -> tuple[str, ...]:
    return (
        words.table(one.table),
        words.key(one),
        words.column(one.table, one.column),
        words.cell(one.before, personal=one.personal),
        words.cell(one.after, personal=one.personal),
        address(one.before, words.text),
        address(one.after, words.text),
    )


def _row(one: RowChange, words: ComparisonWords) -> tuple[str, ...]:
    file, sheet, row = one.at
    where = f"{words.text.text('format.place', file=file, sheet=sheet)} {row}:{row}"
    return words.table(one.table), words.key(one), where
