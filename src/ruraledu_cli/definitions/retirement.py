"""The ages of retirement by the law in force, and the day somebody reaches them."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError

from ruraledu_cli.definitions.strict import Strict
from ruraledu_cli.definitions.yaml import DefinitionError, parse

Kind = Literal["men", "women", "women_workers"]


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


class Ages(Strict):
    """From `age` to `to` years: a month later for every `step` months, from the law's first day on."""

    age: int = Field(gt=0, lt=100)
    to: int = Field(gt=0, lt=100)
    step: int = Field(gt=0)


class Law(Strict):
    """`workers` are the categories of staff whose women retire as `women_workers`."""

    source: str
    since: Annotated[date, BeforeValidator(_day)]
    classes: Mapping[Kind, Ages]
    workers: tuple[str, ...] = ()

    def age_in_months(self, born: date, kind: Kind) -> int:
        """The age of somebody born on a day, in months: later by one month for each step begun."""
        ages = self.classes[kind]
        since = self.since.year * 12 + self.since.month
        months = (born.year + ages.age) * 12 + born.month - since
        delay = 0 if months < 0 else months // ages.step + 1
        return ages.age * 12 + min(delay, (ages.to - ages.age) * 12)

    def day(self, born: date, kind: Kind) -> date:
        """The day the age is reached; in a month without that day, its last."""
        year, month = divmod(born.year * 12 + born.month - 1 + self.age_in_months(born, kind), 12)
        return date(year, month + 1, min(born.day, calendar.monthrange(year, month + 1)[1]))


@cache
def load_law() -> Law:
    """The law as shipped. Raises DefinitionError."""
    own = files("ruraledu_cli") / "data" / "retirement.yaml"
    document = parse(own.read_text(encoding="utf-8"), own.name)
    try:
        return Law.model_validate(document.data)
    except ValidationError as error:
        faults = [document.fault(one["loc"], "wrong_value", kind=one["type"]) for one in error.errors()]
        raise DefinitionError(faults) from None
