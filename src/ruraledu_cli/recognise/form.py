"""What the readers of forms share: a form as read, why one was not, how its words and cells are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ruraledu_cli.census import Cell, Frame, PassedRows, Said, Sheet
from ruraledu_cli.definitions.codebook import TableDef
from ruraledu_cli.definitions.layout import LayoutDef
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.recognise.headers import HeaderIndex, normalise
from ruraledu_cli.recognise.nearby import nearby

CODES = frozenset({"代码", "编号", "行次", "序号", "栏次", "指标代码", "项目代码"})
NOT_APPLICABLE = frozenset({"-", "--", "—", "——", "－", "/", "×", "*"})
UNNEEDED = "unneeded"
_OF_WHICH = re.compile(
    r"^(?:其中[:、]?|#|[一二三四五六七八九十]、|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、])+"
)


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a form (or a part of it) was not taken: `label` names what is wanting, `cells` are 0-based rows and
    positions, or whole rows where the position is None."""

    reason: str
    label: str = ""
    cells: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form as read: what its cells say, the row its header or first item stands in, and what is told."""

    layout: LayoutDef
    table: TableDef
    top: int
    said: tuple[Said, ...]
    refused: tuple[Unfit, ...] = ()
    findings: tuple[Finding, ...] = ()


def plain(text: str) -> str:
    """A row's or column's name as it is compared: no spaces, no 其中, no #, no numbering."""
    return _OF_WHICH.sub("", normalise(text))


def cell_at(sheet: Sheet, row: int, position: int) -> Cell:
    cells = sheet.rows[row]
    return cells[position] if position < len(cells) else None


def is_nothing(cell: Cell) -> bool:
    """Not applicable, as against blank."""
    return isinstance(cell, str) and cell.strip() in NOT_APPLICABLE


def canonical(layout: LayoutDef, own: Iterable[str]) -> dict[str, str]:
    """Every spelling of these words to the layout's own; an own word is itself."""
    words = set(own)
    found = {plain(text): word for word, texts in layout.spellings.items() for text in texts if word in words}
    return found | {plain(word): word for word in words}


def frame_of(sheet: Sheet, part: Sheet, form: Form, index: HeaderIndex, head: Sheet | None = None) -> Frame:
    """The frame of a form in the rows of `part`; `head` is where its school is named, if elsewhere."""
    rows = [row for row, cells in enumerate(part.rows) if cells]
    records = (min((one.row for one in form.said if one.row is not None), default=-1),)
    rest = tuple(row for row in rows if row not in records)
    around = nearby(part, form.top, form.table, index)
    if head is not None:
        around = (
            *(one for one in nearby(head, len(head.rows), form.table, index) if one.row is not None),
            *around,
        )
    return Frame(
        sheet,
        form.table.name,
        (),
        records if form.said else (),
        (PassedRows("form", rest),) if rest else (),
        why=(f"form:{form.layout.id}",),
        nearby=around,
        said=form.said,
    )


def not_counted(sheet: Sheet, layout: LayoutDef | None, refused: Unfit) -> Finding:
    """S016: what a form holds and was not taken, exactly where and why."""
    table = layout.table if layout else None
    rows: dict[int | None, list[int]] = {}
    for row, position in refused.cells:
        rows.setdefault(position, []).append(row + 1)
    places = tuple(
        Place(sheet.file, sheet.name, table, rows=tuple(own), position=None if at is None else at + 1)
        for at, own in rows.items()
    )
    return Finding(
        "S016",
        places or (Place(sheet.file, sheet.name, table),),
        params={"form": layout.id if layout else "", "reason": refused.reason, "label": refused.label},
        severity="note" if refused.reason == UNNEEDED else None,
    )
