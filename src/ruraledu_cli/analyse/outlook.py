"""The coming years as they are certain already: retirements, and indicators if nobody is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ruraledu_cli.analyse.asked import asked
from ruraledu_cli.analyse.edit import set_cells
from ruraledu_cli.analyse.lines import label_of, school_line, text_of
from ruraledu_cli.analyse.parts import leaves, take_share
from ruraledu_cli.analyse.retiring import Person, Staff, staff_in_office
from ruraledu_cli.census import Ref
from ruraledu_cli.compute.indicators import measure
from ruraledu_cli.definitions.formula import RatioFormula, ShareFormula
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.retirement import Law
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Counted, Ratio, Share
from ruraledu_cli.model.outlook import Coming, Mover, Outlook, Outlooks, Retiring
from ruraledu_cli.model.trace import State, Unbalanced, Unit

RETIRED = "retired"
Days = Sequence[tuple[int, date]]  # each coming year with its reference day


def outlook(evaluator: Evaluator, law: Law, days: Days) -> Outlooks:
    """From a census on. Raises Unbalanced where those who leave do not add up to the change."""
    staff = staff_in_office(evaluator, law)
    now = evaluator.as_of
    futures = [
        _Future(year, day, _later(evaluator, staff, now, day), frozenset(_gone(staff, now, day)))
        for year, day in days
    ]
    names = [name for name in evaluator.plan.indicators if is_foreseeable(evaluator.plan, name)]
    found = (_outlook(evaluator, name, futures) for name in names)
    return Outlooks(
        evaluator.plan,
        evaluator.census.year,
        now,
        law.source,
        staff.size,
        sum(person.last <= now for person in staff.persons),
        staff.unknown,
        tuple(_retiring(staff, now, days)),
        tuple(one for one in found if one is not None),
    )


@dataclass(frozen=True, slots=True)
class _Future:
    """A coming year: the same census without those who have retired, asked on that day."""

    year: int
    day: date
    evaluator: Evaluator
    gone: frozenset[int]  # rows


def is_foreseeable(plan: Plan, name: str) -> bool:
    """Whether an indicator is of persons of the staff, and depends on no day but that of their birth."""
    for formula in _shares(plan, name):
        if formula is None or formula.rows.table != "staff":
            return False
        columns = asked(plan, formula).of("staff")
        known = plan.codebook.tables["staff"].columns
        dated = [c for c in columns if c in known and known[c].type == "date" and c != "birth_date"]
        if dated or {"tenure_years", "newly_appointed", "exchanged", "health_checked"} & {*columns}:
            return False
    return True


def _shares(plan: Plan, name: str) -> Iterator[ShareFormula | None]:
    """The shares an indicator is made of; None for anything else."""
    formula = plan.indicators[name].formula
    parts = (formula.of, formula.to) if isinstance(formula, RatioFormula) else (formula,)
    for part in parts:
        yield part if isinstance(part, ShareFormula) else None


def _later(evaluator: Evaluator, staff: Staff, now: date, day: date) -> Evaluator:
    gone = sorted(_gone(staff, now, day))
    census = set_cells(evaluator.census, "staff", "staff_status", gone, RETIRED) if gone else evaluator.census
    return Evaluator(census, evaluator.plan, day, tuple, evaluator.last_year)


def _gone(staff: Staff, now: date, day: date) -> Iterable[int]:
    """The rows of those who surely reach the age between two days."""
    return (row for person in staff.persons if now < person.last <= day for row in person.rows)


def _retiring(staff: Staff, now: date, days: Days) -> Iterator[Retiring]:
    before = now
    for year, day in days:
        kinds = dict.fromkeys(("men", "women", "women_workers"), 0)
        for person in staff.persons:
            if before < person.last <= day:
                kinds[person.kind] += 1
        yield Retiring(year, day, kinds, sum(_may(person, day) for person in staff.persons))
        before = day


def _may(person: Person, day: date) -> bool:
    return person.first <= day < person.last


def _outlook(evaluator: Evaluator, name: str, futures: Sequence[_Future]) -> Outlook | None:
    formula = evaluator.plan.indicators[name].formula
    outcome = measure(evaluator, formula)
    if outcome.counted is None or outcome.problem is not None:
        return None
    years: list[Coming] = []
    movers: dict[tuple[str, int, str], Mover] = {}
    for future in futures:
        later = measure(future.evaluator, formula)
        if later.counted is None:
            break
        coming = Coming(future.year, future.day, later.counted)
        for part, leaf in leaves(evaluator, formula):
            assert isinstance(leaf, ShareFormula)
            moves = _moves(evaluator, future, leaf)
            check_moves(_half(outcome.counted, part), _half(later.counted, part), moves)
            coming = _added(coming, moves)
            for move in moves:
                told = _mover(evaluator, future, move, part)
                if told is not None:
                    movers.setdefault((part, move.unit.rows[0], told.what), told)
        years.append(coming)
    return Outlook(name, outcome.counted, tuple(years), tuple(movers.values()))


def _half(counted: Counted, part: str) -> Share:
    half = getattr(counted, part) if isinstance(counted, Ratio) else counted
    assert isinstance(half, Share)
    return half


@dataclass(frozen=True, slots=True)
class Move:
    """A person whose part in a figure changes: `after` None is one who counts no more."""

    unit: Unit
    before: State
    after: State | None


def _moves(evaluator: Evaluator, future: _Future, formula: ShareFormula) -> list[Move]:
    """Everyone who counts otherwise than before. Raises Unbalanced where one comes, or goes unretired."""
    before = {unit.rows: unit for unit in _persons(evaluator, formula)}
    after = {unit.rows[0]: unit for unit in _persons(future.evaluator, formula)}
    later = {row: unit for unit in after.values() for row in unit.rows}
    found = []
    for rows, unit in before.items():
        then = next((later[row] for row in rows if row in later), None)
        if then is None and not set(rows) & future.gone:
            raise Unbalanced("somebody counts no more who has not retired")
        state = None if then is None else then.state
        if state != unit.state:
            found.append(Move(unit, unit.state, state))
    known = {row for rows in before for row in rows}
    if any(row not in known for row in later):
        raise Unbalanced("somebody counts who did not")
    return found


def _persons(evaluator: Evaluator, formula: ShareFormula) -> list[Unit]:
    return [unit for unit in take_share(evaluator, formula).units if unit.state != "sums"]


def check_moves(before: Share, after: Share, moves: Sequence[Move]) -> None:
    """Those who move add up to the change of every count. Raises Unbalanced."""
    for state in ("yes", "no"):
        change = sum(move.after == state for move in moves) - sum(move.before == state for move in moves)
        if getattr(after, state) - getattr(before, state) != change:
            raise Unbalanced(f"{state}: those who leave do not add up to the change")


def _added(coming: Coming, moves: Sequence[Move]) -> Coming:
    def of(before: State, after: State | None) -> int:
        return sum(move.before == before and move.after == after for move in moves)

    return Coming(
        coming.year,
        coming.day,
        coming.counted,
        coming.retired_with + of("yes", None),
        coming.retired_without + of("no", None),
        coming.aged + of("yes", "no"),
        coming.settled + of("undecided", "no"),
    )


def _mover(evaluator: Evaluator, future: _Future, move: Move, part: str) -> Mover | None:
    if move.before == "undecided" or move.after == "undecided":
        return None
    row = move.unit.rows[0]
    table = evaluator.table("staff")
    name, _ = label_of(evaluator, table, row)
    link = table.column("school")[row]
    if isinstance(link, Ref) and link.row >= 0:
        school = school_line(evaluator.table("schools"), link.row).name
    else:
        school = text_of(link)
    return Mover(future.year, "retires" if move.after is None else "ages", name, school, part)
