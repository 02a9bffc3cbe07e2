"""Leave one out (对全县影响): the county's figure again without each township and each school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.analyse.parts import leaves
from ruraledu_cli.analyse.trace import part
from ruraledu_cli.definitions.formula import AllOfFormula, Formula, MeanOfFormula, PooledFormula, RatioFormula
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Count, Share, Sum
from ruraledu_cli.model.pull import Level, Pull, Pulls
from ruraledu_cli.model.report import Verdict
from ruraledu_cli.model.trace import Line, Part, Unbalanced

_Pair = tuple[Fraction, Fraction]
_Halves = Mapping[str, _Pair]  # numerator and denominator of each half: "" alone, or of and to


def pull(evaluator: Evaluator, verdict: Verdict) -> Pulls:
    """Every township and school, the one that holds the figure back most first."""
    plan, name = evaluator.plan, verdict.measurement.indicator
    formula = plan.indicators[name].formula
    made = Pulls(plan, evaluator.census.year, evaluator.as_of, verdict, None, None)
    if verdict.measurement.counted is None or verdict.measurement.problem is not None:
        return made
    parts = [part(evaluator, leaf, role) for role, leaf in leaves(evaluator, formula)]
    if not _can_be_taken_away(formula, parts):
        return made
    whole = _halves(parts, _all_of(parts))
    value = _value(whole, parts)
    if value != verdict.measurement.counted.estimate().value:
        raise Unbalanced(f"{name}: its parts do not make it")
    target = plan.targets.get(name)
    falls = target is not None and target.direction == "at_most"
    found = (
        one
        for level in ("township", "school")
        for one in _ranked(_pulls(level, parts, whole, value), falls=falls)
    )
    return replace(made, value=value, pulls=tuple(found))


def _can_be_taken_away(formula: Formula, parts: Sequence[Part]) -> bool:
    """Counts, sums and shares, pooled or one over another; no roots, no distinct keys, no lists of limits."""
    if isinstance(formula, RatioFormula):
        inner = (formula.of, formula.to)
        nested = any(isinstance(half, RatioFormula | AllOfFormula) for half in inner)
    elif isinstance(formula, PooledFormula):
        nested = any(isinstance(half, RatioFormula | AllOfFormula | PooledFormula) for half in formula.parts)
    else:
        nested = isinstance(formula, AllOfFormula | MeanOfFormula)
    return not nested and all(isinstance(one.counted, Share | Count | Sum) for one in parts)


def _all_of(parts: Sequence[Part]) -> list[tuple[str, Line]]:
    return [(_half(one), line) for one in parts for line in one.lines]


def _half(one: Part) -> str:
    first = one.name.partition(".")[0]
    return first if first in ("of", "to") else ""


def _halves(parts: Sequence[Part], lines: Sequence[tuple[str, Line]]) -> _Halves:
    found: dict[str, _Pair] = {_half(one): (Fraction(0), Fraction(0)) for one in parts}
    for half, line in lines:
        above, below = found[half]
        found[half] = (above + line.numerator, below + line.denominator)
    return found


def _value(halves: _Halves, parts: Sequence[Part]) -> Fraction | None:
    """The figure that the counts make."""
    shares = {_half(one): isinstance(one.counted, Share) for one in parts}
    made: dict[str, Fraction | None] = {}
    for half, (above, below) in halves.items():
        made[half] = above if not shares[half] else above / below if below else None
    if "" in made:
        return made[""]
    of, to = made["of"], made["to"]
    return None if of is None or not to else of / to


def _pulls(level: Level, parts: Sequence[Part], whole: _Halves, value: Fraction | None) -> Iterator[Pull]:
    """Each township (or school) in turn taken away."""
    grouped: dict[tuple[str, ...], list[tuple[str, Line]]] = {}
    for half, line in _all_of(parts):
        if level == "school" and (line.personal or not (line.key or line.name)):
            continue
        key: tuple[str, ...] = (
            (line.township,) if level == "township" else (line.key, line.name, line.township)
        )
        grouped.setdefault(key, []).append((half, line))
    for key, lines in grouped.items():
        own = _halves(parts, lines)
        left = {half: (whole[half][0] - own[half][0], whole[half][1] - own[half][1]) for half in whole}
        without = _value(left, parts)
        effect = None if without is None or value is None else value - without
        yield Pull(level, _line(level, key, lines), without, effect, None)


def _line(level: Level, key: tuple[str, ...], lines: Sequence[tuple[str, Line]]) -> Line:
    """All that a township or school adds, in one line."""
    numerator = sum((line.numerator for _, line in lines), Fraction(0))
    denominator = sum((line.denominator for _, line in lines), Fraction(0))
    undecided = sum(line.undecided for _, line in lines)
    first = lines[0][1]
    if level == "township":
        return Line(key[0], "", key[0], numerator, denominator, undecided)
    return Line(first.key, first.name, first.township, numerator, denominator, undecided, first.pupils)


def _ranked(pulls: Iterator[Pull], *, falls: bool) -> list[Pull]:
    """The one that holds it back most first; equal effects share a place, and what has none comes last."""
    order = sorted(pulls, key=lambda one: _place(one, falls=falls))
    found: list[Pull] = []
    for number, one in enumerate(order, 1):
        tied = bool(found) and found[-1].effect == one.effect
        rank = found[-1].rank if tied else number
        found.append(replace(one, rank=None if one.effect is None else rank))
    return found


def _place(one: Pull, *, falls: bool) -> tuple[bool, Fraction, bool, str, str]:
    effect = Fraction(0) if one.effect is None else -one.effect if falls else one.effect
    return (one.effect is None, effect, not one.line.key, one.line.key, one.line.name)
