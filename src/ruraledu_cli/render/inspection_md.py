"""How files were understood, as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.inspection import column_rows, finding_lines, summary
from ruraledu_cli.render.md import escape

Record = dict[str, Any]


def render_page(document: Record, text: Catalogue) -> bytes:
    """The document of `inspect` as a page: a section a sheet, a table of its columns."""
    return ("\n".join(_lines(document, text)) + "\n").encode("utf-8", "replace")


def _lines(document: Record, text: Catalogue) -> Iterator[str]:
    for file in document["files"]:
        yield f"# {escape(file['path'])}"
        yield ""
        for sheet in file["sheets"]:
            yield f"## {escape(sheet['sheet'])}"
            yield ""
            yield from (f"- {escape(line)}" for line in summary(sheet, text))
            yield ""
            yield from _columns(sheet, text)
        yield from (f"- {escape(line)}" for line in finding_lines(file, text))
        yield ""


def _columns(sheet: Record, text: Catalogue) -> Iterator[str]:
    if not sheet["columns"] and not sheet["unknown_headers"]:
        return
    yield _row(text.text(f"inspect.{name}") for name in ("letter", "header", "column", "matched"))
    yield _row("---" for _ in range(4))
    for letter, header, column, matched in column_rows(sheet, text):
        yield _row((letter, escape(header), escape(column), matched))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
