"""The workspace: ruraledu.toml, where the data and the plan are, and a year's folder.

Flags beat RURALEDU_* environment variables, which beat the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

CONFIG = "ruraledu.toml"
KEYS = ("data", "plan", "plans", "lang", "blank_means", "ignore_unread", "tolerances", "successors", "due")
BLANK_KEYS = ("column", "means", "file")
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".et"})
_YEAR = re.compile(r"(19|20)\d\d")


class WorkspaceError(Exception):
    """The configuration is wrong or not there; `key` and `params` name the message."""

    def __init__(self, key: str, params: Mapping[str, object]) -> None:
        super().__init__(key)
        self.key = key
        self.params = dict(params)


class YearMissing(WorkspaceError):
    """There is no folder for the year, or no workbook in it."""


@dataclass(frozen=True, slots=True)
class BlankMeans:
    """What a blank means in a column that holds only √ and blanks, in all files or in one."""

    column: str
    means: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """`root` is the folder of ruraledu.toml, else the current one. A path not stated anywhere is None."""

    root: Path
    config: Path | None = None
    data: Path | None = None
    plan: tuple[Path, ...] = ()
    plans: tuple[Path, ...] = ()
    lang: str | None = None
    blank_means: tuple[BlankMeans, ...] = ()
    ignore_unread: tuple[str, ...] = ()
    tolerances: Path | None = None
    successors: Path | None = None
    due: str | None = None

    def due_in(self, year: int) -> date | None:
        """The day submissions of a year are due."""
        return date.fromisoformat(f"{year}-{self.due}") if self.due else None

    def shown(self, path: Path) -> str:
        """A path as outputs show it: relative to the workspace, else as given; always with `/`."""
        absolute = Path(os.path.abspath(path))
        return (absolute.relative_to(self.root) if absolute.is_relative_to(self.root) else path).as_posix()

    def need_plan(self) -> tuple[Path, ...]:
        if not self.plan:
            raise WorkspaceError("error.no_workspace" if self.config is None else "error.no_plan", {})
        return self.plan

    def need_data(self) -> Path:
        if self.data is None:
            raise WorkspaceError("error.no_workspace" if self.config is None else "error.no_data", {})
        return self.data

    def years(self) -> tuple[int, ...]:
        """The years that have a folder."""
        if self.data is None or not self.data.is_dir():
            return ()
        return tuple(
            sorted(int(p.name) for p in self.data.iterdir() if _YEAR.fullmatch(p.name) and p.is_dir())
        )

    def year_folder(self, year: int) -> Path:
        """The folder of a year's workbooks. Raises YearMissing, which names the years there are."""
        folder = self.need_data() / str(year)
        said = {"path": self.shown(folder), "years": "、".join(map(str, self.years())) or "—"}
        if not folder.is_dir():
            raise YearMissing("error.no_year", said)
        if not any(_is_workbook(path) for path in folder.rglob("*")):
            raise YearMissing("error.no_workbook", said)
        return folder


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in WORKBOOKS and not path.name.startswith((".", "~$")) and path.is_file()


def find(start: Path) -> Path | None:
    """The nearest ruraledu.toml, from a folder upwards."""
    start = Path(os.path.abspath(start))
    return next((p / CONFIG for p in (start, *start.parents) if (p / CONFIG).is_file()), None)


def open_workspace(
    start: Path,
    data: Path | None = None,
    plan: Sequence[Path] = (),
    environ: Mapping[str, str] | None = None,
) -> Workspace:
    """The workspace around a folder, with what flags and environment say instead of the file.

    Raises WorkspaceError for a faulty file. What is stated nowhere is None until it is needed.
    """
    environ = os.environ if environ is None else environ
    start = Path(os.path.abspath(start))
    config = find(start)
    root = start if config is None else config.parent
    stated = {} if config is None else _read(config)
    extra = tuple(root / name for name in stated.get("plans", ()))
    own = (stated["plan"],) if "plan" in stated else ()
    return Workspace(
        root=root,
        config=config,
        data=_first(start / data if data else None, _in(start, environ.get("RURALEDU_DATA")))
        or _in(root, stated.get("data")),
        plan=_named(plan, start, (*(root / name for name in own), *extra))
        or tuple(start / name for name in environ.get("RURALEDU_PLAN", "").split(os.pathsep) if name)
        or tuple(root / name for name in own),
        plans=extra,
        lang=stated.get("lang"),
        blank_means=tuple(BlankMeans(**entry) for entry in stated.get("blank_means", ())),
        ignore_unread=tuple(stated.get("ignore_unread", ())),
        tolerances=_in(root, stated.get("tolerances")),
        successors=_in(root, stated.get("successors")),
        due=stated.get("due"),
    )


