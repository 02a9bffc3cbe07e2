"""An input workbook from the codebook: headers with notes, dropdowns, checks, and how to fill it in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ruraledu_cli.catalogue.filling import Filling, filling, note
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef
from ruraledu_cli.definitions.entry import table_version
from ruraledu_cli.model.finding import column_letter
from ruraledu_cli.package.made import steady
from ruraledu_cli.package.results import lines_of
from ruraledu_cli.package.untouched import PROPERTY, sealed
from ruraledu_cli.read.returned import TO_COME
from ruraledu_cli.read.template import INSTRUCTIONS, carried
from ruraledu_cli.render.template_guards import Dropdowns, guard_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_TEXT = frozenset({"text", "name", "identifier", "id_number", "school_code", "code", "flag", "semester"})
_TEXT_KINDS = _TEXT | {"area", "school", "researcher"}
_RED, _BLUE, _GREY = "FFF8CBAD", "FFDDEBF7", "FFF2F2F2"
_WIDTHS = (14, 26, 8, 46, 46, 12, 18, 10)
_NOTE_WIDTH, _NOTE_LINE = 320, 18  # pixels
_LINE = 14.0  # points


@dataclass(frozen=True, slots=True)
class Wanted:
    """One template: the tables in their order, whose it is, rows known already, townships and schools to
    choose from."""

    codebook: Codebook
    tables: Sequence[str]
    unit: str = ""
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    townships: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()


def render_template(wanted: Wanted, text: Catalogue) -> bytes:
    """The workbook; the same bytes for the same wish. `text` is the catalogue with the words of templates."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    tables = [wanted.codebook.tables[name] for name in wanted.tables]
    versions = {table.name: table_version(table, wanted.codebook) for table in tables}
    _instruct(book.create_sheet(INSTRUCTIONS), tables, versions, wanted, text)
    dropdowns = Dropdowns(wanted.townships, wanted.schools)
    for table in tables:
        _fill(book.create_sheet(table.sheet), table, dropdowns, wanted, text)
    dropdowns.write(book)
    book.active = 1
    return sealed(steady(_saved(book, versions)))


def version_of(versions: Mapping[str, str]) -> str:
    """The version of a whole template: a digest of those of its tables."""
    return sha256(carried(versions).encode()).hexdigest()[:12]


def asked(table: TableDef) -> list[ColumnDef]:
    """The columns a template asks for: no personal particulars that tell nobody apart."""
    kept = {*table.key, *table.signature}
    return [
        column
        for column in table.columns.values()
        if not column.personal
        or column.required
        or column.name in kept
        or column.type not in ("text", "identifier")
    ]


def _saved(book: Workbook, versions: Mapping[str, str]) -> io.BytesIO:
    from openpyxl.packaging.custom import StringProperty

    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs lack it
    properties.append(StringProperty(name="ruraledu-template", value=version_of(versions)))
    properties.append(StringProperty(name=PROPERTY, value=TO_COME))
    book.properties.creator = "ruraledu"
    stream = io.BytesIO()
    book.save(stream)
    return stream


def _instruct(
    sheet: Worksheet, tables: Sequence[TableDef], versions: Mapping[str, str], wanted: Wanted, text: Catalogue
) -> None:
    """The sheet of instructions: rules first, then a line for every column."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet["A1"], sheet["A1"].font = text.text("template.title"), Font(bold=True, size=16)
    sheet.row_dimensions[1].height = 28
    sheet["A2"] = text.text("template.version", version=version_of(versions), unit=wanted.unit)
    sheet["I2"], sheet["I2"].font = carried(versions), Font(color="FFFFFFFF", size=8)
    sheet.column_dimensions["I"].hidden = True
    rules = ("fill", "required", "blank", "choose", "units", "personal")
    for row, rule in enumerate(rules, 3):
        said = text.text(f"template.how.{rule}")
        sheet.cell(row, 1, said).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = _LINE * lines_of(said, sum(_WIDTHS)) + 3
    for row in range(1, 3 + len(rules)):
        sheet.merge_cells(f"A{row}:H{row}")
    names = ("table", "header", "required", "meaning", "allowed", "blank", "example", "personal")
    first = 3 + len(rules)
    _line(sheet, first, [text.text(f"template.columns.{name}") for name in names])
    for cell in sheet[first]:
        _head(cell, _BLUE)
    row = first
    for table in tables:
        for column in asked(table):
            row += 1
            words = filling(table, column, wanted.codebook, text)
            texts = _instruction(table, column, words, text)
            _line(sheet, row, texts)
            lines = max(lines_of(*one) for one in zip(texts, _WIDTHS, strict=True))
            sheet.row_dimensions[row].height = _LINE * (lines + (lines > 2)) + 3  # fonts differ in width
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[column_letter(number)].width = width
    sheet.freeze_panes = f"A{first + 1}"
    _printed(sheet, first)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _printed(sheet: Worksheet, header: int) -> None:
    """A4 landscape, the header on every page, the pages numbered."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.print_title_rows = f"{header}:{header}"
    footer: Any = sheet.oddFooter
    footer.center.text = "&P / &N"


