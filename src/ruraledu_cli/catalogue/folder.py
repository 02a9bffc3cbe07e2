"""A folder's inspection in words: one page, and the lines of names.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue

Record = dict[str, Any]
_SHOWN = 20


def folder_page(told: Record, text: Catalogue, *, whole: bool) -> Page:
    """`told` is the document of `--format json`; `whole` leaves nothing out."""
    say = _Say(text)
    most = None if whole else _SHOWN
    return page(say("title", path=told["folder"], year=told["year"]), _blocks(told, say, most))


class _Say:
    """Words under `folder.`"""

    def __init__(self, text: Catalogue) -> None:
        self.text = text

    def __call__(self, name: str, **params: object) -> str:
        return self.text.text(f"folder.{name}", **params)

    def headers(self, *names: str) -> tuple[str, ...]:
        return tuple(self(f"column_{name}") for name in names)


def _blocks(told: Record, say: _Say, most: int | None) -> Iterator[Block | None]:
    sheets = told["sheets"]
    counts = {
        "files": len({one["file"] for one in sheets}),
        "sheets": sum(bool(one["sheet"]) for one in sheets),
    }
    rows = sum(one["rows"] for one in sheets)
    yield Lines((say("count", **counts, rows=rows, indicators=told["indicators"]),))
    yield Heading(say("confirm"))
    yield from _ranked(told["confirm"], ("what", "where", "indicators"), _finding, say, most)
    yield None if told["confirm"] else Lines((say("nothing_to_confirm"),))
    yield Heading(say("missing"))
    yield from _ranked(told["missing"], ("what", "indicators"), lambda one: (one["message"],), say, most)
    yield None if told["missing"] else Lines((say("nothing_missing"),))
    if told["names"]:
        yield Heading(say("names"))
        rows_ = (
            (one["written"], f"{one['suggestion']} {one['code']}".strip(), str(one["rows"]))
            for one in told["names"]
        )
        yield Grid(say.headers("written", "suggestion", "rows"), tuple(_cut(rows_, most)), frozenset({2}))
        command = f"ruraledu inspect {told['folder']} --suggest -o names.yaml"
        yield Commands(say("names_lead"), ((command, say("names_why")),))
    yield Heading(say("sheets"))
    headers = say.headers("file", "sheet", "table", "rows", "said")
    yield Grid(headers, tuple(_cut((_sheet(one, say) for one in sheets), most)), frozenset({3}))


def _cut(rows: Iterable[tuple[str, ...]], most: int | None) -> Iterator[tuple[str, ...]]:
    """The first rows, and how many more there are."""
    held = list(rows)
    yield from held[:most]
    if most is not None and len(held) > most:
        yield (f"… +{len(held) - most}", *("" for _ in held[0][1:]))


def _sheet(one: Record, say: _Say) -> tuple[str, ...]:
    said = say.text.join(
        say("said", column=s["title"], value=s["value"], reason=s["from_words"]) for s in one["said"]
    )
    return (one["file"], one["sheet"], one["message"], str(one["rows"]) if one["table"] else "", said)


def _ranked(
    entries: list[Record],
    headers: tuple[str, ...],
    cells: Callable[[Record], tuple[str, ...]],
    say: _Say,
    most: int | None,
) -> Iterator[Block]:
    rows = ((*cells(one), str(one["indicators"])) for one in entries)
    yield Grid(say.headers(*headers), tuple(_cut(rows, most)), frozenset({len(headers) - 1}))


def _finding(one: Record) -> tuple[str, ...]:
    return (one["message"], one["where"])
