"""Which files are read, in what order, and what is told of the others."""

from __future__ import annotations

import gc
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from ruraledu_cli.read import discover, read_file, read_files
from workbook_files import put, simple


def test_discover_finds_every_kind_in_order(tmp_path: Path) -> None:
    names = [
        "b/二.XLSX",
        "a.csv",
        "b/一.et",
        "c.xlsm",
        "d.xls",
        "e.xlsb",
        "f.ods",
        "~$a.xlsx",
        ".h.xlsx",
        "b/.g/x.csv",
    ]
    for name in [*names, "readme.txt", "b/x.docx", "xlsx"]:
        put(tmp_path, name, b"x")
    found = discover(tmp_path, "data\\2025/")
    assert [shown for _, shown in found] == [
        "data/2025/" + name for name in sorted(names, key=lambda n: n.split("/"))
    ]
    assert all(path.is_file() for path, _ in found)
    assert discover(tmp_path / "b", "")[0][1] == ".g/x.csv"
    assert discover(tmp_path / "none", "none") == ()


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("~$学校.xlsx", "temporary_name"),
        (".学校.xlsx", "hidden_name"),
        (".git/学校.xlsx", "hidden_name"),
        ("学校 - 副本.xlsx", "copy_name"),
        ("学校备份2.xlsx", "copy_name"),
        ("作废/学校.xlsx", "copy_name"),
        ("备份(2)/学校.xlsx", "copy_name"),
    ],
)
def test_names_passed_over(tmp_path: Path, shown: str, reason: str) -> None:
    path = put(tmp_path, shown, simple())
    (result,) = read_files([(path, shown)])
    assert (result.file.status, result.file.reason, result.sheets) == ("passed_over", reason, ())
    (note,) = result.findings
    assert (note.code, note.params, note.places[0].file) == ("F006", {"reason": reason}, shown)


@pytest.mark.parametrize(
    "shown", ["../学校.xlsx", "./样表.xlsx", "模板.xlsx", "备份数据/学校.xlsx", "(最终版).xlsx"]
)
def test_names_read(tmp_path: Path, shown: str) -> None:
    path = put(tmp_path, "x.xlsx", simple())
    (result,) = read_files([(path, shown)])
    assert (result.file.status, len(result.sheets)) == ("ok", 1)


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    paths = [(put(tmp_path, name, simple()), name) for name in ("a.xlsx", "b.xlsx")]
    paths[1][0].write_bytes(paths[0][0].read_bytes())
    paths += [(put(tmp_path, "c.csv", b"a,b\n"), "c.csv")]
    first, second, third = read_files(paths)
    assert [result.file.status for result in (first, second, third)] == ["ok", "passed_over", "ok"]
    assert second.file.reason == "same_bytes"
    assert second.file.sha256 == first.file.sha256 == sha256(paths[0][0].read_bytes()).hexdigest()


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [(put(tmp_path, "a.xlsx", b""), "a.xlsx"), (tmp_path / "none.xls", "none.xls")]
    paths.append((put(tmp_path, "b.xlsx", simple()), "b.xlsx"))
    results = read_files(paths)
    assert [result.file.reason for result in results] == ["empty", "missing", None]
    assert [result.file.path for result in results] == ["a.xlsx", "none.xls", "b.xlsx"]
    assert gc.isenabled()


def test_reading_one_file_asks_nothing_of_its_name(tmp_path: Path) -> None:
    assert read_file(put(tmp_path, "副本.xlsx", simple()), "副本.xlsx").file.status == "ok"


def test_readers_are_imported_when_needed() -> None:
    """What only finds files starts without any reader."""
    heavy = ("python_calamine", "pandas", "openpyxl", "zipfile")
    code = f"import sys, ruraledu_cli.read; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
