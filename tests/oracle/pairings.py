"""Pairing of rural with urban schools: the pairs table where it was sent, else the columns of the school."""

from __future__ import annotations

import re
from datetime import date

from .county import County, Row, Schools, counted, county_seat, merged, name_of
from .logic import NO, Truth, both, either, some
from .spans import Span

SCHOOL_CODE = re.compile(r"(11|21|22|31|32|33|34|35|36|37|51)\d{8}")


class Pairings:
    """What is known of each school's partners at the reference date."""

    def __init__(self, county: County, as_of: date) -> None:
        self.schools = Schools(county.tables["schools"])
        self.as_of = as_of
        self.sent = county.has("pairs")
        self.pairs = merged(county.tables.get("pairs", []), _pair_key)

    def unexpired(self, end: object) -> Truth:
        """Ends on or after the reference date; a blank end has not come."""
        if not isinstance(end, Span):
            return True
        if end.first >= self.as_of:
            return True
        return False if end.last < self.as_of else None

    def partner(self, rural_school: Row, mention: str) -> Truth:
        """Is the named partner a school of the county seat, or one outside the county."""
        found = self.schools.find(mention)
        if found is None:
            return True if SCHOOL_CODE.fullmatch(mention) else None
        return False if name_of(found) == name_of(rural_school) else both(counted(found), county_seat(found))

    def own(self, row: Row) -> Truth:
        """The school's own agreement with an urban partner, still running."""
        if self.sent:
            return some(
                both(
                    self._is(pair, row),
                    self.partner(row, pair["urban_school"]),
                    self.unexpired(pair.get("end_date")),
                )
                for pair in self.pairs
            )
        named = row.get("paired_school")
        if named is None:
            return False if row.get("paired") is False else None
        if named is NO:
            return False
        urban = some(self.partner(row, mention) for mention in named)
        return both(urban, self.unexpired(row.get("pairing_end")))

    def covered(self, row: Row) -> Truth:
        """Its own agreement, or that of the central school it belongs to."""
        parent = row.get("parent_school_code")
        if parent is None or parent is NO:
            return self.own(row)
        central = self.schools.find(parent)
        return either(self.own(row), None if central is None else both(counted(central), self.own(central)))

    def expanded(self, row: Row) -> Truth:
        """Any form of 强校扩优; a form or flag of 结对 whose agreement has expired is none."""
        forms = row.get("expansion_form")
        running = self.unexpired(row.get("pairing_end"))
        grouped = self._form(forms, {"集团", "联盟"})
        if self.sent:
            listed = some(
                both(self._is(pair, row), self.unexpired(pair.get("end_date"))) for pair in self.pairs
            )
            return either(grouped, row.get("paired"), listed)
        named = None if row.get("paired_school") is None else row["paired_school"] is not NO
        paired = either(self._form(forms, {"结对"}), row.get("paired"), named)
        return either(grouped, both(paired, running))

    def _form(self, forms: object, wanted: set[str]) -> Truth:
        if forms is None:
            return None
        return forms is not NO and any(form in wanted for form in forms)  # type: ignore[attr-defined]

    def _is(self, pair: Row, row: Row) -> Truth:
        mention = pair.get("rural_school")
        found = None if mention is None else self.schools.find(mention)
        return None if found is None else name_of(found) == name_of(row)


def _pair_key(row: Row) -> tuple[object, ...]:
    return (row.get("urban_school"), row.get("rural_school"), row.get("start_date"))
