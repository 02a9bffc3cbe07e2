"""Faults of definition files: every one has its words, its place, and what was meant."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.yaml import DefinitionError, fault_at

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    path
    for path in (ROOT / "src" / "ruraledu_cli").rglob("*.py")
    if path.name != "workspace.py"  # the settings have faults and words of their own
)
HEAD = "id: t\ntitle: {zh: t, en: t}\n"


def lines(text: str, folder: Path, language: str = "en") -> list[str]:
    """What loading a plan says is wrong with it."""
    (folder / "t.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_plan(folder / "t.yaml", load_codebook(), "t.yaml")
    return [fault_line(fault, load_catalogue(language)) for fault in caught.value.faults]


def codes(path: Path) -> set[str]:
    """The codes of the faults a module makes: the second argument of `fault`, the fourth of `_named`."""
    place = {"fault": 1, "fault_at": 1, "_named": 3}
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[place[name]] if name in place and len(node.args) > place[name] else None
            if isinstance(given, ast.Constant):
                found.add(str(given.value))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_words_and_all_words_are_used(language):
    used = set().union(*(codes(path) for path in SOURCES))
    assert len(used) > 40
    worded = {
        key.removeprefix("fault.") for key in load_catalogue(language).texts if key.startswith("fault.")
    }
    assert sorted(used - worded) == []
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert sorted(code for code in worded if f'"{code}"' not in source) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [t", "t.yaml:2:1: not YAML: "),
        ("id: t\nid: u\ntitle: {zh: t, en: t}\n", "t.yaml:2:1: duplicate key: id"),
        (HEAD + "lits: {}\n", "t.yaml:3:1: unknown key: lits; did you mean lists?"),
        ("id: t\n", "t.yaml:1:1: missing key: title"),
        (HEAD + "settings: {term_years: long}\n", "t.yaml:3:12: here stands a whole number"),
        (HEAD + "extends: other.yaml\n", "t.yaml:3:1: no such plan file: other.yaml"),
        (HEAD + "extends: t.yaml\n", "t.yaml:3:1: the plan file extends itself: t.yaml"),
        (
            HEAD + "scopes:\n  schools:\n    a: {is: b}\n",
            "t.yaml:5:9: unknown scope of schools: b; allowed: a",
        ),
        (
            HEAD + "targets:\n  x: {direction: up, force: binding, milestones: {2025: 1}}\n",
            "t.yaml:4:7: here stands one of: 'at_least', 'at_most'",
        ),
    ],
)
def test_a_fault_is_told_at_its_place(text, said, tmp_path):
    assert any(line.startswith(said) for line in lines(text, tmp_path)), lines(text, tmp_path)


def test_a_percentage_without_its_sign_is_refused(tmp_path):
    indicator = "formula: {share: {of: villages, having: always}}"
    text = (
        HEAD
        + 'tasks: {"1": {title: {zh: t, en: t}}}\n'
        + f'indicators:\n  x: {{title: {{zh: t, en: t}}, task: "1", unit: percent, {indicator}}}\n'
        + "targets:\n  x: {direction: at_least, force: binding, milestones: {2025: 50}}\n"
    )
    assert lines(text, tmp_path) == ["t.yaml:7:57: 50 is over 100 %: write 50% for a percentage"]
    assert lines(text, tmp_path, "zh") == ["t.yaml:7:57: 50 超过 100%；百分数请写成 50%"]


def test_a_fault_of_the_extended_plan_is_told_in_its_own_file(tmp_path):
    (tmp_path / "base.yaml").write_text(
        HEAD + "scopes:\n  schools:\n    a: {is: nowhere}\n", encoding="utf-8"
    )
    told = lines("id: over\nextends: base.yaml\n", tmp_path)
    assert len(told) == 1
    assert told[0].startswith(f"{(tmp_path / 'base.yaml').as_posix()}:5:9: unknown scope of schools: nowhere")


def test_a_plan_of_endless_aliases_ends(tmp_path):
    bomb = "".join(
        f"{a}: &{a} [{', '.join([f'*{b}'] * 9)}]\n" for a, b in zip("bcdefghi", "abcdefgh", strict=True)
    )
    told = lines("a: &a [x, x, x, x, x, x, x, x, x]\n" + bomb, tmp_path)
    assert any("too deep or too large" in line for line in told)


def test_the_order_of_faults_is_that_of_the_file():
    faults = [
        fault_at(("b", 1, 1), "bad_key"),
        fault_at(("a", 2, 1), "bad_key"),
        fault_at(("a", 1, 9), "bad_key"),
    ]
    assert [str(fault) for fault in DefinitionError(faults).faults] == [
        "a:1:9: bad_key",
        "a:2:1: bad_key",
        "b:1:1: bad_key",
    ]
