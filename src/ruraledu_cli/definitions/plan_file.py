"""A plan file as written: its keys and what they take, the schema of `ruraledu plan schema`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from ruraledu_cli.definitions.codebook import CodeList, ColumnDef, TableDef
from ruraledu_cli.definitions.strict import Strict
from ruraledu_cli.definitions.target import Target

Words = Mapping[Literal["zh", "en"], str]


class Township(Strict):
    """A township of the county; `kind` is 镇, 街道 or 乡."""

    zh: str
    en: str = ""
    kind: str = ""
    aliases: tuple[str, ...] = ()


class TaskDef(Strict):
    title: Words
    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


class OrderDef(Strict):
    """Levels from best to worst; `confirm` marks an order that the bureau has yet to confirm."""

    best_first: tuple[str, ...]
    confirm: bool = False


class ReadingDef(Strict):
    title: Words
    formula: Any


class SentenceDef(Strict):
    """The words of an indicator's ready sentence: who is counted, what they have, in which unit."""

    over: Words
    having: Words
    unit: Words


NeedMode = Literal["upgrade", "hire", "cover", "add"]


class IndicatorDef(Strict):
    """One indicator as written. `when_empty`: what an empty scope means. `need`: how it can be improved, in
    the order to be shown: upgrade (those counted who lack it come to have it), hire (new ones who have it
    are added), cover (schools, villages or townships that are left), add (more of what is counted)."""

    title: Words
    task: str
    unit: Literal["percent", "ratio", "number"]
    clause: str = ""
    note: Words = Field(default_factory=dict)
    formula: Any
    when_empty: Literal["not_computable", "not_applicable"] = "not_computable"
    need: tuple[NeedMode, ...] = ()
    sentence: SentenceDef | None = None
    readings: Mapping[str, ReadingDef] = Field(default_factory=dict)


class CoverageDef(Strict):
    """Which units must have sent rows of a table, for indicators over it.

    `townships`: each of the plan's list; `last_year`: each school of last year's table still open;
    `schools`: each school of the indicator's scope that satisfies this condition; `none_stated`: a condition
    on a school that says there are no rows to send; `sent_by`: a condition on the table's rows, of those
    that show that a school has sent it (a register of heads is no roster).
    """

    townships: bool = False
    township_column: str = "township"
    last_year: bool = False
    schools: Any = None
    none_stated: Any = None
    sent_by: Any = None


class Semesters(Strict):
    """The first days of the two semesters and the last of the second, as MM-DD."""

    first: str = "09-01"
    second: str = "02-01"
    end: str = "07-31"


class Settings(Strict):
    age_by_month: bool = False
    term_years: int = 3
    semesters: Semesters = Semesters()

    @property
    def openings(self) -> tuple[str, str] | None:
        """The first days of the two semesters, where the plan states them itself."""
        return (self.semesters.first, self.semesters.second) if "semesters" in self.model_fields_set else None


class PlanFile(Strict):
    """A plan file as written (the schema of `ruraledu plan schema`)."""

    id: str
    title: Words
    extends: str | None = None
    conjecture: bool = False
    source: str = ""
    settings: Settings = Settings()
    townships: Mapping[str, Township] = Field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    orders: Mapping[str, OrderDef] = Field(default_factory=dict)
    tables: Mapping[str, TableDef] = Field(default_factory=dict)
    columns: Mapping[str, Mapping[str, ColumnDef]] = Field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = Field(default_factory=dict)
    counted: Mapping[str, Any] = Field(default_factory=dict)
    scopes: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    coverage: Mapping[str, CoverageDef] = Field(default_factory=dict)
    breakdowns: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    beside: Mapping[str, ReadingDef] = Field(default_factory=dict)
    tasks: Mapping[str, TaskDef] = Field(default_factory=dict)
    indicators: Mapping[str, IndicatorDef] = Field(default_factory=dict)
    targets: Mapping[str, Target] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, raw: Any) -> Any:
        """Tables and columns of the plan's own are named by their key."""
        if not isinstance(raw, dict):
            return raw
        tables = {
            name: {"name": name, **table, "columns": _with_names(table.get("columns"))}
            if isinstance(table, dict)
            else table
            for name, table in _mapping(raw.get("tables")).items()
        }
        columns = {table: _with_names(own) for table, own in _mapping(raw.get("columns")).items()}
        return raw | {"tables": tables, "columns": columns}


def _mapping(raw: Any) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _with_names(columns: Any) -> dict[str, Any]:
    return {
        name: {"name": name, **column} if isinstance(column, dict) else column
        for name, column in _mapping(columns).items()
    }
