"""Findings that are answered: explained by the sheet or by an answers file, or known and let be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ruraledu_cli.analyse.cells import CellOf, cells_of, matches
from ruraledu_cli.analyse.explanations import Explanation, from_remark, judge, plain
from ruraledu_cli.analyse.lines_answered import LinesAnswered
from ruraledu_cli.census import Census, Ref
from ruraledu_cli.definitions.accepted import Answer, Known
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding, Param, Place
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.read.returned import RESULTS, Returned
from ruraledu_cli.validate.locate import Locator, school_key, text_at
from ruraledu_cli.validate.register import normal

_REMARK = "remark"
_Unit = list[CellOf]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What stands beside the submissions: the answers and the baseline, and the day the audit is as of: what
    ended before it counts no more (None: not known, and nothing of the baseline counts). `returned` are the
    submissions that were given back and may have been answered, by the name of the file."""

    answers: tuple[Answer, ...] = ()
    baseline: tuple[Known, ...] = ()
    day: date | None = None
    returned: Mapping[str, Returned] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: str = "open"
    explanation: str = ""
    refusal: str = ""


def settle(
    findings: Iterable[Finding], census: Census, codebook: Codebook, accepted: Accepted
) -> tuple[Finding, ...]:
    """Every finding with its state: open, explained, refused or baseline; and notes about the answers.

    Only queries can be explained; errors and notes can only be in the baseline. Answers match cell by cell. A
    finding of which some records are answered is split; no cell is lost.
    """
    settling = _Settling(census, codebook, accepted)
    settled = [part for finding in findings for part in settling.finding(finding)]
    return (*settled, *settling.notes())


class _Settling:
    """The answers by rule, which of them were used, and where each explanation stands."""

    def __init__(self, census: Census, codebook: Codebook, accepted: Accepted) -> None:
        self.census, self.codebook, self.accepted = census, codebook, accepted
        self.locator = Locator(census)
        self.schools = _school_names(census)
        self.remarked = {
            (frame.sheet.file, frame.sheet.name)
            for frame in census.frames
            if any(one.column == _REMARK for one in frame.fields)
        }
        self.in_force = [entry for entry in accepted.baseline if not _expired(entry, accepted.day)]
        self.lines = LinesAnswered(accepted.returned)
        self.used: set[int] = set()
        self.wrong: dict[int, str] = {}
        self.said: dict[str, dict[tuple[str, str, int], Place]] = {}

    def finding(self, finding: Finding) -> list[Finding]:
        answers = [one for one in self.accepted.answers if one.rule == finding.code]
        known = [one for one in self.in_force if one.rule == finding.code]
        query = (finding.severity or RULES[finding.code].severity) == "query"
        remarked = query and any((place.file, place.sheet) in self.remarked for place in finding.places)
        lines = query and self.lines.about(finding)
        if not (answers or known or remarked or lines):
            return [finding]
        cells = cells_of(finding, self.locator)
        if not query:
            self._not_a_query(answers, cells)
        outcomes = [
            (unit, self._outcome(finding, unit, answers if query else (), known))
            for unit in _units(finding, cells)
        ]
        return _split(finding, outcomes)

    def _outcome(
        self, finding: Finding, unit: _Unit, answers: Sequence[Answer], known: Sequence[Known]
    ) -> _Outcome:
        """An explanation that does, else the baseline, else an explanation that does not."""
        said = self._answered(unit, answers)
        if (finding.severity or RULES[finding.code].severity) == "query":
            said += [*self._lines(finding, unit), *self._remarks(unit)]
        good = next((one for one in said if one.accepted), None)
        if good is not None:
            return _Outcome("explained", good.text)
        reason = self._in_baseline(unit, known)
        if reason is not None:
            return _Outcome("baseline", reason)
        return _Outcome("refused", said[0].text, said[0].refusal) if said else _Outcome()

    def _answered(self, unit: _Unit, answers: Sequence[Answer]) -> list[Explanation]:
        found = []
        for answer in answers:
            if any(self._matches(answer, cell) for cell in unit):
                self.used.add(id(answer))
                found.append(self._heard(judge(answer.reason, answer.text), answer))
        return found

    def _matches(self, entry: Answer | Known, cell: CellOf) -> bool:
        return matches(entry, cell, self.schools, self.codebook)

    def _heard(self, one: Explanation, answer: Answer) -> Explanation:
        where = Place(answer.file)
        self.said.setdefault(plain(one.text), {})[where.file, "", answer.row] = where
        return one

    def _lines(self, finding: Finding, unit: _Unit) -> list[Explanation]:
        """What was said in a copy that had been given back."""
        found = []
        for file, line in self.lines.of(finding.code, unit):
            one = judge(line.reason, line.text)
            where = Place(file, RESULTS)
            self.said.setdefault(plain(one.text), {})[file, RESULTS, line.number] = where
            found.append(one)
        return found

    def _remarks(self, unit: _Unit) -> list[Explanation]:
        """A remark speaks for its own record: of several records each must be explained."""
        by_key: dict[object, list[Explanation]] = {}
        for cell in unit:
            found = by_key.setdefault(cell.record, [])
            if cell.row is None or (cell.place.file, cell.place.sheet) not in self.remarked:
                continue
            text = self.locator.beside(cell.place.file, cell.place.sheet, cell.row, _REMARK)
            one = from_remark(text) if text else None
            if one is not None and one not in found:
                found.append(one)
                self._remark_heard(one, cell)
        if not all(by_key.values()):
            return []
        firsts = [min(found, key=lambda one: not one.accepted) for found in by_key.values()]
        return sorted(firsts, key=lambda one: one.accepted)[:1]

    def _remark_heard(self, one: Explanation, cell: CellOf) -> None:
        assert cell.row is not None
        place = Place(cell.place.file, cell.place.sheet, cell.place.table, _REMARK, rows=(cell.row,))
        self.said.setdefault(plain(one.text), {})[place.file, place.sheet or "", cell.row] = place

    def _in_baseline(self, unit: _Unit, known: Sequence[Known]) -> str | None:
        """Why it is let be, where every cell is in the baseline."""
        found = [next((one for one in known if self._matches(one, cell)), None) for cell in unit]
        return None if None in found or found[0] is None else found[0].reason

    def _not_a_query(self, answers: Sequence[Answer], cells: Sequence[CellOf]) -> None:
        for answer in answers:
            if any(self._matches(answer, cell) for cell in cells):
                self.wrong[id(answer)] = "not_a_query"

    def notes(self) -> list[Finding]:
        """D003 for one text many times, D004 for an answer to nothing, D005 for a baseline that ended."""
        found = [
            Finding("D003", tuple(places.values()), value=text, params={"count": len(places)})
            for text, places in sorted(self.said.items())
            if len(places) > 1
        ]
        found += [
            _about("D004", answer, {"reason": self.wrong.get(id(answer), "no_finding")})
            for answer in self.accepted.answers
            if id(answer) not in self.used and self._of_the_batch(answer)
        ]
        found += [
            _about("D005", entry, {"until": entry.until.isoformat()})
            for entry in self.accepted.baseline
            if _expired(entry, self.accepted.day)
        ]
        return found

    def _of_the_batch(self, answer: Answer) -> bool:
        """Whether an answer is about this batch: one about a school that is not in it is for another."""
        return not answer.school or normal(answer.school) in self.schools