def _instruction(table: TableDef, column: ColumnDef, words: Filling, text: Catalogue) -> list[str]:
    return [
        table.sheet,
        column.zh,
        text.text("template.mark.required") if column.required else "",
        words.meaning,
        words.allowed,
        words.blank,
        words.example,
        text.text("template.mark.personal") if column.personal else "",
    ]


def _line(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    from openpyxl.styles import Alignment

    for position, said in enumerate(texts, 1):
        cell: Any = sheet.cell(row, position)
        cell.border = _border()
        if said:
            cell.value, cell.data_type = said, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _head(cell: Any, colour: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    cell.border = _border()


def _border() -> Any:
    from openpyxl.styles import Border, Side

    line = Side("thin", color="FFBFBFBF")
    return Border(left=line, right=line, top=line, bottom=line)


def _fill(sheet: Worksheet, table: TableDef, dropdowns: Dropdowns, wanted: Wanted, text: Catalogue) -> None:
    """The sheet of one table: its header in row 1, and the rows known already."""
    columns = asked(table)
    for position, column in enumerate(columns, 1):
        _column(sheet, position, table, column, dropdowns, wanted, text)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "C2"
    _printed(sheet, 1)
    sheet.print_title_cols = "A:B"
    _known(sheet, columns, wanted.rows.get(table.name, ()))


def _column(
    sheet: Worksheet,
    position: int,
    table: TableDef,
    column: ColumnDef,
    dropdowns: Dropdowns,
    wanted: Wanted,
    text: Catalogue,
) -> None:
    from openpyxl.comments import Comment

    words = filling(table, column, wanted.codebook, text)
    said = note(words, column, text)
    cell = sheet.cell(1, position, f"{column.zh}*" if column.required else column.zh)
    _head(cell, _RED if column.required else _BLUE)
    lines = sum(1 + len(line) // 22 for line in said.split("\n"))
    cell.comment = Comment(said, text.text("template.author"), _NOTE_LINE * (lines + 1), _NOTE_WIDTH)
    letter = column_letter(position)
    dimension = sheet.column_dimensions[letter]
    dimension.width = max(10, min(24, 2 * len(column.zh) + 2))
    dimension.number_format = "@" if column.type in _TEXT_KINDS else _format(column)
    guard = guard_of(column, wanted.codebook, dropdowns, words, text)
    if guard is not None:
        guard.add(f"{letter}2:{letter}1048576")
        sheet.add_data_validation(guard)


def _format(column: ColumnDef) -> str:
    return {"date": "yyyy-mm-dd", "count": "0", "year": "0"}.get(column.type, "General")


def _known(sheet: Worksheet, columns: Sequence[ColumnDef], rows: Sequence[Mapping[str, str]]) -> None:
    from openpyxl.styles import PatternFill

    fill = PatternFill("solid", fgColor=_GREY)
    for number, row in enumerate(rows, 2):
        for position, column in enumerate(columns, 1):
            if column.name in row:
                cell: Any = sheet.cell(number, position)
                cell.value, cell.data_type, cell.number_format = row[column.name], "s", "@"
                cell.fill = fill
