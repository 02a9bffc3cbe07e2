"""What is typed into a table: the words to choose from, and the version of a table's definition."""

from __future__ import annotations

import json
from hashlib import sha256

from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef

YES_NO = ("是", "否")
# Columns whose cells a template watches over; the others take any text, or what only the year's data knows.
_GUARDED = frozenset({"flag", "count", "number", "date", "year", "id_number", "school_code"})
_SHOWN = ("name", "zh", "type", "codes", "list", "min", "max", "unit", "blank", "required", "personal")


def choices(column: ColumnDef, codebook: Codebook) -> tuple[str, ...]:
    """The words that may be chosen, official names in the list's order; none where there is no list."""
    if column.type == "flag":
        return YES_NO
    listed = codebook.code_lists.get(column.codes or "") if column.type == "code" else None
    if listed is None:
        return ()
    return tuple(
        dict.fromkeys(entry.zh for entry in listed.codes.values() if not entry.group and entry.fault is None)
    )


def takes_other_text(column: ColumnDef, codebook: Codebook) -> bool:
    """Whether a cell may say what no list holds: several entries at once, or a text of its own."""
    listed = codebook.code_lists.get(column.codes or "")
    return column.list or (listed is not None and listed.open)


def is_guarded(column: ColumnDef, codebook: Codebook) -> bool:
    """Whether a template checks what is typed into the column."""
    return column.type in _GUARDED or bool(choices(column, codebook))


def table_version(table: TableDef, codebook: Codebook) -> str:
    """A digest of what a template of the table says. Another spelling of a header makes no other version."""
    columns = [
        [*(str(getattr(column, name)) for name in _SHOWN), list(choices(column, codebook))]
        for column in table.columns.values()
    ]
    said = json.dumps([table.name, table.sheet, columns], ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:12]
