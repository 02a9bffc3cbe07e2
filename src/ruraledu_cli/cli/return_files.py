"""Where copies go that are given back, and whether what lies there may be written over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.exits import ExitCode, Stop

if TYPE_CHECKING:
    from ruraledu_cli.audit import Wanted
    from ruraledu_cli.read.returned import Returned

_MARK = "_退回"
_MARKED = re.compile(rf"{_MARK}\d*$")
_KEPT = frozenset({".xlsx", ".xlsm"})


def need_folder(files: Iterable[Wanted], data: Path | None) -> None:
    """Copies never go below the data folder by themselves: there they would count. Raises Stop."""
    if data is None:
        return
    root = Path(os.path.realpath(data))
    for file in files:
        if Path(os.path.realpath(file.path)).is_relative_to(root):
            raise Stop(ExitCode.USAGE, "return.needs_folder", {"path": file.shown})


class Targets:
    """The copies of one call. Below a folder asked for, the files keep their folders."""

    def __init__(self, names: Iterable[str], folder: Path | None) -> None:
        self._folders = [Path(os.path.abspath(name)) for name in names if Path(name).is_dir()]
        self._into = folder
        self._taken: set[str] = set()

    def is_asked_for(self, file: Path) -> bool:
        """Whether a copy was wanted of this very file: it was named, or there is a folder for copies."""
        return self._into is not None or not any(file.is_relative_to(folder) for folder in self._folders)

    def of(self, file: Path, returned: Returned | None) -> Path:
        """The path of a file's copy; of two files that differ in their suffix alone the second names it."""
        stem = _MARKED.sub("", file.stem) if returned else file.stem
        times = returned.times + 1 if returned else 1
        suffix = file.suffix if file.suffix.lower() in _KEPT else ".xlsx"
        for name in (stem, f"{stem}_{file.suffix[1:]}"):
            found = self._folder(file) / f"{name}{_MARK}{times if times > 1 else ''}{suffix}"
            key = os.path.normcase(os.path.realpath(found))
            if key not in self._taken:
                break
        self._taken.add(key)
        return found

    def _folder(self, file: Path) -> Path:
        if self._into is None:
            return file.parent
        below = (folder for folder in self._folders if file.is_relative_to(folder))
        root = next(below, file.parent)
        return self._into / file.parent.relative_to(root)


def may_write(path: Path, name: str, origin: str) -> Iterator[str]:
    """What speaks against writing a copy: keys of the catalogue. `name` and `origin` are those of its
    original, by hash."""
    from ruraledu_cli.read.refused import Refused
    from ruraledu_cli.read.xlsx import find_returned

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError:
        yield "return.not_ours"
        return
    try:
        there = find_returned(data)
        if there is None:
            yield "return.not_ours"
        elif there.sha256 != origin:
            yield "return.older" if there.name == name else "return.not_ours"
        elif not there.is_untouched:
            yield "return.changed"
    except Refused:
        yield "return.not_ours"
