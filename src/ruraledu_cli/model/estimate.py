"""What a measurement comes to: a value, and the interval that what is not known leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal

_SCALE = 10**18


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value over what is known, and the interval that what is not known leaves.

    `low` or `high` None is an open end. `squared` says that value and bounds are squares (a dispersion);
    `rounded` that it is made of roots that are no fractions, and the bounds lie closely around it.
    """

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    missing: int
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    squared: bool = False
    rounded: bool = False

    @property
    def exact(self) -> Fraction | None:
        """The value where it is a fraction: not of roots."""
        return None if self.squared or self.rounded else self.value


def rooted(found: Estimate, end: Literal["value", "low", "high"]) -> tuple[Fraction | None, Fraction | None]:
    """A value or bound as a fraction: of a square the nearest at or below its root, and at or above."""
    value = {"value": found.value, "low": found.low, "high": found.high}[end]
    if value is None or not found.squared:
        return value, value
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    if above * above == value.numerator and below * below == value.denominator:
        return Fraction(above, below), Fraction(above, below)
    whole = isqrt(value.numerator * _SCALE * _SCALE // value.denominator)
    return Fraction(whole, _SCALE), Fraction(whole + 1, _SCALE)


def mean_of(values: Sequence[Fraction | None]) -> Fraction | None:
    """The mean; None where there is nothing, or one of them is not known."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known and len(known) == len(values) else None
