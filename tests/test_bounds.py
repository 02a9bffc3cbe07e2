"""Bounds against every completion of what is not known: equal for shares, containing for ratios."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ruraledu_cli.compute.selection import _any, _outcomes, tally
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES
from ruraledu_cli.model.measurement import Count, Keys, Means, Ratio, Share, Sum
from ruraledu_cli.model.moments import Moments

answers = st.sampled_from([NO, UNKNOWN, YES])
rows = st.lists(st.tuples(answers, answers), min_size=0, max_size=6)
POSSIBLE = {NO: (False,), YES: (True,), UNKNOWN: (False, True)}


class _Table:
    """What `tally` asks of an evaluator, without a census."""

    def __init__(self, persons: list[int] | None) -> None:
        self.persons = None if persons is None else np.array(persons, dtype=np.int32)

    def table(self, name: str) -> _Table:
        return self


def counted(pairs: list[tuple[int, int]], persons: list[int] | None = None) -> Share:
    scope = np.array([scope for scope, _ in pairs], dtype=np.int8)
    having = np.array([having for _, having in pairs], dtype=np.int8)
    return tally(_Table(persons), "t", scope, [having]).share  # type: ignore[arg-type]


def completions(pairs: list[tuple[int, int]]) -> Iterator[list[tuple[bool, bool]]]:
    """Every way to fill in what is not known."""
    for filled in product(*(product(POSSIBLE[scope], POSSIBLE[having]) for scope, having in pairs)):
        yield list(filled)


def shares(pairs: list[tuple[int, int]], persons: list[int] | None = None) -> set[Fraction]:
    """The share in every completion that has one, persons counted once."""
    found = set()
    for filled in completions(pairs):
        numbers = persons or range(len(filled))
        inside = {p for p, (scope, _) in zip(numbers, filled, strict=False) if scope}
        has = {p for p, (scope, having) in zip(numbers, filled, strict=False) if scope and having}
        if inside:
            found.add(Fraction(len(has), len(inside)))
    return found


@given(rows)
def test_share_bounds_are_the_extremes_of_all_completions(pairs):
    estimate = counted(pairs).estimate()
    values = shares(pairs)
    assert (estimate.low, estimate.high) == ((min(values), max(values)) if values else (None, None))


@given(
    rows.flatmap(lambda pairs: st.tuples(st.just(pairs), st.lists(st.integers(0, 2), min_size=6, max_size=6)))
)
def test_person_bounds_are_the_extremes_of_all_completions(drawn):
    pairs, numbers = drawn
    persons = numbers[: len(pairs)]
    dense = [sorted(set(persons)).index(p) for p in persons]
    estimate = counted(pairs, dense).estimate()
    values = shares(pairs, dense)
    assert (estimate.low, estimate.high) == ((min(values), max(values)) if values else (None, None))


@given(rows)
def test_value_is_over_what_is_decided_and_missing_counts_each_row_once(pairs):
    share = counted(pairs)
    decided = [p for p in pairs if p[0] == YES and p[1] != UNKNOWN]
    out = [p for p in pairs if p[0] == NO]
    assert share.yes == sum(having == YES for _, having in decided)
    assert share.yes + share.no == len(decided)
    assert share.missing == len(pairs) - len(decided) - len(out)


@given(rows)
def test_count_bounds_are_the_extremes_of_all_completions(pairs):
    scopes = [scope for scope, _ in pairs]
    estimate = Count(scopes.count(YES), scopes.count(UNKNOWN)).estimate()
    totals = [sum(filled) for filled in product(*(POSSIBLE[scope] for scope in scopes))]
    assert (estimate.low, estimate.high) == (min(totals), max(totals))


@given(rows, rows)
def test_ratio_bounds_contain_every_completion(of, to):
    estimate = Ratio(counted(of), counted(to)).estimate()
    for above, below in product(shares(of), shares(to)):
        if below:
            assert estimate.low is None or estimate.low <= above / below
            assert estimate.high is None or above / below <= estimate.high


@given(rows, rows)
def test_merging_shares_counts_both_sets_of_rows(one, two):
    assert counted(one) + counted(two) == counted([*one, *two])


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 99)), min_size=1, max_size=6))
def test_dispersion_is_the_weighted_one(units):
    """Against the formula as the national method writes it: Σ(P/P_N)(X−X̄)² over X̄², X̄ = Σx/ΣP."""
    moments = Moments()
    for pupils, books in units:
        moments += Moments(Fraction(pupils), Fraction(books), Fraction(books * books, pupils), 1)
    total = sum(p for p, _ in units)
    mean = Fraction(sum(x for _, x in units), total)
    if not mean:
        assert moments.estimate().value is None
        return
    square = sum(Fraction(p, total) * (Fraction(x, p) - mean) ** 2 for p, x in units)
    assert moments.estimate().value == square / mean**2


def test_dispersion_of_the_official_worked_example():
    """Five primary schools, books per pupil: 0.515257 weighted (0.4888 and 0.5465 unweighted are wrong)."""
    units = [(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)]
    moments = Moments()
    for pupils, books in units:
        moments += Moments(Fraction(pupils), Fraction(books), Fraction(books * books, pupils), 1)
    value = moments.estimate().value
    assert value is not None
    assert round(float(value) ** 0.5, 6) == 0.515257


def _moments(*square: Fraction) -> Means:
    """Two units of the same weight with 1 ± r have the dispersion r, the root of what is given."""
    return Means(tuple(Moments(Fraction(2), Fraction(2), 2 + 2 * each, 2) for each in square))


def test_the_mean_of_roots_that_are_fractions_is_exact():
    estimate = _moments(Fraction(1, 4), Fraction(4, 25)).estimate()
    assert estimate.value == estimate.low == estimate.high == estimate.exact == Fraction(9, 20)


@given(st.lists(st.fractions(0, 9, max_denominator=999), min_size=1, max_size=8))
def test_the_mean_of_roots_lies_between_its_bounds(squares):
    """Against decimals of sixty digits."""
    estimate = _moments(*squares).estimate()
    with localcontext(Context(prec=60)):
        roots = [(Decimal(s.numerator) / Decimal(s.denominator)).sqrt() for s in squares]
        mean = Fraction(sum(roots, Decimal(0)) / len(roots))
    tiny = Fraction(1, 10**50)
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.low - tiny <= mean <= estimate.high + tiny
    assert estimate.high - estimate.low <= Fraction(1, 10**18)
    assert (estimate.exact is None) == (estimate.low != estimate.high)


def test_a_mean_merges_part_by_part_and_hangs_on_every_part():
    one, other = _moments(Fraction(1), Fraction(0)), _moments(Fraction(0), Fraction(1))
    assert (one + other).parts == tuple(a + b for a, b in zip(one.parts, other.parts, strict=True))
    open_part = Means((one.parts[0], Moments(Fraction(1), Fraction(1), Fraction(1), 1, missing=1)), 1)
    estimate = open_part.estimate()
    assert (estimate.low, estimate.high, estimate.missing) == (None, None, 1)
    assert estimate.value is not None


def test_a_unit_that_sent_nothing_opens_both_bounds():
    estimate = Share(yes=3, no=1, unbounded=True).estimate()
    assert (estimate.value, estimate.low, estimate.high) == (Fraction(3, 4), None, None)


def test_a_count_is_open_above_only():
    estimate = Count(3, unbounded=True).estimate()
    assert (estimate.low, estimate.high) == (3, None)


def test_keys_seen_for_sure_and_perhaps():
    keys = Keys(frozenset("ab"), frozenset("bc"), loose=1, missing=3)
    estimate = keys.estimate()
    assert (estimate.low, estimate.high, estimate.missing) == (2, 4, 3)


def test_a_sum_without_a_greatest_value_is_open_above():
    estimate = Sum(Fraction(10), Fraction(0), None, missing=1, rows=2).estimate()
    assert (estimate.value, estimate.low, estimate.high) == (10, 10, None)


def test_exact_tie_meets_where_floats_fail():
    """169/240 over 169/252 is exactly 21/20; as floats it is 1.0500000000000003."""
    ratio = Ratio(Share(169, 240 - 169), Share(169, 252 - 169)).estimate()
    assert ratio.value == Fraction(21, 20)
    assert (169 / 240) / (169 / 252) > 1.05


def test_outcomes_of_one_person_with_rows_in_and_out_of_scope():
    """Surely in and without it by one row, perhaps in and with it by another: it may be a yes or a no."""
    share = counted([(YES, NO), (UNKNOWN, YES)], [0, 0])
    assert (share.open, share.missing) == (1, 1)
    assert _any(np.array([NO, YES], dtype=np.int8), np.array([0, 0], dtype=np.int32), 1).tolist() == [YES]
    assert _outcomes("t", *(np.array([YES], dtype=np.int8),) * 2, np.array([False])).share.yes == 1
