"""Frames into a census: the order in which the steps of validation are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruraledu_cli.census import Census, Column, Frame, Origin, Table
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.assemble import Assembled, assemble
from ruraledu_cli.validate.attribute import attribute, in_order
from ruraledu_cli.validate.blanks import BlankMeans, settle_ticks
from ruraledu_cli.validate.columns import LINKS, Raw, settle
from ruraledu_cli.validate.derive import derive
from ruraledu_cli.validate.faults import faults
from ruraledu_cli.validate.keys import Groups, group, merge, merge_all
from ruraledu_cli.validate.links import Linker, Unresolved, follow_links
from ruraledu_cli.validate.persons import Persons, persons_of
from ruraledu_cli.validate.records import check_records
from ruraledu_cli.validate.register import (
    KnownSchool,
    Register,
    foreign_register,
    normal,
    researcher_register,
    school_register,
)


@dataclass(frozen=True, slots=True)
class Validated:
    """The census, what was wrong on the way, and the rules that could not be run, each with its reason."""

    census: Census
    findings: tuple[Finding, ...]
    skipped: tuple[tuple[str, str], ...] = ()


def validate(
    frames: Sequence[Frame],
    codebook: Codebook,
    year: int | None,
    areas: Mapping[str, str],
    outside_schools: frozenset[str] = frozenset(),
    blank_means: Sequence[BlankMeans] = (),
    earlier_schools: Sequence[KnownSchool] = (),
) -> Validated:
    """Typed tables without duplicates and with their links followed.

    `areas` maps every spelling of a township to its code. `outside_schools` names schools outside the county
    that links may lead to. `earlier_schools` is the register to check links against where the frames hold no
    schools; without either, links lead nowhere and K002 is skipped. `year` is None where nobody says
    which it is: the census then has year 0, and what needs a year must be skipped, with the reason.
    """
    build = _Build(codebook, areas, frozenset(map(normal, outside_schools)))
    for name, held in _by_table(frames, codebook).items():
        build.read(name, held, blank_means)
    build.link(earlier_schools)
    census = Census(year or 0, {name: build.finish(name) for name in build.tables}, tuple(frames))
    skipped = () if build.linkers["school"].register else (("K002", "no_register"),)
    findings = attribute([*build.findings, *build.unresolved.findings()], build.tables)
    return Validated(census, in_order(findings), skipped)


def _by_table(frames: Sequence[Frame], codebook: Codebook) -> dict[str, list[tuple[int, Frame]]]:
    """Frames by table, in the codebook's order of tables."""
    found: dict[str, list[tuple[int, Frame]]] = {}
    for name in codebook.tables:
        held = [(index, frame) for index, frame in enumerate(frames) if frame.table == name]
        if held:
            found[name] = held
    return found


class _Build:
    """The state between the steps: tables as read, their persons and groups, and the findings so far."""

    def __init__(self, codebook: Codebook, areas: Mapping[str, str], outside: frozenset[str]) -> None:
        self.codebook, self.areas = codebook, areas
        self.tables: dict[str, Assembled] = {}
        self.persons: dict[str, Persons | None] = {}
        self.groups: dict[str, Groups] = {}
        self.findings: list[Finding] = []
        self.unresolved = Unresolved()
        self.linkers = {kind: Linker(kind, None, self.unresolved, outside) for kind in LINKS}

    def read(self, name: str, frames: Sequence[tuple[int, Frame]], blank_means: Sequence[BlankMeans]) -> None:
        table, found = assemble(self.codebook.tables[name], frames, self.codebook, self.areas)
        self.tables[name] = table
        self.findings += [*found, *faults(table), *settle_ticks(table, blank_means)]

    def link(self, earlier: Sequence[KnownSchool]) -> None:
        """Schools first, since links lead to them; then researchers; then all others."""
        self.linkers["school"].register = self._schools(earlier)
        if "researchers" in self.tables:
            self._follow("researchers")
            self.linkers["researcher"].register = self._researchers()
        for name in self.tables:
            if name != "researchers":
                self._follow(name)

    def _schools(self, earlier: Sequence[KnownSchool]) -> Register | None:
        if "schools" not in self.tables or not self.tables["schools"].size:
            return foreign_register(earlier) if earlier else None
        table = self.tables["schools"]
        groups = group(table, None)
        return school_register(_merged(table, groups), groups.size)

    def _researchers(self) -> Register:
        table, groups = self.tables["researchers"], self.groups["researchers"]
        persons = self.persons["researchers"]
        numbers = [] if persons is None else persons.numbers[groups.first].tolist()
        return researcher_register(_merged(table, groups), numbers)

    def _follow(self, name: str) -> None:
        table = self.tables[name]
        self.findings += follow_links(table, self.linkers)
        derive(table, self.linkers["school"], self.areas)
        self.persons[name] = persons_of(table)
        self.groups[name] = group(table, self.persons[name])

    def finish(self, name: str) -> Table:
        """One record per key, blanks settled, records checked."""
        table, groups, persons = self.tables[name], self.groups[name], self.persons[name]
        raw, found = merge_all(table, groups)
        columns, broken = check_records(table, groups, settle(table.definition.columns, raw))
        self.findings += [*found, *broken]
        return _table(table, groups, persons, columns)


def _merged(table: Assembled, groups: Groups) -> dict[str, Raw]:
    return {name: merge(column, groups).column for name, column in table.columns.items()}


def _table(table: Assembled, groups: Groups, persons: Persons | None, columns: Mapping[str, Column]) -> Table:
    frames = [span.index for span in table.spans for _ in range(span.stop - span.start)]
    origins: list[list[Origin]] = [[] for _ in range(groups.size)]
    for record, frame, row in zip(groups.of.tolist(), frames, table.sheet_rows.tolist(), strict=True):
        origins[record].append(Origin(frame, row))
    return Table(
        table.name,
        groups.size,
        columns,
        tuple(map(tuple, origins)),
        None if persons is None else persons.numbers[groups.first],
        () if persons is None else persons.keys,
        table.size,
    )
