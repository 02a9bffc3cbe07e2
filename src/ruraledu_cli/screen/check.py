"""A year's report on the screen: what was read, each indicator against its target, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from rich.console import Console

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import SIGNS, beside_title, table_name
from ruraledu_cli.catalogue.findings import count_open
from ruraledu_cli.model.report import InputFile, Report, Status, Verdict
from ruraledu_cli.screen.cells import cells, notes
from ruraledu_cli.screen.console import glyphs
from ruraledu_cli.screen.groups import show_groups
from ruraledu_cli.screen.layout import COLUMNS, RIGHT, Layout, fit
from ruraledu_cli.screen.lines import Cell, plain, put, put_items, put_line, put_note, put_row
from ruraledu_cli.screen.palette import BAD, FAINT, GOOD, INFO, ODD, WARN
from ruraledu_cli.screen.suggest import next_commands

STYLES: dict[Status, str] = {
    Status.MET: GOOD,
    Status.MISSED: f"bold {BAD}",
    Status.NOT_DUE: INFO,
    Status.UNDECIDED: WARN,
    Status.NOT_APPLICABLE: FAINT,
    Status.NOT_COMPUTABLE: ODD,
    Status.NO_TARGET: FAINT,
}
_UNREAD_SHOWN = 5


def show_check(
    report: Report, text: Catalogue, console: Console, known: Collection[str] | None = None
) -> None:
    """The whole report. `known` are the commands that may be named."""
    _show_header(report, text, console)
    if report.verdicts:
        _show_table(report, text, console)
        show_groups(report, text, console, STYLES)
    _show_footer(report, text, console, known)


def _show_header(report: Report, text: Catalogue, console: Console) -> None:
    put_line(console, text.text("screen.title", plan=text.title(report.plan.title)), "bold")
    put_line(console, text.text("screen.as_of", year=report.year, date=text.day(report.as_of)))
    put_line(console, _files(report.inputs, text))
    if read := _tables(report, text):
        put_line(console, read)
    for line in _beside(report, text):
        put_line(console, line)
    unread = [file for file in report.inputs if file.status == "unreadable"]
    for file in unread[:_UNREAD_SHOWN]:
        reason = text.word("reason", file.reason) if file.reason else ""
        put_line(
            console, "! " + text.text("screen.unread_file", file=file.path, reason=reason), f"bold {BAD}"
        )
    if len(unread) > _UNREAD_SHOWN:
        put_line(console, text.text("format.more_places", count=len(unread) - _UNREAD_SHOWN), BAD)


def _beside(report: Report, text: Catalogue) -> Iterator[str]:
    """The figures the plan shows beside its indicators."""
    for reading in report.beside:
        value = reading.counted.estimate().value if reading.counted and not reading.problem else None
        if value is not None:
            shown = text.number(value)
            yield text.text("screen.beside", title=beside_title(reading, report.plan, text), value=shown)


def _files(inputs: Iterable[InputFile], text: Catalogue) -> str:
    counts = Counter(file.status for file in inputs)
    if not counts:
        return text.text("screen.no_files")
    passed, unread = counts["passed_over"] or None, counts["unreadable"] or None
    return text.text("screen.files", count=counts["ok"], passed=passed, unread=unread)


def _tables(report: Report, text: Catalogue) -> str:
    """Rows read per table, in the order of the files."""
    rows: Counter[str] = Counter()
    for file in report.inputs:
        rows.update(file.tables)
    return text.join(
        text.text("screen.rows", table=table_name(name, text, report.plan), count=text.number(count))
        for name, count in rows.items()
    )


def _show_table(report: Report, text: Catalogue, console: Console) -> None:
    signs = glyphs(console)
    rows = [cells(verdict, report, text, signs) for verdict in report.verdicts]
    headers = {name: text.text(f"columns.{name}") for name in COLUMNS}
    layout = fit(rows, headers, console.width)
    _say_narrow(layout, headers, text, console)
    put(console)
    put_row(console, [_cell(name, headers[name], layout, "bold") for name in layout.columns])
    put_line(console, signs.rule * min(layout.total, console.width), FAINT)
    lines = zip(report.verdicts, rows, strict=True)
    for number, (task, group) in enumerate(groupby(lines, key=lambda line: _task(line[0], report))):
        if number:
            put(console)
        put_line(console, _task_title(task, report, text), "bold")
        for verdict, row in group:
            _show_verdict(verdict, row, layout, report, text, console)


def _say_narrow(layout: Layout, headers: dict[str, str], text: Catalogue, console: Console) -> None:
    moved = text.join(headers[name] for name in layout.stacked)
    hidden = text.join(headers[name] for name in layout.hidden)
    if moved:
        line = text.text("screen.narrow", width=console.width, columns=moved, hidden=hidden)
    elif hidden:
        line = text.text("screen.narrow_hidden", width=console.width, hidden=hidden)
    else:
        return
    put_line(console, line, FAINT)


def _task(verdict: Verdict, report: Report) -> str:
    return report.plan.indicators[verdict.measurement.indicator].task


def _task_title(task: str, report: Report, text: Catalogue) -> str:
    found = report.plan.tasks.get(task)
    title = text.title(found.title) if found else ""
    if task == "goal":
        return title or text.text("task.goal")
    return text.text("task.titled", number=task, title=title).strip()


def _cell(name: str, value: str, layout: Layout, style: str) -> Cell:
    return (value, layout.width(name), name in RIGHT, style)


def _show_verdict(
    verdict: Verdict, row: dict[str, str], layout: Layout, report: Report, text: Catalogue, console: Console
) -> None:
    style = STYLES[verdict.status]
    styles = {
        "value": "bold",
        "bar": style,
        "gap": style if verdict.status is Status.MISSED else "",
        "status": style,
    }
    put_row(
        console,
        [_cell(name, layout.cell(name, row), layout, styles.get(name, "")) for name in layout.columns],
    )
    stacked = {name: layout.cell(name, row) for name in layout.stacked}
    for note in notes(verdict, report, text, stacked):
        put_note(console, note)


def _show_footer(report: Report, text: Catalogue, console: Console, known: Collection[str] | None) -> None:
    put(console)
    counts = Counter(verdict.status for verdict in report.verdicts)
    words = [
        f"{SIGNS[status]} {_short(status, text)} {counts[status]}" for status in Status if counts[status]
    ]
    put_items(console, words, "bold")
    if report.failed:
        put_line(console, text.text("screen.failed", count=report.failed), f"bold {BAD}")
    else:
        put_line(console, text.text("screen.none_failed"), GOOD)
    put_line(console, text.text("screen.findings", **count_open(report.findings)))
    commands = next_commands(report, text, known)
    if commands:
        put(console)
        put_line(console, text.text("screen.next"), FAINT)
    for command, why in commands:
        put_line(console, f"  {plain(command)}  # {why}")


def _short(status: Status, text: Catalogue) -> str:
    return text.find(f"status.{status}_short") or text.text(f"status.{status}")
