"""Which table a sheet holds: its signature columns decide, its name is a hint, and headers that several
tables share decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ruraledu_cli.census import Frame, Sheet
from ruraledu_cli.definitions.codebook import Codebook, TableDef
from ruraledu_cli.model.report import InputFile
from ruraledu_cli.recognise.headers import HeaderIndex, Hit, normalise
from ruraledu_cli.recognise.layout import SEARCHED_ROWS, Grid, Layout, header_by_shape, layout_at

_EXACT, _WITHIN, _FILE = 3, 2, 1
_IDENTIFYING = frozenset({"school_code", "id_number", "identifier", "name"})


@dataclass(frozen=True, slots=True)
class Understood:
    """A sheet's header and its table: "" with the best `guess` where nothing decides."""

    layout: Layout | None
    table: str = ""
    hits: Mapping[int, Hit] | None = None
    why: tuple[str, ...] = ()
    guess: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What speaks for a table: columns matched, signature columns, headers of no other table, its name."""

    table: TableDef
    matched: frozenset[str]
    signature: tuple[str, ...]
    own: int
    hint: int

    @property
    def weight(self) -> tuple[bool, int, int]:
        """A signature, with a column that says whose its rows are, before a name alone; then how much of
        both, then the number of columns."""
        whose = bool(self.matched & identifying(self.table))
        return (bool(self.signature) and whose, 2 * len(self.signature) + self.hint, len(self.matched))

    @property
    def holds(self) -> bool:
        if not self.matched:
            return False
        named = self.hint > 0 and bool(self.matched & identifying(self.table))
        return bool(self.signature) or named or (self.own >= 2 and 2 * self.own >= len(self.matched))

    @property
    def why(self) -> tuple[str, ...]:
        hint = {0: (), _EXACT: ("name_hint",), _WITHIN: ("name_hint:within",), _FILE: ("name_hint:file",)}
        own = (f"own_headers:{self.own}",) if not self.signature and self.own else ()
        return (*hint[self.hint], *(f"signature:{column}" for column in self.signature), *own)


def identifying(table: TableDef) -> frozenset[str]:
    """The columns of which one at least must be there, or its rows are nobody's: the first of the key, the
    identity number, the first name and what stands before it. Without names, the first two of the key."""
    if not table.key:
        return frozenset(table.columns)
    names = [name for name, column in table.columns.items() if column.type == "name"]
    if not names:
        return frozenset(table.key[:2])
    columns = list(table.columns)
    first = columns[: columns.index(names[0]) + 1]
    numbers = [name for name, column in table.columns.items() if column.type == "id_number"]
    return frozenset((table.key[0], *numbers, *(n for n in first if table.columns[n].type in _IDENTIFYING)))


def understand(sheet: Sheet, index: HeaderIndex) -> Understood:
    """Find a sheet's header row and its table."""
    grid = Grid(sheet)
    hints = _hints(sheet, index.codebook)
    best: tuple[tuple[bool, bool, int, int], Layout, _Claim, dict[int, Hit]] | None = None
    for layout in _candidates(grid, index):
        hits = {p: index.find_levels(levels) for p, levels in layout.levels.items()}
        for claim in _claims(hits, hints, index.codebook):
            rank = (claim.holds, *claim.weight)
            if best is None or rank > best[0]:
                best = (rank, layout, claim, hits)
    if best is None or not _enough(best[1], best[2]):
        return Understood(header_by_shape(grid))
    _, layout, claim, hits = best
    if _is_form(grid, layout, hits, claim.table.name, index):
        return Understood(header_by_shape(grid), guess=claim.table.name)
    if not claim.holds or _tied(claim, hits, hints, index.codebook):
        return Understood(layout, guess=claim.table.name)
    return Understood(layout, claim.table.name, hits, (*claim.why, *_overruled(hints, claim)))


def _enough(layout: Layout, claim: _Claim) -> bool:
    """One word of a data row that happens to be a header somewhere makes no header row."""
    return len(claim.matched) >= 2 or 2 * len(claim.matched) >= len(layout.levels)


def _is_form(grid: Grid, layout: Layout, hits: Mapping[int, Hit], table: str, index: HeaderIndex) -> bool:
    """Whether headers stand below headers: a form with its names at the left, or a sheet turned around."""
    return any(_names_others(grid, row, hits, table, index) for row in (layout.top - 1, layout.bottom + 1))


