"""A workspace's own layouts/ in every command: faults end the call with file, line and column, and a form
of the workspace's own is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run

PLAN = (Path(__file__).parents[1] / "targets" / "gaotang-2023-2027.yaml").as_posix()
OWN = """\
id: 录播室表
title: 录播室情况表
table: schools
kind: matrix
known_by: [录播室情况表]
cells:
  recording_rooms: {rows: [录播室], column: 间数}
"""
SCHOOLS = "学校标识码,学校名称,办学类型代码,城乡类型代码,乡镇(街道)\n2137152601,甲小学,211,121,梁村镇\n"
FORM = "录播室情况表\n标识码：2137152601\n项目,间数\n录播室,2\n"
COMMANDS = (
    ["check", "2025"],
    ["validate", "data/2025"],
    ["inspect", "data/2025"],
    ["inspect", "data/2025/录播室.csv"],
    ["explain", "gigabit_coverage"],
    ["explain", "recording_room_coverage", "2025"],
    ["status", "2025"],
    ["need", "recording_room_coverage", "2025"],
    ["whatif", "2025", "--set", "school_code=2137152601:recording_rooms=1"],
    ["trend", "2025"],
    ["plan", "check"],
    ["plan", "show"],
    ["plan", "test"],
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ruraledu.toml").write_text(f'data = "data"\nplan = "{PLAN}"\n', "utf-8")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "own.yaml").write_text(OWN, "utf-8")
    (tmp_path / "data" / "2025").mkdir(parents=True)
    (tmp_path / "data" / "2025" / "学校.csv").write_text(SCHOOLS, "utf-8")
    (tmp_path / "data" / "2025" / "录播室.csv").write_text(FORM, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "_".join(command[:2]))
def test_a_faulty_layout_ends_every_command_at_its_place(
    command: list[str], workspace: Path, run: Run
) -> None:
    (workspace / "layouts" / "own.yaml").write_text(OWN.replace("recording_rooms", "recording_room"), "utf-8")
    result = run(*command)
    assert result.code == 2
    assert "layouts/own.yaml:7:3: " in result.err
    assert "recording_rooms" in result.err


def test_the_form_is_taken_and_inspect_says_by_which_layout(workspace: Path, run: Run) -> None:
    found = run("explain", "recording_room_coverage", "2025", "--cells", "--format", "csv")
    assert found.code == 0
    assert "B4" in found.text
    assert "录播室表" in run("inspect", "data/2025/录播室.csv").text
    assert "录播室表" in run("inspect", "data/2025").text
