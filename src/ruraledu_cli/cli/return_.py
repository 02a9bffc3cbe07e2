"""`ruraledu return FILE…`: a marked copy of each file for its submitter; the files themselves stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import need_files
from ruraledu_cli.cli.options import (
    DataOption,
    IgnoreUnreadOption,
    JobsOption,
    LangOption,
    NoProgressOption,
    PlanOption,
    QuietOption,
    ShowPiiOption,
)
from ruraledu_cli.cli.output import put, write_file
from ruraledu_cli.cli.progress import file_progress
from ruraledu_cli.cli.return_files import Targets, may_write, need_folder
from ruraledu_cli.cli.rule_codes import selection_of
from ruraledu_cli.cli.session import Session, current, enter_workspace, tell_unread
from ruraledu_cli.cli.validate import (
    AnswersOption,
    BaselineOption,
    IgnoreOption,
    PathsArgument,
    SelectOption,
    YearOption,
    _definitions,
)

if TYPE_CHECKING:
    from ruraledu_cli.audit import Definitions, Wanted
    from ruraledu_cli.census import Census
    from ruraledu_cli.model.audit import AuditedFile
    from ruraledu_cli.model.finding import Finding
    from ruraledu_cli.read.returned import Returned
    from ruraledu_cli.render.marked import Words
    from ruraledu_cli.workspace import Workspace

FolderOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="DIR", help="option.output_return", file_okay=False)
]


def return_(
    context: typer.Context,
    path: PathsArgument,
    output: FolderOption = None,
    year: YearOption = None,
    data: DataOption = None,
    plan: PlanOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    answers: AnswersOption = None,
    baseline: BaselineOption = None,
    ignore_unread: IgnoreUnreadOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = None,
    show_pii: ShowPiiOption = False,
    quiet: QuietOption = False,
    no_progress: NoProgressOption = False,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    session = current(context)
    workspace = enter_workspace(session, data, plan or ())
    definitions = _definitions(workspace)

    from ruraledu_cli import audit, scale
    from ruraledu_cli.census import Census
    from ruraledu_cli.model.audit import by_file

    files = _files(path, output, workspace)
    need_files((*(answers or ()), *(baseline or ())))
    said, census = answers or audit.answers_beside(files), list[Census]()
    with file_progress(session, "progress.auditing", no_progress or quiet) as tell:
        found = audit.audit(
            audit.without_answers(files, said),
            definitions,
            year=year,
            data=workspace.data,
            selection=selection_of(select or (), ignore or ()),
            accepted=audit.accepted_of(said, baseline or (), workspace.shown, None),
            each=partial(scale.run, jobs=jobs, tell=tell),
            seen=census.append,
        )
    words = _words(session, definitions, census[0], show_pii=show_pii)
    giving = _Giving(session, workspace, Targets(path, output), words, quiet)
    paths = {file.shown: file.path for file in files}
    ignored = (*workspace.ignore_unread, *(ignore_unread or ()))
    findings = by_file(found.findings)
    return highest(giving.file(paths[f.path], f, findings.get(f.path, ()), ignored) for f in found.files)


def _files(names: Sequence[str], output: Path | None, workspace: Workspace) -> tuple[Wanted, ...]:
    """The files to give back. Raises Stop where there is none, or no place for the copies."""
    from ruraledu_cli import audit

    files = audit.gather(names, workspace.shown)
    if not files:
        raise Stop(ExitCode.FILE, "usage.no_input", {"path": " ".join(names)})
    if output is None:
        need_folder(files, workspace.data)
    return files


def _words(session: Session, definitions: Definitions, census: Census, *, show_pii: bool) -> Words:
    """What makes words of findings, and knows whose cells they are about."""
    from ruraledu_cli.analyse.cells import cells_of
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.render.marked import Words
    from ruraledu_cli.validate.locate import Locator

    text, cells = load_catalogue(session.machine_language), partial(cells_of, locator=Locator(census))
    return Words(text, definitions.codebook, cells, show_pii)


class _Giving:
    """Files given back one after the other; what cannot be written keeps no other from it."""

    def __init__(
        self, session: Session, workspace: Workspace, targets: Targets, words: Words, quiet: bool
    ) -> None:
        self.session, self.workspace, self.targets = session, workspace, targets
        self.words, self.quiet = words, quiet

    def file(
        self, path: Path, file: AuditedFile, findings: Sequence[Finding], ignored: Sequence[str]
    ) -> ExitCode:
        if file.status == "unreadable":
            return self._unreadable(file, findings, ignored)
        if file.status == "passed_over":
            why = self.words.text.word("reason", str(file.reason))
            return self._tell("return.passed_over", {"path": file.path, "why": why})
        try:
            return self._readable(path, file, findings)
        except Stop as stop:
            self.session.say(self.session.words.text(stop.key, stop.params))
            return stop.code

    def _unreadable(self, file: AuditedFile, findings: Sequence[Finding], ignored: Sequence[str]) -> ExitCode:
        """Nothing can be marked in such a file: why, and what its submitter is to be told instead."""
        from ruraledu_cli.catalogue import load_catalogue
        from ruraledu_cli.catalogue.findings import hint

        code = tell_unread([file], ignored, self.session)
        for one in findings if code and file.reason != "missing" else ():
            if one.code in ("F001", "F002", "F005"):
                said: dict[str, object] = {"hint": hint(one, load_catalogue(self.session.language))}
                self.session.say(self.session.words.text("return.unreadable", said))
        return code

    def _readable(self, path: Path, file: AuditedFile, findings: Sequence[Finding]) -> ExitCode:
        from ruraledu_cli.render.marked import Origin, is_to_return, renamed, render_marked

        data = _bytes(path, file)
        returned = _returned(data)
        if not is_to_return(findings) and not (returned and returned.is_open):
            return self._tell("return.nothing", {"path": file.path})
        if returned and not self.targets.is_asked_for(path) and returned.is_untouched:
            return self._tell("return.waiting", {"path": file.path})
        target = self.targets.of(path, returned)
        origin = Origin(path.name, file.sha256, returned)
        shown = self.workspace.shown(target)
        for key in may_write(target, origin.name, origin.sha256):
            raise Stop(ExitCode.FILE, key, {"path": shown})
        book, names = _workbook(path, data)
        words, findings = (
            (_in_copy(self.words, names), renamed(findings, names)) if names else (self.words, findings)
        )
        content = _marked(lambda: render_marked(book, findings, origin, words), file.path)
        _make_folder(target.parent)
        write_file(target, content)
        said = {"path": file.path, "target": shown, "error": file.errors, "query": file.queries}
        self._tell("return.done", said)
        return self._tell("return.made", {"suffix": path.suffix, **said}) if names else ExitCode.DONE

    def _tell(self, key: str, params: dict[str, object]) -> ExitCode:
        if not self.quiet:
            put(self.session.words.text(key, params) + "\n")
        return ExitCode.DONE


def _bytes(path: Path, file: AuditedFile) -> bytes:
    """The file's content, which must be what was audited."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(ExitCode.FILE, "error.unreadable", {"path": file.path, "why": error.strerror}) from None
    if sha256(data).hexdigest() != file.sha256:
        raise Stop(ExitCode.FILE, "return.moved", {"path": file.path})
    return data


