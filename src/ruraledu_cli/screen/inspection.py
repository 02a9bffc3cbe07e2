"""How files were understood, on the screen."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.inspection import column_rows, finding_lines, summary
from ruraledu_cli.screen.palette import BAD, INFO, WARN

Record = dict[str, Any]


def show_inspection(document: Record, text: Catalogue, console: Console) -> None:
    """Each file with its sheets; the columns as a table."""
    for file in document["files"]:
        status = text.text(f"input.{file['status']}")
        reason = text.word("reason", file["reason"]) if file["reason"] else None
        line = text.text("inspect.file", path=file["path"], status=status, reason=reason)
        console.print(Text(line), style=f"bold {BAD}" if file["status"] == "unreadable" else "bold")
        for sheet in file["sheets"]:
            _show_sheet(sheet, text, console)
        for line in finding_lines(file, text):
            console.print(Text(f"  {line}"))
        console.print()


def _show_sheet(sheet: Record, text: Catalogue, console: Console) -> None:
    console.print(Text("  " + text.text("inspect.sheet", sheet=sheet["sheet"])), style=f"bold {INFO}")
    for line in summary(sheet, text):
        console.print(Text(f"    {line}"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(overflow="fold")
    for letter, header, column, matched in column_rows(sheet, text):
        style = "" if column != "—" else WARN
        table.add_row(*(Text(cell, style) for cell in (f"      {letter}", header, column, matched)))
    if table.row_count:
        console.print(table)
