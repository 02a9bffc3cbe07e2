"""Several forms of one record: what each gives a part of is added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.census import Frame, Said
from ruraledu_cli.validate.register import normal

_Part = tuple[int, Said]  # the frame's number


def add_up(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    """Boarders of the primary and of the junior form of one school are the school's boarders together.

    A form that is there twice counts once where it says the same; where it does not, nothing is added, and
    the rows contradict each other.
    """
    parts: dict[tuple[str, str, str], list[_Part]] = {}
    for number, frame in enumerate(frames):
        whose = _whose(frame)
        for said in frame.said if whose else ():
            if said.adds:
                parts.setdefault((frame.table, whose, said.column), []).append((number, said))
    instead: dict[int, dict[str, Said | None]] = {}
    for same in parts.values():
        if len(same) > 1:
            _add(same, instead)
    return tuple(_changed(frame, instead.get(number)) for number, frame in enumerate(frames))


def _whose(frame: Frame) -> str:
    """The record that a form is about: its code, else its name, and its campus."""
    said = {one.column: normal(str(one.cell)) for one in reversed(frame.said)}
    school = said.get("school_code") or said.get("school_name", "")
    return f"{school} {said.get('campus', '')}" if school else ""


def _add(same: Sequence[_Part], instead: dict[int, dict[str, Said | None]]) -> None:
    by_form: dict[str, set[object]] = {}
    for _, said in same:
        by_form.setdefault(said.adds, set()).add(said.cell)
    numbers = [cell for cells in by_form.values() for cell in cells]
    if any(len(cells) > 1 for cells in by_form.values()) or not all(type(n) in (int, float) for n in numbers):
        return
    total = sum(Fraction(str(n)) for n in numbers)
    cell = int(total) if total.denominator == 1 else float(total)
    column, (first, said), rest = same[0][1].column, same[0], same[1:]
    for number, _ in rest:
        instead.setdefault(number, {})[column] = None
    instead.setdefault(first, {})[column] = replace(said, cell=cell)


def _changed(frame: Frame, instead: dict[str, Said | None] | None) -> Frame:
    if not instead:
        return frame
    kept = [instead.get(one.column, one) for one in frame.said]
    return replace(frame, said=tuple(one for one in kept if one is not None))
