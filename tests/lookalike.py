"""Small workbooks laid out like four foreign ones, with invented content, for the tests of reading."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlwt
from openpyxl import Workbook

Value = str | int | float | bool | date | None

PROVINCES = (("北京市", 3), ("天津市", 1), ("河北省", 4), ("内蒙古自治区", 2), ("新疆生产建设兵团", 1))
SCHOOLS_IN_LIST = sum(count for _, count in PROVINCES)


def ministry_list(path: Path) -> Path:
    """A national list (.xls): two title rows, one with a line break, then merged group rows 北京市（3所）.

    Eleven institutions under five group rows, numbered through; the codes are nobody's (AA 42).
    """
    book = xlwt.Workbook()
    sheet = book.add_sheet("全国示例学校名单")
    sheet.write_merge(0, 0, 0, 4, "附件2：")
    sheet.write_merge(1, 1, 0, 4, "全国示例学校名单\n（截至2025年6月20日）")
    put(sheet, 2, ("序号", "学校名称", "学校标识码", "主管部门", "备注"))
    row, number = 3, 0
    for province, count in PROVINCES:
        sheet.write_merge(row, row, 0, 4, f"{province}（{count}所）")
        row += 1
        for index in range(1, count + 1):
            number += 1
            note = "民办" if number % 4 == 0 else None
            put(sheet, row, (number, f"{province}示例学校{index:02d}", f"42990{number:05d}", province, note))
            row += 1
    book.save(str(path))
    return path


# pupils, teachers: a blank each in one row, two rows without pupils
MALAYSIAN = (
    ("Bandar", 640, 40),
    ("Bandar", 420, 30),
    ("Bandar", 140, 14),
    ("Bandar", None, 22),
    ("Luar Bandar", 90, 12),
    ("Luar Bandar", 36, 9),
    ("Luar Bandar", 210, 18),
    ("Luar Bandar", 48, None),
    ("Luar Bandar", None, 8),
    ("Luar Bandar", 149, 15),
)
MALAYSIAN_HEADER = (
    "NEGERI",
    "PPD",
    "KODSEKOLAH",
    "NAMASEKOLAH",
    "LOKASI",
    "BILSESI",
    "ENROLMEN",
    "GURU",
    "KOORDINATXX",
)


def malaysian_csv(path: Path) -> Path:
    """A list of schools (.csv, UTF-8): LOKASI Bandar (town) or Luar Bandar, ENROLMEN pupils, GURU teachers.

    Four urban and six rural schools; 106 and 62 teachers known, one school without teachers and two
    without pupils; a name with a comma in quotes.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(MALAYSIAN_HEADER)
        for number, (place, pupils, teachers) in enumerate(MALAYSIAN, 1):
            name = f"SEKOLAH CONTOH {number}" + (", JALAN SATU" if number == 2 else "")
            east = f"{100 + number / 8:.4f}"
            writer.writerow(("NEGERI X", "PPD X", f"XYZ{number:04d}", name, place, 1, pupils, teachers, east))
    return path


CHARTER_GROUPS = (
    ("School Info.", ("", "District", "Sch", "MSID", "School", "PreK", "Total Enrollment", "Audit")),
    ("Federal Revenues", ("Medicaid", "Title I", "Other", "Total")),
    ("State Revenues", ("FEFP", "Lottery", "Other", "Total")),
    ("Local Revenues", ("Discretionary", "Other", "Total")),
)
CHARTER_SCHOOLS = (
    ("North", 102.0, None, 33699, 20116),
    ("North", 67.5, 0.11, None, 32229),
    ("North", 107.48, None, 86297, 12050),
    ("South", 113.0, None, None, 9317),
    ("South", 94.29, 1.5, 27545, 4400),
)
CHARTER_FIRST, CHARTER_LAST, CHARTER_TOTALS = 5, 9, 11  # rows of the sheet, counted from 1
CHARTER_ENROLMENT = ("484.27", "1.61")  # of Total Enrollment and of PreK, exact


