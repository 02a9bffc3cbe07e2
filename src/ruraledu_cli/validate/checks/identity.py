"""What the identity number says against what the sheet says: the day of birth and the sex."""

from __future__ import annotations

from ruraledu_cli.census import Interval, Value
from ruraledu_cli.validate.check import Broken, Check, day_text

BORN, SEX = "@born", "@sex"  # what the identity number says
BIRTH = {
    "staff": "birth_date",
    "students": "birth_date",
    "researchers": "birth_date",
    "guards": "guard_birth_date",
}


def birth_differs(written: Value | None, born: Value | None) -> Broken:
    """R002: the day in the identity number is not within the date of birth."""
    if not isinstance(written, Interval) or not isinstance(born, Interval):
        return None
    if written.first <= born.first <= written.last:
        return None
    return {"written": day_text(written), "identity": day_text(born)}


def sex_differs(written: Value | None, sex: Value | None) -> Broken:
    """R003: the identity number says the other sex."""
    if sex is None or written not in ("1", "2") or written == sex:
        return None
    return {"written": str(written), "identity": str(sex)}


CHECKS: tuple[Check, ...] = (
    *(
        Check("R002", table, (born, "id_number"), birth_differs, clears=(born,), reads=(born, BORN))
        for table, born in BIRTH.items()
    ),
    *(Check("R003", table, ("gender", "id_number"), sex_differs, reads=("gender", SEX)) for table in BIRTH),
)