def _first(*paths: Path | None) -> Path | None:
    return next((path for path in paths if path is not None), None)


def _in(folder: Path, name: str | None) -> Path | None:
    return folder / name if name else None


def _named(plans: Sequence[Path], start: Path, known: Sequence[Path]) -> tuple[Path, ...]:
    """Plans of the flag: a file, else the name of one that the workspace lists."""
    by_name = {path.stem: path for path in known}
    return tuple(
        by_name[str(plan)] if str(plan) in by_name and not (start / plan).exists() else start / plan
        for plan in plans
    )


def _read(config: Path) -> dict[str, Any]:
    """The file's keys. Raises WorkspaceError at file and line."""
    try:
        text = config.read_bytes().decode("utf-8-sig")
        stated = tomllib.loads(text)
    except OSError as error:
        raise WorkspaceError(
            "error.config_unreadable", {"file": config.name, "why": error.strerror}
        ) from None
    except UnicodeDecodeError:
        raise WorkspaceError("error.config_encoding", {"file": config.name}) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = place.groups() if place else (str(text.count("\n") + 1), "1")
        said = {"file": config.name, "line": line, "column": column, "why": str(error).partition(" (at ")[0]}
        raise WorkspaceError("error.config_syntax", said) from None
    checked = _Checked(config.name, text)
    checked.keys(stated, KEYS)
    for entry in checked.tables(stated, "blank_means"):
        checked.keys(entry, BLANK_KEYS)
        checked.types(entry, ("column", "means", "file"), ("column", "means"))
        checked.choice(entry, "means", ("no",))
    checked.types(stated, ("data", "plan", "lang", "tolerances", "successors", "due"))
    checked.lists(stated, ("plans", "ignore_unread"))
    checked.choice(stated, "lang", ("zh", "en"))
    checked.day(stated, "due")
    return stated


class _Checked:
    """Checks of one file, each fault at its line."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()

    def line(self, key: str) -> int:
        pattern = re.compile(rf"(^|[\s{{,\[.\"'])({re.escape(key)})[\"']?\s*[=\].]")
        found = (n for n, line in enumerate(self.lines, 1) if pattern.search(line.partition("#")[0]))
        return next(found, 1)

    def fault(self, message: str, key: str, params: Mapping[str, object]) -> WorkspaceError:
        return WorkspaceError(message, {"file": self.name, "line": self.line(key), "key": key, **params})

    def keys(self, entry: Mapping[str, Any], allowed: Sequence[str]) -> None:
        for key in entry:
            if key in allowed:
                continue
            close = get_close_matches(key.lower().replace("-", "_"), allowed, 1, 0.5)
            known = {"known": ", ".join(allowed), "close": close[0] if close else None}
            raise self.fault("error.config_key", key, known)

    def types(self, entry: Mapping[str, Any], keys: Sequence[str], required: Sequence[str] = ()) -> None:
        for key in keys:
            if key in required and key not in entry:
                raise self.fault("error.config_needs", "blank_means", {"needs": key})
            if key in entry and not isinstance(entry[key], str):
                raise self.fault("error.config_text", key, {})

    def lists(self, entry: Mapping[str, Any], keys: Sequence[str]) -> None:
        for key in keys:
            value = entry.get(key, [])
            if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
                raise self.fault("error.config_list", key, {})

    def tables(self, entry: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        value = entry.get(key, [])
        if not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            raise self.fault("error.config_tables", key, {})
        return value

    def day(self, entry: Mapping[str, Any], key: str) -> None:
        """A day of every year, as MM-DD."""
        try:
            if key in entry:
                date.fromisoformat(f"2025-{entry[key]}")
        except ValueError:
            raise self.fault("error.config_day", key, {}) from None

    def choice(self, entry: Mapping[str, Any], key: str, allowed: Sequence[str]) -> None:
        if key in entry and entry[key] not in allowed:
            raise self.fault("error.config_choice", key, {"known": ", ".join(allowed)})
