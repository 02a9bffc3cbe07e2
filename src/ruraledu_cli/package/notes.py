"""The comments of a sheet with all that belongs to them: part, drawing, relations, element."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from ruraledu_cli.package import vml
from ruraledu_cli.package.book import Book
from ruraledu_cli.package.cells import Address, column_tags
from ruraledu_cli.package.comments import EMPTY, Comments
from ruraledu_cli.package.parts import COMMENTS, VML, Relation
from ruraledu_cli.package.tags import attribute, children, prefix, section, tag_pattern

# What stands behind the element in the schema's order.
_BEHIND = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"}
    | {"extLst", "AlternateContent"}
)
_PIXELS = 7  # of a digit of the default font
_PADDING = 5


class Notes:
    """The comments of one sheet part."""

    def __init__(self, book: Book, part: str) -> None:
        self.book, self.part, self.archive = book, part, book.parts.archive
        self._relation = book.parts.related(part, "comments")
        self._gone: list[Address] = []
        self.comments = Comments(self._xml())

    def _xml(self) -> bytes:
        if self._relation is not None and self._relation.target in self.archive:
            return self.archive.xml(self._relation.target)
        return EMPTY.format(main=self.book.namespace).encode()

    def strip(self) -> None:
        """Take out what is ours."""
        self._gone += self.comments.strip()

    def save(self, blocks: Mapping[Address, str]) -> None:
        """Put our part in, and write what changed: nothing where there is nothing of ours."""
        if not blocks and not self._gone:
            return
        new = self.comments.add(blocks)
        gone = [address for address in self._gone if address not in self.comments or address in new]
        drawing = self._drawing()
        if drawing is None and not len(self.comments):
            return
        target = drawing.target if drawing else self._new_drawing()
        boxes = {address: blocks[address] for address in new}
        drawn = vml.with_boxes(self.archive.xml(target), boxes, gone, self._widths())
        if not len(self.comments) and drawing is not None and vml.is_empty(drawn):
            self._clear(drawing)
            return
        self.archive.put(target, drawn)
        self._put_comments()

    def _put_comments(self) -> None:
        content = self.comments.save()
        if self._relation is not None:
            self.archive.put(self._relation.target, content)
            return
        name = self.book.parts.free("xl/comments{}.xml")
        self.book.parts.add(name, content, COMMENTS)
        self.book.parts.relate(self.part, f"{self.book.office}/comments", name)

    def _element(self) -> bytes | None:
        """The tag that names the drawing."""
        xml = self.archive.xml(self.part)
        found = section(xml, prefix(xml) + b"sheetData")
        assert found is not None
        match = tag_pattern(prefix(xml) + b"legacyDrawing").search(xml, found.end)
        return match[0] if match else None

    def _drawing(self) -> Relation | None:
        tag = self._element()
        if tag is None:
            return None
        wanted = {attribute(tag, name) for name in ("r:id", r"[\w.\-]+:id")}
        return next((one for one in self.book.parts.relations(self.part) if one.id in wanted), None)

    def _new_drawing(self) -> str:
        """An empty drawing, named by the sheet."""
        parts = self.book.parts
        name = parts.free("xl/drawings/vmlDrawing{}.vml")
        number = int("".join(filter(str.isdigit, posixpath.basename(name))))
        self.archive.put(name, vml.EMPTY.format(block=number * 8 - 7).encode())
        parts.default("vml", VML)
        relation = parts.relate(self.part, f"{self.book.office}/vmlDrawing", name)
        xml = self.archive.xml(self.part)
        p = prefix(xml)
        tag = f'legacyDrawing xmlns:r="{self.book.office}" r:id="{relation}"/>'.encode()
        at = self._place(xml)
        self.archive.put(self.part, xml[:at] + b"<" + p + tag + xml[at:])
        return name

    def _place(self, xml: bytes) -> int:
        """Where the schema has the element: behind the drawing, before what follows it."""
        found = section(xml, prefix(xml) + b"sheetData")
        assert found is not None
        end = xml.rindex(b"</" + prefix(xml) + b"worksheet")
        behind = children(xml, found.end, end)
        return next((child.start for child in behind if child.name in _BEHIND), end)

    def _clear(self, drawing: Relation) -> None:
        """No comment is left, and the drawing was for comments alone."""
        xml = self.archive.xml(self.part)
        tag = self._element()
        assert tag is not None
        at = xml.rindex(tag)
        self.archive.put(self.part, xml[:at] + xml[at + len(tag) :])
        self.book.parts.unrelate(self.part, drawing)
        if self._relation is not None:
            self.book.parts.unrelate(self.part, self._relation)

    def _widths(self) -> list[int]:
        """The width of each column up to the last that says one, in pixels."""
        found: dict[int, int] = {}
        xml = self.archive.xml(self.part)
        data = section(xml, prefix(xml) + b"sheetData")
        assert data is not None
        for tag in column_tags(xml[: data.start], prefix(xml)):
            width = attribute(tag, "width")
            first, last = int(attribute(tag, "min") or 1), int(attribute(tag, "max") or 1)
            if width is not None:
                hidden = attribute(tag, "hidden") in ("1", "true")
                pixels = 0 if hidden else round(float(width) * _PIXELS) + _PADDING
                found.update(dict.fromkeys(range(first, min(last, 500) + 1), pixels))
        return [found.get(column, 72) for column in range(1, max(found, default=0) + 1)]
