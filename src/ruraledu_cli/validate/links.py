"""Links: from what stands in a cell to the school, or the researcher, that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ruraledu_cli.census import MISSING, NONE, Ref, Value
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.assemble import Assembled, contradiction
from ruraledu_cli.validate.cells import Rows, Seen
from ruraledu_cli.validate.columns import BLANK, LINKS, Raw, Written, enter, identity, readable
from ruraledu_cli.validate.places import cell_place, places_of
from ruraledu_cli.validate.register import CODE, Register, normal, texts_of

# Links that may well lead out of the county.
OUTWARD = {
    ("schools", "paired_school"),
    ("pairs", "urban_school"),
    ("staff", "exchange_from"),
    ("staff", "exchange_to"),
}

_SUGGESTIONS = 100  # unknown names a suggestion is looked for; of more the register itself is in question

_INSIDE = ("post",)  # where a link may stand that no cell of its own says

# One link in two columns of their own: compared and followed as the two headers of one.
TWINS = {"staff": ("school_code", "school_name")}


Missed = dict[str, list[int]]  # texts that lead nowhere, and the codes of the values they stand in


@dataclass(slots=True)
class Unresolved:
    """Links that lead nowhere, by what was written: one finding each, whichever tables it stands in."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    places: dict[tuple[str, str], list[Place]] = field(default_factory=dict)
    params: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def add(self, kind: str, text: str, places: Iterable[Place], register: Register) -> None:
        key = (kind, normal(text))
        if key not in self.texts:
            self.texts[key] = text
            near = register.near(text) if len(self.texts) <= _SUGGESTIONS else None
            self.params[key] = {} if near is None else {"suggestion": near}
        self.places.setdefault(key, []).extend(places)

    def findings(self) -> list[Finding]:
        return [
            Finding(
                "K002" if kind == "school" else "K006",
                tuple(places),
                value=self.texts[kind, plain],
                params=self.params[kind, plain],
                personal=kind == "researcher",
            )
            for (kind, plain), places in self.places.items()
        ]


@dataclass(slots=True)
class Linker:
    """Follows the links of one kind. Without a register nothing is found, and nothing is said."""

    kind: str
    register: Register | None
    unresolved: Unresolved
    outside: frozenset[str] = frozenset()

    def follow(self, table: Assembled, names: Sequence[str], raw: Raw) -> tuple[Raw, list[Finding]]:
        """Links in place of the texts of a column (or of two that say one thing).

        R005 for two texts that lead to two records; what leads nowhere is noted, for K002 or K006.
        """
        missed: Missed = {}
        contradicted: list[int] = []
        held = set(raw.codes.tolist())  # a name beside a code is no link of its own
        links = [
            self._links(value, code, missed, contradicted) if code in held else None
            for code, value in enumerate(raw.values)
        ]
        saying = _saying(table, names) if missed else {}
        for text, codes in missed.items():
            if self.register is not None and not self._may_lead_out(table.name, names[0], text):
                rows = np.flatnonzero(np.isin(raw.codes, codes))
                cells = _cells(table, saying.get(text, ()), rows) or places_of(table, _INSIDE, rows)
                self.unresolved.add(self.kind, text, cells, self.register)
        findings = [self._contradiction(table, names, raw, code) for code in contradicted]
        return raw.replaced(links), findings

    def _links(self, value: Value, code: int, missed: Missed, contradicted: list[int]) -> Value | None:
        if isinstance(value, Written):
            return self._written_twice(value, code, missed, contradicted)
        if isinstance(value, tuple):
            return tuple(self._link(str(item), code, missed) for item in value if item is not NONE)
        return value if value is NONE else self._link(str(value), code, missed)

    def _written_twice(
        self, value: Written, code: int, missed: Missed, contradicted: list[int]
    ) -> Value | None:
        """The code decides; a name beside it that leads nowhere says nothing, one elsewhere is R005."""
        by_code: Missed = {}
        by_name: Missed = {}
        first = self._links(value.code, code, by_code, contradicted)
        second = self._links(value.name, code, by_name, contradicted)
        missed.update({text: [*missed.get(text, []), *codes] for text, codes in by_code.items()})
        known = self.register is not None and not by_code and not by_name
        if not known or first is None or second is None or _same(first, second):
            return first
        contradicted.append(code)
        return None

    def _link(self, text: str, code: int, missed: Missed) -> Ref:
        if self.register is None:
            return Ref(text, -1, normal(text) if CODE.fullmatch(normal(text)) else None)
        ref, found = self.register.find(text)
        if not found:
            missed.setdefault(text, []).append(code)
        return ref

    def _may_lead_out(self, table: str, column: str, text: str) -> bool:
        if (table, column) not in OUTWARD:
            return False
        return bool(CODE.fullmatch(normal(text))) or normal(text) in self.outside

    def _contradiction(self, table: Assembled, names: Sequence[str], raw: Raw, code: int) -> Finding:
        written, rows = raw.values[code], np.flatnonzero(raw.codes == code)
        assert isinstance(written, Written)
        return contradiction(table, names, readable(written.code), readable(written.name), rows)


