"""Files that are broken, huge or malicious: one finding with its reason each, never an exception."""

from __future__ import annotations

import io
import os
import random
import struct
import time
import zipfile
from pathlib import Path

import pytest

from ruraledu_cli.census import ErrorCell
from ruraledu_cli.read import FileRead, package, read_file
from workbook_files import MAIN, binary_workbook, edited, put, simple, with_rows, with_sheet


def read(folder: Path, data: bytes, name: str = "a.xlsx") -> FileRead:
    return read_file(put(folder, name, data), name)


def refused(folder: Path, data: bytes) -> tuple[str, str | None]:
    """The code and the reason; the finding says the same as the file's status, and nothing of its cells."""
    result = read(folder, data)
    assert result.file.status == "unreadable"
    assert result.sheets == ()
    (finding,) = result.findings
    assert finding.params["reason"] == result.file.reason
    assert finding.value is None
    return finding.code, result.file.reason


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


BIFF4 = b"\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00\x0a\x00\x00\x00"
XML_2003 = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
BAD = {
    "empty": (b"", "F001", "empty"),
    "zeros": (bytes(4096), "F001", "zeros"),
    "random": (random.Random(1).randbytes(5000), "F001", "not_a_workbook"),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>", "F001", "html"),
    "html behind blanks": ("\ufeff \n<!DOCTYPE html><table/>".encode(), "F001", "html"),
    "xml 2003": (XML_2003.encode(), "F001", "xml_2003"),
    "biff4": (BIFF4, "F001", "old_excel"),
    "pdf": (b"%PDF-1.7 ...", "F001", "not_a_workbook"),
    "truncated zip": (simple()[:-400], "F001", "truncated"),
    "half a zip": (simple()[:900], "F001", "truncated"),
    "another zip": (zipped({"readme.txt": b"x"}), "F001", "not_a_workbook"),
    "truncated compound": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "F001", "truncated"),
    "zero compound": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "F001", "damaged"),
    "encrypted by the office": (b"%TSD-Header-###%" + bytes(100), "F002", "enterprise_encryption"),
    "path": (zipped({"../evil.xml": b"x", "xl/workbook.xml": b"<workbook/>"}), "F001", "path_in_package"),
    "other compression": (zipped({"xl/workbook.xml": b"<w/>"}, zipfile.ZIP_BZIP2), "F001", "compression"),
}


@pytest.mark.parametrize(("data", "code", "reason"), BAD.values(), ids=BAD.keys())
def test_each_kind_of_bad_file(tmp_path: Path, data: bytes, code: str, reason: str) -> None:
    assert refused(tmp_path, data) == (code, reason)


def test_missing_and_held_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_file(tmp_path / "none.xlsx", "none.xlsx").file.reason == "missing"
    assert read_file(tmp_path, "folder").file.reason == "is_folder"
    path = put(tmp_path, "a.xlsx", simple())

    def held(_path: Path) -> bytes:
        raise PermissionError("held")

    monkeypatch.setattr(Path, "read_bytes", held)
    result = read_file(path, "a.xlsx")
    assert (result.file.status, result.file.reason, result.file.sha256) == ("unreadable", "held_open", "")


def test_any_truncation_is_told(tmp_path: Path) -> None:
    data = simple([[number, f"学校{number}"] for number in range(200)])
    for cut in range(4, len(data), 211):
        assert read(tmp_path, data[:cut]).file.status == "unreadable"