def charter_list(path: Path) -> Path:
    """Revenues of schools (.xls): a title, two header rows with merged groups and repeated names.

    Below the five schools (rows 5 to 9) a note, a totals row in row 11, and two stacked sub-tables, the
    second with the columns of the main table. A second sheet is a legend.
    """
    book = xlwt.Workbook()
    sheet = book.add_sheet("AllData07")
    sheet.write(0, 0, "FY 2006-07 Sample School Revenue Data")
    column = 0
    for group, names in CHARTER_GROUPS:
        sheet.write_merge(2, 2, column, column + len(names) - 1, group)
        for name in names:
            if name:
                sheet.write(3, column, name)
            column += 1
    for index, school in enumerate(CHARTER_SCHOOLS):
        put(sheet, 4 + index, charter_row(index + 1, *school))
    sheet.write(9, 0, "Number of Schools not reporting Federal Revenues = 2")
    totals: list[Value] = ["Totals", None, None, None, None, 1.61, 484.27, None]
    put(sheet, 10, [*totals, None, 147541.0, None, 147541.0, 78112.0, None, None, 78112.0])
    below: tuple[tuple[str, Value], ...] = (
        ("Totals by Source", "Amount"),
        ("Total Federal", 147541.0),
        ("Total State", 78112.0),
    )
    for offset, (label, amount) in enumerate(below):
        put(sheet, 13 + offset, (None, None, None, None, label, amount))
    sheet.write(18, 0, "South Schools")
    for index, school in enumerate(CHARTER_SCHOOLS[3:], 4):
        put(sheet, 15 + index, charter_row(index, *school))
    legend = book.add_sheet("Legend")
    for row, text in enumerate(("File Legend", "Green = Federal Revenues", "Purple = State Revenues")):
        legend.write(row * 2, 0, text)
    book.save(str(path))
    return path


def charter_row(
    number: int, district: str, pupils: float, preschool: float | None, federal: int | None, state: int
) -> list[Value]:
    """District numbers and codes are text with leading zeros."""
    code = "01" if district == "North" else "66"
    info: list[Value] = [
        code,
        district,
        f"{950 + number:04d}",
        f"{code}{950 + number:04d}",
        f"SAMPLE SCHOOL {number}",
    ]
    return [
        *info,
        preschool,
        pupils,
        "Yes",
        None,
        federal,
        None,
        federal,
        state,
        None,
        None,
        state,
        None,
        None,
        None,
    ]


# name, trade, born, died; the age is the full years between
PEOPLE = (
    ("Person 01", "singer", date(1950, 1, 8), date(2016, 1, 10)),
    ("Person 02", "actor", date(1956, 10, 21), date(2016, 10, 20)),
    ("Person 03", "singer", date(1926, 10, 18), date(2017, 3, 18)),
    ("Person 04", "writer", date(1960, 2, 29), date(2017, 2, 28)),
    ("Person 05", "actor", date(1958, 6, 7), date(2016, 6, 7)),
    ("Person 06", "painter", date(1946, 2, 21), date(2016, 1, 14)),
    ("Person 07", "actor", date(1934, 2, 14), date(2016, 11, 24)),
    ("Person 08", "writer", date(1926, 4, 28), date(2016, 2, 19)),
    ("Person 09", "actor", date(1917, 2, 6), date(2016, 12, 18)),
    ("Person 10", "singer", date(1963, 12, 31), date(2017, 1, 1)),
)
AGES = (66, 59, 90, 56, 58, 69, 82, 89, 99, 53)
NOTES_ABOVE: tuple[tuple[Value, ...], ...] = (
    ("Lists like this one", None, None, None, None, None),
    ("often have notes", None, None, None, None, "in odd places"),
    ("above", "the", "table", None, "of", "interest"),
    ("and", "merged", None, None, None, "cells"),
)
NOTES_BELOW: tuple[tuple[Value, ...], ...] = (
    ("Some", None, None, None, None, None),
    (None, "also write notes", None, None, None, None),
    (None, None, "below", "it,", None, None),
    (None, None, None, None, None, "as here"),
)


def notes_around(path: Path) -> Path:
    """Two sheets (.xlsx): four note rows, merged cells, the header in row 5, ten rows, four footer rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in ("arts", "other"):
        sheet = book.create_sheet(name)
        for note in NOTES_ABOVE:
            sheet.append(note)
        sheet.append(("Name", "Profession", "Age", "Has kids", "Date of birth", "Date of death"))
        for index, (person, trade, born, died) in enumerate(PEOPLE):
            sheet.append((person, trade, AGES[index], index % 3 != 0, born, died))
        for note in NOTES_BELOW:
            sheet.append(note)
        sheet.merge_cells("B4:E4")
    book.save(path)
    return path


def put(sheet: xlwt.Worksheet, row: int, values: Sequence[Value]) -> None:
    """Write a row, blanks left out."""
    for column, value in enumerate(values):
        if value is not None:
            sheet.write(row, column, value)
