"""Links that lead where they should not: to the school itself, to a closed one, to one of another kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ruraledu_cli.census import Column, Ref, Table, Value, combinations
from ruraledu_cli.model.finding import Finding, Param
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.checks.figures import CLOSED
from ruraledu_cli.validate.checks.kinds import KINDERGARTENS, STAGES
from ruraledu_cli.validate.keys import Groups
from ruraledu_cli.validate.places import marked_rows, places_of

_SCHOOL_HEADS = frozenset({"principal", "deputy_principal"})
_KG_HEADS = frozenset({"kg_head", "deputy_kg_head"})
_OFFICES = frozenset({"retired", "moved_out", "lent_out"})
_OF_SCHOOLS = frozenset({"subject_base", "feature_high_school"})
Say = Mapping[str, Param] | None


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything the checks across tables look at: the finished tables and where their records stand."""

    tables: Mapping[str, Table]
    assembled: Mapping[str, Assembled]
    groups: Mapping[str, Groups]

    def school(self, name: str, row: int) -> Value | None:
        return self.tables["schools"].column(name)[row]

    def tell(
        self,
        code: str,
        table: str,
        columns: Sequence[str],
        records: Sequence[int],
        params: Mapping[str, Param],
    ) -> Finding:
        held = self.assembled[table]
        rows = marked_rows(held, self.groups[table].of, columns, records)
        value = params.get("value")
        rest = {name: param for name, param in params.items() if name != "value"}
        return Finding(code, places_of(held, columns, rows), None if value is None else str(value), rest)


class Asked(Protocol):
    """A rule's question of one table."""

    @property
    def code(self) -> str: ...
    @property
    def table(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """`test` is given the school a link leads to (its row), the record's cells of `beside`, and its row."""

    code: str
    table: str
    column: str
    test: Callable[..., Say]
    beside: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    by_row: bool = False  # the record itself matters, not only its cells

    def can_run(self, linked: Linked) -> bool:
        table = linked.tables.get(self.table)
        names = (self.column, *self.beside)
        return (
            table is not None and "schools" in linked.tables and all(table.column(n).present for n in names)
        )

    def run(self, linked: Linked) -> list[Finding]:
        """A finding per cause: the school that is led to and what is wrong about it."""
        causes: dict[object, tuple[Say, list[int]]] = {}
        for records, link, cells in self._combined(linked.tables[self.table]):
            for ref in link if isinstance(link, tuple) else (link,):
                if not isinstance(ref, Ref) or ref.row < 0:
                    continue
                for record in records if self.by_row else records[:1]:
                    said = self.test(linked, ref.row, *cells, *((record,) if self.by_row else ()))
                    if said is not None:
                        key = tuple(sorted(said.items()))
                        causes.setdefault(key, (said, []))[1].extend([record] if self.by_row else records)
        columns = self.marked or (self.column,)
        return [
            linked.tell(self.code, self.table, columns, rows, said or {}) for said, rows in causes.values()
        ]

    def _combined(self, table: Table) -> list[tuple[list[int], Value | None, list[Value | None]]]:
        columns: list[Column] = [table.column(name) for name in (self.column, *self.beside)]
        first, inverse = combinations(columns)
        order = np.argsort(inverse, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(inverse, minlength=len(first)))[:-1]) if first else []
        return [
            (part.tolist(), columns[0][row], [column[row] for column in columns[1:]])
            for row, part in zip(first, parts, strict=True)
        ]


def _itself(linked: Linked, row: int, own: int) -> Say:
    """K008: a school that is its own partner."""
    return {"value": _name(linked, row)} if row == own else None


def _parent(linked: Linked, row: int, own: int) -> Say:
    """K011: a central school that is the school itself, is closed, or is a teaching point."""
    if row == own:
        return {"value": _name(linked, row), "reason": "itself"}
    if linked.school("school_status", row) in CLOSED:
        return {"value": _name(linked, row), "reason": "closed"}
    point = linked.school("school_type", row) == "218"
    return {"value": _name(linked, row), "reason": "point"} if point else None


def _closed(linked: Linked, row: int, status: Value | None = None) -> Say:
    """K009, K010: a school that is closed."""
    if linked.school("school_status", row) not in CLOSED or status in _OFFICES:
        return None
    return {"value": _name(linked, row)}


def _stage(linked: Linked, row: int, stage: Value | None) -> Say:
    """K015: a stage that the school has not."""
    kind = linked.school("school_type", row)
    stages = STAGES.get(str(kind))
    if stages is None or not isinstance(stage, str) or stage == "special" or stage in stages:
        return None
    return {"stage": stage, "kind": str(kind)}


