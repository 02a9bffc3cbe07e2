"""The stage of single files: read one, understand its sheets. Runs in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import islice

from ruraledu_cli.audit.gather import Wanted
from ruraledu_cli.audit.templates import about_template
from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.report import InputFile
from ruraledu_cli.read import read_file
from ruraledu_cli.read.returned import Returned
from ruraledu_cli.read.selection import file_note
from ruraledu_cli.read.stand_ins import standing
from ruraledu_cli.recognise import recognise_each, without_superseded

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class FileFrames:
    """One file: its sheets understood as tables, and what there is to say of the file and its sheets."""

    file: InputFile
    frames: tuple[Frame, ...] = ()
    findings: tuple[Finding, ...] = ()
    returned: Returned | None = None


# Runs a function over files in whatever processes; what makes an answer for a file that ended its process is
# handed to it as well, with the reason (crashed, too_slow, too_large).
Read = Callable[[Wanted], FileFrames]
Failed = Callable[[Wanted, str], FileFrames]
Each = Callable[[Read, Sequence[Wanted], Failed], Sequence[FileFrames]]


def in_turn(read: Read, files: Sequence[Wanted], _failed: Failed) -> list[FileFrames]:
    """All files in this process, one after the other: none can end it and be answered for."""
    return [read(wanted) for wanted in files]


def read_all(files: Sequence[Wanted], codebook: Codebook, each: Each) -> list[FileFrames]:
    """Every file in the given order; those passed over for their name or their bytes are told."""
    to_read = [wanted for wanted in files if wanted.reason is None]
    read = dict(zip(to_read, each(partial(read_one, codebook), to_read, failed), strict=True))
    seen: set[str] = set()
    once = [_once(read[wanted], seen) if wanted in read else _passed_over(wanted) for wanted in files]
    found = standing([(one.file, one.returned) for one in once])
    for number, why in found.gone.items():
        once[number] = _not_counted(once[number], why.reason, why.by)
    for number, finding in found.told.items():
        once[number] = replace(once[number], findings=(finding, *once[number].findings))
    return _last_submissions(once, codebook)


def _last_submissions(read: Sequence[FileFrames], codebook: Codebook) -> list[FileFrames]:
    """Of several submissions of one form the last alone, in whichever files the others stand."""
    frames, told = without_superseded(frames_of(read), codebook)
    rest = iter(frames)
    found = []
    for one in read:
        own = tuple(f for f in told if f.places[0].file == one.file.path)
        found.append(
            replace(one, frames=tuple(islice(rest, len(one.frames))), findings=(*one.findings, *own))
        )
    return found


def read_one(codebook: Codebook, wanted: Wanted) -> FileFrames:
    """One file's frames. Never raises for a bad file."""
    read = read_file(wanted.path, wanted.shown)
    recognised = recognise_each(read.sheets, codebook)
    of_template = about_template(read.template, recognised.frames, codebook)
    findings = (*read.findings, *recognised.findings, *of_template)
    return FileFrames(read.file, recognised.frames, findings, read.returned)


def failed(wanted: Wanted, reason: str) -> FileFrames:
    """F001 for a file that ended the process that read it."""
    finding = Finding("F001", (Place(wanted.shown),), params={"reason": reason})
    return FileFrames(InputFile(wanted.shown, _hash(wanted), "unreadable", reason), findings=(finding,))


def _once(found: FileFrames, seen: set[str]) -> FileFrames:
    """The file, or that its bytes were read already."""
    digest = found.file.sha256
    if not digest or digest not in seen:
        seen.add(digest)
        return found
    return _not_counted(found, "same_bytes")


def _not_counted(found: FileFrames, reason: str, by: str = "") -> FileFrames:
    """A file that was read and does not count; what was found in it is said of the one that does."""
    file = replace(found.file, status="passed_over", reason=reason)
    return FileFrames(file, findings=(file_note(file.path, reason, by),))


def _passed_over(wanted: Wanted) -> FileFrames:
    """Lock files that begin with ~$ are not even touched."""
    reason = str(wanted.reason)
    digest = "" if reason == "temporary_name" else _hash(wanted)
    file = InputFile(wanted.shown, digest, "passed_over", reason)
    return FileFrames(file, findings=(file_note(wanted.shown, reason),))


def _hash(wanted: Wanted) -> str:
    digest = sha256()
    try:
        with wanted.path.open("rb") as file:
            for piece in iter(partial(file.read, _PIECE), b""):
                digest.update(piece)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def frames_of(read: Iterable[FileFrames]) -> list[Frame]:
    return [frame for one in read for frame in one.frames]
