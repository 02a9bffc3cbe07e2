"""Rules and indicators in plain words on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from rich.console import Console

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import force_word, show_line
from ruraledu_cli.screen.lines import pad, put, put_line, put_note

Record = dict[str, Any]


def show_rules(rules: Sequence[Record], text: Catalogue, console: Console) -> None:
    """A line a rule, family by family."""
    for family, group in groupby(rules, key=lambda rule: str(rule["code"])[0]):
        put_line(console, text.text(f"rulebook.family_{family}"), "bold")
        for rule in group:
            severity = pad(text.text(f"severity.{rule['severity']}"), 6)
            put_line(console, f"  {rule['code']}  {severity}  {rule['title']}")
        put(console)
    put_line(console, text.text("rulebook.count", count=len(rules)))


def show_rule_page(rule: Record, page: str | None, text: Catalogue, console: Console) -> None:
    """One rule; below it its example, where there is one."""
    put_line(console, f"{rule['code']} {rule['title']}　{rule['name']}", "bold")
    put_line(console, text.text(f"severity_full.{rule['severity']}"))
    for part in ("message", "why", "mend"):
        put(console)
        put_line(console, text.text(f"rulebook.{part}"), "bold")
        put_note(console, rule[part], indent=2, style="")
    if rule["implies"]:
        put(console)
        put_line(console, text.text("rulebook.implies", codes=text.join(rule["implies"])))
    if page:
        put(console)
        put_line(console, text.text("rulebook.example"), "bold")
        for line in page.splitlines():
            put_note(console, line, indent=2, style="")


def show_indicator(indicator: Record, text: Catalogue, console: Console) -> None:
    """What the plan says of an indicator."""
    put_line(console, f"{indicator['title']}　{indicator['id']}", "bold")
    task = indicator["task"]
    put_line(console, text.text("task.goal") if task == "goal" else text.text("task.numbered", number=task))
    told = {
        "unit": text.text(f"unit.{indicator['unit']}"),
        "lead": text.join(indicator["lead"]),
        "partners": text.join(indicator["partners"]),
        "clause": indicator["clause"],
    }
    for name, value in told.items():
        if value:
            label = text.text(f"columns.{name}")
            put_line(console, text.text("format.labelled", label=label, value=value))
    if indicator["note"]:
        put(console)
        put_note(console, indicator["note"], indent=2, style="")
    put(console)
    _show_targets(indicator, text, console)


def _show_targets(indicator: Record, text: Catalogue, console: Console) -> None:
    if not indicator["milestones"]:
        put_line(console, text.text("status.no_target"))
        return
    force = force_word(indicator["force"], tuple(indicator["inferred"]), text)
    label = text.text("columns.target")
    put_line(console, text.text("format.labelled", label=label, value=force), "bold")
    sign = {">=": "≥", "<=": "≤"}[indicator["op"]]
    for stone in indicator["milestones"]:
        value = show_line(Fraction(stone["value"]), indicator["unit"], text)
        put_note(console, f"{stone['due']}  {sign} {value}  {stone['source']}".rstrip(), indent=2, style="")
