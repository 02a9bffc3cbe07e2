"""`ruraledu whatif YEAR --set …`: every indicator before and after a change; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.answers import Answer, deliver
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.explain_year import year_of
from ruraledu_cli.cli.options import AsOfOption, YearArgument
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from ruraledu_cli.definitions.changes import Wish
    from ruraledu_cli.model.whatif import Whatif
    from ruraledu_cli.workspace import Workspace

SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="TEXT", help="option.set")]
ChangesOption = Annotated[Path | None, typer.Option("--changes", metavar="FILE", help="option.changes")]
MergeOption = Annotated[
    tuple[str, str] | None, typer.Option("--merge", metavar="SCHOOL SCHOOL", help="option.merge")
]


@spread_options
def whatif(
    context: typer.Context,
    year: YearArgument,
    *,
    set_: SetOption = None,
    merge: MergeOption = None,
    changes: ChangesOption = None,
    as_of: AsOfOption = None,
    source: Source,
    showing: Showing,
) -> int:
    """What the call asks for is looked at before anything is read."""
    from ruraledu_cli import pipeline
    from ruraledu_cli.analyse.wishes import WrongWish

    session = current(context)
    workspace = source.workspace(session)
    wishes = _wishes(set_ or (), merge, changes, workspace)
    years = year_of(year, as_of, workspace, showing.outputs)
    ignored = source.ignored(workspace)
    try:
        with progress(session, "progress.reading", showing.silent):
            found = pipeline.what_if(years, wishes, ignored)
    except WrongWish as wrong:
        raise Stop(ExitCode.USAGE, f"usage.{wrong.key}", wrong.params) from None
    answer = _answer(found, session, show_pii=showing.show_pii)
    written = deliver(answer, session, showing)
    return highest((written, tell_unread(years.data.inputs, ignored, session)))


def _wishes(
    settings: Sequence[str], merger: tuple[str, str] | None, file: Path | None, workspace: Workspace
) -> tuple[Wish, ...]:
    """What to try: the file's first, then the merger, then single cells. Raises Stop."""
    from ruraledu_cli.definitions.changes import Merger, load_changes, read_setting

    found: list[Wish] = []
    if file is not None:
        if not file.is_file():
            raise Stop(ExitCode.FILE, "error.no_file", {"path": file.as_posix()})
        found += load_changes(file, workspace.shown(file))
    if merger is not None:
        found.append(Merger(*merger))
    for text in settings:
        wish = read_setting(text)
        if wish is None:
            raise Stop(ExitCode.USAGE, "usage.whatif_form", {"value": text})
        found.append(wish)
    if not found:
        raise Stop(ExitCode.USAGE, "usage.whatif_nothing", {})
    return tuple(found)


def _answer(found: Whatif, session: Session, *, show_pii: bool) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.whatif import whatif_page
    from ruraledu_cli.render.whatif import render_csv, render_json

    machine = load_catalogue(session.machine_language, "trend")
    return Answer(
        lambda language, _: whatif_page(found, load_catalogue(language, "trend"), show_pii=show_pii),
        lambda: render_json(found, machine, show_pii=show_pii),
        lambda: render_csv(found, machine),
    )
