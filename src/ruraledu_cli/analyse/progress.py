"""Who has sent which tables, and who has not: units with what the plan says they owe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ruraledu_cli.analyse.expected_units import township_name
from ruraledu_cli.analyse.senders import school_key, senders
from ruraledu_cli.catalogue.findings import count_open, severity_of, wants_answer
from ruraledu_cli.census import NONE
from ruraledu_cli.compute.coverage import owing, shows_sent
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.progress import Progress, State, Submission, Unit, UnitProgress

SCHOOLS = "schools"


@dataclass(frozen=True, slots=True)
class _School:
    """A school of a year's table: whether it counts, and the tables it owes beside that one."""

    unit: Unit
    is_open: bool
    owed: frozenset[str]


@dataclass(slots=True)
class _Register:
    """A year's schools by every code and name they go by. Of several campuses one that is open counts."""

    schools: dict[str, _School] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def also_known(self, last: _Register) -> None:
        """A school that sent under a name it bore before is known by what it was called last year as well."""
        for key, school in self.schools.items():
            known = last.find(school.unit)
            for text in (known.unit.key, known.unit.name) if known else ():
                self.names.setdefault(text, key)

    def find(self, unit: Unit) -> _School | None:
        for text in (unit.key, unit.name):
            key = self.names.get(text)
            if text and key is not None:
                return self.schools[key]
        return None


@dataclass(frozen=True, slots=True)
class Timing:
    """The folder of the year as shown, what was recorded, what is due when, the day that is looked from, the
    files that could not be read."""

    folder: str = ""
    submissions: Sequence[Submission] = ()
    due: date | None = None
    as_of: date | None = None
    unread: Sequence[str] = ()


def progress(
    now: Evaluator,
    before: Evaluator | None,
    listed: Sequence[Unit] | None,
    findings: Sequence[Finding],
    timing: Timing,
) -> Progress:
    """`before` is the year before; `listed` the units expected, else the tables of both years say who is."""
    this, last = _register(now), _register(before) if before else _Register()
    this.also_known(last)
    gone = frozenset(now.plan.lists.get("successors", ()))
    files = _files(now)
    sent = {table: frozenset(units) for table, units in files.items()}
    units = [
        _school(unit, this, last, gone, sent, timing, is_listed=is_listed)
        for unit, is_listed in _expected(this, last, listed)
    ]
    units += [_township(code, now, sent, timing) for code in now.plan.townships]
    open_now = count_open(findings)
    return Progress(
        year=now.census.year,
        folder=timing.folder,
        expected="file" if listed is not None else "year" if this.schools else "last_year",
        units=tuple(_completed_units(units, findings, files)),
        submissions=tuple(timing.submissions),
        due=timing.due,
        as_of=timing.as_of,
        errors=open_now["error"],
        queries=open_now["query"],
        unread=tuple(timing.unread),
    )


def _register(evaluator: Evaluator) -> _Register:
    table, plan = evaluator.table(SCHOOLS), evaluator.plan
    counted = evaluator.counted(SCHOOLS)
    owed = {name: owing(evaluator, name) for name, rule in plan.coverage.items() if rule.schools is not None}
    found = _Register()
    townships = table.column("township")
    for row in range(table.size):
        key = school_key(table, row)
        tables = frozenset(name for name, rows in owed.items() if rows[row])
        unit = Unit("school", key, _text(table.column("school_name")[row]), "")
        unit = Unit("school", key, unit.name, township_name(_text(townships[row]), plan))
        before = found.schools.get(key)
        is_open = bool(counted[row] != NO)
        if before is None or (is_open and not before.is_open):
            found.schools[key] = _School(unit, is_open, tables)
        for column in ("school_code", "school_name", "former_name"):
            value = table.column(column)[row]
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    found.names.setdefault(text, key)
    return found


def _text(value: object) -> str:
    return "" if value is None or value is NONE else str(value)


