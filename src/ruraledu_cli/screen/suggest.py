"""The next useful commands after a check: what to look at first, never more than three."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import islice

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import count_open
from ruraledu_cli.model.report import Report, Status, Verdict

_MOST = 3
Command = tuple[str, str]


def next_commands(report: Report, text: Catalogue, known: Collection[str] | None = None) -> list[Command]:
    """Commands with what each is for, the most useful first; of those `known` alone, where they are given."""
    there = (one for one in _commands(report, text) if known is None or one[0].split()[1] in known)
    return list(islice(there, _MOST))


def _commands(report: Report, text: Catalogue) -> Iterator[Command]:
    year = report.year
    missed = _first(report, Status.MISSED)
    if missed:
        yield f"ruraledu explain {missed} {year}", text.text("screen.hint_explain")
    if missed and report.plan.indicators[missed].need:
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
    """The first such indicator; one with a binding target before the others, then the one furthest off."""
    found = sorted(
        (v for v in report.verdicts if v.status is status), key=lambda v: (not _binds(v), -_off(v))
    )
    return found[0].measurement.indicator if found else None


def _off(verdict: Verdict) -> Fraction:
    """The gap as a share of the target."""
    if verdict.gap is None or verdict.target is None or not verdict.target.value:
        return Fraction(0)
    return abs(verdict.gap) / verdict.target.value


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
