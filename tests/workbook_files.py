"""Workbooks made for tests of reading: honest ones by their libraries, hostile ones by hand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_PART = "xl/worksheets/sheet1.xml"


def book(*sheets: str) -> openpyxl.Workbook:
    """An empty workbook with these sheets."""
    made = openpyxl.Workbook()
    active = made.active
    assert isinstance(active, Worksheet)
    active.title = sheets[0] if sheets else "学校"
    for name in sheets[1:]:
        made.create_sheet(name)
    return made


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def simple(
    rows: Sequence[Sequence[object]] = (("学校名称", "班数"), ("一实小", 12)), name: str = "学校"
) -> bytes:
    made = book(name)
    for row in rows:
        made[name].append(list(row))
    return saved(made)


def edited(data: bytes, edit: Callable[[bytes], bytes], part: str = SHEET_PART, rename: str = "") -> bytes:
    """The package with one part changed (or moved)."""
    return repacked_with(data, {part: edit}, names={part: rename or part})


def repacked_with(
    data: bytes,
    edits: Mapping[str, Callable[[bytes], bytes]],
    more: Mapping[str, bytes] | None = None,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """The package with parts changed, added and renamed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr((names or {}).get(name, name), edits[name](content) if name in edits else content)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return stream.getvalue()


def with_sheet(xml: str | bytes) -> bytes:
    """A workbook whose one sheet is this XML."""
    content = xml.encode() if isinstance(xml, str) else xml
    return edited(simple(), lambda _: content)


def with_rows(rows: str, behind: str = "") -> bytes:
    """A workbook whose one sheet holds these <row> elements."""
    return with_sheet(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{behind}</worksheet>')


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def binary_record(kind: int, content: bytes = b"") -> bytes:
    """A record of an .xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def binary_text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(rows: dict[int, list[tuple[int, int, bytes]]], merged: tuple[int, ...] = ()) -> bytes:
    """An .xlsb with one sheet 学校; a cell is (column, record kind, value)."""
    cells = b"".join(
        binary_record(0, struct.pack("<I", row) + bytes(13))
        + b"".join(
            binary_record(kind, struct.pack("<II", column, 0) + value) for column, kind, value in cells
        )
        for row, cells in rows.items()
    )
    sheet = (
        binary_record(129) + binary_record(148, bytes(16)) + binary_record(145) + cells + binary_record(146)
    )
    if merged:
        sheet += binary_record(176, struct.pack("<4I", *merged))
    bundle = struct.pack("<II", 0, 1) + binary_text("rId1") + binary_text("学校")
    workbook = binary_record(131) + binary_record(143) + binary_record(156, bundle) + binary_record(144)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("_rels/.rels", relations.format(office, "officeDocument", "xl/workbook.bin"))
        package.writestr("xl/workbook.bin", workbook + binary_record(132))
        package.writestr(
            "xl/_rels/workbook.bin.rels", relations.format(office, "worksheet", "worksheets/sheet1.bin")
        )
        package.writestr("xl/worksheets/sheet1.bin", sheet + binary_record(130))
    return stream.getvalue()
