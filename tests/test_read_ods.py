"""Reading .ods: types, places, errors, repeats; and .xlsb beside it."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from ruraledu_cli.census import Cell, ErrorCell, FormulaWithoutValue, Merged
from ruraledu_cli.read import FileRead, read_file
from workbook_files import binary_text, binary_workbook, edited, put


def read(folder: Path, data: bytes, name: str = "a.ods") -> FileRead:
    return read_file(put(folder, name, data), name)


def document() -> OpenDocumentSpreadsheet:
    return OpenDocumentSpreadsheet()


def saved(made: OpenDocumentSpreadsheet) -> bytes:
    stream = io.BytesIO()
    made.write(stream)
    return stream.getvalue()


def test_a_document_of_a_library(tmp_path: Path) -> None:
    """Two blank rows and one blank column on top; a merged block; a hidden sheet."""
    made = document()
    table = Table(name="学校")
    for _ in range(2):
        table.addElement(TableRow())
    row = TableRow()
    row.addElement(TableCell())
    text = TableCell(valuetype="string", numberrowsspanned=2, numbercolumnsspanned=2)
    text.addElement(P(text="梁村镇"))
    row.addElement(text)
    row.addElement(CoveredTableCell())
    row.addElement(TableCell(valuetype="float", value="12"))
    table.addElement(row)
    made.spreadsheet.addElement(table)
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    made.automaticstyles.addElement(style)
    made.spreadsheet.addElement(Table(name="去年", stylename="hidden"))
    result = read(tmp_path, saved(made))
    (sheet,) = result.sheets
    assert [list(row) for row in sheet.rows] == [[], [], [None, "梁村镇", None, 12]]
    assert (sheet.merged, sheet.kind) == ((Merged(2, 1, 3, 2),), "ods")
    assert [(note.code, note.places[0].sheet, note.params["reason"]) for note in result.findings] == [
        ("F006", "去年", "hidden_sheet")
    ]


EMPTY = saved(document())


def with_table(rows: str) -> bytes:
    table = f'<office:spreadsheet><table:table table:name="学校">{rows}</table:table></office:spreadsheet>'
    spaces = {
        "xmlns:table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "xmlns:text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "xmlns:calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        "xmlns:office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    }
    declared = " ".join(f'{name}="{value}"' for name, value in spaces.items())
    root = f"<office:document-content {declared}><office:body>{table}</office:body></office:document-content>"
    return edited(EMPTY, lambda _: root.encode(), "content.xml")


def row_of(folder: Path, cells: str) -> list[Cell]:
    (sheet,) = read(folder, with_table(f"<table:table-row>{cells}</table:table-row>")).sheets
    return list(sheet.rows[0])


def typed(kind: str, attribute: str, value: str) -> str:
    attributes = f'office:value-type="{kind}" office:{attribute}="{value}"'
    return f"<table:table-cell {attributes}><text:p>x</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (typed("float", "value", "12"), 12),
        (typed("percentage", "value", "0.5"), 0.5),
        (typed("float", "value", "340121197311146013"), 340121197311146013.0),
        (typed("date", "date-value", "2001-09-01"), date(2001, 9, 1)),
        (typed("date", "date-value", "2001-09-01T00:00:00"), date(2001, 9, 1)),
        (typed("date", "date-value", "2001-09-01T08:30:00"), datetime(2001, 9, 1, 8, 30)),
        (typed("time", "time-value", "PT08H30M00S"), time(8, 30)),
        (typed("time", "time-value", "PT30H00M00S"), timedelta(hours=30)),
        (typed("boolean", "boolean-value", "true"), True),
        (typed("string", "string-value", "12"), "12"),
        ('<table:table-cell table:formula="of:=[.A1]"/>', FormulaWithoutValue("of:=[.A1]")),
        (
            '<table:table-cell calcext:value-type="error" office:value-type="string"><text:p>#N/A</text:p>'
            "</table:table-cell>",
            ErrorCell("#N/A"),
        ),
        (
            '<table:table-cell office:value-type="string">'
            "<office:annotation><text:p>批注</text:p></office:annotation>"
            '<text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span></text:p><text:p>d</text:p>'
            "</table:table-cell>",
            "a  b\tc\nd",
        ),
    ],
)
def test_values(tmp_path: Path, cell: str, value: object) -> None:
    (found,) = row_of(tmp_path, cell)
    assert found == value
    assert type(found) is type(value)


def test_repeats_are_written_out_and_blanks_cost_nothing(tmp_path: Path) -> None:
    one = typed("float", "value", "1")
    many = one.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="3"', 1)
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = f'<table:table-row table:number-rows-repeated="2">{many}{blank}</table:table-row>'
    rows += f'<table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row>'
    (sheet,) = read(tmp_path, with_table(rows)).sheets
    assert [list(row) for row in sheet.rows] == [[1, 1, 1], [1, 1, 1]]
    assert sheet.rows[0] is not sheet.rows[1]


def test_repeated_values_are_bounded(tmp_path: Path) -> None:
    cell = typed("float", "value", "1").replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"', 1
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    result = read(tmp_path, with_table(rows))
    assert (result.findings[0].code, result.file.reason) == ("F005", "huge_extent")


def test_a_value_far_down_stays_at_its_row(tmp_path: Path) -> None:
    rows = '<table:table-row table:number-rows-repeated="99999"><table:table-cell/></table:table-row>'
    rows += f"<table:table-row>{typed('float', 'value', '7')}</table:table-row>"
    (sheet,) = read(tmp_path, with_table(rows)).sheets
    assert (len(sheet.rows), sheet.rows[-1]) == (100_000, [7])


def test_encrypted_and_other_documents(tmp_path: Path) -> None:
    encrypted = edited(EMPTY, lambda xml: xml + b"<!-- encryption-data -->", "META-INF/manifest.xml")
    result = read(tmp_path, encrypted)
    assert (result.findings[0].code, result.file.reason) == ("F002", "password")
    text = edited(EMPTY, lambda xml: xml.replace(b"office:spreadsheet", b"office:text"), "content.xml")
    assert read(tmp_path, text).file.reason == "not_a_workbook"


def test_cells_of_other_files_are_left(tmp_path: Path) -> None:
    """LibreOffice keeps a copy of the sheets that formulas refer to in other files."""
    cached = (
        "</table:table><table:table table:name=\"'file:///x.ods'#$a\"><table:table-source/><table:table-row>"
    )
    cached += typed("float", "value", "1") + "</table:table-row>"
    result = read(tmp_path, with_table(cached))
    assert [sheet.name for sheet in result.sheets] == ["学校"]


# .xlsb

NUMBER, TEXT, ERROR, FORMULA_ERROR, TRUTH = 5, 6, 3, 11, 4


def test_binary_workbooks(tmp_path: Path) -> None:
    cells = {
        2: [(1, TEXT, binary_text("学校名称")), (2, NUMBER, struct.pack("<d", 12.0)), (3, TRUTH, b"\x01")],
        3: [(1, ERROR, b"\x2a"), (2, NUMBER, struct.pack("<d", 3.5)), (4, ERROR, b"\x17")],
    }
    result = read(tmp_path, binary_workbook(cells, (2, 3, 1, 1)), "a.xlsb")
    (sheet,) = result.sheets
    assert [list(row) for row in sheet.rows] == [
        [None] * 5,
        [None] * 5,
        [None, "学校名称", 12, True, None],
        [None, ErrorCell("#N/A"), 3.5, None, ErrorCell("#REF!")],
    ]
    assert (sheet.name, sheet.kind, sheet.merged) == ("学校", "xlsb", (Merged(2, 1, 3, 1),))


def test_a_binary_workbook_cut_off(tmp_path: Path) -> None:
    data = binary_workbook({0: [(0, TEXT, binary_text("学校名称"))]})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[:-9] if name.endswith("sheet1.bin") else content)
    assert read(tmp_path, stream.getvalue()).file.reason == "truncated"
