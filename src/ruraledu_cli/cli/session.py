"""What every command knows about its call: the language, the format, the streams."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ruraledu_cli.cli.exits import ExitCode
from ruraledu_cli.cli.words import Language, Words, flag_value, known_language, screen_language

if TYPE_CHECKING:
    import typer

    from ruraledu_cli.workspace import Workspace


@dataclass(slots=True)
class Session:
    """One call. `flag` is --lang; `language` that of the screen; `json` says that stdout must be JSON."""

    flag: Language | None
    language: Language
    json: bool = False
    workspace: Workspace | None = None

    @property
    def words(self) -> Words:
        return Words(self.language)

    @property
    def machine_language(self) -> Language:
        """Machine formats speak Chinese unless --lang is given, whatever the locale."""
        return self.flag or "zh"

    def say(self, text: str) -> None:
        """A line for the person at the screen: never on stdout."""
        try:
            print(text, file=sys.stderr)
        except (OSError, ValueError):
            sys.stderr = None  # nobody listens any more


def session_of(arguments: Sequence[str]) -> Session:
    """Read before parsing, so that faults of the command line are told in the right language and format."""
    flag = known_language(flag_value(arguments, "--lang"))
    return Session(flag, screen_language(flag), flag_value(arguments, "--format") == "json")


def current(context: typer.Context) -> Session:
    found = context.find_object(Session)
    return found or session_of(())


def enter_workspace(session: Session, data: Path | None = None, plan: Sequence[Path] = ()) -> Workspace:
    """The workspace around the current folder; its language is that of the screen from here on."""
    from ruraledu_cli.workspace import open_workspace

    workspace = open_workspace(Path.cwd(), data, plan)
    session.workspace = workspace
    session.language = screen_language(session.flag, None, workspace.lang)
    return workspace


class _File(Protocol):
    """What is told of a file that was to be read."""

    @property
    def path(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def reason(self) -> str | None: ...


def tell_unread(files: Iterable[_File], ignored: Collection[str], session: Session) -> ExitCode:
    """Name the files that could not be read and why, but for those that count as read."""
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.pipeline import is_ignored

    code = ExitCode.DONE
    for file in files:
        if file.status == "unreadable" and not is_ignored(file.path, ignored):
            why = load_catalogue(session.language).word("reason", file.reason) if file.reason else None
            session.say(session.words.text("error.unreadable", {"path": file.path, "why": why}))
            code = ExitCode.FILE
    return code


@contextmanager
def progress(session: Session, key: str, hidden: bool = False) -> Iterator[None]:
    """A word on what is going on, on a terminal only."""
    if hidden or sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(session.words.text(key)):
        yield
