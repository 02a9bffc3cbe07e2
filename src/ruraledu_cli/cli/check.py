"""`ruraledu check YEAR`: the plan's indicators of a year, set against the targets in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ruraledu_cli.cli.answers import format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import refuse_inputs
from ruraledu_cli.cli.options import AsOfOption, JobsOption, PasswordEnvOption, YearArgument, one_of
from ruraledu_cli.cli.output import plain_text, put, screen, write_all
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from ruraledu_cli.model.report import Report
    from ruraledu_cli.workspace import Workspace

_FAIL_ON = ("undecided", "missed", "never")
FailOnOption = Annotated[
    str,
    typer.Option("--fail-on", metavar="WORD", help="option.fail_on", parser=one_of("--fail-on", *_FAIL_ON)),
]
_BY = ("township", "stage", "school_type")
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="WORD", help="option.by", parser=one_of("--by", *_BY))
]
RankOption = Annotated[bool, typer.Option("--rank", help="option.rank")]
SealOption = Annotated[Path | None, typer.Option("--seal", metavar="FILE", help="option.seal")]


@dataclass(frozen=True, slots=True)
class Asked:
    """How the year is judged."""

    as_of: date | None
    by: str | None
    rank: bool
    fail_on: str
    ignored: tuple[str, ...]


@spread_options
def check(
    context: typer.Context,
    year: YearArgument,
    *,
    as_of: AsOfOption = None,
    by: ByOption = None,
    rank: RankOption = False,
    fail_on: FailOnOption = "undecided",
    seal: SealOption = None,
    jobs: JobsOption = 0,
    password_env: PasswordEnvOption = None,  # its parser does it all
    source: Source,
    showing: Showing,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    session = current(context)
    if rank and by is None:
        raise Stop(ExitCode.USAGE, "usage.rank_alone", {})
    outputs = {path: format_of(path) for path in showing.outputs}
    workspace = source.workspace(session)
    plans = workspace.need_plan()
    folder = workspace.year_folder(year)
    refuse_inputs([*outputs, *([seal] if seal else [])], workspace)

    ignored = source.ignored(workspace)
    asked = Asked(as_of, by, rank, fail_on, ignored)
    with progress(session, "progress.reading", showing.silent):
        report = _report(folder, year, asked, workspace)
    _show(report, session, showing)
    files = {path: _rendered(report, name, session) for path, name in outputs.items()}
    if seal is not None:
        files[seal] = _sealed(report, workspace, plans, ignored)
    failed = ExitCode.FAILED if report.failed else ExitCode.DONE
    return highest((*write_all(files, session), failed, tell_unread(report.inputs, ignored, session)))


def _report(folder: Path, year: int, asked: Asked, workspace: Workspace) -> Report:
    """The year judged, its groups with places where they were asked for."""
    from ruraledu_cli import pipeline

    report = pipeline.check(
        folder,
        pipeline.load_plan(workspace.need_plan(), workspace.root),
        year,
        as_of=asked.as_of,
        by=asked.by,
        fail_on=asked.fail_on,
        ignore_unread=asked.ignored,
        root=workspace.root,
        blank_means=workspace.blank_means,
    )
    if not asked.rank:
        return report
    from ruraledu_cli.analyse.ranks import ranked

    return ranked(report)


def _show(report: Report, session: Session, showing: Showing) -> None:
    """The result on stdout; with --verbose the findings too, with --quiet no text."""
    if showing.format != "text":
        put(_rendered(report, showing.format, session))
    elif not showing.quiet:
        from ruraledu_cli.catalogue import load_catalogue
        from ruraledu_cli.cli.commands import Commands
        from ruraledu_cli.screen.check import show_check
        from ruraledu_cli.screen.findings import show_findings

        text = load_catalogue(session.language)
        with screen(showing.color) as console:
            show_check(report, text, console, tuple(Commands.entries))
            if showing.verbose:
                show_findings(report.findings, text, console, limit=None, show_pii=showing.show_pii)


def _rendered(report: Report, name: str, session: Session) -> bytes:
    """A file's content, in Chinese unless --lang was given."""
    from importlib import import_module

    from ruraledu_cli.catalogue import load_catalogue

    if name == "text":
        from ruraledu_cli.cli.commands import Commands
        from ruraledu_cli.screen.check import show_check

        text, known = load_catalogue(session.machine_language), tuple(Commands.entries)
        return plain_text(lambda console: show_check(report, text, console, known))
    render = import_module(f"ruraledu_cli.render.{name}")
    content: bytes = render.render_check(report, load_catalogue(session.machine_language))
    return content


def _sealed(report: Report, workspace: Workspace, plans: Sequence[Path], ignored: Sequence[str]) -> bytes:
    from importlib.metadata import version

    from ruraledu_cli.store import sealed

    files = {workspace.shown(path): path for path in report.plan.files or plans}
    call: dict[str, Any] = {
        "tool": f"ruraledu {version('ruraledu')}",
        "plans": [workspace.shown(path) for path in plans],
        "ignore_unread": sorted(ignored),
    }
    return sealed.dump(sealed.seal(report, files, workspace.shown(workspace.need_data()), call))
