"""A copy that went back to its submitter: which file it stands for, and what was answered in it.

The sheet of results keeps it in cells, the only thing that every spreadsheet program saves: a hidden row
names the columns, and its last cell says where the copy comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruraledu_cli.census import Cell

RESULTS = "校验结果"
# `kind` is the severity of an open finding, "" of one that is settled; `known` tells its cells again.
COLUMNS = (
    *("no", "severity", "rule", "sheet", "cells", "problem", "value", "mend", "proposal", "state"),
    *("reason", "text", "places", "kind", "known", "carried"),
)
TO_COME = "0" * 64  # where the hash of the rest is put once the rest is made
SHOWN = COLUMNS[:12]  # the others are hidden
_MAGIC = '{"ruraledu": '
_BLOCK = re.compile(r"──〔[^〕\n]*〕──\n(.*?)(?:\n────────|\Z)", re.DOTALL)
_NUMBER = re.compile(r"^\[(\d+)\] ", re.MULTILINE)
_TOP = 12  # rows that may stand above the hidden one
CellsOf = Mapping[str, tuple[str, ...]]  # A1 addresses and ranges by sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet of results. `cells` are where its cells stand now if their comments `followed` them,
    else where they stood."""

    number: int
    texts: Mapping[str, str]
    cells: CellsOf
    followed: bool = False

    @property
    def rule(self) -> str:
        return self.texts.get("rule", "")

    @property
    def reason(self) -> str:
        return self.texts.get("reason", "")

    @property
    def text(self) -> str:
        return self.texts.get("text", "")

    @property
    def known(self) -> frozenset[str]:
        """What its cells are told by: see `analyse.cells.tokens`."""
        return frozenset(self.texts.get("known", "").split())

    @property
    def is_answered(self) -> bool:
        return bool(self.reason or self.text)


@dataclass(frozen=True, slots=True)
class Returned:
    """Where a copy comes from: the original's name and hash, how many times it went back; a hash of the copy
    as it was `made`, and whether nobody has saved it since; the fills its marks stand on; the lines of its
    sheet of results, `sheet`; the hashes of the copies it was made of, `before`."""

    name: str
    sha256: str
    times: int
    made: str = ""
    sheet: str = RESULTS
    fills: tuple[str, ...] = ()
    lines: tuple[Line, ...] = field(default=())
    before: tuple[str, ...] = ()
    is_untouched: bool = False

    @property
    def stands_for(self) -> tuple[str, ...]:
        """The hashes of the files it stands for: its original, and the copies it was made of."""
        return (self.sha256, *self.before)

    @property
    def is_open(self) -> bool:
        """Whether something was to be corrected or explained when it was made."""
        return any(line.texts.get("kind") in ("error", "query") for line in self.lines)

    @property
    def answers(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_answered)


def carried(name: str, sha256: str, before: Sequence[str], fills: Sequence[str]) -> str:
    """What the hidden cell holds."""
    said = {"ruraledu": 1, "name": name, "sha256": sha256, "times": len(before) + 1, "made": TO_COME}
    return json.dumps({**said, "before": list(before), "fills": list(fills)}, ensure_ascii=False)


def returned_of(
    sheet: str, rows: Sequence[Sequence[Cell]], comments: Iterable[tuple[str, str, str]] = ()
) -> Returned | None:
    """The copy's origin, None where the sheet is none of ours. `comments` are (sheet, address, text)."""
    for at, row in enumerate(rows[:_TOP]):
        found = next((cell for cell in row if isinstance(cell, str) and cell.startswith(_MAGIC)), None)
        said = _parsed(found) if found else None
        if said is not None:
            names = {text: column for column, text in enumerate(row) if isinstance(text, str)}
            lines = _lines(rows[at + 1 :], names, _by_number(comments))
            fills, before = _texts(said.get("fills")), _texts(said.get("before"))
            made = str(said.get("made", ""))
            origin = (str(said["name"]), str(said["sha256"]), int(said["times"]))
            return Returned(*origin, made, sheet, fills, lines, before)
    return None


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        said = json.loads(text)
        return said if {"name", "sha256", "times"} <= set(said) and str(said["times"]).isdecimal() else None
    except ValueError:
        return None


def _texts(said: object) -> tuple[str, ...]:
    return tuple(text for text in said if isinstance(text, str)) if isinstance(said, list) else ()


def _by_number(comments: Iterable[tuple[str, str, str]]) -> dict[int, dict[str, list[str]]]:
    """Where each line's cells stand now, by what their comments say."""
    found: dict[int, dict[str, list[str]]] = {}
    for sheet, address, text in comments:
        for block in _BLOCK.findall(text.replace("\r\n", "\n")):
            for number in _NUMBER.findall(block):
                found.setdefault(int(number), {}).setdefault(sheet, []).append(address)
    return found


def _lines(
    rows: Sequence[Sequence[Cell]], names: Mapping[str, int], now: Mapping[int, Mapping[str, list[str]]]
) -> tuple[Line, ...]:
    found = []
    for row in rows:
        texts = {name: _text(row[names[name]]) for name in COLUMNS if names.get(name, len(row)) < len(row)}
        number = texts.get("no", "")
        if not number.isdecimal() or not texts.get("rule"):
            continue
        moved = now.get(int(number))
        cells = {sheet: tuple(at) for sheet, at in moved.items()} if moved else _places(texts.get("places"))
        found.append(Line(int(number), texts, cells, followed=bool(moved)))
    return tuple(found)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _places(text: str | None) -> CellsOf:
    """The cells as they were when the copy was made."""
    try:
        said = json.loads(text or "{}")
        return {str(sheet): tuple(str(cells).split()) for sheet, cells in said.items()}
    except (ValueError, AttributeError):
        return {}
