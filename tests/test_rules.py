"""Every rule has its page, and the page is true: its broken sheets are told so, its good ones are not."""

from __future__ import annotations

import re

import pytest

from rule_pages import PAGES, ROOT, read_page, run, told
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.rules import RULES

CODES = sorted(RULES)
# Rules of single values, records, keys and structure: their own count, without files and earlier years.
OWN = [code for code in CODES if code[0] in "SVRKD"]


def test_there_are_at_least_fifty_rules() -> None:
    assert len(OWN) >= 50
    assert len(CODES) == len({rule.name for rule in RULES.values()})


def test_codes_have_three_digits_and_implied_rules_exist() -> None:
    for rule in RULES.values():
        assert re.fullmatch(r"[FSVRKHD][0-9]{3}", rule.code)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert set(rule.implies) <= set(RULES) - {rule.code}


def test_every_page_is_of_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(RULES)


@pytest.mark.parametrize("code", CODES)
def test_the_page_has_the_words_of_the_catalogue(code: str) -> None:
    page, words = read_page(PAGES / f"{code}.md"), load_catalogue("zh").texts
    assert page.title == f"{code} {words[f'rules.{code}.title']}"
    assert 30 <= len(page.prose) <= 600
    assert "为什么" in page.prose
    assert "怎样改" in page.prose


@pytest.mark.parametrize("code", CODES)
def test_the_page_is_true(code: str) -> None:
    page = read_page(PAGES / f"{code}.md")
    if page.tested is not None:
        file, _, name = page.tested.partition("::")
        assert f"def {name.partition('[')[0]}" in (ROOT / file).read_text("utf-8")
        assert not page.bad.sheets[0]
        return
    assert any(line.startswith(f"{code} ") for line in page.bad.expected)
    assert told(run(page.bad)) == page.bad.expected
    assert page.good.sheets[0]
    assert told(run(page.good)) == set()
