"""Which encoding a text file is in. Chinese text is GB18030 or Big5 without saying so; a guess is told.

Bytes of the one often decode as the other, to rare characters. So both are tried, and the share of characters
that the standards themselves call common decides; where both or neither fit, the file is refused.
"""

from __future__ import annotations

import codecs
from collections import Counter

from ruraledu_cli.read.refused import Refused

_SAMPLE = 200_000
_FITS = 0.9
_SIMPLIFIED = frozenset(
    "学校县区镇乡级编号码类别职务师资证历现专业时间达标园长负责备注数东华汉张刘陈杨赵吴孙马"
)
_TRADITIONAL = frozenset(
    "學校縣區鎮鄉級編號碼類別職務師資證歷現專業時間達標園長負責備註數東華漢張劉陳楊趙吳孫馬"
)


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding's name; refused where it cannot be known."""
    if data.startswith(codecs.BOM_UTF8):
        return _decode(data, "utf-8-sig"), "UTF-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(data, "utf-16"), "UTF-16"
    text = _attempt(data, "utf-8")
    if text is None or _looks_like_gb18030(text, data):
        return _chinese(data)
    return text, "UTF-8"


def _looks_like_gb18030(text: str, data: bytes) -> bool:
    """A few Chinese words in GB18030 may be valid UTF-8 by chance, with letters of two bytes: 学校 is ѧУ."""
    if text.isascii() or max(text) >= "\u0800":
        return False
    other = _attempt(data, "gb18030") or ""
    return bool(_SIMPLIFIED & set(other)) and _common_share(other, "GB18030") >= _FITS


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise Refused("truncated") from None


def _chinese(data: bytes) -> tuple[str, str]:
    texts = {name: _attempt(data, codec) for name, codec in (("GB18030", "gb18030"), ("Big5", "cp950"))}
    fits = {
        name: share
        for name, text in texts.items()
        if text is not None and (share := _common_share(text, name)) >= _FITS
    }
    if len(fits) == 2:
        fits = _by_words(texts)
    if len(fits) != 1:
        raise Refused("encoding_unknown")
    (name,) = fits
    return texts[name] or "", name


def _attempt(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _common_share(text: str, name: str) -> float:
    """Share of the characters beyond ASCII that stand in the encoding's first level, or are punctuation."""
    counts = Counter(character for character in text[:_SAMPLE] if character > "\x7f")
    common = sum(count for character, count in counts.items() if _is_common(character, name))
    return common / max(sum(counts.values()), 1)


def _is_common(character: str, name: str) -> bool:
    codec, first, last = ("gb2312", 0xB0, 0xD7) if name == "GB18030" else ("big5", 0xA4, 0xC6)
    try:
        lead = character.encode(codec)[0]
    except UnicodeEncodeError:
        return False
    return first <= lead <= last or lead in (0xA1, 0xA3)


def _by_words(texts: dict[str, str | None]) -> dict[str, float]:
    """Where both fit, a short text: the reading that has words of school tables, if only one has."""
    words = {"GB18030": _SIMPLIFIED, "Big5": _TRADITIONAL}
    return {name: 1.0 for name, text in texts.items() if text and words[name] & set(text)}
