"""The workbook's own part: its list of sheets, and what refers to a sheet by its place in that list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ruraledu_cli.package.parts import WORKSHEET, Parts
from ruraledu_cli.package.tags import (
    Splice,
    attribute,
    masked,
    prefix,
    section,
    spliced,
    tag_pattern,
    text,
    with_attribute,
)
from ruraledu_cli.read.markup import elements
from ruraledu_cli.read.refused import Refused

_HEAD_BYTES = 16_384
_SELECTED = re.compile(rb"""(<(?:\w+:)?sheetView\b[^>]*?\stabSelected\s*=\s*["'])(?:1|true)(["'])""")
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet as the workbook lists it: `part` holds its cells."""

    name: str
    id: int
    relation: str
    part: str


class Book:
    """The workbook part `main` of a package."""

    def __init__(self, parts: Parts, main: str) -> None:
        self.parts, self.main = parts, main
        self._prefix = prefix(self.xml)

    @property
    def xml(self) -> bytes:
        return self.parts.archive.xml(self.main)

    @property
    def namespace(self) -> str:
        """The namespace of the workbook's own elements: strict packages have another."""
        root = tag_pattern(self._prefix + b"workbook").search(masked(self.xml))
        if root is None:
            raise Refused("damaged")
        name = f"xmlns:{self._prefix[:-1].decode()}" if self._prefix else "xmlns"
        return attribute(root[0], name) or ""

    @property
    def office(self) -> str:
        """The namespace of relations to sheets, styles and comments."""
        sheets = [one for one in self.parts.relations(self.main) if one.kind == "worksheet"]
        return sheets[0].type.rpartition("/")[0] if sheets else TRANSITIONAL

    def sheets(self) -> list[BookSheet]:
        targets = {one.id: one.target for one in self.parts.relations(self.main)}
        return [
            BookSheet(a["name"], int(a.get("sheetId", 0)), a["id"], targets.get(a["id"], ""))
            for _, a in elements(self.xml, "sheet")
        ]

    def styles_part(self) -> str | None:
        found = self.parts.related(self.main, "styles")
        return found.target if found else None

    def remove_sheet(self, gone: BookSheet) -> None:
        """Take a sheet out, with its part and the names that are its own."""
        place = self.sheets().index(gone)
        relation = next(one for one in self.parts.relations(self.main) if one.id == gone.relation)
        tag = self._sheet_tags()[place]
        xml = spliced(self.xml, [(*tag, b"")])
        self._put(_shifted(xml, self._prefix, place, -1))
        for one in self.parts.relations(gone.part):
            self.parts.unrelate(gone.part, one)
        self.parts.unrelate(self.main, relation)

    def add_first(self, name: str, content: bytes, heading: int) -> str:
        """A first sheet, whose row `heading` is printed on every page; its part."""
        folder = self.main.rpartition("/")[0]
        part = self.parts.free(f"{folder}/worksheets/sheet{{}}.xml".lstrip("/"))
        number = max((sheet.id for sheet in self.sheets()), default=0) + 1
        self.parts.add(part, content, WORKSHEET)
        relation = self.parts.relate(self.main, f"{self.office}/worksheet", part)
        element = self._prefix.decode() + "sheet"
        tag = f'<{element} xmlns:r="{self.office}" name="{text(name)}" sheetId="{number}" r:id="{relation}"/>'
        found = section(self.xml, self._prefix + b"sheets")
        if found is None:
            raise Refused("damaged")
        xml = self.xml[: found.inner] + tag.encode() + self.xml[found.inner :]
        quoted = name.replace("'", "''")
        title = text(f"'{quoted}'!${heading}:${heading}")
        self._put(_with_name(_shifted(xml, self._prefix, 0, 1), self._prefix, title))
        return part

    def _sheet_tags(self) -> list[tuple[int, int]]:
        """Where each sheet's element stands in the list."""
        found = section(self.xml, self._prefix + b"sheets")
        assert found is not None
        end = rb"(?:(?<!/>)\s*</" + self._prefix + rb"sheet\s*>)?"
        pattern = re.compile(tag_pattern(self._prefix + b"sheet").pattern + end)
        return [match.span() for match in pattern.finditer(masked(self.xml), found.inner, found.stop)]

    def _put(self, xml: bytes) -> None:
        self.parts.archive.put(self.main, xml)

    def unselect(self, sheets: set[str]) -> bool:
        """Have no sheet chosen, if all that are chosen now are among those (which are changed anyhow): of two
        chosen sheets both would be typed into."""
        archive = self.parts.archive
        parts = [sheet.part for sheet in self.sheets() if sheet.part in archive]
        chosen = {part for part in parts if _SELECTED.search(archive.head(part, _HEAD_BYTES))}
        if not chosen <= sheets:
            return False
        for part in chosen:
            archive.put(part, _SELECTED.sub(rb"\g<1>0\2", archive.xml(part), count=1))
        return True

    def open_at_first(self) -> None:
        """Have the workbook opened at its first sheet."""
        xml = self.xml
        found = tag_pattern(self._prefix + b"workbookView").search(masked(xml))
        if found is not None:
            tag = with_attribute(xml[found.start() : found.end()], "activeTab", 0)
            self._put(xml[: found.start()] + with_attribute(tag, "firstSheet", 0) + xml[found.end() :])


def _with_name(xml: bytes, p: bytes, title: str) -> bytes:
    """The rows that are printed on every page of the first sheet, among the names."""
    name = p + b"definedName"
    one = b"<" + name + b' name="_xlnm.Print_Titles" localSheetId="0">' + title.encode() + b"</" + name + b">"
    names = section(xml, p + b"definedNames")
    if names is not None and not names.tag.endswith(b"/>"):
        return xml[: names.inner] + one + xml[names.inner :]
    if names is not None:
        xml = xml[: names.start] + xml[names.end :]
    before = (section(xml, p + element) for element in (b"externalReferences", b"functionGroups", b"sheets"))
    at = next(found.end for found in before if found)
    return xml[:at] + b"<" + name + b"s>" + one + b"</" + name + b"s>" + xml[at:]


def _shifted(xml: bytes, p: bytes, place: int, by: int) -> bytes:
    """References by place after a sheet was put in (by 1) or taken out (by -1) at a place."""
    visible = masked(xml)
    splices: list[Splice] = []
    for match in tag_pattern(p + b"workbookView").finditer(visible):
        tag = match[0]
        for name in ("activeTab", "firstSheet"):
            at = int(attribute(tag, name) or 0)
            if by > 0 or at > place:
                tag = with_attribute(tag, name, max(at + by, 0))
        splices.append((*match.span(), tag))
    for match in tag_pattern(p + b"definedName").finditer(visible):
        at_sheet = attribute(match[0], "localSheetId")
        if at_sheet is None:
            continue
        if by < 0 and int(at_sheet) == place:
            end = visible.index(b">", visible.index(b"</", match.end())) + 1
            splices.append((match.start(), end, b""))
        elif int(at_sheet) > place or (by > 0 and int(at_sheet) == place):
            splices.append((*match.span(), with_attribute(match[0], "localSheetId", int(at_sheet) + by)))
    xml = spliced(xml, splices)
    names = section(xml, p + b"definedNames")
    if names is not None and not xml[names.inner : names.stop].strip():  # an empty list is no list
        xml = xml[: names.start] + xml[names.end :]
    return xml
