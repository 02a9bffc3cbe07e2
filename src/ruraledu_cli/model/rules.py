"""The rules: one line each. Words (title, message, why, mend) live in the catalogues."""

from __future__ import annotations

from dataclasses import dataclass

from ruraledu_cli.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """`implies` names the rules that may fire with this one, as a consequence of one cause."""

    code: str
    name: str
    severity: Severity
    implies: tuple[str, ...] = ()


_TABLE: tuple[Rule, ...] = (
    Rule("F001", "unreadable-file", "error"),
    Rule("F002", "encrypted-file", "error"),
    Rule("F003", "formula-without-value", "error"),
    Rule("F004", "error-cell", "error"),
    Rule("F005", "oversized-file", "error"),
    Rule("F006", "file-passed-over", "note"),
    Rule("F007", "encoding-chosen", "note"),
    Rule("S001", "header-not-found", "query"),
    Rule("S002", "column-missing", "error"),
    Rule("S003", "column-twice", "error"),
    Rule("S004", "column-unknown", "note"),
    Rule("S005", "totals-row-differs", "error"),
    Rule("S006", "blank-ambiguous", "query"),
    Rule("S007", "rows-passed-over", "note"),
    Rule("V001", "value-missing", "query"),
    Rule("V002", "wrong-type", "error"),
    Rule("V003", "out-of-range", "error"),
    Rule("V004", "unknown-code", "error"),
    Rule("V005", "identifier-precision-lost", "error"),
    Rule("V006", "invalid-identity-number", "error"),
    Rule("V007", "malformed-code", "error"),
    Rule("V008", "hidden-characters", "note"),
    Rule("V009", "ambiguous-value", "query"),
    Rule("V010", "value-read-as", "note"),
    Rule("R001", "part-greater-than-whole", "error"),
    Rule("R002", "identity-contradicts-birth-date", "error"),
    Rule("R003", "identity-contradicts-sex", "error"),
    Rule("R004", "flag-contradicts-figure", "error"),
    Rule("R005", "code-contradicts-name", "error"),
    Rule("K001", "duplicate-key", "error"),
    Rule("K002", "unknown-school", "error"),
    Rule("K003", "same-person-two-schools", "query"),
    Rule("K004", "count-differs-from-roster", "query"),
    Rule("K005", "school-without-rows", "query"),
    Rule("K006", "unknown-researcher", "error"),
    Rule("K007", "row-repeated", "note"),
    Rule("H001", "change-beyond-tolerance", "query"),
    Rule("H002", "person-changed", "query"),
    Rule("D001", "scope-rule-overridden", "note"),
    Rule("D002", "definition-to-confirm", "note"),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _TABLE}
