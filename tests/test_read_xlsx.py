"""Reading .xlsx: every cell at its place and of its type, and what the fast reader does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ruraledu_cli.census import Cell, ErrorCell, FormulaWithoutValue, Merged, Sheet
from ruraledu_cli.read import FileRead, read_file
from workbook_files import MAIN, book, edited, put, saved, simple, with_rows, with_sheet


def read(folder: Path, data: bytes, name: str = "a.xlsx") -> FileRead:
    return read_file(put(folder, name, data), name)


def only_sheet(folder: Path, data: bytes) -> Sheet:
    result = read(folder, data)
    assert (result.file.status, result.file.reason, result.findings) == ("ok", None, ())
    (sheet,) = result.sheets
    return sheet


def cell(sheet: Sheet, address: str) -> Cell:
    column, row = ord(address[0]) - 65, int(address[1:]) - 1
    return sheet.rows[row][column]


def trimmed(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows without the blanks at their ends, and without blank rows at the end."""
    kept = [list(row) for row in rows]
    for row in kept:
        while row and row[-1] is None:
            row.pop()
    while kept and not kept[-1]:
        kept.pop()
    return kept


def test_types_are_kept(tmp_path: Path) -> None:
    made = book()
    values = {"A1": 12, "B1": "12", "C1": 3.5, "D1": True, "E1": " 梁村 ", "F1": date(2001, 9, 1), "G1": -3}
    moments = {"A2": datetime(2001, 9, 1, 8, 30), "B2": time(8, 30), "C2": timedelta(hours=30), "D2": 0}
    for address, value in (values | moments).items():
        made["学校"][address] = value
    sheet = only_sheet(tmp_path, saved(made))
    for address, value in (values | moments).items():
        assert cell(sheet, address) == value
        assert type(cell(sheet, address)) is type(value)
    assert sheet.file == "a.xlsx"
    assert sheet.kind == "xlsx"


def test_a_date_cell_at_midnight_is_a_date(tmp_path: Path) -> None:
    made = book()
    made["学校"]["A1"] = datetime(2001, 9, 1)
    assert type(cell(only_sheet(tmp_path, saved(made)), "A1")) is date


def test_the_1904_system(tmp_path: Path) -> None:
    made = book()
    made.epoch = CALENDAR_MAC_1904
    made["学校"]["A1"] = date(2001, 9, 1)
    assert cell(only_sheet(tmp_path, saved(made)), "A1") == date(2001, 9, 1)


def test_leading_blank_rows_and_columns_stay(tmp_path: Path) -> None:
    made = book()
    made["学校"]["B3"], made["学校"]["C4"] = "学校名称", 7
    sheet = only_sheet(tmp_path, saved(made))
    assert [list(row) for row in sheet.rows] == [
        [None] * 3,
        [None] * 3,
        [None, "学校名称", None],
        [None, None, 7],
    ]


