"""`ruraledu inspect FILE…`: how each sheet was understood."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.inspect_folder import inspect_folder
from ruraledu_cli.cli.options import PasswordEnvOption
from ruraledu_cli.cli.output import put, screen
from ruraledu_cli.cli.session import Session, current, progress, tell_unread
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from ruraledu_cli.definitions.codebook import Codebook
    from ruraledu_cli.render.inspection import Inspection
    from ruraledu_cli.workspace import Workspace

FilesArgument = Annotated[list[str], typer.Argument(metavar="FILE...", help="option.file")]
SuggestOption = Annotated[bool, typer.Option("--suggest", help="option.suggest")]


@spread_options
def inspect(
    context: typer.Context,
    file: FilesArgument,
    *,
    suggest: SuggestOption = False,
    password_env: PasswordEnvOption = None,  # its parser does it all
    source: Source,
    showing: Showing,
) -> int:
    """Files that cannot be read end with 3; the others are still told of. A whole folder is one page, where
    there is a plan to say what is missing from it."""
    session = current(context)
    workspace = source.workspace(session)
    folder = Path(file[0]) if len(file) == 1 else None
    if folder is not None and folder.is_dir() and workspace.plan:
        return inspect_folder(folder, workspace, session, source, showing, suggest=suggest)
    if showing.format == "csv" or suggest or showing.output:
        raise Stop(ExitCode.USAGE, "usage.inspect_folder")
    codebook, areas = _definitions(workspace)
    with progress(session, "progress.inspecting", showing.silent):
        found = list(_inspected(_files(file, workspace), codebook, areas))
    _show(found, codebook, session, showing)
    return tell_unread((one.file for one in found), source.ignored(workspace), session)


def _definitions(workspace: Workspace) -> tuple[Codebook, Mapping[str, str]]:
    """The codebook and townships of the plan, which may define tables and columns of its own, with the
    layouts of the workspace; without a plan the package's codebook."""
    from ruraledu_cli.definitions.codebook_files import load_codebook
    from ruraledu_cli.definitions.names import with_own
    from ruraledu_cli.definitions.plan_reader import load_plan

    codebook = load_codebook()
    if not workspace.plan or not workspace.plan[-1].is_file():
        return codebook, {}
    plan = with_own(load_plan(workspace.plan[-1], codebook), workspace.root)
    return plan.codebook, plan.areas


def _files(names: Sequence[str], workspace: Workspace) -> list[tuple[Path, str]]:
    """Files as given, those below folders, and those a pattern matches (cmd.exe leaves patterns to us)."""
    from ruraledu_cli.read import discover

    found: dict[str, Path] = {}
    for name in names:
        paths = (
            [Path(name)]
            if Path(name).exists()
            else [Path(p) for p in sorted(glob.glob(name, recursive=True))]
        )
        for path in paths or [Path(name)]:
            inside = (
                discover(path, workspace.shown(path)) if path.is_dir() else [(path, workspace.shown(path))]
            )
            found.update((shown, each) for each, shown in inside)
    if not found:
        raise Stop(ExitCode.FILE, "usage.no_input", {"path": " ".join(names)})
    return [(path, shown) for shown, path in found.items()]


def _inspected(
    files: Iterable[tuple[Path, str]], codebook: Codebook, areas: Mapping[str, str]
) -> Iterator[Inspection]:
    """Each file by itself: a school's name around a table is looked up when the whole folder is read."""
    from ruraledu_cli.read import read_file
    from ruraledu_cli.recognise import recognise
    from ruraledu_cli.render.inspection import Inspection
    from ruraledu_cli.validate.context import settle_context

    for path, shown in files:
        read = read_file(path, shown)
        recognised = recognise(read.sheets, codebook)
        order = {sheet.name: place for place, sheet in enumerate(read.sheets)}
        known, told = settle_context(recognised.frames, codebook, areas)
        frames = sorted((*known, *recognised.unknown), key=lambda frame: order[frame.sheet.name])
        yield Inspection(read.file, tuple(frames), (*read.findings, *recognised.findings, *told))


def _show(found: list[Inspection], codebook: Codebook, session: Session, showing: Showing) -> None:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.render.inspection import document
    from ruraledu_cli.render.inspection_md import render_page
    from ruraledu_cli.render.json import to_bytes
    from ruraledu_cli.screen.inspection import show_inspection

    on_screen = showing.format == "text"
    text = load_catalogue(session.language if on_screen else session.machine_language)
    told = document(found, codebook, text, show_pii=showing.show_pii)
    if not on_screen:
        put(to_bytes(told) if showing.format == "json" else render_page(told, text))
    elif not showing.quiet:
        with screen(showing.color) as console:
            show_inspection(told, text, console)