def _returned(data: bytes) -> Returned | None:
    from ruraledu_cli.read.xlsx import find_returned

    return find_returned(data) if data.startswith(b"PK") else None


def _workbook(path: Path, data: bytes) -> tuple[bytes, Mapping[str, str]]:
    """The workbook to mark: the file itself, or one made of its sheets, and the names they have there."""
    from ruraledu_cli.package.marking import is_workbook

    if is_workbook(data):
        return data, {}
    from ruraledu_cli.package.made import made_of, names_of
    from ruraledu_cli.read import read_file

    sheets = read_file(path, path.name).sheets
    return made_of(sheets), names_of(sheets)


def _in_copy(words: Words, names: Mapping[str, str]) -> Words:
    """The words for a workbook whose sheets have other names than those that were read."""
    from ruraledu_cli.render.marked import renamed

    read = {there: name for name, there in names.items()}
    return replace(words, cells_of=lambda one: words.cells_of(renamed([one], read)[0]))


def _marked(render: Callable[[], bytes], shown: str) -> bytes:
    """The copy; a package of a make that cannot be marked in place costs its own copy only."""
    from pyexpat import ExpatError

    from ruraledu_cli.read.refused import Refused

    try:
        return render()
    except (Refused, ExpatError, AssertionError, LookupError, ValueError):
        raise Stop(ExitCode.FILE, "return.unmarkable", {"path": shown}) from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = {"path": folder.as_posix(), "why": error.strerror or "?"}
        raise Stop(ExitCode.FILE, "error.unwritable", said) from None
