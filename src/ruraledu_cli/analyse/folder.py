"""A folder as it lies there: what each sheet is, what nobody sent, and what somebody must confirm, ranked by
how many of the plan's indicators hang on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from ruraledu_cli.analyse.asked import asked
from ruraledu_cli.census import Census, Frame, Ref, Said, Table
from ruraledu_cli.definitions.formula import EachFormula, Rows
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.report import InputFile
from ruraledu_cli.model.rules import RULES

# What must be confirmed before figures are right: the rule is an error or a query about reading, not a fault
# that the submitter mends.
_TO_CONFIRM = frozenset(
    {"F001", "F002", "F003", "F005", "S001", "S002", "S003", "S004", "S005", "S006", "S010", "S013", "S016"}
    | {"V009", "K018", "K019"}
)
_UNDATED = frozenset({"school_week", "no_year"})  # reasons of V002: one line above the table mends them
_NAMES = ("K002", "K006")
# Reasons of S012 that hold row by row: what was taken stands in other cells of the sheet, or in other sheets.
BY_ROW = frozenset({"post", "person", "other_post", "register"})

Weights = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet, or a file of which no sheet was read. `state`: known, unknown, empty, passed_over, list
    (another department's; `form` is its kind), unreadable; `said` is what was taken from around its rows, or
    from elsewhere for so many of them."""

    file: str
    sheet: str
    state: str
    table: str = ""
    rows: int = 0
    form: str = ""
    said: tuple[Said, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there: `what` is table, column, township, or roster. `names` says whose, or which."""

    what: str
    table: str
    column: str
    names: tuple[str, ...]
    indicators: int


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A finding with the number of indicators that hang on its cells."""

    finding: Finding
    indicators: int


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A school as somebody wrote it and nobody knows it; the one that it looks like, if there is one."""

    written: str
    rows: int
    suggestion: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """All there is to say of a folder. `indicators` is how many the plan has."""

    path: str
    year: int | None
    indicators: int
    lines: tuple[SheetLine, ...]
    missing: tuple[Missing, ...]
    confirm: tuple[ToConfirm, ...]
    names: tuple[UnknownName, ...]


def look(
    path: str,
    year: int | None,
    plan: Plan,
    files: Sequence[InputFile],
    frames: Sequence[Frame],
    unknown: Sequence[Frame],
    census: Census,
    findings: Sequence[Finding],
) -> Folder:
    """Put together what was read, recognised and validated. `frames` are those of the census."""
    weights = weigh(plan)
    return Folder(
        path,
        year,
        len(plan.indicators),
        tuple(_lines(files, frames, unknown, findings)),
        tuple(_missing(plan, census, findings, weights)),
        tuple(_confirm(findings, weights, len(plan.indicators))),
        tuple(unknown_names(findings, census)),
    )


def weigh(plan: Plan) -> Weights:
    """For every table, and every column of one, the indicators that look at it; (table, "") is the table."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, indicator in plan.indicators.items():
        for formula in _with_rows(indicator.formula):
            looks = asked(plan, formula)  # type: ignore[arg-type]  # it has rows, or is one of EachFormula
            for table in looks.columns:
                found.setdefault((table, ""), set()).add(name)
                for column in looks.of(table):
                    found.setdefault((table, column), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


def _with_rows(formula: object) -> Iterator[object]:
    """The formulas within a formula that count rows."""
    if isinstance(formula, EachFormula) or isinstance(getattr(formula, "rows", None), Rows):
        yield formula
    elif is_dataclass(formula):
        for one in fields(formula):
            held = getattr(formula, one.name)
            for inner in held if isinstance(held, tuple) else (held,):
                yield from _with_rows(inner)


def _lines(
    files: Sequence[InputFile], frames: Sequence[Frame], unknown: Sequence[Frame], findings: Sequence[Finding]
) -> Iterator[SheetLine]:
    by_file: dict[str, list[Frame]] = {}
    for frame in (*frames, *unknown):
        by_file.setdefault(frame.sheet.file, []).append(frame)
    passed = {
        (p.file, p.sheet): (str(f.params.get("reason", "")), str(f.params.get("kind", "")))
        for f in findings
        if f.code == "F006"
        for p in f.places
    }
    by_row = [f for f in findings if f.code == "S012" and f.params.get("reason") in BY_ROW]
    held = {file for file, _ in passed}
    for file in files:
        own = by_file.get(file.path, [])
        if not own and file.path not in held:
            state = "unreadable" if file.status == "unreadable" else "empty"
            yield SheetLine(file.path, "", state, reason=file.reason or "")
        yield from _joined(_line(frame, by_row) for frame in own)
    for (name, sheet), (reason, kind) in passed.items():
        yield SheetLine(name, sheet or "", "list" if kind else "passed_over", form=kind, reason=reason)


def _line(frame: Frame, by_row: Sequence[Finding]) -> SheetLine:
    state = "known" if frame.table else "unknown" if frame.passed or frame.unknown_headers else "empty"
    form = next((why.partition(":")[2] for why in frame.why if why.startswith("form:")), "")
    said = [one for one in frame.said if one.kind != "form"]
    file, sheet = here = frame.sheet.file, frame.sheet.name
    for told in by_row:
        rows = sum(len(place.rows) for place in told.places if (place.file, place.sheet) == here)
        if rows:
            said.append(Said(str(told.params["column"]), rows, str(told.params["reason"])))
    return SheetLine(file, sheet, state, frame.table, len(frame.records), form, tuple(said))


def _joined(lines: Iterable[SheetLine]) -> Iterator[SheetLine]:
    """Several forms of one layout on one sheet as one line."""
    last: SheetLine | None = None
    for line in lines:
        if last is not None and line.form and (last.sheet, last.form) == (line.sheet, line.form):
            last = replace(last, rows=last.rows + line.rows, said=(*last.said, *line.said))
            continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _missing(plan: Plan, census: Census, findings: Sequence[Finding], weights: Weights) -> Iterator[Missing]:
    found = [*_tables(census, weights), *_columns(census, weights), *_townships(plan, census, weights)]
    for finding in findings:
        if finding.code == "K005":
            table = str(finding.params.get("table", "staff"))
            found.append(Missing("roster", table, "", finding.schools, len(weights.get((table, ""), ()))))
    yield from sorted(found, key=lambda one: (-one.indicators, one.what, one.table, one.column, one.names))


def _tables(census: Census, weights: Weights) -> Iterator[Missing]:
    for (table, column), names in weights.items():
        if not column and table not in census.tables:
            yield Missing("table", table, "", (), len(names))


def _columns(census: Census, weights: Weights) -> Iterator[Missing]:
    """Columns that indicators look at and no sheet has."""
    for (table, column), names in weights.items():
        held = census.tables.get(table)
        if column and held is not None and column in held.columns and not held.columns[column].present:
            yield Missing("column", table, column, (), len(names))


def _townships(plan: Plan, census: Census, weights: Weights) -> Iterator[Missing]:
    """Townships of the plan's list without any row, in the tables that every township must send."""
    for table, coverage in plan.coverage.items():
        held = census.tables.get(table)
        if held is None or not coverage.townships:
            continue
        present = set(held.column(coverage.township_column).values)
        absent = tuple(town.zh for code, town in plan.townships.items() if code not in present)
        if absent:
            yield Missing("township", table, "", absent, len(weights.get((table, ""), ())))


def _confirm(findings: Sequence[Finding], weights: Weights, everything: int) -> Iterator[ToConfirm]:
    """One line per cause; the widest first."""
    wanted = [f for f in findings if _asks(f)]
    ranked = [ToConfirm(finding, _hanging(finding, weights, everything)) for finding in wanted]
    yield from sorted(ranked, key=lambda one: (-one.indicators, one.finding.code, -one.finding.count))


def _asks(finding: Finding) -> bool:
    """Whether a finding is about how something is read; of words that are known and not counted (党校学历),
    whether they are to count."""
    if finding.code == "V004":
        return finding.params.get("reason") == "not_counted"
    severity = finding.severity or RULES[finding.code].severity
    if finding.code == "K001" and finding.params.get("reason") == "several_files":
        return True  # two versions of one file
    undated = finding.code == "V002" and finding.params.get("reason") in _UNDATED
    return severity != "note" and (undated or finding.code in _TO_CONFIRM or finding.code in _NAMES)


def _hanging(finding: Finding, weights: Weights, everything: int) -> int:
    """The indicators that look at a finding's cells; those of its table where it has none; all where it is
    not known of which table it is."""
    names: set[str] = set()
    for place in finding.places:
        table = place.table or str(finding.params.get("table") or "")
        if not table:
            return everything
        column = "" if finding.code == "K018" else place.column or ""  # of how many persons there are
        names |= weights.get((table, column), frozenset())
    return len(names)


def unknown_names(findings: Iterable[Finding], census: Census) -> Iterator[UnknownName]:
    """The schools that K002 speaks of, those of most rows first."""
    schools = census.tables.get("schools")
    found = [_unknown(finding, schools) for finding in findings if finding.code == "K002" and finding.value]
    yield from sorted(found, key=lambda one: (-one.rows, one.written))


def _unknown(finding: Finding, schools: Table | None) -> UnknownName:
    near = str(finding.params.get("suggestion") or "")
    return UnknownName(str(finding.value), finding.count, near, _code_of(near, schools) if near else "")


def _code_of(name: str, schools: Table | None) -> str:
    if schools is None:
        return ""
    for column in ("school_name", "short_name", "former_name"):
        names = schools.column(column)
        for row in range(schools.size):
            value = names[row]
            if name in (value if isinstance(value, tuple) else (value,)):
                code = schools.column("school_code")[row]
                return code.code or "" if isinstance(code, Ref) else str(code or "")
    return ""
