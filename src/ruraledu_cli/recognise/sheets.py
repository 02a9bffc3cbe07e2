"""Sheets into frames: each sheet's header, table, columns and rows, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ruraledu_cli.census import Frame, PassedRows, Sheet
from ruraledu_cli.definitions.codebook import Codebook, TableDef
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import tell
from ruraledu_cli.recognise.beside import blocks
from ruraledu_cli.recognise.columns import Columns, headless, name_columns, serial_position, settle_columns
from ruraledu_cli.recognise.forms import Forms, read_forms
from ruraledu_cli.recognise.headers import HeaderIndex, index_of, is_no_column, normalise
from ruraledu_cli.recognise.layout import Layout, filled
from ruraledu_cli.recognise.lists import list_kind
from ruraledu_cli.recognise.looks import Shape
from ruraledu_cli.recognise.nearby import nearby
from ruraledu_cli.recognise.rows import Rows, sort_rows
from ruraledu_cli.recognise.submissions import are_of_service, supersede
from ruraledu_cli.recognise.tables import Understood, identifying, understand
from ruraledu_cli.recognise.totals import check_groups, check_totals

_TEMPLATE = ("样表", "模板", "template")


@dataclass(frozen=True, slots=True)
class Recognised:
    """`frames` are sheets understood as a table of the codebook, `unknown` those of none (table ""), with
    their header, records and checks where a structure was found."""

    frames: tuple[Frame, ...]
    unknown: tuple[Frame, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Result:
    """A sheet's frames (none where the sheet was passed over) and what there is to say."""

    sheet: Sheet
    frames: tuple[Frame, ...] = ()
    findings: tuple[Finding, ...] = ()


def recognise(sheets: Sequence[Sheet], codebook: Codebook) -> Recognised:
    """Understand sheets as tables of the codebook, in their order; of several submissions the last counts."""
    each = recognise_each(sheets, codebook)
    known, superseded = without_superseded(each.frames, codebook)
    return Recognised(known, each.unknown, (*each.findings, *superseded))


def recognise_each(sheets: Sequence[Sheet], codebook: Codebook) -> Recognised:
    """Sheets by themselves: which submissions others supersede is known only when all files are read."""
    index = index_of(codebook)
    results = _without_templates([_recognise(sheet, index) for sheet in sheets])
    frames = [frame for result in results for frame in result.frames]
    return Recognised(
        tuple(frame for frame in frames if frame.table),
        tuple(frame for frame in frames if not frame.table),
        tuple(finding for result in results for finding in result.findings),
    )


def without_superseded(
    frames: Sequence[Frame], codebook: Codebook
) -> tuple[tuple[Frame, ...], tuple[Finding, ...]]:
    """The frames, of whatever files, without the rows that a later submission supersedes; and these told."""
    known, gone = supersede(frames, codebook)
    told = (tell.rows_told(known[number], "superseded", gone[number]) for number in sorted(gone))
    return tuple(known), tuple(told)


def _recognise(sheet: Sheet, index: HeaderIndex) -> _Result:
    if not any(filled(row) for row in sheet.rows):
        return _Result(sheet, (Frame(sheet, "", (), ()),))
    if kind := list_kind(sheet, index.codebook.list_kinds):
        return _Result(sheet, (), (tell.is_list(sheet, index.codebook.list_kinds[kind]),))
    forms = read_forms(sheet, index) or Forms()
    if forms.frames:
        return _Result(sheet, forms.frames, forms.findings)
    if forms.flat is not None:
        flat = forms.flat
        return _known(sheet, flat.header, flat.table, flat.columns, (f"form:{flat.layout.id}",), index)
    found = understand(sheet, index)
    if found.layout is not None and (several := blocks(sheet, found.layout)):
        return _beside(sheet, several, index)
    return _tabular(sheet, found, forms, index)


def _beside(sheet: Sheet, several: Sequence[Sheet], index: HeaderIndex) -> _Result:
    """Several tables of one sheet; one that nobody knows is asked about at its own first cell."""
    results: list[_Result] = []
    for block in several:
        found = understand(block, index)
        result = _tabular(block, found, Forms(), index)
        told = tuple(tell.at_header(one, found.layout) for one in result.findings)
        results.append(replace(result, findings=told))
    frames = tuple(frame for result in results for frame in result.frames)
    return _Result(sheet, frames, tuple(finding for result in results for finding in result.findings))


def _tabular(sheet: Sheet, found: Understood, forms: Forms, index: HeaderIndex) -> _Result:
    """One table by its headers; a form that did not fit says why itself."""
    if found.layout is None:
        told = forms.refused or (tell.not_recognised(sheet, ""),)
        return _Result(sheet, (Frame(sheet, "", (), ()),), told)
    if found.hits is None:
        return _unknown(sheet, found.layout, found.guess, index, forms.refused)
    table = index.codebook.tables[found.table]
    columns = name_columns(sheet, found.layout, found.hits, table, index)
    if forms.refused and not columns.positions(identifying(table)):
        return _unknown(sheet, found.layout, "", index, forms.refused)
    return _known(sheet, found.layout, table, columns, found.why, index)


