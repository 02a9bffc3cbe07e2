"""Sheets that hold forms: which layout each has, and its frame; what does not fit is told, and not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath

from ruraledu_cli.census import Frame, PassedRows, Sheet
from ruraledu_cli.definitions.layout import LayoutDef
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise.form import UNNEEDED, Form, Unfit, frame_of, not_counted
from ruraledu_cli.recognise.form_across import read_across
from ruraledu_cli.recognise.form_blocks import is_body, is_title, part_of, split
from ruraledu_cli.recognise.form_flat import Flat, read_flat
from ruraledu_cli.recognise.form_matrix import header_rows, read_matrix
from ruraledu_cli.recognise.form_vertical import key_rows, read_vertical
from ruraledu_cli.recognise.headers import HeaderIndex, normalise
from ruraledu_cli.recognise.layout import filled
from ruraledu_cli.recognise.nearby import nearby
from ruraledu_cli.recognise.tables import identifying

_ABOVE = 8  # rows in which a form says what it is
_NUMBERED = re.compile(r"(?:教基|基础基|中职基)\d{3,5}")


@dataclass(frozen=True, slots=True)
class Forms:
    """What a sheet of forms gives: frames with findings, or a list under a form's headers. `refused` is told
    where the sheet turns out to be no plain table either."""

    frames: tuple[Frame, ...] = ()
    findings: tuple[Finding, ...] = ()
    flat: Flat | None = None
    refused: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of one form: its layout (None: a form that nobody knows), and what it was read as."""

    first: int
    part: Sheet
    layout: LayoutDef | None
    read: tuple[Form, ...] = ()
    refused: tuple[Unfit, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_forms(sheet: Sheet, index: HeaderIndex) -> Forms | None:
    """The forms of a sheet; None for every sheet that no layout knows."""
    codebook = index.codebook
    layouts = [one for one in codebook.layouts.values() if one.table in codebook.tables]
    names = tuple(text for one in layouts for text in one.known_by)
    if not names or not _is_known(sheet, names, 0, _ABOVE):
        return None
    for layout in layouts:
        if layout.kind == "matrix" and _is_known(sheet, layout.known_by, 0, _ABOVE):
            flat = read_flat(sheet, layout, codebook.tables[layout.table], index)
            if flat is not None:
                return Forms(flat=flat)
    return _told(sheet, [_read(block, index) for block in _blocks(sheet, layouts, index)], index)


def _blocks(sheet: Sheet, layouts: Sequence[LayoutDef], index: HeaderIndex) -> Iterator[_Block]:
    titles = [
        row for row, cells in enumerate(sheet.rows) if is_title(cells) and _names_form(sheet, row, layouts)
    ]
    named = [one for one in layouts if _is_known(sheet, one.known_by, 0, len(sheet.rows))]
    for first, stop in split(sheet, titles, sorted(_heads(sheet, named, index))):
        part = part_of(sheet, first, stop)
        yield _Block(first, part, _layout(part, first, named, titles))


def _heads(sheet: Sheet, layouts: Sequence[LayoutDef], index: HeaderIndex) -> set[int]:
    """Rows that a form has once: the header of a matrix, the first item that is there again."""
    found: set[int] = set()
    for layout in layouts:
        if layout.kind == "matrix":
            found.update(header_rows(sheet, layout))
        elif layout.kind == "vertical":
            first = ""
            for row, column in key_rows(sheet, layout, index.codebook.tables[layout.table], index):
                first = first or column
                found.update({row} if column == first else ())
    return found


def _names_form(sheet: Sheet, row: int, layouts: Sequence[LayoutDef]) -> bool:
    texts = [normalise(cell) for _, cell in filled(sheet.rows[row]) if isinstance(cell, str)]
    return any(
        _NUMBERED.search(text) or any(_naming(one.known_by).search(text) for one in layouts) for text in texts
    )


def _layout(part: Sheet, first: int, layouts: Sequence[LayoutDef], titles: Sequence[int]) -> LayoutDef | None:
    """The layout that a form's own lines name, else the one that the sheet's or the file's name does. A form
    whose title names another is of none."""
    own = next((one for one in layouts if _in_lines(part, one.known_by, first, first + _ABOVE)), None)
    if own is not None:
        return own
    if any(first <= row < first + _ABOVE and part.rows[row] for row in titles):
        return None
    return next((one for one in layouts if _in_names(part, one.known_by)), None)


def _is_known(sheet: Sheet, known_by: tuple[str, ...], first: int, stop: int) -> bool:
    """By the form's number or title in a name, or in a line of these rows; 教基3112 is not 教基31120."""
    return _in_names(sheet, known_by) or _in_lines(sheet, known_by, first, stop)


def _in_names(sheet: Sheet, known_by: tuple[str, ...]) -> bool:
    stem = PurePosixPath(sheet.file.replace("\\", "/")).stem
    return any(_naming(known_by).search(normalise(text)) for text in (sheet.name, stem))


def _in_lines(sheet: Sheet, known_by: tuple[str, ...], first: int, stop: int) -> bool:
    cells = (cell for row in sheet.rows[first:stop] for _, cell in filled(row) if isinstance(cell, str))
    return any(_naming(known_by).search(normalise(cell)) for cell in cells)


@cache
def _naming(known_by: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(normalise(one)) + r"(?!\d)" for one in known_by))


