"""The record of submissions in a workspace: counts and hashes of each version, and no personal data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ruraledu_cli.model.progress import Submission, Version

RECORD = Path(".ruraledu") / "submissions.json"
SCHEMA_VERSION = 1
_RETURNED = re.compile(r"_退回\d*$")


class NotARecord(Exception):
    """The file is no record of submissions."""


def load(data: bytes) -> dict[str, tuple[Version, ...]]:
    """The versions of each file by its path, the oldest first. Raises NotARecord."""
    try:
        stated = json.loads(data)
        if stated["schema_version"] != SCHEMA_VERSION:
            raise NotARecord
        return {str(path): tuple(map(_version, versions)) for path, versions in stated["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotARecord from None


def _version(stated: Mapping[str, Any]) -> Version:
    sent = {str(table): tuple(map(str, units)) for table, units in stated["sent"].items()}
    year = None if stated["year"] is None else int(stated["year"])
    errors, queries, notes = (int(stated[name]) for name in ("errors", "queries", "notes"))
    day, digest = date.fromisoformat(stated["day"]), str(stated["sha256"])
    return Version(day, digest, year, errors, queries, notes, sent)


def dump(files: Mapping[str, Iterable[Version]]) -> bytes:
    """The record's content: UTF-8, keys sorted."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "files": {path: [_record(version) for version in versions] for path, versions in files.items()},
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _record(version: Version) -> dict[str, Any]:
    return {
        "day": version.day.isoformat(),
        "sha256": version.sha256,
        "year": version.year,
        "errors": version.errors,
        "queries": version.queries,
        "notes": version.notes,
        "sent": {table: list(units) for table, units in sorted(version.sent.items())},
    }


def added(
    files: Mapping[str, tuple[Version, ...]], path: str, version: Version
) -> dict[str, tuple[Version, ...]]:
    """The record with a version more. Bytes recorded already keep the day they came first, with what is found
    in them now: explanations may have closed a query since. A copy that went back follows its original."""
    path = _original(path, files)
    before = files.get(path, ())
    if before and before[-1].sha256 == version.sha256:
        last = before[-1]
        version = replace(version, day=last.day, sent=version.sent or last.sent)
        before = before[:-1]
    return {**files, path: (*before, version)}


def _original(path: str, files: Mapping[str, tuple[Version, ...]]) -> str:
    """The path of the file that a returned copy (名_退回2.xlsx) stands for, whatever its suffix was."""
    own = PurePosixPath(path)
    stem = _RETURNED.sub("", own.stem)
    if stem == own.stem:
        return path
    plain = own.with_name(stem).as_posix()
    known = (one for one in files if PurePosixPath(one).with_suffix("").as_posix() == plain)
    return next(known, f"{plain}{own.suffix}")


def submissions(files: Mapping[str, tuple[Version, ...]], year: int, due: date | None) -> list[Submission]:
    """The files of a year, by path; a version recorded without a year counts for every year."""
    found = []
    for path, versions in sorted(files.items()):
        own = tuple(one for one in versions if one.year in (year, None))
        if own:
            late = None if due is None else max(0, (own[0].day - due).days)
            found.append(Submission(path, own, late))
    return found
