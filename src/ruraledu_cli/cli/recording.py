"""The workspace's record of submissions: written by `validate --record`, read by `status`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.output import write_file
from ruraledu_cli.cli.session import Session

if TYPE_CHECKING:
    from ruraledu_cli.model.audit import Audit
    from ruraledu_cli.model.progress import Version
    from ruraledu_cli.workspace import Workspace


def record_audit(found: Audit, workspace: Workspace, session: Session, day: date | None) -> ExitCode:
    """Every file that was read, as it is now. The day is the one given, else today: when it was looked at."""
    from ruraledu_cli.model.progress import Version
    from ruraledu_cli.store.submissions import RECORD, added, dump

    try:
        path = workspace.root / RECORD
        files = load_record(path)
        for file in found.files:
            if file.status in ("ok", "findings") and file.tables:
                sent = {table: tuple(sorted(units)) for table, units in found.sent.get(file.path, {}).items()}
                counts = (file.errors, file.queries, file.notes)
                version = Version(day or date.today(), file.sha256, found.year, *counts, sent)
                files = added(files, file.path, version)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, dump(files))
    except Stop as stop:
        session.say(session.words.text(stop.key, stop.params))
        return stop.code
    except OSError as error:
        said: dict[str, object] = {"path": RECORD.as_posix(), "why": error.strerror or "?"}
        session.say(session.words.text("error.unwritable", said))
        return ExitCode.FILE
    return ExitCode.DONE


def load_record(path: Path) -> dict[str, tuple[Version, ...]]:
    """What is recorded so far, nothing where there is no record yet. Raises Stop."""
    from ruraledu_cli.store.submissions import NotARecord, load

    try:
        return load(path.read_bytes())
    except FileNotFoundError:
        return {}
    except NotARecord:
        raise Stop(ExitCode.FILE, "error.no_record", {"path": path.as_posix()}) from None
    except OSError as error:
        said: dict[str, object] = {"path": path.as_posix(), "why": error.strerror or "?"}
        raise Stop(ExitCode.FILE, "error.unreadable", said) from None
