"""What one formula comes to, before it is an indicator: counts or the reason there are none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ruraledu_cli.compute.selection import Undecided
from ruraledu_cli.model.measurement import Counted, NotComputable, Units, merge


@dataclass(frozen=True, slots=True)
class Outcome:
    """`scope` is the name of the denominator's scope; `units` None where nothing must be covered."""

    counted: Counted | None
    problem: NotComputable | None = None
    scope: str | tuple[str, str] | None = None
    units: Units | None = None
    basis: str = "roster"
    undecided: Undecided = field(default_factory=dict)


def pooled(left: Outcome, right: Outcome) -> Outcome:
    """Two outcomes of one kind counted together; a problem of either is the whole's."""
    if left.counted is None or right.counted is None:
        return replace(left, counted=None, problem=left.problem or right.problem)
    return Outcome(
        merge(left.counted, right.counted),
        left.problem or right.problem,
        left.scope,
        both_units(left.units, right.units),
        both_bases(left.basis, right.basis),
        both_undecided(left.undecided, right.undecided),
    )


def both_undecided(left: Undecided, right: Undecided) -> Undecided:
    """Everyone undecided in either, once."""
    found = dict(left)
    for who, number in right.items():
        found[who] = max(found.get(who, 0), number)
    return found


def both_units(left: Units | None, right: Units | None) -> Units | None:
    """The units of both; a unit absent for either is absent."""
    if left is None or right is None:
        return left or right
    absent = tuple(sorted({*left.absent, *right.absent}))
    expected = left.expected + right.expected - len(set(left.absent) & set(right.absent))
    return Units(expected, expected - len(absent), absent)


def both_bases(left: str, right: str) -> str:
    return left if left == right else "mixed"
