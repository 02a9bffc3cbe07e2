"""The stage of the whole batch: all frames through the rules, against a register of schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ruraledu_cli.analyse.answers import Accepted, settle
from ruraledu_cli.analyse.scopes import about_sheets
from ruraledu_cli.analyse.senders import senders
from ruraledu_cli.audit.codes import Selection, audited, of_history, skipped_rules
from ruraledu_cli.audit.definitions import Definitions
from ruraledu_cli.audit.gather import Wanted
from ruraledu_cli.audit.past import Past
from ruraledu_cli.audit.reading import Each, FileFrames, frames_of, in_turn, read_all
from ruraledu_cli.audit.years import year_of
from ruraledu_cli.catalogue.findings import count_open
from ruraledu_cli.census import Census
from ruraledu_cli.model.audit import Audit, AuditedFile, FailOn, FileStatus
from ruraledu_cli.model.finding import SEVERITIES, Finding
from ruraledu_cli.validate.history import History, history


def _ignore(_census: Census) -> None:
    """Nobody asks for the census."""


def audit(
    files: Sequence[Wanted],
    definitions: Definitions,
    *,
    year: int | None = None,
    data: Path | None = None,
    selection: Selection | None = None,
    fail_on: FailOn = "error",
    accepted: Accepted | None = None,
    each: Each = in_turn,
    with_senders: bool = False,
    seen: Callable[[Census], None] = _ignore,
) -> Audit:
    """Every file by itself, `each` saying in which processes, then the rules over all of them together.

    Below `data` lie the years' folders; the files themselves need not lie there. Where the batch holds no
    schools, the register is that of the year, else of the year before; and the years before are what the
    batch is compared with. `accepted` holds the answers and the baseline; the remarks of the sheets answer
    queries even without it. `with_senders`: say which units each file has rows of.
    `seen` is handed the census.
    """
    selection = selection or Selection()
    read = read_all(files, definitions.codebook, each)
    frames = frames_of(read)
    records = sum(len(frame.records) for frame in frames)
    why: str | None = None
    if year is None:
        year, why = year_of([one.file.path for one in read], frames)
    past = Past(definitions, data, each)
    register = past.register(read, year)
    validated = definitions.validate(frames, year, register.schools, register.unread)
    seen(validated.census)
    compared = _compare(validated.census, year, why, past, selection)
    of_files = [finding for one in read for finding in one.findings]
    by_plan = about_sheets(validated.census, definitions.plan, year)
    found = selection.of((*of_files, *validated.findings, *by_plan.findings, *compared.findings))
    findings = settle(found, validated.census, definitions.codebook, _dated(accepted, year, read))
    skipped = skipped_rules(
        selection, dict((*validated.skipped, *by_plan.skipped, *compared.skipped)), records
    )
    return Audit(
        files=tuple(_audited(one, findings) for one in read),
        findings=findings,
        rules_run=tuple(code for code in audited() if code not in skipped),
        rules_skipped=tuple(sorted(skipped.items())),
        year=year,
        register=register.source,
        fail_on=fail_on,
        sent=senders(validated.census) if with_senders else {},
    )


def _dated(accepted: Accepted | None, year: int | None, read: Sequence[FileFrames]) -> Accepted:
    """An audit is as of 1 September of its year, never as of today: the same files, the same findings. What
    was answered in copies that were given back is among the answers."""
    returned = {one.file.path: one.returned for one in read if one.returned}
    accepted = replace(accepted or Accepted(), returned=returned)
    return replace(accepted, day=date(year, 9, 1)) if accepted.day is None and year else accepted


def _compare(now: Census, year: int | None, why: str | None, past: Past, selection: Selection) -> History:
    """The batch against the years before; these are not read where no rule that needs them is selected."""
    if year is None:
        return History(skipped=tuple((code, str(why)) for code in of_history()))
    wanted = now.tables and any(code in selection for code in of_history())
    before = past.earlier(year, now.tables) if wanted else []
    definitions = past.definitions
    return history(now, before, definitions.codebook, definitions.tolerances, definitions.successors)


def _audited(one: FileFrames, findings: Iterable[Finding]) -> AuditedFile:
    """The file with the number of causes that touch it."""
    tables: Counter[str] = Counter()
    for frame in one.frames:
        tables[frame.table] += len(frame.records)
    file = one.file
    return _counted(
        AuditedFile(file.path, file.sha256, "ok", file.reason, dict(tables)), file.status, findings
    )


def _counted(file: AuditedFile, read: str, findings: Iterable[Finding]) -> AuditedFile:
    counts = count_open(f for f in findings if any(place.file == file.path for place in f.places))
    errors, queries, notes = (counts[severity] for severity in SEVERITIES)
    return replace(file, status=_status(read, errors + queries), errors=errors, queries=queries, notes=notes)


def with_findings(found: Audit, findings: tuple[Finding, ...]) -> Audit:
    """The same audit where its findings are in other states."""
    files = tuple(_counted(file, file.status, findings) for file in found.files)
    return replace(found, files=files, findings=findings)


def _status(read: str, wanting: int) -> FileStatus:
    if read == "unreadable":
        return "unreadable"
    if read == "passed_over":
        return "passed_over"
    return "findings" if wanting else "ok"
