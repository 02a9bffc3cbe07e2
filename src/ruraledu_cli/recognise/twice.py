"""One column under two headers: compared cell by cell, and taken only where nothing is lost by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ruraledu_cli.census import Cell, Field, Sheet
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import is_blank
from ruraledu_cli.recognise.totals import number

_YES = frozenset({"是", "有", "y", "yes", "√", "✓", "☑", "1", "true"})
_NO = frozenset({"否", "无", "没有", "n", "no", "×", "✗", "□", "0", "false"})


@dataclass(frozen=True, slots=True)
class Twice:
    """Fields of one column and part. `taken` is the one that stands for all, None where they contradict each
    other or each holds what the others lack (`reason` differs, complement); else they are equal, or one holds
    all (empty, covered, reading). `rows` are the 0-based rows that differ."""

    fields: tuple[Field, ...]
    taken: Field | None
    reason: str
    rows: tuple[int, ...] = ()


def settle(sheet: Sheet, fields: Sequence[Field], records: Sequence[int]) -> Twice:
    """Decide between the fields of one column and part."""
    full = [f for f in fields if any(not is_blank(_cell(sheet, row, f)) for row in records)]
    if len(full) <= 1:
        return Twice(tuple(fields), full[0] if full else fields[0], "empty")
    differing = tuple(row for row in records if _contradict(sheet, full, row))
    if differing:
        return Twice(tuple(fields), None, "differs", differing)
    plain = [f for f in full if f.reading is None]
    if 0 < len(plain) < len(full):
        rest = settle(sheet, plain, records)
        return Twice(tuple(fields), rest.taken, "reading" if rest.taken else rest.reason, rest.rows)
    return _fullest(sheet, fields, full, records)


def _fullest(sheet: Sheet, fields: Sequence[Field], full: Sequence[Field], records: Sequence[int]) -> Twice:
    """No two contradict: the one that lacks nothing another has."""
    known = {f.position: {r for r in records if not is_blank(_cell(sheet, r, f))} for f in full}
    everything = set().union(*known.values())
    for candidate in full:
        if known[candidate.position] == everything:
            equal = all(rows == everything for rows in known.values())
            return Twice(tuple(fields), candidate, "equal" if equal else "covered")
    lacking = sorted(r for r in everything if any(r not in rows for rows in known.values()))
    return Twice(tuple(fields), None, "complement", tuple(lacking))


def _contradict(sheet: Sheet, fields: Sequence[Field], row: int) -> bool:
    cells = [(f, c) for f in fields if not is_blank(c := _cell(sheet, row, f))]
    return any(not _same(*cells[0], *other) for other in cells[1:])


def _same(one: Field, cell: Cell, other: Field, other_cell: Cell) -> bool:
    """Whether two cells say the same, each in its header's unit or reading."""
    if (one.reading is None) != (other.reading is None):
        flag, figure = (cell, other_cell) if one.reading is not None else (other_cell, cell)
        return _agree(flag, figure)
    left, right = number(cell), number(other_cell)
    if left is not None and right is not None:
        return Fraction(left) * (one.factor or 1) == Fraction(right) * (other.factor or 1)
    return normalise(str(cell)) == normalise(str(other_cell))


def _agree(flag: Cell, figure: Cell) -> bool:
    """Whether a yes or no goes with a figure: yes with more than 0, no with 0."""
    said, amount = normalise(str(flag)), number(figure)
    if amount is None or (said not in _YES and said not in _NO):
        return said == normalise(str(figure))
    return (amount > 0) == (said in _YES)


def _cell(sheet: Sheet, row: int, field: Field) -> Cell:
    cells = sheet.rows[row]
    return cells[field.position] if field.position < len(cells) else None
