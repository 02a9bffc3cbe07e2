"""Two plans side by side, in words: targets, scopes, lists, formulas and what else they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruraledu_cli.catalogue import formulas
from ruraledu_cli.catalogue.conditions import ConditionWords
from ruraledu_cli.catalogue.figures import force_word, show_line, table_name
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.condition import children
from ruraledu_cli.definitions.plan import Indicator, Plan
from ruraledu_cli.definitions.yaml import Mark, Path_
from ruraledu_cli.model.comparison import PlanChange

_SIGNS = {">=": "≥", "<=": "≤"}
Places = Mapping[Path_, Mark]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a plan: the words for it, what it is made of, and where it stands."""

    words: str
    made_of: object
    path: Path_


_Parts = dict[tuple[str, str], _Part]


def plan_changes(
    before: Plan, after: Plan, text: Catalogue, places: tuple[Places, Places] = ({}, {})
) -> tuple[PlanChange, ...]:
    """What was added, taken away or says something else. `text` is the catalogue with `trace` and `diff`;
    `places` say where the parts stand in the files of either plan."""
    old, new = dict(_parts(before, text)), dict(_parts(after, text))
    return tuple(_changes(old, new, text, places))


def _changes(
    old: _Parts, new: _Parts, text: Catalogue, places: tuple[Places, Places]
) -> Iterator[PlanChange]:
    for kind, name in dict.fromkeys((*old, *new)):
        was, now = old.get((kind, name)), new.get((kind, name))
        if was is not None and now is not None and was.made_of == now.made_of:
            continue
        before, after = (part.words if part else "" for part in (was, now))
        if was and now and kind == "list":
            before, after = _entries(was.made_of, now.made_of, text)
        if was and now and before == after:  # the words do not tell the two apart
            after = text.text("diff.otherwise", words=after)
        at = _at(was, places[0]), _at(now, places[1])
        yield PlanChange(kind, name, before, after, at)


def _entries(was: object, now: object, text: Catalogue) -> tuple[str, str]:
    """Of two lists what only one of them has; both whole where they differ in their order alone."""
    old, new = (list(map(str, side)) for side in (was, now) if isinstance(side, tuple))
    gone, added = ([one for one in side if one not in other] for side, other in ((old, new), (new, old)))
    if not gone and not added:
        return text.join(old), text.join(new)
    return f"− {text.join(gone)}" if gone else "", f"+ {text.join(added)}" if added else ""


def _at(part: _Part | None, places: Places) -> str:
    """File and line of a part, or of the nearest that stands in the file and holds it."""
    if part is None:
        return ""
    paths = (part.path[:length] for length in range(len(part.path), 0, -1))
    mark = next((places[path] for path in paths if path in places), None)
    return f"{mark[0]}:{mark[1]}" if mark else ""


def _parts(plan: Plan, text: Catalogue) -> Iterator[tuple[tuple[str, str], _Part]]:
    words = ConditionWords(plan, text)
    for name, indicator in plan.indicators.items():
        yield from _judged(name, indicator, plan, words)
    for table, name in plan.scopes:
        label = text.text("format.marked", label=table_name(table, text, plan), value=name)
        path: Path_ = ("scopes", table, name)
        yield ("scope", label), _Part(words.definition(table, name), plan.scopes[table, name], path)
    for table, condition in plan.counted.items():
        said = words.words(condition, table)
        yield ("counted", table_name(table, text, plan)), _Part(said, condition, ("counted", table))
    for table, cover in plan.coverage.items():
        schools = "" if cover.schools is None else words.words(cover.schools, "schools")
        yield ("coverage", table_name(table, text, plan)), _Part(schools, cover, ("coverage", table))
    yield from _named(plan, text)


def _named(plan: Plan, text: Catalogue) -> Iterator[tuple[tuple[str, str], _Part]]:
    """What the plan lists by name."""
    for name, entries in plan.lists.items():
        shown = tuple(_township(code, plan) for code in entries)
        yield ("list", name), _Part(text.join(shown), shown, ("lists", name))
    for name, order in plan.orders.items():
        yield ("order", name), _Part(text.join(order.best_first), order, ("orders", name))
    for code, township in plan.townships.items():
        said = text.join((township.zh, township.kind, *township.aliases))
        yield ("township", code), _Part(said, township, ("townships", code))
    for name, value in plan.settings:
        yield ("setting", name), _Part(str(value), value, ("settings", name))
    for name, task in plan.tasks.items():
        yield ("task", name), _Part(text.title(task.title), task, ("tasks", name))
    for name, reading in ((one.id, one) for one in plan.beside):
        yield ("beside", name), _Part(text.title(reading.title), reading, ("beside", name))
    for table, own in plan.breakdowns.items():
        for name, breakdown in own.items():
            label = text.text("format.marked", label=table_name(table, text, plan), value=name)
            yield ("breakdown", label), _Part(breakdown.column, breakdown, ("breakdowns", table, name))
    for name, definition in plan.codebook.tables.items():
        yield ("table", name), _Part(definition.sheet, definition, ("tables", name))
    for name, codes in plan.codebook.code_lists.items():
        yield ("code_list", name), _Part(text.join(codes.codes), codes, ("code_lists", name))
    yield (
        ("title", plan.id),
        _Part(text.title(plan.title), (plan.title, plan.source, plan.conjecture), ("title",)),
    )


def _judged(
    name: str, indicator: Indicator, plan: Plan, words: ConditionWords
) -> Iterator[tuple[tuple[str, str], _Part]]:
    """An indicator, its target, and each milestone of it."""
    text = words.text
    title = text.text("format.marked", label=text.title(indicator.title), value=name)
    target = plan.targets.get(name)
    if target is not None:
        force = force_word(target.force, target.inferred, text)
        path: Path_ = ("targets", name)
        made_of = (target.direction, target.force, target.inferred)
        yield ("target", title), _Part(f"{_SIGNS[target.op]} {force}", made_of, path)
        for year, stone in sorted(target.milestones.items()):
            line = show_line(stone.value, indicator.unit, text)
            said = f"{text.due(target.due(year))} {_SIGNS[target.op]} {line}"
            yield ("milestone", f"{title} {year}"), _Part(said, stone, (*path, "milestones", year))
    yield ("indicator", title), _Part(_indicator(indicator, words), indicator, ("indicators", name))


def _township(code: str, plan: Plan) -> str:
    return plan.townships[code].zh if code in plan.townships else code


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
