"""Places: equals share one, small groups do not compete, persons have none, and nobody has one unasked."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraledu_cli.analyse.ranks import places
from ruraledu_cli.cli.app import main
from ruraledu_cli.model.measurement import Count, Measurement, NotComputable, Share
from ruraledu_cli.model.report import GroupVerdict, Status, Verdict

ROOT = Path(__file__).parents[1]


def group(key: str, share: Share | Count, problem: NotComputable | None = None) -> GroupVerdict:
    return GroupVerdict("township", key, key, Verdict(Measurement("x", share, problem), Status.NO_TARGET))


def ranks(*shares: Share | Count, falls: bool = False) -> list[int | None]:
    named = [group(str(number), share) for number, share in enumerate(shares)]
    return [one.rank for one in places(named, falls=falls)]


def test_places_as_in_a_competition() -> None:
    found = [Share(6, 2), Share(9, 1), Share(3, 1), Share(12, 4), Share(5, 5), Share(27, 3)]
    assert ranks(*found) == [3, 1, None, 3, 5, 1]
    assert ranks(*found, falls=True) == [2, 4, None, 2, 1, 4]
    assert ranks(Share(4, 0), Share(5, 0), Count(9)) == [None, 1, None]


def test_what_has_no_figure_has_no_place() -> None:
    lost = group("a", Share(9, 1), NotComputable("column_missing"))
    assert [one.rank for one in places([lost, group("b", Share(0, 9))])] == [None, 1]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12), st.booleans())
def test_a_place_is_one_more_than_the_number_of_better_ones(pairs, falls) -> None:
    shares = [Share(yes, no) for yes, no in pairs]
    found = ranks(*shares, falls=falls)
    values = {n: Fraction(y, y + m) for n, (y, m) in enumerate(pairs) if y + m >= 5}
    for number, rank in enumerate(found):
        if number not in values:
            assert rank is None
            continue
        mine = values[number]
        assert rank == 1 + sum(v < mine if falls else v > mine for v in values.values())


@pytest.fixture(autouse=True)
def county(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_places_of_the_sample_county(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    written = [tmp_path / f"out.{suffix}" for suffix in ("json", "csv", "md")]
    outputs = [part for path in written for part in ("-o", str(path))]
    call = ["check", "2025", "--by", "township", "--rank", "--lang", "zh", "--fail-on", "never"]
    assert main([*call, *outputs]) == 0
    screen = capsys.readouterr().out
    assert "分母不足 5 的不参评" in screen
    assert " 1 三十里铺镇" in screen
    results = {one["id"]: one["groups"] for one in json.loads(written[0].read_text("utf-8"))["results"]}
    placed = {one["name"]: one["rank"] for one in results["gigabit_coverage"]}
    assert (placed["三十里铺镇"], placed["赵寨子镇"], placed["固河镇"], placed["人和街道"]) == (1, 1, 9, None)
    for persons in ("degree_ratio", "young_principal_share", "aid_coverage", "researcher_visits"):
        assert {one["rank"] for one in results[persons]} <= {None}
    rows = [*csv.DictReader(io.StringIO(written[1].read_text("utf-8-sig")))]
    lines = {row["分组名称"]: row["位次"] for row in rows if row["指标编号"] == "gigabit_coverage"}
    assert (lines[""], lines["三十里铺镇"], lines["人和街道"]) == ("", "1", "")
    assert "| 位次 |" in written[2].read_text("utf-8")


def test_nobody_has_a_place_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    call = ["check", "2025", "--by", "township", "--format", "json", "--fail-on", "never"]
    assert main(call) == 0
    found = json.loads(capsys.readouterr().out)["results"]
    assert {one["rank"] for result in found for one in result["groups"]} == {None}


def test_places_need_groups(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "2025", "--rank", "--lang", "en"]) == 2
    assert "--by" in capsys.readouterr().err
