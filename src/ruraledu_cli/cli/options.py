"""Arguments and options that several commands share. Their help is a key of the catalogue."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop


def one_of(option: str, *allowed: str) -> Callable[[str], str]:
    """A parser that takes one of some words, and suggests the nearest for another."""

    def parse(value: str) -> str:
        if value in allowed:
            return value
        raise no_such("usage.bad_choice", option, value, allowed)

    return parse


def no_such(key: str, option: str, value: str, allowed: Sequence[str]) -> Stop:
    """A word that is not known, with the nearest that is."""
    close = get_close_matches(value.lower(), allowed, 1, 0.5)
    said: dict[str, object] = {"option": option, "value": value, "known": ", ".join(allowed)}
    return Stop(ExitCode.USAGE, key, {**said, "close": close[0] if close else None})


def parse_year(value: str) -> int:
    text = value.removesuffix("年")
    if text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100:
        return int(text)
    raise Stop(ExitCode.USAGE, "usage.bad_year", {"value": value})


def parse_date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Stop(ExitCode.USAGE, "usage.bad_date", {"value": value}) from None


YearArgument = Annotated[int, typer.Argument(metavar="YEAR", help="option.year", parser=parse_year)]
DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="option.data")]
PlanOption = Annotated[list[Path] | None, typer.Option("--plan", metavar="FILE", help="option.plan")]
OutputOption = Annotated[
    list[Path] | None, typer.Option("--output", "-o", metavar="FILE", help="option.output")
]
AsOfOption = Annotated[
    date | None, typer.Option("--as-of", metavar="DATE", help="option.as_of", parser=parse_date)
]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="WORD", help="option.lang", parser=one_of("--lang", "zh", "en")),
]
ColorOption = Annotated[
    str,
    typer.Option(
        "--color",
        metavar="WORD",
        help="option.color",
        parser=one_of("--color", "auto", "always", "never"),
    ),
]
IgnoreUnreadOption = Annotated[
    list[str] | None, typer.Option("--ignore-unread", metavar="FILE", help="option.ignore_unread")
]
JobsOption = Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="option.jobs")]
ShowPiiOption = Annotated[bool, typer.Option("--show-pii", help="option.show_pii")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="option.quiet")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="option.verbose")]


def take_password(name: str) -> str:
    """Let readers, worker processes among them, find the password that the variable `name` holds."""
    from ruraledu_cli.read.unlock import VARIABLE

    if not os.environ.get(name):
        raise Stop(ExitCode.USAGE, "usage.no_password", {"name": name})
    os.environ[VARIABLE] = name
    return name


PasswordEnvOption = Annotated[
    str | None,
    typer.Option("--password-env", metavar="NAME", help="option.password_env", parser=take_password),
]
NoProgressOption = Annotated[bool, typer.Option("--no-progress", help="option.no_progress")]
