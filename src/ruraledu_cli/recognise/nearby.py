"""What stands around a table: lines with labels, titles, the names of the sheet, its file and its folders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ruraledu_cli.census import Cell, Nearby, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.recognise.headers import HeaderIndex, normalise
from ruraledu_cli.recognise.layout import filled

_FOLDERS = 2
# A label and what follows it, up to the next label on the line: 填报单位（盖章）：梁村小学  填报人：李四
_LABELLED = re.compile(
    r"([^\s:：，,；;]{2,16}?)\s*[:：][ \t\u3000]*((?:(?!\s+[^\s:：]{2,16}[:：]).)*)", re.DOTALL
)
_STAMP = re.compile(r"[（(][^（）()]{0,6}章[^（）()]{0,4}[）)]")


def nearby(sheet: Sheet, top: int, table: TableDef, index: HeaderIndex) -> tuple[Nearby, ...]:
    """Every text around the rows of a table whose header begins at row `top`, nearest to the rows first."""
    if not any(column.around for column in table.columns.values()):
        return ()
    path = PurePosixPath(sheet.file.replace("\\", "/"))
    names = [Nearby("sheet", sheet.name), Nearby("file", path.stem)]
    folders = [Nearby("folder", name) for name in reversed(path.parts[:-1][-_FOLDERS:])]
    return (*_above(sheet, top, table, index), *names, *folders)


def _above(sheet: Sheet, top: int, table: TableDef, index: HeaderIndex) -> Iterator[Nearby]:
    for row in range(top - 1, -1, -1):
        cells = filled(sheet.rows[row])
        for number, (position, cell) in enumerate(cells):
            if not isinstance(cell, str):
                continue
            pairs = list(labelled(cell, [text for _, text in cells[number + 1 :]]))
            if not pairs:
                yield Nearby("title", cell.strip(), row=row, position=position)
            for label, text in pairs:
                if label.startswith("开学") and text:
                    yield Nearby("opening", f"{label}:{text}", row=row, position=position)
                column = _column_of(label, table, index)
                if column is not None and text:
                    yield Nearby("label", text, column[0], column[1], label, row, position)


def labelled(cell: str, after: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    """The labels of a cell with what they say; where that is nothing, the next cell's text."""
    for label, said in _LABELLED.findall(cell):
        text = _STAMP.sub("", said).strip()
        following = after[0] if after else None
        if not text and isinstance(following, str | int) and not _LABELLED.search(str(following)):
            text = str(following).strip()
        yield label.strip(), text


def _column_of(label: str, table: TableDef, index: HeaderIndex) -> tuple[str, str] | None:
    """The column and part that a label stands for, among those that may be said beside the rows."""
    plain = normalise(_STAMP.sub("", label))
    for name, column in table.columns.items():
        if column.around and plain in map(normalise, column.around.labels):
            return name, "name"
    entry = index.find(plain).entry(table.name)
    if entry is None or entry.definition.around is None:
        return None
    return entry.header.column, entry.header.part
