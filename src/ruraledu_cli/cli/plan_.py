"""`ruraledu plan check|show|schema|test`: the plan file, on its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from ruraledu_cli.cli.commands import SETTINGS, Entry, Group
from ruraledu_cli.cli.exits import ExitCode
from ruraledu_cli.cli.options import AsOfOption, ColorOption, LangOption, PlanOption, one_of
from ruraledu_cli.cli.output import put, screen
from ruraledu_cli.cli.session import Session, current, enter_workspace

if TYPE_CHECKING:
    from ruraledu_cli.analyse.examples import ExampleResult
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.workspace import Workspace

PlanFileArgument = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="option.plan_file")]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format", metavar="WORD", help="option.format_two", parser=one_of("--format", "text", "json")
    ),
]


class Commands(Group):
    """The commands of `ruraledu plan`."""

    entries: ClassVar[Mapping[str, Entry]] = {
        name: Entry("plan_", name, f"command.plan_{name}") for name in ("check", "show", "schema", "test")
    }


app = typer.Typer(cls=Commands, add_completion=False, context_settings=SETTINGS, help="command.plan")


@app.callback(invoke_without_command=True)
def _plan(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        context.get_help()


def check(
    context: typer.Context, file: PlanFileArgument = None, plan: PlanOption = None, lang: LangOption = None
) -> int:
    """Faults end the command with 2, all of them listed at file, line and column."""
    session = current(context)
    loaded = _load(session, file, plan)
    said = {
        "id": loaded.id,
        "indicators": len(loaded.indicators),
        "targets": len(loaded.targets),
        "scopes": len({name for _, name in loaded.scopes}),
    }
    put(session.words.text("plan.good", said) + "\n")
    return ExitCode.DONE


def show(
    context: typer.Context,
    file: PlanFileArgument = None,
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = "text",
    color: ColorOption = "auto",
    lang: LangOption = None,
) -> int:
    """The indicators with their milestones; with a date, which one is in force on it."""
    session = current(context)
    loaded = _load(session, file, plan)
    if format == "json":
        from ruraledu_cli.render.json import to_bytes

        put(to_bytes(_document(loaded, as_of, session.machine_language)))
    else:
        from ruraledu_cli.catalogue import load_catalogue
        from ruraledu_cli.cli.plan_table import show_plan

        with screen(color) as console:
            show_plan(loaded, as_of, session.words, load_catalogue(session.language), console)
    return ExitCode.DONE


def schema(context: typer.Context, lang: LangOption = None) -> int:
    """The JSON Schema of a plan file, for editors."""
    from ruraledu_cli.definitions.plan_file import PlanFile
    from ruraledu_cli.render.json import to_bytes

    put(to_bytes(PlanFile.model_json_schema()))
    return ExitCode.DONE


def test(
    context: typer.Context, file: PlanFileArgument = None, plan: PlanOption = None, lang: LangOption = None
) -> int:
    """Run the examples beside the plan; a difference ends with 1."""
    from ruraledu_cli import pipeline

    session = current(context)
    workspace = enter_workspace(session, None, [*(file or ()), *(plan or ())])
    failed = ran = 0
    for path in workspace.need_plan():
        for result in pipeline.run_examples(path, workspace.root):
            ran += 1
            failed += not result.passed
            for difference in result.differences:
                put(session.words.text("plan.example_failed", _said(result, difference, workspace)) + "\n")
    key = "plan.no_examples" if not ran else "plan.examples_failed" if failed else "plan.examples_good"
    put(session.words.text(key, {"count": ran, "failed": failed}) + "\n")
    return ExitCode.FAILED if failed else ExitCode.DONE


def _said(result: ExampleResult, difference: str, workspace: Workspace) -> dict[str, object]:
    file = workspace.shown(Path(result.file))
    return {"file": file, "title": result.title, "indicator": result.indicator, "difference": difference}


def _load(session: Session, file: list[Path] | None, plan: list[Path] | None) -> Plan:
    from ruraledu_cli import pipeline

    workspace = enter_workspace(session, None, [*(file or ()), *(plan or ())])
    return pipeline.load_plan(workspace.need_plan(), workspace.root)


def _document(plan: Plan, as_of: date | None, language: str) -> dict[str, Any]:
    """The plan as plain data; values are exact."""
    return {
        "schema_version": 1,
        "plan": plan.id,
        "title": plan.title.get("zh" if language == "zh" else "en", ""),
        "as_of": as_of.isoformat() if as_of else None,
        "indicators": [_indicator(plan, name, as_of, language) for name in plan.indicators],
        "errors": [],
    }


def _indicator(plan: Plan, name: str, as_of: date | None, language: str) -> dict[str, Any]:
    indicator, target = plan.indicators[name], plan.targets.get(name)
    stones = sorted(target.milestones.items()) if target else []
    return {
        "id": name,
        "title": indicator.title.get("zh" if language == "zh" else "en", ""),
        "task": indicator.task,
        "lead": list(indicator.lead),
        "unit": indicator.unit,
        "force": target.force if target else None,
        "op": target.op if target else None,
        "in_force": target.in_force(as_of.year) if target and as_of else None,
        "milestones": [
            {
                "year": year,
                "value": str(stone.value),
                "due_date": target.due(year).isoformat(),
                "source": stone.source,
            }
            for year, stone in stones
            if target
        ],
    }
