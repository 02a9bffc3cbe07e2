"""Lays a county down as a workspace: workbooks of one year, last year's register, the plan, ruraledu.toml."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from . import codes
from .county import County, Row
from .headers import SHEETS, chosen
from .spell import Speller

STYLES = ("chinese", "alias", "snake")


def lay_down(
    folder: Path, county: County, year: int, style: str, *, plan: Path, split: bool, seed: int = 0
) -> Path:
    """The workspace folder; `split` gives every township its own file for schools and staff."""
    rng = Random(seed)
    data = folder / "data" / str(year)
    data.mkdir(parents=True)
    names = _names(county)
    for table, rows in county.tables.items():
        for part, numbered in _parts(county, table, rows, split=split).items():
            book = _book(county, table, numbered, Speller(rng, names), style, rng)
            book.save(data / f"{SHEETS[table]}{part}.xlsx")
    for table, rows in _before(county).items():
        (folder / "data" / str(year - 1)).mkdir(exist_ok=True)
        book = _book(County({table: rows}), table, list(enumerate(rows)), Speller(rng, names), style, rng)
        book.save(folder / "data" / str(year - 1) / f"{SHEETS[table]}.xlsx")
    shutil.copy(plan, folder / "plan.yaml")
    (folder / "ruraledu.toml").write_text('data = "data"\nplan = "plan.yaml"\n', encoding="utf-8")
    return folder


def _before(county: County) -> dict[str, list[Row]]:
    """Last year's tables."""
    if county.last_year_schools is None:
        return {}
    tables = {"schools": county.last_year_schools}
    return tables | ({"staff": county.earlier_staff} if county.earlier_staff else {})


def _names(county: County) -> dict[str, str]:
    """Official names that one school alone bears, so that a name means what the code means."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for row in county.tables.get("schools", []):
        bearers[row["school_name"]].append(row["school_code"])
    return {owners[0]: name for name, owners in bearers.items() if len(set(owners)) == 1}


def _parts(county: County, table: str, rows: list[Row], *, split: bool) -> dict[str, list[tuple[int, Row]]]:
    numbered = list(enumerate(rows))
    if not split or table not in {"schools", "staff"}:
        return {"": numbered}
    homes = {row["school_code"]: row["township"] for row in county.tables.get("schools", [])}
    parts: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in numbered:
        township = row.get("township") or homes.get(row.get("school_code"), "")
        parts[f"_{codes.TOWNSHIPS.get(township, '其他')}"].append((number, row))
    return dict(parts)


def _book(
    county: County, table: str, rows: list[tuple[int, Row]], speller: Speller, style: str, rng: Random
) -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = SHEETS[table]
    lacking = county.lacking.get(table, set())
    columns = [(header, text) for header, text in chosen(table, style, rng) if header.fact not in lacking]
    sheet.append([text for _, text in columns])
    for number, row in rows:
        cells: list[Any] = []
        for header, _ in columns:
            stated = county.raw.get((table, number, header.fact))
            value = row.get(header.fact)
            cells.append(speller.cell(header.fact, header.kind, value) if stated is None else stated)
        sheet.append(cells)
    return book
