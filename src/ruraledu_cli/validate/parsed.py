"""What one cell was read as: a typed value, a known none, nothing; and the rule it breaks, if any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ruraledu_cli.census import Value

Params = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell read. `value` None is missing, NONE a known none.

    `fault` is a rule code. With an error the value is None; V008 and V010 keep it, V009 only where what is
    known is a value too (1980.1 is some day from January to October). `blank`: the cell was empty, or said
    so. Params: `expected` (a column type) of V002 and V007, `min` and `max` of V003, `suggestion` of V004,
    `reason` of V004 and V006, `options` and `suggestion` of V009, `read` of V008 and V010.
    """

    value: Value | None
    fault: str | None = None
    params: Params = ()
    blank: bool = False


# Reasons of V002 that one line above the table mends for the whole column.
UNDATED = frozenset({"no_year", "school_week"})
BLANK = Parsed(None, blank=True)
ASKED = Parsed(None, "V009")
DOUBTED = Parsed(None)  # told already, where it was found that it contradicts what stands beside it


def failed(code: str, **params: str | int) -> Parsed:
    """A cell that breaks a rule and is missing for it."""
    return Parsed(None, code, tuple(params.items()))


def told(value: Value, read: str) -> Parsed:
    """A value that was read from something else than what the column asks for; `read` shows it (V010)."""
    return Parsed(value, "V010", (("read", read),))


def asked(value: Value | None, options: str) -> Parsed:
    """A cell that may mean several things (V009), with what is known all the same."""
    return Parsed(value, "V009", (("options", options),))


wrong_type = partial(failed, "V002")
