"""Options that many commands share, taken as one argument: a dataclass whose fields are the options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from ruraledu_cli.cli.options import (
    ColorOption,
    DataOption,
    IgnoreUnreadOption,
    LangOption,
    NoProgressOption,
    OutputOption,
    PlanOption,
    QuietOption,
    ShowPiiOption,
    VerboseOption,
    one_of,
)
from ruraledu_cli.cli.session import Session, enter_workspace

if TYPE_CHECKING:
    from ruraledu_cli.workspace import Workspace

FORMATS = ("text", "json", "csv", "md")
FormatOption = Annotated[
    str,
    typer.Option("--format", metavar="WORD", help="option.format", parser=one_of("--format", *FORMATS)),
]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the data and the plan are, and which files nobody need wait for."""

    data: DataOption = None
    plan: PlanOption = None
    ignore_unread: IgnoreUnreadOption = None

    def workspace(self, session: Session) -> Workspace:
        """The workspace around the current folder, with what the call says put before it."""
        return enter_workspace(session, self.data, self.plan or ())

    def ignored(self, workspace: Workspace) -> tuple[str, ...]:
        """The files that count as read although they are not: the workspace's and the call's."""
        return (*workspace.ignore_unread, *(self.ignore_unread or ()))


@dataclass(frozen=True, slots=True)
class Showing:
    """How the answer is given, and where it is written."""

    format: FormatOption = "text"
    output: OutputOption = None
    lang: LangOption = None
    color: ColorOption = "auto"
    show_pii: ShowPiiOption = False
    quiet: QuietOption = False
    verbose: VerboseOption = False
    no_progress: NoProgressOption = False

    @property
    def outputs(self) -> tuple[Path, ...]:
        return tuple(self.output or ())

    @property
    def silent(self) -> bool:
        """No word on progress."""
        return self.quiet or self.no_progress


def spread_options(command: Callable[..., int]) -> Callable[..., int]:
    """The command with each parameter that is a dataclass of options spread out into these, as Typer reads
    them from the signature; called with them one by one, it puts them together again."""
    groups: dict[str, Any] = {}
    spread: list[Parameter] = []
    hints = get_type_hints(command, include_extras=True)
    for name, parameter in signature(command).parameters.items():
        kind = hints[name]
        if not is_dataclass(kind):
            spread.append(parameter.replace(annotation=kind))
            continue
        groups[name] = kind
        types = get_type_hints(kind, include_extras=True)
        spread += [
            Parameter(item.name, parameter.kind, default=item.default, annotation=types[item.name])
            for item in fields(kind)
        ]

    @wraps(command)
    def call(**given: Any) -> int:
        for name, kind in groups.items():
            given[name] = kind(**{item.name: given.pop(item.name) for item in fields(kind)})
        return command(**given)

    call.__signature__ = Signature(spread)  # type: ignore[attr-defined]  # looked up by inspect
    call.__annotations__ = {item.name: item.annotation for item in spread}
    return call