def _about(code: str, entry: Answer | Known, params: dict[str, Param]) -> Finding:
    value = " ".join(text for text in (entry.rule, entry.school, entry.field, entry.value) if text)
    return Finding(code, (Place(entry.file),), value=value, params={"row": entry.row, **params})


def _expired(entry: Known, day: date | None) -> bool:
    """Without a day nobody can say that it is still in force."""
    return day is None or entry.until < day


def _school_names(census: Census) -> dict[str, str]:
    """Codes and names of the schools of the batch to their codes."""
    found: dict[str, str] = {}
    schools = census.tables.get("schools")
    for record in range(schools.size if schools else 0):
        assert schools is not None
        code, name = text_at(schools, "school_code", record), text_at(schools, "school_name", record)
        for text in (code, name):
            if text:
                found.setdefault(normal(text), code or normal(name))
    for table in census.tables.values():
        for value in table.column("school").values:
            if isinstance(value, Ref):
                found.setdefault(normal(value.text), school_key(value))
                found.setdefault(normal(school_key(value)), school_key(value))
    return found


def _units(finding: Finding, cells: Sequence[CellOf]) -> list[_Unit]:
    """What must be answered together: one record of the finding; all of it where it is one fact of many."""
    if finding.code.startswith("H"):
        return [list(cells)]
    units: dict[object, _Unit] = {}
    for cell in cells:
        units.setdefault(cell.record, []).append(cell)
    return list(units.values())


def _split(finding: Finding, outcomes: Sequence[tuple[_Unit, _Outcome]]) -> list[Finding]:
    """A finding per outcome, its cells among them; as it was where there is but one."""
    grouped: dict[tuple[str, str], list[tuple[_Unit, _Outcome]]] = {}
    for unit, outcome in outcomes:
        grouped.setdefault((outcome.state, outcome.refusal), []).append((unit, outcome))
    whole = len(grouped) == 1
    found = []
    for (state, refusal), parts in grouped.items():
        said = "；".join(dict.fromkeys(one.explanation for _, one in parts if one.explanation))
        held = {(cell.at, cell.row) for unit, _ in parts for cell in unit}
        part = finding if whole else _part(finding, held, [cell for unit, _ in parts for cell in unit])
        found.append(replace(part, state=state, explanation=said, refusal=refusal))
    return found


def _part(finding: Finding, held: set[tuple[int, int | None]], cells: Sequence[CellOf]) -> Finding:
    """The finding with these cells alone."""
    places = []
    for at, place in enumerate(finding.places):
        rows = tuple(row for row in place.rows if (at, row) in held)
        if rows or (at, None) in held:
            places.append(replace(place, rows=rows))
    schools = {cell.school for cell in cells if cell.school} & set(finding.schools)
    return replace(finding, places=tuple(places), schools=tuple(sorted(schools)))
