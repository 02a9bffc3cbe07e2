"""`ruraledu verify MANIFEST`: recompute what was sealed, and say whether anything is not as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.options import DataOption, LangOption, NoProgressOption, PlanOption, one_of
from ruraledu_cli.cli.output import put
from ruraledu_cli.cli.session import Session, current, enter_workspace, progress

if TYPE_CHECKING:
    from ruraledu_cli.store.sealed import Difference, Manifest
    from ruraledu_cli.workspace import Workspace

ManifestArgument = Annotated[Path, typer.Argument(metavar="MANIFEST", help="option.manifest")]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format", metavar="WORD", help="option.format_two", parser=one_of("--format", "text", "json")
    ),
]


def verify(
    context: typer.Context,
    manifest: ManifestArgument,
    data: DataOption = None,
    plan: PlanOption = None,
    format: FormatOption = "text",
    lang: LangOption = None,
    no_progress: NoProgressOption = False,
) -> int:
    """Identical ends with 0; anything else, missing inputs included, with 1."""
    session = current(context)
    workspace = enter_workspace(session, data, plan or ())
    sealed = _load(manifest)
    with progress(session, "progress.reading", no_progress):
        found = _differences(sealed, workspace, data, tuple(plan or ()))
    _show(sealed, found, session, format)
    return ExitCode.FAILED if found else ExitCode.DONE


def _load(path: Path) -> Manifest:
    from ruraledu_cli.store import sealed

    try:
        return sealed.load(path.read_bytes())
    except OSError as error:
        why = error.strerror
        raise Stop(ExitCode.FILE, "error.unreadable", {"path": path.as_posix(), "why": why}) from None
    except sealed.NotAManifest:
        raise Stop(ExitCode.FILE, "error.no_manifest", {"path": path.as_posix()}) from None


def _differences(
    sealed: Manifest, workspace: Workspace, data: Path | None, plan: tuple[Path, ...]
) -> list[Difference]:
    """Inputs, plan and results against what they are now; flags say where things lie now."""
    from ruraledu_cli import pipeline
    from ruraledu_cli.definitions.yaml import DefinitionError
    from ruraledu_cli.store import sealed as store

    found = [] if plan else store.plan_differences(sealed, workspace.root)
    year = int(sealed["year"])
    folder = (workspace.need_data() if data else workspace.root / sealed["data"]) / str(year)
    if not folder.is_dir():
        return [*found, *store.input_differences(sealed, ())]
    plans = workspace.plan if plan else tuple(workspace.root / name for name in sealed.get("plans", ()))
    try:
        report = pipeline.check(
            folder,
            pipeline.load_plan(plans, workspace.root),
            year,
            as_of=date.fromisoformat(sealed["as_of"]),
            by=None,
            fail_on="undecided",
            ignore_unread=tuple(sealed.get("ignore_unread", ())),
            root=workspace.root,
            blank_means=workspace.blank_means,
        )
    except DefinitionError:
        if not found:
            raise
        return found
    now = store.seal(report, {}, "", {})
    return [
        *found,
        *store.input_differences(sealed, now["inputs"]),
        *store.result_differences(sealed, now["results"]),
    ]


def _show(sealed: Manifest, found: list[Difference], session: Session, format: str) -> None:
    if format == "json":
        from dataclasses import asdict

        from ruraledu_cli.render.json import to_bytes

        document = {
            "schema_version": 1,
            "year": sealed["year"],
            "plan": sealed["plan"].get("id"),
            "identical": not found,
            "differences": [asdict(difference) for difference in found],
            "errors": [],
        }
        put(to_bytes(document))
        return
    words = session.words
    for one in found:
        params = {"name": one.name, "before": one.before, "after": one.after}
        put(words.text(f"verify.{one.kind}", params) + "\n")
    key = "verify.differs" if found else "verify.identical"
    put(words.text(key, {"year": sealed["year"], "count": len(found)}) + "\n")
