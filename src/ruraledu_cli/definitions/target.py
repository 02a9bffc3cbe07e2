"""Dated targets: what must be reached by when, how firmly, and on whose word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ruraledu_cli.definitions.codebook import Exact
from ruraledu_cli.definitions.strict import Strict

Force = Literal["binding", "principle", "interpreted", "reference"]
Inferred = Literal["value", "year", "scope", "order", "source"]


def _date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


class Milestone(Strict):
    """A value due by a day; `due` is 31 December of the milestone's year unless stated."""

    value: Exact
    due: Annotated[date | None, BeforeValidator(_date)] = None
    source: str = ""


class Target(Strict):
    """`direction`: at_least or at_most, both inclusive. `milestones` by year."""

    direction: Literal["at_least", "at_most"]
    force: Force
    inferred: tuple[Inferred, ...] = ()
    milestones: Mapping[int, Milestone] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short_milestones(cls, raw: Any) -> Any:
        """A milestone may be written as its bare value."""
        if isinstance(raw, dict) and isinstance(raw.get("milestones"), dict):
            whole = {
                year: item if isinstance(item, dict) else {"value": item}
                for year, item in raw["milestones"].items()
            }
            return raw | {"milestones": whole}
        return raw

    def in_force(self, year: int) -> int | None:
        """The year of the milestone in force: the latest of this or an earlier year."""
        return max((y for y in self.milestones if y <= year), default=None)

    def ahead(self, year: int) -> int | None:
        """The year of the next milestone after this year."""
        return min((y for y in self.milestones if y > year), default=None)

    def due(self, year: int) -> date:
        """The day a milestone is due."""
        return self.milestones[year].due or date(year, 12, 31)

    def meets(self, value: Fraction, limit: Fraction) -> bool:
        """Whether a value is on the right side; the limit itself is."""
        return value >= limit if self.direction == "at_least" else value <= limit

    @property
    def op(self) -> str:
        return ">=" if self.direction == "at_least" else "<="
