"""`ruraledu rules`: every validation rule, with what it means and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode
from ruraledu_cli.cli.options import ColorOption, LangOption, one_of
from ruraledu_cli.cli.output import put, screen
from ruraledu_cli.cli.session import current

FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="WORD",
        help="option.format_rules",
        parser=one_of("--format", "text", "md", "json"),
    ),
]


def rules(
    context: typer.Context,
    format: FormatOption = "text",
    lang: LangOption = None,
    color: ColorOption = "auto",
) -> int:
    """The same rules everywhere: no workspace is asked for."""
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.model.rules import RULES
    from ruraledu_cli.render.rulebook import in_order, render_rules, rule_record
    from ruraledu_cli.screen.rulebook import show_rules

    session = current(context)
    if format != "text":
        put(render_rules(load_catalogue(session.machine_language), format))
        return ExitCode.DONE
    text = load_catalogue(session.language)
    with screen(color) as console:
        show_rules([rule_record(rule, text) for rule in in_order(RULES.values())], text, console)
    return ExitCode.DONE
