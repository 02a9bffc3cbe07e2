"""The state of a year's submissions as a page: who has sent, who has not, what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.progress import Progress, State, Submission, UnitProgress

ORDER: tuple[State, ...] = ("missing", "partial", "complete", "beyond", "closed")
COLUMNS = ("name", "township", "state", "lacking", "errors", "queries", "late")
_BESIDE = ("sent", "files")  # where everything is listed
FILE_COLUMNS = ("file", "versions", "errors_course", "queries_course", "first_day", "last_day", "late")
_MOST = 30
_STEPS = 6  # versions of a file that are shown


def progress_page(found: Progress, text: Catalogue, *, verbose: bool = False) -> Page:
    """The whole page. Not `verbose`: of the units that wait at most thirty are listed, the rest counted."""
    return page(text.text("status.title", year=found.year), _blocks(found, text, verbose=verbose))


def by_state(found: Progress) -> list[UnitProgress]:
    """Those that sent nothing first; within a state in the order they are listed."""
    return sorted(found.units, key=lambda one: ORDER.index(one.state))


def _blocks(found: Progress, text: Catalogue, *, verbose: bool) -> Iterator[Block]:
    yield Lines(tuple(head(found, text)))
    yield from _by_table(found, text)
    yield from _by_township(found, text)
    wanted = [one for one in by_state(found) if verbose or _is_open(one)]
    shown = wanted if verbose else wanted[:_MOST]
    if shown:
        yield Heading(text.text("status.units"))
        yield _units(shown, found, text, verbose=verbose)
    if len(shown) < len(wanted):
        yield Lines((text.text("status.more", count=len(wanted) - len(shown)),), "dim")
    if found.submissions:
        yield Heading(text.text("status.submissions"))
        yield _submissions(found.submissions, found, text)
    if not found.submissions:
        command = f"ruraledu validate {found.folder} --record"
        yield Commands(text.text("screen.next"), ((command, text.text("status.hint_record")),))


def _by_table(found: Progress, text: Catalogue) -> Iterator[Block]:
    """Of each table how many units owe it, and how many have not sent it."""
    owed = Counter(table for one in found.units for table in one.owed)
    lacking = Counter(table for one in found.units for table in one.lacking)
    if lacking:
        columns = ("table", "owed", "sent_units", "lacking_units")
        yield Heading(text.text("status.tables"))
        rows = tuple(
            (text.word("tables", table), str(count), str(count - lacking[table]), str(lacking[table] or ""))
            for table, count in owed.items()
        )
        yield Grid(tuple(text.text(f"status.columns.{name}") for name in columns), rows, frozenset({1, 2, 3}))


def _by_township(found: Progress, text: Catalogue) -> Iterator[Block]:
    """The schools of each township by state, where some have not sent all."""
    schools = [one for one in found.units if one.unit.kind == "school" and one.owed]
    listed = [one for one in found.units if one.unit.kind == "township"]  # in the plan's order
    order = dict.fromkeys(one.unit.township for one in (*listed, *schools) if one.unit.township)
    if not any(one.lacking for one in schools):
        return
    columns = ("township", "expected", "complete", "partial", "missing", "errors", "queries")
    rows = []
    for township in order:
        own = [one for one in schools if one.unit.township == township]
        states = [sum(one.state == state for one in own) for state in ("complete", "partial", "missing")]
        figures = (len(own), *states, sum(one.errors for one in own), sum(one.queries for one in own))
        if own:
            rows.append((township, *(str(figure or "") for figure in figures)))
    yield Heading(text.text("status.townships"))
    headers = tuple(text.text(f"status.columns.{name}") for name in columns)
    yield Grid(headers, tuple(rows), frozenset(range(1, len(columns))))


def _is_open(one: UnitProgress) -> bool:
    return one.state in ("missing", "partial", "beyond") or bool(one.errors or one.queries)


def head(found: Progress, text: Catalogue) -> Iterator[str]:
    """How many, by state; what is open; what is due."""
    schools = any(one.unit.kind == "school" for one in found.units)
    yield text.text(f"status.expected.{found.expected if schools else 'unknown'}")
    for kind in ("school", "township"):
        units = [one for one in found.units if one.unit.kind == kind]
        counts = {state: sum(one.state == state for one in units) for state in ORDER}
        expected = len(units) - counts["closed"] - counts["beyond"]
        more = {name: counts[name] or None for name in ("partial", "missing", "beyond", "closed")}
        if expected or any(counts.values()):
            yield text.text(f"status.count_{kind}", expected=expected, complete=counts["complete"], **more)
    yield text.text("status.open", errors=found.errors, queries=found.queries)
    several = sum(bool(one.in_several) for one in found.units)
    if several:
        yield text.text("status.several", count=several)
    if found.unread:
        yield text.text("status.unread", count=len(found.unread), files=text.join(found.unread))
    if found.due:
        day = text.day(found.as_of) if found.as_of else None
        yield text.text("status.due", due=text.day(found.due), as_of=day)


def tables(names: Iterable[str], text: Catalogue) -> str:
    return text.join(text.word("tables", name) for name in names)


def _units(units: Iterable[UnitProgress], found: Progress, text: Catalogue, *, verbose: bool) -> Grid:
    columns = COLUMNS if found.due else COLUMNS[:-1]
    beside = _BESIDE if verbose else ()
    rows = tuple(
        (*unit_cells(one, text)[: len(columns)], *beside_cells(one, text)[: len(beside)]) for one in units
    )
    headers = tuple(text.text(f"status.columns.{name}") for name in (*columns, *beside))
    return Grid(headers, rows, frozenset(range(4, len(columns))))


def unit_cells(one: UnitProgress, text: Catalogue) -> tuple[str, ...]:
    """The cells of COLUMNS."""
    return (
        one.unit.name or one.unit.key,
        one.unit.township,
        text.word("status.state", one.state),
        tables(one.lacking, text),
        str(one.errors or ""),
        str(one.queries or ""),
        "" if one.late is None else str(one.late),
    )


def beside_cells(one: UnitProgress, text: Catalogue) -> tuple[str, str]:
    """The tables it has sent, and the files they are in."""
    files = dict.fromkeys(file for held in one.files.values() for file in held)
    return tables(one.sent, text), text.join(files)


def _submissions(submissions: Iterable[Submission], found: Progress, text: Catalogue) -> Grid:
    columns = FILE_COLUMNS if found.due else FILE_COLUMNS[:-1]
    headers = tuple(text.text(f"status.columns.{name}") for name in columns)
    rows = tuple(submission_cells(one)[: len(columns)] for one in submissions)
    return Grid(headers, rows, frozenset({1, 6}))


def submission_cells(one: Submission) -> tuple[str, ...]:
    return (
        one.path,
        str(len(one.versions)),
        course([version.errors for version in one.versions]),
        course([version.queries for version in one.versions]),
        one.versions[0].day.isoformat(),
        one.last.day.isoformat(),
        "" if one.late is None else str(one.late),
    )


def course(counts: list[int]) -> str:
    """How a count went from version to version: 42 → 7 → 0; of many the first and the last."""
    shown = [str(count) for count in counts]
    if len(shown) > _STEPS:
        shown = [shown[0], "…", *shown[2 - _STEPS :]]
    return " → ".join(shown)
