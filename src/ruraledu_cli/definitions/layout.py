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


class SumDef(Strict):
    """A row or column that is the sum of others. `also` are parts that not every print of the form has,
    `perhaps` such as some count in and some beside it."""

    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        yield from (self.total, *self.parts, *self.also, *self.perhaps)


class SumsDef(Strict):
    """What adds up in a matrix: `rows` within each section and in every column, `columns` in every row."""

    rows: tuple[SumDef, ...] = ()
    columns: tuple[SumDef, ...] = ()


class LayoutDef(Strict):
    """A form that holds one record, or one beside the other. `known_by`: texts that stand in the sheet's or
    the file's name or above the form.

    A `vertical` form has an item and its value beside each other, an `across` list has its items down the
    side and a record in each column: `items` names further spellings of items beside the headers of the
    table. A `matrix` has rows and columns: `cells` says which are taken, `sums` what must add up.

    `blank`: what an empty cell of a number is (in the official forms zero). `spellings`: other words for rows
    and columns.
    """

    id: str
    title: str
    table: str
    kind: Literal["vertical", "matrix", "across"]
    known_by: tuple[str, ...] = Field(min_length=1)
    blank: Literal["zero", "missing"] = "missing"
    sections: tuple[str, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    cells: Mapping[str, CellsDef] = Field(default_factory=dict)
    sums: SumsDef = SumsDef()

    def columns(self) -> Iterator[str]:
        """The columns of the table that the form fills."""
        yield from self.items
        yield from self.cells

    def words(self) -> set[str]:
        """The names of its rows and columns."""
        own = {word for cells in self.cells.values() for word in (*cells.rows, cells.column)}
        sums = (*self.sums.rows, *self.sums.columns)
        return own | set(self.sections) | {name for one in sums for name in one.names()}

    @property
    def takes_nothing(self) -> bool:
        """Whether the form is known, and no cell of it is needed."""
        return self.kind == "matrix" and not self.cells
