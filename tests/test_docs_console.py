"""Commands shown with what they print are run, and print it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^( *)```console\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SHOWN = [
    pytest.param(dedent(match[2]), id=f"{page.name}: {match[2].strip().splitlines()[0]}")
    for page in PAGES
    for match in BLOCK.finditer(page.read_text("utf-8"))
]


@pytest.mark.parametrize("block", SHOWN)
def test_shown_output_is_printed(
    block: str, run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands before a line `…` is how the output begins; without one it is all of it."""
    first, *shown = block.splitlines()
    name, *arguments = shlex.split(first.removeprefix("$ "))
    assert (name, first[:2]) == ("ruraledu", "$ ")
    monkeypatch.chdir(tmp_path if arguments[0] == "init" else ROOT)
    printed = [line.rstrip() for line in run(*arguments).text.splitlines()]
    begun = shown[-1] == "…"
    assert printed[: len(shown) - begun] == shown[: len(shown) - begun]
    assert begun or len(printed) == len(shown)


def test_there_are_shown_outputs() -> None:
    assert len(SHOWN) >= 4
