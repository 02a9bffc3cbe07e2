"""The process of one command: what it does without, and that only a process of its own is changed."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ruraledu_cli.cli.app import main

LOOK = (
    "import gc, json, os, sys; from ruraledu_cli.cli.app import main; code = main();"
    "found = [code, os.environ['OPENBLAS_NUM_THREADS'], gc.get_freeze_count() > 0];"
    "print(json.dumps(found), file=sys.stderr)"
)


def looked_at(**environ: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", LOOK, "--version"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"} | environ,
    )
    found: list[object] = json.loads(done.stderr)
    return found


def test_a_process_of_its_own_is_light_and_leaves_without_a_search():
    assert looked_at() == [0, "1", True]


def test_what_the_environment_says_stands():
    assert looked_at(OPENBLAS_NUM_THREADS="4")[1] == "4"


def test_a_call_within_a_program_changes_nothing(capsys):
    before = (gc.get_threshold(), gc.get_freeze_count(), dict(os.environ))
    assert main(["--version"]) == 0
    assert (gc.get_threshold(), gc.get_freeze_count(), dict(os.environ)) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here that is always full")
def test_a_full_disk_is_said_in_a_line_also_where_json_was_asked_for():
    call = [sys.executable, "-m", "ruraledu_cli", "rules", "--format", "json"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert done.stderr == "无法写到标准输出：磁盘已满\n"
