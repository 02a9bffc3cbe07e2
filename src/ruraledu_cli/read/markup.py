"""XML of workbook packages: one encoding, no document types, no entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pyexpat import ExpatError, ParserCreate, XMLParserType

from ruraledu_cli.read.refused import OVERSIZED, Refused

Attributes = dict[str, str]
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PLAIN = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


def as_utf8(xml: bytes) -> bytes:
    """The same XML in UTF-8; refused if it brings a document type, where entities are declared.

    calamine reads a sheet in UTF-16 as an empty one without a word.
    """
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = _transcoded(xml, "utf-16")
    elif xml.startswith(b"\xef\xbb\xbf"):
        xml = xml[3:]
    elif b"\0" in xml[:64]:
        raise Refused("xml_encoding")
    declaration = _DECLARATION.match(xml)
    encoding = _ENCODING.search(declaration.group()) if declaration else None
    if encoding and encoding.group(1).lower() not in _PLAIN:
        xml = _transcoded(xml, encoding.group(1).decode("ascii"))
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("entities", OVERSIZED)
    return xml


def _transcoded(xml: bytes, encoding: str) -> bytes:
    try:
        return _DECLARATION.sub(b"", xml.decode(encoding).encode("utf-8"), count=1)
    except (LookupError, UnicodeError):
        raise Refused("xml_encoding") from None


def local(name: str) -> str:
    """A name without its namespace or prefix."""
    return name.rpartition(" ")[2].rpartition(":")[2]


def parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> XMLParserType:
    """An expat parser that refuses document types and joins neighbouring text."""
    made = ParserCreate()
    made.buffer_text = True
    made.StartElementHandler = start
    if end:
        made.EndElementHandler = end
    if text:
        made.CharacterDataHandler = text
    made.StartDoctypeDeclHandler = _refuse_doctype
    return made


def _refuse_doctype(*_declaration: object) -> None:
    raise Refused("entities", OVERSIZED)


def run(made: XMLParserType, xml: bytes) -> None:
    """Parse all of it; broken XML is a damaged file."""
    try:
        made.Parse(xml, True)
    except ExpatError:
        raise Refused("damaged") from None


def elements(xml: bytes, *names: str) -> Iterator[tuple[str, Attributes]]:
    """Elements of these local names, in order, with their attributes by local name."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) in names:
            found.append((local(name), {local(key): value for key, value in attributes.items()}))

    run(parser(start), xml)
    return iter(found)


def comment_texts(xml: bytes) -> Iterator[tuple[str, str]]:
    """Address and text of each comment of a comments part."""
    found: list[tuple[str, list[str]]] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if local(name) == "comment":
            found.append((attributes.get("ref", ""), []))
        inside = local(name) == "t" and bool(found)

    def end(_name: str) -> None:
        nonlocal inside
        inside = False

    def text(piece: str) -> None:
        if inside:
            found[-1][1].append(piece)

    run(parser(start, end, text), xml)
    return ((address, "".join(pieces)) for address, pieces in found)
