"""`ruraledu match YEAR [LIST…]`: lists of other departments against the year's pupils of concern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ruraledu_cli.cli.answers import Answer, deliver, format_of, rendered
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.explain_year import year_of
from ruraledu_cli.cli.inputs import LISTS, files_below, need_files, refuse_inputs
from ruraledu_cli.cli.options import AsOfOption, PasswordEnvOption, YearArgument, no_such, one_of
from ruraledu_cli.cli.output import unit_paths, write_all
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ruraledu_cli.catalogue import Language
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.model.matching import Matching
    from ruraledu_cli.pipeline import Years
    from ruraledu_cli.read import FileRead
    from ruraledu_cli.workspace import Workspace

Record = dict[str, Any]
STUDENTS = "students"
SCOPES = ("aided", "of_school_year")
ListArgument = Annotated[list[Path] | None, typer.Argument(metavar="LIST...", help="option.list")]
KindOption = Annotated[str | None, typer.Option("--kind", metavar="ID", help="option.list_kind")]
SplitOption = Annotated[
    str | None,
    typer.Option(
        "--split", metavar="WORD", help="option.split_match", parser=one_of("--split", "township", "school")
    ),
]
TermOption = Annotated[str | None, typer.Option("--term", metavar="TERM", help="option.aid_term")]


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked for. `given`: lists were named in the call."""

    term: tuple[int, int] | None
    kind: str
    ignored: tuple[str, ...]
    given: bool


