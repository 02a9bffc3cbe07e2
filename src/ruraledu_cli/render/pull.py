"""Leave one out, for programs: JSON with exact effects, and CSV with a row per township and school."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.pull import line_label, town_name, words
from ruraledu_cli.model.pull import Pull, Pulls
from ruraledu_cli.render.csv import Cell, number
from ruraledu_cli.render.json import SCHEMA_VERSION, result_record, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = (
    *("level", "rank", "key", "name", "township", "numerator", "denominator", "undecided"),
    *("without", "effect", "words"),
)


def render_json(found: Pulls, text: Catalogue) -> bytes:
    """The document of `explain ID YEAR --pull --format json`; `pulls` null where there can be none."""
    return to_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "year": found.year,
            "as_of": found.as_of.isoformat(),
            "plan": found.plan.id,
            "result": result_record(found.verdict, found.plan, text),
            "pulls": None if found.pulls is None else [_pull(one, found, text) for one in found.pulls],
            "errors": [],
        }
    )


def _pull(one: Pull, found: Pulls, text: Catalogue) -> Record:
    return {
        "level": one.level,
        "rank": one.rank,
        "key": one.line.key,
        "name": line_label(one, found, text),
        "township": one.line.township,
        "numerator": str(one.line.numerator),
        "denominator": str(one.line.denominator),
        "undecided": one.line.undecided,
        "without": None if one.without is None else str(one.without),
        "effect": None if one.effect is None else str(one.effect),
    }


def render_csv(found: Pulls, text: Catalogue) -> bytes:
    """A row per township, then per school."""
    return render_table([text.text(f"pull_columns.{name}") for name in COLUMNS], _rows(found, text))


def _rows(found: Pulls, text: Catalogue) -> Iterator[tuple[Cell, ...]]:
    for one in found.pulls or ():
        line = one.line
        town = town_name(line.township, found, text)
        counts = (number(line.numerator), number(line.denominator), line.undecided)
        moved = (number(one.without, found.value), number(one.effect), words(one, text))
        yield (
            text.text(f"level.{one.level}"),
            one.rank,
            line.key,
            line_label(one, found, text),
            town,
            *counts,
            *moved,
        )
