"""This year against the years before: what changed that does not change by itself, or not by so much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ruraledu_cli.census import Census
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.tolerances import Tolerances
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.attribute import in_order
from ruraledu_cli.validate.earlier import Year, Years
from ruraledu_cli.validate.history_figures import facilities_lost, figures_changed
from ruraledu_cli.validate.history_people import persons_changed
from ruraledu_cli.validate.history_rosters import rosters_changed
from ruraledu_cli.validate.history_schools import came_back, codes_changed, kinds_changed, vanished
from ruraledu_cli.validate.register import normal

_SCHOOLS, _STAFF = ("schools",), ("staff",)
_Told = Callable[[Years], Iterator[Finding]]

# Each piece of the comparison: the rules it speaks for, the tables it needs in both years, how many years.
_PIECES: tuple[tuple[tuple[str, ...], tuple[str, ...], int, _Told], ...] = (
    (("H001",), _SCHOOLS, 1, figures_changed),
    (("H001", "H007"), _STAFF, 1, rosters_changed),
    (("H002", "H003", "H011", "H012"), _STAFF, 1, persons_changed),
    (("H004",), _SCHOOLS, 1, vanished),
    (("H005",), _SCHOOLS, 2, came_back),
    (("H006",), _SCHOOLS, 1, facilities_lost),
    (("H008",), _SCHOOLS, 1, codes_changed),
    (("H009", "H010"), _SCHOOLS, 1, kinds_changed),
)


@dataclass(frozen=True, slots=True)
class History:
    """What the years before say of this one, and the rules that could not be run, each with its reason."""

    findings: tuple[Finding, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


def history(
    now: Census,
    before: Sequence[Census],
    codebook: Codebook,
    tolerances: Tolerances,
    successors: Iterable[str] = (),
) -> History:
    """Findings about this year's cells. `before` are earlier years, the latest first; the first must be the
    year before, since a change over several years is not told from one of a year.

    `successors` are codes or names of schools that were closed or merged since: they are not missed.
    """
    if not before or before[0].year != now.year - 1:
        return History(skipped=tuple((code, "no_earlier_year") for code in _codes()))
    explained = frozenset(normal(text) for text in successors)
    years = Years(Year(now), tuple(Year(census) for census in before), codebook, tolerances, explained)
    findings: list[Finding] = []
    run: set[str] = set()
    reasons: dict[str, str] = {}
    for codes, tables, count, told in _PIECES:
        why = _why_not(years, tables, count)
        if why is None:
            findings.extend(told(years))
            run.update(codes)
        else:
            reasons.update(dict.fromkeys(codes, why))
    skipped = tuple(sorted((code, why) for code, why in reasons.items() if code not in run))
    return History(in_order(findings), skipped)


def _codes() -> list[str]:
    return sorted({code for codes, *_ in _PIECES for code in codes})


def _why_not(years: Years, tables: Sequence[str], count: int) -> str | None:
    """Why a piece cannot be run: a table that is not there, or too few years in a row."""
    wanted = years.before[:count]
    if [one.census.year for one in wanted] != [years.now.census.year - n for n in range(1, count + 1)]:
        return "no_earlier_year"
    if any(one.table(name) is None for one in (years.now, *wanted) for name in tables):
        return "table_missing"
    return None
