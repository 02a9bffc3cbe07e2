"""The groups of a breakdown (`--by`): a block per indicator, as many side by side as the window takes."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import SIGNS, figure, status_word
from ruraledu_cli.model.report import GroupVerdict, Report, Status, Verdict
from ruraledu_cli.screen.cells import value_text
from ruraledu_cli.screen.lines import pad, plain, put, put_line, widest
from ruraledu_cli.screen.palette import FAINT

_BETWEEN = 4
_MOST_ABREAST = 4
Part = tuple[str, str, str, str]  # name, value, counts, status


def show_groups(report: Report, text: Catalogue, console: Console, styles: Mapping[Status, str]) -> None:
    """Every indicator that was broken down."""
    for verdict in report.verdicts:
        if verdict.groups:
            _show_block(verdict, report, text, console, styles)
    if report.ranked:
        put(console)
        put_line(console, text.text("screen.ranks"), FAINT)


def _show_block(
    verdict: Verdict, report: Report, text: Catalogue, console: Console, styles: Mapping[Status, str]
) -> None:
    indicator = report.plan.indicators[verdict.measurement.indicator]
    by = text.word("by", verdict.groups[0].by)
    put(console)
    put_line(console, text.text("screen.group_rows", title=text.title(indicator.title), by=by), "bold")
    ranked = any(group.rank for group in verdict.groups)
    parts = [_part(group, indicator.unit, text, ranked=ranked) for group in verdict.groups]
    widths = [widest(column) for column in zip(*parts, strict=True)]
    whole = sum(widths) + 2 * (sum(1 for width in widths if width) - 1)
    abreast = max(1, min(_MOST_ABREAST, (console.width + _BETWEEN) // (whole + _BETWEEN)))
    for start in range(0, len(parts), abreast):
        line = Text()
        for at in range(start, min(start + abreast, len(parts))):
            line.append(" " * _BETWEEN if at > start else "")
            line.append_text(_cell(parts[at], widths, styles[verdict.groups[at].verdict.status]))
        line.rstrip()
        put(console, line)


def _part(group: GroupVerdict, unit: str, text: Catalogue, *, ranked: bool) -> Part:
    """What is shown of a group; its place before its name, a stroke where it has none."""
    verdict = group.verdict
    found = figure(verdict.measurement.counted)
    line = verdict.target.value if verdict.target else None
    status = f"{SIGNS[verdict.status]} {status_word(verdict, text, short=True)}"
    name = plain(group.name or group.key)
    if ranked:
        name = f"{'-' if group.rank is None else group.rank:>2} {name}"
    return name, value_text(found, unit, text, line), found.counts, status


def _cell(part: Part, widths: list[int], style: str) -> Text:
    """One group: name at the left, figures at the right of their columns, status last."""
    name, value, counts, status = part
    line = Text(pad(name, widths[0]) + "  " + pad(value, widths[1], right=True))
    if widths[2]:
        line.append("  " + pad(counts, widths[2], right=True), Style.parse(FAINT))
    line.append("  ").append(status, Style.parse(style))
    line.append(" " * (widths[3] - cell_len(status)))
    return line
