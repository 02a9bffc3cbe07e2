"""Reads a plan from YAML: laid over the one it extends, checked whole, every fault at its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ruraledu_cli.definitions.codebook import Codebook, TableDef
from ruraledu_cli.definitions.condition import Condition
from ruraledu_cli.definitions.conditions import parse_condition
from ruraledu_cli.definitions.context import Context, suggestion
from ruraledu_cli.definitions.expected import expected
from ruraledu_cli.definitions.formula import Formula, need_modes
from ruraledu_cli.definitions.formulas import parse_formula
from ruraledu_cli.definitions.plan import Breakdown, Coverage, Indicator, Plan, PlanReading, spellings
from ruraledu_cli.definitions.plan_file import (
    CoverageDef,
    IndicatorDef,
    NeedMode,
    OrderDef,
    PlanFile,
    ReadingDef,
    Semesters,
    Settings,
    TaskDef,
    Township,
)
from ruraledu_cli.definitions.strict import Strict
from ruraledu_cli.definitions.target import Target
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, Mark, Path_, load


def load_plan(path: Path, codebook: Codebook, shown: str | None = None) -> Plan:
    """Read a plan file, and the one it extends. Raises DefinitionError with every fault at once."""
    document, files = _extended(load(path, shown), path, frozenset({path.resolve()}))
    try:
        written = PlanFile.model_validate(document.data)
    except ValidationError as error:
        raise DefinitionError(_faults(error, document)) from None
    return _Reader(written, document, codebook).plan(files)


def places_of(path: Path) -> Mapping[Path_, Mark]:
    """Where everything stands in a plan file and those it extends. Raises DefinitionError."""
    return _extended(load(path, path.as_posix()), path, frozenset({path.resolve()}))[0].marks


def _extended(document: Document, path: Path, above: frozenset[Path]) -> tuple[Document, tuple[Path, ...]]:
    """The document laid over the one it extends: mappings are merged, all else replaced."""
    base = document.data.get("extends") if isinstance(document.data, dict) else None
    if not base:
        return document, (path,)
    if not isinstance(base, str) or not (path.parent / base).is_file():
        raise DefinitionError([document.fault(("extends",), "no_such_plan", name=base)])
    if (path.parent / base).resolve() in above:
        raise DefinitionError([document.fault(("extends",), "extends_itself", name=base)])
    beside = path.parent / base
    below, files = _extended(load(beside, beside.as_posix()), beside, above | {beside.resolve()})
    data = _merged(below.data, document.data)
    return Document(document.file, data, {**below.marks, **document.marks}), (*files, path)


def _merged(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        return below | {key: _merged(below.get(key), value) for key, value in above.items()}
    return above


def _faults(error: ValidationError, document: Document) -> list[Fault]:
    """pydantic's faults with their places in the file, and a suggestion for an unknown key."""
    found = []
    for item in error.errors(include_url=False):
        path: Path_ = tuple(item["loc"])
        match item["type"]:
            case "extra_forbidden":
                said = {"name": path[-1]} | suggestion(path[-1], _siblings(path))
                found.append(document.fault(path, "unknown_key", **said))
            case "missing":
                found.append(document.fault(path, "missing_key", name=path[-1]))
            case kind:
                found.append(document.fault(path, "wrong_value", **expected(kind, item)))
    return found


_MODELS: Mapping[str, type[Strict]] = {
    "townships": Township,
    "orders": OrderDef,
    "tables": TableDef,
    "coverage": CoverageDef,
    "tasks": TaskDef,
    "indicators": IndicatorDef,
    "targets": Target,
}


def _siblings(path: Path_) -> list[str]:
    """The keys allowed where an unknown one stands."""
    if len(path) == 1:
        return list(PlanFile.model_fields)
    model = _MODELS.get(str(path[0])) if len(path) == 3 else None
    if path[0] == "settings":
        model = Settings if len(path) == 2 else Semesters
    return list(model.model_fields) if model else []


