"""The citizen identity number (GB 11643-1999): check digit, birth date, sex; and how it is masked."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from operator import mul

from ruraledu_cli.census import Interval
from ruraledu_cli.validate.parsed import Parsed, failed

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = sum(_WEIGHTS) * ord("0")
_CHECKS = "10X98765432"
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")
_POWER = re.compile(r"[0-9](\.[0-9]+)?E\+?1[0-9]")
MALE, FEMALE = "1", "2"


def check_digit(first: str) -> str:
    """The last character of the number whose first 17 digits are given."""
    return _CHECKS[(sum(map(mul, first.encode(), _WEIGHTS)) - _ZEROS) % 11]


def birth_date(number: str) -> Interval | None:
    """The day of birth an 18-digit number holds; None where it is no day."""
    return _day(number[6:14])


@lru_cache(maxsize=50_000)  # a county's people share their birthdays, and each is asked for twice
def _day(digits: str) -> Interval | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal()
    except ValueError:
        return None
    return Interval(day, day)


def sex(number: str) -> str:
    """The code of the sex an 18-digit number holds: 1 male, 2 female (GB/T 2261.1)."""
    return MALE if int(number[16]) % 2 else FEMALE


def mask(number: str) -> str:
    """A number as it may be shown: 371599********0019."""
    return f"{number[:6]}********{number[14:]}" if len(number) == 18 else "*" * len(number)


def parse_identity(text: str) -> Parsed:
    """A text without spaces as an identity number, in capitals.

    V005 where a spreadsheet has kept 15 digits only: the rest is zeros, and the check digit tells. A good
    number may end in zeros as well.
    """
    number = text.upper()
    fault = _fault(number)
    if fault is None:
        return Parsed(number)
    if _POWER.fullmatch(number):
        return failed("V005", digits=15)
    lost = len(number) == 18 and number.isdecimal() and number.endswith("000") and fault == "checksum"
    return failed("V005", digits=15) if lost else failed("V006", reason=fault)


def _fault(number: str) -> str | None:
    if not _FORM.fullmatch(number):
        return "length" if len(number) != 18 else "characters"
    born = birth_date(number)
    if born is None or not 1880 <= int(number[6:10]) <= 2100:
        return "birth_date"
    return None if number[17] == check_digit(number[:17]) else "checksum"
