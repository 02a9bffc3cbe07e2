"""Exports of form services: of several submissions about one thing the last supersedes the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ruraledu_cli.census import Cell, Frame, PassedRows
from ruraledu_cli.definitions.codebook import Codebook, TableDef
from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.layout import is_blank

_WHEN = re.compile(
    r"(?:\d+[.、])?(?:提交(?:答卷)?(?:时间|日期)|(?:填写|答题|结束答题|最后修改|更新)(?:时间|日期)|时间戳|"
    r"submi(?:tted|ssion)(?:at|time|date)|timestamp)(?:\(.*\))?"
)
_WHO = re.compile(
    r"(?:提交|填写|填报|答题|创建|修改)(?:人|者|用户)(?:\(.*\))?|(?:答题|填写|提交|作答)?(?:时长|用时|耗时)|所用时间|开始(?:答题|填写)?时间|"
    r"来源(?:详情|渠道)?|来自ip|ip(?:地址)?|(?:答题|提交)?设备|(?:微信)?(?:昵称|openid)|答卷编号|总分|提交状态"
)
_NUMBERS = re.compile(r"\d+")
_OTHERWISE = ("code", "text")  # what a later submission may well say otherwise: a post, a remark

_Row = tuple[int, int]  # the frame's number, the sheet's row


@dataclass(frozen=True, slots=True)
class _Submission:
    """One row of an export: the columns its form asks for, and when it was submitted, where that is known."""

    asked: frozenset[str]
    when: tuple[int, ...] | None
    row: _Row


def supersede(frames: Sequence[Frame], codebook: Codebook) -> tuple[list[Frame], dict[int, list[int]]]:
    """The frames without the rows that a later submission supersedes, and these rows by the frame's number.
    Where it cannot be said which is the last all stay, and contradict each other. A form that asks other
    things supersedes nothing."""
    groups: dict[tuple[str, ...], list[_Submission]] = {}
    for number, frame in enumerate(frames):
        position = _position(frame)
        table = codebook.tables.get(frame.table)
        if position is None or table is None:
            continue
        asked = frozenset(field.column for field in frame.fields)
        for row in frame.records:
            key = _key(frame, row, table)
            if key:
                one = _Submission(asked, _moment(_cell(frame, row, position)), (number, row))
                groups.setdefault((frame.table, *key), []).append(one)
    gone: dict[int, list[int]] = {}
    for rows in groups.values():
        for asked in {one.asked for one in rows}:
            for number, row in _superseded([one for one in rows if one.asked >= asked], asked):
                gone.setdefault(number, []).append(row)
    return [_without(frame, gone.get(number)) for number, frame in enumerate(frames)], gone


def is_when(header: str) -> bool:
    """Whether a header is that of the time of submission."""
    return _WHEN.fullmatch(normalise(header)) is not None


def are_of_service(headers: Sequence[str]) -> frozenset[str]:
    """Which headers of an export are the form service's own: when it was submitted, by whom, from where."""
    if not any(map(is_when, headers)):
        return frozenset()
    return frozenset(text for text in headers if is_when(text) or _WHO.fullmatch(normalise(text)))


def _position(frame: Frame) -> int | None:
    return next((p for p, header in frame.unknown_headers if is_when(header)), None)


def _key(frame: Frame, row: int, table: TableDef) -> tuple[str, ...]:
    """What a submission is about: the first that is known of key, identity number and name, and what else is
    in the key."""
    names = [n for n, c in table.columns.items() if c.type in ("name", "id_number")]
    own = next((text for n in (table.key[0], *names) if (text := _text(frame, row, n))), "")
    rest = [n for n in table.key[1:] if table.columns[n].type not in _OTHERWISE]
    return (own, *(_text(frame, row, name) for name in rest)) if own else ()


def _text(frame: Frame, row: int, column: str) -> str:
    cells = (_cell(frame, row, field.position) for field in frame.fields if field.column == column)
    return next((normalise(str(cell)) for cell in cells if not is_blank(cell)), "")


def _cell(frame: Frame, row: int, position: int) -> Cell:
    cells = frame.sheet.rows[row]
    return cells[position] if position < len(cells) else None


def _moment(cell: Cell) -> tuple[int, ...] | None:
    """A time as numbers that compare: year, month, day and what follows."""
    if isinstance(cell, datetime):
        return (cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second)
    if isinstance(cell, date):
        return (cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return (round(cell * 86_400),)
    numbers = tuple(map(int, _NUMBERS.findall(cell))) if isinstance(cell, str) else ()
    return numbers if len(numbers) >= 3 and numbers[0] > 1900 else None


def _superseded(rows: Sequence[_Submission], asked: frozenset[str]) -> Iterator[_Row]:
    """Those of the form that asks just this, where a later one asks all of it."""
    moments = [one.when for one in rows]
    known = [when for when in moments if when is not None]
    if len(rows) < 2 or len(known) < len(rows) or len({len(when) == 1 for when in known}) > 1:
        return
    last = max(known)
    if moments.count(last) == 1:
        yield from (one.row for one in rows if one.when != last and one.asked == asked)


def _without(frame: Frame, rows: Sequence[int] | None) -> Frame:
    if not rows:
        return frame
    gone = set(rows)
    kept = tuple(row for row in frame.records if row not in gone)
    return replace(frame, records=kept, passed=(*frame.passed, PassedRows("superseded", tuple(sorted(gone)))))