def test_any_flipped_byte_is_read_alike_or_told(tmp_path: Path) -> None:
    data = simple([[number, f"学校{number}"] for number in range(30)])
    expected = [list(row) for row in read(tmp_path, data).sheets[0].rows]
    for at in range(0, len(data), 37):
        result = read(tmp_path, data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        if result.file.status == "ok":
            assert [list(row) for row in result.sheets[0].rows] == expected


# Huge extents

FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


def test_one_stray_cell_far_away(tmp_path: Path) -> None:
    """calamine alone would allocate seventeen thousand million cells and end the process."""
    (sheet,) = read(tmp_path, with_rows(FAR)).sheets
    assert len(sheet.rows) == 1_048_576
    assert list(sheet.rows[0]) == [1]
    assert (sheet.rows[-1][-1], len(sheet.rows[-1])) == (2, 16_384)


def test_a_far_error_cell(tmp_path: Path) -> None:
    far = FAR.replace('XFD1048576"', 'XFD1048576" t="e"').replace("<v>2", "<v>#REF!")
    (sheet,) = read(tmp_path, with_rows(far)).sheets
    assert sheet.rows[-1][-1] == ErrorCell("#REF!")


def test_far_cells_without_content_cost_nothing(tmp_path: Path) -> None:
    empty = FAR.replace("<v>2</v>", "")
    (sheet,) = read(tmp_path, with_rows(empty)).sheets
    assert [list(row) for row in sheet.rows] == [[1]]


def test_all_columns_used(tmp_path: Path) -> None:
    row = "".join(f'<c r="{package_column(number)}1"><v>{number}</v></c>' for number in range(1, 16_385))
    (sheet,) = read(tmp_path, with_rows(f'<row r="1">{row}</row>')).sheets
    assert list(sheet.rows[0]) == list(range(1, 16_385))


def package_column(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def test_empty_rows_below_the_data(tmp_path: Path) -> None:
    empty = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(2, 200_000)
    )
    (sheet,) = read(tmp_path, with_rows('<row r="1"><c r="A1"><v>1</v></c></row>' + empty)).sheets
    assert [list(row) for row in sheet.rows] == [[1]]


def test_a_diagonal_is_too_large(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{n * 100}"><c r="{package_column(n)}{n * 100}"><v>1</v></c></row>' for n in range(1, 9_000)
    )
    started = time.monotonic()
    assert refused(tmp_path, with_rows(cells)) == ("F005", "huge_extent")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("address", ["A1048577", "XFE1", "ZZZZ1", "A4294967296"])
def test_addresses_no_sheet_has(tmp_path: Path, address: str) -> None:
    row = f'<row r="1"><c r="{address}"><v>1</v></c></row>'
    assert refused(tmp_path, with_rows(row)) == ("F005", "huge_extent")


def test_a_binary_workbook_with_a_stray_cell(tmp_path: Path) -> None:
    value = struct.pack("<d", 1.0)
    data = binary_workbook({0: [(0, 5, value)], 1_048_575: [(16_383, 5, value)]})
    assert refused(tmp_path, data) == ("F005", "huge_extent")


# Bombs


def test_a_zip_bomb(tmp_path: Path) -> None:
    bomb = with_rows(" " * 80_000_000)
    assert len(bomb) < 200_000
    assert refused(tmp_path, bomb) == ("F005", "compression_ratio")


def test_an_honest_ratio_passes(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{letter}{n}" s="0"><v>1</v></c>' for letter in "ABCDEFGHIJ")
        + "</row>"
        for n in range(1, 10_000)
    )
    data = with_rows(rows)
    assert len(rows) > 15 * len(data)
    assert len(read(tmp_path, data).sheets[0].rows) == 9_999


def test_a_false_size_in_the_directory(tmp_path: Path) -> None:
    """The directory says a part is small; what unzips is not."""
    data = bytearray(with_rows("<!-- " + "x" * 5_000_000 + " -->"))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", data, at + 24, 1000)
    assert refused(tmp_path, bytes(data)) == ("F005", "false_size")


def test_a_wrong_checksum(tmp_path: Path) -> None:
    data = bytearray(simple())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", data, at + 16, 1)
    assert refused(tmp_path, bytes(data)) == ("F001", "damaged")


def test_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "UNZIPPED_BYTES", 1000)
    assert refused(tmp_path, simple()) == ("F005", "unzipped_size")


def test_part_names_twice(tmp_path: Path) -> None:
    stream = io.BytesIO(simple())
    with zipfile.ZipFile(stream, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("xl/workbook.xml", b"<workbook/>")
    assert refused(tmp_path, stream.getvalue()) == ("F001", "duplicate_part")


ENTITIES = {
    "a bomb": '<!DOCTYPE w [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "a file": '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("declared", ENTITIES.values(), ids=ENTITIES.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities(tmp_path: Path, declared: str, encoding: str, part: str) -> None:
    xml = f'{declared}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&a;</v></c></row>'
    data = edited(simple(), lambda _: (xml + "</sheetData></worksheet>").encode(encoding), part)
    assert refused(tmp_path, data) == ("F005", "entities")


BROKEN_SHEETS = {
    "cut off": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1',
    "wrong nesting": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</c></row></sheetData>',
    "no sheet": "not xml at all",
    "shared string out of range": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s">'
    "<v>99</v></c></row></sheetData></worksheet>",
}


@pytest.mark.parametrize("xml", BROKEN_SHEETS.values(), ids=BROKEN_SHEETS.keys())
def test_broken_sheets(tmp_path: Path, xml: str) -> None:
    code, reason = refused(tmp_path, with_sheet(xml))
    assert (code, reason) in {("F001", "damaged"), ("F001", "reader_failed")}


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    data = edited(simple(), lambda xml: xml, rename="xl/worksheets/elsewhere.xml")
    result = read(tmp_path, data)
    assert (result.file.reason, result.findings[0].places[0].sheet) == ("part_missing", "学校")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "too_large"),
        (RecursionError(), "reader_failed"),
        (OSError(), "reader_failed"),
        (RuntimeError("张三"), "reader_failed"),
    ],
)
def test_any_failure_of_a_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("ruraledu_cli.read.xlsx.open_calamine", fail)
    assert refused(tmp_path, simple()) == ("F001", reason)
    assert "张三" not in repr(read(tmp_path, simple()))


def test_an_interruption_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ruraledu_cli.read.xlsx.open_calamine", stop)
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path, simple())


def test_nothing_is_written(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", simple())
    before = (path.read_bytes(), os.listdir(tmp_path))
    read_file(path, "a.xlsx")
    assert (path.read_bytes(), os.listdir(tmp_path)) == before
