"""A workbook for its submitter to mend: what each mark says, and the sheet that lists every finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ruraledu_cli.analyse.cells import tokens
from ruraledu_cli.analyse.proposals import proposed
from ruraledu_cli.catalogue.allowed import allowed
from ruraledu_cli.catalogue.findings import (
    count_open,
    hint,
    mask,
    message,
    severity_of,
    shown_value,
    state_words,
    worst_first,
)
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding, Place, column_letter
from ruraledu_cli.package.marking import Mark, Marking
from ruraledu_cli.package.results import ResultRow, Results
from ruraledu_cli.read.returned import RESULTS, SHOWN, Line, Returned
from ruraledu_cli.read.stand_ins import REPLACED, RIVALS, UNCHANGED
from ruraledu_cli.render.marked_before import Before, CellsOf

_APART = 50  # cells of one query up to which each is answered by itself
_LISTED = 3  # runs of cells named in a row
# What is no news to the submitter, or about the copy and not about what was submitted.
_NO_NEWS = ("checks_sheet", REPLACED, UNCHANGED, "instructions_sheet", "dropdown_sheet")
_LEFT = {"fixed": "state.fixed", "changed": "returned.changed"}
_SETTLED = frozenset({"fixed", "explained", "baseline", "skipped"})


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that is given back: its name and hash, and those of its original if it is a copy itself."""

    own_name: str
    own_hash: str
    returned: Returned | None = None

    @property
    def name(self) -> str:
        return self.returned.name if self.returned else self.own_name

    @property
    def sha256(self) -> str:
        return self.returned.sha256 if self.returned else self.own_hash

    @property
    def before(self) -> tuple[str, ...]:
        """The hashes of the copies that the next one is made of."""
        return (*self.returned.before, self.own_hash) if self.returned else ()


@dataclass(frozen=True, slots=True)
class Words:
    """What makes words of findings, and says which cells they are about."""

    text: Catalogue
    codebook: Codebook
    cells_of: CellsOf
    show_pii: bool = False


def render_marked(data: bytes, findings: Sequence[Finding], origin: Origin, words: Words) -> bytes:
    """The workbook with its wrong cells marked and a first sheet of results; all else as it was.

    `findings` are those of this file alone. Marks of an earlier time are taken away first.
    """
    listed = [finding for item in _listed(findings) for finding in _apart(item)]
    marking = Marking(data)
    returned = origin.returned
    if returned is not None:
        marking.drop(returned.sheet)
    marks = [mark for number, one in enumerate(listed, 1) for mark in _marks(number, one, words)]
    known = [fill.encode() for fill in returned.fills] if returned else []
    marked = marking.mark(marks, words.text.text("returned.comment"), known, was_marked=returned is not None)
    results = _results(listed, origin, words)
    namespace = marking.book.namespace
    taken = {sheet.name.strip().lower() for sheet in marking.book.sheets()}
    name = next(name for name in _names() if name not in taken)
    marking.put_first(
        name,
        lambda styles, fills, is_chosen: results.xml(styles, fills, namespace, is_chosen=is_chosen),
        marked,
        results.header_row,
    )
    return marking.save()


def _names() -> Iterator[str]:
    yield RESULTS
    number = 2
    while True:
        yield f"{RESULTS}{number}"
        number += 1


def is_to_return(findings: Iterable[Finding]) -> bool:
    """Whether there is anything to mend or to explain."""
    counts = count_open(_listed(findings))
    return counts["error"] + counts["query"] > 0


def renamed(findings: Iterable[Finding], names: Mapping[str, str]) -> list[Finding]:
    """Findings with the names sheets have in a workbook made of them; sheets that are not in it have none."""
    return [
        replace(one, places=tuple(replace(p, sheet=names.get(p.sheet or "")) for p in one.places))
        for one in findings
    ]


def _listed(findings: Iterable[Finding]) -> list[Finding]:
    """The findings about the submission, worst first: errors, queries, notes."""
    return worst_first(finding for finding in findings if not _is_of_the_copy(finding))


def _is_of_the_copy(finding: Finding) -> bool:
    """Whether a finding is about the copy and its sheet of results, not about what was submitted."""
    if finding.code == "F006" and finding.params.get("reason") in _NO_NEWS:
        return True
    return finding.code == RIVALS or any((place.sheet or "").startswith(RESULTS) for place in finding.places)


def _apart(finding: Finding) -> list[Finding]:
    """A query of a few cells as one of each cell: each has an answer of its own."""
    if severity_of(finding) != "query" or len(finding.places) != 1:
        return [finding]
    (place,) = finding.places
    if not 1 < len(place.rows) <= _APART:
        return [finding]
    return [replace(finding, places=(replace(place, rows=(row,)),)) for row in place.rows]


