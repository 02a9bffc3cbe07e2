"""Indicators over teachers and heads: roster rows become persons, and units must all be there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from . import codes
from .answer import NotComputable, Outcome, from_ratio, from_share
from .county import County, Row, Schools, county_seat, name_of, of_type, privately_run, rural, rural_unit
from .cover import (
    Expect,
    absent_from_schools,
    absent_staff,
    head_alone,
    rural_unit_or_point,
    without_head,
    without_rows,
)
from .logic import NO, Truth, among, both, either, first_known, negate
from .people import (
    aged_45_or_less,
    bachelor,
    full_time_teacher,
    holds_post,
    persons,
    staff_counts,
    staff_of,
    workplace,
)
from .spans import Span, add_months, calendar_year, later, not_after, school_year, within
from .tally import Item, Ratio, Share, item_of

Area = Callable[[Row | None], Truth]
SUM_TYPES = frozenset({"211", "218", "311", "312"})
STAGE_SUM_TYPES = SUM_TYPES | {"341", "345"}
STAGE_SUMS = (
    "primary_teachers", "primary_teachers_bachelor_plus", "junior_teachers", "junior_teachers_bachelor_plus",
)  # fmt: skip


class Roster:
    """The staff table of a year beside its register of schools."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.schools = Schools(county.tables["schools"])
        self.rows = staff_of(county, self.schools)

    def place(self, row: Row) -> Row | None:
        return workplace(row, self.schools)

    def counts(self, row: Row) -> Truth:
        return staff_counts(row, self.schools)


# --- degrees ---


def taught_at(school: Row, area: Area) -> Truth:
    return both(of_type(school, codes.COMPULSORY_TEACHING - codes.ATTACHED), area(school))


def compulsory_items(roster: Roster, area: Area) -> tuple[Item, ...]:
    def scope(row: Row) -> Truth:
        place = roster.place(row)
        teaches = both(full_time_teacher(row), among(row.get("teaching_stage"), {"小学", "初中"}))
        return both(roster.counts(row), teaches, of_type(place, codes.COMPULSORY_TEACHING), area(place))

    return persons(roster.rows, scope, bachelor)


def sums(school: Row) -> tuple[int, int] | None:
    """(teachers of 小学 and 初中, of them 本科及以上) as the school table states them."""
    kind = school.get("school_type")
    if kind in SUM_TYPES and None not in (
        school.get("full_time_teachers"),
        school.get("teachers_bachelor_plus"),
    ):
        return school["full_time_teachers"], school["teachers_bachelor_plus"]
    four = [school.get(column) for column in STAGE_SUMS]
    if (kind is None or kind in STAGE_SUM_TYPES) and None not in four:
        return four[0] + four[2], four[1] + four[3]
    return None


def stand_in(school: Row, area: Area) -> tuple[list[Item], str] | None:
    """Rows for a school without roster: from its sums, else so many undecided ones."""
    inside, stated, name = taught_at(school, area), sums(school), name_of(school)
    if stated is not None:
        total, yes = stated
        return [item_of((name, index), [(inside, index < yes)]) for index in range(total)], "school_sums"
    if school.get("full_time_teachers") is not None:
        return [
            item_of((name, index), [(inside, None)]) for index in range(school["full_time_teachers"])
        ], "unknown"
    return None


def degree_share(roster: Roster, area: Area) -> tuple[Share, set[str], set[str]]:
    """The share, the schools it still lacks, and what it was taken from."""

    def expected(school: Row) -> Truth:
        return taught_at(school, area)

    items, bases = list(compulsory_items(roster, area)), {"roster"} if roster.rows else set()
    absent = absent_from_schools(roster.county, roster.schools)
    sent = [row for row in roster.rows if not head_alone(row)]
    for school in without_rows(roster.schools, sent, expected):
        standing = stand_in(school, area)
        if standing is None:
            absent.add(name_of(school))
        else:
            items.extend(standing[0])
            bases |= {standing[1]} - {"unknown"}
    return Share(tuple(items), bool(absent)), absent, bases


def _basis(bases: set[str]) -> str:
    return "mixed" if len(bases) > 1 else next(iter(bases), "roster")


def degree_ratio(county: County) -> Outcome:
    roster = Roster(county)
    of, of_absent, of_bases = degree_share(roster, county_seat)
    to, to_absent, to_bases = degree_share(roster, rural)
    if not county.has("staff") and "school_sums" not in of_bases | to_bases:
        return NotComputable("table_missing")
    return from_ratio(Ratio(of, to), of_absent | to_absent, _basis(of_bases | to_bases))


def rural_teacher_bachelor(county: County) -> Outcome:
    share, absent, bases = degree_share(Roster(county), rural)
    if not county.has("staff") and "school_sums" not in bases:
        return NotComputable("table_missing")
    figure = from_share(share, absent)
    return type(figure)(**{**figure.__dict__, "basis": _basis(bases)})


# --- heads ---


