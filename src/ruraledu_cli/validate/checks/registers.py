"""Registers: visits in their semester, approvals with their document, villages in their township."""

from __future__ import annotations

from datetime import date

from ruraledu_cli.census import Interval, Value
from ruraledu_cli.validate.check import Broken, Check, day_text, filled

_BASES = frozenset({"town_pilot", "subject_base", "feature_high_school"})
_ABOVE_COUNTY = frozenset({"national", "provincial", "city"})


def outside_semester(semester: Value | None, day: Value | None) -> Broken:
    """R032: a day that cannot be in the semester, whatever the county's own dates are."""
    if not isinstance(semester, tuple) or len(semester) != 2 or not isinstance(day, Interval):
        return None
    year, half = semester
    if not isinstance(year, int) or year == 0:
        return None
    bounds = (
        (date(year, 8, 15), date(year + 1, 2, 28))
        if half == 1
        else (date(year + 1, 1, 15), date(year + 1, 8, 31))
    )
    if day.first <= bounds[1].toordinal() and day.last >= bounds[0].toordinal():
        return None
    return {"semester": f"{year}-{year + 1}-{half}", "day": day_text(day)}


def no_document(kind: Value | None, level: Value | None, document: Value | None) -> Broken:
    """R033: approved above the county, and no number of the document."""
    asked = kind in _BASES and level in _ABOVE_COUNTY
    return {} if asked and not filled(document) else None


def village_elsewhere(code: Value | None, area: Value | None) -> Broken:
    """R034: a village's code begins with its township's."""
    known = isinstance(area, str) and area.isdecimal() and len(area) == 9
    if not known or not isinstance(code, str) or not code.isdecimal() or len(code) != 12:
        return None
    return None if code[:9] == area else {"code": code, "area": str(area)}


CHECKS: tuple[Check, ...] = (
    Check("R032", "researcher_visits", ("semester", "visit_date"), outside_semester),
    Check(
        "R033",
        "projects",
        ("document_no",),
        no_document,
        reads=("project_type", "project_level", "document_no"),
        needs=("project_type", "project_level"),
        lone=True,
        together=True,
        blank=("document_no",),
    ),
    Check("R034", "villages", ("village_code", "township"), village_elsewhere),
)
