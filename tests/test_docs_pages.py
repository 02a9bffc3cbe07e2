"""Pages and pictures that are made by scripts are what the scripts make: run `make docs` where one is not."""

from __future__ import annotations

import html
import importlib
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.cells import cell_len

from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.model.rules import RULES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PLAN = ROOT / "targets" / "gaotang-2023-2027.yaml"
PICTURES = sorted(DOCS.glob("*.svg"))
MAKERS = sorted(DOCS.glob("make_*.py"))
OUTDATED = "out of date: run `make docs`"


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a script of docs/ by its name."""
    monkeypatch.syspath_prepend(str(DOCS))

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield load
    for path in DOCS.glob("*.py"):
        sys.modules.pop(path.stem, None)


def same(page: Path, made: str) -> None:
    assert page.read_text("utf-8") == made, f"{page.name} is {OUTDATED}"


def test_the_page_of_tables_is_the_codebook(maker: Any) -> None:
    made = maker("make_tables").page(load_codebook())
    same(DOCS / "census.md", made)
    for name, table in load_codebook().tables.items():
        assert f"## {table.sheet} · {name}\n" in made
        for column in table.columns.values():
            assert f"`{column.name}`" in made


def test_the_page_of_rules_is_all_their_pages(maker: Any) -> None:
    made = maker("make_rules").page()
    same(DOCS / "rules.md", made)
    for rule in RULES.values():
        assert f'<a id="{rule.code.lower()}"></a>' in made
        assert f"(#{rule.code.lower()})" in made


def test_the_page_of_indicators_is_the_plan(maker: Any) -> None:
    made = maker("make_indicators").page(PLAN)
    same(DOCS / "indicators.md", made)
    plan = load_plan(PLAN, load_codebook())
    for indicator in plan.indicators.values():
        section = made.partition(f'<a id="{indicator.id}"></a>')[2].partition("<a id=")[0]
        assert f"### {indicator.title['zh']}\n" in section
        assert indicator.clause in section
        assert "分母：" in section or "计数：" in section
        assert [reading.id for reading in indicator.readings if f"`{reading.id}`" not in section] == []


def test_the_page_of_commands_is_what_help_prints(maker: Any) -> None:
    same(DOCS / "cli.md", maker("make_cli").page())


@pytest.mark.parametrize("name", ["census.md", "indicators.md"])
def test_links_within_a_page_lead_somewhere(name: str) -> None:
    text = (DOCS / name).read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-") for heading in headings}
    anchors |= set(re.findall(r'<a id="([^"]+)">', text))
    assert sorted(set(re.findall(r"\]\(#([^)\s]+)\)", text)) - anchors) == []


def test_there_is_a_picture_in_both_languages() -> None:
    assert {path.name for path in PICTURES} == {"check.en.svg", "check.zh.svg"}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_stands_alone(picture: Path) -> None:
    text = picture.read_text("utf-8")
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "@font-face" not in text
    assert "url(#" in text  # clips of its own, and nothing from afar
    assert re.findall(r"url\((?!#)|(?:href|src)\s*=|https?://(?!www\.w3\.org/2000/svg)", text) == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_letters_have_the_room_they_take(picture: Path) -> None:
    """A Chinese letter takes two columns; rich alone would give it one."""
    found = re.findall(r'textLength="([\d.]+)"[^>]*>([^<]+)</text>', picture.read_text("utf-8"))
    texts = [(html.unescape(content), float(room)) for room, content in found]
    column = next(room for content, room in texts if content == "…")
    assert [text for text, room in texts if abs(room - column * cell_len(text)) > 0.5] == []
    assert picture.stem.endswith("en") or any(cell_len(text) == 2 * len(text) for text, _ in texts)


@pytest.mark.slow
def test_the_pictures_are_what_check_shows(maker: Any) -> None:
    script = maker("make_picture")
    report = script.load_sample()
    for language in script.WIDTH:
        same(DOCS / f"check.{language}.svg", script.draw(report, language))


@pytest.mark.parametrize("script", [*MAKERS, DOCS / "plan_words.py"], ids=lambda path: path.name)
def test_scripts_say_what_they_are_for(script: Path) -> None:
    text = script.read_text("utf-8")
    assert text.startswith('"""')
    assert len(text.splitlines()) < 300
