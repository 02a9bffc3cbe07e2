"""The drawing behind a sheet's comments: a box for each, or Excel shows none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ruraledu_cli.package.cells import Address
from ruraledu_cli.package.tags import attribute

EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
    'data="{block}"/></o:shapelayout></xml>'
)
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE = re.compile(rb"<v:shape[\s>].*?</v:shape>\s*", re.DOTALL)
_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_ROW, _COLUMN = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>"), re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
_IDS = re.compile(rb"_x0000_s(\d+)")
_MAP = re.compile(rb"<o:idmap\b[^>]*>")
_BLOCK = 1024  # identifiers that belong to one number of the map
_WIDTH, _LINE, _ROW_HEIGHT = 300, 16, 20  # pixels
_LETTERS = 24  # wide characters in a line of the box
_DEFAULT_COLUMN = 72


def box_lines(words: str) -> int:
    """Lines a text takes in the box."""
    widths = (sum(1 if ord(letter) < 0x2E80 else 2 for letter in line) for line in words.splitlines())
    return sum(max(1, -(-width // (2 * _LETTERS))) for width in widths) + 1


def with_boxes(
    xml: bytes, boxes: Mapping[Address, str], gone: Iterable[Address], widths: Sequence[int]
) -> bytes:
    """The drawing without the boxes of comments that are gone, and with those of new comments.

    `widths` are those of the sheet's first columns in pixels.
    """
    lost = set(gone)
    if lost:
        xml = _SHAPE.sub(lambda match: b"" if _cell_of(match[0]) in lost else match[0], xml)
    if not boxes:
        return xml
    first = max([_first_of(xml), *(int(number) + 1 for number in _IDS.findall(xml))])
    shapes = [_shape(first + n, cell, words, widths) for n, (cell, words) in enumerate(boxes.items())]
    if b'_x0000_t202"' not in xml:
        shapes.insert(0, _TYPE.replace("<v:shapetype", f"<v:shapetype {_NAMES}", 1))
    end = xml.rfind(b"</xml>")
    return _mapped(xml[:end] + "".join(shapes).encode() + xml[end:], first + len(boxes) - 1)


def is_empty(xml: bytes) -> bool:
    """Whether a drawing shows nothing any more."""
    return b"<v:shape " not in xml and b"<v:group" not in xml and b"<v:rect" not in xml


def _cell_of(shape: bytes) -> Address | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if not (row and column and _NOTE.search(shape)):
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def _first_of(xml: bytes) -> int:
    found = _MAP.search(xml)
    numbers = (attribute(found[0], "data") or "1").split(",") if found else ["1"]
    return int(numbers[0]) * _BLOCK + 1


def _mapped(xml: bytes, last: int) -> bytes:
    """The map of identifiers, with every block that is used."""
    found = _MAP.search(xml)
    if found is None:
        return xml
    named = (attribute(found[0], "data") or "1").split(",")
    wanted = [*named, *(str(n) for n in range(int(named[0]), last // _BLOCK + 1) if str(n) not in named)]
    if wanted == named:
        return xml
    tag = re.sub(rb"""data\s*=\s*["'][^"']*["']""", f'data="{",".join(wanted)}"'.encode(), found[0])
    return xml[: found.start()] + tag + xml[found.end() :]


def _shape(number: int, cell: Address, words: str, widths: Sequence[int]) -> str:
    row, column = cell
    rows, rest = divmod(box_lines(words) * _LINE + 8, _ROW_HEIGHT)
    top = max(row - 2, 0)
    right, pixels = _right_end(column, widths)
    anchor = f"{column},15,{top},4,{right},{pixels},{top + rows},{rest}"
    return (
        f'<v:shape {_NAMES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:60pt;margin-top:2pt;width:225pt;height:{box_lines(words) * 12 + 6}pt;z-index:1;"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )


def _right_end(column: int, widths: Sequence[int]) -> tuple[int, int]:
    """The column, 0-based, and the pixels within it where a box beside a column ends."""
    left = _WIDTH + 15
    for at in range(column, column + 20):
        width = widths[at] if at < len(widths) else _DEFAULT_COLUMN
        if left <= width:
            return at, left
        left -= width
    return column + 5, 0
