"""The documents: links lead somewhere, and commands that are shown exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ruraledu_cli.cli.commands import Commands
from ruraledu_cli.cli.plan_ import Commands as PlanCommands

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
COMMAND = re.compile(r"(?:^|`)(?:\.venv/bin/)?ruraledu ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target, _ in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_shown_exist(page: Path) -> None:
    known, plans = Commands.entries, PlanCommands.entries
    shown = COMMAND.findall(page.read_text("utf-8"))
    assert [name for name, _ in shown if name not in known] == []
    assert [inner for name, inner in shown if name == "plan" and inner and inner not in plans] == []
