"""The command line's own words, and the language they are spoken in.

Loaded only when something is said, so that start-up does not pay for them.
"""

from __future__ import annotations

import errno
import os
import sys
from ast import literal_eval
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
# What the system says in English where a file cannot be had, and the words for it in the catalogue.
_SYSTEM = {
    os.strerror(getattr(errno, name)): name
    for name in ("EACCES", "EISDIR", "ENAMETOOLONG", "ENOENT", "ENOSPC", "ENOTDIR", "EROFS")
}


def known_language(name: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == name), None)


def screen_language(
    flag: str | None, environ: Mapping[str, str] | None = None, configured: str | None = None
) -> Language:
    """--lang, else RURALEDU_LANG, else the workspace's, else the locale's."""
    environ = os.environ if environ is None else environ
    for name in (flag, environ.get("RURALEDU_LANG"), configured):
        if (known := known_language(name)) is not None:
            return known
    return _of_locale(environ)


def _of_locale(environ: Mapping[str, str]) -> Language:
    """English where the locale names another language; Chinese where it says nothing: a county uses this."""
    name = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "")
    name = name or _windows_language()
    spoken = name.partition(".")[0].partition("_")[0].lower()
    return "zh" if spoken in ("", "c", "posix", "zh") else "en"


def _windows_language() -> str:
    """The language of the Windows desktop; its primary language 4 is Chinese."""
    if sys.platform != "win32":
        return ""
    import ctypes

    return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 4 else "en"


def flag_value(arguments: Sequence[str], *names: str) -> str | None:
    """The last value of an option, read before (or without) parsing: for messages about the command line."""
    found = None
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name not in names:
            continue
        if equals:
            found = value
        elif position + 1 < len(arguments):
            found = arguments[position + 1]
    return found


@cache
def _table(language: Language) -> Mapping[str, str]:
    """The catalogue `cli.*.yaml`, read by the line: groups of keys, each with its words on one line.

    PyYAML would cost a tenth of --help; a test sees to it that both read the same.
    """
    text = (Path(__file__).parents[1] / "data" / "catalogues" / f"cli.{language}.yaml").read_text("utf-8")
    found: dict[str, str] = {}
    group = ""
    for line in text.splitlines():
        key, _, words = line.partition(":")
        if line[:1] == " ":
            words = words.strip()
            found[f"{group}.{key.strip()}"] = literal_eval(words) if words[:1] == '"' else words
        elif not line.startswith("#"):
            group = key
    return found


class Words:
    """What the command line says, in one language. `[[…{name}…]]` falls away where no name is given."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def text(self, key: str, params: Mapping[str, object] | None = None) -> str:
        """The words under a key (`group.name`), filled in."""
        from ruraledu_cli.catalogue.words import fill

        table, params = _table(self.language), params or {}
        why = _SYSTEM.get(str(params.get("why")))
        return fill(table[key], {**params, "why": table[f"system.{why}"]} if why else params)

    def has(self, key: str) -> bool:
        return key in _table(self.language)
