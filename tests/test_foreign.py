"""Layouts that nobody here designed come in right: groups, two header rows, notes around, another country."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import lookalike
from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.language.days import full_years
from ruraledu_cli.read import read_file
from ruraledu_cli.recognise import Recognised, recognise

ROOT = Path(__file__).resolve().parents[1]


def understood(path: Path) -> Recognised:
    return recognise(read_file(path, path.name).sheets, load_codebook())


def passed(frame: Frame, reason: str) -> int:
    return sum(len(rows.rows) for rows in frame.passed if rows.reason == reason)


def column(frame: Frame, header: str) -> list[object]:
    """The cells of a column of a sheet of no known table, by what its header ends with."""
    place = next(place for place, text in frame.unknown_headers if text.split("/")[-1] == header)
    return [frame.sheet.rows[row][place] for row in frame.records]


def test_a_national_list_with_group_rows(tmp_path):
    found = understood(lookalike.ministry_list(tmp_path / "list.xls"))
    (frame,) = (*found.frames, *found.unknown)
    assert len(frame.records) == lookalike.SCHOOLS_IN_LIST == 11
    assert passed(frame, "group") == 5
    assert not [finding for finding in found.findings if finding.code == "S005"]


def test_a_group_whose_number_is_wrong_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(lookalike, "PROVINCES", (("北京市", 3), ("天津市", 1)))
    path = lookalike.ministry_list(tmp_path / "list.xls")
    sheet = read_file(path, "list.xls").sheets[0]
    rows = [list(row) for row in sheet.rows]
    rows[3][0] = "北京市（4所）"
    from dataclasses import replace

    found = recognise([replace(sheet, rows=rows)], load_codebook())
    (wrong,) = [finding for finding in found.findings if finding.code == "S005"]
    assert (wrong.params["stated"], wrong.params["computed"]) == ("4", "3")


def test_two_header_rows_totals_and_tables_below(tmp_path):
    found = understood(lookalike.charter_list(tmp_path / "charter.xls"))
    frame = found.unknown[0]
    assert len(frame.records) == len(lookalike.CHARTER_SCHOOLS)
    assert passed(frame, "totals") == 1
    assert passed(frame, "other_table") > 0
    assert [finding for finding in found.findings if finding.code == "S007"]
    enrolment = sum(Fraction(str(value)) for value in column(frame, "Total Enrollment") if value is not None)
    assert enrolment == Fraction(lookalike.CHARTER_ENROLMENT[0])
    assert not [finding for finding in found.findings if finding.code == "S005"]


def test_notes_above_and_below_ten_rows(tmp_path):
    found = understood(lookalike.notes_around(tmp_path / "notes.xlsx"))
    assert [len(frame.records) for frame in found.unknown] == [10, 10]
    assert [passed(frame, "footer") for frame in found.unknown] == [4, 4]
    for frame in found.unknown:
        born, died = column(frame, "Date of birth"), column(frame, "Date of death")
        ages = column(frame, "Age")
        assert all(isinstance(day, date) for day in (*born, *died))
        assert [full_years(b, d) for b, d in zip(born, died, strict=True)] == ages  # type: ignore[arg-type]


def test_another_country_is_a_plan_file(tmp_path, run):
    year = tmp_path / "data" / "2024"
    year.mkdir(parents=True)
    lookalike.malaysian_csv(year / "sjkc.csv")
    plan = ROOT / "targets" / "examples" / "my-sjkc.yaml"
    ran = run(
        "check", "2024", "--data", year.parent, "--plan", plan, "--format", "json", "--fail-on", "never"
    )
    assert ran.code == 0
    results = {result["id"]: result for result in ran.json["results"]}
    assert (results["urban_schools"]["value"], results["rural_schools"]["value"]) == (4, 6)
    rural = [(p, t) for place, p, t in lookalike.MALAYSIAN if place == "Luar Bandar" and p and t]
    both = Fraction(sum(p for p, _ in rural), sum(t for _, t in rural))
    assert results["pupils_per_teacher_rural"]["exact"] == str(both)
    small = results["small_schools_rural"]
    assert (small["numerator"], small["denominator"], small["missing"]) == (4, 5, 1)
    assert small["bounds"] == {"low": "2/3", "high": "5/6"}
    teachers = results["teachers"]
    assert (teachers["missing"], teachers["bounds"]["high"]) == (1, None)
