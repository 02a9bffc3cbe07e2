"""Editing packages in place: workbooks as other programs write them, and what must not be touched."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returned_files import full_workbook, parts_of
from ruraledu_cli.analyse.explanations import REASONS as ACCEPTED
from ruraledu_cli.analyse.proposals import proposed
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.package.archive import Archive
from ruraledu_cli.package.cells import SheetCells, address_of, reference_of
from ruraledu_cli.package.comments import Comments, block
from ruraledu_cli.package.marking import Mark, Marking, is_workbook
from ruraledu_cli.package.results import REASONS
from ruraledu_cli.package.styles import Styles
from ruraledu_cli.package.tags import attribute, children, with_attribute, without_attribute
from ruraledu_cli.read.refused import Refused
from workbook_files import MAIN, book, edited, saved, simple, with_sheet

STYLES = f"""<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="2"><fill>
<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders><cellXfs count="2"><xf fillId="0" numFmtId="9"><alignment/></xf>
<xf numFmtId="14" fillId="0" fontId="0"/></cellXfs></styleSheet>""".encode()


def sheet(rows: str, before: str = "", behind: str = "") -> bytes:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'.encode()


def marked(data: bytes, *cells: tuple[int, int], name: str = "学校") -> bytes:
    marking = Marking(data)
    marks = [Mark(name, row, column, "error", f"[1] {row} {column}") for row, column in cells]
    parts = marking.mark(marks, "数据审核")
    content = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
    marking.put_first("校验结果", lambda _styles, _fills, _chosen: content, parts)
    return marking.save()


def comments_in(data: bytes, name: str = "学校") -> dict[str, str]:
    made = openpyxl.load_workbook(io.BytesIO(data))[name]
    return {cell.coordinate: cell.comment.text for row in made.iter_rows() for cell in row if cell.comment}


def test_an_archive_is_written_back_as_it_was() -> None:
    data = full_workbook()
    again = Archive(data).save()
    assert parts_of(again) == parts_of(data)
    assert list(parts_of(again)) == list(parts_of(data))
    with zipfile.ZipFile(io.BytesIO(again)) as package:
        assert package.testzip() is None
        times = {info.filename: info.date_time for info in package.infolist()}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert times == {info.filename: info.date_time for info in package.infolist()}


def test_a_part_that_comes_out_the_same_counts_as_not_changed() -> None:
    archive = Archive(full_workbook())
    before = archive.digest(without="")
    archive.put("xl/workbook.xml", archive.xml("xl/workbook.xml"))
    assert archive.digest(without="") == before
    archive.put("xl/workbook.xml", archive.xml("xl/workbook.xml") + b" ")
    assert archive.digest(without="") != before


@pytest.mark.parametrize(
    ("tag", "changed"),
    [
        (b'<c r="A1" s="3"/>', b'<c r="A1" s="7"/>'),
        (b"<c r='A1' s = '3'>", b"<c r='A1' s=\"7\">"),
        (b"<c/>", b'<c s="7"/>'),
        (b'<c cs="3" >', b'<c cs="3" s="7">'),
    ],
)
def test_one_attribute_is_set(tag: bytes, changed: bytes) -> None:
    assert with_attribute(tag, "s", 7) == changed
    assert attribute(changed, "s") == "7"
    assert attribute(without_attribute(changed, "s"), "s") is None


def test_children_are_those_that_stand_in_no_other() -> None:
    xml = b'<a><x:b p="1>2"><c/></x:b> <!-- <d/> --><e/></a>'
    assert [child.name for child in children(xml, 3, len(xml) - 4)] == ["b", "e"]


def restyled(xml: bytes, *cells: tuple[int, int]) -> bytes:
    return SheetCells(xml).restyled(cells, lambda _, style: style + 100)


@pytest.mark.parametrize(
    ("rows", "cell", "expected"),
    [
        ('<row r="2"><c r="B2" s="1"/></row>', (2, 2), '<row r="2"><c r="B2" s="101"/></row>'),
        ('<row r="2"><c r="B2"/></row>', (2, 1), '<row r="2"><c r="A2" s="100"/><c r="B2"/></row>'),
        ('<row r="2"><c r="B2"/></row>', (2, 3), '<row r="2"><c r="B2"/><c r="C2" s="100"/></row>'),
        ('<row r="2" spans="2:2"/>', (2, 1), '<row r="2"><c r="A2" s="100"/></row>'),
        (
            '<row r="2" s="5" customFormat="1"/>',
            (2, 1),
            '<row r="2" s="5" customFormat="1"><c r="A2" s="105"/></row>',
        ),
        ('<row r="4"/>', (2, 1), '<row r="2"><c r="A2" s="100"/></row><row r="4"/>'),
        ('<row r="4"/>', (9, 1), '<row r="4"/><row r="9"><c r="A9" s="100"/></row>'),
        ("<row><c/><c/></row><row><c/></row>", (2, 1), '<row><c/><c/></row><row><c s="100"/></row>'),
        ("<row><c/><c/></row>", (1, 2), '<row><c/><c s="100"/></row>'),
        (
            '<!-- <row r="1"/> --><row r="1"><c r="A1" t="e"><v><![CDATA[<c/>]]></v></c></row>',
            (1, 1),
            '<!-- <row r="1"/> --><row r="1"><c r="A1" t="e" s="100"><v><![CDATA[<c/>]]></v></c></row>',
        ),
    ],
)
def test_cells_are_styled_where_they_stand(rows: str, cell: tuple[int, int], expected: str) -> None:
    assert restyled(sheet(rows), cell) == sheet(expected)


def test_an_empty_sheet_gets_its_first_row() -> None:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData/><pageMargins/></worksheet>'.encode()
    expected = (
        b'<sheetData><row r="2"><c r="A2" s="100"/></row><row r="3"><c r="B3" s="100"/></row></sheetData>'
    )
    assert expected in restyled(xml, (3, 2), (2, 1))


def test_a_new_cell_looks_as_its_column() -> None:
    cols = '<cols><col min="2" max="3" width="9" style="4"/></cols>'
    assert b'<c r="C1" s="104"/>' in restyled(sheet("", cols), (1, 3))
    assert b'<c r="D1" s="100"/>' in restyled(sheet("", cols), (1, 4))


def test_rows_out_of_order_are_refused() -> None:
    with pytest.raises(Refused):
        SheetCells(sheet('<row r="3"/><row r="2"/>'))


def test_a_prefix_is_kept() -> None:
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>'.encode()
    assert b'<x:row r="1"><x:c r="A1" s="100"/></x:row>' in restyled(xml, (1, 1))


def test_a_style_is_cloned_once_and_found_again() -> None:
    styles = Styles(STYLES)
    first = styles.marked(0, "error")
    assert (styles.marked(0, "error"), styles.marked(1, "error")) == (first, first + 1)
    saved_once = Styles(styles.save())
    assert saved_once.marks() == [first, first + 1]
    assert saved_once.mark_of(first) == "error"
    assert b"<alignment/>" in saved_once.xf(first)
    assert b'numFmtId="9"' in saved_once.xf(first)
    assert saved_once.with_fill(first, saved_once.fill_of(0)) == 0
    assert saved_once.marked(0, "error") == first
    assert saved_once.save() == styles.save()
    assert b'<cellXfs count="4">' in styles.save()
    assert b'<fills count="3">' in styles.save()


def test_styles_without_lists_get_them_in_their_order() -> None:
    styles = Styles(f'<styleSheet xmlns="{MAIN}"><dxfs count="0"/></styleSheet>'.encode())
    styles.marked(0, "note")
    made = styles.save()
    places = [made.index(f"<{name}".encode()) for name in ("fonts", "fills", "borders", "cellXfs", "dxfs")]
    assert places == sorted(places)


def test_rich_comments_keep_their_runs() -> None:
    xml = (
        f'<comments xmlns="{MAIN}"><authors><author>甲</author></authors><commentList><comment ref="B2" '
        'authorId="0"><text><r><rPr><b/></rPr><t>粗</t></r><r><t xml:space="preserve"> 细 &amp; </t></r>'
        "</text></comment></commentList></comments>"
    ).encode()
    comments = Comments(xml)
    assert comments.add({(2, 2): block("审核", "[1] 一句", 3), (5, 1): block("审核", "[2] 又", 0)}) == [
        (5, 1)
    ]
    again = Comments(comments.save())
    assert {at: one.replaced for at, one in again.ours().items()} == {(2, 2): 3, (5, 1): 0}
    assert again.strip() == [(5, 1)]
    assert again.save().replace(b"<author>ruraledu</author>", b"") == xml


def test_what_was_written_behind_our_words_stays() -> None:
    xml = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
    comments = Comments(xml)
    comments.add({(1, 1): "我先说\n\n" + block("审核", "[1] 一句", 0) + "\n我后说"})
    assert comments.strip() == []
    assert "我先说" in comments.save().decode()
    assert "我后说" in comments.save().decode()
    assert "一句" not in comments.save().decode()


@pytest.mark.parametrize(
    "behind",
    [
        "<pageMargins/>",
        '<tableParts count="0"/>',
        '<pageMargins/><legacyDrawingHF r:id="rId9" xmlns:r="urn:x"/>',
        "<conditionalFormatting><cfRule><extLst/></cfRule></conditionalFormatting><pageMargins/><extLst/>",
    ],
)
def test_the_drawing_is_named_where_the_schema_has_it(behind: str) -> None:
    xml = sheet('<row r="1"><c r="A1"/></row>', behind=behind).decode()
    data = edited(with_sheet(xml), lambda part: part)
    made = parts_of(marked(data, (1, 1)))["xl/worksheets/sheet1.xml"].decode()
    tail = made[made.index("</sheetData>") :]
    at = tail.index("<legacyDrawing ")
    assert all(tail.index(name) < at for name in ("<pageMargins/>", "<conditional") if name in tail)
    assert all(tail.rindex(name) > at for name in ("<tableParts", "<legacyDrawingHF") if name in tail)
    if tail.endswith("<extLst/></worksheet>"):
        assert tail.rindex("<extLst/>") > at


def test_a_merged_range_is_marked_where_it_shows() -> None:
    made = book("学校")
    made["学校"]["A1"] = "梁村镇"
    made["学校"].merge_cells("A1:B5")
    assert set(comments_in(marked(saved(made), (3, 2), (5, 1)))) == {"A1"}


def test_without_styles_a_workbook_gets_some() -> None:
    data = simple()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name, content in parts_of(data).items():
            if name == "xl/styles.xml":
                continue
            if name == "xl/_rels/workbook.xml.rels":
                start = content.rindex(b"<Relationship ", 0, content.index(b"styles.xml"))
                content = content[:start] + content[content.index(b">", start) + 1 :]
            if name == "[Content_Types].xml":
                start = content.rindex(b"<Override ", 0, content.index(b"/xl/styles.xml"))
                content = content[:start] + content[content.index(b">", start) + 1 :]
            target.writestr(source.getinfo(name), content)
    assert set(comments_in(marked(stream.getvalue(), (2, 2)))) == {"B2"}


def test_all_comments_gone_the_parts_go() -> None:
    data = simple()
    once = marked(data, (2, 2))
    marking = Marking(once)
    marking.drop("校验结果")
    marking.mark([], "数据审核", was_marked=True)
    left = parts_of(marking.save())
    assert set(left) == set(parts_of(data))
    assert b"legacyDrawing" not in left["xl/worksheets/sheet1.xml"]
    assert b"comments" not in left["[Content_Types].xml"]


def test_a_second_sheet_that_is_chosen_stays_the_one_that_opens() -> None:
    made = book("学校", "另表")
    made["学校"]["A1"] = "x"
    made.active = 1
    made["学校"].sheet_view.tabSelected = False
    made["另表"].sheet_view.tabSelected = True
    again = openpyxl.load_workbook(io.BytesIO(marked(saved(made), (1, 1))))
    assert again.active.title == "另表"
    assert [sheet.title for sheet in again if sheet.sheet_view.tabSelected] == ["另表"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=25, unique=True),
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=25),
)
def test_whatever_is_marked_the_values_stay(
    cells: list[tuple[int, int]], filled: list[tuple[int, int]]
) -> None:
    made = book("学校")
    for row, column in filled:
        made["学校"].cell(row, column).value = row * column
    data = saved(made)
    after = marked(data, *cells)
    sheet_after = openpyxl.load_workbook(io.BytesIO(after))["学校"]
    assert all(sheet_after.cell(*at).value == at[0] * at[1] for at in filled)
    assert {address_of(name) for name in comments_in(after)} == set(cells)
    assert all(sheet_after.cell(*at).fill.fgColor.rgb == "FFFFC9C7" for at in cells)
    assert {reference_of(at) for at in cells} == set(comments_in(after))


def test_a_strict_package_stays_strict() -> None:
    strict = {
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
        MAIN.encode(): b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts_of(simple()).items():
            for one, other in strict.items():
                content = content.replace(one, other)
            target.writestr(name, content)
    made = parts_of(marked(stream.getvalue(), (2, 2)))
    for name in ("xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels", "xl/comments1.xml"):
        assert b"purl.oclc.org" in made[name]
        assert b"openxmlformats.org/officeDocument/2006" not in made[name]


def test_only_workbooks_of_the_open_kind_are_marked_in_place() -> None:
    assert is_workbook(simple())
    assert not is_workbook(b"\xd0\xcf\x11\xe0")
    assert not is_workbook(b"a,b\n1,2\n")


def test_the_dropdown_offers_the_reasons_that_are_accepted() -> None:
    assert REASONS == ACCEPTED


@pytest.mark.parametrize(
    ("code", "value", "params", "expected"),
    [
        ("V008", "１２", {"read": "12"}, "12"),
        ("V004", "村", {"suggestion": "村庄"}, "村庄"),
        ("V006", "11010519491231002*", {}, "11010519491231002X"),
        ("V006", "11010519491231002Х", {}, "11010519491231002X"),
        ("V006", "110105194912310021", {}, None),
        ("V006", "1101051949123100*", {}, None),
        ("V006", "11010519491231003×", {}, None),
        ("V002", "九千", {}, None),
    ],
)
def test_only_spelling_is_proposed(
    code: str, value: str, params: dict[str, str | int], expected: str
) -> None:
    assert proposed(Finding(code, value=value, params=params)) == expected


@pytest.mark.slow
def test_marking_costs_a_fifth_of_loading_and_saving() -> None:
    made = openpyxl.Workbook(write_only=True)
    target = made.create_sheet("学校")
    for row in range(5001):
        target.append([f"列{n}" if row == 0 else row * n if n % 2 else f"文字{row % 50}" for n in range(20)])
    data = saved(made)
    start = time.perf_counter()
    openpyxl.load_workbook(io.BytesIO(data)).save(io.BytesIO())
    plain = time.perf_counter() - start
    cells = [(2 + 10 * n, 1 + n % 20) for n in range(500)]
    times = []
    for _ in range(3):
        start = time.perf_counter()
        after = marked(data, *cells)
        times.append(time.perf_counter() - start)
    assert len(comments_in(after)) == 500
    assert min(times) <= plain / 5
