"""A change tried out, as a page: what was changed, and each indicator before and after."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.catalogue.figures import (
    figure,
    lacking_name,
    reason_word,
    show,
    show_gap,
    status_word,
    table_name,
)
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.whatif import Changed, Difference, Whatif


def whatif_page(found: Whatif, text: Catalogue, *, show_pii: bool = False) -> Page:
    """The whole page."""
    return page(text.text("whatif.title", year=found.year), _blocks(found, text, show_pii=show_pii))


def _blocks(found: Whatif, text: Catalogue, *, show_pii: bool) -> Iterator[Block]:
    yield Lines((text.text("whatif.as_of", date=text.day(found.as_of)), text.text("whatif.unwritten")))
    yield Heading(text.text("whatif.changes"))
    headers = tuple(text.text(f"whatif.{name}") for name in ("column", "rows", "label", "was", "becomes"))
    rows = tuple(changed_row(one, found, text, show_pii=show_pii) for one in found.changed)
    yield Grid(headers, rows, frozenset({1}))
    if any(one.unknown for one in found.changed):
        yield Lines((text.text("whatif.unknown"),), "warn")
    yield Heading(text.text("whatif.touched", count=len(found.differences)))
    if not found.differences:
        yield Lines((text.text("whatif.nothing"),))
    headers = tuple(
        text.text(f"whatif.{name}") for name in ("indicator", "before", "after", "change", "status")
    )
    yield Grid(headers, tuple(_row(one, found, text) for one in found.differences), frozenset({1, 2, 3}))
    first = found.differences[0].indicator if found.differences else None
    explain = ((f"ruraledu explain {first} {found.year}", text.text("whatif.hint_explain")),) if first else ()
    yield Commands(text.text("screen.next"), explain)


def changed_row(one: Changed, found: Whatif, text: Catalogue, *, show_pii: bool) -> tuple[str, ...]:
    """Column, rows, whose they are, and the cells; persons masked."""
    label = mask(one.label) if one.personal and not show_pii and one.label else one.label
    cells = (mask(cell) if one.secret and not show_pii and cell else cell for cell in (one.before, one.after))
    if one.column == "school":
        column = text.text("whatif.belongs", table=table_name(one.table, text, found.plan))
    else:
        column = lacking_name(f"{one.table}.{one.column}", text, found.plan)
    return (column, text.number(one.rows), label, *(cell or text.text("whatif.blank") for cell in cells))


def _row(one: Difference, found: Whatif, text: Catalogue) -> tuple[str, ...]:
    indicator = found.plan.indicators[one.indicator]
    change = "" if one.change is None else show_gap(one.change, indicator.unit, text)
    before, after = (status_of(verdict, found, text) for verdict in (one.before, one.after))
    status = after if before == after else text.text("whatif.turned", before=before, after=after)
    values = (value_of(verdict, found, text) for verdict in (one.before, one.after))
    return (text.title(indicator.title), *values, change, status)


def value_of(verdict: Verdict, found: Whatif, text: Catalogue) -> str:
    """The value with its counts, and how much is undecided."""
    if verdict.measurement.problem is not None:
        return "-"
    shown = figure(verdict.measurement.counted)
    unit = found.plan.indicators[verdict.measurement.indicator].unit
    line = verdict.target.value if verdict.target else None
    value = "-" if shown.value is None else show(shown.value, unit, text, line)
    if shown.counts:
        value = text.text("format.marked", label=value, value=shown.counts)
    return text.text("whatif.open", value=value, count=shown.missing) if shown.missing else value


def status_of(verdict: Verdict, found: Whatif, text: Catalogue) -> str:
    """The status, and why it waits."""
    word = status_word(verdict, text, short=True)
    reason = reason_word(verdict, text, found.plan)
    return text.text("format.marked", label=word, value=reason) if reason else word
