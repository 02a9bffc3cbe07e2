"""What changed, as a page: first how much, table by table; then indicators, findings, cells and records; of
plans what they say now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ruraledu_cli.catalogue.comparison_words import ComparisonWords
from ruraledu_cli.catalogue.pages import Block, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.comparison import (
    CellChange,
    Comparison,
    Fates,
    FindingChange,
    IndicatorChange,
    PlanChange,
    RowChange,
    TableChanges,
)
from ruraledu_cli.model.finding import SEVERITIES

_MOST = 30
_MOST_COLUMNS = 15
TABLE_COLUMNS = (
    "table",
    "records_before",
    "records_now",
    "matched",
    "changed",
    "records_new",
    "records_gone",
)
INDICATOR_COLUMNS = ("indicator", "before_after", "change", "effects", "status")
FINDING_COLUMNS = ("fate", "rule", "field", "value", "was", "fixed", "new", "now")
CELL_COLUMNS = ("field", "key", "before", "after", "where")
Row = tuple[str, ...]


def comparison_page(found: Comparison, words: ComparisonWords, *, verbose: bool = False) -> Page:
    """The whole page. Not `verbose`: of each kind at most thirty are listed, and the rest is counted."""
    before, after = found.sides
    title = words.text.text("diff.title", before=before, after=after)
    return page(title, _blocks(found, words, None if verbose else _MOST))


def _blocks(found: Comparison, words: ComparisonWords, most: int | None) -> Iterator[Block]:
    text = words.text
    yield Lines(tuple(_head(found, words)))
    if found.differs and found.tables:
        yield Heading(text.text("diff.tables"))
        yield _grid(TABLE_COLUMNS, [_table(one, words) for one in found.tables], text, range(1, 7))
    indicators = [_indicator(one, words) for one in found.indicators]
    yield from _section("indicators", INDICATOR_COLUMNS, indicators, text, most, range(1, 4))
    if indicators:
        yield Lines((text.text("diff.how"),), "dim")
    findings = [_finding(one, words) for one in _merged(found.findings)]
    yield from _section("findings", FINDING_COLUMNS, findings, text, most, range(4, 8))
    yield from _cells(found.cells, words, most)
    for kind in (True, False):
        rows = [one for one in found.rows if one.is_added == kind]
        shown = [(words.table(r.table), words.key(r), words.row_at(r)) for r in _of_each(rows, most)]
        yield from _section(
            "added" if kind else "gone", ("table", "key", "where"), shown, text, most, (), len(rows)
        )
    most_changed = sorted(found.counts, key=lambda one: -abs(one.after - one.before))[:most]
    counts = [(words.table(c.table), words.key(c), str(c.before), str(c.after)) for c in most_changed]
    columns = ("table", "key", "records_before", "records_now")
    yield from _section("counted", columns, counts, text, most, (2, 3), len(found.counts))
    if found.plan:
        yield Heading(text.text("diff.plan", count=len(found.plan)))
        yield Lines(tuple(line for one in found.plan for line in _plan(one, text)))


def _plan(one: PlanChange, text: Catalogue) -> Iterator[str]:
    """What the part was, and what it is, each at its place: a line each, so that no place is broken."""
    yield text.text("format.labelled", label=text.text(f"diff.kind.{one.kind}"), value=one.name)
    for side, words, at in (("before", one.before, one.at[0]), ("after", one.after, one.at[1])):
        said = words or text.text("diff.nothing")
        label = " ".join(filter(None, (text.text(f"diff.columns.{side}"), at)))
        yield "  " + text.text("format.labelled", label=label, value=said)


def _cells(cells: Sequence[CellChange], words: ComparisonWords, most: int | None) -> Iterator[Block]:
    text, columns = words.text, words.columns(cells)
    shown = [
        (words.field(*column), str(count), str(words.telling.get(column) or "")) for column, count in columns
    ]
    if len(cells) > (most or 0):
        headers = ("field", "cells_changed", "used_by")
        limit = _MOST_COLUMNS if most else None
        yield from _section("changed_columns", headers, shown, text, limit, (1, 2))
    rows = [_cell(one, words) for one in (words.telling_first(cells) if most else cells)[:most]]
    yield from _section("cells", CELL_COLUMNS, rows, text, most, (), len(cells))


def _of_each(changes: Sequence[RowChange], most: int | None) -> list[RowChange]:
    """Where there are too many, as many of each table, so that none hides the others."""
    if most is None or len(changes) <= most:
        return list(changes)
    quota = max(3, most // len({one.table for one in changes}))
    seen: Counter[str] = Counter()
    found: list[RowChange] = []
    for one in changes:
        seen[one.table] += 1
        if seen[one.table] <= quota:
            found.append(one)
    return found[:most]


def _section(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    text: Catalogue,
    most: int | None,
    right: Iterable[int] = (),
    count: int | None = None,
) -> Iterator[Block]:
    """A heading, its table, and how many are not in it. `count` is that of all, where `rows` are not all."""
    if not rows:
        return
    every, shown = count or len(rows), rows[:most]
    yield Heading(text.text(f"diff.{name}", count=every))
    yield _grid(columns, shown, text, right)
    if len(shown) < every:
        yield Lines((text.text("diff.more", count=every - len(shown)),), "dim")


def _grid(columns: Sequence[str], rows: Sequence[Row], text: Catalogue, right: Iterable[int] = ()) -> Grid:
    headers = tuple(text.text(f"diff.columns.{column}") for column in columns)
    return Grid(headers, tuple(rows), frozenset(right))


def _head(found: Comparison, words: ComparisonWords) -> Iterator[str]:
    text = words.text
    if found.unread:
        yield text.text("diff.unread", files=text.join(found.unread))
    if found.kind != "plans" and not found.tables:
        yield text.text("diff.empty")
    elif not found.differs:
        yield text.text("diff.same")
    if found.differs and found.kind != "plans":
        counts = {
            "cells": len(found.cells),
            "added": found.added,
            "gone": found.gone,
            "indicators": len(found.indicators),
        }
        said = [text.text(f"diff.counts.{name}", count=count) for name, count in counts.items() if count]
        if said:
            yield text.clauses(said)
        if found.findings:
            fates = [causes[0].fate for causes in _merged(found.findings)]
            yield text.text("diff.fates", **{fate: fates.count(fate) for fate in Fates})
    if found.years:
        counted = text.join(words.table(one.table) for one in found.tables if one.is_counted)
        yield text.text("diff.years", before=found.years[0], after=found.years[1], counted=counted or None)
    if found.skipped:
        yield text.text(f"diff.skipped.{found.skipped}")


def _merged(findings: Sequence[FindingChange]) -> list[list[FindingChange]]:
    """Causes that differ in their column alone together: a finding often stands in several. New ones first,
    then those still open, then what was fixed; errors before queries."""
    found: dict[tuple[object, ...], list[FindingChange]] = {}
    for one in findings:
        found.setdefault((one.code, one.table, one.value, one.fixed, one.still, one.new), []).append(one)

    def order(causes: list[FindingChange]) -> tuple[int, int, str]:
        first = causes[0]
        return Fates.index(first.fate), SEVERITIES.index(first.severity), first.code

    return sorted(found.values(), key=order)


def _table(one: TableChanges, words: ComparisonWords) -> Row:
    figures = (one.before, one.after, one.matched, one.changed or "", one.added or "", one.gone or "")
    return (words.table(one.table), *map(str, figures))


def _indicator(one: IndicatorChange, words: ComparisonWords) -> Row:
    text = words.text
    was, now = (
        text.text("format.marked", label=figure, value=_over(counts)) if counts else figure
        for figure, counts in zip(words.figures(one), one.counts, strict=True)
    )
    parts = (
        [words.gap(part, one) for part in (one.effects.numerator, one.effects.denominator)]
        if one.effects
        else []
    )
    states = [text.word("status", status) if status else "-" for status in one.statuses]
    state = states[0] if states[0] == states[1] else " → ".join(states)
    return words.title(one), f"{was} → {now}", words.change(one), " / ".join(parts), state


def _over(counts: str) -> str:
    """68 ÷ 80 as 68/80, which no fold breaks; not where the two are fractions themselves."""
    return counts if "/" in counts else counts.replace(" ÷ ", "/")


def _finding(causes: Sequence[FindingChange], words: ComparisonWords) -> Row:
    text, one = words.text, causes[0]
    columns = text.join(words.column(cause.table, cause.column) for cause in causes if cause.column)
    title = text.text(f"rules.{one.code}.title")
    counts = (one.fixed + one.still, one.fixed or "", one.new or "", one.still + one.new)
    return (
        text.text(f"diff.fate.{one.fate}"),
        f"{text.text(f'severity.{one.severity}')} {one.code} {title}",
        "·".join(filter(None, (words.table(one.table), columns))),
        words.value(one),
        *map(str, counts),
    )


def _cell(one: CellChange, words: ComparisonWords) -> Row:
    return (
        words.field(one.table, one.column),
        words.key(one),
        words.cell(one.before, personal=one.personal),
        words.cell(one.after, personal=one.personal),
        words.both_at(one.before, one.after),
    )
