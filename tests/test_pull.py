"""Leave one out: each effect is the figure less the figure of a census without that school."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from ruraledu_cli import pipeline
from ruraledu_cli.analyse.edit import set_cells
from ruraledu_cli.analyse.pull import pull
from ruraledu_cli.cli.app import main
from ruraledu_cli.compute import compute_one
from ruraledu_cli.judge import Setting, judge
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Ratio, Share
from ruraledu_cli.model.pull import Pulls
from small_census import YEAR, evaluator, plan, sheets

ROOT = Path(__file__).parents[1]


def pulled(found: Evaluator, name: str) -> Pulls:
    setting = Setting(found.plan, found.census.year, found.as_of)
    return pull(found, judge([compute_one(found, name)], setting)[0])


@pytest.fixture(scope="module")
def sample() -> Evaluator:
    gaotang = pipeline.load_plan([ROOT / "targets" / "gaotang-2023-2027.yaml"])
    years = pipeline.years_of(ROOT / "sample_data" / "2025", gaotang, 2025)
    return years.evaluator(years.data)


@pytest.mark.parametrize("name", ["gigabit_coverage", "degree_ratio", "young_principal_share"])
def test_a_school_that_is_closed_leaves_the_same_figure(sample: Evaluator, name: str) -> None:
    """The other way round: the census again with the school closed, and the indicator measured."""
    found = pulled(sample, name)
    assert found.pulls is not None
    schools = [one for one in found.pulls if one.level == "school"]
    codes = sample.table("schools").column("school_code")
    rows = {codes[row]: row for row in range(sample.table("schools").size)}
    for one in (*schools[:3], *schools[-3:]):
        closed = set_cells(sample.census, "schools", "school_status", [rows[one.line.key]], "suspended")
        again = compute_one(Evaluator(closed, sample.plan, sample.as_of), name)
        assert again.counted is not None
        assert one.without == again.counted.estimate().value
        assert one.effect == found.value - one.without  # type: ignore[operator]


def test_a_township_is_all_its_schools(sample: Evaluator) -> None:
    found = pulled(sample, "gigabit_coverage")
    (guhe,) = [one for one in found.pulls or () if one.level == "township" and one.line.key == "371526104"]
    assert (guhe.line.numerator, guhe.line.denominator) == (6, 8)
    assert guhe.without == Fraction(62, 72)
    assert guhe.effect == Fraction(17, 20) - Fraction(62, 72)
    assert guhe.rank == 1


@pytest.mark.parametrize("seed", range(6))
def test_over_random_censuses_what_is_left_is_what_the_others_make(seed: int) -> None:
    base = evaluator(sheets(seed))
    for name in plan().indicators:
        found = pulled(base, name)
        schools = [one for one in found.pulls or () if one.level == "school" and one.effect is not None]
        counted = found.verdict.measurement.counted
        for one in schools if isinstance(counted, Share) else ():
            above, below = counted.yes - one.line.numerator, counted.yes + counted.no - one.line.denominator  # type: ignore[union-attr]
            assert one.without == Fraction(above, below)
        effects = [one.effect for one in schools]
        falls = name in plan().targets and plan().targets[name].direction == "at_most"
        assert effects == sorted(effects, reverse=falls)  # type: ignore[type-var]
        for one in schools:
            better = sum((e > one.effect if falls else e < one.effect) for e in effects)  # type: ignore[operator]
            assert one.rank == better + 1


def test_a_ratio_is_taken_apart_in_both_halves(sample: Evaluator) -> None:
    found = pulled(sample, "degree_ratio")
    assert isinstance(found.verdict.measurement.counted, Ratio)
    ranked = [one.effect for one in found.pulls or () if one.level == "school" and one.effect is not None]
    assert ranked == sorted(ranked, reverse=True)  # low is good: what pulls up comes first


def test_what_is_no_count_has_no_pull(sample: Evaluator) -> None:
    assert pulled(sample, "town_pilots").pulls is None
    assert evaluator(sheets(1)).census.year == YEAR
    assert pulled(evaluator(sheets(1)), "aid_coverage").pulls is None  # no table, no figure


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format(
    language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")
    written = [tmp_path / f"out.{suffix}" for suffix in ("json", "csv", "md", "txt")]
    outputs = [part for path in written for part in ("-o", str(path))]
    assert main(["explain", "gigabit_coverage", "2025", "--pull", "--lang", language, *outputs]) == 0
    said = "不能相加" if language == "zh" else "cannot be added"
    assert said in capsys.readouterr().out
    pulls = json.loads(written[0].read_text("utf-8"))["pulls"]
    assert [one["level"] for one in pulls].count("township") == 12
    assert all(Fraction(17, 20) - Fraction(one["without"]) == Fraction(one["effect"]) for one in pulls)
    rows = list(csv.reader(io.StringIO(written[1].read_text("utf-8-sig"))))
    assert len(rows) == len(pulls) + 1
    assert said in written[2].read_text("utf-8")
    assert "固河镇三号村小学" in written[3].read_text("utf-8")


def test_a_figure_that_cannot_be_taken_apart(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["explain", "town_pilots", "2025", "--pull", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["pulls"] is None
    assert main(["explain", "town_pilots", "2025", "--pull", "--lang", "zh"]) == 0
    assert "不能逐一去掉" in capsys.readouterr().out
