"""`ruraledu need ID YEAR`: the least that must change for a target to be met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.answers import Answer, deliver
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.explain_year import years_for
from ruraledu_cli.cli.options import AsOfOption, YearArgument, one_of, parse_year
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.model.need import Need
    from ruraledu_cli.model.report import Judged, Verdict

IndicatorArgument = Annotated[str, typer.Argument(metavar="ID", help="option.indicator")]
TargetOption = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help="option.target_year", parser=parse_year)
]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="WORD", help="option.need_by", parser=one_of("--by", "township"))
]


@spread_options
def need(
    context: typer.Context,
    id: IndicatorArgument,
    year: YearArgument,
    *,
    target_year: TargetOption = None,
    by: ByOption = None,
    as_of: AsOfOption = None,
    source: Source,
    showing: Showing,
) -> int:
    """What the call asks for is looked at before anything is read."""
    from ruraledu_cli import pipeline

    session = current(context)
    workspace = source.workspace(session)
    years = years_for(id, year, as_of, workspace, showing.outputs)
    _need_target(id, target_year, years.plan)
    ignored = source.ignored(workspace)
    with progress(session, "progress.reading", showing.silent):
        verdict = pipeline.verdict_of(years, id, ignored)
        judged = _judged(verdict, target_year, years.plan)
        from ruraledu_cli.analyse.need import need as work_out

        found = work_out(years.evaluator(years.data), verdict, judged, by)
    answer = _answer(found, session, verbose=showing.verbose, show_pii=showing.show_pii)
    written = deliver(answer, session, showing)
    return highest((written, tell_unread(years.data.inputs, ignored, session)))


def _need_target(name: str, year: int | None, plan: Plan) -> None:
    """Whether the plan says where to get to, and how. Raises Stop."""
    target = plan.targets.get(name)
    if target is None:
        raise Stop(ExitCode.USAGE, "usage.no_target", {"value": name})
    if not plan.indicators[name].need:
        raise Stop(ExitCode.USAGE, "usage.no_need", {"value": name})
    if year is not None and target.in_force(year) is None:
        known = ", ".join(map(str, sorted(target.milestones)))
        raise Stop(ExitCode.USAGE, "usage.no_target_year", {"value": name, "year": year, "known": known})


def _judged(verdict: Verdict, year: int | None, plan: Plan) -> Judged:
    """The milestone to reach."""
    from ruraledu_cli.analyse.need import milestone, open_milestone

    name = verdict.measurement.indicator
    found = open_milestone(plan, name, verdict) if year is None else milestone(plan, name, year, verdict)
    assert found is not None  # there is a target, and a milestone by that year
    return found


def _answer(found: Need, session: Session, *, verbose: bool, show_pii: bool) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.need import need_page
    from ruraledu_cli.render.need import render_csv, render_json

    machine = load_catalogue(session.machine_language, "trace")
    return Answer(
        lambda language, whole: need_page(
            found, load_catalogue(language, "trace"), verbose=verbose or whole, show_pii=show_pii
        ),
        lambda: render_json(found, machine, show_pii=show_pii),
        lambda: render_csv(found, machine, show_pii=show_pii),
    )
