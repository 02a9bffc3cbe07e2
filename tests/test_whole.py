"""The whole command: the same bytes everywhere, and what is wrong told by code, place and suggestion."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLAN = "targets/gaotang-2023-2027.yaml"


def checkout(folder: Path) -> Path:
    """What `check` needs of the repository, at another path."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "ruraledu.toml", folder)
    shutil.copytree(ROOT / "targets", folder / "targets")
    for year in ("2023", "2024", "2025"):
        shutil.copytree(ROOT / "sample_data" / year, folder / "sample_data" / year)
    return folder


def check_json(folder: Path, **environment: str) -> bytes:
    command = [
        sys.executable,
        "-m",
        "ruraledu_cli",
        "check",
        "2025",
        "--format",
        "json",
        "--fail-on",
        "never",
    ]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, check=True, timeout=120
    )
    return done.stdout


def test_json_is_byte_identical_between_runs_locales_checkouts_and_hash_seeds(tmp_path):
    here = checkout(tmp_path / "a")
    there = checkout(tmp_path / "another place" / "乙")
    first = check_json(here, PYTHONHASHSEED="1", LANG="C.UTF-8", RURALEDU_CACHE="off")
    assert first.startswith(b"{")
    assert check_json(here, PYTHONHASHSEED="2", LC_ALL="en_US.UTF-8", LANG="en_US.UTF-8") == first
    assert (
        check_json(there, PYTHONHASHSEED="3", LC_ALL="zh_CN.UTF-8", LANG="zh_CN.GBK", TZ="Asia/Shanghai")
        == first
    )


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    folder = tmp_path / "w"
    folder.mkdir()
    shutil.copy(ROOT / "ruraledu.toml", folder)
    shutil.copytree(ROOT / "targets", folder / "targets")
    shutil.copytree(ROOT / "sample_data" / "2025", folder / "sample_data" / "2025")
    monkeypatch.chdir(folder)
    return folder


def test_an_unknown_key_of_a_plan_is_told_with_line_and_suggestion(workspace, run):
    plan = workspace / PLAN
    text = plan.read_text(encoding="utf-8").replace("    direction: at_most", "    directoin: at_most", 1)
    plan.write_text(text, encoding="utf-8")
    line = text[: text.index("directoin")].count("\n") + 1
    ran = run("check", "2025")
    assert ran.code == 2
    assert f"{PLAN}:{line}:5: 没有“directoin”这一项。您是否要用 direction？" in ran.err
    assert ran.out == b""


def test_all_faults_of_a_plan_at_once(workspace, run):
    plan = workspace / PLAN
    text = plan.read_text(encoding="utf-8")
    text = (
        text.replace("{gigabit: 是}", "{gigabyte: 是}", 1)
        .replace('"1.05"', "one", 1)
        .replace("force: principle", "force: hard", 1)
    )
    plan.write_text(text, encoding="utf-8")
    first = run("plan", "check")
    assert first.code == 2
    assert "one" in first.err
    assert "binding" in first.err  # what force may be


def test_an_unreadable_workbook_is_named_and_the_rest_still_computed(workspace, run):
    year = workspace / "sample_data" / "2025"
    whole = (year / "项目台账.xlsx").read_bytes()
    (year / "坏.xlsx").write_bytes(whole[: len(whole) // 2])
    ran = run("check", "2025", "--format", "json", "--fail-on", "never")
    assert ran.code == 3
    assert "sample_data/2025/坏.xlsx" in ran.err
    results = {result["id"]: result for result in ran.json["results"]}
    assert (results["gigabit_coverage"]["value"], results["gigabit_coverage"]["reason"]) == (
        0.85,
        "unread_input",
    )
    assert {r["status"] for r in results.values()} <= {"undecided", "not_due", "no_target"}
    ignored = run("check", "2025", "--format", "json", "--fail-on", "never", "--ignore-unread", "坏.xlsx")
    assert ignored.code == 0
    assert {r["id"]: r for r in ignored.json["results"]}["gigabit_coverage"]["status"] == "missed"


def test_inputs_are_never_written_to(workspace, run):
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    run("check", "2025", "--by", "township")
    run("inspect", *(workspace / "sample_data" / "2025").glob("*.xlsx"))
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("width", ["80", "140"])
def test_a_cp936_console_takes_every_word(workspace, width):
    environment = os.environ | {"PYTHONIOENCODING": "cp936", "COLUMNS": width, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "ruraledu_cli", "check", "2025", "--color", "always"]
    done = subprocess.run(
        command, cwd=workspace, env=environment, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 1
    text = done.stdout.decode("cp936")
    assert "乡村中小学“千兆进校、百兆进班”覆盖率" in text
    assert "尚未达标" in text
    assert "�" not in text
    assert "Traceback" not in done.stderr.decode("cp936", "replace")
