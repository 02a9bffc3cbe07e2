"""The comments of one sheet: ours put in and taken out again, the submitter's own kept as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from ruraledu_cli.package.cells import Address, address_of, reference_of
from ruraledu_cli.package.tags import (
    attribute,
    masked,
    opened,
    prefix,
    section,
    tag_pattern,
    text,
)

AUTHOR = "ruraledu"
EMPTY = '<comments xmlns="{main}"><authors/><commentList/></comments>'
_RULE = "────────"
_OURS = re.compile(rf"\n*──〔[^〕\n]*〕──\n(.*?)(?:\n{_RULE}(?:·(\d+))?|\Z)", re.DOTALL)
_HEAD = re.compile(r"──〔[^〕\n]*〕──")


def block(title: str, words: str, replaced: int) -> str:
    """Our part of a comment. `replaced` numbers the fill that the mark stands on; 0 is none."""
    return f"──〔{title}〕──\n{words}\n{_RULE}{f'·{replaced}' if replaced else ''}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the part has it."""

    address: Address
    xml: bytes
    text: str

    @property
    def is_ours(self) -> bool:
        """Whether a part of it is ours."""
        return _HEAD.search(self.text) is not None

    @property
    def replaced(self) -> int:
        """The number of the fill our mark stands on."""
        found = _OURS.search(self.text)
        return int(found[2] or 0) if found else 0


class Comments:
    """A comments part, changed comment by comment."""

    def __init__(self, xml: bytes) -> None:
        self._prefix = prefix(xml)
        self._xml = xml
        visible = masked(xml)
        self._all: dict[Address, Comment] = {}
        end = b"</" + self._prefix + b"comment>"
        for match in tag_pattern(self._prefix + b"comment").finditer(visible):
            stop = match.end() if match[0].endswith(b"/>") else visible.index(end, match.end()) + len(end)
            address = address_of(attribute(match[0], "ref") or "")
            if address is not None:
                whole = xml[match.start() : stop]
                self._all[address] = Comment(address, whole, self._text(whole))

    def _text(self, comment: bytes) -> str:
        """The text of all runs; phonetic runs do not count."""
        name = self._prefix + b"rPh"
        comment = re.sub(b"<" + name + b"[\\s>].*?</" + name + b">", b"", comment, flags=re.DOTALL)
        parts = re.findall(b"<" + self._prefix + rb"t(?:\s[^>]*)?>([^<]*)</" + self._prefix + b"t>", comment)
        return unescape(b"".join(parts).decode("utf-8")).replace("\r\n", "\n").replace("\r", "\n")

    def __contains__(self, address: Address) -> bool:
        return address in self._all

    def __len__(self) -> int:
        return len(self._all)

    def ours(self) -> dict[Address, Comment]:
        return {address: comment for address, comment in self._all.items() if comment.is_ours}

    def strip(self) -> list[Address]:
        """Take our part out of every comment; the addresses of those of which nothing is left."""
        gone = []
        for address, comment in self.ours().items():
            left = _OURS.sub("", comment.text).strip("\n")
            if not left.strip():
                del self._all[address]
                gone.append(address)
                continue
            xml = self._without_run(comment.xml) or self._plain(comment.xml, left)
            self._all[address] = Comment(address, xml, left)
        return gone

    def _without_run(self, comment: bytes) -> bytes | None:
        """The comment without the one run that holds nothing but our part."""
        name = self._prefix + b"r"
        for match in re.finditer(b"<" + name + b">.*?</" + name + b">", comment, re.DOTALL):
            if _OURS.fullmatch(self._text(match[0])):
                return comment[: match.start()] + comment[match.end() :]
        return None

    def _plain(self, comment: bytes, left: str) -> bytes:
        """The comment with another text, of one run."""
        found = section(comment, self._prefix + b"text")
        assert found is not None
        run = self._named("t", left)
        return comment[: found.inner] + run + comment[found.stop :]

    def _named(self, name: str, words: str) -> bytes:
        tag = self._prefix.decode() + name
        return f'<{tag} xml:space="preserve">{text(words)}</{tag}>'.encode()

    def add(self, blocks: Mapping[Address, str]) -> list[Address]:
        """Put our part in; the addresses of the comments that are new."""
        new = []
        author = self._author() if blocks else 0
        for address, words in blocks.items():
            there = self._all.get(address)
            if there is None:
                new.append(address)
                self._all[address] = Comment(address, self._made(address, author, words), words)
            else:
                whole = f"\n\n{words}"
                self._all[address] = Comment(address, self._appended(there.xml, whole), there.text + whole)
        return new

    def _made(self, address: Address, author: int, words: str) -> bytes:
        p = self._prefix.decode()
        said = self._named("t", words).decode()
        font = f'<{p}rPr><{p}sz val="9"/><{p}rFont val="宋体"/><{p}charset val="134"/></{p}rPr>'
        start = f'<{p}comment ref="{reference_of(address)}" authorId="{author}"><{p}text><{p}r>{font}'
        return f"{start}{said}</{p}r></{p}text></{p}comment>".encode()

    def _appended(self, comment: bytes, words: str) -> bytes:
        p = self._prefix.decode()
        run = f"<{p}r><{p}t".encode()
        run = f"<{p}r>".encode() + self._named("t", words) + f"</{p}r>".encode()
        found = section(comment, self._prefix + b"text")
        if found is None:
            end = comment.rindex(b"</")
            return comment[:end] + f"<{p}text>".encode() + run + f"</{p}text>".encode() + comment[end:]
        if found.tag.endswith(b"/>"):
            whole = opened(found.tag) + run + f"</{p}text>".encode()
            return comment[: found.start] + whole + comment[found.end :]
        return comment[: found.stop] + run + comment[found.stop :]

    def _author(self) -> int:
        """Our number among the authors, who is added if new."""
        name = self._prefix + b"author"
        found = section(self._xml, self._prefix + b"authors")
        assert found is not None
        whole = self._xml[found.inner : found.stop]
        authors = re.findall(b"<" + name + rb"(?:\s*/>|>([^<]*)</" + name + b">)", whole)
        if AUTHOR.encode() in authors:
            return authors.index(AUTHOR.encode())
        one = b"<" + name + b">" + AUTHOR.encode() + b"</" + name + b">"
        end = b"</" + self._prefix + b"authors>"
        self._xml = self._xml[: found.start] + opened(found.tag) + whole + one + end + self._xml[found.end :]
        return len(authors)

    def save(self) -> bytes:
        """The part with its comments in their order, new ones at the end."""
        found = section(self._xml, self._prefix + b"commentList")
        assert found is not None
        all_of_them = b"".join(comment.xml for comment in self._all.values())
        end = b"</" + self._prefix + b"commentList>"
        return self._xml[: found.start] + opened(found.tag) + all_of_them + end + self._xml[found.end :]
