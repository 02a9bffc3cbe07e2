"""Whether a sheet is a list that another department sent, and of which kind: no table of the census."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from ruraledu_cli.census import Sheet
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.definitions.list_kinds import headers_of, never
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import filled

_ABOVE = 12  # rows in which a list says what it is, and its header stands
_FEWEST = 3  # cells of a row that may be a header


def list_kind(sheet: Sheet, kinds: Mapping[str, ListKind]) -> str:
    """The kind of list that a sheet is; "" where it is none, or may be several.

    It must have a column of persons and none that only the bureau's own tables have. Then the nearest name
    that says one kind decides: the sheet's, the lines above, the file's, the folder's; else its own headers.
    """
    if not kinds:
        return ""
    above = [
        [(p, normalise(c)) for p, c in filled(row) if isinstance(c, str) and len(c) <= 60]
        for row in sheet.rows[:_ABOVE]
    ]
    headers = {text for row in above if len(row) >= _FEWEST for _, text in row}
    if not headers & _names(("id_number", "name")) or headers & _plain(never()):
        return ""
    open_to = {name: kind for name, kind in kinds.items() if not headers & _plain(kind.unless)}
    for text in _named_by(sheet, above):
        if found := _known_by(text, open_to):
            return found
    own = {name: len(headers & _plain(kind.tells)) for name, kind in open_to.items()}
    best = [name for name, told in own.items() if told and told == max(own.values())]
    return best[0] if len(best) == 1 else ""


def _named_by(sheet: Sheet, above: list[list[tuple[int, str]]]) -> Iterator[str]:
    """What says which list it is, the nearest first."""
    yield normalise(sheet.name)
    for row in above:
        if len(row) >= _FEWEST:
            break
        yield from (text for _, text in row)
    path = PurePosixPath(sheet.file.replace("\\", "/"))
    yield normalise(path.stem)
    yield normalise(path.parent.name)


def _known_by(text: str, kinds: Mapping[str, ListKind]) -> str:
    """The kind whose word stands in a text, the longest word before others; "" where two are as long."""
    lengths: dict[str, int] = {}
    for name, kind in kinds.items():
        if not any(word in text for word in _plain(kind.not_known_by)):
            lengths[name] = max((len(word) for word in _plain(kind.known_by) if word in text), default=0)
    longest = max(lengths.values(), default=0)
    best = [name for name, length in lengths.items() if length and length == longest]
    return best[0] if len(best) == 1 else ""


@lru_cache(maxsize=256)
def _plain(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalise, words))


@lru_cache(maxsize=8)
def _names(columns: tuple[str, ...]) -> frozenset[str]:
    return _plain(tuple(text for column in columns for text in headers_of(column)))