def _names_others(grid: Grid, row: int, hits: Mapping[int, Hit], table: str, index: HeaderIndex) -> bool:
    """Whether a row next to the header names other columns of the table in the same places."""
    cells = grid.filled(row) if 0 <= row < len(grid) else []
    texts = [(p, normalise(c)) for p, c in cells if type(c) is str]
    others = 0
    for position, text in texts:
        above = hits[position].entry(table) if position in hits else None
        below = index.find(text).entry(table)
        others += above is not None and below is not None and above.header.column != below.header.column
    return others > 0 and 2 * others >= len(texts)


def _candidates(grid: Grid, index: HeaderIndex) -> Iterable[Layout]:
    """Headers around the rows that hold most of one table's headers, each once."""
    scores: list[tuple[int, int]] = []
    last = min(len(grid), SEARCHED_ROWS)
    row = 0
    while row < last:
        score, texts = _score(grid, row, index)
        if score:
            scores.append((-score, row))
        if score >= 3 and 2 * score >= texts:
            last = min(last, row + 4)
        row += 1
    seen: set[tuple[int, int]] = set()
    for _, row in sorted(scores)[:3]:
        layout = layout_at(grid, row)
        if (layout.top, layout.bottom) not in seen:
            seen.add((layout.top, layout.bottom))
            yield layout


def _score(grid: Grid, row: int, index: HeaderIndex) -> tuple[int, int]:
    """The most columns of one table that a row's cells name, and how many cells of text it has."""
    counts: dict[str, int] = {}
    texts = 0
    for _, cell in grid.filled(row):
        if type(cell) is not str or len(cell) > 60:
            continue
        texts += 1
        for entry in index.find(normalise(cell)).entries:
            counts[entry.table] = counts.get(entry.table, 0) + 1
    return max(counts.values(), default=0), texts


def _claims(hits: Mapping[int, Hit], hints: Mapping[str, int], codebook: Codebook) -> list[_Claim]:
    matched: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    for hit in hits.values():
        if hit.odd is not None:
            continue
        for entry in hit.entries:
            matched.setdefault(entry.table, set()).add(entry.header.column)
        if len(hit.entries) == 1:
            own.setdefault(hit.entries[0].table, set()).add(hit.entries[0].header.column)
    return [
        _Claim(
            codebook.tables[name],
            frozenset(columns),
            tuple(column for column in codebook.tables[name].signature if column in columns),
            len(own.get(name, ())),
            hints.get(name, 0),
        )
        for name, columns in matched.items()
    ]


def _tied(claim: _Claim, hits: Mapping[int, Hit], hints: Mapping[str, int], codebook: Codebook) -> bool:
    """Whether another table has as good a claim."""
    rivals = _claims(hits, hints, codebook)
    return any(r.holds and r.weight == claim.weight and r.table.name != claim.table.name for r in rivals)


def _overruled(hints: Mapping[str, int], claim: _Claim) -> Iterable[str]:
    """The sheet's own name speaks for another table: said."""
    if claim.hint:
        return ()
    return (f"name_hint_overruled:{name}" for name, hint in hints.items() if hint == _EXACT)


def unread_tables(files: Iterable[InputFile], frames: Iterable[Frame], codebook: Codebook) -> frozenset[str]:
    """The tables that may have rows in the files that could not be read: those that a file's name speaks
    for, else those that no other file holds."""
    held = {frame.table for frame in frames if frame.records}
    rest = frozenset(codebook.tables) - held
    unread = (file.path for file in files if file.status == "unreadable")
    named = (frozenset(_named(normalise(_stem(path)), codebook)) for path in unread)
    return frozenset().union(*(own or rest for own in named))


def _hints(sheet: Sheet, codebook: Codebook) -> dict[str, int]:
    """Tables a sheet's name speaks for, else its file's name."""
    found = _named(normalise(sheet.name), codebook)
    if found:
        return found
    return dict.fromkeys(_named(normalise(_stem(sheet.file)), codebook), _FILE)


def _stem(file: str) -> str:
    return PurePosixPath(file.replace("\\", "/")).stem


def _named(text: str, codebook: Codebook) -> dict[str, int]:
    """Tables whose name is the text, or those with the longest name within it."""
    within: dict[str, int] = {}
    for table in codebook.tables.values():
        for name in map(normalise, (table.sheet, table.name, *table.sheet_aliases)):
            if name == text:
                return {table.name: _EXACT}
            if len(name) > 1 and name in text:
                within[table.name] = max(within.get(table.name, 0), len(name))
    longest = max(within.values(), default=0)
    return {table: _WITHIN for table, length in within.items() if length == longest}
