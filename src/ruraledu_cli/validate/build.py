"""Frames into a census: the order in which the steps of validation are taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ruraledu_cli.census import Census, Column, Frame, Origin, Table
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.across import across
from ruraledu_cli.validate.adopt import adopt_codes, adopt_towns, adopt_village_codes
from ruraledu_cli.validate.assemble import Assembled, assemble
from ruraledu_cli.validate.attribute import attribute, in_order
from ruraledu_cli.validate.bearers import NAMES, two_names, two_persons
from ruraledu_cli.validate.blanks import BlankMeans, settle_ticks
from ruraledu_cli.validate.campuses import settle_campuses
from ruraledu_cli.validate.check import When
from ruraledu_cli.validate.columns import LINKS, Raw, settle
from ruraledu_cli.validate.context import settle_context
from ruraledu_cli.validate.cross import Linked, check_links
from ruraledu_cli.validate.derive import derive
from ruraledu_cli.validate.expected import ask_blanks
from ruraledu_cli.validate.faults import faults
from ruraledu_cli.validate.forms import add_up
from ruraledu_cli.validate.header_words import header_words
from ruraledu_cli.validate.inside_posts import schools_in_posts
from ruraledu_cli.validate.keys import Groups, group, merge, merge_all
from ruraledu_cli.validate.links import Linker, Unresolved, follow_links
from ruraledu_cli.validate.merged import merged_over
from ruraledu_cli.validate.namesakes import adopt_numbers
from ruraledu_cli.validate.persons import Persons, persons_of
from ruraledu_cli.validate.posts import join_posts
from ruraledu_cli.validate.records import Ran, check_records
from ruraledu_cli.validate.register import (
    KnownSchool,
    Register,
    foreign_register,
    normal,
    researcher_register,
    school_register,
)
from ruraledu_cli.validate.shifts import find_shifts
from ruraledu_cli.validate.skipped import for_unread, not_run
from ruraledu_cli.validate.stated import about_sheets


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
    as_of: date | None = None,
    names: Mapping[str, str] | None = None,
    unread: Collection[str] = (),
    openings: tuple[str, str] | None = None,
) -> Validated:
    """Typed tables without duplicates and with their links followed.

    `areas` maps every spelling of a township to its code. `outside_schools` names schools outside the county
    that links may lead to. `earlier_schools` is the register to check links against where the frames hold no
    schools; without either, links lead nowhere and K002 is skipped. `year` is None where nobody says
    which it is: the census then has year 0, and what needs a year must be skipped, with the reason.
    `unread` are tables of which rows may stand in files that could not be read: what they lack is not told.
    `as_of` is the day the facts are of, 1 September of the year unless given. `openings` are the first days
    of the semesters (MM-DD) where the plan states them.
    """
    when = None if year is None else When(year, as_of or date(year, 9, 1))
    build = _Build(codebook, areas, frozenset(map(normal, outside_schools)), when)
    build.names = names or {}
    frames, taken = settle_context(frames, codebook, areas, earlier_schools, build.names, openings)
    build.findings += [*about_sheets(frames, codebook, year), *taken]
    for name, held in _by_table(frames, codebook).items():
        build.read(name, held, blank_means)
    build.link(earlier_schools)
    census = Census(year or 0, {name: build.finish(name) for name in build.tables}, tuple(frames))
    crossed = build.across(census.tables)
    registered = build.linkers["school"].register is not None
    skipped = not_run(build.tables, build.ran, crossed, when, registered)
    findings = attribute([*build.findings, *build.unresolved.findings()], build.tables)
    beside = across(census)
    left = for_unread(unread)
    skipped = tuple(sorted({**dict(skipped), **dict(beside.skipped), **left}.items()))
    told = [finding for finding in (*findings, *beside.findings) if finding.code not in left]
    return Validated(census, in_order(told), skipped)


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

    def __init__(
        self, codebook: Codebook, areas: Mapping[str, str], outside: frozenset[str], when: When | None
    ) -> None:
        self.codebook, self.areas, self.when = codebook, areas, when
        self.ran = Ran()
        self.names: Mapping[str, str] = {}
        self.tables: dict[str, Assembled] = {}
        self.persons: dict[str, Persons | None] = {}
        self.groups: dict[str, Groups] = {}
        self.findings: list[Finding] = []
        self.unresolved = Unresolved()
        self.linkers = {kind: Linker(kind, None, self.unresolved, outside) for kind in LINKS}

    def read(self, name: str, frames: Sequence[tuple[int, Frame]], blank_means: Sequence[BlankMeans]) -> None:
        table, found = assemble(self.codebook.tables[name], frames, self.codebook, self.areas, self.when)
        self.tables[name] = table
        shifted = (*merged_over(table), *header_words(table), *find_shifts(table))
        self.findings += [*found, *shifted, *faults(table), *settle_ticks(table, blank_means)]

    def link(self, earlier: Sequence[KnownSchool]) -> None:
        """Schools first, since links lead to them; then researchers; then all others."""
        register = self._schools(earlier)
        if register is not None:
            register.call_also(self.names)
        self.linkers["school"].register = register
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
        self.findings += [*adopt_codes(table, self.names), *adopt_towns(table), *settle_campuses(table)]
        groups = group(table, None)
        return school_register(_merged(table, groups), groups.size)

    def _researchers(self) -> Register:
        table, groups = self.tables["researchers"], self.groups["researchers"]
        persons = self.persons["researchers"]
        numbers = [] if persons is None else persons.numbers[groups.first].tolist()
        return researcher_register(_merged(table, groups), numbers)

    def _follow(self, name: str) -> None:
        table = self.tables[name]
        marks = self.codebook.code_lists["post"].after if "post" in self.codebook.code_lists else ()
        inside = schools_in_posts(table, self.linkers["school"].register, marks)
        self.findings = [*(f for f in self.findings if not inside.settles(f)), *inside.findings]
        self.findings += follow_links(table, self.linkers)
        derive(table, self.linkers["school"], self.areas)
        self.findings += [*adopt_village_codes(table), *adopt_numbers(table)]
        self.persons[name] = persons_of(table)
        self.findings += join_posts(table, self.persons[name])
        self.groups[name] = group(table, self.persons[name])
        self.findings += add_up(table, self.groups[name], self.codebook)

    def finish(self, name: str) -> Table:
        """One record per key, blanks settled, records checked."""
        table, groups, persons = self.tables[name], self.groups[name], self.persons[name]
        raw, found = merge_all(table, groups)
        settled = settle(table.definition.columns, raw)
        columns, broken = check_records(table, groups, settled, self.when, self.ran)
        self.findings += [*found, *broken, *ask_blanks(table, groups, columns, self._asked(name))]
        return _table(table, groups, persons, columns)

    def _asked(self, table: str) -> frozenset[str]:
        """The columns of a table whose blanks were asked about (S006)."""
        told = (finding for finding in self.findings if finding.code == "S006")
        return frozenset(str(f.params["column"]) for f in told if f.params["table"] == table)

    def across(self, tables: Mapping[str, Table]) -> set[str]:
        """What only several tables together show. Gives the codes of the rules that could be run."""
        two = two_names(self.tables)
        named = {(p.table, p.file, p.sheet, row) for f in two for p in f.places for row in p.rows}
        self.findings = [f for f in self.findings if not _only_names(f, named)]
        found, ran = check_links(Linked(tables, self.tables, self.groups))
        self.findings += [*two, *two_persons(self.tables), *found]
        return ran


def _only_names(finding: Finding, named: set[tuple[str | None, str, str | None, int]]) -> bool:
    """Rows of one key that differ in the name alone, where that was told of the identity number (K013)."""
    if finding.code != "K001" or finding.params["columns"] not in NAMES.values():
        return False
    return all((p.table, p.file, p.sheet, row) in named for p in finding.places for row in p.rows)


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
