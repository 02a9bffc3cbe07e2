"""Headers in place of values, in columns that take any words: missing, and told (V013)."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.census import MISSING
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Seen, Span
from ruraledu_cli.validate.places import cell_place
from ruraledu_cli.validate.spelling import fold

_ANY_TEXT = frozenset({"text", "name", "identifier"})


def header_words(table: Assembled) -> Iterator[Finding]:
    """One finding per column of a sheet and word. Every other kind of column refuses such a cell itself."""
    for span in table.spans:
        words = _headers(table, span)
        for one in (one for seen in table.seen.values() for one in seen if one.span is span):
            open_to_all = one.kind in _ANY_TEXT or table.parsers.known(one.field.column)
            if open_to_all and one.said is None:
                yield from _found(table, one, words)


def _headers(table: Assembled, span: Span) -> frozenset[str]:
    """The headers of a sheet, as it writes them and as the codebook does."""
    columns = table.definition.columns
    fields = [field for field in span.frame.fields if field.column in columns]
    return frozenset(fold(text) for one in fields for text in (one.header, columns[one.column].zh))


def _found(table: Assembled, one: Seen, words: frozenset[str]) -> Iterator[Finding]:
    for number, cell in enumerate(one.cells):
        if isinstance(cell, str) and fold(cell) in words:
            rows = one.rows([number])
            table.columns[one.field.column].codes[rows] = MISSING
            table.silenced.setdefault(id(one), set()).update((rows - one.span.start).tolist())
            column = table.definition.columns[one.field.column]
            place = cell_place(table, one, rows)
            yield Finding("V013", (place,), cell.strip(), {"column": column.name})
