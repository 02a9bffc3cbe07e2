"""A zip package opened with care: sizes checked before and while unzipping, no names that lead outside."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ruraledu_cli.read.limits import PACKAGE_PARTS, RATIO, RATIO_FREE_BYTES, UNZIPPED_BYTES
from ruraledu_cli.read.markup import as_utf8
from ruraledu_cli.read.refused import ENCRYPTED, OVERSIZED, Refused

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")


class Package:
    """The members of a zip file by name, unzipped on demand and never beyond what they declare."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._members = _members(data)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """All members, in the order they are listed."""
        return tuple(self._members)

    def crc(self, name: str) -> int:
        return self._members[name].CRC

    def packed(self, name: str) -> tuple[ZipInfo, bytes]:
        """A member as it lies in the file, still compressed."""
        return self._members[name], self._stored(self._members[name])

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a member."""
        member = self._members[name]
        stored = self._stored(member)
        if member.compress_type == ZIP_STORED:
            return stored[:size]
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(stored, size)
        except zlib.error:
            raise Refused("damaged") from None

    def part(self, name: str) -> bytes:
        """A member's bytes. Unzipped here and not by zipfile, so that a false size or checksum is seen."""
        member = self._members.get(name)
        if member is None:
            raise Refused("part_missing")
        content = self._unzipped(member)
        if zlib.crc32(content) != member.CRC:
            raise Refused("damaged")
        return content

    def xml(self, name: str) -> bytes:
        """A member that is XML, in UTF-8."""
        return as_utf8(self.part(name))

    def _unzipped(self, member: ZipInfo) -> bytes:
        stored = self._stored(member)
        if member.compress_type == ZIP_STORED:
            return stored
        if member.compress_type != ZIP_DEFLATED:
            raise Refused("compression")
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflate.decompress(stored, member.file_size + 1)
        except zlib.error:
            raise Refused("damaged") from None
        if len(content) > member.file_size:
            raise Refused("false_size", OVERSIZED)
        if len(content) < member.file_size:
            raise Refused("damaged")
        return content

    def _stored(self, member: ZipInfo) -> bytes:
        header = self._data[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\3\4"):
            raise Refused("damaged")
        _, name_size, extra_size = _LOCAL_HEADER.unpack(header)
        start = member.header_offset + _LOCAL_HEADER.size + name_size + extra_size
        return self._data[start : start + member.compress_size]


def digest(crcs: Iterable[tuple[str, int]]) -> str:
    """A hash over parts, by name and checksum: saving the workbook in any program changes it."""
    return sha256("\n".join(f"{name} {crc}" for name, crc in sorted(crcs)).encode()).hexdigest()


def _members(data: bytes) -> Mapping[str, ZipInfo]:
    try:
        with ZipFile(io.BytesIO(data)) as opened:
            listed = opened.infolist()
    except (BadZipFile, NotImplementedError, ValueError, struct.error):
        raise Refused("truncated") from None
    _check_sizes(listed)
    if any(_OUTSIDE.search(member.orig_filename) for member in listed):
        raise Refused("path_in_package")
    if any(member.flag_bits & 1 for member in listed):
        raise Refused("password", ENCRYPTED)
    members = {member.filename: member for member in listed}
    if len({name.lower() for name in members}) != len(listed):
        raise Refused("duplicate_part")
    return members


def _check_sizes(listed: list[ZipInfo]) -> None:
    if len(listed) > PACKAGE_PARTS:
        raise Refused("too_many_parts", OVERSIZED, params={"limit": PACKAGE_PARTS})
    if sum(member.file_size for member in listed) > UNZIPPED_BYTES:
        raise Refused("unzipped_size", OVERSIZED, params={"limit": UNZIPPED_BYTES})
    for member in listed:
        if member.file_size > max(RATIO_FREE_BYTES, RATIO * member.compress_size):
            raise Refused("compression_ratio", OVERSIZED, params={"limit": RATIO})


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """A package of these parts alone, not compressed. Empties `parts` as it goes, to keep memory low."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as target:
        for name in list(parts):
            target.writestr(ZipInfo(name), parts.pop(name))
    packed.seek(0)
    return packed