def _known(
    sheet: Sheet, layout: Layout, table: TableDef, columns: Columns, why: tuple[str, ...], index: HeaderIndex
) -> _Result:
    own = identifying(table)
    shape = Shape(layout, columns.positions(own), serial_position(layout), index.is_header)
    rows = sort_rows(sheet, shape)
    fields, twice = settle_columns(sheet, columns.claimed, rows.records)
    unknown = tuple((u.position, u.header) for u in columns.unmatched)
    around = nearby(sheet, layout.top, table, index)
    frame = Frame(sheet, table.name, fields, tuple(rows.records), _passed(rows), unknown, why, around)
    told = [tell.column_twice(sheet, table.name, each) for each in twice]
    if not columns.positions(own):
        told.append(tell.columns_missing(frame, [c.zh for n, c in table.columns.items() if n in own]))
    service = are_of_service([each.header for each in columns.unmatched])
    told += [
        tell.header_unknown(sheet, table.name, each)
        for each in columns.unmatched
        if each.unit is not None or not (is_no_column(normalise(each.header)) or each.header in service)
    ]
    told += [tell.header_missing(frame, *each) for each in headless(sheet, layout, rows.records).items()]
    persons = any(column.type == "id_number" for column in table.columns.values())
    return _checked(frame, layout, rows, told, _summed(table, columns, layout), persons)


def _unknown(
    sheet: Sheet, layout: Layout, guess: str, index: HeaderIndex, refused: tuple[Finding, ...]
) -> _Result:
    """A sheet of no table; a form that did not fit says why itself."""
    shape = Shape(layout, (), serial_position(layout), index.is_header)
    rows = sort_rows(sheet, shape)
    headers = tuple((p, layout.header(p)) for p in layout.positions)
    frame = Frame(sheet, "", (), tuple(rows.records), _passed(rows), headers)
    if refused:
        return _Result(sheet, (frame,), refused)
    return _checked(frame, layout, rows, [tell.not_recognised(sheet, guess)], dict(headers), None)


def _summed(table: TableDef, columns: Columns, layout: Layout) -> dict[int, str]:
    """The columns a totals row may state a sum of: those of numbers, and those of no field."""
    sums = {f.position for f in columns.claimed if table.columns[f.column].type in ("count", "number")}
    fields = {f.position for f in columns.claimed}
    return {p: layout.header(p) for p in layout.positions if p in sums or p not in fields}


def _checked(
    frame: Frame,
    layout: Layout,
    rows: Rows,
    told: list[Finding],
    summed: dict[int, str],
    persons: bool | None,
) -> _Result:
    """The frame with what its totals and stated numbers gave, and what was passed over said."""
    totals = check_totals(frame.sheet, rows, summed)
    groups = check_groups(rows, persons)
    header_rows = f"header_rows:{layout.top + 1}-{layout.bottom + 1}"
    frame = replace(frame, why=(*frame.why, header_rows, *groups.why, *totals.why))
    for difference in (*totals.differences, *groups.differences):
        levels = layout.levels.get(difference.position)
        told.append(tell.differs(frame, difference, "/".join(levels) if levels else ""))
    told += [tell.rows_told(frame, reason, numbers) for reason, numbers in rows.told.items()]
    return _Result(frame.sheet, (frame,), tuple(told))


def _passed(rows: Rows) -> tuple[PassedRows, ...]:
    return tuple(
        PassedRows(reason, tuple(sorted(numbers))) for reason, numbers in rows.passed.items() if numbers
    )


def _without_templates(results: list[_Result]) -> list[_Result]:
    """Files and sheets named 样表 or 模板 that hold no row but example rows, passed over and told."""
    kept: list[_Result] = []
    by_file: dict[str, list[_Result]] = {}
    for result in results:
        by_file.setdefault(result.sheet.file, []).append(result)
    for file, own in by_file.items():
        if _says_template(PurePosixPath(file.replace("\\", "/")).stem) and _only_examples(own):
            kept.append(_Result(own[0].sheet, (), (tell.template(file),)))
            continue
        for result in own:
            empty = _says_template(result.sheet.name) and _only_examples([result])
            told = (tell.template(file, result.sheet.name),)
            kept.append(_Result(result.sheet, (), told) if empty else result)
    return kept


def _says_template(name: str) -> bool:
    return any(word in normalise(name) for word in _TEMPLATE)


def _only_examples(results: list[_Result]) -> bool:
    """Whether there is a table of the codebook among the sheets, and none has a record."""
    frames = [frame for result in results for frame in result.frames if frame.table]
    return bool(frames) and not any(frame.records for frame in frames)