def test_whole_numbers_are_ints_until_digits_may_be_lost(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>340121197311146013</v></c><c r="B1"><v>999999999999999</v></c>'
    rows += (
        '<c r="C1"><v>1E+400</v></c><c r="D1"><v>0.30000000000000004</v></c><c r="E1"><v>12.0</v></c></row>'
    )
    found = only_sheet(tmp_path, with_rows(rows)).rows[0]
    assert list(found) == [340121197311146013.0, 999999999999999, ErrorCell("#NUM!"), 0.1 + 0.2, 12]
    assert [type(value) for value in found] == [float, int, ErrorCell, float, int]


def test_errors_and_formulas_without_value(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1" t="e"><v>#SPILL!</v></c><c r="D1"><f>SUM(A1:B1)</f></c><c r="E1"><f>A1&amp;"x"</f><v/></c>'
        '<c r="F1"><f>1+1</f><v>2</v></c><c r="G1" t="str"><f>""</f><v></v></c>'
        '<c r="H1"><f t="shared" si="0"/></c><c r="I1" t="e"/><c r="J1"><v>1</v></c></row>'
    )
    found = list(only_sheet(tmp_path, with_rows(rows)).rows[0])
    assert found[:3] == [ErrorCell("#N/A"), ErrorCell("#DIV/0!"), ErrorCell("#SPILL!")]
    assert found[3:5] == [FormulaWithoutValue("=SUM(A1:B1)"), FormulaWithoutValue('=A1&"x"')]
    assert found[5:] == [2, "", FormulaWithoutValue(""), ErrorCell("#VALUE!"), 1]


@pytest.mark.parametrize(
    "content",
    [
        "<f>A1</f>",
        "<f>A1</f><v/>",
        '<f>A1</f><v xml:space="preserve"> </v>',
        "\n<f>A1</f>\n<v></v>\n",
        "<f>A1</f><extLst><ext/></extLst>",
        '<f t="array" ref="B1:B9" ca="1">A1</f>',
        "<f xml:space='preserve'>A1</f>",
    ],
)
@pytest.mark.parametrize("attributes", ["", ' s="0"', ' s="0" t="n"', " t='n'"])
def test_every_way_to_store_no_result(tmp_path: Path, content: str, attributes: str) -> None:
    cell_xml = f'<c r="B1"{attributes}>{content}</c>'
    rows = f'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>{cell_xml}<c r="C1"><f>A1</f><v>2</v></c></row>'
    assert list(only_sheet(tmp_path, with_rows(rows)).rows[0]) == [2, FormulaWithoutValue("=A1"), 2]


def test_a_formula_beyond_the_last_value_is_kept(tmp_path: Path) -> None:
    made = book()
    made["学校"]["A1"], made["学校"]["C4"] = "合计", "=SUM(A1:A3)"
    sheet = only_sheet(tmp_path, saved(made))
    assert cell(sheet, "C4") == FormulaWithoutValue("=SUM(A1:A3)")
    assert list(sheet.rows[3]) == [None, None, FormulaWithoutValue("=SUM(A1:A3)")]


def test_merged_ranges(tmp_path: Path) -> None:
    made = book()
    made["学校"]["B2"] = "梁村镇"
    made["学校"].merge_cells("B2:B9")
    assert only_sheet(tmp_path, saved(made)).merged == (Merged(1, 1, 8, 1),)


def test_a_lying_dimension_drops_nothing(tmp_path: Path) -> None:
    data = simple([[number] for number in range(50)])
    lying = edited(data, lambda xml: xml.replace(b'<dimension ref="A1:A50"', b'<dimension ref="A1:A2"'))
    assert lying != data
    assert [row[0] for row in only_sheet(tmp_path, lying).rows] == list(range(50))


def test_sheets_passed_over_are_told(tmp_path: Path) -> None:
    made = book("学校", "去年", "内部", "填表说明", "下拉", "校验结果")
    made["学校"]["A1"] = made["去年"]["A1"] = 1
    made["去年"].sheet_state, made["内部"].sheet_state = "hidden", "veryHidden"
    made.create_chartsheet("图").add_chart(BarChart())
    result = read(tmp_path, saved(made))
    assert [sheet.name for sheet in result.sheets] == ["学校"]
    told = {(finding.code, finding.places[0].sheet, finding.params["reason"]) for finding in result.findings}
    assert told == {
        ("F006", "去年", "hidden_sheet"),
        ("F006", "内部", "hidden_sheet"),
        ("F006", "填表说明", "instructions_sheet"),
        ("F006", "下拉", "dropdown_sheet"),
        ("F006", "校验结果", "checks_sheet"),
        ("F006", "图", "chart_sheet"),
    }


def test_nothing_but_sheets_passed_over(tmp_path: Path) -> None:
    result = read(tmp_path, simple(name="填表说明"))
    assert (result.file.status, result.sheets, len(result.findings)) == ("ok", (), 1)


def test_hidden_rows_count(tmp_path: Path) -> None:
    made = book()
    for value in (1, 2, 3):
        made["学校"].append([value])
    made["学校"].row_dimensions[2].hidden = True
    assert [row[0] for row in only_sheet(tmp_path, saved(made)).rows] == [1, 2, 3]


def worksheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


FIVE = '<row r="2"><c r="B2"><v>5</v></c>'
NOT_PLAIN = {
    "prefixes": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c>'
    '<x:c r="C2" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "no addresses": worksheet('<row r="2"><c/><c><v>5</v></c><c t="e"><v>#REF!</v></c></row>'),
    "single quotes": worksheet("<row r='2'><c r='B2'><v>5</v></c><c t='e' r='C2'><v>#REF!</v></c></row>"),
    "an error in single quotes": worksheet(FIVE + "<c r=\"C2\" t='e'><v>#REF!</v></c></row>"),
    "an error behind a line break": worksheet(FIVE + '<c r="C2"\n t="e"><v>#REF!</v></c></row>'),
    "an error behind spaces": worksheet(FIVE + '<c r="C2" t = "e"><v>#REF!</v></c></row>'),
    "an error with more": worksheet(FIVE + '<c r="C2" t="e"><v>#REF!</v><extLst><ext/></extLst></c></row>'),
    "more in a cell": worksheet(
        FIVE[:-4] + '<extLst><ext/></extLst></c><c r="C2" t="e"><v>#REF!</v></c></row>'
    ),
    "a comment": worksheet(
        '<!-- <c r="A9"><v>1</v></c> -->' + FIVE + '<c r="C2" t="e"><v>#REF!</v></c></row>'
    ),
}


@pytest.mark.parametrize("xml", NOT_PLAIN.values(), ids=NOT_PLAIN.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_unusual_but_valid_sheets(tmp_path: Path, xml: str, encoding: str) -> None:
    """calamine reads a sheet in UTF-16 as empty, without a word."""
    sheet = only_sheet(tmp_path, with_sheet(xml.encode(encoding)))
    assert trimmed(sheet.rows) == [[], [None, 5, ErrorCell("#REF!")]]


def test_the_careful_way_reads_what_the_fast_way_reads(tmp_path: Path) -> None:
    made = book()
    for row in (
        [1, "a & <b>", date(2001, 9, 1)],
        [None, " 空 \n格", 2.5],
        [True, datetime(2001, 9, 1, 8), "=A1"],
    ):
        made["学校"].append(row)
    made["学校"].merge_cells("A4:B5")
    data = saved(made)
    commented = edited(data, lambda xml: xml.replace(b"<sheetData>", b"<sheetData><!-- x -->"))
    assert commented != data
    fast, careful = only_sheet(tmp_path, data), only_sheet(tmp_path, commented)
    assert [list(row) for row in fast.rows][:3] == [list(row) for row in careful.rows]
    assert fast.merged == careful.merged


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.integers(-(10**9), 10**9).map(lambda number: number / 128),
    st.booleans(),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "S")), min_size=1, max_size=8),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_whatever_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
) -> None:
    made = book()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            written = made["学校"].cell(number, column)
            written.value = value
            if isinstance(value, str):
                written.data_type = "s"
    data = saved(made)
    commented = edited(data, lambda xml: xml.replace(b"<sheetData", b"<!-- --><sheetData"))
    folder = tmp_path_factory.mktemp("any")
    expected = [[plain(value) for value in row] for row in rows]
    for read_data in (data, commented):
        sheet = only_sheet(folder, read_data)
        assert trimmed(sheet.rows) == trimmed(expected)


