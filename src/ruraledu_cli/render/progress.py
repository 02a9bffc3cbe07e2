"""The state of a year's submissions for programs: JSON, and CSV rows for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.progress import ORDER, beside_cells, by_state, tables
from ruraledu_cli.model.progress import Progress, Submission, UnitProgress
from ruraledu_cli.render.csv import Cell
from ruraledu_cli.render.json import SCHEMA_VERSION, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = (
    "kind",
    "key",
    "name",
    "township",
    "state",
    "lacking",
    "sent",
    "errors",
    "queries",
    "late",
    "files",
)


def render_json(found: Progress) -> bytes:
    """The document of `status --format json`."""
    return to_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "year": found.year,
            "expected": found.expected,
            "due": found.due.isoformat() if found.due else None,
            "as_of": found.as_of.isoformat() if found.as_of else None,
            "units": [_unit(one) for one in by_state(found)],
            "unread": list(found.unread),
            "submissions": [_submission(one) for one in found.submissions],
            "summary": {
                **{state: found.count(state) for state in ORDER},
                "errors": found.errors,
                "queries": found.queries,
            },
            "errors": [],
        }
    )


def _unit(one: UnitProgress) -> Record:
    return {
        "kind": one.unit.kind,
        "key": one.unit.key,
        "name": one.unit.name,
        "township": one.unit.township,
        "state": one.state,
        "owed": list(one.owed),
        "sent": list(one.sent),
        "lacking": list(one.lacking),
        "errors": one.errors,
        "queries": one.queries,
        "late": one.late,
        "files": {table: list(files) for table, files in one.files.items()},
    }


def _submission(one: Submission) -> Record:
    return {
        "path": one.path,
        "late": one.late,
        "versions": [
            {
                "day": version.day.isoformat(),
                "sha256": version.sha256,
                "errors": version.errors,
                "queries": version.queries,
                "notes": version.notes,
                "tables": {table: len(units) for table, units in version.sent.items()},
            }
            for version in one.versions
        ],
    }


def render_csv(found: Progress, text: Catalogue) -> bytes:
    """A row per unit."""
    return render_table([text.text(f"status.columns.{name}") for name in COLUMNS], _rows(found, text))


def _rows(found: Progress, text: Catalogue) -> Iterator[tuple[Cell, ...]]:
    for one in by_state(found):
        unit = one.unit
        yield (
            text.text(f"status.kind.{unit.kind}"),
            unit.key,
            unit.name,
            unit.township,
            text.word("status.state", one.state),
            tables(one.lacking, text),
            tables(one.sent, text),
            one.errors,
            one.queries,
            one.late,
            beside_cells(one, text)[1],
        )
