"""What counting leaves behind: shares, counts and ratios with their bounds, by formula and by brute force.

A counted thing is an `Item` with the outcomes it may still have: out of
the scope, in it and yes, in it and no.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from .logic import Truth

OUT, YES, IN_NO = "out", "yes", "no"


@dataclass(frozen=True)
class Item:
    key: Hashable
    outcomes: frozenset[str]

    @property
    def decided(self) -> bool:
        return len(self.outcomes) == 1


def item_of(key: Hashable, rows: Iterable[tuple[Truth, Truth]]) -> Item:
    """The outcomes of a thing with rows of (scope, having): in if any is, yes if any is in and yes."""
    pairs = list(rows)
    outcomes = set()
    if all(scope is not True for scope, _ in pairs):
        outcomes.add(OUT)
    if any(scope is not False and having is not False for scope, having in pairs):
        outcomes.add(YES)
    certain = any(scope is True and having is True for scope, having in pairs)
    if not certain and any(scope is not False and having is not True for scope, having in pairs):
        outcomes.add(IN_NO)
    return Item(key, frozenset(outcomes))


@dataclass(frozen=True)
class Share:
    """yes over yes and no, and what the undecided may make of it; `open_count`: rows unknown in number."""

    items: tuple[Item, ...]
    open_count: bool = False

    def _certain(self, outcome: str) -> int:
        return sum(item.outcomes == {outcome} for item in self.items)

    @property
    def numerator(self) -> int:
        return self._certain(YES)

    @property
    def denominator(self) -> int:
        return self.numerator + self._certain(IN_NO)

    @property
    def undecided(self) -> frozenset[Hashable]:
        return frozenset(item.key for item in self.items if not item.decided)

    @property
    def empty(self) -> bool:
        return self.denominator == 0 and not self.undecided

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        if self.open_count:
            return None, None
        maybe = [item.outcomes for item in self.items if not item.decided]
        u_no = sum(IN_NO in outcomes for outcomes in maybe)
        u_yes = sum(YES in outcomes for outcomes in maybe)
        low_base, high_base = self.denominator + u_no, self.denominator + u_yes
        low = Fraction(self.numerator, low_base) if low_base else None
        high = Fraction(self.numerator + u_yes, high_base) if high_base else None
        return low, high


def completions(items: Sequence[Item]) -> tuple[Fraction | None, Fraction | None]:
    """Lowest and highest share over every way to fill in what is unknown; only for a handful of items."""
    values = []
    for world in product(*(sorted(item.outcomes) for item in items)):
        base = sum(outcome != OUT for outcome in world)
        if base:
            values.append(Fraction(sum(outcome == YES for outcome in world), base))
    return (min(values), max(values)) if values else (None, None)


@dataclass(frozen=True)
class Tally:
    """A count of rows, or of distinct keys: each row (key, in). A key of None is not known and may be new."""

    rows: tuple[tuple[Hashable | None, Truth], ...]
    open_count: bool = False
    keys: frozenset[Hashable] = field(init=False)

    def __post_init__(self) -> None:
        found = frozenset(key for key, inside in self.rows if inside and key is not None)
        object.__setattr__(self, "keys", found)

    @property
    def value(self) -> int:
        return len(self.keys)

    @property
    def missing(self) -> int:
        return sum(inside is None or (inside and key is None) for key, inside in self.rows)

    @property
    def bounds(self) -> tuple[Fraction, Fraction | None]:
        low = Fraction(self.value)
        maybe = {key for key, inside in self.rows if inside is None and key is not None} - self.keys
        strangers = sum(key is None and inside is not False for key, inside in self.rows)
        return low, None if self.open_count else low + len(maybe) + strangers


@dataclass(frozen=True)
class Ratio:
    """One share over another; the bounds are the interval quotient, sound and not always tight."""

    of: Share
    to: Share

    @property
    def missing(self) -> int:
        return len(self.of.undecided | self.to.undecided)

    @property
    def value(self) -> Fraction | None:
        if self.of.value is None or not self.to.value:
            return None
        return self.of.value / self.to.value

    @property
    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        (of_low, of_high), (to_low, to_high) = self.of.bounds, self.to.bounds
        if self.of.open_count or self.to.open_count:
            return None, None
        low = of_low / to_high if of_low is not None and to_high else None
        high = of_high / to_low if of_high is not None and to_low else None
        return low, high
