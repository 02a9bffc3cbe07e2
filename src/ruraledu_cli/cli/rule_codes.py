"""Rule codes on the command line: whole ones and beginnings, with the nearest for one that is none."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ruraledu_cli.cli.exits import ExitCode, Stop

if TYPE_CHECKING:
    from ruraledu_cli.audit import Selection


def selection_of(select: Sequence[str], ignore: Sequence[str]) -> Selection:
    """What --select and --ignore ask for. Raises Stop for a code that is none."""
    from ruraledu_cli.audit import Selection, UnknownCode
    from ruraledu_cli.audit.codes import parse_codes

    try:
        return Selection(parse_codes(select), parse_codes(ignore))
    except UnknownCode as error:
        code = str(error)
        raise Stop(ExitCode.USAGE, "usage.no_code", {"value": code, "close": nearest(code)}) from None


def nearest(code: str) -> str | None:
    """The code that looks like this one, or whose English name does."""
    from ruraledu_cli.model.rules import RULES

    by_name = {rule.name: rule.code for rule in RULES.values()}
    if code.lower() in by_name:
        return by_name[code.lower()]
    if padded := _padded(code.upper()):
        return padded
    close = get_close_matches(code.upper(), sorted(RULES), 1, 0.5)
    if close:
        return close[0]
    named = get_close_matches(code.lower(), sorted(by_name), 1, 0.6)
    return by_name[named[0]] if named else None


def _padded(code: str) -> str | None:
    """V4 and V04 are V004, and so is V0044."""
    from ruraledu_cli.model.rules import RULES

    family, digits = code[:1], code[1:]
    if not (digits.isascii() and digits.isdigit()):
        return None
    return next((found for found in (f"{family}{int(digits):03}", code[:4]) if found in RULES), None)
