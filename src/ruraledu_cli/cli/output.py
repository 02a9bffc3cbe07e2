"""Writing results: to stdout, which may be closed; to files, whole or not at all and never over an input."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ruraledu_cli.cli.exits import ExitCode, Stop

if TYPE_CHECKING:
    from rich.console import Console

    from ruraledu_cli.cli.session import Session
    from ruraledu_cli.screen.console import Color

_NO_NAME = re.compile(r'[\\/*?:"<>|\x00-\x1f]')
_LONGEST = 220  # bytes of a file's name, with room for what its draft is called


def steady_streams() -> None:
    """A console that lacks a character shows ? in its place, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(OSError, ValueError):
                reconfigure(errors="replace")


def put(data: str | bytes) -> None:
    """A result on stdout: bytes as they are, text in the console's encoding. A closed stdout is no fault."""
    if sys.stdout is None:
        return
    try:
        if isinstance(data, str):
            sys.stdout.write(data)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        _mute()
    except OSError as error:
        if os.name != "nt":  # a full disk; Windows says EINVAL for a closed pipe
            raise Stop(ExitCode.FILE, "error.stdout", {"why": error.strerror or "?"}) from None
        _mute()


@contextlib.contextmanager
def screen(color: str) -> Iterator[Console]:
    """A console whose print goes to stdout in one piece at the end, so that a closed stdout is no fault."""
    from ruraledu_cli.screen.console import make_console

    console = make_console(cast("Color", color))
    if console.legacy_windows:
        console.no_color = True  # an old console window would show colours as signs
    with console.capture() as printed:
        yield console
    put(_trimmed(printed.get()))


def plain_text(show: Callable[[Console], None]) -> bytes:
    """What a screen would show, for a file: UTF-8, no colour, nothing folded."""
    from ruraledu_cli.screen.console import make_console

    printed = io.StringIO()
    show(make_console("never", printed))
    return _trimmed(printed.getvalue()).encode("utf-8", "replace")


def _trimmed(printed: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def finish() -> None:
    """Flush what is left, so that the interpreter has nothing to complain about when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            _mute()


def _mute() -> None:
    """Send the rest nowhere; the exit code stays what it would have been."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def unit_paths(output: Path, units: Iterable[str]) -> dict[str, Path]:
    """The file of each school or township: the name asked for, and whose it is. No two are alike, also where
    small and capital letters are one; none is too long for a disk."""
    found: dict[str, Path] = {}
    taken: set[str] = set()
    for unit in units:
        plain = _fitting(_NO_NAME.sub("_", unit), output)
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}_{number}", number + 1
        taken.add(name.casefold())
        found[unit] = output.with_name(f"{output.stem}_{name}{output.suffix}")
    return found


def _fitting(name: str, output: Path) -> str:
    room = max(_LONGEST - len(output.name.encode()), 8)
    return name if len(name.encode()) <= room else name.encode()[:room].decode("utf-8", "ignore")


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file or nothing. Raises Stop for what cannot be written."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    said: dict[str, object] = {"path": path.as_posix()}
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    except PermissionError:
        raise Stop(ExitCode.FILE, "error.held_open", said) from None
    except OSError as error:
        raise Stop(ExitCode.FILE, "error.unwritable", {**said, "why": error.strerror or "?"}) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_all(contents: Mapping[Path, bytes], session: Session) -> list[ExitCode]:
    """Write each file; one that cannot be written does not keep the others from it."""
    codes = []
    for path, content in contents.items():
        try:
            write_file(path, content)
        except Stop as stop:
            session.say(session.words.text(stop.key, stop.params))
            codes.append(stop.code)
    return codes
