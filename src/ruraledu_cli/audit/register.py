"""Whose schools links are checked against: the batch's, else the year's, else those of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruraledu_cli.audit.gather import gather
from ruraledu_cli.audit.reading import Each, frames_of, read_all
from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.validate import KnownSchool, known_schools, validate

BATCH = "batch"
_TABLE = "schools"


@dataclass(frozen=True, slots=True)
class Register:
    """`source` is "batch", a year, or None where nobody knows any school."""

    source: str | None = None
    schools: tuple[KnownSchool, ...] = ()


def find_register(
    frames: Sequence[Frame], codebook: Codebook, data: Path | None, year: int | None, each: Each
) -> Register:
    """The register for a batch. Folders are read only where the batch brings no schools of its own."""
    if any(frame.table == _TABLE and frame.records for frame in frames):
        return Register(BATCH)
    if data is None or year is None or not frames:
        return Register()
    for past in (year, year - 1):
        schools = _schools(data / str(past), codebook, past, each)
        if schools:
            return Register(str(past), schools)
    return Register()


def _schools(folder: Path, codebook: Codebook, year: int, each: Each) -> tuple[KnownSchool, ...]:
    """The schools of a year's folder. What is wrong with its files is not this audit's business."""
    if not folder.is_dir():
        return ()
    read = read_all(gather([str(folder)], lambda path: path.as_posix()), codebook, each)
    frames = [frame for frame in frames_of(read) if frame.table == _TABLE]
    if not frames:
        return ()
    table = validate(frames, codebook, year, {}).census.tables[_TABLE]
    return known_schools(table)
