"""Findings on the screen: by cause, the worst first; what is left out is counted aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from rich.console import Console

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import (
    count_open,
    explanation_words,
    hint,
    message,
    severity_of,
    state_words,
    where,
    worst_first,
)
from ruraledu_cli.model.finding import Finding, Severity
from ruraledu_cli.screen.lines import put, put_line, put_note
from ruraledu_cli.screen.palette import BAD, GOOD, INFO, WARN

_STYLES: dict[Severity, str] = {
    "error": f"bold {BAD}",
    "query": f"bold {WARN}",
    "note": f"bold {INFO}",
}
_SIGNS: dict[Severity, str] = {"error": "×", "query": "?", "note": "·"}


def show_findings(
    findings: Iterable[Finding],
    text: Catalogue,
    console: Console,
    *,
    limit: int | None = 20,
    show_pii: bool = False,
) -> None:
    """Findings rule by rule, at most `limit` causes (None: all); personal data masked unless `show_pii`."""
    ordered = worst_first(findings)
    if not ordered:
        put_line(console, text.text("screen.no_findings"), GOOD)
        return
    shown = ordered if limit is None else ordered[:limit]
    totals = {key: list(group) for key, group in groupby(ordered, key=cause)}
    for key, group in groupby(shown, key=cause):
        show_rule(list(group), totals[key], text, console, show_pii=show_pii)
    _say_rest(ordered[len(shown) :], text, console)
    put_line(console, text.text("screen.findings", **count_open(ordered)), "bold")


def cause(finding: Finding) -> tuple[Severity, str]:
    """What findings are shown together by."""
    return severity_of(finding), finding.code


def show_rule(
    shown: Sequence[Finding],
    every: Sequence[Finding],
    text: Catalogue,
    console: Console,
    *,
    show_pii: bool,
    named: bool = True,
) -> None:
    """One rule: its line, counting `every` finding of it, and below it those that are shown; without the
    names of the files where these stand above (`named` False)."""
    severity, code = cause(shown[0])
    line = text.text(
        "screen.rule_line",
        severity=f"{_SIGNS[severity]} {text.text(f'severity.{severity}')}",
        code=code,
        title=text.text(f"rules.{code}.title"),
        causes=len(every),
        cells=sum(finding.count for finding in every),
    )
    put_line(console, line, _STYLES[severity])
    for finding in shown:
        _show_finding(finding, text, console, show_pii=show_pii, named=named)
    hints = dict.fromkeys(hint(finding, text, show_pii=show_pii) for finding in shown)
    for one in list(hints)[:1]:
        put_note(console, text.text("screen.mend", hint=one), indent=2)
    put(console)


def _show_finding(
    finding: Finding, text: Catalogue, console: Console, *, show_pii: bool, named: bool
) -> None:
    said = message(finding, text, show_pii=show_pii)
    if finding.state != "open":
        said = text.text("format.marked", label=said, value=state_words(finding, text))
    put_note(console, said, indent=2, style="")
    places = finding.places if named else tuple(replace(place, file="") for place in finding.places)
    if words := where(replace(finding, places=places), text):
        put_note(console, words, indent=4)
    if explained := explanation_words(finding, show_pii=show_pii):
        label = text.text("audit_columns.explanation")
        put_note(console, text.text("format.labelled", label=label, value=explained), indent=4)


def _say_rest(rest: Sequence[Finding], text: Catalogue, console: Console) -> None:
    if rest:
        counts = dict.fromkeys(_STYLES, 0)
        for finding in rest:
            counts[severity_of(finding)] += 1
        put_line(console, text.text("screen.more_findings", count=len(rest), **counts), WARN)
