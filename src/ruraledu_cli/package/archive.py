"""The zip of a workbook: parts kept as they are packed, in their order, except those that are changed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipInfo

from ruraledu_cli.read.markup import as_utf8
from ruraledu_cli.read.package import Package, digest

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_KEPT_FLAG = 0x800  # the name is UTF-8; a size behind the data (0x08) is written before it here
_DAY = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6


class Archive:
    """The parts of a package by name. What is not changed is written back as it was packed."""

    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._changed or (name in self._package and name not in self._removed)

    def __iter__(self) -> Iterator[str]:
        kept = [name for name in self._package.names if name not in self._removed]
        yield from kept
        yield from (name for name in self._changed if name not in self._package)

    def xml(self, name: str) -> bytes:
        """A part that is XML, in UTF-8."""
        return self._changed[name] if name in self._changed else as_utf8(self._package.part(name))

    def head(self, name: str, size: int) -> bytes:
        """The beginning of a part, without unpacking the rest."""
        return self._changed[name][:size] if name in self._changed else self._package.head(name, size)

    def put(self, name: str, content: bytes) -> None:
        """Change or add a part. One that comes out as it was stays as it was packed."""
        self._removed.discard(name)
        self._changed.pop(name, None)
        if name not in self._package or self._package.part(name) != content:
            self._changed[name] = content

    def remove(self, name: str) -> None:
        self._changed.pop(name, None)
        self._removed.add(name)

    def digest(self, without: str) -> str:
        """A hash over all parts but one."""
        return digest((name, self._crc(name)) for name in self if name != without)

    def _crc(self, name: str) -> int:
        content = self._changed.get(name)
        return self._package.crc(name) if content is None else zlib.crc32(content)

    def save(self) -> bytes:
        """The whole package again."""
        body, directory, count = bytearray(), bytearray(), 0
        for name in self:
            info, packed = self._packed(name)
            raw = _name(info)
            flags = _KEPT_FLAG if not raw.isascii() else 0
            common = (flags, info.compress_type, *_stamp(info), info.CRC, len(packed), info.file_size)
            directory += _CENTRAL.pack(
                b"PK\1\2", 20, 20, *common, len(raw), 0, 0, 0, 0, info.external_attr, len(body)
            )
            directory += raw
            body += _LOCAL.pack(b"PK\3\4", 20, *common, len(raw), 0) + raw + packed
            count += 1
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
        return bytes(body + directory + end)

    def _packed(self, name: str) -> tuple[ZipInfo, bytes]:
        content = self._changed.get(name)
        if content is None:
            return self._package.packed(name)
        info = ZipInfo(name, _DAY)
        info.compress_type, info.CRC, info.file_size = ZIP_DEFLATED, zlib.crc32(content), len(content)
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return info, deflate.compress(content) + deflate.flush()


def _name(info: ZipInfo) -> bytes:
    return info.filename.encode("utf-8")


def _stamp(info: ZipInfo) -> tuple[int, int]:
    """Time and day as MS-DOS has them."""
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
