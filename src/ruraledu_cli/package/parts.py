"""Relations, content types and names of parts: what a package says of its own parts."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from ruraledu_cli.package.archive import Archive
from ruraledu_cli.package.tags import attribute, masked, opened, prefix, section, tag_pattern, text
from ruraledu_cli.read.markup import elements
from ruraledu_cli.read.xlsx import relations_of

TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORKSHEET = f"{_OFFICE}.spreadsheetml.worksheet+xml"
COMMENTS = f"{_OFFICE}.spreadsheetml.comments+xml"
STYLES = f"{_OFFICE}.spreadsheetml.styles+xml"
VML = f"{_OFFICE}.vmlDrawing"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: `kind` is the last word of its type."""

    id: str
    kind: str
    target: str
    type: str


class Parts:
    """A package's parts and what leads to them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def relations(self, part: str) -> list[Relation]:
        name = relations_of(part)
        if name not in self.archive:
            return []
        folder = posixpath.dirname(part)
        return [
            Relation(a["Id"], a["Type"].rpartition("/")[2], _resolved(a["Target"], folder), a["Type"])
            for _, a in elements(self.archive.xml(name), "Relationship")
            if a.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> Relation | None:
        return next((one for one in self.relations(part) if one.kind == kind), None)

    def relate(self, part: str, type_: str, target: str) -> str:
        """A relation to a part, and its id."""
        name = relations_of(part)
        empty = f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()
        xml = self.archive.xml(name) if name in self.archive else empty
        taken = {attributes.get("Id") for _, attributes in elements(xml, "Relationship")}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        p = prefix(xml).decode()
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        one = f'<{p}Relationship Id="rId{number}" Type="{type_}" Target="{text(path)}"/>'.encode()
        self.archive.put(name, _appended(xml, f"{p}Relationships".encode(), one))
        return f"rId{number}"

    def unrelate(self, part: str, relation: Relation) -> None:
        """Take out a relation, and the part it leads to."""
        name = relations_of(part)
        self._drop(name, "Relationship", "Id", relation.id)
        if relation.target in self.archive:
            self.archive.remove(relation.target)
            self._drop(TYPES, "Override", "PartName", f"/{relation.target}")
        if relations_of(relation.target) in self.archive:
            self.archive.remove(relations_of(relation.target))
        if not self.relations(part) and b"TargetMode" not in self.archive.xml(name):
            self.archive.remove(name)

    def _drop(self, part: str, element: str, key: str, value: str) -> None:
        xml = self.archive.xml(part)
        name = prefix(xml) + element.encode()
        pattern = re.compile(tag_pattern(name).pattern + rb"(?:(?<!/>)\s*</" + name + rb"\s*>)?")
        for match in pattern.finditer(masked(xml)):
            if attribute(match[0], key) == value:
                self.archive.put(part, xml[: match.start()] + xml[match.end() :])
                return

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """A new part, and what it is."""
        self.archive.put(name, content)
        xml = self.archive.xml(TYPES)
        p = prefix(xml).decode()
        one = f'<{p}Override PartName="/{text(name)}" ContentType="{content_type}"/>'.encode()
        self.archive.put(TYPES, _appended(xml, f"{p}Types".encode(), one))

    def default(self, suffix: str, content_type: str) -> None:
        """What parts of a suffix are, where that is not said yet."""
        xml = self.archive.xml(TYPES)
        known = {a.get("Extension", "").lower() for _, a in elements(xml, "Default")}
        if suffix not in known:
            p = prefix(xml).decode()
            found = section(xml, f"{p}Types".encode())
            assert found is not None
            one = f'<{p}Default Extension="{suffix}" ContentType="{content_type}"/>'.encode()
            self.archive.put(TYPES, xml[: found.inner] + one + xml[found.inner :])

    def free(self, pattern: str) -> str:
        """A name with a number that no part has."""
        taken = {name.lower() for name in self.archive}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)


def _resolved(target: str, folder: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _appended(xml: bytes, name: bytes, one: bytes) -> bytes:
    found = section(xml, name)
    assert found is not None
    end = b"</" + name + b">"
    return (
        xml[: found.start] + opened(found.tag) + xml[found.inner : found.stop] + one + end + xml[found.end :]
    )
