"""The codebook: the tables of a census, their columns, headers and code lists, as YAML says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ruraledu_cli.definitions.layout import LayoutDef
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.definitions.strict import Strict

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


Alias = str | dict[str, dict[str, str | int]]


def spelling(alias: Alias) -> str:
    """The header an alias stands for."""
    return alias if isinstance(alias, str) else next(iter(alias))


def reading_of(alias: Alias) -> Mapping[str, str | int] | None:
    """What the cells under an alias mean, where they mean something else (有无录播室: yes is 1)."""
    return None if isinstance(alias, str) else next(iter(alias.values()))


class CodeHeader(Strict):
    """The second header of a two-header column: the one that holds the code.

    Where its name is the column's own (a link named school_code), a header so spelt is the code's.
    """

    name: str
    zh: str
    aliases: tuple[Alias, ...] = ()


class Around(Strict):
    """Where a column that a sheet lacks may be said beside its rows.

    `places`: label is a line above the table (学校名称：…; `labels` are further words for it), title the
    other lines above, sheet, file and folder their names. `unless`: columns that, where filled, say it too.
    """

    places: tuple[Literal["label", "title", "sheet", "file", "folder"], ...]
    labels: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class ColumnDef(Strict):
    """One column of a table.

    `blank`: what an empty cell means, missing (not known) or none (known to be none).
    `blank_none_if`: columns of which one being known makes a blank here a known none.
    `min` and `max` bound a number (a value outside is V003); `unit` is the unit values are held in.
    `words`: what cells of this column may say beside the ordinary words, and the word it stands for
    (`编外: no`, `至今: no`, `未评: "-"` is blank, `疑似: "?"` is asked).
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
    words: Mapping[str, str | int] = Field(default_factory=dict)
    around: Around | None = None
    note: str | None = None

    def headers(self) -> Iterator[Header]:
        """Every spelling of the column's headers, the canonical ones first, the code's before the name's."""
        second = self.code_header
        if second is not None:
            for alias in (second.name, second.zh, *second.aliases):
                yield Header(spelling(alias), self.name, "code", reading_of(alias))
        own = () if second is not None and second.name == self.name else (self.name,)
        for alias in (*own, self.zh, *self.aliases):
            yield Header(spelling(alias), self.name, "name", reading_of(alias))


@dataclass(frozen=True, slots=True)
class Header:
    """A header as the codebook spells it, and what it means: column, part ("name" or "code"), reading."""

    text: str
    column: str
    part: str
    reading: Mapping[str, str | int] | None = None


class TableDef(Strict):
    """One table: `sheet` is its canonical sheet name, `key` the columns that tell its rows apart.

    `signature`: columns that tell the table from the others (never shared headers alone); a sheet is this
    table when one of them is there, or when its name says so and a key column is there. `adds`: what is
    summed where two rows become one (a school merged into another).
    """

    name: str
    sheet: str
    en: str
    sheet_aliases: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    columns: Mapping[str, ColumnDef]

    def headers(self) -> Iterator[Header]:
        """Every header of every column. Spellings are as written: normalise before comparing."""
        for column in self.columns.values():
            yield from column.headers()


class Code(Strict):
    """One entry of a code list: its official names and usual spellings.

    `group` codes are no data values (V004). `fault`: the rule that a cell with this entry breaks, its value
    being missing: V004 for what is no value of the list (其他), V009 for what must be asked (a degree alone).
    `stages`: of a school type, the parts that its forms are sent for (`adds` of a layout).
    """

    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    group: bool = False
    fault: Literal["V004", "V009"] | None = None
    stages: tuple[str, ...] = ()


class CodeList(Strict):
    """A code list, in the order of its standard. `open` lists keep a text that is in no entry as it is.

    `no_is_none`: 无, 否, 未… are a known none here (levels, grades, forms); else they are blank.
    `read_as`: texts that are read as a code, and said (本科在读 is the level below). `after`: words behind
    which an entry may stand, and it is said (梁村镇中心小学校长 is 校长 behind 小学). `doubtful`: a text in
    no entry of an open list that ends like this is asked about (分校校长). `beside`: what ends like this may
    stand behind an entry, and it is said (大学 文学学士 is 大学).
    """

    title: str
    source: str = ""
    open: bool = False
    no_is_none: bool = False
    read_as: Mapping[str, str] = Field(default_factory=dict)
    after: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
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
    """All tables and code lists, the layouts of forms that are no plain tables, and the kinds of lists that
    other departments send."""

    tables: Mapping[str, TableDef] = Field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = Field(default_factory=dict)
    layouts: Mapping[str, LayoutDef] = Field(default_factory=dict)
    list_kinds: Mapping[str, ListKind] = Field(default_factory=dict)