def _marks(number: int, finding: Finding, words: Words) -> Iterator[Mark]:
    """A mark for every cell of a finding; a row without a column is marked at its beginning."""
    if finding.state in _SETTLED:
        return
    said = _comment(number, finding, words)
    for place in finding.places:
        for row in place.rows if place.sheet else ():
            yield Mark(place.sheet or "", row, place.position or 1, severity_of(finding), said)


def _comment(number: int, finding: Finding, words: Words) -> str:
    """What the mark of a cell says: which rule, what, what is allowed, what to do."""
    text = words.text
    may = allowed(finding, words.codebook, text)
    heading = text.text(
        "returned.heading",
        severity=text.word("severity", severity_of(finding)),
        code=finding.code,
        title=text.word("rules", f"{finding.code}.title"),
    )
    lines = [
        f"[{number}] {heading}",
        message(finding, text, show_pii=words.show_pii),
        text.text("returned.may", allowed=may) if may else "",
        text.text("returned.do", hint=hint(finding, text, show_pii=words.show_pii)),
    ]
    proposed = proposal(finding, words)
    if proposed:
        lines.append(text.text("returned.proposed", value=proposed))
    return "\n".join(line for line in lines if line)


def proposal(finding: Finding, words: Words) -> str:
    """What the cell most likely was to be, masked where it is personal; "" where nobody else can know."""
    value = proposed(finding) or ""
    return mask(value) if value and finding.personal and not words.show_pii else value


def _results(listed: Sequence[Finding], origin: Origin, words: Words) -> Results:
    text = words.text
    before = Before(origin.returned.lines if origin.returned else (), words.cells_of)
    rows = [_row(number, finding, before.answer(finding), words) for number, finding in enumerate(listed, 1)]
    rows += [_settled(len(rows) + n, line, state, text) for n, (state, line) in enumerate(before.left(), 1)]
    counts = count_open(listed)
    how = [text.text("returned.how"), text.text("returned.colours")]
    return Results(
        top=(
            text.text("returned.title"),
            text.text("returned.origin", name=origin.name, **counts),
            *how,
        ),
        headers={name: text.text(f"returned.columns.{name}") for name in SHOWN},
        rows=rows,
        name=origin.name,
        sha256=origin.sha256,
        before=origin.before,
        dropdown=(text.text("returned.reason_title"), text.text("returned.reason_wrong")),
    )


def _first(finding: Finding) -> Place:
    """The first place in a sheet."""
    return next((place for place in finding.places if place.sheet), Place(""))


def _row(number: int, finding: Finding, answer: Line | None, words: Words) -> ResultRow:
    text, severity = words.text, severity_of(finding)
    first = _first(finding)
    texts = {
        "no": str(number),
        "severity": text.word("severity", severity),
        "rule": finding.code,
        "sheet": first.sheet or "",
        "cells": _cells(finding, first, text),
        "problem": message(finding, text, show_pii=words.show_pii),
        "value": shown_value(finding, show_pii=words.show_pii) or "",
        "mend": hint(finding, text, show_pii=words.show_pii),
        "proposal": proposal(finding, words),
        "state": state_words(finding, text),
        "reason": answer.reason if answer else "",
        "text": answer.text if answer else "",
    }
    places = {
        sheet: " ".join(cell for place in finding.places if place.sheet == sheet for cell in place.cells)
        for sheet in dict.fromkeys(place.sheet for place in finding.places if place.sheet)
    }
    is_query = severity == "query"
    is_settled = finding.state in _SETTLED
    known = tokens(finding.code, words.cells_of(finding)) if is_query else frozenset()
    return ResultRow(texts, severity, _target(first), places, known, is_query=is_query, is_settled=is_settled)


def _settled(number: int, line: Line, state: str, text: Catalogue) -> ResultRow:
    """A line of the last time that is no finding's any more; what was answered stays."""
    texts = {**line.texts, "no": str(number), "state": text.text(_LEFT[state]), "cells": ""}
    shown = {name: texts.get(name, "") for name in SHOWN}
    return ResultRow(shown, "note", known=line.known, is_settled=True)


def _cells(finding: Finding, first: Place, text: Catalogue) -> str:
    """The cells as Excel shows them; those of other sheets with the sheet's name."""
    named = [
        cell if place.sheet == first.sheet else f"{place.sheet}!{cell}"
        for place in finding.places
        if place.sheet
        for cell in place.cells
    ]
    listed = text.join(named[:_LISTED])
    return (
        listed if len(named) <= _LISTED else text.text("format.more_cells", cells=listed, count=finding.count)
    )


def _target(place: Place) -> str | None:
    """Where the link leads: the first run of cells, or the head of the column."""
    if place.sheet is None:
        return None
    quoted = place.sheet.replace("'", "''")
    if not place.rows:
        return f"'{quoted}'!{column_letter(place.position)}1" if place.position else f"'{quoted}'!A1"
    first = place.cells[0]
    return f"'{quoted}'!{first if place.position else f'A{place.rows[0]}'}"