def plain(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) and value == int(value) else value


def test_shared_strings_with_phonetics_and_runs(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><r><t>梁村</t></r><r><t>镇</t></r>'
    rows += '<rPh sb="0" eb="1"><t>x</t></rPh></is></c>{}</row>'
    assert list(only_sheet(tmp_path, with_rows(rows.format(""))).rows[0]) == ["梁村镇"]
    assert list(only_sheet(tmp_path, with_rows(rows.format("<c><v>1</v></c>"))).rows[0]) == ["梁村镇", 1]


def test_a_workbook_part_under_another_name(tmp_path: Path) -> None:
    moved = edited(simple(), lambda xml: xml, "xl/workbook.xml", "xl/workbook22.xml")
    moved = edited(moved, lambda xml: xml, "xl/_rels/workbook.xml.rels", "xl/_rels/workbook22.xml.rels")
    moved = edited(moved, lambda xml: xml.replace(b"xl/workbook.xml", b"xl/workbook22.xml"), "_rels/.rels")
    assert [list(row) for row in only_sheet(tmp_path, moved).rows] == [["学校名称", "班数"], ["一实小", 12]]


def test_the_strict_namespace(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    row = '<row r="1"><c r="A1" t="d"><v>2001-09-01</v></c></row>'
    strict = f'<worksheet xmlns="{strict}"><sheetData>{row}</sheetData></worksheet>'
    assert list(only_sheet(tmp_path, with_sheet(strict)).rows[0]) == [date(2001, 9, 1)]