def heads_share(
    roster: Roster,
    expected: Expect,
    posts: frozenset[str],
    scope: Callable[[Row], Truth],
    having: Callable[[Row], Truth],
) -> Outcome:
    if not roster.county.has("staff"):
        return NotComputable("table_missing")

    def counts(row: Row) -> Truth:
        place = roster.place(row)
        standing = None if place is None else expected(place)
        return both(holds_post(row, posts), roster.counts(row), standing, scope(row))

    absent = absent_staff(roster.county, roster.schools, roster.rows, expected)
    absent |= without_head(roster.schools, roster.rows, expected, posts)
    return from_share(Share(persons(roster.rows, counts, having)), absent)


def young_principal_share(county: County, as_of: date) -> Outcome:
    roster = Roster(county)
    return heads_share(
        roster, rural_unit, codes.LEADERS, lambda row: True, lambda row: aged_45_or_less(row, as_of)
    )


def induction_training(county: County, year: int) -> Outcome:
    period = school_year(year)

    def newly(row: Row) -> Truth:
        dates = [row.get(column) for column in ("appointed_date", "post_start_date")]
        return first_known(
            *(within(d, period) for d in dates if isinstance(d, Span)), row.get("newly_appointed")
        )

    def trained(row: Row) -> Truth:
        return first_known(row.get("induction_trained"), _in_time(row))

    return heads_share(Roster(county), rural_unit, codes.HEADS, newly, trained)


def _in_time(row: Row) -> Truth:
    done = row.get("induction_date")
    if done is NO:
        return False
    appointed = first_known(row.get("appointed_date"), row.get("post_start_date"))
    if not isinstance(done, Span) or not isinstance(appointed, Span):
        return None
    return not_after(done, later(appointed, 6))


def principal_rotation(county: County, year: int, as_of: date) -> Outcome:
    roster, period = Roster(county), school_year(year)
    earlier = Earlier(roster)

    def this_year(row: Row) -> Truth:
        moved = row.get("exchange_date")
        return both(row.get("exchanged"), within(moved, period) if isinstance(moved, Span) else True)

    def due(row: Row) -> Truth:
        return either(two_terms(row, as_of), first_known(this_year(row), earlier.moved(row)))

    def across(row: Row) -> Truth:
        before = roster.schools.find(row.get("exchange_from"))
        after = roster.schools.find(row.get("exchange_to"))
        crossed = either(both(county_seat(before), rural(after)), both(rural(before), county_seat(after)))
        return first_known(both(this_year(row), crossed), earlier.moved(row))

    def expected(school: Row) -> Truth:
        return of_type(school, codes.COMPULSORY_SCHOOLS)

    return heads_share(roster, expected, codes.LEADERS, due, across)


class Earlier:
    """Where last year's roster had each person of this year's."""

    def __init__(self, now: Roster) -> None:
        before = County({"schools": now.county.last_year_schools or [], "staff": now.county.earlier_staff})
        self.now, self.then = now, Roster(before)

    def moved(self, row: Row) -> Truth:
        """Between county seat and countryside since last year; who was not there then is not known."""
        if not self.now.county.lacks("staff", "exchanged"):
            return None  # where there is the column, a blank cell in it is a blank
        here = county_seat(self.now.place(row))
        there = {
            county_seat(self.then.place(old)) for old in self.then.rows if old["person"] == row["person"]
        }
        if here is None or len(there) != 1 or None in there:
            return None
        return there != {here}


def two_terms(row: Row, as_of: date) -> Truth:
    years = 2 * (row.get("term_years") or 3)
    if row.get("tenure_years") is not None:
        return bool(row["tenure_years"] >= years)
    since = first_known(row.get("leader_since"), row.get("joined_school"))
    if not isinstance(since, Span):
        return None
    served = Span(add_months(since.first, 12 * years), add_months(since.last, 12 * years))
    return not_after(served, Span(as_of, as_of))


# --- health ---


def health_check_coverage(county: County, as_of: date) -> Outcome:
    if not county.has("staff"):
        return NotComputable("table_missing")
    roster, period = Roster(county), calendar_year(as_of)
    earlier = {
        row["id_number"] for row in county.earlier_staff if row.get("id_number") and _in(row, period) is True
    }

    def scope(row: Row) -> Truth:
        place = roster.place(row)
        there = both(of_type(place, codes.WITH_PEOPLE), rural(place), negate(privately_run(place)))
        return both(roster.counts(row), either(full_time_teacher(row), holds_post(row, codes.LEADERS)), there)

    def checked(row: Row) -> Truth:
        seen = row.get("health_check_date")
        if isinstance(seen, Span) and seen.first > period.last:
            return True if row.get("id_number") in earlier else None
        return _in(row, period)

    def expected(school: Row) -> Truth:
        return both(rural_unit_or_point(school), negate(privately_run(school)))

    sent = [row for row in roster.rows if not head_alone(row)]
    absent = absent_staff(county, roster.schools, sent, expected)
    return from_share(Share(persons(roster.rows, scope, checked)), absent)


def _in(row: Row, period: Span) -> Truth:
    seen = row.get("health_check_date")
    if seen is NO:
        return False
    return within(seen, period) if isinstance(seen, Span) else None
