"""Confronts the tool with the oracle: random counties as workbooks, and the cases that decide verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from oracle import codes
from oracle.confront import PLAN, contradictions, run_check, run_here
from oracle.county import County
from oracle.dial import CLEAN, Dial
from oracle.invent import invent
from oracle.lay import STYLES, lay_down
from oracle.measure import measure
from oracle.probes import PROBES
from oracle.small import degree_county, heads_county, keep, one_each

HOLED = Dial(blank=0.03, fault=0.4)
DIALS = {
    "clean": CLEAN,
    "edges": Dial(edges=0.3),
    "heavy": Dial(blank=0.15, fault=0.5, edges=0.25, last_year=True, sums=0.1),
    "holed": HOLED,
    "pairs": Dial(blank=0.02, pairs_table=True, last_year=True),
    "sums": Dial(sums=0.5),
    "silent_rosters": Dial(silent_rosters=9),
    "silent_sheets": Dial(silent_sheets=9),
    "lost": Dial(lost=(("schools", "recording_rooms"), ("schools", "moral_plan"), ("staff", "exchanged"))),
    "without": Dial(without=("projects", "villages", "researcher_visits", "students")),
}
QUICK = [("holed", 11, "chinese"), ("pairs", 12, "alias"), ("sums", 13, "snake"), ("edges", 14, "chinese")]
LONG = [(name, seed, style) for name in DIALS for seed, style in zip(range(21, 24), STYLES, strict=True)]


def assert_agreement(folder: Path, county: County, style: str, seed: int, year: int = 2025) -> None:
    lay_down(folder, county, year, style, plan=PLAN, split=seed % 2 == 1, seed=seed)
    _, document = run_here(folder, year, "--fail-on", "never")
    lines = contradictions(measure(county, year), document, county)
    assert not lines, "\n".join([f"seed {seed}, {style}, {folder}:", *lines])


@pytest.mark.parametrize(("name", "seed", "style"), QUICK)
def test_the_tool_says_what_the_oracle_says(tmp_path: Path, name: str, seed: int, style: str) -> None:
    assert_agreement(tmp_path, invent(seed, DIALS[name]), style, seed)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seed", "style"), LONG)
def test_the_tool_says_what_the_oracle_says_of_many(tmp_path: Path, name: str, seed: int, style: str) -> None:
    assert_agreement(tmp_path, invent(seed, DIALS[name]), style, seed)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__)
def test_the_tool_reads_every_clause_as_the_oracle_does(tmp_path: Path, probe: Callable[[], County]) -> None:
    assert_agreement(tmp_path, probe(), STYLES[len(probe.__name__) % 3], 0)


@pytest.mark.slow
@pytest.mark.parametrize("year", [2023, 2024, 2026, 2027])
def test_the_tool_agrees_in_every_year_of_the_plan(tmp_path: Path, year: int) -> None:
    county = invent(year, replace(HOLED, year=year))
    assert_agreement(tmp_path, county, STYLES[year % 3], year, year)


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["2024-12-31", "2025-03-01", "2025-12-31"])
def test_the_tool_agrees_at_other_reference_dates(tmp_path: Path, as_of: str) -> None:
    county = invent(61, HOLED)
    lay_down(tmp_path, county, 2025, "chinese", plan=PLAN, split=False)
    _, document = run_here(tmp_path, 2025, "--fail-on", "never", "--as-of", as_of)
    assert contradictions(measure(county, 2025, date.fromisoformat(as_of)), document, county) == []


def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    county = invent(15, HOLED)
    lay_down(tmp_path, county, 2025, "alias", plan=PLAN, split=True, seed=15)
    assert run_check(tmp_path, 2025) == run_here(tmp_path, 2025)


# --- the boundaries ---


def answer(folder: Path, county: County, year: int, indicator: str) -> dict[str, Any]:
    lay_down(folder, county, year, "chinese", plan=PLAN, split=False)
    _, document = run_here(folder, year, "--fail-on", "never")
    return next(entry for entry in document["results"] if entry["id"] == indicator)


@pytest.mark.parametrize(
    ("urban", "rural", "exact", "status"),
    [
        ((190, 200), (362, 400), "190/181", "met"),
        ((190, 200), (361, 400), "20/19", "missed"),
        ((169, 240), (169, 252), "21/20", "met"),
    ],
)
def test_the_ratio_is_judged_exactly(
    tmp_path: Path, urban: tuple[int, int], rural: tuple[int, int], exact: str, status: str
) -> None:
    entry = answer(tmp_path, degree_county(urban, rural), 2027, "degree_ratio")
    assert (entry["exact"], entry["status"]) == (exact, status)
    assert (entry["of"]["numerator"], entry["of"]["denominator"]) == urban
    assert (entry["to"]["numerator"], entry["to"]["denominator"]) == rural


@pytest.mark.parametrize(("young", "old", "status"), [(7, 7, "met"), (6, 7, "missed")])
def test_half_of_the_heads(tmp_path: Path, young: int, old: int, status: str) -> None:
    county = heads_county([date(1985, 1, 1)] * young + [date(1970, 1, 1)] * old)
    entry = answer(tmp_path, county, 2027, "young_principal_share")
    assert (entry["numerator"], entry["denominator"], entry["status"]) == (young, young + old, status)


def test_ages_on_the_first_of_september(tmp_path: Path) -> None:
    births = [date(1979, 9, 1), date(1979, 9, 2), date(1980, 9, 1), date(1980, 9, 2)]
    entry = answer(tmp_path, heads_county(births + [date(1970, 1, 1)] * 5), 2025, "young_principal_share")
    assert (entry["numerator"], entry["denominator"]) == (3, 9)


def test_shares_are_pooled_and_never_means_of_shares(tmp_path: Path) -> None:
    county = degree_county((240, 240), (450, 900))
    country = [row for row in county.tables["staff"] if row["staff_id"] >= "T01000"]
    first = county.tables["schools"][3]["school_code"]
    for row in country:
        if row["school_code"] == first:
            row["education"] = "21"
    entry = answer(tmp_path, county, 2027, "rural_teacher_bachelor")
    assert (entry["numerator"], entry["denominator"], entry["exact"]) == (500, 900, "5/9")


# --- what was not sent ---


def test_three_of_twelve_rosters_meet_nothing(tmp_path: Path) -> None:
    county = keep(degree_county((190, 200), (362, 400)), "staff", {"371526001", "371526101", "371526102"})
    lay_down(tmp_path, county, 2027, "chinese", plan=PLAN, split=True)
    _, document = run_here(tmp_path, 2027, "--fail-on", "never")
    staff = {"degree_ratio", "young_principal_share", "health_check_coverage", "induction_training"}
    found = {entry["id"]: entry for entry in document["results"] if entry["id"] in staff}
    assert {entry["status"] for entry in found.values()} <= {"undecided", "not_computable"}
    assert len(found["degree_ratio"]["units"]["absent"]) == 9
    assert found["degree_ratio"]["bounds"] == {"low": None, "high": None}


def test_three_of_twelve_school_sheets_meet_nothing(tmp_path: Path) -> None:
    kept = {"371526001", "371526101", "371526102"}
    schools = [
        row for row in one_each(gigabit=True, moral_plan=True, recording_rooms=1) if row["township"] in kept
    ]
    lay_down(tmp_path, County({"schools": schools}), 2025, "chinese", plan=PLAN, split=True)
    _, document = run_here(tmp_path, 2025, "--fail-on", "never")
    met = {entry["id"] for entry in document["results"] if entry["status"] == "met"}
    assert met == set()
    gigabit = next(entry for entry in document["results"] if entry["id"] == "gigabit_coverage")
    assert (gigabit["exact"], gigabit["status"], gigabit["reason"]) == ("1", "undecided", "incomplete")


def test_a_damaged_roster_leaves_no_verdict_standing(tmp_path: Path) -> None:
    county = invent(5, CLEAN)
    lay_down(tmp_path, county, 2025, "chinese", plan=PLAN, split=True)
    roster = tmp_path / "data" / "2025" / f"教职工_{codes.TOWNS['371526101']}.xlsx"
    roster.write_bytes(roster.read_bytes()[:2000])
    code, document = run_check(tmp_path, 2025, "--fail-on", "never")
    assert code == 3
    judged = [entry for entry in document["results"] if entry["status"] in {"met", "missed", "undecided"}]
    assert {(entry["status"], entry["reason"]) for entry in judged} == {("undecided", "unread_input")}
    whole = measure(county, 2025, unread=True)
    rest = {name: found for name, found in whole.items() if name in {"gigabit_coverage", "aid_coverage"}}
    assert contradictions(rest, document, county) == []
