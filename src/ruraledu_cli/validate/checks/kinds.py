"""A school's kind and place against what it says of itself: codes, stages, items, rooms, seats."""

from __future__ import annotations

from collections.abc import Callable

from ruraledu_cli.census import NONE, Value
from ruraledu_cli.validate.check import Broken, Check, filled, number
from ruraledu_cli.validate.checks.figures import JUNIOR_GRADES, PRIMARY_GRADES

KINDERGARTENS = frozenset({"111", "112", "119"})
ATTACHED = frozenset({"119", "219", "319", "329", "349", "368", "519"})  # within a school, under its code
_OF_ANY_STAGE = frozenset({"371", "511", "512", "513", "514", "519"})
# The stages that schools of a type have. Types that are not named here are not asked.
STAGES: dict[str, frozenset[str]] = {
    **dict.fromkeys(KINDERGARTENS, frozenset({"preschool"})),
    **dict.fromkeys(("211", "218", "219"), frozenset({"primary"})),
    **dict.fromkeys(("311", "319"), frozenset({"junior"})),
    "312": frozenset({"primary", "junior"}),
    "341": frozenset({"junior", "senior"}),
    "342": frozenset({"senior"}),
    "345": frozenset({"primary", "junior", "senior"}),
    "349": frozenset({"senior"}),
    **dict.fromkeys(("361", "362", "363", "364", "365", "366", "368", "369"), frozenset({"vocational"})),
}
_STAGE_FIGURES = (
    *((name, "primary") for name in ("students_primary", "primary_teachers", *PRIMARY_GRADES)),
    *((name, "junior") for name in ("students_junior", "junior_teachers", *JUNIOR_GRADES)),
)
_KG_ITEMS = ("is_center_kindergarten", "kg_grade", "kg_meets_standard", "is_inclusive_kg", "kg_integrated")
_POINTS = frozenset({"218", *ATTACHED})
_ROOMS = (
    ("recording_rooms", KINDERGARTENS | _POINTS),
    ("standard_class", KINDERGARTENS),
    ("has_sped_center", KINDERGARTENS | _POINTS),
)


def area_kind(area: Value | None) -> str:
    """街道, 镇 or 乡 by the third segment of a township's code (GB/T 10114); "" where that is not known."""
    if not isinstance(area, str) or len(area) != 9 or not area.isdecimal():
        return ""
    return {"0": "street", "1": "town", "2": "township", "3": "township"}.get(area[6], "")


def in_county(area: Value | None) -> bool:
    """Whether a township lies in a county, not in a district or a city (GB/T 2260)."""
    return bool(area_kind(area)) and "21" <= str(area)[4:6] <= "80"


def code_differs(code: Value | None, kind: Value | None) -> Broken:
    """R006: a school code begins with the class of the school's type."""
    if not isinstance(code, str) or not isinstance(kind, str) or kind in ATTACHED or code[:2] == kind[:2]:
        return None
    return {"code": code, "kind": kind, "prefix": kind[:2]}


def _foreign(stage: str) -> Callable[..., Broken]:
    """R009: pupils or teachers of a stage that the school has not."""

    def test(kind: Value | None, figure: Value | None) -> Broken:
        stages = STAGES.get(str(kind))
        return {"stage": stage} if stages is not None and stage not in stages and number(figure) else None

    return test


def kg_item_elsewhere(kind: Value | None, item: Value | None) -> Broken:
    """R010: something that only a kindergarten is or has."""
    said = item is True or (isinstance(item, str) and item != "")
    return {} if isinstance(kind, str) and kind not in KINDERGARTENS and said else None


def center_outside_town(center: Value | None, area: Value | None) -> Broken:
    """R011: a centre kindergarten that is in no town."""
    return {"area": str(area)} if center is True and area_kind(area) == "street" else None


def class_contradicts_area(urban_rural: Value | None, area: Value | None) -> Broken:
    """R012: a class of town and country that the township cannot have."""
    kind = area_kind(area)
    if urban_rural in ("111", "112") and in_county(area):
        return {"reason": "city_class_in_county", "code": str(urban_rural)}
    if urban_rural == "210" and kind in ("street", "town"):
        return {"reason": "no_township_here", "code": "210"}
    if urban_rural in ("121", "122") and kind == "township":
        return {"reason": "no_town_here", "code": str(urban_rural)}
    return None


def _unlikely(kinds: frozenset[str]) -> Callable[..., Broken]:
    """R019: equipment of a school where there is only a teaching point or a kindergarten."""

    def test(kind: Value | None, room: Value | None) -> Broken:
        there = room is True or bool(number(room)) or (isinstance(room, str) and room != "")
        return {} if kind in kinds and there else None

    return test


def seat_contradicts(seat: Value | None, area: Value | None, urban_rural: Value | None) -> Broken:
    """R020: at the seat of a town and not in a town, or in a village; in the centre and not at the seat."""
    if seat is True and area_kind(area) == "street":
        return {"reason": "seat_in_street"}
    if seat is True and urban_rural in ("210", "220"):
        return {"reason": "seat_in_village"}
    if seat is False and urban_rural == "121" and area_kind(area) == "town":
        return {"reason": "centre_no_seat"}
    return None


def point_alone(kind: Value | None, parent: Value | None) -> Broken:
    """R037: a teaching point that belongs to no central school."""
    return {} if kind == "218" and not filled(parent) and (parent is NONE or parent is None) else None


CHECKS: tuple[Check, ...] = (
    Check("R006", "schools", ("school_code", "school_type"), code_differs),
    *(
        Check("R009", "schools", (name,), _foreign(stage), reads=("school_type", name), together=True)
        for name, stage in _STAGE_FIGURES
    ),
    *(
        Check("R010", "schools", (name,), kg_item_elsewhere, reads=("school_type", name), together=True)
        for name in _KG_ITEMS
    ),
    Check("R011", "schools", ("is_center_kindergarten", "township"), center_outside_town, together=True),
    Check("R012", "schools", ("urban_rural", "township"), class_contradicts_area, together=True),
    *(
        Check("R019", "schools", (name,), _unlikely(kinds), reads=("school_type", name), together=True)
        for name, kinds in _ROOMS
    ),
    Check(
        "R020",
        "schools",
        ("is_town_seat",),
        seat_contradicts,
        reads=("is_town_seat", "township", "urban_rural"),
        needs=("is_town_seat",),
        together=True,
    ),
    Check(
        "R037",
        "schools",
        ("parent_school_code",),
        point_alone,
        reads=("school_type", "parent_school_code"),
        together=True,
        blank=("parent_school_code",),
    ),
)
