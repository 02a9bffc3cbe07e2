"""The next useful commands after a check: what to look at first, never more than three."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import count_open
from ruraledu_cli.model.report import Report, Status, Verdict

_MOST = 3
Command = tuple[str, str]


def next_commands(report: Report, text: Catalogue) -> list[Command]:
    """Commands with what each is for, the most useful first."""
    return list(islice(_commands(report, text), _MOST))


def _commands(report: Report, text: Catalogue) -> Iterator[Command]:
    year = report.year
    missed = _first(report, Status.MISSED)
    if missed:
        yield f"ruraledu explain {missed} {year}", text.text("screen.hint_explain")
        yield f"ruraledu need {missed} {year}", text.text("screen.hint_need")
    if any(verdict.reason in ("incomplete", "unread_input") for verdict in report.verdicts):
        yield f"ruraledu status {year}", text.text("screen.hint_status")
    counts, folder = count_open(report.findings), _folder(report)
    if folder and counts["error"] + counts["query"]:
        yield f"ruraledu validate {_quoted(folder)}", text.text("screen.hint_validate")
    undecided = _first(report, Status.UNDECIDED) or _first(report, Status.NOT_COMPUTABLE)
    if undecided and not missed:
        yield f"ruraledu explain {undecided} {year}", text.text("screen.hint_explain")
    yield f"ruraledu report {year} -o report-{year}.docx", text.text("screen.hint_report")


def _first(report: Report, status: Status) -> str | None:
    """The first such indicator; one with a binding target before the others."""
    found = sorted((v for v in report.verdicts if v.status is status), key=lambda v: not _binds(v))
    return found[0].measurement.indicator if found else None


def _binds(verdict: Verdict) -> bool:
    return verdict.target is not None and verdict.target.force == "binding"


def _folder(report: Report) -> str | None:
    """The year's folder, as the inputs' paths show it."""
    for file in report.inputs:
        parts = file.path.split("/")[:-1]
        if str(report.year) in parts:
            return "/".join(parts[: parts.index(str(report.year)) + 1])
    return None


def _quoted(path: str) -> str:
    return f'"{path}"' if any(char.isspace() for char in path) else path
