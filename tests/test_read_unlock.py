"""Encrypted workbooks opened with a password from the environment; without it, or with a wrong one, told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ruraledu_cli.read import read_file
from ruraledu_cli.read.unlock import VARIABLE, password
from workbook_files import put, simple

SECRET = "门-42"  # of a workbook made here


def encrypted(data: bytes) -> bytes:
    """A workbook encrypted as Office does it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(SECRET, out)
    return out.getvalue()


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    return put(tmp_path, "a.xlsx", encrypted(simple([["学校名称"], ["甲小学"]])))


def test_without_a_password_it_is_encrypted(locked: Path) -> None:
    found = read_file(locked, "a.xlsx")
    assert [f.code for f in found.findings] == ["F002"]
    assert found.file.reason == "password"


def test_the_right_password_opens_it(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "THE_WORD")
    monkeypatch.setenv("THE_WORD", SECRET)
    found = read_file(locked, "a.xlsx")
    assert found.file.status == "ok"
    assert [list(row) for row in found.sheets[0].rows] == [["学校名称"], ["甲小学"]]


def test_a_wrong_password_is_told_and_never_shown(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "THE_WORD")
    monkeypatch.setenv("THE_WORD", "no-such-word")
    found = read_file(locked, "a.xlsx")
    assert found.file.reason == "wrong_password"
    assert "no-such-word" not in str(found)


def test_a_variable_that_is_not_set_gives_no_password() -> None:
    assert password({}) is None
    assert password({VARIABLE: "X"}) is None
    assert password({VARIABLE: "X", "X": ""}) is None
    assert password({VARIABLE: "X", "X": "y"}) == "y"


def validate(folder: Path, *flags: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ruraledu_cli", "validate", "a.xlsx", "--format", "json", *flags]
    environment = os.environ | {"THE_WORD": SECRET}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=60)


def test_validate_takes_it_from_the_variable_named(locked: Path) -> None:
    """In a process of its own, as the workers that read inherit its environment."""
    assert json.loads(validate(locked.parent).stdout)["files"][0]["status"] == "unreadable"
    opened = validate(locked.parent, "--password-env", "THE_WORD")
    assert json.loads(opened.stdout)["files"][0]["status"] != "unreadable"
    missing = validate(locked.parent, "--password-env", "NOT_SET")
    assert missing.returncode == 2
    assert b"NOT_SET" in missing.stderr
