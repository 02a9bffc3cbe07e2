"""Two plans side by side, in words: targets, scopes, lists, formulas and what else they say."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.catalogue import formulas
from ruraledu_cli.catalogue.conditions import ConditionWords
from ruraledu_cli.catalogue.figures import force_word, show_line, table_name
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.condition import children
from ruraledu_cli.definitions.plan import Indicator, Plan
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.model.comparison import PlanChange

# A part of a plan: its kind and name; the words for it, and what it is made of.
_Parts = dict[tuple[str, str], tuple[str, object]]
_SIGNS = {">=": "≥", "<=": "≤"}


def plan_changes(before: Plan, after: Plan, text: Catalogue) -> tuple[PlanChange, ...]:
    """What was added, taken away or says something else. `text` is the catalogue with `trace` and `diff`."""
    old, new = dict(_parts(before, text)), dict(_parts(after, text))
    return tuple(_changes(old, new, text))


def _changes(old: _Parts, new: _Parts, text: Catalogue) -> Iterator[PlanChange]:
    for kind, name in dict.fromkeys((*old, *new)):
        was, now = old.get((kind, name), ("", None)), new.get((kind, name), ("", None))
        if was == now:
            continue
        after = now[0]
        if was[0] == now[0]:  # the words do not tell the two apart
            if was[1] == now[1]:
                continue
            after = text.text("diff.otherwise", words=now[0])
        yield PlanChange(kind, name, was[0], after)


def _parts(plan: Plan, text: Catalogue) -> Iterator[tuple[tuple[str, str], tuple[str, object]]]:
    words = ConditionWords(plan, text)
    for name, indicator in plan.indicators.items():
        title = text.text("format.marked", label=text.title(indicator.title), value=name)
        if name in plan.targets:
            target = plan.targets[name]
            yield ("target", title), (_target(target, indicator.unit, text), target)
        yield ("indicator", title), (_indicator(indicator, words), indicator)
    for table, name in plan.scopes:
        label = text.text("format.marked", label=table_name(table, text, plan), value=name)
        yield ("scope", label), (words.definition(table, name), plan.scopes[table, name])
    for table, condition in plan.counted.items():
        yield ("counted", table_name(table, text, plan)), (words.words(condition, table), condition)
    for name, entries in plan.lists.items():
        yield ("list", name), (text.join(_township(code, plan) for code in entries), entries)
    for name, order in plan.orders.items():
        yield ("order", name), (text.join(order.best_first), order)
    for code, township in plan.townships.items():
        said = text.join((township.zh, township.kind, *township.aliases))
        yield ("township", code), (said, township)
    for name, value in plan.settings:
        yield ("setting", name), (str(value), value)
    for table, cover in plan.coverage.items():
        schools = "" if cover.schools is None else words.words(cover.schools, "schools")
        yield ("coverage", table_name(table, text, plan)), (schools, cover)


def _township(code: str, plan: Plan) -> str:
    return plan.townships[code].zh if code in plan.townships else code


def _target(target: Target, unit: str, text: Catalogue) -> str:
    """Its force and its milestones, each with the day it is due."""
    stones = (
        f"{text.due(target.due(year))} {_SIGNS[target.op]} {show_line(stone.value, unit, text)}"
        for year, stone in sorted(target.milestones.items())
    )
    return text.text(
        "format.labelled", label=force_word(target.force, target.inferred, text), value=text.clauses(stones)
    )


def _indicator(indicator: Indicator, words: ConditionWords) -> str:
    parts = [formulas.whole(indicator.formula, words.text), *_formula(indicator.formula, words)]
    return words.text.clauses(dict.fromkeys(part for part in parts if part))


def _formula(formula: object, words: ConditionWords) -> Iterator[str]:
    """What each part of a formula is over, and what it asks."""
    try:
        yield formulas.over(formula, words)  # type: ignore[arg-type]  # a part that counts nothing is told so
    except TypeError:
        for part in children(formula):
            yield from _formula(part, words)
        return
    asked = formulas.having(formula, words)  # type: ignore[arg-type]  # `over` took it for a formula
    if asked:
        yield asked
