"""A need for programs: JSON with exact numbers, and CSV rows for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.need import left_name, town_name
from ruraledu_cli.model.need import Left, Need, Way
from ruraledu_cli.render.csv import Cell
from ruraledu_cli.render.json import SCHEMA_VERSION, result_record, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = ("mode", "level", "key", "name", "township", "pupils", "count", "best", "worst", "done")


def render_json(need: Need, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """The document of `need --format json`."""
    target = need.target
    return to_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "year": need.year,
            "as_of": need.as_of.isoformat(),
            "plan": need.plan.id,
            "result": result_record(need.verdict, need.plan, text),
            "target": {
                "op": target.op,
                "value": str(target.value),
                "year": target.year,
                "due_date": target.due_date.isoformat(),
                "force": target.force,
            },
            "ways": [_way(way, need, text, show_pii=show_pii) for way in need.ways],
            "undecided": need.undecided,
            "open": need.open,
            "errors": [],
        }
    )


def _way(way: Way, need: Need, text: Catalogue, *, show_pii: bool) -> Record:
    return {
        "mode": way.mode,
        "title": text.text(f"need.{way.mode}"),
        "count": way.count,
        "best": way.best,
        "worst": way.worst,
        "after": None if way.after is None else str(way.after),
        "townships": [
            {"key": code, "name": town_name(code, need, text), "count": count}
            for code, count in way.townships.items()
        ],
        "left": [_left(one, need, text, show_pii=show_pii) for one in way.left],
    }


def _left(one: Left, need: Need, text: Catalogue, *, show_pii: bool) -> Record:
    return {
        "rank": one.rank,
        "key": one.line.key,
        "name": left_name(one, need, text, show_pii=show_pii),
        "township": one.line.township,
        "pupils": one.line.pupils,
        "units": one.units,
        "needed": one.asked,
    }


def render_csv(need: Need, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """A row per way, township and school left."""
    headers = [text.text(f"grid.{name}") for name in COLUMNS]
    return render_table(headers, _rows(need, text, show_pii=show_pii))


def _rows(need: Need, text: Catalogue, *, show_pii: bool) -> Iterator[tuple[Cell, ...]]:
    for way in need.ways:
        mode = text.text(f"need.{way.mode}")
        total = (mode, text.text("level.total"), None, None, None, None)
        yield (*total, way.count, way.best, way.worst, None)
        for code, count in way.townships.items():
            town = town_name(code, need, text)
            yield (mode, text.text("level.township"), code, town, town, None, count, None, None, None)
        for one in way.left:
            line, name = one.line, left_name(one, need, text, show_pii=show_pii)
            town = town_name(line.township, need, text)
            done = text.text("need.needed" if one.asked else "need.spare")
            row = (mode, text.text("level.school"), line.key, name, town, line.pupils, one.units)
            yield (*row, None, None, done)
