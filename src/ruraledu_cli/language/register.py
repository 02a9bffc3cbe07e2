"""A year's register of schools, as the next year needs it: who was still open, and in which groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """A school that was (or may have been) open. `key` is its code, else its name; `groups` gives its groups
    by breakdown, and lacks a breakdown in which its group is not known."""

    key: str
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
