"""The shape of an answer, whatever was counted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .tally import Ratio, Share, Tally


@dataclass(frozen=True)
class Half:
    exact: Fraction | None
    numerator: int
    denominator: int
    missing: int


@dataclass(frozen=True)
class Figure:
    """What was counted: exact value, bounds, and the units that did not send (None: the table has none)."""

    exact: Fraction | None
    numerator: int | None
    denominator: int | None
    missing: int
    low: Fraction | None
    high: Fraction | None
    absent: tuple[str, ...] | None
    empty: bool = False
    decided: bool = True
    basis: str | None = "roster"
    of: Half | None = None
    to: Half | None = None

    @property
    def counts(self) -> bool:
        """A count has no denominator; a ratio has neither part."""
        return self.denominator is None and self.numerator is not None


@dataclass(frozen=True)
class NotComputable:
    reason: str


Outcome = Figure | NotComputable


def _sorted(absent: set[str] | None) -> tuple[str, ...] | None:
    return None if absent is None else tuple(sorted(absent))


def from_share(share: Share, absent: set[str] | None) -> Figure:
    share = Share(share.items, share.open_count or bool(absent))
    low, high = share.bounds
    missing = len(share.undecided)
    empty = share.empty and not share.open_count
    return Figure(
        share.value,
        share.numerator,
        share.denominator,
        missing,
        low,
        high,
        _sorted(absent),
        empty,
        share.denominator > 0,
    )


def from_tally(tally: Tally, absent: set[str] | None = None) -> Figure:
    tally = Tally(tally.rows, tally.open_count or bool(absent))
    low, high = tally.bounds
    return Figure(Fraction(tally.value), tally.value, None, tally.missing, low, high, _sorted(absent))


def half(share: Share) -> Half:
    return Half(share.value, share.numerator, share.denominator, len(share.undecided))


def from_ratio(ratio: Ratio, absent: set[str], basis: str) -> Figure:
    low, high = ratio.bounds
    known = ratio.of.denominator > 0 and ratio.to.denominator > 0
    empty = any(side.empty and not side.open_count for side in (ratio.of, ratio.to))
    return Figure(
        ratio.value,
        None,
        None,
        ratio.missing,
        low,
        high,
        _sorted(absent),
        empty,
        known,
        basis,
        half(ratio.of),
        half(ratio.to),
    )
