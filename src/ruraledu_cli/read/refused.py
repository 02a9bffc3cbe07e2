"""Why a file cannot be read: a rule's code and a reason, never what a cell holds."""

from __future__ import annotations

from collections.abc import Mapping

from ruraledu_cli.model.finding import Param

UNREADABLE = "F001"
ENCRYPTED = "F002"
OVERSIZED = "F005"


class Refused(Exception):
    """Raised by every reader for a file it will not or cannot read; `sheet` where one sheet is the cause."""

    def __init__(
        self,
        reason: str,
        code: str = UNREADABLE,
        sheet: str | None = None,
        params: Mapping[str, Param] | None = None,
    ) -> None:
        super().__init__(f"{code} {reason}")
        self.reason = reason
        self.code = code
        self.sheet = sheet
        self.params: dict[str, Param] = {"reason": reason, **(params or {})}
