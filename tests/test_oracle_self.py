"""The oracle's own arithmetic: bounds against brute force, readings against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as F
from random import Random
from typing import Any

import pytest

from oracle import codes, headers
from oracle.answer import Figure, NotComputable
from oracle.county import County, county_seat, town_seat
from oracle.dial import CLEAN, Dial
from oracle.invent import invent
from oracle.logic import NO, both, either, first_known
from oracle.make_staff import identity
from oracle.measure import Result, measure
from oracle.people import born
from oracle.small import degree_county, heads_county, keep, one_each, person, school
from oracle.spans import Span, aged_at_most, calendar_year, day, later, month, not_after
from oracle.tally import IN_NO, OUT, YES, Item, Share, Tally, completions, item_of
from oracle.verdict import TARGETS

TRUTHS = (True, False, None)


def figure(county: County, indicator: str, year: int = 2025, **more: Any) -> Figure:
    outcome = measure(county, year, **more)[indicator].outcome
    assert isinstance(outcome, Figure)
    return outcome


def result(county: County, indicator: str, year: int = 2025, **more: Any) -> Result:
    return measure(county, year, **more)[indicator]


# --- bounds ---


def random_items(rng: Random) -> list[Item]:
    def rows() -> list[tuple[Any, Any]]:
        return [(rng.choice(TRUTHS), rng.choice(TRUTHS)) for _ in range(rng.randint(1, 3))]

    return [item_of(number, rows()) for number in range(rng.randint(1, 6))]


@pytest.mark.parametrize("seed", range(60))
def test_formula_is_the_extreme_of_all_completions(seed: int) -> None:
    items = random_items(Random(seed))
    low, high = Share(tuple(items)).bounds
    truth = completions(items)
    if low is not None:
        assert low == truth[0]
    if high is not None:
        assert high == truth[1]


@pytest.mark.parametrize("seed", range(60))
def test_outcomes_of_a_person_are_those_of_all_fillings(seed: int) -> None:
    rng = Random(seed)
    rows = [(rng.choice(TRUTHS), rng.choice(TRUTHS)) for _ in range(3)]
    seen = set()
    for bits in range(64):
        cells = [bits >> place & 1 == 1 for place in range(6)]
        filled = [
            (cells[2 * i] if scope is None else scope, cells[2 * i + 1] if having is None else having)
            for i, (scope, having) in enumerate(rows)
        ]
        inside = any(scope for scope, _ in filled)
        seen.add((YES if any(s and h for s, h in filled) else IN_NO) if inside else OUT)
    assert item_of(0, rows).outcomes == seen


def test_rule_of_bounds_by_hand() -> None:
    rows = [
        (True, True),
        (True, True),
        (True, False),
        (True, None),
        (None, True),
        (None, False),
        (False, None),
    ]
    share = Share(tuple(item_of(number, [row]) for number, row in enumerate(rows)))
    assert (share.numerator, share.denominator, len(share.undecided)) == (2, 3, 3)
    assert share.bounds == (F(2, 5), F(4, 5))


def test_a_distinct_count_with_an_unknown_key() -> None:
    tally = Tally((("a", True), ("a", True), ("b", None), (None, True), ("c", False)))
    assert (tally.value, tally.missing, tally.bounds) == (1, 2, (F(1), F(3)))


# --- logic and days ---


def test_kleene() -> None:
    assert both(True, None) is None
    assert both(False, None) is False
    assert either(True, None) is True
    assert either(False, None) is None
    assert first_known(None, False, True) is False


def test_ages_at_the_boundary() -> None:
    at = date(2025, 9, 1)
    assert aged_at_most(day(1979, 9, 1), 45, at) is False
    assert aged_at_most(day(1979, 9, 2), 45, at) is True
    assert aged_at_most(month(1979, 9), 45, at) is None
    assert aged_at_most(month(1979, 10), 45, at) is True


def test_birth_dates_come_from_the_identity_number_when_the_day_is_missing() -> None:
    number = identity(date(1979, 9, 2), 7)
    assert born({"birth_date": None, "id_number": number}) == day(1979, 9, 2)
    assert born({"birth_date": month(1979, 9), "id_number": number}) == day(1979, 9, 2)
    assert born({"birth_date": day(1979, 9, 3), "id_number": number}) is None


def test_periods() -> None:
    assert calendar_year(date(2025, 9, 1)) == Span(date(2024, 1, 1), date(2024, 12, 31))
    assert calendar_year(date(2025, 12, 31)).first.year == 2025
    assert later(day(2024, 8, 31), 6) == day(2025, 2, 28)
    assert not_after(month(2025, 7), later(month(2025, 1), 6)) is None


def test_places() -> None:
    assert county_seat(school("371526001", urban_rural="220")) is False
    assert county_seat(school("371526001", urban_rural=None)) is None
    assert county_seat(school("371526101", plan_area="城区")) is True
    assert town_seat(school("371526001", is_town_seat=True)) is False
    assert town_seat(school("371526101", urban_rural="220", is_town_seat=True)) is True


# --- figures by hand ---


@pytest.mark.parametrize(
    ("urban", "rural", "exact", "status"),
    [
        ((190, 200), (362, 400), F(190, 181), "met"),
        ((190, 200), (361, 400), F(20, 19), "missed"),
        ((21, 25), (4, 5), F(21, 20), "met"),
        ((169, 240), (169, 252), F(21, 20), "met"),
    ],
)
def test_degree_ratio_at_its_boundary(
    urban: tuple[int, int], rural: tuple[int, int], exact: F, status: str
) -> None:
    if rural[1] < 9:
        rural = (rural[0] * 10, rural[1] * 10)
    verdict = result(degree_county(urban, rural), "degree_ratio", 2027)
    assert isinstance(verdict.outcome, Figure)
    assert (verdict.outcome.exact, verdict.verdict.status) == (exact, status)


def test_half_of_the_heads_meets_and_six_of_thirteen_does_not() -> None:
    young, old = date(1985, 1, 1), date(1970, 1, 1)
    assert (
        result(heads_county([young] * 7 + [old] * 7), "young_principal_share", 2027).verdict.status == "met"
    )
    assert (
        result(heads_county([young] * 6 + [old] * 7), "young_principal_share", 2027).verdict.status
        == "missed"
    )


def test_three_of_twelve_rosters_leave_the_ratio_open() -> None:
    county = keep(degree_county((190, 200), (362, 400)), "staff", {"371526001", "371526101", "371526102"})
    verdict = result(county, "degree_ratio", 2027)
    assert isinstance(verdict.outcome, Figure)
    assert (verdict.outcome.low, verdict.outcome.high, len(verdict.outcome.absent or ())) == (None, None, 9)
    assert (verdict.verdict.status, verdict.verdict.reason) == ("undecided", "incomplete")


def test_sums_stand_in_for_a_roster_school_by_school() -> None:
    county = keep(degree_county((190, 200), (362, 400)), "staff", {"371526001"})
    for row in county.tables["schools"]:
        row |= {"full_time_teachers": 10, "teachers_bachelor_plus": 9}
    found = figure(county, "degree_ratio", 2027)
    assert (found.absent, found.basis) == ((), "mixed")
    assert found.to is not None
    assert (found.to.numerator, found.to.denominator) == (81, 90)


def test_a_teacher_count_alone_is_so_many_undecided_rows() -> None:
    county = keep(degree_county((190, 200), (362, 400)), "staff", set(codes.TOWNSHIPS) - {"371526101"})
    county.tables["schools"][3]["full_time_teachers"] = 12
    found = figure(county, "rural_teacher_bachelor", 2027)
    assert (found.missing, found.absent) == (12, ())


def test_a_unit_with_staff_that_names_no_head_is_incomplete() -> None:
    county = heads_county([date(1985, 1, 1)] * 8)
    place = county.tables["schools"][-1]
    county.tables["staff"].append(person(place, 77))
    assert figure(county, "young_principal_share").absent == (place["school_code"],)


def test_one_person_with_two_rows_is_counted_once() -> None:
    county = heads_county([date(1985, 1, 1)] * 9)
    head = county.tables["staff"][-1]
    county.tables["staff"].append(head | {"post": ("书记", "副校长")})
    assert figure(county, "young_principal_share").denominator == 9


def test_the_figures_beat_the_gigabit_flag() -> None:
    schools = one_each(gigabit=True, bandwidth_mbps=1000, class_bandwidth_mbps=50)
    schools[3] |= {"bandwidth_mbps": None, "class_bandwidth_mbps": None}
    schools[4] |= {"class_bandwidth_mbps": None, "gigabit": None}
    found = figure(County({"schools": schools}), "gigabit_coverage")
    assert (found.numerator, found.denominator, found.missing) == (1, 8, 1)


def test_pairing_needs_a_named_urban_partner_still_bound() -> None:
    schools = one_each(paired=True)
    seat = schools[0]["school_code"]
    cells = [
        {"paired_school": (seat,)},
        {"paired_school": (seat,), "pairing_end": day(2025, 8, 31)},
        {"paired_school": (seat,), "pairing_end": day(2025, 9, 1)},
        {"paired_school": (seat,), "pairing_end": month(2025, 9)},
        {"paired_school": (schools[4]["school_code"],)},
        {"paired_school": ("1144000501",)},
        {"paired_school": ("某校",)},
        {"paired_school": None},
        {"paired_school": NO},
    ]
    for row, more in zip(schools[3:], cells, strict=True):
        row |= more
    found = figure(County({"schools": schools}), "pairing_coverage")
    assert (found.numerator, found.denominator, found.missing) == (4, 7, 2)


def test_absent_townships_leave_every_share_of_schools_open() -> None:
    schools = [row for row in one_each(gigabit=True) if row["township"] in {"371526001", "371526101"}]
    verdict = result(County({"schools": schools}), "gigabit_coverage")
    assert verdict.verdict.status == "undecided"
    assert isinstance(verdict.outcome, Figure)
    assert verdict.outcome.exact == 1
    assert len(verdict.outcome.absent or ()) == 10


def test_a_school_of_last_year_that_is_gone_is_absent() -> None:
    before = [*one_each(), school("371526101", 9), school("371526101", 8, school_status="停办")]
    county = County({"schools": one_each(moral_plan=True)}, last_year_schools=before)
    assert figure(county, "moral_education_plans").absent == ("2137010109",)


def test_a_column_that_no_sheet_has() -> None:
    county = County({"schools": one_each()}, lacking={"schools": {"recording_rooms"}})
    assert measure(county, 2025)["recording_room_coverage"].outcome == NotComputable("column_missing")


def test_closed_schools_leave_with_their_staff() -> None:
    county = degree_county((190, 200), (362, 400))
    county.tables["schools"][-1]["school_status"] = "撤并"
    found = figure(county, "rural_teacher_bachelor", 2027)
    assert found.denominator == 400 - 44


def test_aid_readings() -> None:
    schools = one_each(poor_students=0)
    place = schools[-1]["school_code"]
    rows = [
        {"is_poor": True, "aid_received": False, "aid_amount": 100},
        {"is_poor": True, "aid_received": False, "aid_amount": None},
        {"is_poor": True, "aid_received": None, "aid_amount": 0},
        {"is_poor": None, "aid_category": "孤儿", "aid_received": True},
        {"is_poor": None, "aid_category": None, "aid_received": None},
        {"is_poor": None, "aid_category": None, "aid_received": True},
    ]
    students = [row | {"student_id": f"G{number}", "school_code": place} for number, row in enumerate(rows)]
    found = figure(County({"schools": schools, "students": students}), "aid_coverage")
    assert (found.numerator, found.denominator, found.missing, found.absent) == (2, 4, 1, ())


def test_unread_input_leaves_nothing_judged() -> None:
    results = measure(degree_county((190, 200), (362, 400)), 2027, unread=True)
    assert results["degree_ratio"].verdict.reason == "unread_input"
    assert {r.verdict.status for r in results.values()} <= {"undecided", "not_computable", "no_target"}


# --- invention ---


def test_the_same_seed_is_the_same_county() -> None:
    dial = Dial(blank=0.05, fault=0.5, sums=0.2, last_year=True)
    assert invent(3, dial) == invent(3, dial)
    assert invent(3, dial) != invent(4, dial)


@pytest.mark.parametrize("seed", range(4))
def test_a_clean_county_is_complete_and_decides_everything(seed: int) -> None:
    results = measure(invent(seed, CLEAN), 2025)
    assert set(results) == set(TARGETS)
    assert not any(isinstance(r.outcome, Figure) and r.outcome.absent for r in results.values())
    assert "undecided" not in {r.verdict.status for r in results.values() if r.id != "health_check_coverage"}


@pytest.mark.parametrize("seed", range(6))
def test_the_truth_lies_within_the_bounds_of_what_is_left(seed: int) -> None:
    """Blanking cells of a known county may not push its true figures out of the bounds."""
    whole, holed = measure(invent(seed, CLEAN), 2025), measure(invent(seed, Dial(edges=0.0, blank=0.1)), 2025)
    for name in set(whole) - {"aid_coverage"}:  # three blanks there mean: not on the list
        truth, left = whole[name].outcome, holed[name].outcome
        if isinstance(truth, Figure) and isinstance(left, Figure) and truth.exact is not None:
            assert left.low is None or left.low <= truth.exact, name
            assert left.high is None or truth.exact <= left.high, name


def test_headers_stand_at_one_column_of_a_table() -> None:
    for table, columns in headers.HEADERS.items():
        for style in ("chinese", "snake"):
            texts = [header.text(style, Random(0)) for header in columns]
            assert len(set(texts)) == len(texts), table
        aliases = [alias for header in columns for alias in (header.chinese, *header.aliases)]
        assert len(set(aliases)) == len(aliases), table
