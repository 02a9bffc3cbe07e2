"""`ruraledu inspect FOLDER`: one page for a whole folder, and names.yaml for the names nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.cli.answers import Answer, deliver, format_of
from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.output import put, write_all
from ruraledu_cli.cli.session import Session, progress, say_unread

if TYPE_CHECKING:
    from ruraledu_cli.analyse.folder import Folder
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.workspace import Workspace


def inspect_folder(
    folder: Path,
    workspace: Workspace,
    session: Session,
    format: str,
    output: tuple[Path, ...],
    color: str,
    *,
    suggest: bool,
    show_pii: bool,
    hidden: bool,
) -> int:
    """Files that cannot be read end with 3; everything else is still told."""
    from ruraledu_cli import pipeline

    for path in output:
        if not (suggest and path.suffix.lower() in (".yaml", ".yml")):
            format_of(path)
    plan = pipeline.load_plan(workspace.need_plan(), workspace.root)
    with progress(session, "progress.inspecting", hidden):
        found, unread = _look(folder, workspace, plan)
    if suggest:
        written = _suggest(found, plan, session, output, show_pii=show_pii)
    else:
        answer = _answer(found, plan, session, show_pii=show_pii)
        written = deliver(answer, session, format, output, color)
    for name, reason in unread:
        say_unread(session, name, reason)
    return highest((written, ExitCode.FILE if unread else ExitCode.DONE))


def _look(folder: Path, workspace: Workspace, plan: Plan) -> tuple[Folder, list[tuple[str, str | None]]]:
    from ruraledu_cli.analyse.folder import look
    from ruraledu_cli.audit.years import year_of
    from ruraledu_cli.read import discover, read_files
    from ruraledu_cli.recognise import recognise
    from ruraledu_cli.validate import validate

    shown = workspace.shown(folder)
    read = read_files(discover(folder, shown))
    if not read:
        raise Stop(ExitCode.FILE, "usage.no_input")
    found = recognise([sheet for file in read for sheet in file.sheets], plan.codebook)
    year = year_of([file.file.path for file in read], found.frames)[0]
    outside = frozenset(plan.lists.get("outside_schools", ()))
    blanks, names = workspace.blank_means, plan.names
    validated = validate(found.frames, plan.codebook, year, plan.areas, outside, blanks, names=names)
    findings = [*(f for file in read for f in file.findings), *found.findings, *validated.findings]
    census = validated.census
    files = [file.file for file in read]
    page = look(shown, year, plan, files, census.frames, found.unknown, census, findings)
    return page, [(file.path, file.reason) for file in files if file.status == "unreadable"]


def _answer(found: Folder, plan: Plan, session: Session, *, show_pii: bool) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.folder import folder_page
    from ruraledu_cli.render.folder import document, render_csv, render_json

    machine = load_catalogue(session.machine_language, "folder")
    told = document(found, plan.codebook, machine, show_pii=show_pii)
    return Answer(
        lambda language, whole: folder_page(
            document(found, plan.codebook, load_catalogue(language, "folder"), show_pii=show_pii),
            load_catalogue(language, "folder"),
            whole=whole,
        ),
        lambda: render_json(told),
        lambda: render_csv(told, machine),
    )


def _suggest(
    found: Folder, plan: Plan, session: Session, output: tuple[Path, ...], *, show_pii: bool
) -> ExitCode:
    """names.yaml: what stands in the file stays as it is, what is not known yet is added."""
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.definitions.names import read_names
    from ruraledu_cli.render.folder import document, names_yaml

    text = load_catalogue(session.machine_language, "folder")
    told = document(found, plan.codebook, text, show_pii=show_pii)
    if not output:
        put(names_yaml(told, plan.names, text))
        return ExitCode.DONE
    files = {
        path: names_yaml(told, {**plan.names, **(read_names(path) if path.is_file() else {})}, text)
        for path in output
    }
    return highest(write_all(files, session))
