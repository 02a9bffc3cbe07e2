"""What a sheet says of itself: the year in its title or its file's name, and columns it cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook import Codebook, TableDef
from ruraledu_cli.model.finding import Finding, Place

# 2024—2025学年 is the census of 2024, at its beginning, and of 2025, at its end.
_SCHOOL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*[-‐–—－~～至/]+\s*((?:20)?\d\d)\s*学?年")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年(?!\s*\d{1,2}\s*月)|学年|年度)")
# Of each group a sheet needs one column, or its rows are nobody's.
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "staff": (("school_code", "school_name", "teaches_at", "establishment_at"),),
    "students": (("school_code",),),
    "researcher_visits": (("researcher",), ("school_code",), ("visit_date", "semester")),
    "projects": (("project_type",), ("holder", "school_code", "township")),
    "pairs": (("urban_school",), ("rural_school",)),
    "guards": (("school_code",),),
    "villages": (("village_name", "village_code"), ("guidance_site",)),
    "facts": (("fact",), ("year",), ("value",)),
}


def about_sheets(frames: Sequence[Frame], codebook: Codebook, year: int | None) -> list[Finding]:
    """S002, S010 and S011 of every sheet."""
    findings: list[Finding] = []
    files: set[str] = set()
    for frame in frames:
        findings += _without_rows(frame)
        findings += _columns_missing(frame, codebook)
        if year is not None:
            findings += _other_year(frame, year, files)
    return findings


def _without_rows(frame: Frame) -> Iterator[Finding]:
    if not frame.records and not any(reason.startswith("form:") for reason in frame.why):
        yield Finding("S011", (Place(frame.sheet.file, frame.sheet.name, frame.table),))


def _columns_missing(frame: Frame, codebook: Codebook) -> Iterator[Finding]:
    """S002, where the sheet says of something whose its rows are; without, it was told when it was read."""
    there = {field.column for field in frame.fields} | {said.column for said in frame.said}
    table = codebook.tables.get(frame.table)
    if table is None or not frame.records or not any(_tells_whose(table, name) for name in there):
        return
    for group in _NEEDED.get(frame.table, ()):
        if there.isdisjoint(group) and set(group) <= set(table.columns):
            headers = "、".join(table.columns[name].zh for name in group)
            place = Place(frame.sheet.file, frame.sheet.name, frame.table)
            yield Finding("S002", (place,), params={"table": frame.table, "column": headers})


def _tells_whose(table: TableDef, name: str) -> bool:
    """A column of the key, or one that names a person or a thing."""
    return name in table.key or table.columns[name].type in ("name", "identifier", "id_number", "school_code")


def _other_year(frame: Frame, year: int, files: set[str]) -> Iterator[Finding]:
    """S010: the title states one year, and it is not the year asked for; else the file's name does."""
    titles = list(_titles(frame))
    stated = {one for *_, years in titles for one in years}
    if stated:
        row, position, years = next(title for title in titles if title[2])
        place = Place(frame.sheet.file, frame.sheet.name, frame.table, None, None, (row,), position)
    else:
        years = _years(PurePosixPath(frame.sheet.file).stem)
        stated, place = set(years), Place(frame.sheet.file)
        if frame.sheet.file in files:
            return
        files.add(frame.sheet.file)
    if stated and year not in stated:
        yield Finding(
            "S010", (place,), value=str(max(years)), params={"year": year, "stated": str(max(years))}
        )


def _titles(frame: Frame) -> Iterator[tuple[int, int, frozenset[int]]]:
    """Row, column and years of each cell above the header."""
    above = (row for passed in frame.passed if passed.reason == "title" for row in passed.rows)
    for row in sorted(above):
        for position, cell in enumerate(frame.sheet.rows[row]):
            if isinstance(cell, str) and (years := _years(cell)):
                yield row + 1, position + 1, years


def _years(text: str) -> frozenset[int]:
    both = _SCHOOL_YEAR.search(text)
    if both:
        first = int(both[1])
        return frozenset((first, first + 1)) if int(both[2]) % 100 == (first + 1) % 100 else frozenset()
    return frozenset(map(int, _YEAR.findall(text)))
