"""`ruraledu trend [YEAR…]`: years side by side against the milestones, and where the pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.answers import Answer, deliver, format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import refuse_inputs
from ruraledu_cli.cli.options import AsOfOption, parse_year
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from ruraledu_cli.model.outlook import Outlooks
    from ruraledu_cli.model.trend import Trends
    from ruraledu_cli.pipeline import Years
    from ruraledu_cli.workspace import Workspace

YearsArgument = Annotated[
    list[int] | None, typer.Argument(metavar="YEAR", help="option.years", parser=parse_year)
]
OutlookOption = Annotated[bool, typer.Option("--outlook", help="option.outlook")]
ToOption = Annotated[int | None, typer.Option("--to", metavar="YEAR", help="option.to", parser=parse_year)]
_FARTHEST = 20


@spread_options
def trend(
    context: typer.Context,
    years: YearsArgument = None,
    *,
    outlook: OutlookOption = False,
    to: ToOption = None,
    as_of: AsOfOption = None,
    source: Source,
    showing: Showing,
) -> int:
    """What the call asks for is looked at before anything is read."""
    from ruraledu_cli import pipeline

    session = current(context)
    workspace = source.workspace(session)
    chosen = tuple(sorted(set(years or workspace.years())))
    held = _years(chosen, as_of, workspace, showing.outputs)
    ignored = source.ignored(workspace)
    until = _until(to, held, asked=outlook)
    with progress(session, "progress.reading", showing.silent):
        if outlook:
            coming = _outlook(held, until)
            answer = _outlook_answer(coming, session, verbose=showing.verbose, show_pii=showing.show_pii)
        else:
            answer = _answer(pipeline.trends_of(held, chosen, ignored), session)
    read = chosen[-1:] if outlook else chosen
    written = deliver(answer, session, showing)
    files = [file for one in (*held.earlier, held.data) if one.year in read for file in one.inputs]
    return highest((written, tell_unread(files, ignored, session)))


def _until(to: int | None, held: Years, *, asked: bool) -> int:
    """How far to look ahead: to the plan's last milestone, one year at least. Raises Stop."""
    first = held.data.year + 1
    if to is None:
        stones = [year for target in held.plan.targets.values() for year in target.milestones]
        return min(max([first, *stones]), first + _FARTHEST)
    if not asked:
        raise Stop(ExitCode.USAGE, "usage.to_alone", {})
    if not first <= to <= first + _FARTHEST:
        raise Stop(ExitCode.USAGE, "usage.to_late", {"first": first, "last": first + _FARTHEST})
    return to


def _years(chosen: Sequence[int], as_of: date | None, workspace: Workspace, outputs: Sequence[Path]) -> Years:
    """The last year with those before it, nothing read yet. Raises Stop."""
    from ruraledu_cli import pipeline

    for path in outputs:
        format_of(path)
    plans = workspace.need_plan()
    if not chosen:
        raise Stop(ExitCode.FILE, "error.no_years", {"path": workspace.shown(workspace.need_data())})
    folders = [workspace.year_folder(year) for year in chosen]
    refuse_inputs(outputs, workspace)
    return pipeline.years_of(
        folders[-1],
        pipeline.load_plan(plans, workspace.root),
        chosen[-1],
        as_of=as_of,
        root=workspace.root,
        blank_means=workspace.blank_means,
    )


def _answer(found: Trends, session: Session) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.trend import trend_page
    from ruraledu_cli.render.trend import render_csv, render_json

    machine = load_catalogue(session.machine_language, "trend")
    return Answer(
        lambda language, _: trend_page(found, load_catalogue(language, "trend")),
        lambda: render_json(found, machine),
        lambda: render_csv(found, machine),
    )


def _outlook(years: Years, until: int) -> Outlooks:
    """The coming years on the same day as this one."""
    from ruraledu_cli import pipeline
    from ruraledu_cli.analyse.outlook import outlook
    from ruraledu_cli.definitions.retirement import load_law

    ahead = range(years.data.year + 1, until + 1)
    later = years.as_of.year - years.data.year
    days = [(year, pipeline.day_in(years.as_of, year + later)) for year in ahead]
    return outlook(years.evaluator(years.data), load_law(), days)


def _outlook_answer(found: Outlooks, session: Session, *, verbose: bool, show_pii: bool) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.outlook import outlook_page
    from ruraledu_cli.render.outlook import render_csv, render_json

    machine = load_catalogue(session.machine_language, "trend")
    return Answer(
        lambda language, whole: outlook_page(
            found, load_catalogue(language, "trend"), verbose=verbose or whole, show_pii=show_pii
        ),
        lambda: render_json(found, machine, show_pii=show_pii),
        lambda: render_csv(found, machine),
    )
