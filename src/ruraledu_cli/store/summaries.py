"""What earlier years came to, kept by the content it was computed from, so that it is computed once.

Holds aggregate values and the register of schools; no person, no cell. A cache that cannot be read or written
is no cache: the summary is computed again, and is the same.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from ruraledu_cli.language.register import RegisteredSchool

VARIABLE = "RURALEDU_CACHE"  # a folder, or "off"
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Summary:
    """A year's exact values by indicator, its register of schools, and the columns (table.column) that some
    sheet had."""

    values: Mapping[str, Fraction]
    register: tuple[RegisteredSchool, ...]
    columns: frozenset[str] = frozenset()


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where summaries are kept: RURALEDU_CACHE, else the user's cache folder; None where it is off."""
    stated = environ.get(VARIABLE)
    if stated:
        return None if stated.lower() in ("off", "0", "no") else Path(stated)
    if sys.platform == "win32":
        base = environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(Path(environ.get("HOME", "")) / "Library" / "Caches")
    else:
        base = environ.get("XDG_CACHE_HOME") or (f"{environ['HOME']}/.cache" if environ.get("HOME") else None)
    return Path(base) / "ruraledu" if base else None


def key_of(parts: Iterable[str]) -> str:
    """The name of a summary: a digest of all it depends on, the program itself among it."""
    digest = sha256(_program().encode())
    for part in parts:
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()


def _program() -> str:
    """The state of the package's files: a changed line of code or codebook makes every summary stale."""
    files = sorted(p for p in _PACKAGE.rglob("*") if p.suffix in (".py", ".yaml"))
    return "\n".join(
        f"{p.relative_to(_PACKAGE)} {(stat := p.stat()).st_size} {stat.st_mtime_ns}" for p in files
    )


def load(key: str) -> Summary | None:
    """A summary kept earlier; None where there is none that can be read."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return _decode(json.loads((folder / f"{key}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(key: str, summary: Summary) -> None:
    """Keep a summary; written aside and renamed, so that no reader sees half of one."""
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f"{key}.{os.getpid()}.tmp"
        aside.write_text(json.dumps(_encode(summary), ensure_ascii=False), encoding="utf-8")
        os.replace(aside, folder / f"{key}.json")


def _encode(summary: Summary) -> dict[str, Any]:
    return {
        "values": {name: str(value) for name, value in summary.values.items()},
        "columns": sorted(summary.columns),
        "register": [
            [school.key, {by: list(g) for by, g in school.groups.items()}] for school in summary.register
        ],
    }


def _decode(data: Any) -> Summary:
    return Summary(
        {str(name): Fraction(value) for name, value in data["values"].items()},
        tuple(
            RegisteredSchool(str(key), {str(by): tuple(map(str, names)) for by, names in groups.items()})
            for key, groups in data["register"]
        ),
        frozenset(map(str, data["columns"])),
    )
