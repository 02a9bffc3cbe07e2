"""Of a submission and the copies of it that went back to the submitter, which one counts.

A copy stands for every file it was made of: for its original, and for the copies before it. What nobody has
touched since gives way to what somebody has. Where two remain that were changed apart nobody can say which is
meant: both count, the rules on repeated rows speak, and F008 names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.report import InputFile
from ruraledu_cli.read.returned import Returned

REPLACED = "replaced_by_return"  # a copy stands in for it
UNCHANGED = "unchanged_copy"  # nobody has touched it, and there is another
RIVALS = "F008"

Submitted = tuple[InputFile, Returned | None]


@dataclass(frozen=True, slots=True)
class GivesWay:
    """Why a file does not count, and the file that does."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """By the number of a file: which give way, and what is to be said of those that do not."""

    gone: Mapping[int, GivesWay]
    told: Mapping[int, Finding]


def standing(files: Sequence[Submitted]) -> Standing:
    """Which of the files count."""
    read = {number: one for number, one in enumerate(files) if one[0].status == "ok"}
    gone = _replaced(read)
    told: dict[int, Finding] = {}
    left = {number: one for number, one in read.items() if number not in gone}
    for family in _families(left):
        untouched = [number for number in family if _is_untouched(left[number])]
        counting = [number for number in family if number not in untouched] or untouched[:1]
        by = left[counting[0]][0].path
        gone.update({number: GivesWay(UNCHANGED, by) for number in family if number not in counting})
        if len(counting) > 1:
            paths = [left[number][0].path for number in counting]
            told[counting[0]] = Finding(RIVALS, tuple(map(Place, paths)), params={"count": len(paths)})
    return Standing(gone, told)


def _is_untouched(one: Submitted) -> bool:
    return one[1] is not None and one[1].is_untouched


def _replaced(read: Mapping[int, Submitted]) -> dict[int, GivesWay]:
    """Files that a copy was made of, each by the last copy in the line."""
    by: dict[str, tuple[int, str]] = {}
    for file, returned in read.values():
        for digest in returned.stands_for if returned else ():
            by[digest] = max(by.get(digest, (0, "")), (returned.times if returned else 0, file.path))
    hashes = ((number, file.sha256) for number, (file, _) in read.items())
    return {number: GivesWay(REPLACED, by[digest][1]) for number, digest in hashes if digest in by}


def _families(left: Mapping[int, Submitted]) -> list[list[int]]:
    """Copies of one original; and the original beside them that was changed after they had been made."""
    copies: dict[str, list[int]] = {}
    for number, (_, returned) in left.items():
        if returned is not None:
            copies.setdefault(returned.sha256, []).append(number)
    originals = {_folder_and_name(file.path): n for n, (file, returned) in left.items() if not returned}
    found = []
    for family in copies.values():
        named = {_original_beside(*left[number]) for number in family}
        found.append(sorted({*family, *(originals[one] for one in named if one in originals)}))
    return found


def _original_beside(file: InputFile, returned: Returned | None) -> tuple[str, str]:
    return _folder_and_name(file.path)[0], returned.name if returned else ""


def _folder_and_name(path: str) -> tuple[str, str]:
    where = PurePosixPath(path)
    return where.parent.as_posix(), where.name
