"""The codebook: the tables of a census, their columns, headers and code lists, as YAML says them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

ColumnType = Literal[
    "text",  # free text
    "name",  # names and titles: 无 is blank here
    "identifier",  # numbers of persons and papers, kept as text
    "id_number",  # the 18-digit citizen identity number
    "school_code",  # the 10-digit school code, the key of schools
    "code",  # a code list, see `codes`
    "flag",  # yes or no
    "count",  # whole number, not negative
    "number",  # exact decimal
    "date",  # an interval of days, one day where the day is known
    "year",  # a calendar year
    "semester",  # (first year of the school year, 1 or 2)
    "area",  # a township of the plan's list, by code or name
    "school",  # a link to a school, by code or by a name that one school alone bears
    "researcher",  # a link to a researcher, by number or by a name that one alone bears
]


def exact(value: object) -> object:
    """A number of a YAML file as an exact fraction: "1.05" and 1.05 are 21/20, "30%" is 3/10."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    text = str(value).strip()
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"not a number: {text}") from None


Exact = Annotated[Fraction, BeforeValidator(exact)]


class Strict(BaseModel):
    """Frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


Alias = str | dict[str, dict[str, str | int]]


def spelling(alias: Alias) -> str:
    """The header an alias stands for."""
    return alias if isinstance(alias, str) else next(iter(alias))


def reading_of(alias: Alias) -> Mapping[str, str | int] | None:
    """What the cells under an alias mean, where they mean something else (有无录播室: yes is 1)."""
    return None if isinstance(alias, str) else next(iter(alias.values()))


class CodeHeader(Strict):
    """The second header of a two-header column: the one that holds the code."""

    name: str
    zh: str
    aliases: tuple[Alias, ...] = ()


class ColumnDef(Strict):
    """One column of a table.

    `blank`: what an empty cell means, missing (not known) or none (known to be none).
    `blank_none_if`: columns of which one being known makes a blank here a known none.
    `min` and `max` bound a number (a value outside is V003); `unit` is the unit values are held in.
    """

    name: str
    zh: str
    en: str
    type: ColumnType
    aliases: tuple[Alias, ...] = ()
    code_header: CodeHeader | None = None
    codes: str | None = None
    list: bool = False
    min: Exact | None = None
    max: Exact | None = None
    unit: str | None = None
    blank: Literal["missing", "none"] = "missing"
    blank_none_if: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    note: str | None = None


class TableDef(Strict):
    """One table: `sheet` is its canonical sheet name, `key` the columns that tell its rows apart.

    `signature`: columns that tell the table from the others (never shared headers alone); a sheet is this
    table when one of them is there, or when its name says so and a key column is there.
    """

    name: str
    sheet: str
    en: str
    sheet_aliases: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    columns: Mapping[str, ColumnDef]


class Code(Strict):
    """One entry of a code list: its official names and usual spellings. `group` codes are no data values."""

    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    group: bool = False


class CodeList(Strict):
    """A code list, in the order of its standard. `open` lists keep a text that is in no entry as it is."""

    title: str
    source: str = ""
    open: bool = False
    codes: Mapping[str, Code]

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every code, name and alias to its code, as written (normalise before looking up)."""
        found = {code: code for code in self.codes}
        for code, entry in self.codes.items():
            for text in (entry.zh, *entry.aliases):
                found.setdefault(text, code)
        return found


class Codebook(Strict):
    """All tables and code lists."""

    tables: Mapping[str, TableDef] = Field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = Field(default_factory=dict)
