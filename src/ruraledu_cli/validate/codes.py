"""Cells of code lists: the code, the official name, the usual spellings; and posts, which hold several."""

from __future__ import annotations

import difflib
import re

from ruraledu_cli.census import NONE
from ruraledu_cli.definitions.codebook import CodeList
from ruraledu_cli.validate.parsed import ASKED, BLANK, Parsed, asked, failed, told
from ruraledu_cli.validate.spelling import fold, is_blank, says_no, ticked

_CODE_FIRST = re.compile(r"[(\[【]?(\d{1,4})[)\]】]?[-—–_.:、,/]*(\D.*)")
_CODE_LAST = re.compile(r"(\D.*?)[-—–_:]*[(\[【]?(\d{1,4})[)\]】]?")
_BRACKETS = re.compile(r"[(（【\[]([^()（）\[\]【】]*)[)）】\]]")
_POINT_ZERO = re.compile(r"(\d+)\.0+")
_STUDYING = "在读"
_NOT_NOW = re.compile(r"家长学校|原|曾|前任|退|拟|离|卸|免|挂名|兼职|教学点|负责人")
_BETWEEN = re.compile(r"[\s、,，/／;；]+")
_PARTS = re.compile(r"[、,/+;]")


class CodeReader:
    """Reads texts of one code list. Prepared once per list; see `CodeList` for what a list can say."""

    def __init__(self, listed: CodeList) -> None:
        self._list = listed
        self._known: dict[str, str] = {}
        for text, code in listed.spellings.items():
            self._known.setdefault(fold(text), code)
        self._read_as = {fold(text): code for text, code in listed.read_as.items()}
        self._after = tuple(map(fold, listed.after))
        self._doubtful, self._beside = tuple(map(fold, listed.doubtful)), tuple(map(fold, listed.beside))

    def __call__(self, text: str) -> Parsed:
        """A tidy text as a code; an open list keeps what it does not know."""
        word = _POINT_ZERO.sub(r"\1", fold(text)) if text[:1].isdecimal() else fold(text)
        if word in self._known:
            return self._entry(self._known[word])
        if word in self._read_as:
            return self._told(self._read_as[word])
        if is_blank(word):
            return BLANK
        if says_no(word):
            return (
                Parsed(NONE)
                if self._list.no_is_none
                else BLANK
                if word in ("无", "否", "没有")
                else self._unknown(word)
            )
        return self._looser(text, word)

    def _entry(self, code: str) -> Parsed:
        entry = self._list.codes[code]
        if entry.group:
            return failed("V004", reason="group")
        if entry.fault is not None:
            return failed(entry.fault, reason="not_counted") if entry.fault == "V004" else ASKED
        return Parsed(code)

    def _told(self, code: str) -> Parsed:
        found = self._entry(code)
        return found if found.value is None else told(code, self._list.codes[code].zh)

    def _looser(self, text: str, word: str) -> Parsed:
        """A code with its name, ticked boxes, several entries, more words than the entry has."""
        both = self._code_with_name(word)
        if both is not None:
            return self._entry(both)
        boxes = ticked(text)
        if boxes is not None:
            return self._boxes(boxes)
        nearly = self._nearly(word) or self._before(text)
        if nearly is not None:
            return self._told(nearly)
        if self._list.open:
            doubtful = word.endswith(self._doubtful) and not _NOT_NOW.search(word)
            return ASKED if self._doubtful and doubtful else Parsed(text)
        several = self._several(word)
        return several if several is not None else self._unknown(word)

    def _code_with_name(self, word: str) -> str | None:
        """121镇中心区, 小学(211): one entry said twice."""
        found = _CODE_FIRST.fullmatch(word) or _CODE_LAST.fullmatch(word)
        if found is None:
            return None
        first, second = (self._known.get(part) for part in found.groups())
        return first if first is not None and first == second else None

    def _boxes(self, words: tuple[str, ...]) -> Parsed:
        if len(words) == 1:
            return self(words[0])
        return ASKED if words else BLANK

    def _nearly(self, word: str) -> str | None:
        """An entry with a bracket behind it, or behind the name of a school: to be told, not passed over."""
        if self._read_as:
            return self._with_bracket(word)
        if not self._list.open or _NOT_NOW.search(word):
            return None
        bare = _BRACKETS.sub("", word)
        for start in (0, *(bare.rfind(mark) + len(mark) for mark in self._after if mark in bare)):
            if bare[start:] in self._known and bare[start:] != word:
                return self._known[bare[start:]]
        return None

    def _with_bracket(self, word: str) -> str | None:
        """大专(本科在读) is 大专, 大学(自学考试) 大学; 研究生(硕士在读) is not finished: the level below."""
        inside = _BRACKETS.findall(word)
        bare = _BRACKETS.sub("", word)
        if not inside or not all(_STUDYING in part or part.endswith(self._beside) for part in inside):
            return None
        own = self._known.get(bare)
        if any(_STUDYING in part and self._studied(part) in (own, None) for part in inside):
            return self._read_as.get(f"{bare}{_STUDYING}")
        return own or self._read_as.get(bare)

    def _studied(self, part: str) -> str | None:
        return self._known.get(part.replace(_STUDYING, ""))

    def _before(self, text: str) -> str | None:
        """The one entry before what may stand behind it: 大学 文学学士 is 大学; 大专、本科在读 is 大专."""
        first, *rest = map(fold, _BETWEEN.split(text.strip()))
        own = self._known.get(first)
        if not rest or not self._beside or own is None:
            return None
        behind = all(
            part.endswith(self._beside) or (_STUDYING in part and self._studied(part) not in (own, None))
            for part in rest
        )
        return own if behind else None

    def _several(self, word: str) -> Parsed | None:
        """小学、初中 where one entry is wanted."""
        found = [self._known.get(part) for part in _PARTS.split(word)]
        codes = [code for code in found if code is not None]
        if len(found) < 2 or len(codes) < len(found):
            return None
        if len(set(codes)) == 1:
            return self._entry(codes[0])
        return asked(None, " / ".join(self._list.codes[code].zh for code in dict.fromkeys(codes)))

    def _unknown(self, word: str) -> Parsed:
        near = [] if word.isdecimal() else difflib.get_close_matches(word[:40], self._known, n=1, cutoff=0.6)
        if not near:
            return failed("V004", reason="unknown_code")
        return failed("V004", reason="unknown_code", suggestion=self._list.codes[self._known[near[0]]].zh)
