"""A change in a person's words, found in the census: which table, which rows, which column, which value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from ruraledu_cli.analyse.edit import rows_where
from ruraledu_cli.analyse.lines import text_of
from ruraledu_cli.census import NONE, Census, Interval, Ref, Table, Value
from ruraledu_cli.definitions.changes import SetCells
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.validate.columns import Raw
from ruraledu_cli.validate.register import Register, school_register
from ruraledu_cli.validate.spelling import fold
from ruraledu_cli.validate.values import parse_cell

_FIXED = frozenset({"id_number", "researcher", "school_code"})  # what rows and persons are told apart by
_MADE_INTO = frozenset({"holder", "school_code"})  # of projects: other columns are made of them


class WrongWish(Exception):
    """What was asked for cannot be done: `key` and `params` name the message."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@dataclass(frozen=True, slots=True)
class Found:
    """A wish in the census's terms."""

    table: str
    rows: tuple[int, ...]
    column: ColumnDef
    value: Value | None


def find(wish: SetCells, census: Census, plan: Plan) -> Found:
    """What a wish means. Raises WrongWish, with what was probably meant."""
    names = [*(name for name, _ in wish.where), wish.column]
    candidates = _tables(wish, census, plan.codebook)
    able = [table for table in candidates if all(column_of(table, name) for name in names)]
    if not able:
        raise _no_column(names, candidates)
    able = _own_rows(able, wish)
    held = {table.name: _rows(wish, table, census, plan) for table in able}
    met = [table for table in able if held[table.name]]
    if len(met) > 1:
        raise WrongWish("whatif_ambiguous", tables=", ".join(table.name for table in met))
    if not met:
        raise _no_row(wish, able[0], census, plan)
    column = column_of(met[0], wish.column)
    assert column is not None
    if met[0].name == "projects" and column.name in _MADE_INTO:
        raise WrongWish("whatif_fixed", column=column.zh)
    value = _value(column, wish.value, census, plan)
    return Found(met[0].name, tuple(held[met[0].name]), column, value)


def _tables(wish: SetCells, census: Census, codebook: Codebook) -> list[TableDef]:
    """The tables of the census that may be meant."""
    sent = [table for name, table in codebook.tables.items() if name in census.tables]
    if wish.table is None:
        return sent
    asked = fold(wish.table)
    found = [t for t in sent if asked in map(fold, (t.name, t.sheet, t.en, *t.sheet_aliases))]
    if not found:
        raise WrongWish("whatif_no_table", value=wish.table, known=", ".join(t.name for t in sent))
    return found[:1]


def column_of(table: TableDef, name: str) -> ColumnDef | None:
    """A column by its name or any of its headers."""
    asked = fold(name)
    if asked in table.columns:
        return table.columns[asked]
    spelt = {fold(header.text): header.column for header in reversed([*table.headers()])}
    return table.columns[spelt[asked]] if asked in spelt else None


def _no_column(names: Iterable[str], tables: Iterable[TableDef]) -> WrongWish:
    """The first name that no table has; else the names that stand in no one table together."""
    known: dict[str, str] = {}
    for table in tables:
        for column in table.columns.values():
            known |= {fold(column.zh): column.zh, fold(column.name): column.name}
            known |= {fold(header.text): header.text for header in column.headers()}
    for name in names:
        if fold(name) not in known:
            close = get_close_matches(fold(name), known, 1, 0.5)
            return WrongWish("whatif_no_column", value=name, close=known[close[0]] if close else None)
    return WrongWish("whatif_no_one_table", names=", ".join(names))


def _own_rows(tables: list[TableDef], wish: SetCells) -> list[TableDef]:
    """Where the selector is a table's own number (a school's code in schools), that table alone is meant."""
    own = []
    for table in tables:
        columns = [column_of(table, name) for name, _ in wish.where]
        if all(column is not None and column.type != "school" for column in columns):
            own.append(table)
    keyed = [t for t in own if any(_is_key(t, name) for name, _ in wish.where)]
    return keyed or own or tables


def _is_key(table: TableDef, name: str) -> bool:
    column = column_of(table, name)
    return column is not None and column.name in table.key


def _rows(wish: SetCells, table: TableDef, census: Census, plan: Plan) -> list[int]:
    """The rows in which every selector holds."""
    found: set[int] | None = None
    held = census.tables[table.name]
    for name, text in wish.where:
        column = column_of(table, name)
        assert column is not None
        cells = held.column(column.name)
        rows = set(rows_where(cells, [_is(value, text, column, plan) for value in cells.values]))
        found = rows if found is None else found & rows
    return sorted(found or ())


