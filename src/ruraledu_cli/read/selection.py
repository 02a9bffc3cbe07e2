"""Which sheets and files are passed over, and the notes that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from ruraledu_cli.census import Sheet
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.read.returned import RESULTS, Returned
from ruraledu_cli.read.template import Template

PASSED_OVER = "F006"
_SHEET_NAMES = (("instructions_sheet", ("填表说明", "填报说明")), ("dropdown_sheet", ("下拉",)))
_COPIES = ("副本", "备份", "作废")
_COPY_FOLDER = re.compile(rf"({'|'.join(_COPIES)})[\s\d._()（）-]*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it. `kind` is sheet, chart or macro; `part` is where its cells are."""

    name: str
    hidden: bool = False
    kind: str = "sheet"
    part: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file held: sheets read, and notes on what was not; where it comes from, if it is a copy that
    went back to its submitter, and the template it was made as."""

    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    returned: Returned | None = None
    template: Template | None = None


def sheet_reason(listed: Listed) -> str | None:
    """Why a sheet is not read, or None."""
    if listed.kind != "sheet":
        return f"{listed.kind}_sheet"
    if listed.hidden:
        return "hidden_sheet"
    name = listed.name.strip()
    for reason, beginnings in _SHEET_NAMES:
        if name.startswith(beginnings):
            return reason
    return "checks_sheet" if name.startswith(RESULTS) else None


def sheet_notes(shown: str, listed: list[Listed]) -> tuple[Finding, ...]:
    """A note for each sheet passed over, in the workbook's order."""
    return tuple(
        Finding(PASSED_OVER, (Place(shown, sheet.name),), params={"reason": reason})
        for sheet in listed
        if (reason := sheet_reason(sheet)) is not None
    )


def file_reason(shown: str) -> str | None:
    """Why a file is passed over for its name (or its folder's), or None."""
    *folders, name = PurePosixPath(shown.replace("\\", "/")).parts or ("",)
    if name.startswith("~$"):
        return "temporary_name"
    if any(part.startswith(".") and part.strip(".") for part in (*folders, name)):
        return "hidden_name"
    if any(word in name for word in _COPIES) or any(_COPY_FOLDER.fullmatch(folder) for folder in folders):
        return "copy_name"
    return None


def file_note(shown: str, reason: str, by: str = "") -> Finding:
    """A note that a file does not count, and which one does in its place."""
    return Finding(
        PASSED_OVER, (Place(shown),), params={"reason": reason} | ({"other_file": by} if by else {})
    )
