"""`init`: a workspace that works, and nothing overwritten."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from conftest import Run
from ruraledu_cli.cli.init import carried_root
from ruraledu_cli.workspace import open_workspace

BATCHES = {"达标监测.bat": "check 2025", "识表检查.bat": 'inspect "%~1"'}


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_workspace_holds_settings_plans_readme_and_batch_files(run: Run, tmp_path: Path) -> None:
    ran = run("init", tmp_path / "县", "--year", "2025")
    assert (ran.code, ran.err) == (0, "")
    assert "data/2025/" in ran.text
    assert {"ruraledu.toml", "说明.md", "targets/gaotang-2023-2027.yaml", *BATCHES} <= names_in(
        tmp_path / "县"
    )
    assert (tmp_path / "县" / "data" / "2025").is_dir()


def test_its_settings_are_good(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path, "--year", "2025")
    tomllib.loads((tmp_path / "ruraledu.toml").read_text("utf-8"))
    workspace = open_workspace(tmp_path, environ={})
    assert workspace.data == tmp_path / "data"
    assert [path.is_file() for path in workspace.need_plan()] == [True]


def test_its_plan_is_the_one_carried(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path)
    name = "targets/gaotang-2023-2027.yaml"
    assert (tmp_path / name).read_bytes() == (carried_root() / name).read_bytes()


@pytest.mark.parametrize("name", BATCHES)
def test_batch_files_are_what_cmd_exe_reads(run: Run, tmp_path: Path, name: str) -> None:
    run("init", tmp_path, "--year", "2025")
    content = (tmp_path / name).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 5
    text = content.decode("gbk")
    assert BATCHES[name] in text
    assert text.rstrip().endswith("pause")
    assert not content.startswith(b"\xef\xbb\xbf")


def test_an_empty_year_is_told_and_not_computed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", tmp_path, "--year", "2025")
    monkeypatch.chdir(tmp_path)
    ran = run("check", "2025")
    assert ran.code == 3
    assert "data/2025" in ran.err


def test_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "说明.md").write_text("mine", encoding="utf-8")
    before = names_in(tmp_path)
    ran = run("init", tmp_path)
    assert ran.code == 2
    assert "说明.md" in ran.err
    assert names_in(tmp_path) == before
    assert (tmp_path / "说明.md").read_text("utf-8") == "mine"


def test_what_else_lies_there_is_no_hindrance(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("mine", encoding="utf-8")
    assert run("init", tmp_path).code == 0


def test_a_file_is_no_place_for_a_workspace(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run("init", tmp_path / "file").code == 2


def test_the_sample_comes_with_its_years(run: Run, tmp_path: Path) -> None:
    ran = run("init", tmp_path / "w", "--sample")
    assert ran.code == 0
    workspace = open_workspace(tmp_path / "w", environ={})
    assert workspace.years() == (2022, 2023, 2024, 2025)
    names = names_in(tmp_path / "w")
    assert not {name for name in names if name.endswith(".py") or "submissions" in name}
    source = carried_root() / "sample_data" / "2025"
    copied = tmp_path / "w" / "sample_data" / "2025"
    assert names_in(copied) == names_in(source)


@pytest.mark.slow
def test_the_sample_can_be_checked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", tmp_path / "w", "--sample")
    monkeypatch.chdir(tmp_path / "w")
    here = run("check", "2025", "--format", "json", "--fail-on", "never")
    assert (here.code, here.err) == (0, "")
    assert here.json["inputs"]
    assert run("check", "2025", "--seal", "sealed.json", "--fail-on", "never", "-q").code == 0
    assert run("verify", "sealed.json").code == 0