def _post(linked: Linked, row: int, posts: Value | None) -> Say:
    """K016: a principal of a kindergarten, a kindergarten's head of a school."""
    kind = linked.school("school_type", row)
    if not isinstance(posts, tuple) or not isinstance(kind, str):
        return None
    foreign = _SCHOOL_HEADS if kind in KINDERGARTENS else _KG_HEADS
    wrong = sorted(foreign.intersection(posts))
    return {"post": wrong[0], "kind": kind} if wrong else None


def _name(linked: Linked, row: int) -> str:
    return str(linked.school("school_name", row) or linked.school("school_code", row) or "")


CHECKS: tuple[LinkCheck, ...] = (
    LinkCheck("K008", "schools", "paired_school", _itself, by_row=True),
    *(
        LinkCheck("K009", table, "school", _closed, marked=("school_code",))
        for table in ("students", "guards", "researcher_visits")
    ),
    LinkCheck("K009", "staff", "school", _closed, ("staff_status",), ("school_code", "school_name")),
    LinkCheck("K009", "researchers", "linked_schools", _closed, ("researcher_status",)),
    LinkCheck("K010", "schools", "paired_school", _closed),
    LinkCheck("K010", "pairs", "urban_school", _closed),
    LinkCheck("K010", "pairs", "rural_school", _closed),
    LinkCheck("K011", "schools", "parent_school_code", _parent, by_row=True),
    LinkCheck("K015", "staff", "school", _stage, ("teaching_stage",), ("teaching_stage",)),
    LinkCheck("K015", "students", "school", _stage, ("stage",), ("stage",)),
    LinkCheck("K016", "staff", "school", _post, ("post",), ("post",)),
)


def check_links(linked: Linked) -> tuple[list[Finding], set[str]]:
    """The findings of the checks across tables, and the codes of those that could be run."""
    findings: list[Finding] = []
    ran: set[str] = set()
    for check in CHECKS:
        if check.can_run(linked):
            ran.add(check.code)
            findings += check.run(linked)
    if "pairs" in linked.tables and "schools" in linked.tables:
        ran.add("K008")
        findings += _paired_with_itself(linked)
    if "schools" in linked.tables and "projects" in linked.tables:
        ran.add("K020")
        findings += _holders_of_no_place(linked)
    if "schools" in linked.tables:
        ran.add("K012")
        findings += _same_names(linked)
    return findings, ran


def _paired_with_itself(linked: Linked) -> list[Finding]:
    """K008 in the register of pairings: one school on both sides."""
    pairs = linked.tables["pairs"]
    sides = [pairs.column(name) for name in ("urban_school", "rural_school")]
    causes: dict[int, list[int]] = {}
    for record in range(pairs.size):
        first, second = (_rows(side[record]) for side in sides)
        for row in sorted(first & second):
            causes.setdefault(row, []).append(record)
    return [
        linked.tell("K008", "pairs", ("urban_school", "rural_school"), records, {"value": _name(linked, row)})
        for row, records in causes.items()
    ]


def _rows(link: Value | None) -> set[int]:
    items = link if isinstance(link, tuple) else (link,)
    return {item.row for item in items if isinstance(item, Ref) and item.row >= 0}


def _holders_of_no_place(linked: Linked) -> list[Finding]:
    """K020: a town's pilot whose holder is no township, or a school's whose holder is no school."""
    projects, schools = linked.tables["projects"], linked.tables["schools"]
    names = ("project_type", "holder", "township", "holder_key", "project_status")
    held = [projects.column(name).at(range(projects.size)) for name in names]
    codes = frozenset(schools.column("school_code").values)
    causes: dict[str, list[int]] = {}
    for record, cells in enumerate(zip(*held, strict=True)):
        kind, holder, town, key, status = cells
        lost = town is None if kind == "town_pilot" else kind in _OF_SCHOOLS and key not in codes
        if lost and isinstance(holder, str) and status != "revoked":
            causes.setdefault(holder, []).append(record)
    return [
        linked.tell("K020", "projects", ("holder",), records, {"value": holder})
        for holder, records in causes.items()
    ]


def _same_names(linked: Linked) -> list[Finding]:
    """K012: one name under several codes; campuses of one school have one code."""
    schools = linked.tables["schools"]
    names, codes, status = (schools.column(n) for n in ("school_name", "school_code", "school_status"))
    bearers: dict[str, dict[str, list[int]]] = {}
    for record in range(schools.size):
        name, code = names[record], codes[record]
        if isinstance(name, str) and isinstance(code, str) and status[record] not in CLOSED:
            bearers.setdefault(name, {}).setdefault(code, []).append(record)
    return [
        linked.tell(
            "K012", "schools", ("school_name",), [r for rows in held.values() for r in rows], {"value": name}
        )
        for name, held in bearers.items()
        if len(held) > 1
    ]
