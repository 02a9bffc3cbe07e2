"""`ruraledu trend`: the sample county's years against its milestones, in every format and language."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.words import placeholders, required
from ruraledu_cli.cli.app import main

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_every_format_of_one_call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    written = [tmp_path / f"trend.{suffix}" for suffix in ("json", "csv", "md", "txt")]
    assert main(["trend", "--lang", "zh", *(part for path in written for part in ("-o", str(path)))]) == 0
    screen = capsys.readouterr().out
    assert "45周岁以下乡村学校校（园）长占比" in screen
    assert "符合参考进度" in screen
    assert "实际每年 =（24/49 − 38/101）÷（2025 − 2022）= 562/14847" in screen
    found = json.loads(written[0].read_text("utf-8"))
    assert [year["year"] for year in found["years"]] == [2022, 2023, 2024, 2025]
    _exact(found)
    rows = list(csv.DictReader(io.StringIO(written[1].read_text("utf-8-sig"))))
    assert len(rows) == 4 * len(found["results"])
    young = [row for row in rows if row["指标编号"] == "young_principal_share"]
    assert [row["年份"] for row in young] == ["2022", "2023", "2024", "2025"]
    assert [row["进度判断"] for row in young] == ["", "", "", "符合参考进度"]
    assert "| 监测指标 | 2022 | 2023 | 2024 | 2025 | 阶段目标 |" in written[2].read_text("utf-8")
    assert "参考进度到 2025 年" in written[3].read_text("utf-8")


def _exact(found: dict) -> None:  # type: ignore[type-arg]  # a JSON document
    """Every pace follows from the two exact figures it names."""
    paced = [result for result in found["results"] if result["arithmetic"]]
    assert paced
    for result in paced:
        pace = {k: Fraction(v) for k, v in result["arithmetic"].items()}
        values = {point["year"]: point["exact"] for point in result["years"]}
        assert pace["first"] == Fraction(values[int(pace["first_year"])])
        assert pace["last"] == Fraction(values[int(pace["last_year"])])
        assert pace["actual"] * (pace["last_year"] - pace["first_year"]) == pace["last"] - pace["first"]
        assert pace["needed"] * (pace["goal_year"] - pace["last_year"]) == pace["goal"] - pace["last"]
        assert pace["leads_to"] == pace["last"] + pace["actual"] * (pace["goal_year"] - pace["last_year"])


def test_two_years_are_too_few(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trend", "2025", "2024", "--lang", "en"]) == 0
    screen = capsys.readouterr().out
    assert "too few years" in screen
    assert "behind" not in screen
    assert "2022" not in screen


@pytest.mark.slow
def test_the_same_judgement_as_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trend", "--format", "json"]) == 0
    trends = {result["id"]: result["pace"] for result in json.loads(capsys.readouterr().out)["results"]}
    assert main(["check", "2025", "--format", "json", "--fail-on", "never"]) == 0
    checked = {result["id"]: result["pace"] for result in json.loads(capsys.readouterr().out)["results"]}
    assert trends == checked


def test_a_year_without_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trend", "2019", "2025", "--lang", "zh"]) == 3
    assert "2019" in capsys.readouterr().err


def test_no_year_at_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["trend", "--data", str(tmp_path), "--lang", "en", "--format", "json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == 3


def test_an_input_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    taken = next((ROOT / "targets").glob("*.yaml"))
    assert main(["trend", "-o", str(taken)]) == 2
    assert capsys.readouterr().out == ""


def test_both_languages_say_the_same() -> None:
    zh, en = (load_catalogue(language, "trend").texts for language in ("zh", "en"))
    assert set(zh) == set(en)
    for key, words in zh.items():
        assert required(words) == required(en[key]), key
        assert placeholders(words.replace("[[", "").replace("]]", "")) == placeholders(
            en[key].replace("[[", "").replace("]]", "")
        )
