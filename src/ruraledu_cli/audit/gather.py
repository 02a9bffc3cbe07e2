"""Which files an audit is of: files as named, those below folders, those a pattern matches."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ruraledu_cli.read import discover
from ruraledu_cli.read.files import SUFFIXES
from ruraledu_cli.read.selection import file_reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to read: absolute, since a worker may stand in another folder; `shown` is how outputs name it.

    `reason` says why it is passed over unread: for its name, where it was found and not asked for by name.
    """

    path: Path
    shown: str
    reason: str | None = None


def gather(names: Iterable[str], shown: Callable[[Path], str]) -> tuple[Wanted, ...]:
    """Every file once, in one order on every machine. What is not there is among them, to be told so."""
    found: dict[str, Wanted] = {}
    for name in names:
        for wanted in _named(name, shown):
            key = os.path.normcase(os.path.realpath(wanted.path))
            if key not in found or (found[key].reason and not wanted.reason):
                found[key] = wanted
    return tuple(sorted(found.values(), key=lambda wanted: PurePosixPath(wanted.shown).parts))


def _named(name: str, shown: Callable[[Path], str]) -> Iterator[Wanted]:
    path = Path(name)
    if path.exists() or not glob.has_magic(name):
        yield from _below(path, shown) if path.is_dir() else [_wanted(path, shown)]
        return
    found = [Path(match) for match in sorted(glob.glob(name, recursive=True))]
    any_suffix = not glob.has_magic(path.suffix) and bool(path.suffix)
    for match in found:
        if match.is_dir():
            yield from () if "**" in name else _below(match, shown)
        elif any_suffix or match.suffix.lower() in SUFFIXES:
            yield _wanted(match, shown, file_reason(match.name))
    if not found:
        yield _wanted(path, shown)


def _wanted(path: Path, shown: Callable[[Path], str], reason: str | None = None) -> Wanted:
    return Wanted(Path(os.path.abspath(path)), shown(path).removeprefix("./"), reason)


def _below(folder: Path, shown: Callable[[Path], str]) -> Iterator[Wanted]:
    """The workbooks below a folder; names are looked at from there on, not those of the folders above."""
    for path, name in discover(folder, shown(folder)):
        plain = name.removeprefix("./")
        yield Wanted(Path(os.path.abspath(path)), plain, file_reason(path.relative_to(folder).as_posix()))
