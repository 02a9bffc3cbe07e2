"""An audit written out: on the screen, on stdout in a format, in files by their suffix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.output import plain_text, put, screen
from ruraledu_cli.cli.session import Session

if TYPE_CHECKING:
    from rich.console import Console

    from ruraledu_cli.model.audit import Audit

ON_SCREEN = ("text", "grouped")
FORMATS = (*ON_SCREEN, "json", "jsonl", "csv", "md", "junit", "sarif", "github", "gitlab")
SUFFIXES: Mapping[str, str] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".xml": "junit",
    ".sarif": "sarif",
    ".txt": "text",
}
_SHOWN = 30  # causes on a screen; the rest is counted aloud


@dataclass(frozen=True, slots=True)
class Display:
    """How the result is shown on the screen."""

    format: str
    color: str
    quiet: bool
    verbose: bool
    show_pii: bool


def format_of(path: Path) -> str:
    """The format of an output, by its suffix. Raises Stop."""
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise Stop(ExitCode.USAGE, "usage.bad_suffix", {"path": path.as_posix(), "known": " ".join(SUFFIXES)})
    return found


def show(audit: Audit, session: Session, display: Display) -> None:
    """The result on stdout. --verbose lists everything, --quiet no text."""
    if display.format not in ON_SCREEN:
        put(rendered(audit, display.format, session, show_pii=display.show_pii))
    elif not display.quiet:
        limit = None if display.verbose else _SHOWN
        with screen(display.color) as console:
            _draw(audit, display.format, session.language, console, limit, show_pii=display.show_pii)


def rendered(audit: Audit, name: str, session: Session, *, show_pii: bool) -> bytes:
    """A file's content, in Chinese unless --lang was given. Nothing is left out of a file."""
    from importlib import import_module

    from ruraledu_cli.catalogue import load_catalogue

    language = session.machine_language
    if name in ON_SCREEN:
        return plain_text(lambda console: _draw(audit, name, language, console, None, show_pii=show_pii))
    render = import_module(f"ruraledu_cli.render.{name}")
    content: bytes = render.render_audit(audit, load_catalogue(language), show_pii=show_pii)
    return content


def _draw(
    audit: Audit, name: str, language: str, console: Console, limit: int | None, *, show_pii: bool
) -> None:
    from typing import cast

    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.words import Language
    from ruraledu_cli.screen.audit import show_audit, show_grouped

    text = load_catalogue(cast("Language", language))
    if name == "grouped":
        show_grouped(audit, text, console, show_pii=show_pii)
    else:
        show_audit(audit, text, console, limit=limit, show_pii=show_pii)
