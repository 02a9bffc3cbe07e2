"""Numbers, exact: 12, 12人, 1,234, 3000㎡, 5万元, 200M×2, 千兆, 常态2+精品1, 约200."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from ruraledu_cli.census import Cell
from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.validate.parsed import ASKED, Parsed, failed, told, wrong_type
from ruraledu_cli.validate.spelling import fold, is_on_the_way

_ONE = Fraction(1)
_COUNTED = (
    "人 名 位 口 所 间 个 台 册 本 套 件 班 张 节 次"
    " 年 岁 周岁 处 座 块 天 日 月 项 人次 床 门 家 只 室 学时 课时 个班 个教学班 教学班 间教室 个校区"
)
_FAMILIES: tuple[Mapping[str, Fraction], ...] = (
    dict.fromkeys(_COUNTED.split(), _ONE),
    {
        **dict.fromkeys(("元", "块钱", "元/月", "元/年"), _ONE),
        **{"千元": Fraction(1000), "万元": Fraction(10_000), "亿元": Fraction(10**8)},
    },
    dict.fromkeys(("平方米", "平米", "平方", "平"), _ONE)
    | {"亩": Fraction(2000, 3), "公顷": Fraction(10_000), "平方公里": Fraction(10**6)},
    dict.fromkeys(("mbps", "m", "mb", "mb/s", "mbit/s", "兆", "兆bps"), _ONE)
    | dict.fromkeys(("gbps", "g", "gb", "gb/s", "gbit/s"), Fraction(1000))
    | {"kbps": Fraction(1, 1000), "k": Fraction(1, 1000)},
)
_MANY = {"": _ONE, "百": Fraction(100), "千": Fraction(1000), "万": Fraction(10_000), "亿": Fraction(10**8)}
_LINES = {"十兆": Fraction(10), "百兆": Fraction(100), "千兆": Fraction(1000), "万兆": Fraction(10_000)}
_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.\d{1,30})?"
_PLAIN = re.compile(r"[-+]?\d{1,30}(?:\.\d{1,30})?")
_AMOUNT = re.compile(rf"({_NUMBER})([百千万亿]?)([^\d+×*]{{0,8}})")
_LABELLED = re.compile(rf"([^\d+×*,.<>≥≤~≈-]{{0,8}}?)({_NUMBER})([百千万亿]?)([^\d+×*]{{0,8}})")
_KIND = re.compile(
    r"(?:共|共有|合计|总计|现有|已有|建有|已建|拥有|常态化?|精品|普通|标准|高清|简易|互动)?(?:录播)?(?:教?室)?:?"
)
_KIND_FIRST = re.compile(r"常态|精品|普通|标准|高清|简易|互动")
_TIMES = re.compile(r"(.+?)[×x*](\d{1,4})(?:条|路|根|间|个)?|(\d{1,4})(?:条|路|根)?[×x*](.+)")
_ABOUT = re.compile(
    r"(?:约|大约|大概|近|将近|接近|不足|不到|超过?|至少|至多|最多|不少于|不低于|不超过|大于|小于|多于|少于|[<>≥≤~≈]).*"
    r"|.*\d.{0,3}(?:左右|上下|以上|以下|以内|余|多|来)[^\d]{0,4}|.*\d\+|"
    rf"{_NUMBER}[^\d]{{0,4}}[-~至到—–]{_NUMBER}[^\d]{{0,4}}"
)
_NEARLY = re.compile(r"^(?:大?约|大概|[~≈])|(?:左右|上下)$")
_DIGIT = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "两": 2}
_SPELT_OUT = re.compile(
    r"(?:([一二两三四五六七八九]?)(十))?([零一二两三四五六七八九]?)([^\d零一二两三四五六七八九十百千万亿]{0,4})"
)
_CARRIER = re.compile(
    r"(到班|进班|到校|进校|入校|光纤|专线|宽带|以太网|独享|共享|接入|带宽|电信|联通|移动|教育网)+"
)
_WAITING = re.compile(r"(.{1,12}?)\(?(?:在建|正在建设?|建设中|未建成|拟建|待建|筹建)(?:中)?\)?")


class NumberReader:
    """Reads cells of one column of numbers. `factor` converts a bare number from the header's unit."""

    def __init__(self, column: ColumnDef, factor: Fraction | None) -> None:
        self._column, self._factor = column, factor or _ONE
        unit = _square(fold(column.unit or ""))
        self._units = next((family for family in _FAMILIES if unit in family), _FAMILIES[0])
        self._own = self._units.get(unit, _ONE)
        self._is_line = "mbps" in self._units
        self._low = column.min if column.min is not None or column.type == "number" else Fraction(0)

    def __call__(self, cell: Cell) -> Parsed:
        if isinstance(cell, bool) or not isinstance(cell, int | float | str):
            return self._wrong()
        if isinstance(cell, str):
            return self._text(_square(fold(cell)))
        if isinstance(cell, float) and not math.isfinite(cell):
            return self._wrong()
        return self._checked(_exact(cell) * self._factor, Parsed)

    def _wrong(self) -> Parsed:
        return wrong_type(expected=self._column.type)

    def _checked(self, value: Fraction, made: Callable[[int | Fraction], Parsed]) -> Parsed:
        """The value where it suits the column: whole if a count, within its bounds."""
        low, high = self._low, self._column.max
        if self._column.type == "count" and value.denominator != 1:
            return self._wrong()
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = {"min": low, "max": high}
            return failed("V003", **{name: str(bound) for name, bound in bounds.items() if bound is not None})
        return made(int(value) if self._column.type == "count" else value)

    def _told(self, value: Fraction) -> Parsed:
        return self._checked(value, lambda exact: told(exact, _decimal(exact)))

    def _text(self, word: str) -> Parsed:
        if _PLAIN.fullmatch(word):
            return self._checked(Fraction(word) * self._factor, Parsed)
        if word.endswith("%") and _PLAIN.fullmatch(word[:-1]) and self._column.unit is None:
            return self._checked(Fraction(word[:-1]) / 100, Parsed)
        word = _CARRIER.sub("", word) if self._is_line else _in_digits(word.lstrip("¥"))
        if is_on_the_way(word):
            return self._told(Fraction(0))
        waiting = _WAITING.fullmatch(word)
        if waiting and "+" not in word and self._sum(waiting[1]) is not None:
            # Rooms being built are none yet; a line being built replaces one that is not told.
            return self._told(Fraction(0)) if self._column.type == "count" else ASKED
        value = self._sum(word)
        if value is not None:
            return self._told(value)
        return self._asked(word) if _ABOUT.fullmatch(word) else self._wrong()

    def _asked(self, word: str) -> Parsed:
        """约200: asked, and 200 proposed; of 不足3 nothing can be proposed."""
        near = self._sum(_NEARLY.sub("", word))
        return ASKED if near is None else replace(ASKED, params=(("suggestion", _decimal(near)),))

    def _sum(self, word: str) -> Fraction | None:
        """常态2+精品1 is 3, and 常态2、精品1 too; a part that is being built is not yet."""
        parts = word.split("+")
        listed = re.split(r"[、;]|,(?=\D)", word)
        if len(parts) == 1 and len(listed) > 1 and all(map(_KIND_FIRST.match, listed)):
            parts = listed
        if any(map(_ABOUT.fullmatch, parts)):
            return None
        values = [self._part(part, labelled=len(parts) > 1) for part in parts]
        known = [value for value in values if value is not None]
        return sum(known, Fraction(0)) if len(known) == len(parts) else None

    def _part(self, word: str, *, labelled: bool) -> Fraction | None:
        line = _LINES.get(word) if self._is_line else None
        if line is not None:
            return line / self._own
        if labelled and self._column.type == "count" and (waiting := _WAITING.fullmatch(word)):
            return None if self._part(waiting[1], labelled=True) is None else Fraction(0)
        found = _AMOUNT.fullmatch(word) or _LABELLED.fullmatch(word)
        if found is None or not (labelled or len(found.groups()) == 3 or _KIND.fullmatch(found[1])):
            return self._product(word)
        *label, number, many, unit = found.groups()
        if label and label[0] and is_on_the_way(label[0]):
            return Fraction(0)
        rate = self._rate(many, unit)
        return None if rate is None else Fraction(number.replace(",", "")) * rate

    def _product(self, word: str) -> Fraction | None:
        """200M×2 is two lines of 200."""
        found = _TIMES.fullmatch(word)
        if found is None:
            return None
        times, each = (found[2], found[1]) if found[2] else (found[3], found[4])
        amount = _AMOUNT.fullmatch(each)
        line = _LINES.get(each) if self._is_line else None
        if line is None and amount is not None:
            rate = self._rate(amount[2], amount[3])
            line = None if rate is None else Fraction(amount[1].replace(",", "")) * rate * self._own
        return None if line is None else line * int(times) / self._own

    def _rate(self, many: str, unit: str) -> Fraction | None:
        """What one of a unit in the cell is in the column's; 12 and 12万 have the header's unit."""
        if not unit:
            bare = self._factor if not many else _ONE
            return _MANY[many] * bare if not self._is_line or not many else None
        rate = self._units.get(many + unit)
        if rate is None:
            rate = self._units.get(unit)
            rate = None if rate is None else rate * _MANY[many]
        return None if rate is None else rate / self._own


def _in_digits(word: str) -> str:
    """一间, 两个, 十二人 with digits."""
    found = _SPELT_OUT.fullmatch(word)
    if found is None:
        return word
    tens, mark, ones, unit = found.groups()
    value = 10 * (_DIGIT.get(tens, 1) if mark else 0) + _DIGIT.get(ones, 0)
    return f"{value}{unit}" if tens or mark or ones else word


def _square(word: str) -> str:
    """Square metres without a digit in their name."""
    return word.replace("m2", "平方米").replace("m^2", "平方米").replace("m²", "平方米")


def _exact(number: int | float) -> Fraction:
    """A number cell as the decimal that is shown: 0.1 is 1/10."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def _decimal(value: int | Fraction) -> str:
    """The number as a person writes it, where it has an end."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    for places in range(1, 7):
        if (exact * 10**places).denominator == 1:
            return f"{float(exact):.{places}f}"
    return str(exact)
