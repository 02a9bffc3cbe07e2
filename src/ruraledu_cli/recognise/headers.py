"""Header texts: brought to one form, looked up in the codebook, near misses suggested, never taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

from ruraledu_cli.census import Field
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, Header, TableDef
from ruraledu_cli.recognise import units

_DROPPED = dict.fromkeys(map(ord, "*#★☆※\"'“”‘’`´\u200b\u200c\u200d\u2060\ufeff"))
_BRACKETS = str.maketrans("【】〔〕[]{}「」", "()()()()()")
_NUMBERING = re.compile(
    r"^(?:\(\d{1,3}\)|第\d{1,3}[题项][.、:]?|q?\d{1,3}[.、:)]|[一二三四五六七八九十]{1,3}、)(?=.)"
)
_BRACKETED = re.compile(r"\(([^()]*)\)")
# What a form says to the person who fills it in; it changes nothing about what stands below.
_REMARK = re.compile(
    r"必填项?|选填|可空|必选|可选|全称|下拉.*|请.*|点击.*|单选题?|多选题?|可多选|填空题?|矩阵.*|单行文本|多行文本|"
    r"与公章一致|盖章|公章|章|签字|是/否|是或否|是、否|有/无|有、无|是否|男/女|√|打√|年月日|年/月/日|年-月-日|年月|年\.月|"
    r"y{2,4}.*|格式.*|文本.*|如[:,].*|如.+|例.*|示例.*|注.*|填.*|精确到.*|\d+位.*|保留.*|阿拉伯数字|数字|整数|required|"
    r"(?:牵头|领航|核心|成员|帮扶|支援|受援|结对|被帮扶|合作)(?:学校|校|园|单位|方)"
)
_TAIL_UNIT = re.compile(r"^(.+?)[/,:;](?:单位:)?([^/,:;()]+)$")
_NO_COLUMN = re.compile(r"序号?|编号|行号|no\.?|#|备注\d?|其他说明|remarks?|")
_JOINERS = ("", "/", "-", "_", ":", ".")
# A parent header that narrows a count: 小学 over 专任教师数 is not the school's 专任教师数.
_NARROWING = re.compile(
    r"小学|初中|高中|学前|幼儿|中职|职高|特教|其中|男|女|上年|去年|上学年|新增|减少|计划|拟|预计|代课|民办|公办"
)


@lru_cache(maxsize=65_536)
def normalise(header: str) -> str:
    """A header in the form that is compared: half width, no spaces or line breaks, no `*` or `#`."""
    text = header if header.isascii() else unicodedata.normalize("NFKC", header)
    text = "".join(text.split()).translate(_DROPPED).translate(_BRACKETS)
    return text.lower()


@dataclass(frozen=True, slots=True)
class Entry:
    """A header of the codebook: the table it belongs to, its column, and what it says of the cells."""

    table: str
    definition: ColumnDef
    header: Header
    own_unit: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a header text was found as. `unit` was written with it; `odd` is a bracket nobody knows."""

    entries: tuple[Entry, ...] = ()
    unit: str | None = None
    odd: str | None = None

    def entry(self, table: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.table == table), None)


_NOTHING = Hit()


