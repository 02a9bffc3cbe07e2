"""Help in the user's language: keys become words at the moment help is shown, and not before."""

from __future__ import annotations

from typing import Any

from ruraledu_cli.cli.session import current
from ruraledu_cli.cli.words import Words


def show_help(command: Any, context: Any) -> None:
    """Print a command's help. `command` and `context` are Typer's, whose types are private."""
    from typer import rich_utils

    from ruraledu_cli.screen.palette import BAD, INFO, WARN

    words = current(context).words
    _speak(command, context, words)
    rich_utils.ARGUMENTS_PANEL_TITLE = words.text("help.arguments")
    rich_utils.OPTIONS_PANEL_TITLE = words.text("help.options")
    rich_utils.COMMANDS_PANEL_TITLE = words.text("help.commands")
    rich_utils.REQUIRED_LONG_STRING = words.text("help.required")
    rich_utils.DEFAULT_STRING = words.text("help.default", {"value": "{}"})
    rich_utils.STYLE_OPTION = rich_utils.STYLE_SWITCH = rich_utils.STYLE_COMMANDS_TABLE_FIRST_COLUMN = INFO
    rich_utils.STYLE_TYPES = rich_utils.STYLE_USAGE = WARN
    rich_utils.STYLE_REQUIRED_SHORT = rich_utils.STYLE_REQUIRED_LONG = BAD
    rich_utils._make_rich_text = _folding
    rich_utils.rich_format_help(obj=command, ctx=context, markup_mode="rich")


def _folding(*, text: str, style: str = "", markup_mode: str) -> Any:
    """Typer's own text, but folded: Chinese has no blanks to break at, and its end would be cut off. And as
    it is written: markup would swallow what stands in brackets."""
    from rich.text import Text
    from typer.rich_utils import highlighter

    return highlighter(Text(text, style=style, overflow="fold"))


def _speak(command: Any, context: Any, words: Words) -> None:
    """Replace every key by its words."""
    for parameter in command.get_params(context):
        parameter.help = _said(parameter.help, words)
        if parameter.name == "help":
            parameter.help = words.text("option.help")
        if parameter.metavar is None or parameter.param_type_name == "argument":
            parameter.display_type_rich = _no_type
    command.help = _said(command.help, words)
    command.epilog = _said(command.epilog, words)
    for name in getattr(command, "commands", ()):
        inner = command.commands[name]
        inner.help = _said(inner.help, words)
        inner.short_help = _said(inner.short_help, words)


def _no_type(**_: Any) -> None:
    """The type of a flag or an argument says nothing that its help does not."""


def _said(key: str | None, words: Words) -> str | None:
    return words.text(key) if key and words.has(key) else key
