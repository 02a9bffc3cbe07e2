"""Workbooks made as templates: whether the tables have changed since, and whether their cells are guarded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.entry import is_guarded, table_version
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.read.template import Template


def about_template(
    template: Template | None, frames: Iterable[Frame], codebook: Codebook
) -> Iterator[Finding]:
    """S014 for a table that has changed since, S015 for cells that lost their dropdown or check."""
    if template is None:
        return
    for frame in frames:
        version = template.versions.get(frame.table)
        if version is None:
            continue
        now = table_version(codebook.tables[frame.table], codebook)
        if version != now:
            place = Place(frame.sheet.file, frame.sheet.name, frame.table)
            yield Finding("S014", (place,), params={"version": version, "now": now})
        yield from _unguarded(template, frame, codebook)


def _unguarded(template: Template, frame: Frame, codebook: Codebook) -> Iterator[Finding]:
    """One finding a sheet, with the columns it is about."""
    columns = codebook.tables[frame.table].columns
    places = []
    for one in frame.fields:
        if one.part == "name" and is_guarded(columns[one.column], codebook):
            rows = template.unguarded(frame.sheet.name, one.position, frame.records)
            if rows:
                numbers = tuple(row + 1 for row in rows)
                sheet = frame.sheet
                places.append(
                    Place(
                        sheet.file, sheet.name, frame.table, one.column, one.header, numbers, one.position + 1
                    )
                )
    if places:
        yield Finding("S015", tuple(places), params={"columns": len(places)})
