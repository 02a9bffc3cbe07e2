"""Workbooks that are given back: with all that must survive, and faults to be marked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from workbook_files import SHEET_PART, book, repacked_with, saved

HEADERS = ("学校标识码", "学校名称", "城乡类型代码", "办学类型", "在校生数", "班数", "图书册数", "合计")
ROWS = (
    ("2137000001", "一实小", "村", "小学", 400, 10, 5000),
    ("2137000002", "县实验小学", "111", "小学", "约300", 8, 4000),
    ("2137000003", "二 小", "１１２", "小学", None, 9, 3000),
    ("2137000004", "梁村小学", "122", "小雪", 200, 6, 2000),
)
STORED = {3: 410, 4: 8, 5: 9, 6: 206}  # what the formulas gave when the workbook was saved
KEPT = ("xl/charts/chart1.xml", "xl/vbaProject.bin", "xl/worksheets/sheet2.xml", "docProps/app.xml")


def full_workbook() -> bytes:
    """One sheet of schools with four faults and a workbook's furniture, and one that nobody reads."""
    made = book("学校", "填报说明")
    sheet = made["学校"]
    sheet.append(["2025年学校基本情况"])
    sheet.append(list(HEADERS))
    for number, row in enumerate(ROWS, 3):
        sheet.append([*row, f"=E{number}+F{number}"])
    sheet["C3"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["C3"].comment = Comment("这是我的批注", "张三")
    sheet["H3"].comment = Comment("公式的说明", "张三")
    sheet.column_dimensions["B"].width = 30
    choice = DataValidation(type="list", formula1='"小学,初中"', sqref="D3:D100")
    sheet.add_data_validation(choice)
    sheet.protection.sheet = True
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=7, min_row=2, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "J2")
    made["填报说明"]["A1"] = "请如实填写"
    made.defined_names["全部"] = openpyxl.workbook.defined_name.DefinedName(
        "全部", attr_text="学校!$A$1:$H$6"
    )
    made["填报说明"].print_title_rows = "1:1"
    return _with_stored_values(saved(made))


def _with_stored_values(data: bytes) -> bytes:
    """The formulas' values as a spreadsheet program stores them, and a part of macros."""

    def stored(sheet: bytes) -> bytes:
        for row, value in STORED.items():
            formula = f"<f>E{row}+F{row}</f>".encode()
            empty = next(v for v in (b"<v />", b"<v/>") if formula + v in sheet)
            sheet = sheet.replace(formula + empty, formula + f"<v>{value}</v>".encode())
        return sheet

    return repacked_with(data, {SHEET_PART: stored}, {"xl/vbaProject.bin": bytes(range(256)) * 8})


def parts_of(data: bytes | Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as package:
        return {name: package.read(name) for name in package.namelist()}


def opened(path: Path, **how: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, **how)  # type: ignore[arg-type]
