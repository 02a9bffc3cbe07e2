"""Whether an explanation does: a reason of the list with a text, and what is no explanation at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

REASONS = ("撤并", "新建", "调动", "退休", "统计口径", "补录", "其他")
OTHER = "其他"
_OTHER_LEAST = 8  # characters that 其他 needs
_WHOLE = frozenset({"已停办"})  # answers that say all there is to say
# What only says that somebody looked, and not what was found.
_BARE = frozenset(
    {
        "核实无误",
        "情况属实",
        "已核对",
        "经核实无误",
        "已核实",
        "属实",
        "无误",
        "已核实无误",
        "数据无误",
        "已核对无误",
    }
)
_EDGE = "。．.，,、；;：:！!？?—-–～~·…（）()【】[]《》<>“”\"'’‘ "
_LEAD = re.compile(rf"[{re.escape(_EDGE)}]*({'|'.join(REASONS)})[{re.escape(_EDGE)}]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was said, and why it does not do ("" where it does)."""

    text: str
    refusal: str = ""

    @property
    def accepted(self) -> bool:
        return not self.refusal


def plain(text: str) -> str:
    """A text without what typing adds: full width, spaces, and the marks at its ends."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(_EDGE)


def judge(reason: str, text: str) -> Explanation:
    """An answer of its own: a reason code and a text."""
    code, said = plain(reason), plain(text)
    written = "：".join(part for part in (reason.strip(), text.strip()) if part)
    if said in _WHOLE or (code in _WHOLE and not said):
        return Explanation(written)
    if is_bare(said):
        return Explanation(written, "bare")
    if not code:
        return from_remark(text) or Explanation(written, "no_reason")
    if code not in REASONS:
        return Explanation(written, "unknown_reason")
    if not said or said == code:
        return Explanation(written, "no_text")
    if code == OTHER and len(said) < _OTHER_LEAST:
        return Explanation(written, "too_short")
    return Explanation(written)


def from_remark(text: str) -> Explanation | None:
    """What the remark of a row says of its queries: None for a remark that explains nothing.

    The reason stands first (统计口径：今年含幼儿园). A remark that merely holds such a word is about
    something else.
    """
    said = plain(text)
    if said in _WHOLE:
        return Explanation(text.strip())
    if is_bare(said):
        return Explanation(text.strip(), "bare")
    match = _LEAD.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    if match is None:
        return None
    judged = judge(match[1], match[2])
    return Explanation(text.strip(), judged.refusal)


def is_bare(said: str) -> bool:
    """Nothing but 核实无误 and the like, once or several times over."""
    parts = [part for part in re.split(r"[，,、；;。.]+", said) if part]
    return bool(parts) and all(part.strip(_EDGE) in _BARE for part in parts)
