"""Findings in words: where, what is wrong, what to do about it; and personal data masked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ruraledu_cli.catalogue.words import Catalogue, fill, required
from ruraledu_cli.model.finding import SEVERITIES, Finding, Place, Severity
from ruraledu_cli.model.rules import RULES

STATES = ("fixed", "explained", "refused", "baseline", "skipped")  # all but open
_SETTLED = frozenset({"fixed", "explained", "baseline", "skipped"})
_BROKEN = re.compile(r"(?<![!-~])\s*[\r\n]+\s*|\s*[\r\n]+\s*(?![!-~])")
# Personal numbers within a text, in whatever digits (\d has the full-width ones): identity and pupil numbers
# (G and the number) and bank cards, an identity number in its three parts, mobile phones.
_ALONE = r"(?<![0-9A-Za-z]){}(?![\dA-Za-z])"
_LONG = re.compile(_ALONE.format(r"([A-Za-z]{0,4}\d{6})(\d{5,9})(\d{3}[\dXxＸｘ])"))
_IN_PARTS = re.compile(_ALONE.format(r"(\d{6})([\s-]?\d{8}[\s-]?)(\d{3}[\dXxＸｘ])"))
_PHONE = re.compile(_ALONE.format(r"((?:\+?86[\s-]?)?[1１][3-9３-９]\d)([\s-]?\d{4}[\s-]?)(\d{4})"))
_LONG_NUMBER = re.compile(r"[0-9A-Za-z]{15,}")
# Params that hold codes with words of their own, and the group of the catalogue where these stand.
_CODED: Mapping[str, str] = MappingProxyType(
    {
        "as": "answer",
        "flag": "answer",
        "reason": "reason",
        "stage": "stages",
        "direction": "directions",
        "expected": "types",
        "expected_type": "types",
        "table": "tables",
        "other_table": "tables",
    }
)
# Params about the workbook, not the person: these are never masked.
_ABOUT_THE_SHEET = frozenset(
    {"column", "count", "encoding", "expected_type", "file", "header", "limit", "other", "other_file"}
    | {
        "other_header",
        "other_sheet",
        "other_table",
        "reason",
        "row",
        "schools_named",
        "sheet",
        "table",
        "tolerance",
        "year",
    }
)
_FILES = ("file", "other_file")  # as they are, so that they are found


def mask(value: str) -> str:
    """Personal data made unrecognisable: 371599********0019 for long numbers, 张* for names and the rest."""
    value = value.strip()
    if _LONG_NUMBER.fullmatch(value):
        return value[:6] + "*" * (len(value) - 10) + value[-4:]
    return value[:1] + "*" * (len(value) - 1)


def mask_identities(text: str) -> str:
    """Personal numbers within a text masked, wherever they stand: also in a column they do not belong in."""
    for pattern in (_LONG, _IN_PARTS, _PHONE):
        text = pattern.sub(lambda found: f"{found[1]}{'*' * len(found[2])}{found[3]}", text)
    return text


def header_of(place: Place) -> str | None:
    """The column as the sheet calls it. A number typed where a header belongs is somebody's all the same."""
    return mask_identities(place.header) if place.header else place.column


def severity_of(finding: Finding) -> Severity:
    """The finding's own severity, else its rule's."""
    return finding.severity or RULES[finding.code].severity


def wants_answer(finding: Finding) -> bool:
    """Whether a finding is still to be corrected or explained: it is open, or its explanation was refused."""
    return finding.state not in _SETTLED


def state_words(finding: Finding, text: Catalogue) -> str:
    """The state in words; of an explanation that does not do, why."""
    words = text.text(f"state.{finding.state}", reason=None)
    if not finding.refusal:
        return words
    return text.text("format.labelled", label=words, value=text.word("reason", finding.refusal))


def explanation_words(finding: Finding, *, show_pii: bool = False) -> str:
    """What the submitter, or the baseline, says of a finding."""
    return finding.explanation if show_pii else mask_identities(finding.explanation)


def said_lines(finding: Finding, text: Catalogue, *, show_pii: bool = False) -> list[str]:
    """State and explanation as lines, for formats without a column of them; none of what is simply open."""
    if finding.state == "open":
        return []
    said = explanation_words(finding, show_pii=show_pii)
    labels = [("state", state_words(finding, text)), ("explanation", said)]
    return [
        text.text("format.labelled", label=text.text(f"audit_columns.{name}"), value=value)
        for name, value in labels
        if value
    ]


