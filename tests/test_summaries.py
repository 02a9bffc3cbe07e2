"""Summaries of earlier years: the same with and without a cache, stale when anything they rest on changes."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from ruraledu_cli import pipeline
from ruraledu_cli.language.register import RegisteredSchool
from ruraledu_cli.store import summaries
from ruraledu_cli.store.summaries import Summary, cache_folder, key_of, load, save

ROOT = Path(__file__).resolve().parents[1]
SUMMARY = Summary({"a": Fraction(1, 3)}, (RegisteredSchool("2137000001", {"township": ("371526101",)}),))


def test_what_is_kept_comes_back(tmp_path, monkeypatch):
    monkeypatch.setenv("RURALEDU_CACHE", str(tmp_path))
    save("k", SUMMARY)
    assert load("k") == SUMMARY
    assert load("other") is None


def test_half_a_file_is_no_summary(tmp_path, monkeypatch):
    monkeypatch.setenv("RURALEDU_CACHE", str(tmp_path))
    for text in ("", "{", "[]", '{"values": {"a": "x"}, "register": []}', "null"):
        (tmp_path / "k.json").write_text(text, encoding="utf-8")
        assert load("k") is None


def test_off_keeps_nothing(monkeypatch):
    monkeypatch.setenv("RURALEDU_CACHE", "off")
    save("k", SUMMARY)
    assert load("k") is None
    assert cache_folder({"RURALEDU_CACHE": "off"}) is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("RURALEDU_CACHE", str(tmp_path / "file" / "below"))
    save("k", SUMMARY)
    assert load("k") is None


def test_the_key_changes_with_every_part():
    assert len({key_of(parts) for parts in (["a", "b"], ["ab"], ["a"], ["b", "a"], [])}) == 5


@pytest.fixture
def two_years(tmp_path):
    for year in ("2024", "2025"):
        folder = tmp_path / "data" / year
        folder.mkdir(parents=True)
        for file in (ROOT / "sample_data" / year).glob("学校*"):
            shutil.copy(file, folder)
    return tmp_path


def check(root: Path) -> list[tuple[str, str, str | None]]:
    plan = pipeline.load_plan([ROOT / "targets" / "gaotang-2023-2027.yaml"])
    report = pipeline.check(root / "data" / "2025", plan, 2025, root=root)
    return [(v.measurement.indicator, v.status.value, v.pace) for v in report.verdicts]


def test_a_second_run_reads_the_summary_and_says_the_same(two_years, monkeypatch):
    first = check(two_years)
    kept: list[str] = []
    real = summaries.load
    monkeypatch.setattr(summaries, "load", lambda key: kept.append(key) or real(key))
    assert check(two_years) == first
    assert kept
    assert all(real(key) is not None for key in kept)


def test_a_changed_file_of_an_earlier_year_makes_it_stale(two_years, monkeypatch):
    keys: list[str] = []
    real = summaries.load
    monkeypatch.setattr(summaries, "load", lambda key: keys.append(key) or real(key))
    check(two_years)
    next((two_years / "data" / "2024").iterdir()).unlink()
    check(two_years)
    assert len(set(keys)) == 2


def test_no_person_is_kept(two_years, monkeypatch, tmp_path):
    monkeypatch.setenv("RURALEDU_CACHE", str(tmp_path / "cache"))
    check(two_years)
    text = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "cache").iterdir())
    assert "371599" not in text
    assert "371526103" in text
