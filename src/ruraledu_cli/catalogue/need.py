"""A need as a page: the least that must change, how it splits, and who is left."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ruraledu_cli.catalogue.figures import figure, force_word, reason_word, show, show_line, status_word
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.need import Left, Need, Way


def need_page(need: Need, text: Catalogue, *, verbose: bool = False, show_pii: bool = False) -> Page:
    """The whole page. Not `verbose`: of those left at most thirty are listed."""
    indicator = need.plan.indicators[need.indicator]
    title = text.text("need.title", title=text.title(indicator.title), id=need.indicator)
    return page(title, _blocks(need, text, verbose=verbose, show_pii=show_pii))


def _blocks(need: Need, text: Catalogue, *, verbose: bool, show_pii: bool) -> Iterator[Block]:
    yield Lines(tuple(head(need, text)))
    if need.ways:
        yield Heading(text.text("need.ways"))
        yield _ways(need, text)
    else:
        reason = reason_word(need.verdict, text, need.plan) or status_word(need.verdict, text)
        yield Lines((text.text("need.no_figure", reason=reason),), "warn")
    yield Lines(tuple(remarks(need, text)))
    for way in need.ways:
        if need.by == "township" and way.townships:
            yield from _split(need, way, text)
        if way.left:
            yield from _left(need, way, text, verbose=verbose, show_pii=show_pii)
    explain = f"ruraledu explain {need.indicator} {need.year}"
    commands = [(explain, text.text("trace.hint_explain"))]
    if need.by is None and any(way.count for way in need.ways):
        split = f"ruraledu need {need.indicator} {need.year} --year {need.target.year} --by township"
        commands.insert(0, (split, text.text("trace.hint_by")))
    yield Commands(text.text("screen.next"), tuple(commands))


def head(need: Need, text: Catalogue) -> Iterator[str]:
    """Year, figure, target."""
    indicator, target = need.plan.indicators[need.indicator], need.target
    found = figure(need.verdict.measurement.counted)
    value = "-" if found.value is None else show(found.value, indicator.unit, text, target.value)
    if found.counts:
        value = text.text("format.marked", label=value, value=found.counts)
    sign = {">=": "≥", "<=": "≤"}[target.op]
    line = f"{sign}{show_line(target.value, indicator.unit, text)}"
    force = force_word(target.force, target.inferred, text)
    yield text.text("trace.as_of", year=need.year, date=text.day(need.as_of))
    yield text.text("need.now", value=value)
    yield text.text("need.milestone", target=line, due=text.day(target.due_date), force=force)


def remarks(need: Need, text: Catalogue) -> Iterator[str]:
    """What the numbers rest on."""
    if need.ways and all(way.count == 0 for way in need.ways):
        surely = all(way.worst == 0 for way in need.ways)
        yield text.text("need.reached" if surely else "need.reached_so_far")
    for way in need.ways:
        if way.count:
            yield text.text("need.proof", mode=text.text(f"need.{way.mode}"), count=way.count)
    if need.undecided:
        yield text.text("need.undecided", count=need.undecided)
    if need.open:
        yield text.text("need.open")


def _ways(need: Need, text: Catalogue) -> Grid:
    headers = [text.text(f"grid.{name}") for name in ("mode", "count")]
    wide = bool(need.undecided or need.open)
    if wide:
        headers += [text.text("grid.best"), text.text("grid.worst")]
    headers.append(text.text("need.after"))
    rows = []
    for way in need.ways:
        cells = [text.text(f"need.{way.mode}"), _number(way.count, text)]
        if wide:
            worst = text.text("need.unbounded") if need.open else _number(way.worst, text)
            best = text.text("need.unbounded") if need.open and way.best is None else _number(way.best, text)
            cells += [best, worst]
        rows.append((*cells, _after(need, way.after, text)))
    return Grid(tuple(headers), tuple(rows), frozenset(range(1, len(headers))))


def _number(count: int | None, text: Catalogue) -> str:
    return text.text("need.impossible") if count is None else text.number(count)


def _after(need: Need, value: Fraction | None, text: Catalogue) -> str:
    unit = need.plan.indicators[need.indicator].unit
    return "" if value is None else show(value, unit, text, need.target.value)


def _split(need: Need, way: Way, text: Catalogue) -> Iterator[Block]:
    yield Heading(text.text("need.by_township", mode=text.text(f"need.{way.mode}")))
    if way.mode != "cover":
        yield Lines((text.text("need.split"),))
    rows = [(town_name(code, need, text), text.number(count)) for code, count in way.townships.items()]
    rows.append((text.text("trace.total"), text.number(sum(way.townships.values()))))
    headers = (text.text("grid.township"), text.text("grid.count"))
    yield Grid(headers, tuple(rows), frozenset({1}))


_SHOWN = 30


def _left(need: Need, way: Way, text: Catalogue, *, verbose: bool, show_pii: bool) -> Iterator[Block]:
    few = sum(one.units for one in way.left if one.asked)
    every = all(one.asked for one in way.left)
    key = "left_all" if every else "left" if few else "left_none"
    yield Heading(text.text(f"need.{key}", count=few))
    names = ("rank", "key", "name", "township", "pupils", "count", "done")
    shown = way.left if verbose else way.left[:_SHOWN]
    yield Grid(
        tuple(text.text(f"grid.{name}") for name in names),
        tuple(_left_row(one, need, text, show_pii=show_pii) for one in shown),
        frozenset({0, 4, 5}),
    )
    if len(shown) < len(way.left):
        yield Lines((text.text("trace.waiting_more", count=len(way.left) - len(shown)),), "dim")


def _left_row(one: Left, need: Need, text: Catalogue, *, show_pii: bool) -> tuple[str, ...]:
    line = one.line
    name = left_name(one, need, text, show_pii=show_pii)
    pupils = "" if line.pupils is None else text.number(line.pupils)
    done = text.text("need.needed" if one.asked else "need.spare")
    return (str(one.rank), line.key, name, town_name(line.township, need, text), pupils, str(one.units), done)


def left_name(one: Left, need: Need, text: Catalogue, *, show_pii: bool) -> str:
    """What is left, by name; a person masked."""
    if one.line.key in need.plan.townships:
        return town_name(one.line.key, need, text)
    return one.line.name if show_pii or not one.line.personal else mask(one.line.name)


def town_name(code: str, need: Need, text: Catalogue) -> str:
    township = need.plan.townships.get(code)
    if township is None:
        return code or text.text("trace.no_township")
    return township.en if text.language == "en" and township.en else township.zh
