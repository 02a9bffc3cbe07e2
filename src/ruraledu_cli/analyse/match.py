"""Lists of other departments against a year's pupils, put together: cases, doubles, claims, and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ruraledu_cli.analyse import tally
from ruraledu_cli.analyse.claims import Claims, unchecked
from ruraledu_cli.analyse.concerned import pupils_of
from ruraledu_cli.analyse.doubles import of_pupils, on_lists
from ruraledu_cli.analyse.listed import Listed, read_lists
from ruraledu_cli.analyse.matching import Known, cases
from ruraledu_cli.census import Sheet, Table
from ruraledu_cli.definitions.codebook import CodeList
from ruraledu_cli.definitions.list_kind import ListKind, Titles
from ruraledu_cli.definitions.list_kinds import CATEGORIES
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.matching import ListRead, Matching
from ruraledu_cli.validate.register import known_schools, normal

ITEMS = "aid_item"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is set against what. `term`: one semester, else the school year; `kind`: stated for all sheets;
    `unread_year`, `unread_lists`: files of the year, and lists, that could not be read; `passed`: file, sheet
    and reason of what was not read."""

    sheets: Sequence[Sheet]
    term: tuple[int, int] | None = None
    kind: str = ""
    unread_year: tuple[str, ...] = ()
    unread_lists: tuple[str, ...] = ()
    passed: tuple[tuple[str, str, str], ...] = ()


def match(evaluator: Evaluator, asked: Asked) -> Matching:
    """Everything that comes out of the lists."""
    plan, census = evaluator.plan, evaluator.census
    kinds = plan.codebook.list_kinds
    period = _period(evaluator, asked.term)
    listed = read_lists(asked.sheets, plan.codebook, plan.areas, period, asked.kind)
    entries = {name: rows for name, rows in listed.entries.items() if kinds[name].role == "entitles"}
    pupils = pupils_of(evaluator, asked.term)
    numberless = [one for one in pupils.persons if not one.number]
    by_number = pupils.by_number()
    known = Known(
        evaluator.as_of,
        by_number,
        numberless,
        _register(listed, kinds),
        _school_names(evaluator.table("schools"), plan.names),
        bool(asked.unread_year),
        pupils.term_sent,
    )
    found = cases(entries, kinds, known)
    asking = Claims(entries, kinds, by_number, unread=bool(asked.unread_lists))
    claims = tuple(asking.of(pupils.persons))
    doubles = tuple(chain(on_lists(entries), of_pupils(pupils, census) if pupils.term_sent else ()))
    codes = plan.codebook.code_lists
    towns = {code: town.zh for code, town in plan.townships.items()}
    return Matching(
        census.year,
        evaluator.as_of,
        plan.id,
        date.fromordinal(period[0]),
        date.fromordinal(period[1]),
        asked.term,
        kinds,
        _words(codes[CATEGORIES]),
        _words(codes[ITEMS]),
        towns,
        (*listed.sheets, *(ListRead(file, sheet, "", reason=why) for file, sheet, why in asked.passed)),
        tuple(found),
        doubles,
        claims,
        tally.of_lists(found, listed.sheets, entries),
        tally.of_townships(found, towns),
        tally.of_schools(found, claims, doubles),
        len(pupils.persons),
        len(numberless),
        any(kinds[name].role == "register" for name in listed.entries),
        pupils.term_sent,
        (*asked.unread_year, *asked.unread_lists),
        unchecked(pupils.persons, asking.checked),
    )


def _period(evaluator: Evaluator, term: tuple[int, int] | None) -> tuple[int, int]:
    """First and last day: of the semester asked about, else of the school year."""
    calendar = evaluator.calendar
    return calendar.period("school_year") if term is None else calendar.semester_span(term[1])


def _register(listed: Listed, kinds: Mapping[str, ListKind]) -> dict[str, int] | None:
    """The numbers of the county's register of pupils, if one was given."""
    found: dict[str, int] = {}
    given = [name for name in listed.entries if kinds[name].role == "register"]
    for entry in chain.from_iterable(listed.entries[name] for name in given):
        if entry.number:
            found[entry.number] = max(found.get(entry.number, entry.in_force), entry.in_force)
    return found if given else None


def _school_names(schools: Table, confirmed: Iterable[str]) -> frozenset[str]:
    """Every name of a school of the county, and those that names.yaml says."""
    known = (name for school in known_schools(schools) for name in (school.code, *school.names))
    return frozenset(map(normal, chain(known, confirmed)))


def _words(codes: CodeList) -> dict[str, Titles]:
    return {code: {"zh": entry.zh, "en": entry.en} for code, entry in codes.codes.items()}
