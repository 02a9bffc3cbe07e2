"""The lines of a trace as tables: by township, and by school."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from ruraledu_cli.catalogue.figures import show
from ruraledu_cli.catalogue.findings import mask
from ruraledu_cli.catalogue.pages import Block, Grid, Heading, Lines
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.trace import Line, Part, Trace


def part_name(part: Part, text: Catalogue) -> str:
    """ "（除数）" for a part of several, nothing for the whole."""
    if not part.name:
        return ""
    named = (
        text.text("trace.part_number", number=name) if name.isdecimal() else text.text(f"trace.part_{name}")
        for name in part.name.split(".")
    )
    return text.text("trace.part", part=text.join(named))


def table_blocks(
    trace: Trace, part: Part, text: Catalogue, *, verbose: bool, show_pii: bool
) -> Iterator[Block]:
    """The lines of one part by township, then by school."""
    if part.bridge is None:
        return
    name = part_name(part, text)
    lines = [line for line in part.lines if line.numerator or line.denominator or line.undecided]
    if trace.school is not None:
        lines = [line for line in lines if trace.school in (line.key, line.name)]
    elif len(part.townships) > 1:
        yield Heading(text.text("trace.townships") + name)
        yield _grid([*part.townships, total(part.lines)], trace, text, show_pii=show_pii, keyed=False)
    shown = [line for line in lines if verbose or trace.school or not is_complete(line)]
    listed = verbose or trace.school or len(shown) == len(lines)
    key = "schools" if any(line.row is not None for line in part.lines) else "items"
    yield Heading(text.text(f"trace.{key}" if listed else f"trace.{key}_lacking") + name)
    yield _grid(shown, trace, text, show_pii=show_pii, keyed=True)
    if len(shown) < len(lines):
        yield Lines((text.text("trace.rest", count=len(lines) - len(shown)),), "dim")


def is_complete(line: Line) -> bool:
    """Whether all that counts here has it, and nothing waits."""
    return line.numerator >= line.denominator and not line.undecided


def total(lines: Iterable[Line]) -> Line:
    """All lines in one; its key is "total"."""
    every = list(lines)
    return Line(
        "total",
        "total",
        "",
        sum((line.numerator for line in every), Fraction(0)),
        sum((line.denominator for line in every), Fraction(0)),
        sum(line.undecided for line in every),
    )


def _grid(lines: Iterable[Line], trace: Trace, text: Catalogue, *, show_pii: bool, keyed: bool) -> Grid:
    names = ("key", "name", "township") if keyed else ("township",)
    figures = ("numerator", "denominator", "value", "undecided")
    headers = tuple(text.text(f"grid.{name}") for name in (*names, *figures))
    rows = []
    for line in lines:
        named = line_name(line, trace, text, show_pii=show_pii)
        town = township_name(line.township, trace, text)
        lead = (line.key, named, town) if keyed else (named if line.key == "total" else town,)
        value = show(line.numerator / line.denominator, "percent", text) if line.denominator else ""
        counts = (str(line.numerator), str(line.denominator), value, str(line.undecided or ""))
        rows.append((*lead, *counts))
    return Grid(headers, tuple(rows), frozenset(range(len(names), len(headers))))


def line_name(line: Line, trace: Trace, text: Catalogue, *, show_pii: bool) -> str:
    """A line's name; a person's is masked."""
    if line.key == "total":
        return text.text("trace.total")
    if line.key in trace.plan.townships:
        return township_name(line.key, trace, text)
    name = line.name if show_pii or not line.personal else mask(line.name)
    return name or text.text("trace.no_school")


def township_name(code: str, trace: Trace, text: Catalogue) -> str:
    if not code:
        return text.text("trace.no_township")
    township = trace.plan.townships.get(code)
    if township is None:
        return code
    return township.en if text.language == "en" and township.en else township.zh
