"""The compound file (OLE2) that .xls and encrypted workbooks come in: its streams by name."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from ruraledu_cli.read.refused import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are no sector numbers
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """Read whole into memory; every chain of sectors is bounded by the file's own length."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Refused("truncated")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Refused("damaged")
        self._size = 1 << shift
        directory_start, self._cutoff, mini_start = struct.unpack_from("<I4xII", data, 48)
        self._fat = self._table(self._fat_sectors())
        self._mini_fat = self._table(self._chain(mini_start, self._fat))
        self._entries = self._directory(directory_start)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; names are compared without case, as the format says."""
        start, size = self._entries[name.lower()]
        if size >= self._cutoff:
            content = self._joined(start)
        else:
            mini = self._joined(self._root[0])
            content = b"".join(mini[at * 64 : at * 64 + 64] for at in self._chain(start, self._mini_fat))
        if len(content) < size:
            raise Refused("truncated")
        return content[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._fat)))

    def _chain(self, start: int, fat: Sequence[int]) -> list[int]:
        chain: list[int] = []
        while start < _END:
            if start >= len(fat) or len(chain) >= len(fat):
                raise Refused("damaged")
            chain.append(start)
            start = fat[start]
        return chain

    def _table(self, sectors: list[int]) -> Sequence[int]:
        raw = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _fat_sectors(self) -> list[int]:
        """The sectors of the allocation table: 109 in the header, more in a chain of their own."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while following < _END:
            sector = self._sector(following)
            if following in seen or len(sector) < self._size:
                raise Refused("truncated")
            seen.add(following)
            *more, following = struct.unpack(f"<{self._size // 4}I", sector)
            listed.extend(more)
        return [number for number in listed if number < _END]

    def _directory(self, start: int) -> dict[str, tuple[int, int]]:
        self._root = (_END, 0)
        entries: dict[str, tuple[int, int]] = {}
        raw = self._joined(start)
        for at in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            name_size, kind = struct.unpack_from("<HB", raw, at + 64)
            first, size = struct.unpack_from("<II", raw, at + 116)
            if kind == _ROOT:
                self._root = (first, size)
            elif kind == _STREAM and 2 <= name_size <= 64:
                name = raw[at : at + name_size - 2].decode("utf-16-le", "replace")
                entries.setdefault(name.lower(), (first, size))
        return entries
