"""Layouts: forms that are no plain tables, and which of their cells are which columns of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from ruraledu_cli.definitions.strict import Strict


class CellsDef(Strict):
    """Cells of a matrix: where `rows` of a `section` meet a `column`; several rows are added up.

    `adds` names the part that this form gives where several forms of one school each give one (寄宿生 of 小学
    and of 初中); forms that give the same part must say the same.
    """

    rows: tuple[str, ...] = Field(min_length=1)
    column: str
    section: str | None = None
    adds: str = ""


class LayoutDef(Strict):
    """A form that holds one record. `known_by`: texts that stand in the sheet's or the file's name or above
    the form. A `vertical` form has an item and its value beside each other: `items` names further spellings
    of items beside the headers of the table. A `matrix` has rows and columns: `cells` says which are taken.

    `blank`: what an empty cell of a number is. `spellings`: other words for rows and columns.
    """

    id: str
    title: str
    table: str
    kind: Literal["vertical", "matrix"]
    known_by: tuple[str, ...] = Field(min_length=1)
    blank: Literal["zero", "missing"] = "zero"
    sections: tuple[str, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    cells: Mapping[str, CellsDef] = Field(default_factory=dict)

    def columns(self) -> Iterator[str]:
        """The columns of the table that the form fills."""
        yield from self.items
        yield from self.cells