class HeaderIndex:
    """Every header of a codebook by its normalised text, over all tables."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._entries: dict[str, tuple[Entry, ...]] = {}
        # Headers whose unit is part of the spelling, without it: another unit may stand in its place.
        self._unitless: dict[str, tuple[Entry, ...]] = {}
        self._hits: dict[str, Hit] = {}
        self._near: dict[tuple[str, str], str | None] = {}
        self._spellings: dict[str, dict[str, str]] = {}
        for table in codebook.tables.values():
            self._add(table)

    def _add(self, table: TableDef) -> None:
        spellings = self._spellings.setdefault(table.name, {})
        for name, column in table.columns.items():
            own_unit = None if column.unit is None else normalise(column.unit)
            for header in column.headers():
                text = normalise(header.text)
                known = self._entries.get(text, ())
                if any(entry.table == table.name for entry in known):
                    continue
                entry = Entry(table.name, table.columns[name], header, own_unit)
                self._entries[text] = (*known, entry)
                spellings[text] = header.text
                if "(" in text and (bare := _without_units(text)) != text:
                    self._unitless[bare] = (*self._unitless.get(bare, ()), entry)

    def find(self, text: str) -> Hit:
        """A normalised text as the codebook's header; numbering, remarks and units set aside, not lost."""
        hit = self._hits.get(text)
        if hit is None:
            hit = self._hits[text] = self._find(text)
        return hit

    def is_header(self, text: str) -> bool:
        """Whether a normalised text is a header of any table."""
        return bool(self.find(text).entries)

    def _find(self, text: str) -> Hit:
        exact = self._exact(text)
        if exact.entries:
            return exact
        bare = _NUMBERING.sub("", text)
        found = self._bracketed(bare) if "(" in bare else self._exact(bare)
        return found if found.entries else self._tail(bare)

    def _exact(self, text: str) -> Hit:
        entries = self._entries.get(text, ())
        if not entries or "(" not in text:
            return Hit(entries) if entries else _NOTHING
        return Hit(entries, next(filter(units.is_unit, _BRACKETED.findall(text)), None))

    def _bracketed(self, text: str) -> Hit:
        """With brackets that hold a remark, a unit, or something nobody knows (then `odd`)."""
        contents = [content for content in _BRACKETED.findall(text) if not _REMARK.fullmatch(content)]
        bare = _BRACKETED.sub(lambda m: "" if _REMARK.fullmatch(m[1]) else m[0], text)
        exact = self._exact(bare)
        if exact.entries:
            return exact
        unit = next(filter(units.is_unit, contents), None)
        bare = _without_units(bare)
        entries = self._entries.get(bare) or (self._unitless.get(bare, ()) if unit else ())
        if entries:
            return Hit(entries, unit)
        odd = next((content for content in contents if not units.is_unit(content)), None)
        return Hit(self._entries.get(_BRACKETED.sub("", bare), ()), unit, odd) if odd else _NOTHING

    def _tail(self, text: str) -> Hit:
        """With a unit after a stroke or comma: 设备值/万元."""
        found = _TAIL_UNIT.match(text)
        if found is None or not units.is_unit(found[2]):
            return _NOTHING
        return Hit(self._entries.get(found[1], ()), found[2])

    def find_levels(self, levels: tuple[str, ...]) -> Hit:
        """A column's header rows, top to bottom: joined forms first, then the lowest alone."""
        texts = [normalise(level) for level in levels]
        if len(texts) == 1:
            return self.find(texts[0])
        for start in range(len(texts) - 1):
            for joiner in _JOINERS:
                hit = self.find(joiner.join(texts[start:]))
                if hit.entries and hit.odd is None:
                    return hit
        return self._lowest(texts)

    def _lowest(self, texts: list[str]) -> Hit:
        hit = self.find(texts[-1])
        above = "".join(texts[:-1])
        if _NARROWING.search(above) and not _NARROWING.search(texts[-1]):
            kept = tuple(e for e in hit.entries if e.definition.type not in ("count", "number"))
            hit = Hit(kept, hit.unit, hit.odd)
        if hit.unit is None and hit.entries:
            unit = next(filter(units.is_unit, _BRACKETED.findall(above)), None)
            return Hit(hit.entries, unit, hit.odd)
        return hit

    def suggest(self, table: str, text: str) -> str | None:
        """The header of the table that a normalised text nearly is, as the codebook spells it."""
        if (table, text) not in self._near:
            self._near[table, text] = self._suggest(table, text)
        return self._near[table, text]

    def _suggest(self, table: str, text: str) -> str | None:
        text = _NUMBERING.sub("", text)
        letters = frozenset(text)
        near = [
            known
            for known in self._spellings.get(table, ())
            if abs(len(known) - len(text)) <= 3 and 2 * len(letters & frozenset(known)) >= len(letters)
        ]
        found = get_close_matches(text, near, n=1, cutoff=0.7)
        return self._spellings[table][found[0]] if found else None


class _Same:
    """A codebook by identity: comparing two by content takes longer than indexing one."""

    __slots__ = ("codebook",)

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def __hash__(self) -> int:
        return id(self.codebook)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.codebook is self.codebook


@lru_cache(maxsize=4)
def _indexed(same: _Same) -> HeaderIndex:
    return HeaderIndex(same.codebook)


def index_of(codebook: Codebook) -> HeaderIndex:
    """The index of a codebook, made once: files are recognised one by one."""
    return _indexed(_Same(codebook))


def _without_units(text: str) -> str:
    return _BRACKETED.sub(lambda m: "" if units.is_unit(m[1]) else m[0], text)


def is_no_column(text: str) -> bool:
    """Whether a normalised header is one that no table needs: a running number, remarks, nothing."""
    return _NO_COLUMN.fullmatch(text) is not None


def make_field(position: int, header: str, entry: Entry, unit: str | None, money: str | None) -> Field | None:
    """The field a header is; None where the unit written with it does not suit the column.

    `money` is the unit of money that a line above the table names; it holds where the header says nothing.
    """
    column = entry.definition
    rate: Fraction | None = None
    if unit is not None:
        rate = units.factor(column, unit, entry.own_unit)
        if rate is None and unit not in normalise(entry.header.text):
            return None
    elif money is not None and units.is_money(entry.own_unit):
        rate = units.factor(column, money, entry.own_unit)
    reading: Mapping[str, str | int] | None = entry.header.reading
    return Field(position, header, entry.header.column, entry.header.part, reading, rate)