def _read(block: _Block, index: HeaderIndex) -> _Block:
    """The block with what its layout takes from it."""
    layout, part = block.layout, block.part
    if layout is None:
        held = any(map(is_body, part.rows))
        return replace(block, refused=(Unfit("no_layout", "", _rows(part)),) if held else ())
    table = index.codebook.tables[layout.table]
    if layout.takes_nothing:
        return replace(block, read=(Form(layout, table, block.first, ()),), refused=(Unfit(UNNEEDED),))
    if layout.kind == "across":
        across = read_across(part, layout, table, index, block.first)
        if isinstance(across, Unfit):
            return replace(block, refused=(across,))
        return replace(block, read=tuple(across[0]), findings=tuple(across[1]))
    found: Form | Unfit | None
    if layout.kind == "vertical":
        found = read_vertical(part, layout, table, index, block.first)
    else:
        found = read_matrix(part, layout, table, index, block.first)
    if isinstance(found, Form):
        return replace(block, read=(found,), refused=found.refused, findings=found.findings)
    held = any(map(is_body, part.rows)) or not any(part.rows[: block.first])
    refused = found or Unfit("records" if layout.kind == "matrix" else "empty")
    return replace(block, refused=(refused,) if held else ())


def _rows(part: Sheet) -> tuple[tuple[int, None], ...]:
    return tuple((row, None) for row, cells in enumerate(part.rows) if filled(cells))


def _told(sheet: Sheet, blocks: Sequence[_Block], index: HeaderIndex) -> Forms:
    """Frames of what was taken. Where nothing was, all that is wrong is for whoever takes the sheet next."""
    blocks = _whose(blocks, index)
    frames: list[Frame] = []
    head = _head(blocks, index)
    for block in blocks:
        for number, form in enumerate(block.read):
            own = head if head is not None and not _says_whose(block, form, index) else None
            frame = frame_of(sheet, block.part, form, index, own)
            frames.append(frame if number == 0 else replace(frame, passed=()))
    refused = tuple(not_counted(sheet, block.layout, one) for block in blocks for one in block.refused)
    findings = tuple(finding for block in blocks for finding in block.findings)
    if not frames:
        return Forms(refused=(*findings, *refused))
    return Forms(_lost(frames, blocks), (*findings, *refused))


def _lost(frames: list[Frame], blocks: Sequence[_Block]) -> tuple[Frame, ...]:
    """Rows of forms that were not taken are passed over with the first frame of the sheet."""
    lost = tuple(row for block in blocks if not block.read for row, _ in _rows(block.part))
    if lost:
        frames[0] = replace(frames[0], passed=(*frames[0].passed, PassedRows("form_lost", lost)))
    return tuple(frames)


def _whose(blocks: Sequence[_Block], index: HeaderIndex) -> list[_Block]:
    """Of several forms of one sort each must say whose it is, or none of them is taken."""
    of: dict[str, list[_Block]] = {}
    for block in blocks:
        if (
            block.layout is not None
            and any(form.said for form in block.read)
            and block.layout.kind != "across"
        ):
            of.setdefault(block.layout.id, []).append(block)
    unclear = {
        name
        for name, same in of.items()
        if len(same) > 1 and not all(_says_whose(b, b.read[0], index) for b in same)
    }
    return [
        replace(block, read=(), findings=(), refused=(Unfit("no_school", "", _rows(block.part)),))
        if block.layout is not None and block.layout.id in unclear and block.read
        else block
        for block in blocks
    ]


def _says_whose(block: _Block, form: Form, index: HeaderIndex) -> bool:
    own = identifying(form.table)
    if any(one.column in own for one in form.said):
        return True
    return any(
        one.kind == "label" and one.column in own for one in nearby(block.part, form.top, form.table, index)
    )


def _head(blocks: Sequence[_Block], index: HeaderIndex) -> Sheet | None:
    """The lines above the first form, where they name the school of all forms of a sheet: each is of another
    sort, and no other of them names one."""
    read = [block for block in blocks if block.read]
    sorts = [block.layout.id for block in read if block.layout is not None]
    if len(read) < 2 or len(set(sorts)) < len(sorts) or not _says_whose(read[0], read[0].read[0], index):
        return None
    return part_of(read[0].part, 0, read[0].read[0].top)
