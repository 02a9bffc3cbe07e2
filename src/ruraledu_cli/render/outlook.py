"""The coming years for programs: JSON with exact numbers, and CSV with a row per indicator and year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.model.outlook import Coming, Mover, Outlook, Outlooks
from ruraledu_cli.render.csv import Cell, number
from ruraledu_cli.render.json import SCHEMA_VERSION, counted_record, indicator_record, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = (
    *("id", "indicator", "year", "day", "value", "numerator", "denominator"),
    *("retired_with", "retired_without", "aged"),
)


def render_json(found: Outlooks, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """The document of `trend --outlook --format json`."""
    return to_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "plan": found.plan.id,
            "year": found.year,
            "as_of": found.day.isoformat(),
            "law": found.source,
            "staff": {"in_office": found.staff, "past_age": found.past, "no_birth_date": found.unknown},
            "retirements": [
                {"year": one.year, "as_of": one.day.isoformat(), **one.kinds}
                | {"total": one.total, "possible": one.possible}
                for one in found.retiring
            ],
            "results": [_outlook(one, found, text, show_pii=show_pii) for one in found.outlooks],
            "errors": [],
        }
    )


def _outlook(one: Outlook, found: Outlooks, text: Catalogue, *, show_pii: bool) -> Record:
    now = Coming(found.year, found.day, one.now)
    return indicator_record(one.indicator, found.plan, text) | {
        "years": [_coming(coming) for coming in (now, *one.years)],
        "persons": [_mover(mover, show_pii=show_pii) for mover in one.movers],
    }


def _coming(one: Coming) -> Record:
    moved = {name: getattr(one, name) for name in ("retired_with", "retired_without", "aged", "settled")}
    return counted_record(one.counted) | {"year": one.year, "as_of": one.day.isoformat()} | moved


def _mover(one: Mover, *, show_pii: bool) -> Record:
    name = one.name if show_pii or not one.name else mask(one.name)
    return {"year": one.year, "what": one.what, "name": name, "school": one.school, "part": one.part or None}


def render_csv(found: Outlooks, text: Catalogue) -> bytes:
    """A row per indicator and year, now first; then the retirements of all the staff, year by year."""
    return render_table([text.text(f"outlook_columns.{name}") for name in COLUMNS], _rows(found, text))


def _rows(found: Outlooks, text: Catalogue) -> Iterator[tuple[Cell, ...]]:
    for one in found.outlooks:
        title = text.title(found.plan.indicators[one.indicator].title)
        for coming in (Coming(found.year, found.day, one.now), *one.years):
            estimate = coming.counted.estimate()
            figures = map(number, (estimate.value, estimate.numerator, estimate.denominator))
            moved = (coming.retired_with, coming.retired_without, coming.aged)
            yield (one.indicator, title, coming.year, coming.day.isoformat(), *figures, *moved)
    for retiring in found.retiring:
        title, day = text.text("outlook.retirements"), retiring.day.isoformat()
        yield ("", title, retiring.year, day, retiring.total, None, None, None, None, None)
