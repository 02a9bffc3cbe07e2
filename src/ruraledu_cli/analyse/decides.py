"""How many undecided units, once known, could settle a verdict that waits: the fewest, either way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.definitions.target import Target
from ruraledu_cli.judge import decide
from ruraledu_cli.model.measurement import Count, Counted, Keys, Ratio, Share
from ruraledu_cli.model.report import Status, Verdict
from ruraledu_cli.model.trace import Decides

_FEW = 24


def decides(verdict: Verdict, target: Target | None) -> Decides | None:
    """Of a verdict that waits for cells; None of any other, and of kinds whose bounds are not from counts."""
    judged, counted = verdict.target, verdict.measurement.counted
    waits = verdict.status is Status.UNDECIDED or (verdict.status is Status.NOT_DUE and verdict.reason)
    if not waits or target is None or judged is None or counted is None:
        return None
    if verdict.reason == "unread_input" or not isinstance(counted, Share | Count | Keys | Ratio):
        return Decides(None, None)
    return Decides(
        _fewest(counted, target, judged.value, met=True), _fewest(counted, target, judged.value, met=False)
    )


def _fewest(counted: Counted, target: Target, limit: Fraction, *, met: bool) -> int | None:
    """The fewest units that could settle it this way. Every combination of a few units is tried; of many,
    step by step the one that helps most."""
    upwards = met == (target.direction == "at_least")

    def settles(counts: Counted) -> bool:
        return decide(counts.estimate(), target, limit) is met

    if isinstance(counted, Share) and counted.missing <= _FEW:
        return _tried(counted, settles, upwards=upwards)
    for number in range(counted.missing + 1):
        if settles(counted):
            return number
        further = _best(counted, upwards=upwards)
        if further is None:
            return None
        counted = further
    return None


def _tried(share: Share, settles: Callable[[Counted], bool], *, upwards: bool) -> int | None:
    layer: set[Share] = {share}
    for number in range(share.missing + 1):
        if any(settles(one) for one in layer):
            return number
        layer = {further for one in layer for further in _known_share(one, upwards=upwards)}
    return None


def _best(counted: Counted, *, upwards: bool) -> Counted | None:
    """The counts once one more unit is known, the one that moves the deciding bound most."""
    bound: Callable[[Counted], Fraction | None] = (
        (lambda c: c.estimate().low) if upwards else (lambda c: c.estimate().high)
    )
    ends = [(bound(option), option) for option in _known(counted, upwards=upwards)]
    there = [(end, number, option) for number, (end, option) in enumerate(ends) if end is not None]
    if not there:
        return None
    best = max if upwards else min
    return best(there, key=lambda one: (one[0], -one[1] if upwards else one[1]))[2]


def _known(counted: Counted, *, upwards: bool) -> Iterator[Counted]:
    """One more unit known, in each way that moves the figure up (or down)."""
    match counted:
        case Share(unbounded=False):
            yield from _known_share(counted, upwards=upwards)
        case Count(unbounded=False) if counted.undecided:
            yield replace(counted, yes=counted.yes + upwards, undecided=counted.undecided - 1)
        case Keys(unbounded=False) if counted.maybe:
            first = frozenset({min(counted.maybe)})
            yes = counted.yes | first if upwards else counted.yes
            yield replace(counted, yes=yes, maybe=counted.maybe - first, missing=counted.missing - 1)
        case Keys(unbounded=False) if counted.loose:
            new = frozenset({f"\x00{counted.loose}"}) if upwards else frozenset[str]()
            yield replace(
                counted, yes=counted.yes | new, loose=counted.loose - 1, missing=counted.missing - 1
            )
        case Ratio(of, to):
            missing = max(counted.missing - 1, 0)
            yield from (Ratio(one, to, missing) for one in _known(of, upwards=upwards))
            yield from (Ratio(of, one, missing) for one in _known(to, upwards=not upwards))


def _known_share(share: Share, *, upwards: bool) -> Iterator[Share]:
    """An open unit turns out to have it (or not); one of unknown scope turns out to be in, or out."""
    if share.open:
        rest = replace(share, open=share.open - 1)
        yield replace(rest, yes=rest.yes + 1) if upwards else replace(rest, no=rest.no + 1)
    if share.maybe_in_yes:
        rest = replace(share, maybe_in_yes=share.maybe_in_yes - 1)
        yield replace(rest, yes=rest.yes + 1) if upwards else rest
    if share.maybe_in_no:
        rest = replace(share, maybe_in_no=share.maybe_in_no - 1)
        yield rest if upwards else replace(rest, no=rest.no + 1)
