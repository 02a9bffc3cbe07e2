"""Lists set against the pupils of concern, by identity number alone: every child's state, three-valued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ruraledu_cli.analyse.concerned import Pupil
from ruraledu_cli.analyse.listed import Entry
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.language.days import full_years
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES
from ruraledu_cli.model.matching import STATES, Case, State, Where
from ruraledu_cli.validate.identity import birth_date
from ruraledu_cli.validate.register import normal


@dataclass(frozen=True, slots=True)
class Known:
    """What lists are set against. `pupils` are those with a number, by it; `numberless` the others;
    `register` the numbers of the county's register and whether they are in force, None where none was given;
    `schools` every name of a school of the county; `unread`: a file of the year could not be read;
    `term_sent` is False where no row speaks of the semester asked about."""

    as_of: date
    pupils: Mapping[str, Pupil]
    numberless: Sequence[Pupil] = ()
    register: Mapping[str, int] | None = None
    schools: frozenset[str] = frozenset()
    unread: bool = False
    term_sent: bool = True


def cases(entries: Mapping[str, Sequence[Entry]], kinds: Mapping[str, ListKind], known: Known) -> list[Case]:
    """A case for every number of the lists, and for every row without one."""
    by_number: dict[str, dict[str, list[Entry]]] = {}
    found: list[Case] = []
    namesakes = _Namesakes(known)
    for kind, rows in entries.items():
        for entry in rows:
            if entry.number:
                by_number.setdefault(entry.number, {}).setdefault(kind, []).append(entry)
            else:
                found.append(_numberless(entry, kind, kinds[kind], known, namesakes))
    found += [_case(number, own, kinds, known, namesakes) for number, own in by_number.items()]
    return sorted(found, key=_order)


def _order(case: Case) -> tuple[object, ...]:
    return (STATES.index(case.state), case.township, case.schools, case.listed[:1], case.number)


def _numberless(entry: Entry, name: str, kind: ListKind, known: Known, namesakes: _Namesakes) -> Case:
    """A row that no number speaks for: out only where its age or its dates say so."""
    age = _age(entry.born, known.as_of)
    state: State = "no_number"
    if entry.in_force == NO:
        state = "ended"
    elif age is not None and not kind.ages.holds(age):
        state = "not_of_age"
    return Case(
        state,
        ((name, state),),
        name=entry.name,
        age=age,
        reason=entry.fault,
        categories=tuple(sorted(entry.categories or ())),
        township=entry.township,
        listed=(entry.where,),
        suggested=namesakes.of(entry) if state == "no_number" else (),
    )


def _case(
    number: str,
    own: Mapping[str, Sequence[Entry]],
    kinds: Mapping[str, ListKind],
    known: Known,
    namesakes: _Namesakes,
) -> Case:
    pupil = known.pupils.get(number)
    rows = [entry for held in own.values() for entry in held]
    judged = {name: _state(number, held, kinds[name], pupil, known, namesakes) for name, held in own.items()}
    state, reason = min(judged.values(), key=lambda one: STATES.index(one[0]))
    stated = frozenset(code for entry in rows for code in entry.categories or ())
    case = Case(
        state,
        tuple((name, one[0]) for name, one in judged.items()),
        number,
        next((entry.name for entry in rows if entry.name), ""),
        _age_of(number, known.as_of),
        reason,
        tuple(sorted(stated)),
        next((entry.township for entry in rows if entry.township), ""),
        listed=tuple(entry.where for entry in rows),
    )
    if pupil is None:
        wanted = state in ("to_visit", "absent", "elsewhere", "undecided")
        return replace(case, suggested=namesakes.of(rows[0]) if wanted else ())
    return replace(
        case,
        township=case.township or pupil.township,
        schools=pupil.schools,
        marks=tuple(_marks(rows, stated, pupil)),
        pupils=pupil.places,
    )


def _state(
    number: str,
    rows: Sequence[Entry],
    kind: ListKind,
    pupil: Pupil | None,
    known: Known,
    namesakes: _Namesakes,
) -> tuple[State, str]:
    """The state of a child on one list, and why where nothing is decided."""
    in_force = max(entry.in_force for entry in rows)
    if in_force == NO:
        return "ended", ""
    if pupil is None:
        return _missing(number, rows, kind, in_force, known, namesakes)
    if pupil.aid == YES:
        return "aided", ""
    return _open(pupil, in_force, known)


def _open(pupil: Pupil, in_force: int, known: Known) -> tuple[State, str]:
    """A pupil of whom no aid is known: not aided only where nothing that is unknown could say otherwise."""
    if not pupil.open:
        return "undecided", "school_closed"
    if not known.term_sent:
        return "undecided", "term_not_sent"
    if pupil.aid == UNKNOWN:
        return "undecided", "aid_unknown"
    if in_force == UNKNOWN:
        return "undecided", "period_unknown"
    if known.unread:
        return "undecided", "unread_input"
    return ("dropout" if pupil.dropout else "not_aided"), ""


def _missing(
    number: str,
    rows: Sequence[Entry],
    kind: ListKind,
    in_force: int,
    known: Known,
    namesakes: _Namesakes,
) -> tuple[State, str]:
    """Who is not in the year's table. Not of age is sure whatever else is not known."""
    age = _age_of(number, known.as_of)
    enrolled = NO if known.register is None else known.register.get(number, NO)
    if enrolled == NO and (age is None or not kind.ages.holds(age)):
        return "not_of_age", ""
    if known.unread:
        return "undecided", "unread_input"
    if in_force == UNKNOWN:
        return "undecided", "period_unknown"
    if any(namesakes.numberless(entry) for entry in rows):
        return "undecided", "pupil_without_number"
    if enrolled == YES:
        return "unlisted", ""
    if enrolled == UNKNOWN:
        return "undecided", "register_unclear"
    schools = {entry.school for entry in rows if entry.school}
    if known.schools and schools and not schools & known.schools:
        return "elsewhere", ""
    return ("to_visit", "") if age is not None and kind.visit.holds(age) else ("absent", "")


