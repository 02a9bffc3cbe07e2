"""Which line of the table a row belongs to: its school's, else one of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.census import NONE, Ref, Table, Value
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.trace import Line, Unit

_Place = tuple[object, ...]


class Lines:
    """Lines as they are met. Rows of a table that links to schools stand in their school's line."""

    def __init__(self, evaluator: Evaluator, table: str) -> None:
        self.evaluator = evaluator
        self.table = evaluator.table(table)
        self.schools = evaluator.table("schools")
        self.links = self.table.columns.get("school")
        self._numbers: dict[_Place, int] = {}
        self._lines: list[Line] = []

    def of_row(self, row: int) -> int:
        """The number of a row's line."""
        if self.table.name == "schools":
            return self.of_school(row)
        if self.links is None:
            return self._enter(("row", row), lambda: _own_line(self.evaluator, self.table, row))
        value = self.links[row]
        if isinstance(value, Ref) and value.row >= 0:
            return self.of_school(value.row)
        text = value.text if isinstance(value, Ref) else ""
        return self.of_unknown(text)

    def of_school(self, row: int) -> int:
        return self._enter(("school", row), lambda: school_line(self.schools, row))

    def of_unknown(self, text: str) -> int:
        """The line of a school that is not in the register."""
        return self._enter(("unknown", text), lambda: Line("", text, ""))

    def of_member(self, key: str, name: str) -> int:
        """The line of a township that is itself counted."""
        return self._enter(("member", key), lambda: Line(key, name, key))

    def _enter(self, place: _Place, make: object) -> int:
        if place not in self._numbers:
            self._numbers[place] = len(self._lines)
            assert callable(make)
            self._lines.append(make())
        return self._numbers[place]

    def filled(self, units: Iterable[Unit]) -> tuple[Line, ...]:
        """The lines with what their units add."""
        lines = list(self._lines)
        for unit in units:
            line = lines[unit.line]
            lines[unit.line] = replace(
                line,
                numerator=line.numerator + unit.numerator,
                denominator=line.denominator + unit.denominator,
                undecided=line.undecided + unit.undecided,
            )
        return tuple(lines)


def school_line(schools: Table, row: int) -> Line:
    """A school's line; a campus is named beside its school."""
    code, name, campus, township, pupils = (
        schools.column(column)[row]
        for column in ("school_code", "school_name", "campus", "township", "students")
    )
    shown = " ".join(filter(None, (text_of(name), text_of(campus))))
    key = text_of(code) or shown
    return Line(key, shown, text_of(township), pupils=_whole(pupils), row=row)


def _own_line(evaluator: Evaluator, table: Table, row: int) -> Line:
    label, personal = label_of(evaluator, table, row)
    definition = evaluator.plan.codebook.tables[table.name]
    keys = (
        text_of(table.column(name)[row]) for name in definition.key if not definition.columns[name].personal
    )
    township = text_of(table.column("township")[row])
    return Line(next(filter(None, keys), ""), label, township, personal=personal)


def label_of(evaluator: Evaluator, table: Table, row: int) -> tuple[str, bool]:
    """What a row is called (its first column of names), and whether that is personal."""
    definition = evaluator.plan.codebook.tables.get(table.name)
    for name, column in definition.columns.items() if definition else ():
        if column.type == "name":
            return text_of(table.column(name)[row]), column.personal
    return "", False


def text_of(value: Value | None) -> str:
    """A value as text; "" where it is not known or none."""
    if value is None or value is NONE:
        return ""
    if isinstance(value, tuple):
        return "、".join(filter(None, map(text_of, value)))
    return value.text if isinstance(value, Ref) else str(value)


def _whole(value: Value | None) -> int | None:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return int(value)
    return None
