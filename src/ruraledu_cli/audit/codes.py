"""Which rules an audit runs: those selected, less those that something needed is missing for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.rules import RULES

NOT_SELECTED = "not_selected"
_OF_DEFINITIONS = "D"  # rules about the plan are no rules about submitted sheets
_OF_SHEETS = ("F", "S")  # what can be said even where no record was read
_OF_HISTORY = "H"


class UnknownCode(ValueError):
    """No rule has this code, and none begins with it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes and beginnings of codes (V, V00): all rules where none is selected, less those ignored."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __contains__(self, code: object) -> bool:
        text = str(code)
        return (not self.select or text.startswith(self.select)) and not text.startswith(
            self.ignore or ("-",)
        )

    def of(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if finding.code in self)


def parse_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """Codes as typed: in any case, several between commas. Raises UnknownCode with the first that is none."""
    codes = [code.strip().upper() for text in texts for code in text.split(",") if code.strip()]
    for code in codes:
        if not any(known.startswith(code) for known in RULES):
            raise UnknownCode(code)
    return tuple(codes)


def audited() -> tuple[str, ...]:
    """The rules about submitted sheets, in order."""
    return tuple(sorted(code for code in RULES if not code.startswith(_OF_DEFINITIONS)))


def of_history() -> tuple[str, ...]:
    """The rules that compare years."""
    return tuple(code for code in audited() if code.startswith(_OF_HISTORY))


def skipped_rules(selection: Selection, stated: Mapping[str, str], records: int) -> dict[str, str]:
    """Rules that are not run, each with its reason. `stated` is what the validation itself left out."""
    found: dict[str, str] = {}
    for code in audited():
        if code not in selection:
            found[code] = NOT_SELECTED
        elif not records and not code.startswith(_OF_SHEETS):
            found[code] = "no_rows"
        elif code in stated:
            found[code] = stated[code]
    return found
