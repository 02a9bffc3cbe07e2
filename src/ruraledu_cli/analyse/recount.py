"""The cells of a trace read once more from the files, and added up: does the same come out?

Only the columns a figure comes from are read (and those that tell rows and persons apart), and of the table
that is counted only the rows that are in: were an address wrong or lacking, another figure would come out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ruraledu_cli.analyse.asked import SOURCES, Asked, asked
from ruraledu_cli.census import Census, Frame, Sheet
from ruraledu_cli.compute.coverage import Covered
from ruraledu_cli.compute.indicators import measure
from ruraledu_cli.compute.shares import stand_in
from ruraledu_cli.definitions.formula import CellsFormula, EachFormula, Formula, ShareFormula
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Counted, Means, Ratio, Share
from ruraledu_cli.model.trace import Part, Recount
from ruraledu_cli.read import read_files
from ruraledu_cli.validate import BlankMeans, validate
from ruraledu_cli.validate.keys import KEYS, PERSON
from ruraledu_cli.validate.persons import PEOPLE

_REGISTER = ("school_code", "school_name", "former_name", "short_name", "campus", "township")
_RESEARCHERS = ("researcher_id", "researcher_name", "id_number")


def recount(
    evaluator: Evaluator,
    parts: Sequence[Part],
    files: Sequence[tuple[Path, str]],
    blank_means: Sequence[BlankMeans] = (),
) -> Recount:
    """Every part that has a figure, computed again from the files as they are now."""
    sheets = [sheet for file in read_files(files) for sheet in file.sheets]
    return recount_sheets(evaluator, parts, sheets, blank_means)


def recount_sheets(
    evaluator: Evaluator,
    parts: Sequence[Part],
    read: Sequence[Sheet],
    blank_means: Sequence[BlankMeans] = (),
) -> Recount:
    """The same from sheets that were read."""
    sheets = {(sheet.file, sheet.name): sheet for sheet in read}
    cells, same = 0, True
    for part in parts:
        if part.bridge is None:
            continue
        found = _Recount(evaluator, part, sheets, blank_means)
        same = (found.counted() == _closed(part.counted)) and same
        cells += found.cells
    return Recount(cells, same)


def _closed(counted: Counted | None) -> Counted | None:
    """Without what completeness says: only rows are added up."""
    if counted is None or isinstance(counted, Ratio | Means):
        return counted
    return replace(counted, unbounded=False)


class _Recount:
    """One part, from frames that hold only its own cells."""

    def __init__(
        self,
        evaluator: Evaluator,
        part: Part,
        sheets: Mapping[tuple[str, str], Sheet],
        blank_means: Sequence[BlankMeans],
    ) -> None:
        self.past = evaluator
        self.part = part
        self.sheets = sheets
        self.blank_means = blank_means
        self.asked = asked(evaluator.plan, part.formula)
        self.cells = 0

    def counted(self) -> Counted | None:
        plan = replace(self.past.plan, coverage={})
        census = self._census()
        if census is None:
            return None
        earlier = [past.census for past in self.past.past()] if _asks_earlier(self.past) else []
        now = Evaluator(census, plan, self.past.as_of, lambda: earlier)
        found = measure(now, self.part.formula).counted
        sums = self._sums(now)
        if isinstance(found, Share):
            return found + sums
        is_share = isinstance(self.part.formula, ShareFormula)
        return sums if found is None and is_share else found  # no row is in, and so there is no table

    def _census(self) -> Census | None:
        old = self.past.census
        frames = []
        for number, frame in enumerate(old.frames):
            sheet = self.sheets.get((frame.sheet.file, frame.sheet.name))
            if sheet is None:
                return None  # the file is gone, or is another
            frames.append(self._narrowed(number, frame, sheet))
        plan = self.past.plan
        outside = frozenset(plan.lists.get("outside_schools", ()))
        found = validate(
            frames, plan.codebook, old.year, plan.areas, outside, self.blank_means, names=plan.names
        )
        return replace(found.census, frames=tuple(frames))

    def _narrowed(self, number: int, frame: Frame, sheet: Sheet) -> Frame:
        names = self._columns(frame.table)
        fields = tuple(field for field in frame.fields if field.column in names)
        records = frame.records
        if frame.table == _own_table(self.part.formula):
            wanted = self._rows(number)
            records = tuple(row for row in records if row + 1 in wanted)
        self.cells += len(fields) * len(records)
        return replace(frame, sheet=sheet, fields=fields, records=records, passed=())

    def _rows(self, frame: int) -> frozenset[int]:
        """The sheet's rows (1-based) of the units in this frame."""
        table = self.past.table(_own_table(self.part.formula) or "")
        rows = {row for unit in self.part.units if unit.state != "sums" for row in unit.rows}
        return frozenset(o.row for row in rows for o in table.origins[row] if o.frame == frame)

    def _columns(self, table: str) -> frozenset[str]:
        """What is asked, and what tells rows apart."""
        definition = self.past.plan.codebook.tables[table]
        names = {*self.asked.of(table), *_telling(table), *definition.key}
        names |= {n for name in names if name in definition.columns for n in _beside(self.asked, table, name)}
        if isinstance(self.part.formula, ShareFormula) and table == "schools":
            names |= set(_sum_columns(self.part.formula))
        return frozenset(names)

    def _sums(self, now: Evaluator) -> Share:
        """The schools whose sums stand in, each found again by its code."""
        formula = self.part.formula
        if not isinstance(formula, ShareFormula) or formula.stand_in is None:
            return Share()
        keys = {self.part.lines[unit.line].key for unit in self.part.units if unit.state == "sums"}
        schools = now.table("schools")
        codes, names = schools.column("school_code"), schools.column("school_name")
        rows = tuple(row for row in range(schools.size) if str(codes[row] or names[row]) in keys)
        covered = Covered(len(rows), frozenset(), rows)
        return stand_in(now, formula.stand_in, formula.rows, covered, None).tally.share


def _own_table(formula: Formula) -> str | None:
    """The table of which only the rows counted are read; none where all its rows are looked at."""
    if isinstance(formula, EachFormula | CellsFormula):
        return None
    table: str = formula.rows.table  # type: ignore[union-attr]  # a part's formula counts rows
    return None if table == "schools" else table  # schools are what links lead to


def _telling(table: str) -> set[str]:
    """The columns by which rows, persons, schools and researchers are told apart."""
    names = {name for key in KEYS.get(table, ()) for name in (*key.needed, *key.further) if name != PERSON}
    found = {n for name in names for n in SOURCES.get((table, name), (name,))}
    who = PEOPLE.get(table)
    if who is not None:
        numbers = {who.identity, *(n for n in (who.own, who.within) if n)}
        found |= {n for name in numbers for n in SOURCES.get((table, name), (name,))}
    return found | set({"schools": _REGISTER, "researchers": _RESEARCHERS}.get(table, ()))


def _beside(found: Asked, table: str, name: str) -> tuple[str, ...]:
    """Columns that say what a blank in this one means."""
    return found.plan.codebook.tables[table].columns[name].blank_none_if


def _sum_columns(formula: ShareFormula) -> tuple[str, ...]:
    rule = formula.stand_in
    if rule is None:
        return ()
    columns = [name for source in rule.sources for name in (*source.yes, *source.total)]
    return (*columns, *([rule.undecided] if rule.undecided else []), "school_type")


def _asks_earlier(evaluator: Evaluator) -> bool:
    return bool(evaluator.past(1))
