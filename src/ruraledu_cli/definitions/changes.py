"""Changes to try on a census: cells to set, schools to merge; in words, or in a YAML file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruraledu_cli.definitions.yaml import DefinitionError, Document, load


@dataclass(frozen=True, slots=True)
class SetCells:
    """Cells to set: in the rows where all of `where` holds, `column` becomes `value`. As a person wrote it:
    columns by name or header, values as in a cell; `table` None where it is not said."""

    where: tuple[tuple[str, str], ...]
    column: str
    value: str
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Merger:
    """A school that goes, and the school its people go to; each by code or name."""

    gone: str
    into: str


Wish = SetCells | Merger


def read_setting(text: str) -> SetCells | None:
    """`[table:]column=value[:column=value…]:column=value`, the last of which is set; None where it is not so.

    A full-width colon or equals sign will do.
    """
    parts = [part.strip() for part in text.replace("：", ":").replace("＝", "=").split(":")]
    table = parts.pop(0) if parts and "=" not in parts[0] else None
    pairs = []
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            return None
        pairs.append((name.strip(), value.strip()))
    if len(pairs) < 2 or table == "":
        return None
    (*where, (column, value)) = pairs
    return SetCells(tuple(where), column, value, table)


def load_changes(path: Path, shown: str) -> tuple[Wish, ...]:
    """A YAML file: `set:` with a list of settings, `merge:` with a list of pairs. Raises DefinitionError with
    all faults at once."""
    document = load(path, shown)
    data = document.data
    if not isinstance(data, dict) or not data or set(data) - {"set", "merge"}:
        raise DefinitionError([document.fault((), "changes_keys")])
    found: list[Wish | None] = []
    faults = []
    for key, read in (("set", _setting), ("merge", _merger)):
        listed = data.get(key, [])
        entries = listed if isinstance(listed, list) else [None]
        for number, entry in enumerate(entries):
            wish = read(entry)
            found.append(wish)
            if wish is None:
                faults.append(_fault(document, key, number, isinstance(listed, list)))
    if faults:
        raise DefinitionError(faults)
    return tuple(wish for wish in found if wish is not None)


def _fault(document: Document, key: str, number: int, listed: bool) -> Any:
    code = "changes_set" if key == "set" else "changes_merge"
    return document.fault((key, number) if listed else (key,), code)


def _setting(entry: Any) -> Wish | None:
    """A setting as on the command line, or `{table, where: {column: value}, set: {column: value}}`."""
    if isinstance(entry, str):
        return read_setting(entry)
    if not isinstance(entry, dict) or set(entry) - {"table", "where", "set"}:
        return None
    where, what = entry.get("where"), entry.get("set")
    if not (isinstance(where, dict) and where and isinstance(what, dict) and len(what) == 1):
        return None
    ((column, value),) = what.items()
    pairs = tuple((str(name), _text(cell)) for name, cell in where.items())
    table = entry.get("table")
    return SetCells(pairs, str(column), _text(value), None if table is None else str(table))


def _merger(entry: Any) -> Wish | None:
    """`[school that goes, school it goes to]`."""
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    gone, into = map(_text, entry)
    return Merger(gone, into) if gone and into else None


def _text(value: Any) -> str:
    """YAML reads 2137900001 and true where a cell would hold text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value).strip()
