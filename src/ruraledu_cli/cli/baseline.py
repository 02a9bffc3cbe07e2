"""`validate --write-baseline FILE`: what is still open goes on record until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.options import parse_date
from ruraledu_cli.cli.output import write_all

if TYPE_CHECKING:
    from ruraledu_cli.audit import Definitions
    from ruraledu_cli.census import Census
    from ruraledu_cli.cli.session import Session
    from ruraledu_cli.model.audit import Audit

WriteBaselineOption = Annotated[
    Path | None, typer.Option("--write-baseline", metavar="FILE", help="option.write_baseline")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="option.reason")]
UntilOption = Annotated[
    date | None, typer.Option("--until", metavar="DATE", help="option.until", parser=parse_date)
]
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Writing:
    """The file to write, and why and until when what is in it is let be."""

    path: Path
    reason: str
    until: date

    @property
    def existing(self) -> tuple[Path, ...]:
        """The file itself where it is there already: what it holds is in force, and stays."""
        return (self.path,) if self.path.is_file() else ()


def writing_of(path: Path | None, reason: str, until: date | None) -> Writing | None:
    """What was asked for. Raises Stop where it was not asked for whole."""
    if path is None:
        if reason or until:
            raise Stop(ExitCode.USAGE, "usage.baseline_alone")
        return None
    if path.suffix.lower() not in _SUFFIXES:
        raise Stop(
            ExitCode.USAGE, "usage.bad_suffix", {"path": path.as_posix(), "known": " ".join(_SUFFIXES)}
        )
    if not reason.strip() or until is None:
        raise Stop(ExitCode.USAGE, "usage.baseline_needs")
    return Writing(path, reason.strip(), until)


def write_known(
    writing: Writing | None,
    found: Audit,
    census: Census,
    definitions: Definitions,
    day: date | None,
    session: Session,
) -> tuple[Audit, list[ExitCode]]:
    """Writes the file where one was asked for, says what it holds, and gives the audit as it is with it.
    Where it cannot be written nothing is on record, and the audit stays as it was."""
    if writing is None:
        return found, []
    from ruraledu_cli.analyse.known import let_be, put_on_record
    from ruraledu_cli.audit import with_findings
    from ruraledu_cli.definitions.accepted import load_baseline
    from ruraledu_cli.store.baseline import dump

    day = day or (date(found.year, 9, 1) if found.year else None)
    before = [one for path in writing.existing for one in load_baseline(path, path.as_posix())]
    unread = {file.path for file in found.files if file.status == "unreadable"}
    readable = [one for one in found.findings if not unread.intersection(place.file for place in one.places)]
    codebook = definitions.codebook
    record = put_on_record(readable, census, codebook, before, writing.reason, writing.until, day)
    codes = write_all({writing.path: dump(record.entries)}, session)
    if codes:
        return found, codes
    told = {"path": writing.path.as_posix(), "added": record.added, "kept": record.kept}
    session.say(
        session.words.text(
            "done.baseline", {**told, "expired": record.expired or None, "untold": record.untold or None}
        )
    )
    return with_findings(found, let_be(found.findings, census, codebook, record.entries, day)), []
