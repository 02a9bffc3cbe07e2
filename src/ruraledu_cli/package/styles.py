"""The workbook's styles: a style like another but for its fill, and the few styles of our own sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ruraledu_cli.package.tags import (
    Section,
    attribute,
    children,
    masked,
    prefix,
    refilled,
    section,
    tag_pattern,
    with_attribute,
)

# Colours that no palette has: a cell that bears one was marked here.
COLOURS: Mapping[str, str] = MappingProxyType({"error": "FFFFC9C7", "query": "FFFFEBA6", "note": "FFD2E4FB"})
NO_FILL = b'<fill><patternFill patternType="none"/></fill>'
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_ITEM = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}
_SPACE = re.compile(rb"\s+")
_NAMED = re.compile(rb"""\s+([\w:]+)\s*=\s*["']([^"']*)["']""")
_OURS = {colour.encode(): severity for severity, colour in COLOURS.items()}
_FOREGROUND = re.compile(rb"""<(?:\w+:)?fgColor\s[^>]*rgb\s*=\s*["'](\w{8})["']""")

MINIMAL = (
    '<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell of our own sheet looks."""

    bold: bool = False
    size: int = 11
    colour: str = "FF000000"
    underlined: bool = False
    fill: str | None = None
    border: bool = True
    across: str = "left"
    unlocked: bool = False


class Styles:
    """The styles part, read and changed in place. Numbers of existing styles never change."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._prefix = prefix(xml)
        self._items = {name: self._read(name) for name in _ITEM}
        self._index = {
            name: {_plain(item): n for n, item in reversed(list(enumerate(items)))}
            for name, items in self._items.items()
        }
        self._made: dict[tuple[int, bytes], int] = {}
        self._looks: dict[Look, int] = {}
        self._counts = {name: len(items) for name, items in self._items.items()}

    def _read(self, name: str) -> list[bytes]:
        found = section(self.xml, self._prefix + name.encode())
        if found is None:
            return []
        return [
            self.xml[child.start : child.end].strip()
            for child in children(masked(self.xml), found.inner, found.stop)
        ]

    def _put(self, name: str, item: bytes) -> int:
        """The number of an item, added at the end if it is new."""
        if self._prefix:
            item = re.sub(rb"<(/?)(?!/|[\w]+:)", rb"<\1" + self._prefix, item)
        key = _plain(item)
        found = self._index[name].get(key)
        if found is None:
            found = self._index[name][key] = len(self._items[name])
            self._items[name].append(item)
        return found

    def xf(self, style: int) -> bytes:
        xfs = self._items["cellXfs"]
        return xfs[style] if style < len(xfs) else xfs[0]

    def fill_of(self, style: int) -> bytes:
        """The fill of a style, as XML."""
        number = int(attribute(self._tag(style), "fillId") or 0)
        fills = self._items["fills"]
        return fills[number] if 0 < number < len(fills) else NO_FILL

    def _tag(self, style: int) -> bytes:
        item = self.xf(style)
        return item[: item.index(b">") + 1]

    def with_fill(self, style: int, fill: bytes) -> int:
        """A style like this one, with another fill. One that is there already is taken."""
        key = (style, fill)
        if key not in self._made:
            self._ensure()
            number = 0 if fill == NO_FILL else self._put("fills", fill)
            item, tag = self.xf(style), self._tag(style)
            changed = with_attribute(with_attribute(tag, "fillId", number), "applyFill", 1)
            self._made[key] = self._put("cellXfs", changed + item[len(tag) :])
        return self._made[key]

    def marked(self, style: int, severity: str) -> int:
        return self.with_fill(style, solid(COLOURS[severity]))

    def mark_of(self, style: int) -> str | None:
        """The severity a style marks, None for a style that is no mark."""
        found = _FOREGROUND.search(self.fill_of(style))
        return _OURS.get(found[1].upper()) if found else None

    def marks(self) -> list[int]:
        """All styles that mark a cell."""
        return [style for style in range(len(self._items["cellXfs"])) if self.mark_of(style)]

    def look(self, look: Look) -> int:
        """The number of a style of our own."""
        if look not in self._looks:
            self._ensure()
            self._looks[look] = self._put("cellXfs", self._drawn(look))
        return self._looks[look]

    def _drawn(self, look: Look) -> bytes:
        line = '<{0} style="thin"><color rgb="FFBFBFBF"/></{0}>'
        sides = "".join(line.format(side) for side in ("left", "right", "top", "bottom"))
        plain = "<left/><right/><top/><bottom/>"
        border = self._put(
            "borders", f"<border>{sides if look.border else plain}<diagonal/></border>".encode()
        )
        font = (
            f"<font>{'<b/>' if look.bold else ''}{'<u/>' if look.underlined else ''}"
            f'<sz val="{look.size}"/><color rgb="{look.colour}"/><name val="宋体"/><family val="3"/>'
            '<charset val="134"/></font>'
        )
        fill = 0 if look.fill is None else self._put("fills", solid(look.fill))
        item = (
            f'<xf numFmtId="0" fontId="{self._put("fonts", font.encode())}" fillId="{fill}" '
            f'borderId="{border}" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" '
            f'applyProtection="1"><alignment horizontal="{look.across}" vertical="center" wrapText="1"/>'
            f'<protection locked="{0 if look.unlocked else 1}"/></xf>'
        )
        return item.encode()

    def _ensure(self) -> None:
        """A part without the lists that every style needs gets them."""
        if not self._items["cellXfs"]:
            self._put("cellXfs", b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>')
        if not self._items["fonts"]:
            self._put("fonts", b'<font><sz val="11"/><name val="Calibri"/></font>')
        for number, pattern in enumerate((b"none", b"gray125")):  # the first two are the format's own
            if len(self._items["fills"]) == number:
                self._items["fills"].append(b'<fill><patternFill patternType="' + pattern + b'"/></fill>')
        if not self._items["borders"]:
            self._put("borders", b"<border><left/><right/><top/><bottom/><diagonal/></border>")

    def save(self) -> bytes:
        """The part with what was added."""
        xml = self.xml
        for name, items in self._items.items():
            if len(items) == self._counts[name]:
                continue
            whole = self._prefix + name.encode()
            found = section(xml, whole)
            if found is None:
                xml = self._inserted(xml, name)
                found = section(xml, whole)
            assert found is not None
            xml = _appended(xml, found, whole, items[self._counts[name] :], len(items))
        return xml

    def _inserted(self, xml: bytes, name: str) -> bytes:
        """An empty list at its place in the order of lists."""
        visible = masked(xml)
        root = tag_pattern(self._prefix + b"styleSheet").search(visible)
        assert root is not None
        behind = _ORDER[: _ORDER.index(name)]
        at = root.end()
        for before in behind:
            there = section(xml, self._prefix + before.encode())
            at = there.end if there else at
        element = b"<" + self._prefix + name.encode() + b' count="0"/>'
        return xml[:at] + element + xml[at:]


def _appended(xml: bytes, found: Section, name: bytes, new: list[bytes], count: int) -> bytes:
    content = [xml[found.inner : found.stop].rstrip(), *new]
    changed = refilled(xml, found, name, content, counted=False)
    tag_end = changed.index(b">", found.start) + 1
    return (
        changed[: found.start]
        + with_attribute(changed[found.start : tag_end], "count", count)
        + changed[tag_end:]
    )


def solid(colour: str) -> bytes:
    """A fill of one colour."""
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/>'
        "</patternFill></fill>"
    ).encode()


def _plain(item: bytes) -> bytes:
    """What two items are compared by: attributes in order, but for the flag that a fill is applied."""
    end = item.index(b">")
    named = sorted(pair for pair in _NAMED.findall(item[:end]) if pair[0] != b"applyFill")
    return repr(named).encode() + _SPACE.sub(b" ", item[end:])