def _marks(rows: Sequence[Entry], stated: frozenset[str], pupil: Pupil) -> Iterator[str]:
    names = {entry.name for entry in rows if entry.name}
    if names and pupil.names and not names <= set(pupil.names):
        yield "name_differs"
    if pupil.not_poor:
        yield "not_recognised"
    elif stated and not stated & pupil.categories:
        yield "category_missing"
    if len(pupil.schools) > 1:
        yield "two_schools"


def _age_of(number: str, as_of: date) -> int | None:
    born = birth_date(number)
    return None if born is None else _age(born.first, as_of)


def _age(born: int | None, as_of: date) -> int | None:
    return None if born is None else full_years(date.fromordinal(born), as_of)


class _Namesakes:
    """Pupils by name and birthday. They are suggestions: two children may well share both."""

    def __init__(self, known: Known) -> None:
        self.by_both: dict[tuple[str, int], list[Pupil]] = {}
        self.by_name: dict[str, list[Pupil]] = {}
        for pupil in (*known.pupils.values(), *known.numberless):
            for name in pupil.names:
                if pupil.born is not None:
                    self.by_both.setdefault((name, pupil.born), []).append(pupil)
                if not pupil.number:
                    self.by_name.setdefault(name, []).append(pupil)

    def numberless(self, entry: Entry) -> bool:
        """Whether a pupil whom no number tells may be this child."""
        alike = self.by_name.get(entry.name, ()) if entry.name else ()
        return any(None in (entry.born, one.born) or entry.born == one.born for one in alike)

    def of(self, entry: Entry) -> tuple[Where, ...]:
        """The rows of pupils of the entry's name and birthday (or of none known, without a number), at its
        school where both say one."""
        if not entry.name or entry.born is None:
            return ()
        undated = [one for one in self.by_name.get(entry.name, ()) if one.born is None]
        alike = [*self.by_both.get((entry.name, entry.born), ()), *undated]
        return tuple(
            place
            for pupil in alike
            if not entry.school
            or not pupil.schools
            or any(normal(name).startswith(entry.school) for name in pupil.schools)
            for place in pupil.places
        )


def _names(schools: Iterable[str]) -> set[str]:
    """As a list may write them: without the code that tells schools of one name apart."""
    return {normal(part) for name in schools for part in (name, name.partition("（")[0])}
