"""Exit codes, and the exception that ends a command with one of them and a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    FAILED = 1  # a target missed, a finding, a difference
    USAGE = 2  # usage, configuration or plan file; nothing was begun
    FILE = 3  # an input cannot be read, an output cannot be written
    FAULT = 4  # a fault of the tool
    NOTHING = 5  # nothing was validated
    INTERRUPTED = 130


_BY_WEIGHT = (ExitCode.FAULT, ExitCode.FILE, ExitCode.NOTHING, ExitCode.FAILED, ExitCode.DONE)


def highest(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that counts of several: 4 > 3 > 5 > 1 > 0."""
    return min(codes, key=_BY_WEIGHT.index, default=ExitCode.DONE)


class Stop(Exception):
    """Ends the command: `key` and `params` name a message of the catalogue."""

    def __init__(self, code: ExitCode, key: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(key)
        self.code = code
        self.key = key
        self.params = dict(params or {})
