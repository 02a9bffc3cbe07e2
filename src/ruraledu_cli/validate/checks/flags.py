"""Yes or no against the figure, date or name beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ruraledu_cli.census import Interval, Value
from ruraledu_cli.validate.check import Broken, Check, When, day_text, filled, number, refused

_GIGABIT = ("gigabit", "bandwidth_mbps", "class_bandwidth_mbps")
_APPOINTED = ("newly_appointed", "appointed_date", "post_start_date")


def gigabit_differs(flag: Value | None, line: Value | None, inside: Value | None) -> Broken:
    """R004: the flag says yes beside a figure that is too low, or no beside two that are enough."""
    bandwidth, in_class = number(line), number(inside)
    below = (bandwidth is not None and bandwidth < 1000) or (in_class is not None and in_class < 100)
    enough = bandwidth is not None and in_class is not None and not below
    if not ((flag is True and below) or (refused(flag) and enough)):
        return None
    figure, second = ("" if value is None else str(value) for value in (bandwidth, in_class))
    return {"flag": "yes" if flag is True else "no", "figure": figure, "second": second}


def aid_differs(received: Value | None, amount: Value | None) -> Broken:
    """R004: not aided, beside an amount; aided, and the amount is 0."""
    paid = number(amount)
    if refused(received) and paid is not None and paid > 0:
        return {"flag": "no", "figure": str(paid)}
    return {"flag": "yes", "figure": "0"} if received is True and paid == 0 else None


def cannot_board(flag: Value | None, beds: Value | None, dormitory: Value | None) -> Broken:
    """R004: can take boarders, and has no bed or no dormitory."""
    lacks = number(beds) == 0 or number(dormitory) == 0
    return {"flag": "yes", "figure": "0"} if flag is True and lacks else None


def boards_all_the_same(flag: Value | None, boarders: Value | None) -> Broken:
    """R004: cannot take boarders, and has some."""
    many = number(boarders)
    return {"flag": "no", "figure": str(many)} if refused(flag) and many else None


def no_beside(flag: Value | None, other: Value | None) -> Broken:
    """R004: no, beside something that says yes."""
    return {"flag": "no"} if flag is False and filled(other) and other is not False else None


def no_beside_form(form: str) -> Callable[..., Broken]:
    """R004: no, beside a list of forms that has this one."""

    def test(flag: Value | None, forms: Value | None) -> Broken:
        return {"flag": "no"} if refused(flag) and isinstance(forms, tuple) and form in forms else None

    return test


def below_model(flag: Value | None, grade: Value | None) -> Broken:
    """R004: does not reach the standard of a provincial model, and is one."""
    return {"flag": "no"} if flag is False and grade == "provincial_model" else None


def appointment_differs(
    when: When, flag: Value | None, appointed: Value | None, since: Value | None
) -> Broken:
    """R004: newly appointed years ago, or not newly and in this school year."""
    start = appointed if isinstance(appointed, Interval) else since
    if not isinstance(start, Interval):
        return None
    first, last = date(when.year - 1, 9, 1).toordinal(), date(when.year, 8, 31).toordinal()
    if flag is True and start.last < first:
        return {"flag": "yes", "figure": day_text(start)}
    if flag is False and first <= start.first and start.last <= last:
        return {"flag": "no", "figure": day_text(start)}
    return None


def in_school_year(when: When, flag: Value | None, day: Value | None) -> Broken:
    """R004: no, beside a day of this school year."""
    first, last = date(when.year - 1, 9, 1).toordinal(), date(when.year, 8, 31).toordinal()
    return _no_within(flag, day, first, last)


def in_calendar_year(when: When, flag: Value | None, day: Value | None) -> Broken:
    """R004: no, beside a day of this calendar year."""
    return _no_within(flag, day, date(when.year, 1, 1).toordinal(), date(when.year, 12, 31).toordinal())


def _no_within(flag: Value | None, day: Value | None, first: int, last: int) -> Broken:
    if flag is not False or not isinstance(day, Interval) or day.first < first or day.last > last:
        return None
    return {"flag": "no", "figure": day_text(day)}


def alone(flag: Value | None, *others: Value | None) -> Broken:
    """R013: yes, and nothing of what would show it."""
    return {} if flag is True and not any(map(filled, others)) else None


def hardship_differs(poor: Value | None, categories: Value | None) -> Broken:
    """R036: in no hardship, and of a category of hardship."""
    return {} if poor is False and isinstance(categories, tuple) and categories else None


def _differs(table: str, columns: tuple[str, ...], test: Callable[..., Broken], query: bool = False) -> Check:
    return Check("R004", table, columns, test, severity="query" if query else None)


def _alone(table: str, flag: str, *others: str) -> Check:
    columns = (flag, *others)
    return Check("R013", table, (flag,), alone, reads=columns, needs=(flag,), together=True, blank=others)


CHECKS: tuple[Check, ...] = (
    Check("R004", "schools", _GIGABIT, gigabit_differs, ("gigabit",), needs=("gigabit",)),
    Check("R004", "schools", ("can_board", "beds", "dormitory_area_m2"), cannot_board, needs=("can_board",)),
    _differs("schools", ("can_board", "boarders"), boards_all_the_same, query=True),
    _differs("schools", ("paired", "paired_school"), no_beside),
    _differs("schools", ("paired", "expansion_form"), no_beside_form("pairing")),
    _differs("schools", ("in_group", "expansion_form"), no_beside_form("group")),
    _differs("schools", ("kg_meets_standard", "kg_grade"), below_model, query=True),
    _differs("students", ("aid_received", "aid_amount"), aid_differs),
    _differs("students", ("disability", "disability_type"), no_beside),
    _differs("students", ("dropout", "returned"), no_beside, query=True),
    _differs("staff", ("induction_trained", "induction_date"), no_beside),
    _differs("villages", ("guidance_site", "site_date"), no_beside),
    Check("R004", "staff", _APPOINTED, appointment_differs, needs=("newly_appointed",), dated=True),
    Check("R004", "staff", ("exchanged", "exchange_date"), in_school_year, dated=True),
    Check("R004", "staff", ("health_checked", "health_check_date"), in_calendar_year, dated=True),
    _alone("schools", "gigabit", "bandwidth_mbps", "class_bandwidth_mbps"),
    _alone("schools", "paired", "paired_school"),
    _alone("schools", "can_board", "beds", "dormitory_area_m2"),
    _alone("students", "aid_received", "aid_amount"),
    _alone("students", "disability", "disability_type"),
    _alone("staff", "newly_appointed", "appointed_date", "post_start_date"),
    _alone("staff", "exchanged", "exchange_from", "exchange_to", "exchange_date"),
    _alone("staff", "health_checked", "health_check_date"),
    Check("R036", "students", ("is_poor", "aid_category"), hardship_differs, together=True),
)
