"""No output is written over what the commands read, whatever it is called there."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from conftest import Run

ROOT = Path(__file__).parents[1]
PLAN = (ROOT / "targets" / "gaotang-2023-2027.yaml").as_posix()
HEADER = "学校标识码,学校名称,办学类型代码,城乡类型代码,乡镇(街道),困难学生数"
SCHOOLS = f"{HEADER}\n2137152601,甲村小学,211,220,梁村镇,0\n"
STUDENTS = "学生姓名,身份证号,学校标识码,困难类别,是否受助\n学生一,371526201501010019,2137152601,1,是\n"
LIST = "姓名,身份证号,低保证号\n学生一,371526201501010019,D1\n"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two years, a list of another department, an answers file, and all that stands beside the settings."""
    written = {
        "ruraledu.toml": f'data = "data"\nplan = "{PLAN}"\nsuccessors = "closed.yaml"\n',
        "closed.yaml": '甲村小学: ""\n',
        "data/2024/学校.csv": SCHOOLS,
        "data/2025/学校.csv": SCHOOLS,
        "data/2025/重点关注学生.csv": STUDENTS,
        "data/lists/2025/低保对象.csv": LIST,
        "sent/学校.csv": SCHOOLS,
        "sent/核实说明.csv": "规则,学校,唯一标识,列名,值,原因代码,说明\n",
    }
    for name, content in written.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prints(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.as_posix(): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


CALLS = {
    "check": ("check", "2025"),
    "need": ("need", "gigabit_coverage", "2025"),
    "explain": ("explain", "gigabit_coverage", "2025"),
    "trend": ("trend", "2025"),
    "status": ("status", "2025"),
    "match": ("match", "2025"),
    "diff": ("diff", "2025", "2025"),
    "validate": ("validate", "sent", "--year", "2025"),
    "inspect": ("inspect", "sent"),
}


@pytest.mark.parametrize("name", CALLS)
def test_no_command_writes_over_a_file_of_any_year(run: Run, county: Path, name: str) -> None:
    """An earlier year is compared with, and holds the register of schools."""
    before = prints(county)
    for output in ("data/2024/学校.csv", "data/lists/2025/低保对象.csv"):
        ran = run(*CALLS[name], "-o", output)
        assert (ran.code, ran.out) == (2, b""), ran.err
        assert output in ran.err
    assert prints(county) == before


def test_an_input_is_known_by_any_name(run: Run, county: Path) -> None:
    (county / "link.csv").symlink_to(county / "data/2025/学校.csv")
    os.link(county / "data/2025/学校.csv", county / "hard.csv")
    before = prints(county)
    for output in ("link.csv", "hard.csv", "sent/../data/2025/学校.csv"):
        assert run("status", "2025", "-o", output).code == 2, output
    assert prints(county) == before


def test_answers_lists_and_settings_are_inputs(run: Run, county: Path) -> None:
    before = prints(county)
    calls = (
        ("diff", "sent", "sent", "--year", "2025", "-o", "sent/核实说明.csv"),
        ("inspect", "sent", "--suggest", "-o", "closed.yaml"),
        ("validate", "sent", "--write-baseline", "closed.yaml", "--reason", "x", "--until", "2026-01-01"),
    )
    for call in calls:
        assert run(*call).code == 2, call
    assert prints(county) == before


def test_names_that_were_typed_stay_and_can_be_added_to(run: Run, county: Path) -> None:
    (county / "names.yaml").write_text('"一实小": "2137152601"\n', "utf-8")
    assert run("inspect", "data/2025", "--suggest", "-o", "names.yaml").code == 0
    assert "2137152601" in (county / "names.yaml").read_text("utf-8")


def test_a_result_may_be_written_again(run: Run, county: Path) -> None:
    for _ in range(2):
        assert run("status", "2025", "-o", "status.csv").code == 0
