"""How many children of each list, township and school are in each state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ruraledu_cli.model.matching import STATES, Case, Claim, Double, ListRead, State, Tally

_BESIDE = " + "  # a child at two schools is counted once, under both


def of_lists(cases: Iterable[Case], sheets: Iterable[ListRead], kinds: Iterable[str]) -> tuple[Tally, ...]:
    """Of every kind that was given, the children as they are on that list."""
    states: dict[str, Counter[State]] = {kind: Counter() for kind in kinds}
    rows: Counter[str] = Counter()
    for case in cases:
        for kind, state in case.kinds:
            states[kind][state] += 1
    for sheet in sheets:
        rows[sheet.kind] += sheet.rows
    return tuple(Tally(kind, kind, _ordered(own), rows[kind]) for kind, own in states.items())


def of_townships(cases: Iterable[Case], names: Mapping[str, str]) -> tuple[Tally, ...]:
    """By the township that the list says, else the school's; every child once. "": nobody says one."""
    states: dict[str, Counter[State]] = {}
    for case in cases:
        states.setdefault(case.township, Counter())[case.state] += 1
    order = sorted(states, key=lambda code: (code == "", code))
    return tuple(Tally(code, names.get(code, code), _ordered(states[code])) for code in order)


def of_schools(
    cases: Iterable[Case], claims: Sequence[Claim], doubles: Sequence[Double]
) -> tuple[Tally, ...]:
    """By the school of the year's table, those first where most is to be done."""
    states: dict[str, Counter[State]] = {}
    for case in cases:
        if case.pupils:
            states.setdefault(_school(case.schools), Counter())[case.state] += 1
    asked = Counter(_school(claim.schools) for claim in claims)
    twice = Counter(_school(double.schools) for double in doubles if double.schools)
    for name in (*asked, *twice):
        states.setdefault(name, Counter())
    found = [
        Tally(name, name, _ordered(own), claims=asked[name], doubles=twice[name])
        for name, own in sorted(states.items())
    ]
    return tuple(sorted(found, key=lambda one: -one.to_do))


def _school(names: Sequence[str]) -> str:
    return _BESIDE.join(names)


def _ordered(states: Counter[State]) -> dict[State, int]:
    return {state: states[state] for state in STATES if states[state]}