class _Reader:
    """Compiles a plan file: conditions and formulas read, names resolved, faults collected."""

    def __init__(self, written: PlanFile, document: Document, codebook: Codebook) -> None:
        self.written = written
        self.codebook = _with_own(codebook, written)
        self.context = Context(
            document,
            self.codebook,
            townships=spellings(written.townships),
            lists=written.lists,
            orders={name: self._order(name, order) for name, order in written.orders.items()},
            settings=written.settings.model_dump(),
            scopes=written.scopes,
        )

    def _order(self, column: str, order: OrderDef) -> tuple[str, ...]:
        """The order's levels as codes of the column's code list."""
        for table in self.codebook.tables.values():
            found = table.columns.get(column)
            if found is not None and found.codes:
                names = self.codebook.code_lists[found.codes].spellings
                return tuple(names.get(level, level) for level in order.best_first)
        return order.best_first

    def plan(self, files: tuple[Path, ...]) -> Plan:
        written = self.written
        plan = Plan(
            id=written.id,
            title=written.title,
            source=written.source,
            conjecture=written.conjecture,
            settings=written.settings,
            townships=written.townships,
            lists=written.lists,
            orders=written.orders,
            codebook=self.codebook,
            counted=self._conditions(("counted",), written.counted),
            scopes={
                (table, name): condition
                for table, scopes in written.scopes.items()
                for name, condition in self._scopes(table, scopes).items()
            },
            coverage={table: self._coverage(table, cover) for table, cover in written.coverage.items()},
            breakdowns={by: self._breakdown(by, tables) for by, tables in written.breakdowns.items()},
            tasks=written.tasks,
            indicators={name: self._indicator(name, item) for name, item in written.indicators.items()},
            targets=written.targets,
            beside=self._readings(written.beside, ("beside",)),
            files=files,
        )
        self._check_targets()
        if self.context.faults:
            raise DefinitionError(self.context.faults)
        return plan

    def _conditions(self, path: Path_, raw: Mapping[str, Any]) -> dict[str, Condition]:
        return {
            table: parse_condition(item, table, self.context, (*path, table))
            for table, item in raw.items()
            if self.context.table(table, (*path, table))
        }

    def _scopes(self, table: str, scopes: Mapping[str, Any]) -> dict[str, Condition]:
        if not self.context.table(table, ("scopes", table)):
            return {}
        return {
            name: parse_condition(item, table, self.context, ("scopes", table, name))
            for name, item in scopes.items()
        }

    def _coverage(self, table: str, cover: CoverageDef) -> Coverage:
        path: Path_ = ("coverage", table)
        self.context.table(table, path)

        def read(name: str, raw: Any, of: str = "schools") -> Condition | None:
            return None if raw is None else parse_condition(raw, of, self.context, (*path, name))

        return Coverage(
            cover.townships,
            cover.township_column,
            cover.last_year,
            read("schools", cover.schools),
            read("none_stated", cover.none_stated),
            read("sent_by", cover.sent_by, table),
        )

    def _breakdown(self, by: str, tables: Mapping[str, Any]) -> dict[str, Breakdown]:
        found = {}
        for table, raw in tables.items():
            path: Path_ = ("breakdowns", by, table)
            column, groups = next(iter(raw.items())) if isinstance(raw, dict) and raw else (raw, {})
            link, _, name = str(column).rpartition(".")
            if self.context.table(table, path):
                self.context.column("schools" if link else table, name, path)
            found[table] = Breakdown(name, link or None, {k: tuple(map(str, v)) for k, v in groups.items()})
        return found

    def _indicator(self, name: str, item: IndicatorDef) -> Indicator:
        path: Path_ = ("indicators", name)
        task = self.written.tasks.get(item.task)
        if task is None:
            known = suggestion(item.task, self.written.tasks)
            self.context.fault((*path, "task"), "unknown_task", name=item.task, **known)
        readings = self._readings(item.readings, (*path, "readings"))
        formula = parse_formula(item.formula, self.context, (*path, "formula"))
        return Indicator(
            name,
            item.title,
            item.task,
            task.lead if task else (),
            task.partners if task else (),
            item.clause,
            item.note,
            item.unit,
            formula,
            item.when_empty,
            readings,
            self._need(item, formula, (*path, "need")),
            item.sentence,
        )

    def _need(self, item: IndicatorDef, formula: Formula, path: Path_) -> tuple[NeedMode, ...]:
        """The ways that are declared, each checked against the kind of formula."""
        allowed = need_modes(formula)
        for i, mode in enumerate(item.need):
            if mode not in allowed:
                known = ", ".join(allowed) or "none"
                self.context.fault((*path, i), "need_mode", name=mode, allowed=known)
        return item.need

    def _readings(self, written: Mapping[str, ReadingDef], path: Path_) -> tuple[PlanReading, ...]:
        return tuple(
            PlanReading(key, r.title, parse_formula(r.formula, self.context, (*path, key, "formula")))
            for key, r in written.items()
        )

    def _check_targets(self) -> None:
        for name, target in self.written.targets.items():
            path: Path_ = ("targets", name)
            indicator = self.written.indicators.get(name)
            if indicator is None:
                hint = suggestion(name, self.written.indicators)
                self.context.fault(path, "unknown_indicator", name=name, **hint)
                continue
            for year, milestone in target.milestones.items():
                if indicator.unit == "percent" and milestone.value > 1:
                    self.context.fault((*path, "milestones", year), "over_hundred", value=milestone.value)


def _with_own(codebook: Codebook, written: PlanFile) -> Codebook:
    """The codebook with the plan's own tables and columns."""
    tables = dict(codebook.tables) | dict(written.tables)
    for name, columns in written.columns.items():
        if name in tables:
            own = {**tables[name].columns, **columns}
            tables[name] = tables[name].model_copy(update={"columns": own})
    lists = {**codebook.code_lists, **written.code_lists}
    return codebook.model_copy(update={"tables": tables, "code_lists": lists})
