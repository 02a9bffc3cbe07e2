"""`ruraledu template -o FILE`: an input workbook to be filled in, and one for each unit with --split."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop, highest
from ruraledu_cli.cli.options import (
    DataOption,
    LangOption,
    NoProgressOption,
    PlanOption,
    QuietOption,
    no_such,
    one_of,
    parse_year,
)
from ruraledu_cli.cli.output import put, unit_paths, write_file
from ruraledu_cli.cli.session import Session, current, enter_workspace, progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruraledu_cli.analyse.prefill import Prefill, Prefilled, Split
    from ruraledu_cli.catalogue import Catalogue
    from ruraledu_cli.definitions.codebook import Codebook
    from ruraledu_cli.definitions.plan import Plan
    from ruraledu_cli.render.template import Wanted
    from ruraledu_cli.workspace import Workspace

FileOption = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="option.output_template")]
TableOption = Annotated[list[str] | None, typer.Option("--table", metavar="NAME", help="option.table")]
FromOption = Annotated[
    int | None, typer.Option("--from", metavar="YEAR", help="option.from_year", parser=parse_year)
]
SplitOption = Annotated[
    str | None,
    typer.Option(
        "--split", metavar="WORD", help="option.split", parser=one_of("--split", "township", "school")
    ),
]


def template(
    context: typer.Context,
    output: FileOption,
    table: TableOption = None,
    from_year: FromOption = None,
    split: SplitOption = None,
    data: DataOption = None,
    plan: PlanOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
    no_progress: NoProgressOption = False,
) -> int:
    """Everything that may be wrong with the call is looked at before anything is read."""
    session = current(context)
    workspace = enter_workspace(session, data, plan or ())
    if output.suffix.lower() != ".xlsx":
        said = {"path": output.as_posix(), "known": ".xlsx"}
        raise Stop(ExitCode.USAGE, "usage.bad_suffix", said)

    from ruraledu_cli.catalogue import load_catalogue

    making = _Making(session, workspace, load_catalogue(session.machine_language, "template"), quiet)
    codebook, read = _definitions(workspace, from_year)
    if split and from_year is None:
        raise making.stop("template.needs_from")
    tables = _tables(table or (), codebook, making, cast("Split | None", split))
    with progress(session, "progress.reading", no_progress or quiet):
        found = _prefilled(read, workspace, from_year, cast("Split | None", split), making)
    townships = tuple(one.zh for one in read.townships.values()) if read else ()
    return making.all(found, codebook, tables, townships, output, split)


def _definitions(workspace: Workspace, year: int | None) -> tuple[Codebook, Plan | None]:
    """The plan's codebook, else the package's; what is filled in from last year needs a plan."""
    from ruraledu_cli.definitions.codebook_files import load_codebook

    if not workspace.plan and year is None:
        return load_codebook(), None
    from ruraledu_cli import pipeline

    plan = pipeline.load_plan(workspace.need_plan(), workspace.root)
    return plan.codebook, plan


def _tables(
    asked: Sequence[str], codebook: Codebook, making: _Making, split: Split | None
) -> tuple[str, ...]:
    """The tables in the codebook's order; of a unit's own template those that it fills in itself."""
    names = {
        text: table.name
        for table in codebook.tables.values()
        for text in (*table.sheet_aliases, table.sheet, table.name)
    }
    for name in asked:
        if name not in names:
            known = tuple(table.sheet for table in codebook.tables.values())
            raise no_such("usage.bad_choice", "--table", name, (*known, *codebook.tables))
    chosen = {names[name] for name in asked} or set(codebook.tables)
    if split:
        from ruraledu_cli.analyse.prefill import OWN_TABLES

        chosen &= set(OWN_TABLES[split])
    if not chosen:
        raise making.stop("template.no_table")
    return tuple(name for name in codebook.tables if name in chosen)


def _prefilled(
    plan: Plan | None, workspace: Workspace, year: int | None, split: Split | None, making: _Making
) -> Prefilled:
    """What last year's data gives. Raises Stop where there is no school to go by."""
    from ruraledu_cli.analyse.prefill import Prefill, Prefilled, prefill

    if plan is None or year is None:
        return Prefilled((Prefill(""),))
    from ruraledu_cli import pipeline

    folder = workspace.year_folder(year)
    years = pipeline.years_of(folder, plan, year, root=workspace.root, blank_means=workspace.blank_means)
    found = prefill(years.evaluator(years.data), split)
    if not any(one.rows.get("schools") for one in found.templates):
        raise making.stop("template.no_schools", ExitCode.FILE, year=year)
    return found


class _Making:
    """Templates written one after the other; what cannot be written keeps no other from it."""

    def __init__(self, session: Session, workspace: Workspace, text: Catalogue, quiet: bool) -> None:
        self.session, self.workspace, self.text, self.quiet = session, workspace, text, quiet

    def stop(self, key: str, code: ExitCode = ExitCode.USAGE, **params: object) -> Stop:
        """A fault in the words of this command."""
        return Stop(code, "usage.other", {"why": self.said(key, **params)})

    def said(self, key: str, **params: object) -> str:
        from ruraledu_cli.catalogue import load_catalogue

        return load_catalogue(self.session.language, "template").text(key, **params)

    def all(
        self,
        found: Prefilled,
        codebook: Codebook,
        tables: tuple[str, ...],
        townships: tuple[str, ...],
        output: Path,
        split: str | None,
    ) -> int:
        from ruraledu_cli.render.template import Wanted, render_template

        codes = []
        for one, path in self._paths(found, output, split):
            unit = one.unit or (self.text.text("template.no_township") if split else "")
            rows = {name: rows for name, rows in one.rows.items() if name in tables}
            wanted = Wanted(codebook, tables, unit, rows, townships, one.names)
            codes.append(self._write(path, render_template(wanted, self.text), wanted))
        if found.staff_nowhere and "staff" in tables:
            self.session.say(self.said("template.staff_nowhere", count=found.staff_nowhere))
        elif not split and "staff" in tables and any(one.rows for one in found.templates):
            self.session.say(self.said("template.staff_left"))
        return highest(codes)

    def _paths(self, found: Prefilled, output: Path, split: str | None) -> Iterator[tuple[Prefill, Path]]:
        """Each template's own file: the name asked for, and whose it is."""
        units = [one.unit or self.text.text("template.no_township") for one in found.templates]
        paths = unit_paths(output, units)
        for one, unit in zip(found.templates, units, strict=True):
            yield one, output if split is None else paths[unit]

    def _write(self, path: Path, content: bytes, wanted: Wanted) -> ExitCode:
        from ruraledu_cli.package.untouched import is_as_made

        shown = self.workspace.shown(path)
        try:
            if path.exists() and not is_as_made(path.read_bytes()):
                self.session.say(self.said("template.filled", path=shown))
                return ExitCode.FILE
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, content)
        except OSError as error:
            said: dict[str, object] = {"path": shown, "why": error.strerror or "?"}
            self.session.say(self.session.words.text("error.unwritable", said))
            return ExitCode.FILE
        except Stop as stop:
            self.session.say(self.session.words.text(stop.key, stop.params))
            return stop.code
        if not self.quiet:
            counts = {name: len(rows) or None for name, rows in wanted.rows.items()}
            told = {"schools": counts.get("schools"), "staff": counts.get("staff")}
            put(self.said("template.done", path=shown, tables=len(wanted.tables), **told) + "\n")
        return ExitCode.DONE
