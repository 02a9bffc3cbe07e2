"""The weighted moments of a dispersion: sufficient counts that merge exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ruraledu_cli.model.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Moments:
    """The weighted moments of x per p over units: sums of p, x and x²/p (p > 0).

    Coefficient of variation as in the national method for inter-school dispersion (教督〔2012〕3号 附件):
    S² = Σ(p/P)(x/p − X/P)², CV² = S² / (X/P)². Carried and compared as the square.
    """

    weight: Fraction = Fraction(0)
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    units: int = 0
    missing: int = 0
    unbounded: bool = False

    @property
    def is_empty(self) -> bool:
        return self.units + self.missing == 0 and not self.unbounded

    def __add__(self, other: Moments) -> Moments:
        return Moments(
            self.weight + other.weight,
            self.total + other.total,
            self.squares + other.squares,
            self.units + other.units,
            self.missing + other.missing,
            self.unbounded or other.unbounded,
        )

    def estimate(self) -> Estimate:
        square = None
        if self.weight and self.total:
            mean = self.total / self.weight
            square = (self.squares / self.weight - mean * mean) / (mean * mean)
        bound = None if self.missing or self.unbounded else square
        return Estimate(square, bound, bound, self.missing, squared=True)
