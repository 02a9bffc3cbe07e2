"""Kleene's three values: True, False and None for what is not known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

Truth = bool | None


class _SaidNone:
    """The known *none* of a cell that says 无, 否, 未… in a column of dates, links, levels or forms."""

    def __repr__(self) -> str:
        return "NO"


NO = _SaidNone()


def both(*values: Truth) -> Truth:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def either(*values: Truth) -> Truth:
    return some(values)


def some(values: Iterable[Truth]) -> Truth:
    seen = list(values)
    if any(value is True for value in seen):
        return True
    return None if any(value is None for value in seen) else False


def negate(value: Truth) -> Truth:
    return None if value is None else not value


def first_known(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def among(value: Any, allowed: Collection[Any]) -> Truth:
    """Membership of a cell; a blank cell is not known, a said none is in nothing."""
    if value is None:
        return None
    return value is not NO and value in allowed


def holds(value: Any, test: Callable[[Any], bool]) -> Truth:
    if value is None:
        return None
    return value is not NO and test(value)