def _same(first: Value, second: Value) -> bool:
    """Two links that meet, or two lists of the same links in whatever order."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return set(map(identity, first)) == set(map(identity, second))
    return identity(first) == identity(second)


def _saying(table: Assembled, names: Sequence[str]) -> dict[str, list[tuple[Seen, int]]]:
    """Which distinct cells of these columns say a text, alone or in a list."""
    found: dict[str, list[tuple[Seen, int]]] = {}
    for one in (one for name in names for one in table.seen.get(name, ())):
        for number, parsed in enumerate(one.parsed):
            for text in texts_of(parsed.value):
                found.setdefault(text, []).append((one, number))
    return found


def _cells(table: Assembled, saying: Sequence[tuple[Seen, int]], rows: Rows) -> list[Place]:
    """The cells of these rows that say a text: not the good name beside a wrong code."""
    numbers: dict[int, tuple[Seen, list[int]]] = {}
    for one, number in saying:
        numbers.setdefault(id(one), (one, []))[1].append(number)
    here = [(one, np.intersect1d(one.rows(held), rows)) for one, held in numbers.values()]
    return [cell_place(table, one, found) for one, found in here if len(found)]


def follow_links(table: Assembled, linkers: Mapping[str, Linker]) -> list[Finding]:
    """Every link column of a table followed; what was written twice compared (R005)."""
    findings: list[Finding] = []
    twins = TWINS.get(table.name, ())
    if set(twins) <= set(table.columns):
        findings.extend(_follow_twins(table, twins, linkers["school"]) if twins else [])
    else:
        twins = ()
    for column in table.definition.columns.values():
        if column.type in LINKS and column.name not in twins:
            raw = table.columns[column.name]
            table.columns[column.name], found = linkers[column.type].follow(table, (column.name,), raw)
            findings.extend(found)
    return findings


def _follow_twins(table: Assembled, names: Sequence[str], linker: Linker) -> list[Finding]:
    code, name = (table.columns[name] for name in names)
    links, findings = linker.follow(table, names, _paired(code, name))
    for one, raw in zip(names, (code, name), strict=True):
        table.columns[one] = Raw(links.values, links.codes, raw.present)
    return findings


def _paired(code: Raw, name: Raw) -> Raw:
    """Two columns as one: the code, else the name, or both as written where both are filled."""
    index: dict[tuple[type, Value], int] = {}
    codes = np.empty(len(code.codes), dtype=np.int32)
    known: dict[tuple[int, int], int] = {}
    for row, pair in enumerate(zip(code.codes.tolist(), name.codes.tolist(), strict=True)):
        if pair not in known:
            known[pair] = _pair(index, code, name, pair)
        codes[row] = known[pair]
    return Raw(tuple(value for _, value in index), codes)


def _pair(index: dict[tuple[type, Value], int], code: Raw, name: Raw, pair: tuple[int, int]) -> int:
    first, second = pair
    if first >= 0 and second >= 0 and code.values[first] != name.values[second]:
        return enter(index, Written(code.values[first], name.values[second]))
    if first >= 0:
        return enter(index, code.values[first])
    if second >= 0:
        return enter(index, name.values[second])
    return BLANK if first == second == BLANK else MISSING
