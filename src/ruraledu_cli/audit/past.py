"""What the workspace holds beside the batch: the year's own folder and those before, read when asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ruraledu_cli.audit.definitions import Definitions
from ruraledu_cli.audit.gather import gather
from ruraledu_cli.audit.reading import Each, FileFrames, frames_of, read_all
from ruraledu_cli.census import Census, Frame
from ruraledu_cli.recognise import unread_tables
from ruraledu_cli.validate import KnownSchool, known_schools

BATCH = "batch"
SCHOOLS = "schools"
_COMPARED = 2  # years before: a school that came back was there, was gone, and is there again


@dataclass(frozen=True, slots=True)
class Register:
    """The schools links are checked against; `source` is "batch", a year, or None where nobody knows any.
    `unread` are the tables that may have rows in files that could not be read, of the batch or of that year.
    """

    source: str | None = None
    schools: tuple[KnownSchool, ...] = ()
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Past:
    """The years' folders below `data`; each is read once. What is wrong with their files is told by an audit
    of them, not by that of the batch."""

    definitions: Definitions
    data: Path | None
    each: Each
    held: dict[int, list[FileFrames]] = field(default_factory=dict)

    def read(self, year: int) -> list[FileFrames]:
        """All files of a year; none where it has no folder."""
        if year not in self.held:
            folder = None if self.data is None else self.data / str(year)
            found = gather([str(folder)], Path.as_posix) if folder and folder.is_dir() else ()
            self.held[year] = read_all(found, self.definitions.codebook, self.each)
        return self.held[year]

    def register(self, read: Sequence[FileFrames], year: int | None) -> Register:
        """The batch's, else the year's, else that of the year before."""
        frames, unread = frames_of(read), self._unread(read)
        if any(frame.table == SCHOOLS and frame.records for frame in frames):
            return Register(BATCH, unread=unread)
        for past in (year, year - 1) if year is not None and frames else ():
            held = self.read(past)
            own = [frame for frame in frames_of(held) if frame.table == SCHOOLS]
            schools = known_schools(self._census(own, past).tables[SCHOOLS]) if own else ()
            if schools:
                return Register(str(past), schools, unread | self._unread(held) & {SCHOOLS})
        return Register(unread=unread)

    def _unread(self, read: Sequence[FileFrames]) -> frozenset[str]:
        return unread_tables([one.file for one in read], frames_of(read), self.definitions.codebook)

    def earlier(self, year: int, tables: Collection[str]) -> list[Census]:
        """The years before, the latest first, as far as they follow each other without a gap; of their tables
        those that the batch has, and the schools."""
        found: list[Census] = []
        for past in range(year - 1, year - 1 - _COMPARED, -1):
            own = [
                frame
                for frame in frames_of(self.read(past))
                if frame.table in tables or frame.table == SCHOOLS
            ]
            if not own:
                break
            found.append(self._census(own, past))
        return found

    def _census(self, frames: Sequence[Frame], year: int) -> Census:
        return self.definitions.validate(frames, year).census
