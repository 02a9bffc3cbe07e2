"""An audit on the screen: file by file, the worst first, each by cause; what is left out is counted aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import (
    count_open,
    settled_words,
    severity_of,
    wants_answer,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, AuditedFile, by_file, fails
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.screen.findings import cause, show_findings, show_rule
from ruraledu_cli.screen.lines import plain, put, put_line, put_note
from ruraledu_cli.screen.palette import BAD, FAINT, GOOD, WARN

_NAMED = 8  # codes of skipped rules named for one reason


@dataclass(frozen=True, slots=True)
class _Section:
    """A file with the findings in it, each with its places in this file only; file None is the batch."""

    file: AuditedFile | None
    findings: tuple[Finding, ...]


def show_audit(
    audit: Audit, text: Catalogue, console: Console, *, limit: int | None = 30, show_pii: bool = False
) -> None:
    """The whole audit. At most `limit` causes, and no notes; with None everything."""
    _show_header(audit, text, console)
    put(console)
    left = limit
    sections = list(_sections(audit, notes=limit is None))
    for section in sections:
        shown = section.findings if left is None else section.findings[:left]
        if not shown:
            break
        left = None if left is None else left - len(shown)
        _show_section(section, shown, text, console, show_pii=show_pii)
    _say_rest(sections, limit, text, console)
    counts = count_open(audit.findings)
    put_line(console, text.text("screen.findings", **counts), "bold")
    if settled := settled_words(audit.findings, text):
        put_note(console, settled, indent=2, style="")
    if counts["note"] and limit is not None:
        put_note(console, text.text("audit.notes_hidden", count=counts["note"]), indent=2)
    _show_footer(audit, text, console)


def show_grouped(audit: Audit, text: Catalogue, console: Console, *, show_pii: bool = False) -> None:
    """The same by cause over all files, every one of them."""
    _show_header(audit, text, console)
    put(console)
    show_findings(audit.findings, text, console, limit=None, show_pii=show_pii)
    _show_footer(audit, text, console)


def _show_header(audit: Audit, text: Catalogue, console: Console) -> None:
    put_line(console, text.text("audit.title", year=audit.year), "bold")
    counts = Counter(file.status for file in audit.files)
    read = counts["ok"] + counts["findings"]
    passed, unread = counts["passed_over"] or None, counts["unreadable"] or None
    put_line(console, text.text("screen.files", count=read, passed=passed, unread=unread))
    rows: Counter[str] = Counter()
    for file in audit.files:
        rows.update(file.tables)
    if rows:
        told = (
            text.text("screen.rows", table=text.word("tables", name), count=text.number(count))
            for name, count in rows.items()
        )
        put_line(console, text.join(told))
    if audit.register and audit.register != "batch":
        put_line(console, text.text("audit.register", year=audit.register))


def _sections(audit: Audit, *, notes: bool) -> Iterator[_Section]:
    """The files that have something to show, the worst first; then what belongs to no file."""
    held = by_file(f for f in audit.findings if notes or severity_of(f) != "note")
    for file in sorted(audit.files, key=_badness):
        if own := held.get(file.path):
            yield _Section(file, tuple(worst_first(own)))
    if homeless := held.get(None):
        yield _Section(None, tuple(worst_first(homeless)))


def _badness(file: AuditedFile) -> tuple[bool, int, int, str]:
    return (file.status != "unreadable", -file.errors, -file.queries, file.path)


def _show_section(
    section: _Section, shown: Sequence[Finding], text: Catalogue, console: Console, *, show_pii: bool
) -> None:
    counts = count_open(section.findings)
    name = section.file.path if section.file else text.text("audit.batch")
    put_line(console, text.text("audit.file", file=plain(name), **counts), "bold underline")
    every = {key: list(group) for key, group in groupby(section.findings, key=cause)}
    for key, group in groupby(shown, key=cause):
        show_rule(list(group), every[key], text, console, show_pii=show_pii, named=section.file is None)


def _say_rest(sections: Sequence[_Section], limit: int | None, text: Catalogue, console: Console) -> None:
    """How many causes, in how many files, the limit left out."""
    if limit is None:
        return
    rest: list[Finding] = []
    left, files = limit, 0
    for section in sections:
        hidden = section.findings[left:]
        left = max(0, left - len(section.findings))
        rest += hidden
        files += bool(hidden)
    if rest:
        said = {"count": len(rest), "files": files, **count_open(rest)}
        put_line(console, text.text("audit.more", **said), WARN)


def _show_footer(audit: Audit, text: Catalogue, console: Console) -> None:
    put_line(console, text.text("audit.rules_run", count=len(audit.rules_run)))
    for line in _skipped(audit, text):
        put_note(console, line, indent=2)
    failing = sum(fails(severity_of(f), audit.fail_on) for f in audit.findings if wants_answer(f))
    if not audit.records:
        put_line(console, text.text("messages.nothing"), f"bold {BAD}")
    elif failing:
        put_line(console, text.text("audit.failed", count=failing), f"bold {BAD}")
    else:
        put_line(console, text.text("audit.passed"), GOOD)
    _show_next(audit, text, console)


def _skipped(audit: Audit, text: Catalogue) -> Iterator[str]:
    """Rules that were not run, by reason."""
    by_reason: dict[str, list[str]] = {}
    for code, reason in audit.rules_skipped:
        by_reason.setdefault(reason, []).append(code)
    for reason, codes in by_reason.items():
        named = text.join(codes[:_NAMED]) + ("…" if len(codes) > _NAMED else "")
        said = {"count": len(codes), "reason": text.word("reason", reason), "codes": named}
        yield text.text("audit.rules_skipped", **said)


def _show_next(audit: Audit, text: Catalogue, console: Console) -> None:
    worst = worst_first(audit.findings)
    if worst and severity_of(worst[0]) != "note":
        put(console)
        put_line(console, text.text("screen.next"), FAINT)
        put_line(console, f"  ruraledu explain {worst[0].code}  # {text.text('audit.hint_explain')}")