@spread_options
def match(
    context: typer.Context,
    year: YearArgument,
    lists: ListArgument = None,
    *,
    kind: KindOption = None,
    term: TermOption = None,
    split: SplitOption = None,
    as_of: AsOfOption = None,
    password_env: PasswordEnvOption = None,  # its parser does it all
    source: Source,
    showing: Showing,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    session = current(context)
    if split and not showing.outputs:
        raise Stop(ExitCode.USAGE, "usage.split_alone")
    workspace = source.workspace(session)
    years = year_of(year, as_of, workspace, showing.outputs)
    _need(years.plan, kind)
    semester = None if term is None else _semester(term, year)
    call = Call(semester, kind or "", source.ignored(workspace), bool(lists))
    given = _inputs(lists, workspace, year)
    refuse_inputs(showing.outputs, workspace, files_below(given))
    with progress(session, "progress.reading", showing.silent):
        read = _read(given, workspace)
        found = _found(years, read, call)
    told = _told(read, found, call, session)
    if not any(sheet.kind for sheet in found.sheets):
        raise Stop(ExitCode.FILE, "usage.no_list", {"path": workspace.shown(_folder(workspace, year))})

    def told_in(language: Language) -> Record:
        from ruraledu_cli.catalogue import load_catalogue
        from ruraledu_cli.render.matching import document

        return document(found, load_catalogue(language, "match"), show_pii=showing.show_pii)

    shares = _shares(told_in(session.machine_language), split, session, showing) if split else {}
    refuse_inputs(shares, workspace, files_below(given))
    written = [deliver(_answer(told_in, session, showing), session, showing), *_hand_out(shares, session)]
    return highest((*written, tell_unread(years.data.inputs, call.ignored, session), *told))


def _need(plan: Plan, kind: str | None) -> None:
    """Whether there is such a kind, and the plan says what aid is. Raises Stop."""
    if kind is not None and kind not in plan.codebook.list_kinds:
        raise no_such("usage.bad_choice", "--kind", kind, tuple(plan.codebook.list_kinds))
    for name in SCOPES:
        if (STUDENTS, name) not in plan.scopes:
            raise Stop(ExitCode.USAGE, "usage.no_scope", {"name": f"scopes.{STUDENTS}.{name}"})


def _semester(text: str, year: int) -> tuple[int, int]:
    """A semester of the school year that ends in the year. Raises Stop."""
    from ruraledu_cli.validate.semesters import parse_semester

    found = parse_semester(text).value
    if not isinstance(found, tuple) or found[0] not in (0, year - 1):
        raise Stop(ExitCode.USAGE, "usage.bad_term", {"value": text, "first": year - 1, "year": year})
    return year - 1, int(found[1])


def _folder(workspace: Workspace, year: int) -> Path:
    return workspace.need_data() / LISTS / str(year)


def _inputs(lists: Sequence[Path] | None, workspace: Workspace, year: int) -> list[Path]:
    """What was given, else the year's folder of lists. Raises Stop for what is not there."""
    folder = _folder(workspace, year)
    given = list(lists or ([folder] if folder.is_dir() else []))
    need_files(given)
    return given


def _read(given: Sequence[Path], workspace: Workspace) -> list[FileRead]:
    """Files as they are named, whatever their names; of folders what is no copy and not put aside."""
    from ruraledu_cli.read import discover, read_file, read_files

    found: dict[str, FileRead] = {}
    for path in given:
        shown = workspace.shown(path)
        inside = read_files(discover(path, shown)) if path.is_dir() else (read_file(path, shown),)
        found.update((file.file.path, file) for file in inside)
    return list(found.values())


def _found(years: Years, read: Sequence[FileRead], call: Call) -> Matching:
    """What comes out. Lists that lie in the year's own folder are among them, unless others were given."""
    from ruraledu_cli.analyse.listed import among
    from ruraledu_cli.analyse.match import Asked
    from ruraledu_cli.analyse.match import match as set_against

    evaluator = years.evaluator(years.data)
    if STUDENTS not in evaluator.census.tables:
        raise Stop(ExitCode.FILE, "usage.no_students", {"year": years.data.year})
    sheets = [sheet for file in read for sheet in file.sheets]
    if not call.given:
        own = [sheet for file in years.data.read for sheet in file.sheets]
        sheets += among(own, years.plan.codebook)
    asked = Asked(
        sheets,
        call.term,
        call.kind,
        _failed(years.data.read, call.ignored),
        _failed(read, call.ignored),
        tuple(_passed(read)),
    )
    return set_against(evaluator, asked)


def _failed(files: Sequence[FileRead], ignored: Sequence[str]) -> tuple[str, ...]:
    from ruraledu_cli import pipeline

    paths = [file.file.path for file in files if file.file.status == "unreadable"]
    return tuple(path for path in paths if not pipeline.is_ignored(path, ignored))


def _passed(files: Sequence[FileRead]) -> Iterator[tuple[str, str, str]]:
    """Files and sheets that were not read, each with the reason."""
    for file in files:
        for finding in file.findings:
            for place in finding.places if finding.code == "F006" else ():
                yield place.file, place.sheet or "", str(finding.params["reason"])


def _told(files: Sequence[FileRead], found: Matching, call: Call, session: Session) -> list[ExitCode]:
    """Lists that could not be read, and files that hold none, are named."""
    codes = [tell_unread([file.file for file in files], call.ignored, session)]
    known = {sheet.file for sheet in found.sheets if sheet.kind}
    for file in files:
        if file.file.status == "ok" and file.file.path not in known:
            session.say(session.words.text("usage.not_a_list", {"path": file.file.path}))
            codes.append(ExitCode.FILE)
    return codes


def _answer(told: Callable[[Language], Record], session: Session, showing: Showing) -> Answer:
    """The document of a language as an answer."""
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.matching import matching_page
    from ruraledu_cli.render.matching import render_csv, render_json

    machine = session.machine_language
    return Answer(
        lambda language, whole: matching_page(
            told(language), load_catalogue(language, "match"), whole=whole or showing.verbose
        ),
        lambda: render_json(told(machine)),
        lambda: render_csv(told(machine), load_catalogue(machine, "match")),
    )


def _shares(whole: Record, by: str, session: Session, showing: Showing) -> dict[Path, bytes]:
    """Every output once for each school or township."""
    from ruraledu_cli.render.matching import shares

    files: dict[Path, bytes] = {}
    own = shares(whole, by)
    for output in showing.outputs:
        for unit, path in unit_paths(output, own).items():
            answer = _answer(partial(_given, own[unit]), session, showing)
            files[path] = rendered(answer, format_of(path), session)
    return files


def _hand_out(files: Mapping[Path, bytes], session: Session) -> list[ExitCode]:
    """One that cannot be written keeps no other from it; one that came back answered is not written over."""
    from ruraledu_cli.render.matching import is_answered

    answered = [path for path in files if path.suffix.lower() == ".csv" and path.is_file()]
    answered = [path for path in answered if is_answered(path.read_bytes())]
    for path in answered:
        session.say(session.words.text("error.answered", {"path": path.as_posix()}))
    written = write_all({path: content for path, content in files.items() if path not in answered}, session)
    return [*written, *([ExitCode.FILE] if answered else [])]


def _given(told: Record, _: Language) -> Record:
    return told
