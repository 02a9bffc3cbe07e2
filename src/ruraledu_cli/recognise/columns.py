"""The columns of a recognised sheet: which header is which field, what is left out, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ruraledu_cli.census import Field, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.recognise.headers import HeaderIndex, Hit, is_no_column, make_field, normalise
from ruraledu_cli.recognise.layout import Layout, filled, is_blank
from ruraledu_cli.recognise.twice import Twice, settle
from ruraledu_cli.recognise.units import money_line


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A header that is no column. `suggestion` is a header that it nearly is; `unit` is what was written in
    its brackets and does not suit the column it would be."""

    position: int
    header: str
    suggestion: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """`claimed` are all fields found, a column perhaps twice; `unmatched` the headers that are none."""

    claimed: tuple[Field, ...]
    unmatched: tuple[Unmatched, ...]

    def positions(self, columns: Iterable[str]) -> tuple[int, ...]:
        wanted = set(columns)
        return tuple(field.position for field in self.claimed if field.column in wanted)


def name_columns(
    sheet: Sheet, layout: Layout, hits: Mapping[int, Hit], table: TableDef, index: HeaderIndex
) -> Columns:
    """The field of every header; a unit that does not suit keeps its column out."""
    money = money_above(sheet, layout.top)
    claimed: list[Field] = []
    unmatched: list[Unmatched] = []
    for position, levels in layout.levels.items():
        header, hit = layout.header(position), hits[position]
        entry = hit.entry(table.name)
        if entry is None:
            unmatched.append(_unmatched(position, header, levels, table.name, index))
            continue
        field = None if hit.odd is not None else make_field(position, header, entry, hit.unit, money)
        if field is None:
            unmatched.append(Unmatched(position, header, entry.header.text, hit.odd or hit.unit))
        else:
            claimed.append(field)
    return Columns(tuple(claimed), tuple(unmatched))


def _unmatched(
    position: int, header: str, levels: tuple[str, ...], table: str, index: HeaderIndex
) -> Unmatched:
    texts = [normalise(level) for level in levels]
    near = (index.suggest(table, text) for text in dict.fromkeys(("".join(texts), texts[-1])))
    return Unmatched(position, header, next((found for found in near if found), None))


def money_above(sheet: Sheet, top: int) -> str | None:
    """The unit of money that a line above the header names."""
    texts = (normalise(c) for row in range(top) for _, c in filled(sheet.rows[row]) if isinstance(c, str))
    return next((unit for text in texts if "单位" in text and (unit := money_line(text))), None)


def settle_columns(
    sheet: Sheet, claimed: Sequence[Field], records: Sequence[int]
) -> tuple[tuple[Field, ...], tuple[Twice, ...]]:
    """One field per column and part: of several headers the one that loses nothing, or none."""
    by_column: dict[tuple[str, str], list[Field]] = {}
    for field in claimed:
        by_column.setdefault((field.column, field.part), []).append(field)
    twice = tuple(settle(sheet, fields, records) for fields in by_column.values() if len(fields) > 1)
    left_out = {f.position for t in twice for f in t.fields if f != t.taken}
    return tuple(field for field in claimed if field.position not in left_out), twice


def headless(sheet: Sheet, layout: Layout, records: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The positions over which no header stands, with the records that hold something there."""
    width = max((len(sheet.rows[row]) for row in records), default=0)
    found: dict[int, tuple[int, ...]] = {}
    for position in set(range(width)) - layout.levels.keys():
        cells = ((row, sheet.rows[row]) for row in records)
        rows = tuple(row for row, held in cells if position < len(held) and not is_blank(held[position]))
        if rows:
            found[position] = rows
    return dict(sorted(found.items()))


def serial_position(layout: Layout) -> int | None:
    """The position of the running number, if the sheet has one."""
    names = ("序号", "序", "行号", "编号", "no", "no.")
    texts = ((p, normalise(levels[-1])) for p, levels in layout.levels.items())
    return next((p for p, text in texts if text in names and is_no_column(text)), None)
