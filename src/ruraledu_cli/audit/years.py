"""Which year sheets are of: by the folder they lie in, else by what they state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from ruraledu_cli.census import Frame

NO_YEAR = "no_year"
SEVERAL = "several_years"
_FOLDER = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
# 2025—2026学年 and 2025学年 are the school year that begins in 2025. A year before a month is a date, most
# often that of filling in, and says nothing of the year the figures are of.
_SCHOOL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:[-‐–—－~～至/]+\s*(?:20)?\d\d\s*)?学年")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d{1,2}\s*月)")
_TITLES = 6  # rows of a sheet that may hold its title


def year_of(paths: Iterable[str], frames: Sequence[Frame]) -> tuple[int | None, str | None]:
    """The year all the files lie in or state, else None and why: no_year, several_years."""
    for years in ({folder_year(path) for path in paths}, {stated_year(frame) for frame in frames}):
        known = years - {None}
        if known:
            return (known.pop(), None) if len(known) == 1 else (None, SEVERAL)
    return None, NO_YEAR


def folder_year(path: str) -> int | None:
    """The year of the nearest folder above a file that is named as one: 2025, 2025年, 2025年度."""
    folders = PurePosixPath(path).parts[:-1]
    return next((int(m[1]) for name in reversed(folders) if (m := _FOLDER.fullmatch(name))), None)


def stated_year(frame: Frame) -> int | None:
    """The one year that a sheet's title, its name or its file's name states; the first that states any."""
    for text in _statements(frame):
        for pattern in (_SCHOOL_YEAR, _YEAR):
            years = {int(year) for year in pattern.findall(text)}
            if len(years) == 1:
                return years.pop()
    return None


def _statements(frame: Frame) -> Iterator[str]:
    titles = {row for passed in frame.passed if passed.reason == "title" for row in passed.rows}
    for row in sorted(titles)[:_TITLES]:
        yield " ".join(cell for cell in frame.sheet.rows[row] if isinstance(cell, str))
    yield frame.sheet.name
    yield PurePosixPath(frame.sheet.file).stem
