"""Lists set against pupils as plain data, masked here once for every format; JSON, and CSV rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import mask, mask_identities
from ruraledu_cli.model.matching import SETTLED, STATES, Case, Claim, Double, Matching, Tally, Where
from ruraledu_cli.render.json import SCHEMA_VERSION, to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]
COLUMNS = (
    *("what", "state", "name", "number", "age", "lists", "categories", "township", "school"),
    *("note", "listed", "pupils"),
)
_ANSWERS = ("answer", "answered_by")


def document(found: Matching, text: Catalogue, *, show_pii: bool = False) -> Record:
    """What `--format json` says. Children of whom there is nothing to do are counted, not named."""
    say = _Say(found, text, show_pii)
    return {
        "schema_version": SCHEMA_VERSION,
        "year": found.year,
        "as_of": found.as_of.isoformat(),
        "plan": found.plan,
        "unit": None,
        "period": {
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
            "term": list(found.term) if found.term else None,
            "term_sent": found.term_sent,
        },
        "pupils": {"persons": found.pupils, "without_number": found.without_number},
        "with_register": found.with_register,
        "sheets": [say.sheet(number) for number in range(len(found.sheets))],
        "summary": {
            **{state: found.count(state) for state in STATES},
            "claims": sum(claim.sure for claim in found.claims),
            "claims_undecided": sum(not claim.sure for claim in found.claims),
            "doubles": sum(double.sure for double in found.doubles),
            "doubles_undecided": sum(not double.sure for double in found.doubles),
        },
        "lists": [say.list(one) for one in found.lists],
        "townships": [_tally(one) for one in found.townships],
        "schools": [_tally(one) for one in found.schools],
        "cases": [say.case(one) for one in found.cases if _is_named(one)],
        "claims": [say.claim(one) for one in found.claims],
        "doubles": [say.double(one) for one in found.doubles],
        "unchecked": {
            code: {"title": text.title(found.categories.get(code, code)), "pupils": count}
            for code, count in found.unchecked.items()
        },
        "errors": [{"path": path} for path in found.unread],
    }


def shares(told: Record, by: str) -> dict[str, Record]:
    """What concerns each school, or each township, by its name; children of whom neither is known are in no
    share. A child at two schools is in both."""
    names: dict[str, Record] = {}
    for part in ("cases", "claims", "doubles"):
        for one in told[part]:
            own = one["schools"] if by == "school" else [one["township_name"]]
            for name in filter(None, own):
                share = names.setdefault(name, {"cases": [], "claims": [], "doubles": []})
                share[part].append(one)
    counts: Record = {"sheets": [], "lists": [], "townships": [], "schools": [], "unchecked": {}}
    return {name: {**told, **counts, **names[name], "unit": name} for name in sorted(names)}


def _is_named(one: Case) -> bool:
    return one.state not in SETTLED or "name_differs" in one.marks


def _tally(one: Tally) -> Record:
    return {
        "key": one.key,
        "name": one.name,
        "children": one.children,
        "to_do": one.to_do,
        "states": {state: one.states.get(state, 0) for state in STATES},
        "claims": one.claims,
        "doubles": one.doubles,
    }


class _Say:
    """One language's words, and what may be shown of persons."""

    def __init__(self, found: Matching, text: Catalogue, show_pii: bool) -> None:
        self.found, self.text, self.show_pii = found, text, show_pii

    def _personal(self, value: str) -> str:
        return value if self.show_pii else mask(value)

    def _text(self, value: str) -> str:
        return value if self.show_pii else mask_identities(value)

    def _kind(self, kind: str) -> str:
        return self.text.title(self.found.kinds[kind].title)

    def _categories(self, codes: Iterable[str]) -> list[str]:
        return [self.text.title(self.found.categories.get(code, code)) for code in codes]

    def sheet(self, number: int) -> Record:
        one = self.found.sheets[number]
        return {
            "file": one.file,
            "sheet": one.sheet,
            "kind": one.kind or None,
            "title": self._kind(one.kind) if one.kind else None,
            "rows": one.rows,
            "passed": one.passed,
            "numbered": one.numbered,
            "reason": one.reason or None,
        }

    def list(self, one: Tally) -> Record:
        kind = self.found.kinds[one.key]
        said = {"name": self._kind(one.key), "sender": self.text.title(kind.sender), "rows": one.rows}
        return {**_tally(one), **said}

    def _person(self, one: Case | Claim | Double) -> Record:
        return {
            "name": self._personal(one.name),
            "number": self._personal(one.number),
            "township": one.township or None,
            "township_name": self.found.towns.get(one.township),
            "schools": [self._text(name) for name in one.schools],
        }

    def case(self, one: Case) -> Record:
        return {
            **self._person(one),
            "state": one.state,
            "age": one.age,
            "reason": one.reason or None,
            "lists": [{"kind": kind, "title": self._kind(kind), "state": state} for kind, state in one.kinds],
            "categories": self._categories(one.categories),
            "marks": list(one.marks),
            "listed": _places(one.listed),
            "pupils": _places(one.pupils),
            "suggested": _places(one.suggested),
        }

    def claim(self, one: Claim) -> Record:
        return {
            **self._person(one),
            "category": one.category,
            "title": self._categories([one.category])[0],
            "reason": one.reason,
            "sure": one.sure,
            "pupils": _places(one.pupils),
            "listed": _places(one.listed),
        }

    def double(self, one: Double) -> Record:
        item = self.found.items.get(one.item)
        return {
            **self._person(one),
            "what": one.what,
            "sure": one.sure,
            "lists": [{"kind": kind, "title": self._kind(kind)} for kind in one.kinds],
            "item": (self.text.title(item) if item else self._text(one.item)) or None,
            "term": list(one.term) if one.term else None,
            "places": _places(one.places),
        }


def _places(places: Iterable[Where]) -> list[Record]:
    return [{"file": one.file, "sheet": one.sheet, "row": one.row} for one in places]


def render_json(told: Record) -> bytes:
    return to_bytes(told)


def is_answered(content: bytes) -> bool:
    """Whether somebody has written in the columns for the answer, in whatever encoding it was saved since."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            rows = csv.reader(content.decode(encoding).splitlines())
            return any(cell.strip() for row in islice(rows, 1, None) for cell in row[len(COLUMNS) :])
    return True


def render_csv(told: Record, text: Catalogue) -> bytes:
    """A row per case, claim and double; what is handed out has room for the answer."""
    from ruraledu_cli.catalogue.matching import rows_of

    columns = (*COLUMNS, *(_ANSWERS if told["unit"] else ()))
    rows = (tuple(row.get(name, "") for name in columns) for row in rows_of(told, text))
    return render_table([text.text(f"match.columns.{name}") for name in columns], rows)
