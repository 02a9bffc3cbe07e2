"""What a faulty cell most likely was to be, where that is a matter of spelling. The submitter decides."""

from __future__ import annotations

import unicodedata

from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.identity import check_digit

_LIKE_X = "xX×✕✖*＊хХχΧ"  # what is typed for the check letter: the sign, Cyrillic and Greek letters among it
_DIGITS = 17


def proposed(finding: Finding) -> str | None:
    """The value as it was read, the entry it nearly is, or an identity number with its check letter; None
    where only the submitter can know."""
    for name in ("read", "suggestion"):
        if finding.params.get(name):
            return str(finding.params[name])
    return _with_check_letter(finding.value or "") if finding.code == "V006" else None


def _with_check_letter(written: str) -> str | None:
    """The number, where its last sign stands for X and X is what the others ask for."""
    last = written.strip()[-1:]
    first = unicodedata.normalize("NFKC", "".join(written.split())[:-1])
    fits = len(first) == _DIGITS and first.isascii() and first.isdecimal()
    if not last or last not in _LIKE_X or not fits or check_digit(first) != "X":
        return None
    return f"{first}X"
