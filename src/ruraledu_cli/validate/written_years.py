"""Years and days written in Chinese figures: 二〇二五年九月, 一九八五年十二月三十一日."""

from __future__ import annotations

import re

_FIGURES = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_WRITTEN = re.compile(
    r"([〇○零一二三四五六七八九]{4})年"
    r"(?:([一二三四五六七八九]|十[一二]?)月份?(?:([一二三四五六七八九]|二?十[一二三四五六七八九]?|三十一?)[日号])?)?"
)


def in_figures(text: str) -> str:
    """The same text with the figures of a whole date in Arabic ones; any other text as it is."""
    found = _WRITTEN.fullmatch("".join(text.split()))
    if found is None:
        return text
    year, month, day = found.groups()
    parts = ["".join(_FIGURES[figure] for figure in year) + "年"]
    if month:
        parts.append(f"{_number(month)}月")
    if day:
        parts.append(f"{_number(day)}日")
    return "".join(parts)


def _number(written: str) -> int:
    """Of one to thirty-one."""
    tens, ten, ones = written.rpartition("十")
    return (int(_FIGURES.get(tens, "1")) * 10 if ten else 0) + int(_FIGURES.get(ones, "0"))
