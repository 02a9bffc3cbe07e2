"""`plan check|show|schema|test`."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run
from fake_pipeline import INDICATORS, make_workspace


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(make_workspace(tmp_path))
    return tmp_path


def test_a_good_plan_is_counted(run: Run) -> None:
    ran = run("plan", "check")
    assert (ran.code, ran.err) == (0, "")
    assert "tiny" in ran.text
    assert "指标 1 项，目标 1 项" in ran.text


def test_all_faults_at_once_each_at_its_place(run: Run, folder: Path) -> None:
    text = INDICATORS.replace("unit: percent", "unit: percnt").replace("books:", "bocks:")
    (folder / "plan.yaml").write_text(text.replace("targets:", "tragets:"), encoding="utf-8")
    ran = run("plan", "check")
    assert ran.code == 2
    assert ran.out == b""
    lines = [line for line in ran.err.splitlines() if line.startswith("plan.yaml:")]
    assert len(lines) >= 2
    assert any("targets" in line for line in lines)


def test_a_plan_may_be_named(run: Run, folder: Path) -> None:
    (folder / "other.yaml").write_text(INDICATORS.replace("id: tiny", "id: other"), encoding="utf-8")
    assert "other" in run("plan", "check", "other.yaml").text
    assert run("plan", "check", "none.yaml").code == 2


def test_show_lists_milestones_and_what_is_in_force(run: Run) -> None:
    ran = run("plan", "show", "--as-of", "2024-09-01")
    assert ran.code == 0
    assert "图书册数已报" in ran.text
    assert "2023 ≥ 30%  2025 ≥ 100%" in ran.text
    assert "2023: 30%" in ran.text
    assert "2025: 100%" in run("plan", "show", "--as-of", "2025-09-01").text


def test_show_as_data_is_exact(run: Run) -> None:
    document = run("plan", "show", "--format", "json", "--as-of", "2024-09-01").json
    (indicator,) = document["indicators"]
    assert indicator["in_force"] == 2023
    assert [stone["value"] for stone in indicator["milestones"]] == ["3/10", "1"]
    assert indicator["milestones"][1]["due_date"] == "2025-12-31"
    assert document["as_of"] == "2024-09-01"


def test_the_schema_is_one(run: Run) -> None:
    schema = run("plan", "schema").json
    assert {"id", "title", "indicators", "targets"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_bare_plan_shows_help(run: Run) -> None:
    ran = run("plan")
    assert ran.code == 0
    assert "schema" in ran.text


def test_a_plan_without_examples_says_so(run: Run) -> None:
    ran = run("plan", "test")
    assert ran.code == 0
    assert "没有示例" in ran.text
