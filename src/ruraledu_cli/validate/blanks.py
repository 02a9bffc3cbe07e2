"""Columns that hold only √ and blanks: what a blank means is asked once, unless the workspace says it."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Protocol

import numpy as np

from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.model.finding import Finding, Param
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask, Seen
from ruraledu_cli.validate.columns import BLANK, Raw
from ruraledu_cli.validate.places import places_of


class BlankMeans(Protocol):
    """What the workspace says: in this column (its name, header, or `table.column`; "*" is any), and where
    `file` is given in this file only, a blank means no."""

    @property
    def column(self) -> str: ...
    @property
    def means(self) -> str: ...
    @property
    def file(self) -> str | None: ...


def settle_ticks(table: Assembled, stated: Sequence[BlankMeans]) -> list[Finding]:
    """S006 for tick columns; where the workspace says that their blanks are no, they are, and told (V010)."""
    findings: list[Finding] = []
    for name, column in table.definition.columns.items():
        if column.type == "flag" and column.blank == "missing" and not column.list and name in table.seen:
            findings.extend(_settle(table, column, stated))
    return findings


def _settle(table: Assembled, column: ColumnDef, stated: Sequence[BlankMeans]) -> list[Finding]:
    raw = table.columns[column.name]
    doubtful = _doubtful(raw, table.seen[column.name])
    if not doubtful.any():
        return []
    said = np.zeros(table.size, dtype=np.bool_)
    for one in table.seen[column.name]:
        if any(_applies(entry, table.name, column, one) for entry in stated):
            said[one.span.start : one.span.stop] = True
    findings = []
    asked, settled = np.flatnonzero(doubtful & ~said), np.flatnonzero(doubtful & said)
    if len(asked):
        findings.append(_finding("S006", table, column, asked))
    if len(settled):
        table.columns[column.name] = _with_no(raw, doubtful & said)
        findings.append(_finding("V010", table, column, settled))
    return findings


def _finding(code: str, table: Assembled, column: ColumnDef, rows: np.typing.NDArray[np.int64]) -> Finding:
    params: dict[str, Param] = {"column": column.name, "table": table.name, "rows": len(rows), "as": "no"}
    return Finding(code, places_of(table, (column.name,), rows), value="", params=params)


def _doubtful(raw: Raw, seen: Sequence[Seen]) -> Mask:
    """Blank cells of a column, or of one sheet's part of it, that has a yes and no word for no."""
    blank: Mask = raw.codes == BLANK
    yes = np.array([*(value is True for value in raw.values), False, False], dtype=np.bool_)[raw.codes]
    no = np.array([*(value is not True for value in raw.values), False, False], dtype=np.bool_)[raw.codes]
    here = np.zeros(len(blank), dtype=np.bool_)
    for one in seen:
        part = slice(one.span.start, one.span.stop)
        here[part] = yes[part].any() and not no[part].any()
    whole = np.zeros(len(blank), dtype=np.bool_)
    for one in seen:
        whole[one.span.start : one.span.stop] = True
    if yes.any() and not no.any():
        here |= whole
    return blank & here


def _with_no(raw: Raw, rows: Mask) -> Raw:
    values = raw.values if any(value is False for value in raw.values) else (*raw.values, False)
    no = next(code for code, value in enumerate(values) if value is False)
    codes = raw.codes.copy()
    codes[rows] = no
    return Raw(values, codes, raw.present)


def _applies(entry: BlankMeans, table: str, column: ColumnDef, one: Seen) -> bool:
    if entry.means != "no":
        return False
    names = {"*", "", column.name, f"{table}.{column.name}", column.zh, one.field.header}
    file = one.span.frame.sheet.file
    return entry.column in names and (
        entry.file is None or fnmatchcase(file, entry.file) or file.rpartition("/")[2] == entry.file
    )
