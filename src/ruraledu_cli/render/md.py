"""Markdown: one table row per indicator and group, for pages and mails that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import (
    SIGNS,
    force_word,
    reason_word,
    show,
    show_gap,
    show_line,
    status_word,
)
from ruraledu_cli.catalogue.findings import (
    count_open,
    explanation_words,
    hint,
    message,
    settled_words,
    severity_of,
    state_words,
    where,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, AuditedFile
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.report import Judged, Report, Status
from ruraledu_cli.render.rows import Row, rows, task_words

COLUMNS = (
    *("task", "indicator", "id", "value", "counts", "target", "due", "gap", "status", "reason", "force"),
    *("missing", "absent", "lead"),
)
_RIGHT = frozenset({"rank", "value", "counts", "target", "gap", "missing"})


def render_check(report: Report, text: Catalogue) -> bytes:
    """A page: heading, table, summary."""
    return ("\n".join(_lines(report, text)) + "\n").encode("utf-8", "replace")


def _lines(report: Report, text: Catalogue) -> Iterator[str]:
    yield "# " + escape(text.text("markdown.title", plan=text.title(report.plan.title), year=report.year))
    yield ""
    yield text.text("markdown.as_of", date=text.day(report.as_of))
    yield ""
    names = ("name", *COLUMNS) if report.by else COLUMNS
    names = ("rank", *names) if report.ranked else names
    yield table_row(text.text(f"columns.{name}") for name in names)
    yield table_row("---:" if name in _RIGHT else "---" for name in names)
    for row in rows(report):
        record = _record(row, report, text)
        yield table_row(record[name] for name in names)
    yield ""
    yield "## " + text.text("markdown.summary")
    yield ""
    yield from _summary(report, text)


def _summary(report: Report, text: Catalogue) -> Iterator[str]:
    counts = Counter(verdict.status for verdict in report.verdicts)
    for status in Status:
        if counts[status]:
            word = text.find(f"status.{status}_short") or text.text(f"status.{status}")
            yield "- " + text.text("format.labelled", label=f"{SIGNS[status]} {word}", value=counts[status])
    key = "screen.failed" if report.failed else "screen.none_failed"
    yield "- " + text.texts[key].format(count=report.failed)
    yield "- " + text.text("screen.findings", **count_open(report.findings))


def _record(row: Row, report: Report, text: Catalogue) -> dict[str, str]:
    indicator = report.plan.indicators[row.indicator]
    verdict, figure = row.verdict, row.figure
    line = verdict.target.value if verdict.target else None
    units = verdict.measurement.units
    record = {
        "name": row.group.name if row.group else "",
        "rank": str(row.group.rank or "") if row.group else "",
        "task": task_words(indicator.task, text),
        "indicator": text.title(indicator.title),
        "id": row.indicator,
        "value": "" if figure.value is None else show(figure.value, indicator.unit, text, line),
        "counts": figure.counts,
        "gap": "" if verdict.gap is None else show_gap(verdict.gap, indicator.unit, text),
        "status": f"{SIGNS[verdict.status]} {status_word(verdict, text)}",
        "reason": reason_word(verdict, text, report.plan) or "",
        "missing": str(figure.missing or ""),
        "absent": text.join(units.absent) if units else "",
        "lead": text.join(indicator.lead),
    }
    escaped = {name: escape(value) for name, value in record.items()}
    return escaped | {"id": f"`{row.indicator}`"} | _target(verdict.target, indicator.unit, text)


def _target(target: Judged | None, unit: str, text: Catalogue) -> dict[str, str]:
    if target is None:
        return {"target": "", "due": "", "force": ""}
    sign = {">=": "≥", "<=": "≤"}[target.op]
    return {
        "target": f"{sign} {show_line(target.value, unit, text)}",
        "due": text.day(target.due_date),
        "force": escape(force_word(target.force, target.inferred, text)),
    }


def escape(value: str) -> str:
    """Text that stays text within a table cell: no column, no line break, no markup of its own."""
    for sign in ("\\", "|", "`", "*", "[", "]"):
        value = value.replace(sign, "\\" + sign)
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br>".join(value.splitlines())


def table_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """A page: summary, files, findings the worst first, rules that were not run."""
    return ("\n".join(_audit_lines(audit, text, show_pii=show_pii)) + "\n").encode("utf-8", "replace")


def _audit_lines(audit: Audit, text: Catalogue, *, show_pii: bool) -> Iterator[str]:
    yield from ("# " + text.text("audit.title", year=audit.year), "")
    yield "- " + text.text("screen.findings", **count_open(audit.findings))
    if settled := settled_words(audit.findings, text):
        yield "- " + settled
    yield "- " + text.text("audit.rules_run", count=len(audit.rules_run))
    yield from ("", "## " + text.text("audit.files"), "")
    yield table_row(text.text(f"audit_columns.{name}") for name in ("file", "status", "rows", *_COUNTS))
    yield table_row(("---", "---", "---", "---:", "---:", "---:"))
    yield from (table_row(_audited_file(file, text)) for file in audit.files)
    yield from ("", "## " + text.text("audit.findings"), "")
    names = ("severity", "code", "title", "message", "place", "hint", "state", "explanation")
    yield table_row(text.text(f"audit_columns.{name}") for name in names)
    yield table_row("---" for _ in names)
    for finding in worst_first(audit.findings):
        yield table_row(map(escape, _finding_cells(finding, text, show_pii=show_pii)))
    if audit.rules_skipped:
        yield from ("", "## " + text.text("audit.skipped"), "")
    for code, reason in audit.rules_skipped:
        title = text.text("format.marked", label=text.text(f"rules.{code}.title"), value=code)
        yield "- " + text.text("format.labelled", label=title, value=text.word("reason", reason))


_COUNTS = ("errors", "queries", "notes")


def _audited_file(file: AuditedFile, text: Catalogue) -> Iterator[str]:
    rows = (f"{text.word('tables', name)} {count}" for name, count in file.tables.items())
    reason = f" {text.word('reason', file.reason)}" if file.reason else ""
    read = file.status if file.status in ("unreadable", "passed_over") else "ok"
    yield from (escape(file.path), escape(text.word("input", read) + reason), escape(text.join(rows)))
    yield from map(str, (file.errors, file.queries, file.notes))


def _finding_cells(finding: Finding, text: Catalogue, *, show_pii: bool) -> Iterator[str]:
    yield text.text(f"severity.{severity_of(finding)}")
    yield finding.code
    yield text.text(f"rules.{finding.code}.title")
    yield message(finding, text, show_pii=show_pii)
    yield where(finding, text, most=20)
    yield hint(finding, text, show_pii=show_pii)
    yield state_words(finding, text)
    yield explanation_words(finding, show_pii=show_pii)
