"""An indicator's change taken apart into what its numerator and what its denominator made, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from ruraledu_cli.census import Census
from ruraledu_cli.compute import compute
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.judge import Setting, judge
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.comparison import Effects, IndicatorChange
from ruraledu_cli.model.measurement import Counted, Ratio
from ruraledu_cli.model.report import Verdict


def verdicts_alone(census: Census, plan: Plan, year: int, as_of: date | None = None) -> tuple[Verdict, ...]:
    """A census judged by itself, without the years before it."""
    day = as_of or date(year, 9, 1)
    return judge(compute(Evaluator(census, plan, day)), Setting(plan, year, day, False), {})


def effects(before: tuple[Fraction, Fraction], after: tuple[Fraction, Fraction]) -> Effects | None:
    """Of two pairs of numerator and denominator; None where a denominator is nothing."""
    (n0, d0), (n1, d1) = before, after
    if not d0 or not d1:
        return None
    found = Effects((n1 - n0) / d0, n1 / d1 - n1 / d0)
    assert found.numerator + found.denominator == n1 / d1 - n0 / d0
    return found


def compare_indicators(before: Sequence[Verdict], after: Sequence[Verdict]) -> Iterator[IndicatorChange]:
    """The indicators whose value or status is another; those of one side alone are among them."""
    old = {verdict.measurement.indicator: verdict for verdict in before}
    new = {verdict.measurement.indicator: verdict for verdict in after}
    for name in dict.fromkeys((*old, *new)):
        change = _change(name, old.get(name), new.get(name))
        if change.before != change.after or change.statuses[0] != change.statuses[1]:
            yield change


def _change(name: str, before: Verdict | None, after: Verdict | None) -> IndicatorChange:
    counted = [side.measurement.counted if side else None for side in (before, after)]
    first, second = (one.estimate() if one else None for one in counted)
    squared = any(one is not None and one.squared for one in (first, second))
    rounded = any(one is not None and one.rounded for one in (first, second))
    pairs = [None if one is None or squared or rounded else _pair(one) for one in counted]
    was, now = pairs
    return IndicatorChange(
        name,
        first.value if first else None,
        second.value if second else None,
        effects(was, now) if was and now else None,
        (_counts(was), _counts(now)),
        (before.status.value if before else None, after.status.value if after else None),
        squared,
        rounded,
    )


def _pair(counted: Counted) -> tuple[Fraction, Fraction] | None:
    """Numerator and denominator: of a ratio its two shares, of a count the number itself over one."""
    if isinstance(counted, Ratio):
        of, to = counted.of.estimate().value, counted.to.estimate().value
        return None if of is None or to is None else (of, to)
    found = counted.estimate()
    if found.numerator is not None and found.denominator is not None:
        return found.numerator, found.denominator
    return None if found.value is None else (found.value, Fraction(1))


def _counts(pair: tuple[Fraction, Fraction] | None) -> str:
    return "" if pair is None or pair[1] == 1 else f"{pair[0]} ÷ {pair[1]}"
