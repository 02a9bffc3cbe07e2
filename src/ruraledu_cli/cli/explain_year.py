"""An indicator of one year taken apart, down to schools and cells: `ruraledu explain ID YEAR`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.answers import Answer, deliver, format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import refuse_inputs
from ruraledu_cli.cli.session import Session, progress, tell_unread

if TYPE_CHECKING:
    from ruraledu_cli.cli.shared import Showing, Source
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.model.trace import Trace
    from ruraledu_cli.pipeline import Years
    from ruraledu_cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked for."""

    indicator: str
    year: int
    cells: bool
    check: bool
    school: str | None
    as_of: date | None
    source: Source
    showing: Showing


def explain_year(call: Call, session: Session, workspace: Workspace) -> int:
    """Take it apart, show it, write it."""
    from ruraledu_cli import pipeline
    from ruraledu_cli.analyse.trace import Wanted, trace

    showing, ignored = call.showing, call.source.ignored(workspace)
    years = years_for(call.indicator, call.year, call.as_of, workspace, showing.outputs)
    with progress(session, "progress.reading", showing.silent):
        verdict = pipeline.verdict_of(years, call.indicator, ignored)
        school = None if call.school is None else _school(call.school, years)
        wanted = Wanted(call.cells, school, years.data.paths if call.check else None, workspace.blank_means)
        found = trace(years.evaluator(years.data), verdict, wanted)
    written = deliver(_answer(found, session, showing), session, showing)
    differs = found.recount is not None and not found.recount.same
    recounted = ExitCode.FAULT if differs else ExitCode.DONE
    return highest((written, recounted, tell_unread(years.data.inputs, ignored, session)))


def years_for(
    indicator: str, year: int, as_of: date | None, workspace: Workspace, outputs: Sequence[Path]
) -> Years:
    """The year's data for one indicator, not read yet. Raises Stop."""
    years = year_of(year, as_of, workspace, outputs)
    _need_indicator(indicator, years.plan)
    return years


def year_of(year: int, as_of: date | None, workspace: Workspace, outputs: Sequence[Path]) -> Years:
    """The year's data, not read yet. Everything wrong with the call is told before. Raises Stop."""
    from ruraledu_cli import pipeline

    for path in outputs:
        format_of(path)
    plans = workspace.need_plan()
    folder = workspace.year_folder(year)
    refuse_inputs(outputs, workspace)
    plan = pipeline.load_plan(plans, workspace.root)
    return pipeline.years_of(
        folder, plan, year, as_of=as_of, root=workspace.root, blank_means=workspace.blank_means
    )


def _need_indicator(name: str, plan: Plan) -> None:
    if name not in plan.indicators:
        close = get_close_matches(name.lower(), plan.indicators, 1, 0.5)
        said = {"value": name, "close": close[0] if close else None}
        raise Stop(ExitCode.USAGE, "usage.no_indicator", said)


def _school(asked: str, years: Years) -> str:
    """The school's code, else its name, as the lines of a trace have it. Raises Stop."""
    from ruraledu_cli.analyse.lines import school_line

    schools = years.data.census.tables.get("schools")
    lines = [school_line(schools, row) for row in range(schools.size)] if schools else []
    for line in lines:
        if asked in (line.key, line.name):
            return line.key
    names: Mapping[str, str] = {name: line.key for line in lines for name in (line.key, line.name)}
    close = get_close_matches(asked, names, 1, 0.5)
    said = {"value": asked, "year": years.data.year, "close": close[0] if close else None}
    raise Stop(ExitCode.USAGE, "usage.no_school", said)


def _answer(found: Trace, session: Session, showing: Showing) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.trace import trace_page
    from ruraledu_cli.render.trace import render_csv, render_json

    machine = load_catalogue(session.machine_language, "trace")
    pii = showing.show_pii
    return Answer(
        lambda language, whole: trace_page(
            found, load_catalogue(language, "trace"), verbose=showing.verbose or whole, show_pii=pii
        ),
        lambda: render_json(found, machine, show_pii=pii),
        lambda: render_csv(found, machine, show_pii=pii),
    )
