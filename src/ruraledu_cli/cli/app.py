"""The program, and the one place where exceptions become exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.commands import SETTINGS, Commands
from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.options import LangOption
from ruraledu_cli.cli.output import finish, put, steady_streams
from ruraledu_cli.cli.process import leave, lighten
from ruraledu_cli.cli.session import Session, session_of

if TYPE_CHECKING:
    from ruraledu_cli.definitions.yaml import DefinitionError


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        put(f"ruraledu {version('ruraledu')}\n")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="option.version")
]
app = typer.Typer(
    cls=Commands,
    add_completion=False,
    context_settings=SETTINGS,
    help="command.ruraledu",
    epilog="command.epilog",
)


@app.callback(invoke_without_command=True)
def _root(context: typer.Context, lang: LangOption = None, version: VersionOption = False) -> None:
    if context.invoked_subcommand is None:
        context.get_help()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. No exception leaves, and no traceback."""
    is_ours = argv is None  # the whole process
    if is_ours:
        lighten()
    arguments = sys.argv[1:] if argv is None else list(argv)
    steady_streams()
    session = session_of(arguments)
    try:
        code = int(app(arguments, prog_name="ruraledu", standalone_mode=False, obj=session) or ExitCode.DONE)
        if code == ExitCode.INTERRUPTED:  # Typer has turned the interrupt into its code, without a word
            raise KeyboardInterrupt
        return code
    except BaseException as error:
        return _end(error, session)
    finally:
        finish()
        if is_ours:
            leave()


def _end(error: BaseException, session: Session) -> int:
    if isinstance(error, SystemExit):  # a pager or pipe that closed while help was printed
        return ExitCode.DONE
    code, message = _meaning(error, session)
    if session.json:
        from ruraledu_cli.render.json import render_error

        with suppress(Stop):  # nothing can be said there
            put(render_error(int(code), message))
    session.say(message)
    return code


def _meaning(error: BaseException, session: Session) -> tuple[ExitCode, str]:
    """The exit code and the message of whatever ended the command."""
    from ruraledu_cli.definitions.yaml import DefinitionError, NotAccepted
    from ruraledu_cli.workspace import WorkspaceError, YearMissing

    words = session.words
    match error:
        case Stop():
            return error.code, words.text(error.key, error.params)
        case YearMissing():
            return ExitCode.FILE, words.text(error.key, error.params)
        case WorkspaceError():
            return ExitCode.USAGE, words.text(error.key, error.params)
        case DefinitionError():
            key = "error.answers" if isinstance(error, NotAccepted) else "error.definition"
            return ExitCode.USAGE, words.text(key, {"faults": _faults(error, session)})
        case KeyboardInterrupt() | typer.Abort():
            return ExitCode.INTERRUPTED, words.text("error.interrupted")
        case typer.TyperException():
            return ExitCode.USAGE, _usage(error, session)
        case _:
            return ExitCode.FAULT, words.text("error.fault", _whereabouts(error))


def _faults(error: DefinitionError, session: Session) -> str:
    """Each fault on a line, at file:line:column, the file relative to the workspace."""
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.faults import fault_line

    text = load_catalogue(session.language)
    shown = session.workspace.shown if session.workspace else Path.as_posix
    return "\n".join(fault_line(fault, text, shown) for fault in error.faults)


def _usage(error: typer.TyperException, session: Session) -> str:
    """What was wrong with the command line, by the parser's own kinds of fault."""
    words = session.words
    context = getattr(error, "ctx", None)
    parameter = getattr(error, "param", None)
    said: dict[str, object] = {
        "name": parameter.get_error_hint().replace("'", "") if parameter else "",
        "why": error.message,
    }
    kind = type(error).__name__
    if kind == "NoSuchOption":
        name = str(getattr(error, "option_name", ""))
        known = [option for p in context.command.params for option in p.opts] if context else []
        close = get_close_matches(name, [*known, "--help"], 1, 0.5)
        text = words.text("usage.no_option", {"option": name, "close": close[0] if close else None})
    elif kind in ("MissingParameter", "BadParameter"):
        text = words.text("usage.missing" if kind == "MissingParameter" else "usage.bad_value", said)
    else:
        text = words.text("usage.other", {"why": error.format_message()})
    path = context.command_path if context else "ruraledu"
    return f"{text}\n{words.text('usage.see_help', {'command': path})}"


def _whereabouts(error: BaseException) -> dict[str, object]:
    """The kind of a fault and the line of ours it happened in; never its text, which may hold cells."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "ruraledu_cli" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return {"kind": type(error).__name__, "place": place}
