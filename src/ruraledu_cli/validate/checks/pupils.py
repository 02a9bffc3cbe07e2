"""One pupil's facts against each other: age and stage, pupil number and identity number."""

from __future__ import annotations

import re

from ruraledu_cli.census import Value
from ruraledu_cli.validate.check import Broken, Check, When
from ruraledu_cli.validate.checks.people import ages

# The ages the yearbook's tables know for each stage, a year or two to either side.
_AGES = {
    "preschool": (1, 8),
    "primary": (5, 16),
    "junior": (10, 19),
    "senior": (13, 23),
    "vocational": (13, 30),
}
_BY_IDENTITY = re.compile(r"[GJL]([0-9]{17}[0-9X])", re.IGNORECASE)


def age_foreign_to_stage(when: When, born: Value | None, stage: Value | None) -> Broken:
    """R025: too young or too old for the stage."""
    age, limits = ages(born, when.day), _AGES.get(str(stage))
    if age is None or limits is None or (age[1] >= limits[0] and age[0] <= limits[1]):
        return None
    return {"age": age[0], "stage": str(stage)}


def number_differs(pupil: Value | None, identity: Value | None) -> Broken:
    """R035: a pupil number made of an identity number (G and 18 digits) that is another's."""
    found = _BY_IDENTITY.fullmatch(pupil) if isinstance(pupil, str) else None
    if found is None or not isinstance(identity, str) or found[1].upper() == identity:
        return None
    return {}


CHECKS: tuple[Check, ...] = (
    Check("R025", "students", ("birth_date", "stage"), age_foreign_to_stage, dated=True),
    Check("R035", "students", ("student_id", "id_number"), number_differs),
)
