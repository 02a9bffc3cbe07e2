"""The least whole number that meets a limit: by formula, and proved by trying it and the one below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.measurement import Count, Counted, Keys, Ratio, Share

Case = str  # known · best · worst: what is undecided left out, turning out well, turning out badly


@dataclass(frozen=True, slots=True)
class Half:
    """Of so many in scope so many have it."""

    yes: int
    total: int


class NotLeast(ArithmeticError):
    """A number that was worked out is not the least: a fault of the tool."""


def least_change(counted: Counted, target: Target, limit: Fraction, mode: str, case: Case) -> int | None:
    """How many must change; None where no number is enough, or the case has no bound."""
    match counted:
        case Share():
            half = case_of(counted, case)
            return None if half is None or target.direction != "at_least" else _least(half, limit, mode)
        case Ratio(Share() as of, Share() as to):
            return _ratio(of, to, target, limit, mode, case)
        case Count() | Keys():
            return _number(counted, target, limit, case)
        case _:
            return None


def case_of(share: Share, case: Case) -> Half | None:
    """A share's counts in a case. Of unknown scope: in where that is better (or worse), else out."""
    if case == "known":
        return Half(share.yes, share.yes + share.no)
    if share.unbounded:
        return None
    if case == "best":
        yes = share.yes + share.maybe_in_yes + share.open
        return Half(yes, yes + share.no)
    return Half(share.yes, share.yes + share.no + share.maybe_in_no + share.open)


def _ratio(of: Share, to: Share, target: Target, limit: Fraction, mode: str, case: Case) -> int | None:
    """The half that must rise: the divisor where the ratio must fall, else the dividend."""
    falls = target.direction == "at_most"
    rising, standing = (to, of) if falls else (of, to)
    opposite = {"best": "worst", "worst": "best"}  # the other half standing low leaves less to do
    fixed = case_of(standing, opposite.get(case, case))
    half = case_of(rising, case)
    if half is None or fixed is None or not fixed.total or not limit:
        return None
    other = Fraction(fixed.yes, fixed.total)
    return _least(half, other / limit if falls else other * limit, mode)


def _least(half: Half, share: Fraction, mode: str) -> int | None:
    """The least number by which a share reaches at least `share`."""
    lacking = share * half.total - half.yes
    if lacking <= 0:
        return 0 if half.total else None
    if mode == "hire":
        found = None if share >= 1 else ceil(lacking / (1 - share))
    else:
        found = ceil(lacking)
        found = found if found <= half.total - half.yes else None
    return None if found is None else proved(found, lambda n: reaches(half, share, mode, n))


def reaches(half: Half, share: Fraction, mode: str, number: int) -> bool:
    """Whether the share is reached once so many have changed."""
    total = half.total + (number if mode == "hire" else 0)
    return half.yes + number >= share * total


def proved(number: int, enough: Callable[[int], bool]) -> int:
    """The number, once it is seen that it is enough and one fewer is not. Raises NotLeast."""
    if not enough(number) or (number and enough(number - 1)):
        raise NotLeast(f"{number} is not the least")
    return number


def _number(counted: Count | Keys, target: Target, limit: Fraction, case: Case) -> int | None:
    found = counted.estimate()
    have = {"known": found.value, "best": found.high, "worst": found.low}[case]
    if target.direction != "at_least" or (have is None and case != "best"):
        return None
    if have is None:
        return 0  # as many as one likes may be there
    lacking = max(0, ceil(limit - have))
    return proved(lacking, lambda n: target.meets(Fraction(have) + n, limit))
