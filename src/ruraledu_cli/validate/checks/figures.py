"""A school's figures against each other: parts and wholes, sums of grades, classes, beds, lines."""

from __future__ import annotations

from fractions import Fraction

from ruraledu_cli.census import Value
from ruraledu_cli.validate.check import Broken, Check, number

CLOSED = frozenset({"suspended", "merged"})
_PARTS = (
    ("girls", "students"),
    ("boarders", "students"),
    ("poor_students", "students"),
    ("students_primary", "students"),
    ("students_junior", "students"),
    ("max_class_size", "students"),
    ("full_time_teachers", "staff"),
    ("teachers_bachelor_plus", "full_time_teachers"),
    ("primary_teachers", "full_time_teachers"),
    ("junior_teachers", "full_time_teachers"),
    ("primary_teachers_bachelor_plus", "primary_teachers"),
    ("junior_teachers_bachelor_plus", "junior_teachers"),
    ("primary_teachers_bachelor_plus", "teachers_bachelor_plus"),
    ("junior_teachers_bachelor_plus", "teachers_bachelor_plus"),
    ("teachers_above_required", "full_time_teachers"),
    ("backbone_teachers", "full_time_teachers"),
    ("pe_art_teachers", "full_time_teachers"),
)
PRIMARY_GRADES = tuple(f"grade_{n}" for n in range(1, 7))
JUNIOR_GRADES = tuple(f"grade_{n}" for n in range(7, 10))
_BOTH = (*PRIMARY_GRADES, *JUNIOR_GRADES)


def exceeds(part: Value | None, whole: Value | None) -> Broken:
    """R001: a part is more than the whole."""
    few, many = number(part), number(whole)
    if few is None or many is None or few <= many:
        return None
    return {"part": str(few), "whole": str(many)}


def _sum_differs(whole: Value | None, parts: tuple[Value | None, ...], exact: bool) -> Broken:
    """A sum that is more than the whole, or other than it where the parts are all there are."""
    many, figures = number(whole), [number(part) for part in parts]
    known = [figure for figure in figures if figure is not None]
    if many is None or not known:
        return None
    total = sum(known, Fraction(0))
    if total > many or (exact and len(known) == len(figures) and total != many):
        return {"sum": str(total), "whole": str(many)}
    return None


def _of_types(*types: str) -> object:
    """A test of grades against a whole, at schools of these types alone."""

    def test(kind: Value | None, whole: Value | None, *parts: Value | None) -> Broken:
        return _sum_differs(whole, parts, exact=True) if kind in types else None

    return test


def stages_differ(
    kind: Value | None, whole: Value | None, primary: Value | None, junior: Value | None
) -> Broken:
    """R008: primary and junior pupils together against all; a stage that is more alone is R001."""
    if any(exceeds(part, whole) for part in (primary, junior)):
        return None
    only = {"211": (primary,), "218": (primary,), "311": (junior,), "312": (primary, junior)}
    return _sum_differs(whole, only.get(str(kind), (primary, junior)), exact=str(kind) in only)


def line_narrower(inside: Value | None, line: Value | None) -> Broken:
    """R014: more in class than the whole school has."""
    few, many = number(line), number(inside)
    if few is None or many is None or many <= few:
        return None
    return {"part": str(many), "whole": str(few)}


def below_average(largest: Value | None, pupils: Value | None, classes: Value | None) -> Broken:
    """R015: the largest class is smaller than the average class."""
    most, many, rooms = number(largest), number(pupils), number(classes)
    if most is None or many is None or not rooms or most * rooms >= many:
        return None
    return {"part": str(most), "whole": str(many), "classes": str(rooms)}


def no_classes(pupils: Value | None, classes: Value | None) -> Broken:
    """R016: pupils without a class, or classes without a pupil."""
    many, rooms = number(pupils), number(classes)
    if many is None or rooms is None or (many > 0) == (rooms > 0):
        return None
    return {"part": str(many), "whole": str(rooms)}


def too_few_beds(boarders: Value | None, beds: Value | None) -> Broken:
    """R017: more boarders than beds; no bed at all is a matter of the flag."""
    few, many = number(beds), number(boarders)
    if few is None or many is None or many <= few:
        return None
    return {"part": str(many), "whole": str(few)}


def closed_with_people(status: Value | None, *figures: Value | None) -> Broken:
    """R018: a school that is closed still has pupils, classes or staff."""
    held = [figure for figure in map(number, figures) if figure]
    return {"figure": str(held[0])} if status in CLOSED and held else None


def _grades(types: tuple[str, ...], whole: str, grades: tuple[str, ...]) -> Check:
    columns = (whole, *grades)
    test = _of_types(*types)
    return Check(
        "R007",
        "schools",
        columns,
        test,  # type: ignore[arg-type]
        reads=("school_type", *columns),
        needs=("school_type", whole),
    )


CHECKS: tuple[Check, ...] = (
    *(Check("R001", "schools", pair, exceeds) for pair in _PARTS),
    _grades(("211", "218"), "students", PRIMARY_GRADES),
    _grades(("311",), "students", JUNIOR_GRADES),
    _grades(("312",), "students", _BOTH),
    _grades(("312", "345"), "students_primary", PRIMARY_GRADES),
    _grades(("312", "341", "345"), "students_junior", JUNIOR_GRADES),
    Check(
        "R008",
        "schools",
        ("students", "students_primary", "students_junior"),
        stages_differ,
        reads=("school_type", "students", "students_primary", "students_junior"),
        needs=("students",),
    ),
    Check("R014", "schools", ("class_bandwidth_mbps", "bandwidth_mbps"), line_narrower),
    Check("R015", "schools", ("max_class_size", "students", "classes"), below_average),
    Check("R016", "schools", ("students", "classes"), no_classes),
    Check("R017", "schools", ("boarders", "beds"), too_few_beds),
    Check(
        "R018",
        "schools",
        ("school_status", "students", "classes", "staff"),
        closed_with_people,
        needs=("school_status",),
    ),
)
