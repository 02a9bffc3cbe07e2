"""Leave one out, as a page: who pulls the county's figure up or down, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

from ruraledu_cli.catalogue.figures import figure, reason_word, show, show_gap, status_word
from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.pull import Pull, Pulls
from ruraledu_cli.model.trace import Line

_SHOWN = 20


def pull_page(found: Pulls, text: Catalogue, *, verbose: bool = False) -> Page:
    """The whole page; not `verbose`: of the schools the first twenty."""
    indicator = found.plan.indicators[found.indicator]
    title = text.text("pull.title", title=text.title(indicator.title), id=found.indicator)
    return page(title, _blocks(found, text, verbose=verbose))


def _blocks(found: Pulls, text: Catalogue, *, verbose: bool) -> Iterator[Block]:
    yield Lines((text.text("trace.as_of", year=found.year, date=text.day(found.as_of)), _value(found, text)))
    if found.pulls is None:
        problem = reason_word(found.verdict, text, found.plan)
        counted = found.verdict.measurement.counted is not None and not found.verdict.measurement.problem
        reason = None if counted else problem or status_word(found.verdict, text)
        said = text.text("pull.cannot") if reason is None else text.text("trace.problem", reason=reason)
        yield Lines((said,), "warn")
        return
    target = found.plan.targets.get(found.indicator)
    falls = target is not None and target.direction == "at_most"
    low = (text.text("pull.low_is_good"),) if falls else ()
    yield Lines((text.text("pull.meaning"), *low, text.text("pull.no_sum")))
    for level in ("township", "school"):
        pulls = [one for one in found.pulls if one.level == level]
        shown = pulls if verbose or level == "township" else pulls[:_SHOWN]
        if shown:
            yield Heading(text.text(f"pull.by_{level}"))
            yield _grid(shown, found, text)
        if len(shown) < len(pulls):
            yield Lines((text.text("pull.more", count=len(pulls) - len(shown)),), "dim")
    explain = f"ruraledu explain {found.indicator} {found.year}"
    yield Commands(text.text("screen.next"), ((explain, text.text("trace.hint_explain")),))


def _value(found: Pulls, text: Catalogue) -> str:
    counted = figure(found.verdict.measurement.counted)
    unit = found.plan.indicators[found.indicator].unit
    line = found.verdict.target.value if found.verdict.target else None
    value = "-" if counted.value is None else show(counted.value, unit, text, line)
    if counted.counts:
        value = text.text("format.marked", label=value, value=counted.counts)
    return text.text("need.now", value=value)


def _grid(pulls: list[Pull], found: Pulls, text: Catalogue) -> Grid:
    names = ("rank", "name", "counts", "without", "effect", "words")
    rows = tuple(_row(one, found, text) for one in pulls)
    return Grid(tuple(text.text(f"pull.{name}") for name in names), rows, frozenset({0, 2, 3, 4}))


def _row(one: Pull, found: Pulls, text: Catalogue) -> tuple[str, ...]:
    unit = found.plan.indicators[found.indicator].unit
    rank = "" if one.rank is None else str(one.rank)
    counts = f"{one.line.numerator}/{one.line.denominator}"
    without = "-" if one.without is None else show(one.without, unit, text, found.value)
    effect = "-" if one.effect is None else show_gap(one.effect, unit, text)
    return (rank, line_label(one, found, text), counts, without, effect, words(one, text))


def line_label(one: Pull, found: Pulls, text: Catalogue) -> str:
    """A township by its name; a school with its township's."""
    line: Line = one.line
    if one.level == "township":
        return town_name(line.township, found, text)
    return line.name or line.key


def town_name(code: str, found: Pulls, text: Catalogue) -> str:
    """A township by its name, in the catalogue's language."""
    township = found.plan.townships.get(code)
    if township is None:
        return code or text.text("trace.no_township")
    return township.en if text.language == "en" and township.en else township.zh


def words(one: Pull, text: Catalogue) -> str:
    """Up, down, or not at all."""
    if one.effect is None:
        return text.text("pull.alone")
    return text.text("pull.up" if one.effect > 0 else "pull.down" if one.effect < 0 else "pull.level")
