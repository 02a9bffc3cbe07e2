"""Reading .xls: types, places, errors and formulas without value; encrypted and truncated files told."""

from __future__ import annotations

import io
import struct
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt

from ruraledu_cli.census import ErrorCell, FormulaWithoutValue, Merged
from ruraledu_cli.read import FileRead, read_file
from workbook_files import put, simple

DAY = xlwt.easyxf(num_format_str="yyyy-mm-dd")
HOUR = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")


def read(folder: Path, data: bytes, name: str = "a.xls") -> FileRead:
    return read_file(put(folder, name, data), name)


def saved(book: xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def example() -> xlwt.Workbook:
    """Two blank rows and one blank column on top."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("学校")
    for column, value in enumerate(("学校名称", 12, "12", 3.5, True, " 空 "), 1):
        sheet.write(2, column, value)
    sheet.write(3, 1, date(2001, 9, 1), DAY)
    sheet.write(3, 2, datetime(2001, 9, 1, 8, 30), HOUR)
    sheet.write(3, 3, 340121197311146013)
    sheet.row(3).set_cell_error(4, 0x2A)
    sheet.write(3, 5, xlwt.Formula("B3+1"))
    sheet.write_merge(4, 6, 1, 2, "梁村镇")
    return book


def test_types_and_places(tmp_path: Path) -> None:
    result = read(tmp_path, saved(example()))
    (sheet,) = result.sheets
    assert result.findings == ()
    assert {value for row in sheet.rows[:2] for value in row} == {None}
    assert list(sheet.rows[2]) == [None, "学校名称", 12, "12", 3.5, True, " 空 "]
    assert [type(value) for value in sheet.rows[2][2:6]] == [int, str, float, bool]
    assert sheet.rows[3][1:4] == [date(2001, 9, 1), datetime(2001, 9, 1, 8, 30), 340121197311146013.0]
    assert sheet.kind == "xls"


def test_errors_formulas_and_merges(tmp_path: Path) -> None:
    (sheet,) = read(tmp_path, saved(example())).sheets
    assert sheet.rows[3][4:6] == [ErrorCell("#N/A"), FormulaWithoutValue("")]
    assert sheet.merged == (Merged(4, 1, 6, 2),)
    assert list(sheet.rows[4])[:3] == [None, "梁村镇", None]


def patched_formula(result: bytes) -> bytes:
    """The example with the stored result of its first formula changed, and a second one behind it."""
    book = example()
    book.get_sheet(0).write(9, 0, xlwt.Formula("B3+2"))
    data = bytearray(saved(book))
    at = data.index(struct.pack("<HH", 3, 5), data.index(b"\x06\x00", data.index(b"\x05\x02\x08\x00")))
    data[at + 6 : at + 14] = result
    return bytes(data)


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (struct.pack("<d", 13.0), 13),
        (b"\x02\x00\x07\x00\x00\x00\xff\xff", ErrorCell("#DIV/0!")),
        (b"\x01\x00\x01\x00\x00\x00\xff\xff", True),
        (b"\x00\x00\x00\x00\x00\x00\xff\xff", FormulaWithoutValue("")),
    ],
    ids=["number", "error", "truth", "text that does not follow"],
)
def test_results_of_formulas(tmp_path: Path, result: bytes, value: object) -> None:
    (sheet,) = read(tmp_path, patched_formula(result)).sheets
    assert sheet.rows[3][5] == value


def test_empty_text_is_a_result_where_anything_was_calculated(tmp_path: Path) -> None:
    """Programs that do not calculate store empty text for every formula."""
    never = saved(example())
    calculated = patched_formula(struct.pack("<d", 13.0))
    assert read(tmp_path, never).sheets[0].rows[3][5] == FormulaWithoutValue("")
    assert read(tmp_path, calculated).sheets[0].rows[9][0] == ""


def test_the_1904_system(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("学校").write(0, 0, date(2001, 9, 1), DAY)
    assert read(tmp_path, saved(book)).sheets[0].rows[0][0] == date(2001, 9, 1)


def test_hidden_sheets_and_content_over_suffix(tmp_path: Path) -> None:
    book = example()
    book.add_sheet("去年").visibility = 1
    book.add_sheet("下拉")
    result = read(tmp_path, saved(book), "a.xlsx")
    assert [sheet.name for sheet in result.sheets] == ["学校"]
    told = [(finding.places[0].sheet, finding.params["reason"]) for finding in result.findings]
    assert told == [("去年", "hidden_sheet"), ("下拉", "dropdown_sheet")]
    assert read(tmp_path, simple(), "b.xls").sheets[0].kind == "xlsx"


def with_filepass() -> bytes:
    """A workbook that begins as an encrypted one does: FILEPASS right behind the first BOF."""
    data = saved(example())
    at = data.index(struct.pack("<HH", 0x0809, 16)) + 20
    kind, size = struct.unpack_from("<HH", data, at)
    assert kind != 0x2F
    return data[:at] + struct.pack("<HH", 0x2F, size) + data[at + 4 :]


def compound_with(name: str) -> bytes:
    """The example's compound file with its stream under another name."""
    old = "Workbook".encode("utf-16-le") + bytes(48)
    new = name.encode("utf-16-le")
    data = saved(example())
    at = data.index(old)
    renamed = new + bytes(64 - len(new)) + struct.pack("<H", len(new) + 2)
    return data[:at] + renamed + data[at + 66 :]


def test_encrypted(tmp_path: Path) -> None:
    for data in (with_filepass(), compound_with("EncryptedPackage")):
        result = read(tmp_path, data)
        assert [finding.code for finding in result.findings] == ["F002"]
        assert (result.file.status, result.file.reason) == ("unreadable", "password")


def test_another_compound_file(tmp_path: Path) -> None:
    assert read(tmp_path, compound_with("WordDocument")).file.reason == "not_a_workbook"


def test_truncation_and_flips_never_raise(tmp_path: Path) -> None:
    data = saved(example())
    for cut in range(8, len(data) - 512, 509):
        assert read(tmp_path, data[:cut]).file.status == "unreadable"
    for at in range(0, len(data), 97):
        changed = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        assert read(tmp_path, changed).file.status in ("ok", "unreadable")


def test_one_far_cell(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("学校")
    sheet.write(0, 0, 1)
    sheet.write(9_000, 255, 2)
    (found,) = read(tmp_path, saved(book)).sheets
    assert [list(row) for row in found.rows[:2]] == [[1], []]
    assert (len(found.rows), found.rows[-1][255]) == (9_001, 2)
