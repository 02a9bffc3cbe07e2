"""The pages of the rules (tests/rules/CODE.md): read, and run through recognition and validation.

A page is prose, then `## 出错的表` with the findings to expect, then `## 正确的表`. Under each stand one or
more sheets, `### sheet` or `### sheet @ file`, as Markdown tables; a line `表题：…` puts a title above one.
`年度：2024` states the year asked for, else it is 2025. `上年的表` and `前年的表` begin the sheets of
earlier years. A finding is a line `- CODE table.column rows`; `- CODE table rows` is of whole rows,
`- CODE table` of a sheet, `- CODE file` of a file. A page of a rule about files names its test: `测试：path`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from ruraledu_cli.analyse.scopes import about_sheets, scope_differs
from ruraledu_cli.census import Cell, Census, ErrorCell, FormulaWithoutValue, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.tolerances import load_tolerances
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.recognise import Recognised, recognise
from ruraledu_cli.validate import validate
from ruraledu_cli.validate.history import history

ROOT = Path(__file__).parents[1]
PAGES = Path(__file__).parent / "rules"
BAD, GOOD = "出错的表", "正确的表"
_EARLIER = {"上年的表": 1, "前年的表": 2}
_NUMBER = re.compile(r"=-?\d+(\.\d+)?")
_SEEN: dict[object, Recognised] = {}
_ERROR = re.compile(r"#[A-Z/0]+[!?A]?")


@dataclass(slots=True)
class Workbook:
    """The sheets of one section, by how many years they lie back, and what to expect of them."""

    year: int | None = 2025
    sheets: dict[int, list[Sheet]] = field(default_factory=lambda: {0: []})
    expected: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Page:
    code: str
    title: str
    prose: str
    bad: Workbook
    good: Workbook
    tested: str | None


@cache
def plan() -> Plan:
    return load_plan(ROOT / "targets" / "gaotang-2023-2027.yaml", load_codebook())


def read_page(path: Path) -> Page:
    lines = path.read_text("utf-8").splitlines()
    parts: dict[str, list[str]] = {"": []}
    for line in lines[1:]:
        if line.startswith("## "):
            parts[line[3:].strip()] = []
        else:
            parts[list(parts)[-1]].append(line)
    tested = next((line.partition("：")[2].strip(" `") for line in lines if line.startswith("测试：")), None)
    prose = "\n".join(parts[""]).strip()
    return Page(
        path.stem, lines[0].lstrip("# "), prose, _book(parts.get(BAD, ())), _book(parts.get(GOOD, ())), tested
    )


def _book(lines: Sequence[str]) -> Workbook:
    book, back = Workbook(), 0
    sheet: list[str] | None = None
    for line in (*lines, "### "):
        if line.startswith(("### ", "#### ")):
            if sheet:
                book.sheets.setdefault(back, []).append(_sheet(sheet, book, back))
            sheet = [line.lstrip("# ")] if line != "### " else None
            if sheet and sheet[0] in _EARLIER:
                back, sheet = _EARLIER[sheet[0]], None
        elif line.startswith("年度："):
            stated = line.removeprefix("年度：").strip()
            book.year = int(stated) if stated.isdecimal() else None
        elif line.startswith("- "):
            book.expected.add(line[2:].strip().strip("`"))
        elif sheet is not None and line.strip():
            sheet.append(line)
    return book


def _sheet(lines: Sequence[str], book: Workbook, back: int) -> Sheet:
    name, _, file = lines[0].partition("@")
    rows: list[list[Cell]] = []
    for line in lines[1:]:
        if line.startswith("表题："):
            rows.append([line.removeprefix("表题：")])
        elif line.startswith("|") and not set(line) <= set("|-: "):
            rows.append([cell(text) for text in line.strip().removeprefix("|").removesuffix("|").split("|")])
    held = len(book.sheets.get(back, ()))
    return Sheet(file.strip() or f"{name.strip()}{held or ''}.xlsx", name.strip(), rows)


def cell(text: str) -> Cell:
    """`=12` is a number, `=A1` a formula without a value, `#REF!` an error value, nothing an empty cell."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text[1:]) if "." in text else int(text[1:])
    if text.startswith("="):
        return FormulaWithoutValue(text[1:])
    return ErrorCell(text) if _ERROR.fullmatch(text) else text or None


def run(book: Workbook) -> list[Finding]:
    """Everything that is said of a workbook, by the shipped plan."""
    recognised = [_recognised(sheet) for sheet in book.sheets[0]]
    frames = [frame for one in recognised for frame in one.frames]
    result = validate(frames, plan().codebook, book.year, plan().areas)
    found = [*(finding for one in recognised for finding in one.findings), *result.findings]
    found += about_sheets(result.census, plan(), book.year).findings
    if "schools" in result.census.tables:
        found += scope_differs(Evaluator(result.census, plan(), date(book.year or 2025, 9, 1)))
    if len(book.sheets) > 1 and book.year:
        before = [_earlier(book, back) for back in sorted(book.sheets) if back]
        found += history(result.census, before, plan().codebook, load_tolerances(plan().codebook)).findings
    return found


def _recognised(sheet: Sheet) -> Recognised:
    """Sheets come again and again; each stands in a file of its own or says nothing of the others in it."""
    key = (sheet.file, sheet.name, tuple(map(tuple, sheet.rows)))
    if key not in _SEEN:
        _SEEN[key] = recognise([sheet], plan().codebook)
    return _SEEN[key]


def _earlier(book: Workbook, back: int) -> Census:
    frames = [frame for sheet in book.sheets[back] for frame in _recognised(sheet).frames]
    return validate(frames, plan().codebook, (book.year or 0) - back, plan().areas).census


def told(findings: Sequence[Finding]) -> set[str]:
    """Findings as pages write them: one line per rule and column."""
    return {line for finding in findings for line in _lines(finding)}


def _lines(finding: Finding) -> Iterator[str]:
    for place in finding.places:
        yield " ".join((finding.code, *_where(place)))


def _where(place: Place) -> Iterator[str]:
    table = place.table or (f"[{place.sheet}]" if place.sheet else "file")
    yield f"{table}.{place.column or f'[{place.header}]'}" if place.column or place.header else table
    if place.rows:
        yield runs(place.rows)


def runs(rows: Sequence[int]) -> str:
    """Rows as 2-4,7."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and found[-1][-1] == row - 1:
            found[-1].append(row)
        else:
            found.append([row])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found)