def settled_words(findings: Iterable[Finding], text: Catalogue) -> str:
    """How many findings are in each state but open; "" where all are."""
    counts = Counter(finding.state for finding in findings)
    return text.join(
        text.text("audit.in_state", state=text.text(f"state.{state}", reason=None), count=counts[state])
        for state in STATES
        if counts[state]
    )


def count_open(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity still want an answer."""
    counts = Counter(severity_of(finding) for finding in findings if wants_answer(finding))
    return {severity: counts[severity] for severity in SEVERITIES}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then queries, then notes; within these by rule, the widest cause first."""
    return sorted(
        findings, key=lambda f: (SEVERITIES.index(severity_of(f)), f.code, -f.count, _sort_place(f))
    )


def _sort_place(finding: Finding) -> tuple[str, str, int]:
    place = finding.places[0] if finding.places else Place("")
    return (place.file, place.sheet or "", place.rows[0] if place.rows else 0)


def shown_value(finding: Finding, *, show_pii: bool = False) -> str | None:
    """The value that was seen, masked where it is personal."""
    if finding.value is None or show_pii:
        return finding.value
    return mask(finding.value) if finding.personal else mask_identities(finding.value)


def message(finding: Finding, text: Catalogue, *, show_pii: bool = False) -> str:
    """What is wrong, in one sentence."""
    return _fill(f"rules.{finding.code}.message", finding, text, show_pii=show_pii)


def hint(finding: Finding, text: Catalogue, *, show_pii: bool = False) -> str:
    """What to do about it."""
    return _fill(f"rules.{finding.code}.mend", finding, text, show_pii=show_pii)


def _fill(key: str, finding: Finding, text: Catalogue, *, show_pii: bool) -> str:
    """A validator may give fewer params than the text wants: what lacks is shown as blank, never a fault."""
    template = text.texts[key]
    params: dict[str, object] = dict.fromkeys(required(template), text.text("format.unknown"))
    params |= _params(finding, text, show_pii=show_pii)
    return fill(template, params)


def _params(finding: Finding, text: Catalogue, *, show_pii: bool) -> dict[str, object]:
    place = finding.places[0] if finding.places else Place("")
    basics: dict[str, object] = {
        "value": shown_value(finding, show_pii=show_pii),
        "header": _on_one_line(header_of(place)),
        "other": _other_header(finding, place),
        "table": text.word("tables", place.table) if place.table else None,
        "file": place.file,
        "sheet": place.sheet,
        "schools": len(finding.schools) or None,
        "count": finding.count,
    }
    params = {name: value for name, value in basics.items() if value is not None}
    for name, value in finding.params.items():
        params[name] = _param(name, value, finding, text, show_pii=show_pii)
    return params


def _on_one_line(header: str | None) -> str | None:
    """A header broken for its narrow column (是否专⏎任教师) as one word; Latin words keep their space."""
    return header and _BROKEN.sub("", header)


def _other_header(finding: Finding, first: Place) -> str | None:
    """The second column of a cause that lies between two."""
    others = (
        place for place in finding.places if (place.column, place.header) != (first.column, first.header)
    )
    return next((_on_one_line(header_of(place)) for place in others), None)


def _param(name: str, value: str | int, finding: Finding, text: Catalogue, *, show_pii: bool) -> object:
    for key in (f"{name}_of.{finding.code}.{value}", f"{_CODED.get(name)}.{value}"):
        if key in text.texts:
            return text.texts[key]
    if show_pii or name in _FILES or not isinstance(value, str):
        return value
    return mask(value) if finding.personal and name not in _ABOUT_THE_SHEET else mask_identities(value)


def where(finding: Finding, text: Catalogue, *, most: int = 3) -> str:
    """Where a finding stands, as a person sees it in Excel; what is left out is counted aloud."""
    shown = [place_words(place, text, most=most) for place in finding.places[:most]]
    rest = len(finding.places) - len(shown)
    if rest:
        shown.append(text.text("format.more_places", count=rest))
    return text.clauses(shown)


def sentence(finding: Finding, text: Catalogue, *, show_pii: bool = False) -> str:
    """A finding in one line: where, what is wrong, what to do."""
    return text.text(
        "format.sentence",
        where=where(finding, text),
        message=message(finding, text, show_pii=show_pii),
        hint=hint(finding, text, show_pii=show_pii),
    )


def place_words(place: Place, text: Catalogue, *, most: int = 3) -> str:
    """One place: file, sheet and cells."""
    cells = place.cells
    listed = text.join(cells[:most])
    if len(cells) > most:
        listed = text.text("format.more_cells", cells=listed, count=place.count)
    name = text.text("format.place", file=place.file, sheet=place.sheet) if place.sheet else place.file
    return f"{name} {listed}".strip()