def _is(value: Value, text: str, column: ColumnDef, plan: Plan) -> bool:
    """Whether a cell holds what was written: as the codebook reads it, else as it is spelt."""
    asked = fold(text)
    if isinstance(value, tuple):
        return any(_is(item, text, column, plan) for item in value)
    if isinstance(value, Ref):
        return asked in (fold(value.text), fold(value.code or ""))
    if value is NONE:
        return False
    parsed = parse_cell(text, column, plan.codebook, plan.areas).value
    members = parsed if column.list and isinstance(parsed, tuple) else (parsed,)
    return any(type(one) is type(value) and one == value for one in members) or fold(str(value)) == asked


def _no_row(wish: SetCells, table: TableDef, census: Census, plan: Plan) -> WrongWish:
    """No row: the selector to blame, and the value that is nearest, unless it names a person."""
    held = census.tables[table.name]
    for name, text in wish.where:
        column = column_of(table, name)
        assert column is not None
        cells = held.column(column.name)
        if not any(_is(value, text, column, plan) for value in cells.values):
            known = (
                [] if column.personal or column.type == "id_number" else _shown(cells.values, column, plan)
            )
            close = get_close_matches(text, known, 1, 0.5)
            said = "***" if column.personal else text
            return WrongWish("whatif_no_row", column=name, value=said, close=close[0] if close else None)
    return WrongWish("whatif_no_row_together", table=table.sheet)


def _shown(values: Iterable[Value], column: ColumnDef, plan: Plan) -> list[str]:
    return sorted({cell_text(value, column, plan) for value in values} - {""})


def _value(column: ColumnDef, text: str, census: Census, plan: Plan) -> Value | None:
    """What a cell with this text holds. Raises WrongWish where it would break a rule."""
    if column.type in _FIXED:
        raise WrongWish("whatif_fixed", column=column.zh)
    parsed = parse_cell(text, column, plan.codebook, plan.areas)
    if parsed.value is None and not parsed.blank:
        close = get_close_matches(text, _possible(column, plan), 1, 0.4)
        known = "、".join(_possible(column, plan)[:12]) or None
        said = {"column": column.zh, "value": text, "close": close[0] if close else None, "known": known}
        raise WrongWish("whatif_bad_value", **said)
    if column.type == "school" and isinstance(parsed.value, str | tuple):
        items = parsed.value if isinstance(parsed.value, tuple) else (parsed.value,)
        links = tuple(school(str(item), census) for item in items)
        return links if column.list else links[0]
    return parsed.value


def _possible(column: ColumnDef, plan: Plan) -> list[str]:
    """The words a column takes, where they are few."""
    if column.type == "flag":
        return ["是", "否"]
    if column.type == "area":
        return [town.zh for town in plan.townships.values()]
    codes = plan.codebook.code_lists[column.codes].codes if column.codes else {}
    return [code.zh for code in codes.values() if not code.group]


def school(text: str, census: Census) -> Ref:
    """The school that a code or a name means. Raises WrongWish."""
    schools = census.tables.get("schools")
    register = Register() if schools is None else school_register(_raw(schools), schools.size)
    ref, is_found = register.find(text)
    if not is_found:
        raise WrongWish("no_school", value=text, year=census.year, close=register.near(text))
    return ref


def _raw(table: Table) -> Mapping[str, Raw]:
    names = ("school_code", "school_name", "former_name", "short_name", "campus")
    columns = {name: table.column(name) for name in names}
    return {name: Raw(column.values, column.codes, column.present) for name, column in columns.items()}


def cell_text(value: Value | None, column: ColumnDef, plan: Plan) -> str:
    """A value as a person would write it in the cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is NONE:
        return "无"
    if isinstance(value, tuple):
        return "、".join(cell_text(item, column, plan) for item in value)
    if column.type == "area" and value in plan.townships:
        return plan.townships[str(value)].zh
    codes = plan.codebook.code_lists[column.codes].codes if column.codes else {}
    if isinstance(value, str) and value in codes:
        return codes[value].zh
    return _day(value) if column.type == "date" else text_of(value)


def _day(value: Value | None) -> str:
    if not isinstance(value, Interval):
        return ""
    first = date.fromordinal(value.first)
    return f"{first:%Y-%m-%d}" if value.first == value.last else f"{first:%Y-%m}"
