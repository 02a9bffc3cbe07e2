"""Tags in XML bytes, found and changed where they stand: nothing is parsed and written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pyexpat import ParserCreate
from xml.sax.saxutils import escape

from ruraledu_cli.read.refused import Refused

ATTRIBUTES = rb"""(?:\s++[\w:.\-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+\s*+/?>"""
_DEAD = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<(?!\?)((?:[\w.\-]+:)?)[\w.\-]+")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Splice = tuple[int, int, bytes]


@lru_cache(maxsize=2)  # one sheet is looked at several times over
def masked(xml: bytes) -> bytes:
    """The same bytes with comments, CDATA and instructions blanked: what is found in it is markup."""
    if b"<!" not in xml and xml.find(b"<?", 2) < 0:
        return xml
    return _DEAD.sub(lambda match: b" " * len(match[0]), xml)


def prefix(xml: bytes) -> bytes:
    """The prefix of the root's name, with its colon: b"x:" or b""."""
    found = _ROOT.search(masked(xml[:4096]))
    if found is None:
        raise Refused("damaged")
    return found[1]


def tag_pattern(name: bytes) -> re.Pattern[bytes]:
    """Start tags of this name, whatever their attributes."""
    return re.compile(b"<" + re.escape(name) + rb"(?=[\s/>])" + ATTRIBUTES)


def attribute(tag: bytes, name: str) -> str | None:
    """An attribute of a start tag, None where it has none of this name."""
    found = re.search(rb"""\s""" + name.encode() + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    if found is None:
        return None
    value = found[1] if found[1] is not None else found[2]
    return unescape(value.decode("utf-8"))


def with_attribute(tag: bytes, name: str, value: str | int) -> bytes:
    """The start tag with an attribute set."""
    made = f'{name}="{text(str(value))}"'.encode()
    pattern = rb"""(?<=\s)""" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
    changed, count = re.subn(pattern, lambda _: made, tag, count=1)
    if count:
        return changed
    end = tag.rfind(b"/>") if tag.endswith(b"/>") else len(tag) - 1
    return tag[:end].rstrip() + b" " + made + tag[end:]


def without_attribute(tag: bytes, name: str) -> bytes:
    return re.sub(rb"""\s+""" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", b"", tag, count=1)


def text(value: str) -> str:
    """Text as XML may hold it, in an element or between double quotes."""
    return escape(_ILLEGAL.sub("", value), {'"': "&quot;"})


def spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    """The XML with pieces [start, end) replaced; several at one place keep their order."""
    parts, at = [], 0
    for start, end, piece in sorted(splices, key=lambda splice: splice[:2]):
        parts += [xml[at:start], piece]
        at = end
    return b"".join([*parts, xml[at:]])


@dataclass(frozen=True, slots=True)
class Child:
    """A child element: its local name and the bytes [start, end) it stands in, up to the next child."""

    name: str
    start: int
    end: int


def children(xml: bytes, start: int, end: int) -> list[Child]:
    """The elements of a piece of XML that stand in no other, by expat."""
    found: list[tuple[str, int]] = []
    depth = 0
    made = ParserCreate()

    def opened(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2:
            found.append((name.rpartition(":")[2], made.CurrentByteIndex - 3 + start))

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    made.StartElementHandler, made.EndElementHandler = opened, closed
    made.Parse(b"<_>" + xml[start:end] + b"</_>", True)
    stops = [*(at for _, at in found[1:]), end]
    return [Child(name, at, stop) for (name, at), stop in zip(found, stops, strict=True)]


@dataclass(frozen=True, slots=True)
class Section:
    """An element with content: its start tag is [start, inner), its content [inner, stop), its end `end`."""

    start: int
    inner: int
    stop: int
    end: int
    tag: bytes


def section(xml: bytes, name: bytes, start: int = 0) -> Section | None:
    """The first element of a (prefixed) name that does not hold itself; an empty one ends where it begins."""
    visible = masked(xml)
    found = tag_pattern(name).search(visible, start)
    if found is None:
        return None
    tag = xml[found.start() : found.end()]
    if tag.endswith(b"/>"):
        return Section(found.start(), found.end(), found.end(), found.end(), tag)
    stop = visible.find(b"</" + name, found.end())
    if stop < 0:
        raise Refused("damaged")
    return Section(found.start(), found.end(), stop, visible.index(b">", stop) + 1, tag)


def opened(tag: bytes) -> bytes:
    """The start tag of an element that will have content."""
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def refilled(xml: bytes, found: Section, name: bytes, pieces: Sequence[bytes], *, counted: bool) -> bytes:
    """The XML with an element's content replaced, and its count told where it counts."""
    tag = opened(found.tag)
    if counted:
        tag = with_attribute(tag, "count", len(pieces))
    whole = tag + b"".join(pieces) + b"</" + name + b">"
    return xml[: found.start] + whole + xml[found.end :]
