"""Every address is the one a person sees in Excel: the cell of a finding is read back with openpyxl."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from rule_pages import plan
from ruraledu_cli.audit import Definitions, audit, gather
from ruraledu_cli.model.finding import Finding, Place

Header = tuple[str, ...]  # a header's levels, from the top
Line = Sequence[object]
HEADERS: tuple[Header, ...] = (
    ("基本情况", "学校标识码"),
    ("基本情况", "学校名称"),
    ("基本情况", "办学类型代码"),
    ("所在地", "城乡类型代码"),
    ("所在地", "乡镇"),
    ("规模", "在校生数"),
    ("规模", "女生数"),
    ("规模", "班数"),
    ("网络", "校园网出口带宽(Mbps)"),
    ("网络", "班级带宽(Mbps)"),
    ("网络", "是否千兆进校百兆进班"),
    ("结对", "结对起"),
    ("结对", "结对止"),
)
_TERM = (date(2023, 9, 1), date(2026, 8, 31))
_EARLY = date(2022, 8, 31)
_GOOD = ("220", "梁村镇", 120, 60, 6, 1000, 100, "是", *_TERM)
RECORDS: tuple[Line, ...] = (
    ("2137900001", "甲小学", "211", *_GOOD),
    ("2137900002", "乙小学", "211", "村里", "梁村镇", "很多", 60, 6, 1000, 100, "是", None, None),
    ("2137900003", "丙小学", "311", "220", "无名镇", 120, 121, 6, 500, 100, "是", _TERM[0], _EARLY),
    ("213790000", "丁小学", "211", "220", "梁村镇", 120, -3, 0, 1000, 100, "大概", "去年", None),
    ("2137900005", "戊小学", "211", "220", "尹集镇", 90, 40, 6, "1G", 2000, "否", None, None),
    ("2137900006", "己小学", "211", *_GOOD),
    ("2137900006", "己小学", "211", "220", "梁村镇", 125, 60, 6, 1000, 100, "是", *_TERM),
)  # fmt: skip
# Rule, and what the cells of all its findings hold.
EXPECTED: dict[str, set[object]] = {
    "V002": {"很多", "大概", "去年"},
    "V003": {-3},
    "V004": {"村里", "无名镇"},
    "V007": {"213790000"},
    "V010": {"1G"},
    "R001": {121, 120},
    "R004": {"是", 500, 100, "否", "1G", 2000},
    "R006": {"2137900003", "311"},
    "R014": {2000, "1G"},
    "R016": {120, 0},
    "R021": {_TERM[0], _EARLY},
    "K001": {120, 125},
}


def flat(sheet: Worksheet) -> None:
    """Headers in row 1, records below."""
    sheet.append([levels[-1] for levels in HEADERS])
    for record in RECORDS:
        sheet.append(list(record))


def titled(sheet: Worksheet) -> None:
    """A title over all columns, a line of the office, an empty line, then the headers."""
    sheet["A1"] = "高唐县2025年学校基本情况一览表"
    sheet.merge_cells("A1:M1")
    sheet["A2"], sheet["H2"] = "填报单位（盖章）：梁村镇中心学校", "填报人：某某"
    sheet.append([])
    sheet.append([])
    flat(sheet)


def levels(sheet: Worksheet) -> None:
    """Two merged header rows, and a row of column numbers below."""
    sheet["A1"] = "学校一览表"
    for position, (top, low) in enumerate(HEADERS, 1):
        sheet.cell(3, position, top if [h[0] for h in HEADERS].index(top) == position - 1 else None)
        sheet.cell(4, position, low)
        sheet.cell(5, position, f"({position})")
    for first, last in ((1, 3), (4, 5), (6, 8), (9, 11), (12, 13)):
        sheet.merge_cells(start_row=3, start_column=first, end_row=3, end_column=last)
    for record in RECORDS:
        sheet.append(list(record))


def gaps(sheet: Worksheet) -> None:
    """Empty rows above and between, empty columns to the left and between, a hidden row and column."""
    columns = [3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17]
    for column, header in zip(columns, HEADERS, strict=True):
        sheet.cell(5, column, header[-1])
    for number, record in enumerate(RECORDS):
        for column, value in zip(columns, record, strict=True):
            sheet.cell(7 + 2 * number, column, value)
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["H"].hidden = True


def totals_first(sheet: Worksheet) -> None:
    """Serial numbers, a totals row before the records, groups between them, notes below."""
    sheet.append(["序号", *(levels[-1] for levels in HEADERS)])
    sheet.append([None, "合计"])
    sheet.append(["一、梁村镇"])
    for number, record in enumerate(RECORDS[:4], 1):
        sheet.append([number, *record])
    sheet.append(["二、其他"])
    for number, record in enumerate(RECORDS[4:], 5):
        sheet.append([number, *record])
    sheet.append(["注：班额以9月1日为准。"])
    sheet.append([None, "审核人：", None, "填表日期："])


def far(sheet: Worksheet) -> None:
    """Beyond column Z, below row 100."""
    for column, header in enumerate(HEADERS, 25):
        sheet.cell(30, column, header[-1])
    for row, record in enumerate(RECORDS, 31):
        for column, value in enumerate(record, 25):
            sheet.cell(row, column, value)


LAYOUTS = (flat, titled, levels, gaps, totals_first, far)


@pytest.fixture(params=LAYOUTS, ids=lambda layout: layout.__name__)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    layout: Callable[[Worksheet], None] = request.param
    workbook = openpyxl.Workbook()
    workbook.active.title = "填表说明"
    layout(workbook.create_sheet("学校"))
    path = tmp_path / "报表.xlsx"
    workbook.save(path)
    return path


def audited(path: Path) -> tuple[Finding, ...]:
    files = gather([str(path)], lambda one: one.name)
    return audit(files, Definitions(plan()), year=2025).findings


def values(finding: Finding, workbook: openpyxl.Workbook) -> Iterator[object]:
    """What openpyxl finds in the cells of a finding."""
    for place in finding.places:
        for address in place.cells:
            yield from in_range(workbook[str(place.sheet)], address)


def in_range(sheet: Worksheet, address: str) -> Iterator[object]:
    left, top, right, bottom = range_boundaries(address)
    for row in sheet.iter_rows(top, bottom, left, right, values_only=True):
        yield from (value.date() if isinstance(value, datetime) else value for value in row)


def test_the_cell_at_the_address_is_the_cell_meant(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    found: dict[str, set[object]] = {}
    for finding in audited(book):
        if finding.code in EXPECTED:
            found.setdefault(finding.code, set()).update(values(finding, workbook))
    assert found == EXPECTED


def test_a_finding_of_a_value_points_at_that_value(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    of_values = [one for one in audited(book) if one.code in ("V002", "V003", "V004", "V007", "V010")]
    assert len(of_values) == 8
    for finding in of_values:
        assert {str(value) for value in values(finding, workbook)} == {finding.value}


def test_every_address_lies_below_its_header(book: Path) -> None:
    """The header a place names stands above its cells, in the same column."""
    workbook = openpyxl.load_workbook(book)
    placed = [place for finding in audited(book) for place in finding.places if place.position and place.rows]
    assert placed
    for place in placed:
        assert str(place.header).split("/")[-1] in above(workbook, place)


def above(workbook: openpyxl.Workbook, place: Place) -> list[object]:
    sheet = workbook[str(place.sheet)]
    return [sheet.cell(row, place.position).value for row in range(1, min(place.rows))]
