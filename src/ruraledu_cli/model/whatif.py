"""A census with a change tried on it: what was changed, and every indicator that came out otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ruraledu_cli.model.report import Verdict

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan


@dataclass(frozen=True, slots=True)
class Changed:
    """One column of some rows of a table. `label` says which rows, `before` and `after` what their cells
    hold, as text ("" is blank); of figures that are summed `added` is what came from the school that goes."""

    table: str
    label: str
    column: str
    before: str
    after: str
    rows: int = 1
    personal: bool = False  # the label names a person
    secret: bool = False  # the cells do
    unknown: bool = False  # a sum of which a part is not known


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator before and after."""

    before: Verdict
    after: Verdict

    @property
    def indicator(self) -> str:
        return self.before.measurement.indicator

    @property
    def change(self) -> Fraction | None:
        """By how much the value changed, exact; None where one of the two has none, or is a root."""
        found = [
            one.measurement.counted.estimate()
            for one in (self.before, self.after)
            if one.measurement.counted is not None and one.measurement.problem is None
        ]
        if len(found) < 2:
            return None
        before, after = found[0].exact, found[1].exact
        return None if before is None or after is None else after - before


@dataclass(frozen=True, slots=True)
class Whatif:
    """What was tried, and the indicators it touches, in the plan's order."""

    plan: Plan
    year: int
    as_of: date
    changed: tuple[Changed, ...]
    differences: tuple[Difference, ...]
