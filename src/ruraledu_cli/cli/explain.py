"""`ruraledu explain ID [YEAR]`: a rule or an indicator in plain words; with a year, its figures."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.explain_year import Call, explain_year
from ruraledu_cli.cli.options import AsOfOption, parse_year
from ruraledu_cli.cli.output import put, screen
from ruraledu_cli.cli.rule_codes import nearest
from ruraledu_cli.cli.session import Session, current
from ruraledu_cli.cli.shared import Showing, Source, spread_options

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.workspace import Workspace

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="option.rule_or_indicator")]
YearArgument = Annotated[
    int | None, typer.Argument(metavar="[YEAR]", help="option.explain_year", parser=parse_year)
]
CellsOption = Annotated[bool, typer.Option("--cells", help="option.cells")]
CheckOption = Annotated[bool, typer.Option("--check", help="option.check_cells")]
PullOption = Annotated[bool, typer.Option("--pull", help="option.pull")]
SchoolOption = Annotated[str | None, typer.Option("--school", metavar="CODE", help="option.school")]


@spread_options
def explain(
    context: typer.Context,
    id: IdArgument,
    year: YearArgument = None,
    *,
    cells: CellsOption = False,
    check: CheckOption = False,
    school: SchoolOption = None,
    pull: PullOption = False,
    as_of: AsOfOption = None,
    source: Source,
    showing: Showing,
) -> int:
    """Rules are known everywhere, indicators where there is a plan."""
    from ruraledu_cli.model.rules import RULES

    session = current(context)
    workspace = source.workspace(session)
    if year is not None:
        call = Call(id, year, cells, check, school, as_of, source, showing)
        if pull:
            from ruraledu_cli.cli.pull import explain_pull

            return explain_pull(call, session, workspace)
        return explain_year(call, session, workspace)
    code = _code(id)
    if code in RULES:
        _show_rule(code, session, showing)
        return ExitCode.DONE
    known = _plan(workspace)
    if known is None or id not in known.indicators:
        raise _unknown(id, known)
    _show_indicator(id, known, session, showing)
    return ExitCode.DONE


def _code(typed: str) -> str:
    """A code in any case, or a rule's English name."""
    from ruraledu_cli.model.rules import RULES

    names = {rule.name: rule.code for rule in RULES.values()}
    return names.get(typed.lower(), typed.upper())


def _plan(workspace: Workspace) -> Plan | None:
    """The plan, for the indicators. Raises DefinitionError where it, or a layout, is faulty."""
    if not workspace.plan:
        return None
    from ruraledu_cli import pipeline

    return pipeline.load_plan(workspace.plan, workspace.root)


def _unknown(typed: str, plan: Plan | None) -> Stop:
    close = get_close_matches(typed.lower(), plan.indicators if plan else (), 1, 0.5)
    like_code = len(typed) <= 5
    found = nearest(typed) if like_code or not close else close[0]
    return Stop(ExitCode.USAGE, "usage.no_rule_or_indicator", {"value": typed, "close": found})


def _show_rule(code: str, session: Session, showing: Showing) -> None:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.model.rules import RULES
    from ruraledu_cli.render.json import to_bytes
    from ruraledu_cli.render.rulebook import rule_record
    from ruraledu_cli.screen.rulebook import show_rule_page

    page = rule_page(code)
    if showing.format == "json":
        record = rule_record(RULES[code], load_catalogue(session.machine_language))
        put(to_bytes({"schema_version": 1, "rule": record | {"page": page}, "errors": []}))
        return
    text = load_catalogue(session.language)
    with screen(showing.color) as console:
        show_rule_page(rule_record(RULES[code], text), page, text, console)


def rule_page(code: str) -> str | None:
    """The page of a rule below its heading: from the installed package, else from the checkout."""
    package = Path(str(files("ruraledu_cli.data")))
    for folder in (package / "rules", package.parents[2] / "tests" / "rules"):
        page = folder / f"{code}.md"
        if page.is_file():
            heading, _, rest = page.read_text("utf-8").partition("\n")
            return (rest if heading.startswith("# ") else f"{heading}\n{rest}").strip()
    return None


def _show_indicator(name: str, plan: Plan, session: Session, showing: Showing) -> None:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.render.json import to_bytes
    from ruraledu_cli.render.rulebook import indicator_record
    from ruraledu_cli.screen.rulebook import show_indicator

    if showing.format == "json":
        record = indicator_record(name, plan, load_catalogue(session.machine_language))
        put(to_bytes({"schema_version": 1, "indicator": record, "errors": []}))
        return
    text = load_catalogue(session.language)
    with screen(showing.color) as console:
        show_indicator(indicator_record(name, plan, text), text, console)
