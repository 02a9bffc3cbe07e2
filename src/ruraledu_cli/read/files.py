"""Files into sheets: what to read, what to pass over, and what to say of a file that cannot be read."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ruraledu_cli.census import Sheet
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.report import InputFile
from ruraledu_cli.read.content import kind_of
from ruraledu_cli.read.limits import FILE_BYTES
from ruraledu_cli.read.refused import OVERSIZED, Refused
from ruraledu_cli.read.returned import Returned
from ruraledu_cli.read.selection import Contents, file_note, file_reason
from ruraledu_cli.read.stand_ins import standing
from ruraledu_cli.read.template import Template
from ruraledu_cli.read.unlock import password, unlock

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".et"})


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file: its sheets in order, and F findings about the file and the sheets passed over; `returned`
    where it is a copy that went back to its submitter, `template` where it was made as one."""

    file: InputFile
    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    returned: Returned | None = None
    template: Template | None = None


def discover(root: Path, shown_root: str) -> tuple[tuple[Path, str], ...]:
    """Every candidate workbook below a folder, with the path to show, in one order on every machine.

    Names to be passed over are among them, so that reading can tell of them.
    """
    prefix = shown_root.replace("\\", "/").rstrip("/")
    found: list[tuple[tuple[str, ...], Path]] = []
    for folder, _, names in os.walk(root):
        below = Path(folder).relative_to(root).parts
        found += [
            ((*below, name), Path(folder, name)) for name in names if Path(name).suffix.lower() in SUFFIXES
        ]
    shown = (("/".join(filter(None, (prefix, *parts))), path) for parts, path in sorted(found))
    return tuple((path, name) for name, path in shown)


def read_files(paths: Sequence[tuple[Path, str]]) -> tuple[FileRead, ...]:
    """Read in the given order; temporary, hidden and copy names, and repeated bytes, are passed over."""
    seen: set[str] = set()
    with _without_collecting():
        read = [_read_new(path, shown, seen) for path, shown in paths]
    found = standing([(one.file, one.returned) for one in read])
    for number, why in found.gone.items():
        read[number] = _passed_over(read[number].file.path, read[number].file.sha256, why.reason, why.by)
    for number, finding in found.told.items():
        read[number] = replace(read[number], findings=(finding, *read[number].findings))
    return tuple(read)


def _read_new(path: Path, shown: str, seen: set[str]) -> FileRead:
    reason = file_reason(shown)
    if reason is not None:
        return _passed_over(shown, _hash_of(path, reason), reason)
    try:
        data = _bytes_of(path)
    except Refused as refused:
        return _unreadable(shown, "", refused)
    digest = sha256(data).hexdigest()
    if digest in seen:
        return _passed_over(shown, digest, "same_bytes")
    seen.add(digest)
    return _read_bytes(data, digest, shown)


def read_file(path: Path, shown: str) -> FileRead:
    """Read one file, whatever its name. Never raises for a bad file: it comes back unreadable, with why."""
    try:
        data = _bytes_of(path)
    except Refused as refused:
        return _unreadable(shown, "", refused)
    return _read_bytes(data, sha256(data).hexdigest(), shown)


def _read_bytes(data: bytes, digest: str, shown: str) -> FileRead:
    try:
        contents = _opened(data, shown)
    except Refused as refused:
        return _unreadable(shown, digest, refused)
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        return _unreadable(shown, digest, Refused("too_large"))
    except BaseException:  # a reader's panic is no Exception, and its message may hold cell content
        return _unreadable(shown, digest, Refused("reader_failed"))
    file = InputFile(shown, digest)
    return FileRead(file, contents.sheets, contents.findings, contents.returned, contents.template)


def _opened(data: bytes, shown: str) -> Contents:
    """The contents of a workbook, one with a password opened where it was given."""
    try:
        return _contents(data, shown)
    except Refused as refused:
        word = password() if refused.reason == "password" else None
        if word is None:
            raise
    return _contents(unlock(data, word), shown)


def _contents(data: bytes, shown: str) -> Contents:
    """Hand the bytes to the reader of their kind. Readers are imported when first needed."""
    kind = kind_of(data)
    if kind == "text":
        from ruraledu_cli.read.delimited import read_delimited

        return read_delimited(data, shown)
    if kind == "compound":
        from ruraledu_cli.read.xls import read_xls

        return read_xls(data, shown)
    return _packaged(data, shown)


def _packaged(data: bytes, shown: str) -> Contents:
    from ruraledu_cli.read import ods, xlsb, xlsx
    from ruraledu_cli.read.package import Package

    package = Package(data)
    main = xlsx.main_part(package)
    if main == xlsb.WORKBOOK or xlsb.WORKBOOK in package:
        return xlsb.read_xlsb(package, shown)
    if main.endswith(".xml") and main in package:
        return xlsx.read_xlsx(package, shown, main)
    if ods.CONTENT in package:
        return ods.read_ods(package, shown)
    raise Refused("not_a_workbook")


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("is_folder")
        if path.stat().st_size > FILE_BYTES:
            raise Refused("file_size", OVERSIZED, params={"limit": FILE_BYTES})
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("missing") from None
    except PermissionError:
        raise Refused("held_open") from None
    except (OSError, ValueError, MemoryError):
        raise Refused("not_readable") from None


def _hash_of(path: Path, reason: str) -> str:
    """The hash of a file passed over; lock files that begin with ~$ are not touched."""
    try:
        return "" if reason == "temporary_name" else sha256(_bytes_of(path)).hexdigest()
    except Refused:
        return ""


def _passed_over(shown: str, digest: str, reason: str, by: str = "") -> FileRead:
    return FileRead(InputFile(shown, digest, "passed_over", reason), findings=(file_note(shown, reason, by),))


def _unreadable(shown: str, digest: str, refused: Refused) -> FileRead:
    finding = Finding(refused.code, (Place(shown, refused.sheet),), params=refused.params)
    return FileRead(InputFile(shown, digest, "unreadable", refused.reason), findings=(finding,))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No garbage collection while millions of cells are made: none of them is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
