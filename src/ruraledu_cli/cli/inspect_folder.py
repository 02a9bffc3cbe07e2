"""`ruraledu inspect FOLDER`: one page for a whole folder, and names.yaml for the names nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.answers import Answer, deliver, format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.inputs import files_below, refuse_inputs
from ruraledu_cli.cli.output import put, write_all
from ruraledu_cli.cli.session import Session, progress, tell_unread

if TYPE_CHECKING:
    from ruraledu_cli.analyse.folder import Folder
    from ruraledu_cli.cli.shared import Showing, Source
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.model.report import InputFile
    from ruraledu_cli.workspace import Workspace


def inspect_folder(
    folder: Path, workspace: Workspace, session: Session, source: Source, showing: Showing, *, suggest: bool
) -> int:
    """Files that cannot be read end with 3; everything else is still told."""
    from ruraledu_cli import pipeline
    from ruraledu_cli.definitions.names import NAMES

    for path in showing.outputs:
        if not (suggest and path.suffix.lower() in (".yaml", ".yml")):
            format_of(path)
    plan = pipeline.load_plan(workspace.need_plan(), workspace.root)
    outputs = [
        path for path in showing.outputs if not (suggest and path.name == NAMES)
    ]  # what is in it stays
    refuse_inputs(outputs, workspace, (*plan.files, *files_below([folder])))
    with progress(session, "progress.inspecting", showing.silent):
        found, files = _look(folder, workspace, plan)
    if suggest:
        written = _suggest(found, plan, session, showing)
    else:
        written = deliver(_answer(found, plan, session, showing), session, showing)
    return highest((written, tell_unread(files, source.ignored(workspace), session)))


def _look(folder: Path, workspace: Workspace, plan: Plan) -> tuple[Folder, list[InputFile]]:
    from ruraledu_cli.analyse.folder import look
    from ruraledu_cli.audit.years import year_of
    from ruraledu_cli.read import discover, read_files
    from ruraledu_cli.recognise import recognise
    from ruraledu_cli.validate import validate

    shown = workspace.shown(folder)
    read = read_files(discover(folder, shown))
    if not read:
        raise Stop(ExitCode.FILE, "usage.no_input", {"path": shown})
    found = recognise([sheet for file in read for sheet in file.sheets], plan.codebook)
    year = year_of([file.file.path for file in read], found.frames)[0]
    outside = frozenset(plan.lists.get("outside_schools", ()))
    blanks, names = workspace.blank_means, plan.names
    openings = plan.settings.openings
    validated = validate(
        found.frames, plan.codebook, year, plan.areas, outside, blanks, names=names, openings=openings
    )
    findings = [*(f for file in read for f in file.findings), *found.findings, *validated.findings]
    census = validated.census
    files = [file.file for file in read]
    return look(shown, year, plan, files, census.frames, found.unknown, census, findings), files


def _answer(found: Folder, plan: Plan, session: Session, showing: Showing) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.folder import folder_page
    from ruraledu_cli.render.folder import document, render_csv, render_json

    machine = load_catalogue(session.machine_language, "folder")
    told = document(found, plan.codebook, machine, show_pii=showing.show_pii)
    return Answer(
        lambda language, whole: folder_page(
            document(found, plan.codebook, load_catalogue(language, "folder"), show_pii=showing.show_pii),
            load_catalogue(language, "folder"),
            whole=whole or showing.verbose,
        ),
        lambda: render_json(told),
        lambda: render_csv(told, machine),
    )


def _suggest(found: Folder, plan: Plan, session: Session, showing: Showing) -> ExitCode:
    """names.yaml: what stands in the file stays as it is, what is not known yet is added."""
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.definitions.names import read_names
    from ruraledu_cli.render.folder import document, names_yaml

    text = load_catalogue(session.machine_language, "folder")
    told = document(found, plan.codebook, text, show_pii=showing.show_pii)
    if not showing.outputs:
        put(names_yaml(told, plan.names, text))
        return ExitCode.DONE
    files = {
        path: names_yaml(told, {**plan.names, **(read_names(path) if path.is_file() else {})}, text)
        for path in showing.outputs
    }
    return highest(write_all(files, session))
