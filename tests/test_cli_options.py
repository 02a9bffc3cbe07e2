"""Options that commands share, and a help that keeps every word of them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from inspect import signature
from typing import Annotated

import pytest
import typer

from conftest import Run
from ruraledu_cli.cli.commands import Commands
from ruraledu_cli.cli.shared import Showing, Source, spread_options
from ruraledu_cli.cli.words import Language, Words

_FRAME = re.compile(r"[│╭╮╰╯─\s]")


@dataclass(frozen=True, slots=True)
class Pair:
    one: Annotated[int, typer.Option("--one")] = 1
    two: Annotated[str, typer.Option("--two")] = "two"


def _command(name: str, *, last: bool = False, pair: Pair) -> int:
    return len(name) + pair.one + len(pair.two) + last


def test_a_group_of_options_stands_in_the_signature_one_by_one() -> None:
    command = spread_options(_command)
    assert list(signature(command).parameters) == ["name", "last", "one", "two"]
    assert signature(command).parameters["one"].default == 1
    assert command(name="abc", last=True, one=10, two="") == 14
    assert _command("abc", pair=Pair(5, "xy")) == 10


@pytest.mark.parametrize("name", ["check", "explain", "need", "whatif", "trend", "diff", "status", "inspect"])
def test_what_answers_from_data_takes_the_shared_options(name: str) -> None:
    given = signature(getattr(sys.modules[_loaded(name)], name)).parameters
    for group in (Source, Showing):
        assert set(group.__dataclass_fields__) <= set(given)


def _loaded(name: str) -> str:
    entry = Commands.entries[name]
    entry.load(name)
    return f"ruraledu_cli.cli.{entry.module}"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["check", "whatif", "validate"])
def test_help_cuts_no_word_off_on_a_narrow_screen(
    name: str, language: Language, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = _FRAME.sub("", run(name, "--help", "--lang", language).text)
    for option in Commands.entries[name].load(name).params:
        for word in Words(language).text(str(option.help)).split():
            assert word in shown, option.name


def test_brackets_in_help_are_words(run: Run) -> None:
    assert "ruraledu[passwords]" in _FRAME.sub("", run("check", "--help").text)
