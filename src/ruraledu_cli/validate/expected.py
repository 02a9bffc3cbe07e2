"""V001 as a query: cells that are blank where somebody must know, because an indicator counts on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ruraledu_cli.census import Column
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.cells import Mask
from ruraledu_cli.validate.columns import BLANK
from ruraledu_cli.validate.faults import says_nobody
from ruraledu_cli.validate.keys import Groups
from ruraledu_cli.validate.places import places_of

_SCHOOLS = ("211", "311", "312", "341", "342", "345")
_COMPULSORY = ("211", "311", "312", "341", "345")
_KINDERGARTENS = ("111", "112")
_UNITS = (*_KINDERGARTENS, *_SCHOOLS, "371", "511", "512", "513", "514")


@dataclass(frozen=True, slots=True)
class Expected:
    """One of `columns` should be known where `where` holds: each of its columns has one of these values."""

    table: str
    columns: tuple[str, ...]
    where: Mapping[str, tuple[object, ...]] = field(default_factory=dict)


def _at(*columns: str, types: tuple[str, ...]) -> Expected:
    return Expected("schools", columns, {"school_type": types})


EXPECTED: tuple[Expected, ...] = (
    Expected("schools", ("school_type",)),
    Expected("schools", ("urban_rural", "plan_area")),
    Expected("schools", ("township",)),
    _at("sponsor", types=_KINDERGARTENS),
    _at("bandwidth_mbps", "gigabit", types=_SCHOOLS),
    _at("class_bandwidth_mbps", "gigabit", types=_SCHOOLS),
    _at("standard_class", types=_SCHOOLS),
    _at("recording_rooms", types=_SCHOOLS),
    _at("has_sped_center", types=_COMPULSORY),
    _at("can_board", "beds", types=("311", "312", "341", "345")),
    _at("paired", "expansion_form", "paired_school", types=_SCHOOLS),
    _at("is_center_kindergarten", types=_KINDERGARTENS),
    _at("kg_grade", "kg_meets_standard", types=_KINDERGARTENS),
    _at("kg_integrated", types=_KINDERGARTENS),
    _at("parent_school", types=_UNITS),
    _at("parent_committee", types=_UNITS),
    _at("moral_plan", types=_UNITS),
    _at("warm_campus", types=_UNITS),
    Expected("staff", ("id_number", "birth_date")),
    Expected("staff", ("is_full_time_teacher", "staff_category")),
    Expected(
        "staff",
        ("education", "education_full_time", "education_in_service"),
        {"is_full_time_teacher": (True,)},
    ),
    Expected("staff", ("teaching_stage",), {"is_full_time_teacher": (True,)}),
    Expected("students", ("is_poor", "aid_category", "left_behind", "disability")),
    Expected("students", ("aid_received", "aid_amount"), {"is_poor": (True,)}),
    Expected("researchers", ("linked_schools",)),
    Expected("researchers", ("researcher_full_time",)),
    Expected("researcher_visits", ("visit_date", "semester")),
    Expected("projects", ("project_level",)),
    Expected("projects", ("approval_year",)),
    Expected("villages", ("guidance_site",)),
)


def ask_blanks(
    table: Assembled, groups: Groups, columns: Mapping[str, Column], asked: frozenset[str]
) -> list[Finding]:
    """One finding per column and file with all its blank cells; not where the sheet has no such column, and
    not where its blanks were asked about already (S006)."""
    findings: list[Finding] = []
    nobody = says_nobody(table)
    for one in EXPECTED:
        if one.table == table.name and asked.isdisjoint(one.columns):
            findings += _ask(table, groups, columns, one, nobody)
    return findings


def _ask(
    table: Assembled, groups: Groups, columns: Mapping[str, Column], one: Expected, nobody: Mask
) -> list[Finding]:
    present = [name for name in one.columns if columns[name].present]
    if not present:
        return []
    wanted = np.ones(groups.size, dtype=np.bool_)
    for name in present:
        wanted &= columns[name].codes < 0
    for name, values in one.where.items():
        wanted &= _holds(columns[name], values)
    rows = wanted[groups.of] & ~nobody & ~_closed(groups, columns)[groups.of]
    for name in present:
        rows &= table.columns[name].codes == BLANK
    return _findings(table, present, np.flatnonzero(rows))


def _holds(column: Column, values: tuple[object, ...]) -> Mask:
    return np.array([*(value in values for value in column.values), False], dtype=np.bool_)[column.codes]


def _closed(groups: Groups, columns: Mapping[str, Column]) -> Mask:
    """Schools that are closed and staff who have left need say nothing more."""
    gone = np.zeros(groups.size, dtype=np.bool_)
    for name in ("school_status", "staff_status", "researcher_status", "project_status"):
        if name in columns:
            gone |= _holds(
                columns[name],
                ("suspended", "merged", "planned", "retired", "moved_out", "lent_out", "revoked"),
            )
    return gone


def _findings(table: Assembled, names: list[str], rows: np.typing.NDArray[np.int64]) -> list[Finding]:
    """By file: each is sent back to another submitter. The cells of the first column that a sheet has."""
    found: dict[str, list[Place]] = {}
    for span in table.spans:
        here = rows[(rows >= span.start) & (rows < span.stop)]
        mine = [name for name in names if any(one.span is span for one in table.seen.get(name, ()))]
        if len(here) and mine:
            found.setdefault(span.frame.sheet.file, []).extend(places_of(table, mine[:1], here))
    return [Finding("V001", tuple(places), params={"column": names[0]}) for places in found.values()]
