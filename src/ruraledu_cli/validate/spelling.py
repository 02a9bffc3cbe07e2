"""Spellings common to all columns: what is blank, what says no, what says yes, and characters nobody sees."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ufe0f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_INNER = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """The text without what nobody sees: hidden characters, odd spaces, spaces around. Line breaks stay."""
    if _HIDDEN.search(text):
        text = _HIDDEN.sub("", _SPACES.sub(" ", text))
    return text.strip()


def narrow(text: str) -> str:
    """Full-width digits and letters as plain ones; punctuation stays as written."""
    return _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def joined(text: str) -> str:
    """A name without the spaces that only fill it up: 张 三 is 张三, John Smith stays."""
    return _INNER.sub("", _SPACE.sub(" ", text))


def fold(text: str) -> str:
    """The form that words are compared in: half width, no spaces, small letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _SPACE.sub("", text).lower()


def is_odd(text: str, tidied: str, *, wide: bool) -> bool:
    """Whether a text has spaces around it or characters nobody sees (or full-width ones, where `wide`)."""
    return text != tidied or (wide and _WIDE.search(tidied) is not None)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


_BLANK = _words(
    "不清楚 不详 不明 不知 不知道 未知 未详 未明 未填 未填写 未填报 未报 未上报 未统计 未说明 未核实",
    "空 空白 缺 暂缺 缺失 略 待定 待核 待核实 待查 待补 待补充 待填 不适用 不涉及",
    "n/a na #n/a null none nan nil ?",
)
_STROKES = re.compile(r"[-‐‑‒–—―─_/\\.·…、~]+")
_NO = _words("无 否 没有 没 暂无 尚无 均无 不是 × ✗ ✘ ✕ n no false x")
SAY_NOTHING = _BLANK | _NO  # words that are nobody's name
_NOT_YET = re.compile(r"(尚|暂|还|均|仍|并)?未.{1,12}|没有?.{1,8}|无(?!需|法|关|锡|棣|论).{1,6}", re.DOTALL)
_NO_LINK = re.compile(r"(尚|暂|还|均)?未(结对|联系|帮扶|交流|安排|分配|指定|建立|落实|确定|派驻|轮岗)")
_REFUSED = re.compile(r"不(?!清|详|明|知|适|涉|确|定|一定|需|全).{1,8}")
_YES = _words("是 有 1 y v yes true √ ✓ ✔ ☑ ✅ 对 达标 达到 具备 合格 符合 享受 参加 建有 设有 通过")
_DONE = re.compile(r"已(?!撤|停|拆|废|关|退|到期|过期|失|毁|坏|取消|终止|解除|辍|调|离|报|申).{1,10}")
_ON_THE_WAY = re.compile(
    r"(基本|部分|正在|拟|待|计划|筹|规划|申报|创建|准备|即将|预计)(?!无).{0,8}|在建.{0,4}|建设中"
    r"|(创建|申建|筹建|筹备|申报|施工|整改|培育|进行|实施|推进|制定|制订|编制|起草|修订|完善)中"
)


def is_blank(word: str) -> bool:
    """Whether a folded word says that nothing is known: -, /, 不清楚."""
    return word in _BLANK or _STROKES.fullmatch(word) is not None


def says_none(word: str) -> bool:
    """Whether a folded word is a bare 无, 否 or 没有."""
    return word in _NO


def says_no(word: str) -> bool:
    """Whether a folded word is a known no: 无, 否, 未建, 没有."""
    return word in _NO or _NOT_YET.fullmatch(word) is not None


def says_no_link(word: str) -> bool:
    """Whether a folded word says that there is no such school; 未来路小学 does not."""
    return word in _NO or _NO_LINK.fullmatch(word) is not None


def is_on_the_way(word: str) -> bool:
    """Whether a folded word is 在建, 基本达标 or the like: not yes, and a value of its own."""
    return _ON_THE_WAY.fullmatch(word) is not None


def yes_or_no(word: str) -> bool | None:
    """A folded word as yes or no; None where it is neither."""
    if word in _YES or _DONE.fullmatch(word):
        return True
    if word in ("0", "□", "☐", "○") or says_no(word) or _REFUSED.fullmatch(word):
        return False
    return None


_CHECKED, _OPEN = "☑✓✔√■●☒", "□☐○"
_TICKED_BRACKETS = re.compile(r"[（(\[【]\s*[√✓✔]\s*[）)\]】]")
_EMPTY_BRACKETS = re.compile(r"[（(\[【]\s*[）)\]】]")
_BOXES = re.compile(f"([{_CHECKED}{_OPEN}])|([^{_CHECKED}{_OPEN}]+)")


def ticked(text: str) -> tuple[str, ...] | None:
    """The words beside ticked boxes: 是 of "□是 ☑否" is not among them. None where the text has no boxes."""
    text = _EMPTY_BRACKETS.sub("□", _TICKED_BRACKETS.sub("☑", text))
    parts = [(mark, fold(word)) for mark, word in _BOXES.findall(text)]
    parts = [(mark, word) for mark, word in parts if mark or word]
    marks = [mark for mark, _ in parts if mark]
    if len(marks) < 2 or len(parts) != 2 * len(marks):
        return None
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    if any(bool(first[0]) == bool(second[0]) for first, second in pairs):
        return None
    return tuple(
        (first[1] or second[1]).strip(",;、/|")
        for first, second in pairs
        if (first[0] or second[0]) in _CHECKED
    )
