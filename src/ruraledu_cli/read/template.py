"""A workbook that was made as a template: which version of which tables, and what still guards its cells.

The sheet of instructions keeps the version in a cell, the only thing that every spreadsheet program saves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from ruraledu_cli.census import Cell
from ruraledu_cli.read.marks import address

INSTRUCTIONS = "填报说明"
DROPDOWNS = "下拉"
_MAGIC = '{"ruraledu_template": '
_TOP = 12  # rows that the version stands in
_GUARD = re.compile(
    rb"<(?:\w+:)?dataValidation\s([^>]*)>(.*?)</(?:\w+:)?dataValidation>|<dataValidation\s([^>]*)/>",
    re.DOTALL,
)
_SQREF = re.compile(rb"""\ssqref=["']([^"']*)["']""")
_INNER_SQREF = re.compile(rb"<(?:\w+:)?sqref>([^<]*)</")
_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")

# Top, left, bottom, right; 0-based, both ends included.
Guard = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Template:
    """The digest of each table's definition when the template was made, and the guarded ranges by sheet."""

    versions: Mapping[str, str]
    guards: Mapping[str, tuple[Guard, ...]] = field(default_factory=dict)

    def unguarded(self, sheet: str, position: int, rows: Iterable[int]) -> list[int]:
        """Of 0-based rows those whose cell at this 0-based position nothing guards any more."""
        spans = [
            (top, bottom)
            for top, left, bottom, right in self.guards.get(sheet, ())
            if left <= position <= right
        ]
        return [row for row in rows if not any(top <= row <= bottom for top, bottom in spans)]


def carried(versions: Mapping[str, str]) -> str:
    """What the cell holds."""
    return json.dumps({"ruraledu_template": 1, "tables": dict(sorted(versions.items()))}, ensure_ascii=False)


def versions_of(rows: Sequence[Sequence[Cell]]) -> Mapping[str, str] | None:
    """The versions that a sheet of instructions carries, None where it is none of ours."""
    cells = (cell for row in rows[:_TOP] for cell in row if isinstance(cell, str) and cell.startswith(_MAGIC))
    for cell in cells:
        try:
            tables = json.loads(cell)["tables"]
            return {str(table): str(version) for table, version in tables.items()}
        except (ValueError, KeyError, AttributeError):
            continue
    return None


def guards_of(xml: bytes) -> tuple[Guard, ...]:
    """The ranges of a sheet that some data validation covers, also where Excel moved it to an extension."""
    found: list[Guard] = []
    for attributes, inner, alone in _GUARD.findall(xml, max(xml.rfind(b"</sheetData>"), 0)):
        stated = _SQREF.search(b" " + (attributes or alone)) or _INNER_SQREF.search(inner)
        text = unescape(stated.group(1).decode("utf-8", "replace")) if stated else ""
        found += [_range(*match.groups()) for match in _RANGE.finditer(text)]
    return tuple(found)


def _range(left: str, top: str, right: str | None, bottom: str | None) -> Guard:
    first = address(left.encode(), top.encode())
    last = address((right or left).encode(), (bottom or top).encode())
    return (*first, *last)
