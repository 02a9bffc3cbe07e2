"""`ruraledu status YEAR`: who has sent which tables, what is still open, and how late it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.answers import Answer, deliver, format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import refuse_inputs
from ruraledu_cli.cli.options import JobsOption, YearArgument, parse_date
from ruraledu_cli.cli.recording import load_record
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruraledu_cli.analyse.progress import Timing
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.model.audit import Audit
    from ruraledu_cli.model.progress import Progress, Unit
    from ruraledu_cli.workspace import Workspace

ExpectOption = Annotated[Path | None, typer.Option("--expect", metavar="FILE", help="option.expect")]
RecordFileOption = Annotated[Path | None, typer.Option("--record", metavar="FILE", help="option.record_file")]
DueOption = Annotated[
    date | None, typer.Option("--due", metavar="DATE", help="option.due", parser=parse_date)
]
SeenOption = Annotated[
    date | None, typer.Option("--as-of", metavar="DATE", help="option.as_of_status", parser=parse_date)
]


@spread_options
def status(
    context: typer.Context,
    year: YearArgument,
    *,
    expect: ExpectOption = None,
    record: RecordFileOption = None,
    due: DueOption = None,
    as_of: SeenOption = None,
    jobs: JobsOption = 0,
    source: Source,
    showing: Showing,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    from ruraledu_cli import pipeline

    session = current(context)
    workspace = source.workspace(session)
    for path in showing.outputs:
        format_of(path)
    plans, folder = workspace.need_plan(), _folder(workspace, year)
    refuse_inputs(showing.outputs, workspace, [path for path in (expect, record) if path])
    loaded = pipeline.load_plan(plans, workspace.root)
    listed = _listed(expect, loaded, session) if expect else None
    timing = _timing(record, workspace, year, due or workspace.due_in(year), as_of)
    with progress(session, "progress.reading", showing.silent):
        audited = _audited(folder, year, workspace, jobs)
        found = _progress(folder, loaded, year, workspace, listed, audited, timing)
    ignored = source.ignored(workspace)
    written = deliver(_answer(found, session, showing.verbose), session, showing)
    return highest((written, tell_unread(audited.files, ignored, session)))


def _folder(workspace: Workspace, year: int) -> Path:
    """The year's folder. It may be empty: then nobody has sent anything. Raises WorkspaceError."""
    folder = workspace.need_data() / str(year)
    return folder if folder.is_dir() else workspace.year_folder(year)


def _listed(path: Path, plan: Plan, session: Session) -> tuple[Unit, ...]:
    """The schools that are expected. Raises Stop."""
    from ruraledu_cli.analyse.expected_units import NoUnits, listed_units
    from ruraledu_cli.read import read_file

    read = read_file(path, path.as_posix())
    if read.file.status == "unreadable":
        from ruraledu_cli.catalogue import load_catalogue

        why = load_catalogue(session.language).word("reason", str(read.file.reason))
        raise Stop(ExitCode.FILE, "error.unreadable", {"path": path.as_posix(), "why": why})
    try:
        return listed_units(read.sheets, plan)
    except NoUnits:
        raise Stop(ExitCode.USAGE, "usage.no_units", {"path": path.as_posix()}) from None


def _timing(
    record: Path | None, workspace: Workspace, year: int, due: date | None, as_of: date | None
) -> Timing:
    """What was recorded of the year. The day looked from is the one given, else the last recorded."""
    from ruraledu_cli.analyse.progress import Timing
    from ruraledu_cli.store.submissions import RECORD, submissions

    if record is not None and not record.is_file():
        raise Stop(ExitCode.FILE, "error.unreadable", {"path": record.as_posix(), "why": None})
    found = submissions(load_record(record or workspace.root / RECORD), year, due)
    days = [one.last.day for one in found]
    folder = workspace.shown(workspace.need_data() / str(year))
    return Timing(folder, found, due, as_of or max(days, default=None))


def _audited(folder: Path, year: int, workspace: Workspace, jobs: int) -> Audit:
    """The year's files through the rules, answers beside them taken in."""
    from ruraledu_cli import audit, scale
    from ruraledu_cli.cli.validate import _definitions

    files = audit.gather([str(folder)], workspace.shown)
    said = audit.answers_beside(files)
    return audit.audit(
        audit.without_answers(files, said),
        _definitions(workspace),
        year=year,
        data=workspace.data,
        accepted=audit.accepted_of(said, (), workspace.shown),
        each=partial(scale.run, jobs=jobs),
    )


def _progress(
    folder: Path,
    plan: Plan,
    year: int,
    workspace: Workspace,
    listed: Sequence[Unit] | None,
    audited: Audit,
    timing: Timing,
) -> Progress:
    from ruraledu_cli import pipeline
    from ruraledu_cli.analyse.progress import progress as work_out

    years = pipeline.years_of(folder, plan, year, root=workspace.root, blank_means=workspace.blank_means)
    before = years.earlier[0] if years.earlier and years.earlier[0].year == year - 1 else None
    last = years.evaluator(before) if before else None
    unread = [file.path for file in audited.files if file.status == "unreadable"]
    timing = replace(timing, unread=unread)
    return work_out(years.evaluator(years.data), last, listed, audited.findings, timing)


def _answer(found: Progress, session: Session, verbose: bool) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.progress import progress_page
    from ruraledu_cli.render.progress import render_csv, render_json

    machine = load_catalogue(session.machine_language, "status")
    return Answer(
        lambda language, whole: progress_page(
            found, load_catalogue(language, "status"), verbose=verbose or whole
        ),
        lambda: render_json(found),
        lambda: render_csv(found, machine),
    )
