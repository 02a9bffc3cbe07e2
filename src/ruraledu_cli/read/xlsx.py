"""Excel workbooks of the open kind (.xlsx, .xlsm): calamine for the cells, a scan for the rest."""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ruraledu_cli.census import Cell, Merged, Sheet
from ruraledu_cli.read.cells import overlay, placed_rows, spread
from ruraledu_cli.read.compact import Compact, compacted
from ruraledu_cli.read.marks import (
    Marks,
    find_valueless,
    is_plain,
    may_be_dense,
    may_have_marks,
    merged_ranges,
    without_empty_cells,
    without_errors,
)
from ruraledu_cli.read.markup import Attributes, comment_texts, elements
from ruraledu_cli.read.package import Package, digest, repacked
from ruraledu_cli.read.refused import Refused
from ruraledu_cli.read.returned import RESULTS, TO_COME, Returned, returned_of
from ruraledu_cli.read.selection import Contents, Listed, sheet_notes, sheet_reason
from ruraledu_cli.read.template import DROPDOWNS, INSTRUCTIONS, Template, guards_of, versions_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

WORKBOOK = "xl/workbook.xml"
KINDS = {"worksheet": "sheet", "chartsheet": "chart", "dialogsheet": "macro", "xlMacrosheet": "macro"}
SHARED = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}  # where calamine looks for them
Cells = tuple[list[list[Cell]], tuple[Merged, ...]]
Scanner = Callable[[bytes], tuple[bytes, Marks | Compact]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def open_calamine(packed: io.BytesIO) -> CalamineWorkbook:
    """The workbook, read by content: opened by path, calamine would go by the suffix."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(packed)


def main_part(package: Package) -> str:
    """The workbook's own part. Most writers call it xl/workbook.xml, but the package says what it is."""
    if "_rels/.rels" in package:
        for kind, part in relationships(package.xml("_rels/.rels"), "").values():
            if kind == "officeDocument" and part in package:
                return part
    return WORKBOOK


def read_xlsx(package: Package, shown: str, main: str) -> Contents:
    """Only what was unzipped and looked through here reaches calamine, in a package written anew."""
    workbook = package.xml(main)
    related = relationships(package.xml(relations_of(main)), posixpath.dirname(main))
    listed = [_listed(attributes, related) for _, attributes in elements(workbook, "sheet")]
    wanted = [sheet for sheet in listed if sheet_reason(sheet) is None]
    is_1904 = any(
        attributes.get("date1904") in ("1", "true") for _, attributes in elements(workbook, "workbookPr")
    )
    shared = {SHARED[kind]: package.xml(part) for kind, part in related.values() if kind in SHARED}
    base = _frame(len(wanted), is_1904=is_1904) | shared
    try:
        cells = _read_sheets(package, wanted, dict(base), scan)
    except (Refused, MemoryError):
        raise
    except Exception:  # calamine gives up on what it does not know; the careful way leaves all that out
        cells = _read_sheets(package, wanted, dict(base), careful_scan)
    sheets = tuple(
        Sheet(shown, sheet.name, rows, merged, kind="xlsx")
        for sheet, (rows, merged) in zip(wanted, cells, strict=True)
    )
    template = _template(package, listed, base)
    own = (INSTRUCTIONS, DROPDOWNS) if template else ()
    notes = sheet_notes(shown, [sheet for sheet in listed if sheet.name not in own])
    return Contents(sheets, notes, _returned(package, listed, base), template)


def find_returned(data: bytes) -> Returned | None:
    """Where a workbook comes from, if it is a copy that went back to its submitter. Raises Refused."""
    package = Package(data)
    main = main_part(package)
    if not main.endswith(".xml") or main not in package:
        return None
    related = relationships(package.xml(relations_of(main)), posixpath.dirname(main))
    listed = [_listed(attributes, related) for _, attributes in elements(package.xml(main), "sheet")]
    if not any(sheet.name.startswith(RESULTS) for sheet in listed):
        return None
    shared = {SHARED[kind]: package.xml(part) for kind, part in related.values() if kind in SHARED}
    return _returned(package, listed, _frame(1, is_1904=False) | shared)


def _returned(package: Package, listed: list[Listed], base: dict[str, bytes]) -> Returned | None:
    """Where the file comes from, if it is a copy that went back to its submitter. A sheet of results that
    cannot be read is some other program's."""
    for sheet in listed:
        if sheet.kind != "sheet" or not sheet.name.startswith(RESULTS):
            continue
        try:
            (rows, _), *_ = _read_sheets(package, [sheet], dict(base), careful_scan)
            found = returned_of(sheet.name, rows, _comments(package, listed))
        except Exception:
            continue
        if found is not None:
            return replace(found, is_untouched=_is_as_made(package, sheet.part, found.made))
    return None


def _is_as_made(package: Package, part: str, made: str) -> bool:
    """Whether nobody has saved a copy since: its parts' hash was taken before it was written into `part`."""
    as_hashed = zlib.crc32(package.part(part).replace(made.encode(), TO_COME.encode()))
    crcs = ((name, as_hashed if name == part else package.crc(name)) for name in package.names)
    return digest(crcs) == made


def _template(package: Package, listed: list[Listed], base: dict[str, bytes]) -> Template | None:
    """The template the workbook was made as, if it was; its own sheets are nothing to be told of."""
    for sheet in listed:
        if sheet.kind != "sheet" or sheet.name != INSTRUCTIONS:
            continue
        try:
            (rows, _), *_ = _read_sheets(package, [sheet], dict(base), careful_scan)
        except Exception:  # another program's sheet of that name
            return None
        versions = versions_of(rows)
        if versions is not None:
            wanted = [one for one in listed if sheet_reason(one) is None]
            return Template(versions, {one.name: guards_of(package.xml(one.part)) for one in wanted})
    return None


def _comments(package: Package, listed: list[Listed]) -> Iterator[tuple[str, str, str]]:
    """The comments of all sheets: sheet, address and text."""
    for sheet in listed:
        name = relations_of(sheet.part)
        if name in package:
            related = relationships(package.xml(name), posixpath.dirname(sheet.part)).values()
            for kind, part in related:
                if kind == "comments" and part in package:
                    yield from ((sheet.name, at, text) for at, text in comment_texts(package.xml(part)))


def _read_sheets(
    package: Package, wanted: list[Listed], parts: dict[str, bytes], scanner: Scanner
) -> list[Cells]:
    """Rows and merged ranges of each sheet. `parts` is what the package is to hold beside the sheets."""
    found: list[Marks | Compact] = []
    for number, sheet in enumerate(wanted, 1):
        try:
            parts[f"xl/worksheets/{number}.xml"], marks = scanner(package.xml(sheet.part))
        except Refused as refused:
            refused.sheet = sheet.name
            raise
        found.append(marks)
    opened = open_calamine(repacked(parts))
    return [_cells(opened, number, marks) for number, marks in enumerate(found)]


def relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _frame(sheets: int, *, is_1904: bool) -> dict[str, bytes]:
    """A workbook of so many sheets, with no names, links or anything else of the original's."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    epoch = '<workbookPr date1904="1"/>' if is_1904 else ""
    workbook = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{epoch}<sheets>{listed}</sheets></workbook>'
    inner = "".join(_relation(n, "worksheet", f"worksheets/{n}.xml") for n in numbers)
    return {
        "_rels/.rels": main_relation(WORKBOOK),
        WORKBOOK: workbook.encode(),
        relations_of(WORKBOOK): f'<Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'.encode(),
    }


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def main_relation(part: str) -> bytes:
    """The package's own relation to its workbook."""
    relation = _relation(1, "officeDocument", part)
    return f'<Relationships xmlns="{_PACKAGE}">{relation}</Relationships>'.encode()


def relationships(xml: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Of each relation its kind (last word of its type) and the part it leads to."""
    return {
        attributes.get("Id", ""): (attributes.get("Type", "").rpartition("/")[2], _target(attributes, folder))
        for _, attributes in elements(xml, "Relationship")
        if attributes.get("TargetMode") != "External"
    }


def _target(attributes: Attributes, folder: str) -> str:
    target = attributes.get("Target", "")
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _listed(attributes: Attributes, related: dict[str, tuple[str, str]]) -> Listed:
    name = attributes.get("name", "")
    kind, part = related.get(attributes.get("id", ""), ("", ""))
    if not kind:
        raise Refused("part_missing", sheet=name)
    return Listed(name, attributes.get("state", "visible") != "visible", KINDS.get(kind, "macro"), part)


def scan(xml: bytes) -> tuple[bytes, Marks | Compact]:
    """The sheet's XML as calamine may have it, and what it will not tell of it."""
    has_marks = may_have_marks(xml)
    plain = is_plain(xml, has_marks=has_marks)
    if plain and not may_be_dense(xml):
        xml = without_empty_cells(xml)
        plain = may_be_dense(xml)
    if not plain:
        return careful_scan(xml)
    marks = Marks(merged=merged_ranges(xml))
    if has_marks:
        find_valueless(xml, marks.cells)
        xml = without_errors(xml, marks.cells)
    return xml, marks


def careful_scan(xml: bytes) -> tuple[bytes, Compact]:
    """The same for any sheet, read cell by cell and written anew."""
    small = compacted(xml)
    return small.xml, small


def _cells(opened: CalamineWorkbook, number: int, found: Marks | Compact) -> Cells:
    rows = placed_rows(opened.get_sheet_by_index(number))
    if isinstance(found, Compact):
        rows, found = spread(rows, found.rows, found.columns), found.marks
    overlay(rows, found.cells)
    return rows, found.merged
