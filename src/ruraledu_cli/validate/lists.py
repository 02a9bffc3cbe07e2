"""Cells that hold several values: split on 、；，/ and line breaks, never within brackets."""

from __future__ import annotations

import re
from collections.abc import Callable

from ruraledu_cli.census import NONE, Value
from ruraledu_cli.validate.parsed import BLANK, Parsed

_SEPARATORS = frozenset("、；;，,/／\n\r|")
_OPENS, _CLOSES = "（([【〔《", "）)]】〕》"
_ALSO = re.compile(r"[（(]\s*兼(?!职)任?([^（）()]*)[）)]|(?<=[^\s（(])兼(?!职)任?(?=[^\s）)])")
_WITHIN = re.compile(r"[（(]([^（）()]*)[）)]")
_SPACE = re.compile(r"[ \t]+")
_SPACES = re.compile(r"\s+")
_FIRST, _SECOND = re.compile(r"\s*(?:[（(]?1[.、．)）]|①)"), re.compile(r"[（(]?2[.、．)）]|②")
_NUMBERED = re.compile(r"(?<![0-9A-Za-z])[（(]?\d{1,2}[.、．)）]|[①-⑳]")
_NAMES = re.compile(r"[\u4e00-\u9fff·]{2,}(?:\s+[\u4e00-\u9fff·]{2,})+")


def split_posts(text: str, is_post: Callable[[str], bool] = lambda _: False) -> list[str]:
    """Posts also on spaces and 兼: 书记兼校长, 书记（兼校长）; but 兼职 is a word of its own. One may
    stand in brackets: 党支部书记（校长）."""
    also = _ALSO.sub(lambda match: f"、{match[1] or ''}", _SPACE.sub("、", text))
    return split(_WITHIN.sub(lambda match: f"、{match[1]}" if is_post(match[1]) else match[0], also))


def split_named(text: str) -> list[str]:
    """Schools and persons: also by numbers before them (1.甲小学 2.乙小学), and on spaces (张三 李四)."""
    if _FIRST.match(text) and _SECOND.search(text):
        text = _NUMBERED.sub("\n", text)
    if _NAMES.fullmatch(text.strip()):
        text = _SPACES.sub("、", text.strip())
    return split(text)


def split(text: str) -> list[str]:
    """The parts of a cell, tidied; empty ones left out."""
    parts, start, depth = [], 0, 0
    for position, letter in enumerate(text):
        if letter in _OPENS:
            depth += 1
        elif letter in _CLOSES:
            depth = max(0, depth - 1)
        elif letter in _SEPARATORS and (not depth or letter in "\n\r"):
            parts.append(text[start:position])
            start, depth = position + 1, 0
    return [part for part in (*map(str.strip, parts), text[start:].strip()) if part]


def gather(parts: list[str], read: Callable[[str], Parsed]) -> Parsed:
    """The parts read one by one as a tuple, each value once; the first error takes the whole cell.

    All parts 无 is a known none; a note of one part is a note of the cell.
    """
    values: dict[Value, None] = {}
    reads: list[str] = []
    note = ""
    none = False
    for part in parts:
        found = read(part)
        if found.fault is not None and found.value is None:
            return found
        note = note or found.fault or ""
        reads.append(str(dict(found.params).get("read", part)))
        none = none or found.value is NONE
        if found.value is not None and found.value is not NONE:
            values.setdefault(found.value)
    if not values:
        return Parsed(NONE) if none else BLANK
    return Parsed(tuple(values), note, (("read", "、".join(reads)),)) if note else Parsed(tuple(values))
