"""What an indicator's formula counted: sufficient counts that merge exactly, and the estimate they give.

Every kind answers `estimate()`, and `+` merges two measurements of disjoint rows without loss.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from ruraledu_cli.model.estimate import Estimate, mean_of, rooted
from ruraledu_cli.model.moments import Moments


@dataclass(frozen=True, slots=True)
class Share:
    """Units in scope that have something. The three undecided kinds are disjoint:

    `maybe_in_yes`: has it, scope unknown; `maybe_in_no`: lacks it, scope unknown; `open`: the having unknown.
    `unbounded`: some unit sent nothing, so that the count itself is not known and both bounds are open.
    """

    yes: int = 0
    no: int = 0
    maybe_in_yes: int = 0
    maybe_in_no: int = 0
    open: int = 0
    unbounded: bool = False

    @property
    def missing(self) -> int:
        return self.maybe_in_yes + self.maybe_in_no + self.open

    @property
    def is_empty(self) -> bool:
        """Nothing is in scope, and nothing might be."""
        return self.yes + self.no + self.missing == 0 and not self.unbounded

    def __add__(self, other: Share) -> Share:
        return Share(
            self.yes + other.yes,
            self.no + other.no,
            self.maybe_in_yes + other.maybe_in_yes,
            self.maybe_in_no + other.maybe_in_no,
            self.open + other.open,
            self.unbounded or other.unbounded,
        )

    def estimate(self) -> Estimate:
        """Bounds: low = yes / (decided + u_no), high = (yes + u_yes) / (decided + u_yes).

        Where nothing is decided and one of the two is 0/0, every completion that has a value has the other's.
        """
        decided = self.yes + self.no
        u_yes, u_no = self.maybe_in_yes + self.open, self.maybe_in_no + self.open
        low = _divide(self.yes, decided + u_no)
        high = _divide(self.yes + u_yes, decided + u_yes)
        low, high = (high if low is None else low), (low if high is None else high)
        if self.unbounded:
            low = high = None
        return Estimate(
            _divide(self.yes, decided), low, high, self.missing, Fraction(self.yes), Fraction(decided)
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `unbounded` opens the high end."""

    yes: int = 0
    undecided: int = 0
    unbounded: bool = False

    @property
    def missing(self) -> int:
        return self.undecided

    @property
    def is_empty(self) -> bool:
        return False

    def __add__(self, other: Count) -> Count:
        return Count(
            self.yes + other.yes, self.undecided + other.undecided, self.unbounded or other.unbounded
        )

    def estimate(self) -> Estimate:
        value = Fraction(self.yes)
        high = None if self.unbounded else value + self.undecided
        return Estimate(value, value, high, self.undecided, numerator=value)


@dataclass(frozen=True, slots=True)
class Keys:
    """Distinct keys: those surely there, those possibly there, and rows whose key is not known.

    `missing` is the number of undecided rows; several of them may share a key, or one that is surely there.
    """

    yes: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    loose: int = 0
    missing: int = 0
    unbounded: bool = False

    @property
    def is_empty(self) -> bool:
        return False

    def __add__(self, other: Keys) -> Keys:
        return Keys(
            self.yes | other.yes,
            self.maybe | other.maybe,
            self.loose + other.loose,
            self.missing + other.missing,
            self.unbounded or other.unbounded,
        )

    def estimate(self) -> Estimate:
        value = Fraction(len(self.yes))
        high = None if self.unbounded else value + len(self.maybe - self.yes) + self.loose
        return Estimate(value, value, high, self.missing, numerator=value)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total. `low` and `high` are what undecided rows add at least and at most; None is an open end."""

    total: Fraction = Fraction(0)
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    missing: int = 0
    rows: int = 0
    unbounded: bool = False

    @property
    def is_empty(self) -> bool:
        return self.rows + self.missing == 0 and not self.unbounded

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.total + other.total,
            _plus(self.low, other.low),
            _plus(self.high, other.high),
            self.missing + other.missing,
            self.rows + other.rows,
            self.unbounded or other.unbounded,
        )

    def estimate(self) -> Estimate:
        high = None if self.unbounded else _plus(self.total, self.high)
        value = self.total if self.rows or not self.missing else None
        return Estimate(value, _plus(self.total, self.low), high, self.missing, numerator=value)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One measurement over another. `missing` counts the rows undecided in either, each once."""

    of: Counted
    to: Counted
    missing: int = 0

    @property
    def is_empty(self) -> bool:
        return self.of.is_empty or self.to.is_empty

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(merge(self.of, other.of), merge(self.to, other.to), self.missing + other.missing)

    def estimate(self) -> Estimate:
        """Interval arithmetic on two non-negative halves: sound, not always tight."""
        of, to = self.of.estimate(), self.to.estimate()
        return Estimate(
            _divide(of.value, to.value), _divide(of.low, to.high), _divide(of.high, to.low), self.missing
        )


@dataclass(frozen=True, slots=True)
class Means:
    """The plain mean of several measurements, each of the same weight (综合差异系数 of 教督〔2012〕3号)."""

    parts: tuple[Counted, ...]
    missing: int = 0

    @property
    def is_empty(self) -> bool:
        return any(part.is_empty for part in self.parts)

    def __add__(self, other: Means) -> Means:
        parts = tuple(merge(one, two) for one, two in zip(self.parts, other.parts, strict=True))
        return Means(parts, self.missing + other.missing)

    def estimate(self) -> Estimate:
        """Of roots that are no fractions the bounds are the nearest fractions around the mean."""
        found = [part.estimate() for part in self.parts]
        value, low = (mean_of([rooted(one, end)[0] for one in found]) for end in ("value", "low"))
        above, high = (mean_of([rooted(one, end)[1] for one in found]) for end in ("value", "high"))
        return Estimate(value, low, high, self.missing, rounded=value != above)


Counted = Share | Count | Keys | Sum | Ratio | Moments | Means


def merge(left: Counted, right: Counted) -> Counted:
    """The measurement of both sets of rows together; the two must be of one kind."""
    if type(left) is not type(right):
        raise TypeError(f"cannot merge {type(left).__name__} with {type(right).__name__}")
    return left + right  # type: ignore[operator]  # the line above makes both of one kind


def _divide(above: Fraction | int | None, below: Fraction | int | None) -> Fraction | None:
    return None if above is None or not below else Fraction(above) / below


def _plus(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


@dataclass(frozen=True, slots=True)
class Units:
    """Which submitting units (townships, schools) an indicator must cover; `absent` is sorted."""

    expected: int
    present: int
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotComputable:
    """Why an indicator has no figure: `reason` is table_missing, column_missing or empty_scope."""

    reason: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A second reading of an indicator, shown beside the first and not judged."""

    id: str
    title: str
    counted: Counted | None
    problem: NotComputable | None = None
    scope: str | tuple[str, str] | None = None
    units: Units | None = None
    basis: str = "roster"


@dataclass(frozen=True, slots=True)
class Measurement:
    """An indicator's counts for one census, or why there are none; `said` lists remarks (code, number)."""

    indicator: str
    counted: Counted | None
    problem: NotComputable | None = None
    scope: str | tuple[str, str] | None = None
    units: Units | None = None
    basis: str = "roster"
    readings: tuple[Reading, ...] = ()
    groups: tuple[Group, ...] = ()
    said: tuple[tuple[str, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Group:
    """The same measurement for one group of a breakdown."""

    by: str
    key: str
    name: str
    measurement: Measurement
