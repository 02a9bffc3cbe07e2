"""Answers that are a page of words and tables: on the screen, in a format, in files by their suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.output import plain_text, put, screen, write_all
from ruraledu_cli.cli.session import Session

if TYPE_CHECKING:
    from ruraledu_cli.catalogue import Language
    from ruraledu_cli.catalogue.pages import Page
    from ruraledu_cli.cli.shared import Showing

SUFFIXES: Mapping[str, str] = {".json": "json", ".csv": "csv", ".md": "md", ".txt": "text"}


@dataclass(frozen=True, slots=True)
class Answer:
    """How an answer is given: a page in a language (the whole of it, for files), JSON, CSV."""

    page: Callable[[Language, bool], Page]
    json: Callable[[], bytes]
    csv: Callable[[], bytes]


def format_of(path: Path) -> str:
    """The format of an output, by its suffix. Raises Stop."""
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise Stop(ExitCode.USAGE, "usage.bad_suffix", {"path": path.as_posix(), "known": " ".join(SUFFIXES)})
    return found


def deliver(answer: Answer, session: Session, showing: Showing) -> ExitCode:
    """Show it, then write it. A file that cannot be written is told, and keeps no other from it."""
    if showing.format != "text":
        put(rendered(answer, showing.format, session))
    elif not showing.quiet:
        from ruraledu_cli.screen.pages import show_page

        with screen(showing.color) as console:
            show_page(answer.page(session.language, False), console)
    files = {path: rendered(answer, format_of(path), session) for path in showing.outputs}
    return highest(write_all(files, session))


def rendered(answer: Answer, name: str, session: Session) -> bytes:
    """A file's content, in Chinese unless --lang was given; nothing is left out of it."""
    if name == "json":
        return answer.json()
    if name == "csv":
        return answer.csv()
    page = answer.page(session.machine_language, True)
    if name == "md":
        from ruraledu_cli.render.pages import render_page

        return render_page(page)
    from ruraledu_cli.screen.pages import show_page

    return plain_text(lambda console: show_page(page, console))
