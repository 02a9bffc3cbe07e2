"""Submissions as other programs write them: packages that are hard to mark and must come back whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import PatternFill, Protection
from openpyxl.workbook.protection import WorkbookProtection

from returned_files import HEADERS, ROWS, full_workbook, parts_of
from workbook_files import MAIN, book, repacked_with, saved

Edit = Callable[[bytes], bytes]
BOOK_RELATIONS, TYPES, SHEET = "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/worksheets/sheet1.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main"} | {
    _OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"
}
_THREAD, _PERSON = "{11111111-2222-3333-4444-555555555555}", "{AAAAAAAA-2222-3333-4444-555555555555}"
_MICROSOFT = "http://schemas.microsoft.com/office"


def _schools(*names: str) -> openpyxl.Workbook:
    """Sheets with the same faults in different schools."""
    made = book(*names)
    for number, name in enumerate(names):
        made[name].append(["2025年学校基本情况"])
        made[name].append(list(HEADERS))
        for row, cells in enumerate(ROWS):
            made[name].append([f"21370000{number}{row}", *cells[1:]])
    return made


def _commented() -> bytes:
    made = _schools("学校")
    made["学校"]["C3"].comment = Comment("我的批注", "张三")
    made["学校"]["A4"].comment = Comment("另一个", "李四")
    return saved(made)


def _threaded() -> bytes:
    """The comment in C3 as a thread: for programs that know none there is a comment that says so."""
    data = _commented()
    comments = next(name for name in parts_of(data) if "comment" in name and name.endswith(".xml"))
    relations = next(name for name in parts_of(data) if name.endswith("sheet1.xml.rels"))
    space = f"{_MICROSOFT}/spreadsheetml/2018/threadedcomments"
    thread = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="C3" dT="2025-09-01T00:00:00.00" '
        f'personId="{_PERSON}" id="{_THREAD}"><text>请核对</text></threadedComment></ThreadedComments>'
    )
    person = f'<person displayName="张三" id="{_PERSON}" userId="x" providerId="None"/>'
    people = f'<personList xmlns="{space}">{person}</personList>'
    comment_part, people_part = "threadedComments/threadedComment1.xml", "persons/person.xml"
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.ms-excel.{kind}+xml"/>'
        for part, kind in ((comment_part, "threadedcomments"), (people_part, "person"))
    )
    relation = f'<Relationship Id="rId99" Type="{_MICROSOFT}/2017/10/relationships/'
    return repacked_with(
        data,
        {
            TYPES: _replace("</Types>", f"{kinds}</Types>"),
            comments: _replace("我的批注", "[线程批注]\n\n注释:\n    请核对"),
            relations: _related(f'{relation}threadedComment" Target="../{comment_part}"/>'),
            BOOK_RELATIONS: _related(f'{relation}person" Target="{people_part}"/>'),
        },
        {f"xl/{comment_part}": thread.encode(), f"xl/{people_part}": people.encode()},
    )


def _guarded() -> bytes:
    """Conditional formats; a sheet and a workbook that are protected, the cells of the rows open."""
    made = _schools("学校")
    sheet = made["学校"]
    yellow = PatternFill("solid", bgColor="FFFF00")
    sheet.conditional_formatting.add(
        "E3:G6", CellIsRule(operator="greaterThan", formula=["300"], fill=yellow)
    )
    sheet.conditional_formatting.add(
        "F3:F6", ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00")
    )
    for cell in (cell for row in sheet["A3:H6"] for cell in row):
        cell.protection = Protection(locked=False)
    sheet.protection.sheet, sheet.protection.password = True, "abc"
    sheet.freeze_panes, sheet.auto_filter.ref = "A3", "A2:H6"
    made.security = WorkbookProtection(workbookPassword="x", lockStructure=True)
    return saved(made)


def _shared() -> bytes:
    """Texts in a part of their own, as Excel and WPS write them."""
    data = _plain()
    texts: list[bytes] = []

    def out(found: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + found[2] + b"</si>")
        tag = found[1].replace(b'"inlineStr"', b'"s"')
        return b"<c " + tag + b"><v>" + str(len(texts) - 1).encode() + b"</v></c>"

    sheet = re.sub(
        rb'<c ([^>]*t="inlineStr"[^>]*)><is>(.*?)</is></c>', out, parts_of(data)[SHEET], flags=re.DOTALL
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = '<Override PartName="/xl/sharedStrings.xml"'
    relation = f'<Relationship Id="rId77" Type="{_OFFICE}'
    return repacked_with(
        data,
        {
            SHEET: lambda _: sheet,
            TYPES: _replace("</Types>", f'{override} ContentType="{kind}"/></Types>'),
            BOOK_RELATIONS: _related(f'{relation}/sharedStrings" Target="sharedStrings.xml"/>'),
        },
        {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">'.encode() + b"".join(texts) + b"</sst>"},
    )


def _replace(old: str, new: str) -> Edit:
    return lambda content: content.replace(old.encode(), new.encode())


def _related(relation: str) -> Edit:
    return _replace("</Relationships>", f"{relation}</Relationships>")


def _strict(content: bytes) -> bytes:
    for old, new in _STRICT.items():
        content = content.replace(old.encode(), new.encode())
    return content


def _prefixed(content: bytes) -> bytes:
    content = re.sub(rb"<(/?)(?![?!])(\w+)([\s/>])", rb"<\1x:\2\3", content)
    return content.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())


def _plain() -> bytes:
    return saved(_schools("学校"))


def _strict_package() -> bytes:
    data = _commented()
    return repacked_with(
        data, {part: _strict for part in parts_of(data) if part != TYPES and "docProps" not in part}
    )


def _with_macros() -> bytes:
    """A workbook with macros, and called one: it has them already."""
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return repacked_with(
        full_workbook(),
        {TYPES: _replace("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind)},
    )


def _relative() -> bytes:
    """Relations as Excel and WPS write them; those of openpyxl begin with a slash."""
    to_parts, to_book = _replace('Target="/xl/', 'Target="'), _replace('Target="/xl', 'Target="xl')
    return repacked_with(_plain(), {BOOK_RELATIONS: to_parts, "_rels/.rels": to_book})


PACKAGES: Mapping[str, Callable[[], bytes]] = {
    "全家具.xlsx": full_workbook,
    "宏.xlsm": _with_macros,
    "两表同错.xlsx": lambda: saved(_schools("学校", "学校 (二)")),
    "怪名.xlsx": lambda: saved(_schools("学校 'A' 一", "学校 & <二>", "学校!三")),
    "批注.xlsx": _commented,
    "线程批注.xlsx": _threaded,
    "条件格式保护.xlsx": _guarded,
    "内联串.xlsx": _plain,
    "共享串.xlsx": _shared,
    "绝对路径.xlsx": lambda: repacked_with(
        _plain(), {BOOK_RELATIONS: _replace('"worksheets', '"/xl/worksheets')}
    ),
    "相对路径.xlsx": _relative,
    "严格.xlsx": _strict_package,
    "前缀.xlsx": lambda: repacked_with(
        _plain(), dict.fromkeys(("xl/workbook.xml", SHEET, "xl/styles.xml"), _prefixed)
    ),
}
