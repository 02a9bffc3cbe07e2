"""What the commands read: no output is ever written over it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.exits import ExitCode, Stop

if TYPE_CHECKING:
    from ruraledu_cli.workspace import Workspace

LISTS = "lists"  # those of other departments, beside the years


def refuse_inputs(outputs: Iterable[Path], workspace: Workspace, given: Iterable[Path] = ()) -> None:
    """Raises Stop where an output is an input, however it is written (the same file by another name, link or
    case): one that was given, a file of any year, a plan, the settings or what lies beside them."""
    wanted = [path for path in outputs if path.exists()]
    if not wanted:
        return
    taken = {key for path in (*given, *_of_workspace(workspace)) for key in _keys(path)}
    for path in wanted:
        if not taken.isdisjoint(_keys(path)):
            raise Stop(ExitCode.USAGE, "error.over_input", {"path": path.as_posix()})


def need_files(paths: Iterable[Path]) -> None:
    """Raises Stop for the first file named in the call that is not there."""
    for path in paths:
        if not path.exists():
            raise Stop(ExitCode.FILE, "error.no_file", {"path": path.as_posix()})


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths, and of folders everything in them."""
    for path in paths:
        yield from (path, *path.rglob("*")) if path.is_dir() else (path,)


def _of_workspace(workspace: Workspace) -> Iterator[Path]:
    """Earlier years are read too, for what is compared and for the register of schools."""
    from ruraledu_cli.definitions.names import LAYOUTS, LIST_KINDS, NAMES
    from ruraledu_cli.store.submissions import RECORD

    if workspace.data is not None:
        folders = (*map(str, workspace.years()), LISTS)
        yield from files_below(workspace.data / name for name in folders)
    beside = (NAMES, RECORD, LAYOUTS, LIST_KINDS)
    yield from files_below(workspace.root / name for name in beside)
    yield from (*workspace.plan, *workspace.plans)
    stated = (workspace.config, workspace.tolerances, workspace.successors)
    yield from (path for path in stated if path is not None)


def _keys(path: Path) -> Iterator[object]:
    """What tells a file from others: where it is, and which it is on its disk."""
    yield os.path.normcase(os.path.realpath(path))
    try:
        found = path.stat()
    except OSError:
        return
    if found.st_ino:
        yield found.st_dev, found.st_ino