def _expected(this: _Register, last: _Register, listed: Sequence[Unit] | None) -> Iterator[tuple[Unit, bool]]:
    """The schools to be told of, and whether they were expected; each once."""
    told: set[str] = set()
    for unit in listed or ():
        known = this.find(unit) or last.find(unit)
        key = known.unit.key if known else unit.key
        if key not in told:
            told.add(key)
            yield _filled(unit, known), True
    for school in this.schools.values():
        if school.unit.key not in told:
            told.add(school.unit.key)
            yield school.unit, listed is None
    if listed is None:
        for school in last.schools.values():
            if school.is_open and this.find(school.unit) is None and school.unit.key not in told:
                yield school.unit, True


def _filled(unit: Unit, known: _School | None) -> Unit:
    """A listed unit with what its row in a table says besides."""
    if known is None:
        return unit
    own = known.unit
    return Unit("school", own.key, unit.name or own.name, unit.township or own.township)


def _school(
    unit: Unit,
    this: _Register,
    last: _Register,
    gone: frozenset[str],
    sent: Mapping[str, frozenset[str]],
    timing: Timing,
    *,
    is_listed: bool,
) -> UnitProgress:
    here, was = this.find(unit), last.find(unit)
    known = here or was
    tables = tuple(table for table, units in sent.items() if unit.key in units)
    if {unit.key, unit.name} & gone or (known is not None and not known.is_open):
        return UnitProgress(unit, "closed", (), tables)
    if not is_listed:
        return UnitProgress(unit, "beyond", (), tables)
    owed = (SCHOOLS, *sorted(known.owed if known else ()))
    return _judged(unit, owed, tables, timing)


def _township(
    code: str, evaluator: Evaluator, sent: Mapping[str, frozenset[str]], timing: Timing
) -> UnitProgress:
    """A township owes what the plan wants of every township; its schools are told by themselves."""
    owed = tuple(name for name, rule in evaluator.plan.coverage.items() if rule.townships and name != SCHOOLS)
    name = township_name(code, evaluator.plan)
    tables = tuple(table for table in owed if code in sent.get(table, ()))
    return _judged(Unit("township", code, name, name), owed, tables, timing)


def _judged(unit: Unit, owed: tuple[str, ...], sent: tuple[str, ...], timing: Timing) -> UnitProgress:
    lacking = [table for table in owed if table not in sent]
    state: State = "complete" if not lacking else "partial" if set(sent) & set(owed) else "missing"
    day = timing.as_of if lacking else _completed(unit, owed, timing.submissions)
    late = None if timing.due is None or day is None else max(0, (day - timing.due).days)
    return UnitProgress(unit, state, owed, sent, late=late)


def _completed(unit: Unit, owed: tuple[str, ...], submissions: Sequence[Submission]) -> date | None:
    """The day the last of its tables first came, None where it was not recorded."""
    days = []
    for table in owed:
        came = [v.day for one in submissions for v in one.versions if unit.key in v.sent.get(table, ())]
        if not came:
            return None
        days.append(min(came))
    return max(days, default=None)


def _files(evaluator: Evaluator) -> dict[str, dict[str, tuple[str, ...]]]:
    """The files with rows of each unit, by table; those that state that there are none have sent theirs."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    sent = senders(evaluator.census, lambda table: shows_sent(evaluator, table).tolist())
    for file, tables in sorted(sent.items()):
        for table, units in tables.items():
            held = found.setdefault(table, {})
            held.update({unit: (*held.get(unit, ()), file) for unit in units})
    return {table: found[table] for table in evaluator.plan.codebook.tables if table in found}


def _completed_units(
    units: Sequence[UnitProgress],
    findings: Sequence[Finding],
    files: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[UnitProgress]:
    """The units with the findings that wait for them, and the files they are in."""
    counts = Counter(
        (school, severity_of(finding))
        for finding in findings
        if wants_answer(finding)
        for school in set(finding.schools)
    )
    for one in units:
        key = one.unit.key
        own = {table: held[key] for table, held in files.items() if key in held and table in one.sent}
        yield replace(one, errors=counts[key, "error"], queries=counts[key, "query"], files=own)
