"""`ruraledu diff A B`: what changed between two submissions, two years or two plan files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.answers import Answer, deliver, format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import need_files, refuse_inputs
from ruraledu_cli.cli.options import AsOfOption, JobsOption
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options
from ruraledu_cli.cli.validate import YearOption, _definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ruraledu_cli.audit import Definitions, Wanted
    from ruraledu_cli.catalogue import Language
    from ruraledu_cli.census import Census
    from ruraledu_cli.definitions.codebook import Codebook
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.model.audit import Audit
    from ruraledu_cli.model.comparison import Comparison
    from ruraledu_cli.model.report import Verdict
    from ruraledu_cli.workspace import Workspace

BeforeArgument = Annotated[str, typer.Argument(metavar="A", help="option.diff_before")]
AfterArgument = Annotated[str, typer.Argument(metavar="B", help="option.diff_after")]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="option.exit_code")]
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_PLANS = (".yaml", ".yml")


@spread_options
def diff(
    context: typer.Context,
    before: BeforeArgument,
    after: AfterArgument,
    *,
    exit_code: ExitCodeOption = False,
    year: YearOption = None,
    as_of: AsOfOption = None,
    jobs: JobsOption = 0,
    source: Source,
    showing: Showing,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    session = current(context)
    workspace = source.workspace(session)
    for path in showing.outputs:
        format_of(path)
    kinds = [_kind(side) for side in (before, after)]
    need_files(Path(side) for side in (before, after) if _kind(side) == "submissions" and not has_magic(side))
    if kinds[0] != kinds[1]:
        raise Stop(ExitCode.USAGE, "usage.diff_mixed", {"before": before, "after": after})
    answers = _Answers(session, show_pii=showing.show_pii, verbose=showing.verbose)
    if kinds[0] == "plans":
        refuse_inputs(showing.outputs, workspace, (Path(before), Path(after)))
        answer, differs, codes = answers.plans(Path(before), Path(after))
    else:
        ignored = source.ignored(workspace)
        sides = _Sides(workspace, _definitions(workspace), year, as_of, jobs, ignored)
        files = [sides.files(side, kinds[0]) for side in (before, after)]
        refuse_inputs(showing.outputs, workspace, sides.given(files))
        with progress(session, "progress.reading", showing.silent):
            found = sides.compare((before, after), files, kinds[0])
        codes = [tell_unread(one.files, ignored, session) for one in sides.audited]
        answer, differs = answers.data(found, sides.definitions), found.differs
    written = deliver(answer, session, showing)
    changed = ExitCode.FAILED if exit_code and differs else ExitCode.DONE
    return highest((written, changed, *codes))


def _kind(side: str) -> str:
    """What is to be compared. A name of four digits is a year, unless a file or folder has it."""
    if Path(side).suffix.lower() in _PLANS:
        return "plans"
    return "years" if _YEAR.fullmatch(side) and not Path(side).exists() else "submissions"


@dataclass(slots=True)
class _Sides:
    """Both sides read, audited and, where they can be, measured."""

    workspace: Workspace
    definitions: Definitions
    year: int | None
    as_of: date | None
    jobs: int
    ignored: Sequence[str]
    audited: tuple[Audit, ...] = ()

    def files(self, side: str, kind: str) -> tuple[Wanted, ...]:
        from ruraledu_cli import audit

        name = str(self.workspace.year_folder(_year(side))) if kind == "years" else side
        files = audit.gather([name], self.workspace.shown)
        if not files:
            raise Stop(ExitCode.FILE, "usage.no_input", {"path": name})
        return audit.without_answers(files, audit.answers_beside(files))

    def shown(self, names: tuple[str, str]) -> tuple[str, str]:
        before, after = (self.workspace.shown(Path(name)) for name in names)
        return before, after

    def given(self, files: Sequence[Sequence[Wanted]]) -> list[Path]:
        """What is read of both sides, answers beside them included."""
        from ruraledu_cli import audit

        return [path for each in files for path in (*(one.path for one in each), *audit.answers_beside(each))]

    def compare(self, names: tuple[str, str], files: Sequence[Sequence[Wanted]], kind: str) -> Comparison:
        from ruraledu_cli.analyse.compare import compare_records
        from ruraledu_cli.analyse.effects import compare_indicators
        from ruraledu_cli.analyse.fates import compare_findings
        from ruraledu_cli.model.comparison import Comparison

        read = [self._read(name, each, kind) for name, each in zip(names, files, strict=True)]
        (was, old), (now, new) = read
        self.audited = was, now
        verdicts = [
            self._verdicts(name, census, audited, kind)
            for name, (audited, census) in zip(names, read, strict=True)
        ]
        both = was.year and now.year and was.year != now.year
        years = (was.year or 0, now.year or 0) if both else None
        changes = compare_indicators(verdicts[0] or (), verdicts[1] or ()) if all(verdicts) else ()
        skipped = "no_plan" if self.definitions.plan is None else None if all(verdicts) else "no_year"
        return Comparison(
            "years" if kind == "years" else "submissions",
            names if kind == "years" else self.shown(names),
            compare_records(old, new, self.definitions.codebook, years),
            tuple(compare_findings(was.findings, now.findings, (old, new))),
            tuple(changes),
            skipped=skipped,
            years=years,
            inputs=(was.files, now.files),
        )

    def _read(self, name: str, files: Sequence[Wanted], kind: str) -> tuple[Audit, Census]:
        from ruraledu_cli import audit, scale

        seen: list[Census] = []
        found = audit.audit(
            files,
            self.definitions,
            year=_year(name) if kind == "years" else self.year,
            data=self.workspace.data,
            accepted=audit.accepted_of(audit.answers_beside(files), (), self.workspace.shown),
            each=partial(scale.run, jobs=self.jobs),
            seen=seen.append,
        )
        return found, seen[0]

    def _verdicts(self, name: str, census: Census, audited: Audit, kind: str) -> Sequence[Verdict] | None:
        """The indicators of a year as `check` judges them; of a submission from its own rows alone."""
        from ruraledu_cli import pipeline

        plan = self.definitions.plan
        if plan is None or audited.year is None:
            return None
        as_of = pipeline.day_in(self.as_of, audited.year) if self.as_of else None
        if kind == "submissions":
            from ruraledu_cli.analyse.effects import verdicts_alone

            return verdicts_alone(census, plan, audited.year, as_of)
        folder = self.workspace.year_folder(_year(name))
        report = pipeline.check(
            folder,
            plan,
            audited.year,
            as_of=as_of,
            ignore_unread=self.ignored,
            root=self.workspace.root,
            blank_means=self.workspace.blank_means,
        )
        return report.verdicts


def _year(side: str) -> int:
    return int(side.removesuffix("年"))


class _Answers:
    """Answers in whatever language and format."""

    def __init__(self, session: Session, *, show_pii: bool, verbose: bool) -> None:
        self.session, self.show_pii, self.verbose = session, show_pii, verbose

    def plans(self, before: Path, after: Path) -> tuple[Answer, bool, list[ExitCode]]:
        from ruraledu_cli import pipeline
        from ruraledu_cli.catalogue import load_catalogue
        from ruraledu_cli.catalogue.plan_changes import plan_changes
        from ruraledu_cli.definitions.plan_reader import places_of
        from ruraledu_cli.model.comparison import Comparison

        old, new = (pipeline.load_plan([path]) for path in (before, after))
        places = places_of(before), places_of(after)

        def compared(language: Language) -> Comparison:
            changes = plan_changes(old, new, load_catalogue(language, "trace", "diff"), places)
            return Comparison("plans", (before.as_posix(), after.as_posix()), plan=changes)

        differs = compared(self.session.machine_language).differs
        return self._answer(compared, new.codebook, new), differs, []

    def data(self, found: Comparison, definitions: Definitions) -> Answer:
        return self._answer(lambda _language: found, definitions.codebook, definitions.plan)

    def _answer(
        self, compared: Callable[[Language], Comparison], codebook: Codebook, plan: Plan | None
    ) -> Answer:
        from ruraledu_cli.analyse.folder import weigh
        from ruraledu_cli.catalogue import load_catalogue
        from ruraledu_cli.catalogue.comparison import comparison_page
        from ruraledu_cli.catalogue.comparison_words import ComparisonWords
        from ruraledu_cli.render.comparison import render_csv, render_json

        telling = {column: len(names) for column, names in weigh(plan).items()} if plan else {}

        def words(language: Language) -> ComparisonWords:
            text = load_catalogue(language, "trace", "diff")
            return ComparisonWords(codebook, plan, text, show_pii=self.show_pii, telling=telling)

        machine = self.session.machine_language
        return Answer(
            lambda language, whole: comparison_page(
                compared(language), words(language), verbose=self.verbose or whole
            ),
            lambda: render_json(compared(machine), words(machine)),
            lambda: render_csv(compared(machine), words(machine)),
        )
