"""Originals and copies in one folder: which of them count, and what is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import Run
from filled_in import type_in
from returned_files import ROWS, full_workbook
from ruraledu_cli.read import discover, read_files

SHEET = "学校"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A submission and its copy, which nobody has touched."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "学校.xlsx").write_bytes(full_workbook())
    assert run("return", "学校.xlsx").code == 0
    return tmp_path


def told(run: Run) -> dict[str, str]:
    """By file: whether it counts, or why not; what stands in for it; and F008."""
    audit = run("validate", ".", "--format", "json").json
    found = {file["path"]: str(file["reason"] or "counts") for file in audit["files"]}
    for one in audit["findings"]:
        if one["code"] == "F008":
            found["F008"] = " ".join(place["file"] for place in one["places"])
    assert {one.file.path: one.file.reason or "counts" for one in read_files(discover(Path(), ""))} == {
        name: reason for name, reason in found.items() if name != "F008"
    }
    return found


def change(name: str, cell: str = "C3", value: str = "111") -> None:
    type_in(Path(name), {(SHEET, cell): value})


def test_the_copy_stands_for_its_original_and_is_named(folder: Path, run: Run) -> None:
    assert told(run) == {"学校.xlsx": "replaced_by_return", "学校_退回.xlsx": "counts"}
    assert "已由退回修改后的副本代替（学校_退回.xlsx）" in run("validate", ".", "-v").text
    change("学校_退回.xlsx")
    assert told(run) == {"学校.xlsx": "replaced_by_return", "学校_退回.xlsx": "counts"}


def test_renamed_or_alone_it_counts_as_well(folder: Path, run: Run) -> None:
    shutil.move("学校_退回.xlsx", "梁村镇报送（改好）.xlsx")
    assert told(run) == {"学校.xlsx": "replaced_by_return", "梁村镇报送（改好）.xlsx": "counts"}
    Path("学校.xlsx").unlink()
    assert told(run) == {"梁村镇报送（改好）.xlsx": "counts"}


def test_of_two_copies_the_one_that_was_changed_counts(folder: Path, run: Run) -> None:
    shutil.copy("学校_退回.xlsx", "从邮箱下载.xlsx")
    change("学校_退回.xlsx")
    assert told(run) == {
        "学校.xlsx": "replaced_by_return",
        "从邮箱下载.xlsx": "unchanged_copy",
        "学校_退回.xlsx": "counts",
    }


def test_two_copies_changed_apart_both_count_and_are_told(folder: Path, run: Run) -> None:
    shutil.copy("学校_退回.xlsx", "改.xlsx")
    change("学校_退回.xlsx")
    change("改.xlsx", "B5", "二小")
    assert told(run) == {
        "学校.xlsx": "replaced_by_return",
        "改.xlsx": "counts",
        "学校_退回.xlsx": "counts",
        "F008": "学校_退回.xlsx 改.xlsx",
    }
    ran = run("validate", ".")
    assert ran.code == 1
    assert "有 2 份各自改过" in ran.text
    assert run("return", "改.xlsx", "-o", "out").code == 0  # by itself it is one file
    assert run("validate", "改.xlsx", "--select", "F008").code == 0


def test_an_original_changed_after_its_copy_was_made(folder: Path, run: Run) -> None:
    change("学校.xlsx", "A3", "2137000009")
    assert told(run) == {"学校.xlsx": "counts", "学校_退回.xlsx": "unchanged_copy"}
    ran = run("return", "学校.xlsx")
    assert ran.code == 3
    assert "退回之后原文件改动过" in ran.err
    change("学校_退回.xlsx")
    assert told(run) == {
        "学校.xlsx": "counts",
        "学校_退回.xlsx": "counts",
        "F008": "学校.xlsx 学校_退回.xlsx",
    }


def test_returned_thrice_the_last_stands_for_all_before(folder: Path, run: Run) -> None:
    change("学校_退回.xlsx")
    assert run("return", "学校_退回.xlsx").code == 0
    change("学校_退回2.xlsx", "D6", "小学")
    assert run("return", "学校_退回2.xlsx").code == 0
    assert told(run) == {
        "学校.xlsx": "replaced_by_return",
        "学校_退回.xlsx": "replaced_by_return",
        "学校_退回2.xlsx": "replaced_by_return",
        "学校_退回3.xlsx": "counts",
    }
    counted = run("validate", ".", "--format", "json").json["files"]
    assert sum(file["tables"].get("schools", 0) for file in counted) == len(ROWS)
    change("学校_退回.xlsx", "B5", "二小")  # an earlier copy changed after it had been given back again
    assert told(run)["学校_退回.xlsx"] == "counts"
    assert told(run)["学校_退回3.xlsx"] == "unchanged_copy"


def test_a_submission_that_is_called_returned_already(folder: Path, run: Run) -> None:
    shutil.copy("学校.xlsx", "旧_退回.xlsx")
    Path("学校.xlsx").unlink()
    Path("学校_退回.xlsx").unlink()
    assert run("return", "旧_退回.xlsx").code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["旧_退回.xlsx", "旧_退回_退回.xlsx"]
    assert run("return", "旧_退回_退回.xlsx").code == 0
    assert Path("旧_退回_退回2.xlsx").is_file()
