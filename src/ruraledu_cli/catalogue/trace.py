"""A figure taken apart, as a page: what it counts, how it came about, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.catalogue import formulas
from ruraledu_cli.catalogue.conditions import ConditionWords
from ruraledu_cli.catalogue.figures import (
    SIGNS,
    figure,
    force_word,
    lacking_name,
    reading_title,
    reading_unit,
    show,
    show_gap,
    show_line,
    status_word,
)
from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.sentences import sentence
from ruraledu_cli.catalogue.trace_cells import cell_blocks, waiting_blocks
from ruraledu_cli.catalogue.trace_tables import is_complete, part_name, table_blocks
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.formula import EachFormula
from ruraledu_cli.model.report import Status, Verdict
from ruraledu_cli.model.trace import Bridge, Part, Step, Trace

_ALWAYS = frozenset({"totals", "blank", "duplicates", "counted", "undecided"})


def trace_page(trace: Trace, text: Catalogue, *, verbose: bool = False, show_pii: bool = False) -> Page:
    """The whole page. Not `verbose`: schools that have it are counted, not listed."""
    indicator = trace.plan.indicators[trace.indicator]
    title = text.text("trace.title", title=text.title(indicator.title), id=trace.indicator)
    return page(title, _blocks(trace, text, verbose=verbose, show_pii=show_pii))


def _blocks(trace: Trace, text: Catalogue, *, verbose: bool, show_pii: bool) -> Iterator[Block | None]:
    yield Lines(tuple(_head(trace, text)))
    if trace.recount is not None:
        same = trace.recount.same
        key = "trace.recount_same" if same else "trace.recount_differs"
        yield Lines((text.text(key, cells=trace.recount.cells),), "" if same else "warn")
    if trace.school is None:
        yield from _definition(trace, text)
        yield from _bridges(trace, text)
    for part in trace.parts:
        yield from table_blocks(trace, part, text, verbose=verbose, show_pii=show_pii)
    yield from waiting_blocks(trace, text, verbose=verbose, show_pii=show_pii)
    if trace.with_cells:
        yield from cell_blocks(trace, text, show_pii=show_pii)
    if trace.school is None:
        indicator = trace.plan.indicators[trace.indicator]
        yield Heading(text.text("trace.sentence_section"))
        yield Lines((sentence(trace.verdict, indicator, trace.as_of, text),))
    yield Commands(text.text("screen.next"), tuple(_next(trace, text)))


def _head(trace: Trace, text: Catalogue) -> Iterator[str]:
    """Year, value, target, status."""
    verdict, unit = trace.verdict, trace.plan.indicators[trace.indicator].unit
    yield text.text("trace.as_of", year=trace.year, date=text.day(trace.as_of))
    found = figure(verdict.measurement.counted)
    line = verdict.target.value if verdict.target else None
    value = "-" if found.value is None else show(found.value, unit, text, line)
    if found.counts:
        value = text.text("format.marked", label=value, value=found.counts)
    parts = [
        _labelled("trace.value", value, text),
        _labelled("trace.status", f"{SIGNS[verdict.status]} {status_word(verdict, text)}", text),
    ]
    parts[1:1] = _target(verdict, unit, text)
    yield text.clauses(parts)


def _target(verdict: Verdict, unit: str, text: Catalogue) -> Iterator[str]:
    target = verdict.target
    if target is None:
        return
    sign = {">=": "≥", "<=": "≤"}[target.op]
    said = [
        f"{sign}{show_line(target.value, unit, text)}",
        text.day(target.due_date),
        force_word(target.force, target.inferred, text),
    ]
    yield _labelled("trace.target", text.join(said), text)
    if verdict.gap is not None:
        yield _labelled("trace.gap", show_gap(verdict.gap, unit, text), text)


def _labelled(key: str, value: str, text: Catalogue) -> str:
    return text.text("format.labelled", label=text.text(key), value=value)


def _definition(trace: Trace, text: Catalogue) -> Iterator[Block]:
    """Clause, reading, formula in words and numbers, scopes, second readings."""
    yield Heading(text.text("trace.scope_section"))
    yield Lines(tuple(definition_lines(trace, text)))


def definition_lines(trace: Trace, text: Catalogue) -> Iterator[str]:
    indicator, verdict = trace.plan.indicators[trace.indicator], trace.verdict
    line = verdict.target.value if verdict.target else None
    yield from _said("trace.clause", indicator.clause, text)
    yield from _said("trace.note", text.title(indicator.note), text)
    yield from _said("trace.source", verdict.target.source if verdict.target else "", text)
    yield from _said("trace.formula", formulas.whole(indicator.formula, text), text)
    numbers = formulas.numbers(verdict.measurement.counted, indicator.unit, text, line)
    yield from _said("trace.numbers", numbers or "", text)
    words = ConditionWords(trace.plan, text)
    for part in trace.parts:
        yield from _part_lines(part, words)
    yield from scope_lines(words)
    for reading in verdict.measurement.readings:
        found = figure(reading.counted)
        value = text.word("reason", reading.problem.reason) if reading.problem else "-"
        if reading.problem is None and found.value is not None:
            value = show(found.value, reading_unit(reading, indicator), text)
            value = text.text("format.marked", label=value, value=found.counts) if found.counts else value
        label = text.text("trace.reading", title=reading_title(reading, indicator, text))
        yield text.text("format.labelled", label=label, value=value)


def _said(key: str, value: str, text: Catalogue) -> Iterator[str]:
    if value:
        yield _labelled(key, value, text)


def _part_lines(part: Part, words: ConditionWords) -> Iterator[str]:
    text = words.text
    has = formulas.having(part.formula, words)
    of = text.text("trace.denominator" if has else "trace.counted") + part_name(part, text)
    yield text.text("format.labelled", label=of, value=formulas.over(part.formula, words))
    if has:
        label = text.text("trace.numerator") + part_name(part, text)
        yield text.text("format.labelled", label=label, value=has)


def scope_lines(words: ConditionWords) -> Iterator[str]:
    """What each scope means that was called by its name; one may name another."""
    told: set[tuple[str, str]] = set()
    while waiting := [scope for scope in words.named if scope not in told]:
        for table, name in waiting:
            told.add((table, name))
            definition = words.definition(table, name)
            yield words.text.text("trace.means", name=words.scope_name(table, name), definition=definition)


def _bridges(trace: Trace, text: Catalogue) -> Iterator[Block]:
    for part in trace.parts:
        if part.bridge is None:
            names = [lacking_name(n, text, trace.plan) for n in part.problem.names] if part.problem else []
            reason = text.word("reason", part.problem.reason if part.problem else "unknown")
            reason = (
                text.text("format.reason_names", reason=reason, names=text.join(names)) if names else reason
            )
            yield Lines((text.text("trace.problem", reason=reason),), "warn")
            continue
        yield Heading(text.text("trace.bridge_section") + part_name(part, text))
        yield Lines((bridge_sentence(part, part.bridge, text),))
        yield Grid(
            (text.text("trace.step"), text.text("trace.change")),
            tuple(_steps(part, part.bridge, ConditionWords(trace.plan, text))),
            frozenset({1}),
        )


def bridge_sentence(part: Part, bridge: Bridge, text: Catalogue) -> str:
    """读入 734 - 合计行 1 - 空行 0 - 重复 2 - 不计入 1 = 计入 730."""
    changes: dict[str, int] = {}
    for step in bridge.steps:
        changes[step.code] = changes.get(step.code, 0) + step.change
    steps = "".join(
        " "
        + text.text("bridge.step", sign="+" if n > 0 else "-", words=text.text(f"bridge.{c}"), count=abs(n))
        for c, n in changes.items()
        if n or c in _ALWAYS
    )
    first, last = first_word(part, text), text.text("bridge.counted_total")
    said = {"read": bridge.read, "counted": bridge.counted}
    return text.text("bridge.sentence", first=first, last=last, steps=steps, **said)


def first_word(part: Part, text: Catalogue) -> str:
    """What the bridge begins with: rows that were read, or the members of a list."""
    return text.text("bridge.listed" if isinstance(part.formula, EachFormula) else "bridge.read")


def _steps(part: Part, bridge: Bridge, words: ConditionWords) -> Iterator[tuple[str, str]]:
    text = words.text
    yield first_word(part, text), str(bridge.read)
    for step in bridge.steps:
        if step.change or step.code in _ALWAYS:
            yield step_words(step, words), f"{step.change:+d}" if step.change else "0"
    yield text.text("bridge.counted_total"), str(bridge.counted)


def step_words(step: Step, words: ConditionWords) -> str:
    """What a step leaves out: the opposite of its condition."""
    label = words.text.text(f"bridge.{step.code}")
    if step.condition is None:
        return label
    said = words.opposite(step.condition, step.table)
    return words.text.text("bridge.lead", words=label, condition=said)


def _next(trace: Trace, text: Catalogue) -> Iterator[tuple[str, str]]:
    """From the schools that lack it to their cells; from the gap to what it takes to close it."""
    name, year = trace.indicator, trace.year
    left = [
        line
        for part in trace.parts
        for line in part.lines
        if line.key and line.row is not None and not is_complete(line)
    ]
    if left and trace.school is None:
        worst = max(left, key=lambda line: line.denominator - line.numerator)
        command = f"ruraledu explain {name} {year} --school {worst.key} --cells"
        yield command, text.text("trace.hint_school")
    if trace.plan.indicators[name].need and trace.verdict.status in _OPEN:
        yield f"ruraledu need {name} {year}", text.text("trace.hint_need")
    if trace.school is not None and not trace.with_cells:
        command = f"ruraledu explain {name} {year} --school {trace.school} --cells"
        yield command, text.text("trace.hint_cells")


_OPEN = frozenset({Status.MISSED, Status.NOT_DUE, Status.UNDECIDED})
