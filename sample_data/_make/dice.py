"""Draws that depend on their key alone, and identity numbers that are nobody's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from hashlib import blake2b
from typing import TypeVar

from _make.settings import SEED

T = TypeVar("T")
COUNTY_PART = "371599"  # no county bears this number
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def roll(*key: object) -> int:
    """A large number for a key: the same on every machine, and untouched by other draws."""
    text = "|".join(map(str, (SEED, *key)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def between(low: int, high: int, *key: object) -> int:
    """A whole number from low to high, both included."""
    return low + roll(*key) % (high - low + 1)


def chance(percent: int, *key: object) -> bool:
    """True for so many of a hundred keys."""
    return roll(*key) % 100 < percent


def one_of(items: tuple[T, ...], *key: object) -> T:
    """One of the items."""
    return items[roll(*key) % len(items)]


def first(count: int, items: Iterable[T], name: str, key: Callable[[T], object]) -> list[T]:
    """So many of the items, in an order drawn once for the name: a larger count holds the smaller."""
    return sorted(items, key=lambda item: roll(name, key(item)))[:count]


def day_between(start: date, end: date, *key: object) -> date:
    """A day from start to end, both included."""
    return start + timedelta(days=between(0, (end - start).days, *key))


def check_digit(body: str) -> str:
    """The 18th character of an identity number (GB 11643)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


class Identities:
    """Gives out identity numbers, each once."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def new(self, born: date, sex: str, *key: object) -> str:
        """A number of the unassigned county for a birth date and 男 or 女."""
        odd = 1 if sex == "男" else 0
        for attempt in range(500):
            serial = (roll("identity", *key) + attempt) % 499 * 2 + odd
            body = f"{COUNTY_PART}{born:%Y%m%d}{serial:03d}"
            if body not in self.given:
                self.given.add(body)
                return body + check_digit(body)
        raise RuntimeError(f"no identity number left for {born}")


def age_on(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
