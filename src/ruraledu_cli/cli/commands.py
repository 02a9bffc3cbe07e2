"""The commands by name. A command's module is imported when it is called, so that --help stays light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from ruraledu_cli.cli.help import show_help
from ruraledu_cli.cli.options import no_such

SETTINGS = {"help_option_names": ["-h", "--help"]}


class Command(TyperCommand):
    """A command whose help is spoken in the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # Typer's types are private
        show_help(self, ctx)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is: a function of a module of `cli`, or there a Typer app with commands of its own."""

    module: str
    function: str
    help: str

    def load(self, name: str) -> Any:
        found = getattr(import_module(f"ruraledu_cli.cli.{self.module}"), self.function)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command(name, cls=Command, help=self.help, context_settings=SETTINGS)(found)
        return get_command(alone)


class Group(TyperGroup):
    """Commands from a table of entries. A name that is none is answered with the nearest that is one."""

    entries: ClassVar[Mapping[str, Entry]] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in self.entries.items():
            self.commands[name] = Command(name, help=entry.help)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # named as Typer calls it
        show_help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name in self.entries:
            self.commands[name] = self.entries[name].load(name)
        elif not name.startswith("-"):
            raise no_such("usage.no_command", "", name, tuple(self.entries))
        return super().resolve_command(ctx, args)


class Commands(Group):
    """The commands of `ruraledu`, those of every week first."""

    entries: ClassVar[Mapping[str, Entry]] = {
        "check": Entry("check", "check", "command.check"),
        "validate": Entry("validate", "validate", "command.validate"),
        "return": Entry("return_", "return_", "command.return"),
        "status": Entry("status", "status", "command.status"),
        "diff": Entry("diff", "diff", "command.diff"),
        "template": Entry("template", "template", "command.template"),
        "inspect": Entry("inspect_", "inspect", "command.inspect"),
        "explain": Entry("explain", "explain", "command.explain"),
        "need": Entry("need", "need", "command.need"),
        "whatif": Entry("whatif", "whatif", "command.whatif"),
        "match": Entry("match", "match", "command.match"),
        "trend": Entry("trend", "trend", "command.trend"),
        "rules": Entry("rules", "rules", "command.rules"),
        "plan": Entry("plan_", "app", "command.plan"),
        "init": Entry("init", "init", "command.init"),
        "verify": Entry("verify", "verify", "command.verify"),
    }
