"""`ruraledu validate PATH…`: submitted sheets, judged cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ruraledu_cli.cli.audit_output import FORMATS, Display, format_of, rendered, show
from ruraledu_cli.cli.baseline import ReasonOption, UntilOption, WriteBaselineOption, write_known, writing_of
from ruraledu_cli.cli.exits import ExitCode, highest
from ruraledu_cli.cli.inputs import need_files, refuse_inputs
from ruraledu_cli.cli.options import (
    AsOfOption,
    ColorOption,
    DataOption,
    IgnoreUnreadOption,
    JobsOption,
    LangOption,
    NoProgressOption,
    PasswordEnvOption,
    PlanOption,
    QuietOption,
    ShowPiiOption,
    VerboseOption,
    one_of,
    parse_year,
)
from ruraledu_cli.cli.output import write_all
from ruraledu_cli.cli.progress import file_progress
from ruraledu_cli.cli.recording import record_audit
from ruraledu_cli.cli.rule_codes import selection_of
from ruraledu_cli.cli.session import Session, current, enter_workspace, tell_unread

if TYPE_CHECKING:
    from ruraledu_cli.analyse.answers import Accepted
    from ruraledu_cli.audit import Definitions, Wanted
    from ruraledu_cli.census import Census
    from ruraledu_cli.model.audit import Audit
    from ruraledu_cli.workspace import Workspace

PathsArgument = Annotated[list[str], typer.Argument(metavar="PATH...", help="option.file")]
YearOption = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help="option.audit_year", parser=parse_year)
]
FormatOption = Annotated[
    str,
    typer.Option("--format", metavar="WORD", help="option.format_audit", parser=one_of("--format", *FORMATS)),
]
AuditOutputOption = Annotated[
    list[Path] | None, typer.Option("--output", "-o", metavar="FILE", help="option.output_audit")
]
FailOnOption = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="WORD",
        help="option.fail_on_audit",
        parser=one_of("--fail-on", "error", "query", "never"),
    ),
]
SelectOption = Annotated[list[str] | None, typer.Option("--select", metavar="CODES", help="option.select")]
IgnoreOption = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES", help="option.ignore")]
AnswersOption = Annotated[list[Path] | None, typer.Option("--answers", metavar="FILE", help="option.answers")]
BaselineOption = Annotated[
    list[Path] | None, typer.Option("--baseline", metavar="FILE", help="option.baseline")
]

RecordOption = Annotated[bool, typer.Option("--record", help="option.record")]


def validate(
    context: typer.Context,
    path: PathsArgument,
    year: YearOption = None,
    data: DataOption = None,
    plan: PlanOption = None,
    format: FormatOption = "text",
    output: AuditOutputOption = None,
    fail_on: FailOnOption = "error",
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    answers: AnswersOption = None,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    reason: ReasonOption = "",
    until: UntilOption = None,
    as_of: AsOfOption = None,
    record: RecordOption = False,
    ignore_unread: IgnoreUnreadOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = None,
    color: ColorOption = "auto",
    password_env: PasswordEnvOption = None,  # its parser does it all
    show_pii: ShowPiiOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    no_progress: NoProgressOption = False,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    from ruraledu_cli import audit

    session, outputs = current(context), {file: format_of(file) for file in output or ()}
    workspace = enter_workspace(session, data, plan or ())
    definitions, files = _definitions(workspace), audit.gather(path, workspace.shown)
    writing, said = writing_of(write_baseline, reason, until), answers or audit.answers_beside(files)
    need_files((*(answers or ()), *(baseline or ())))
    known = [*(baseline or ()), *(writing.existing if writing else ())]
    taken = [*(f.path for f in files), *said, *(definitions.plan.files if definitions.plan else ())]
    refuse_inputs([*outputs, *([writing.path] if writing else [])], workspace, taken)
    refuse_inputs(outputs, workspace, known)
    accepted = audit.accepted_of(said, known, workspace.shown, as_of)
    options = {"year": year, "fail_on": fail_on, "selection": selection_of(select or (), ignore or ())}
    batch = _Batch(audit.without_answers(files, said), definitions, workspace, accepted)
    with file_progress(session, "progress.auditing", no_progress or quiet) as tell:
        found, census = batch.audited(jobs, tell, with_senders=record, **options)
    found, codes = write_known(writing, found, census, definitions, as_of, session)
    codes += _tell(found, outputs, session, Display(format, color, quiet, verbose, show_pii))
    codes += [record_audit(found, workspace, session, as_of)] if record else []
    ignored = (*workspace.ignore_unread, *(ignore_unread or ()))
    return highest([*codes, *_outcome(found, ignored, session)])


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is audited, and what is held beside it."""

    files: Sequence[Wanted]
    definitions: Definitions
    workspace: Workspace
    accepted: Accepted

    def audited(self, jobs: int, tell: Callable[[int, int], None], **options: Any) -> tuple[Audit, Census]:
        from ruraledu_cli import audit, scale

        seen: list[Census] = []
        found = audit.audit(
            self.files,
            self.definitions,
            data=self.workspace.data,
            accepted=self.accepted,
            each=partial(scale.run, jobs=jobs, tell=tell),
            seen=seen.append,
            **options,
        )
        return found, seen[0]


def _tell(found: Audit, outputs: Mapping[Path, str], session: Session, display: Display) -> list[ExitCode]:
    """The result on the screen, and in the files asked for."""
    show(found, session, display)
    pii = display.show_pii
    return write_all({f: rendered(found, n, session, show_pii=pii) for f, n in outputs.items()}, session)


def _definitions(workspace: Workspace) -> Definitions:
    """The plan's codebook and townships; without a plan the package's codebook. Raises DefinitionError."""
    from ruraledu_cli.audit import Definitions
    from ruraledu_cli.definitions.codebook_files import load_codebook
    from ruraledu_cli.definitions.names import with_own
    from ruraledu_cli.definitions.plan_reader import load_plan

    if not workspace.plan:
        return Definitions(None, workspace.blank_means, workspace.tolerances, workspace.successors)
    path = workspace.plan[-1]
    plan = with_own(load_plan(path, load_codebook(), shown=path.as_posix()), workspace.root)
    return Definitions(plan, workspace.blank_means, workspace.tolerances, workspace.successors)


def _outcome(found: Audit, ignored: Collection[str], session: Session) -> list[ExitCode]:
    """What the audit says by its exit code; unreadable files are named."""
    from ruraledu_cli.catalogue.findings import severity_of, wants_answer
    from ruraledu_cli.model.audit import fails

    codes = [tell_unread(found.files, ignored, session)]
    if not found.records:
        session.say(session.words.text("error.nothing"))
        codes.append(ExitCode.NOTHING)
    if any(wants_answer(one) and fails(severity_of(one), found.fail_on) for one in found.findings):
        codes.append(ExitCode.FAILED)
    return codes
