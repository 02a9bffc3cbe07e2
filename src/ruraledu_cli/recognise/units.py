"""Units in a header's brackets or in a line above the table: what one of them is in the column's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from ruraledu_cli.definitions.codebook import ColumnDef

_ONE = Fraction(1)
_COUNTED = (
    "人 名 位 口 所 间 个 台 册 本 套 件 班 张 节 次 年 岁 周岁 户 处 座 辆 块 周 天 日 月 项 人次 园 校 "
    "床 栋 幢 门 支 家 级 分 学期 学年 条 场 片 轮 学时 课时 机位 课程 个月"
)
_FAMILIES: Mapping[str, Mapping[str, Fraction]] = {
    "count": {
        **dict.fromkeys(_COUNTED.split(), _ONE),
        **dict.fromkeys(("百人", "百册"), Fraction(100)),
        **dict.fromkeys(("千人", "千册"), Fraction(1000)),
        **dict.fromkeys(("万人", "万册", "万本", "万人次"), Fraction(10_000)),
    },
    "money": {
        **dict.fromkeys(("元", "人民币元", "人民币", "yuan", "cny", "rmb"), _ONE),
        "百元": Fraction(100),
        "千元": Fraction(1000),
        "万元": Fraction(10_000),
        "十万元": Fraction(100_000),
        "百万元": Fraction(1_000_000),
        "千万元": Fraction(10_000_000),
        "亿元": Fraction(100_000_000),
    },
    "area": {
        **dict.fromkeys(("m2", "m^2", "平方米", "平米", "平方", "sqm"), _ONE),
        "亩": Fraction(2000, 3),
        **dict.fromkeys(("公顷", "ha", "hm2"), Fraction(10_000)),
        **dict.fromkeys(("万m2", "万平方米", "万平米"), Fraction(10_000)),
        **dict.fromkeys(("km2", "平方公里", "平方千米"), Fraction(1_000_000)),
    },
    "bandwidth": {
        **dict.fromkeys(("mbps", "m", "mb", "mb/s", "mbit/s", "mbits", "mbit", "兆", "兆bps"), _ONE),
        **dict.fromkeys(("gbps", "g", "gb", "gb/s", "gbit/s", "gbit", "千兆"), Fraction(1000)),
        **dict.fromkeys(("kbps", "k", "kb/s"), Fraction(1, 1000)),
    },
    "share": {"1": _ONE, "%": Fraction(1, 100), "百分比": Fraction(1, 100), "percent": Fraction(1, 100)},
}
_FAMILY_OF = {unit: name for name, units in _FAMILIES.items() for unit in units}
_UNIT_LINE = re.compile(r"(?:计量|货币|金额)?单位:(.+)")
_PREFIX = re.compile(r"^(?:计量)?单位:")


def _bare(unit: str) -> str:
    return _PREFIX.sub("", unit)


def is_unit(text: str) -> bool:
    """Whether a normalised bracket's content is a unit of any kind."""
    return _bare(text) in _FAMILY_OF


def factor(column: ColumnDef, unit: str, own_unit: str | None) -> Fraction | None:
    """What one `unit` is in the column's `own_unit`; None where the unit does not suit the column.

    Both units are normalised text. A column without a unit of its own holds counts.
    """
    if column.type not in ("count", "number"):
        return None
    unit = _bare(unit)
    if own_unit is not None and unit == own_unit:
        return _ONE
    family = _FAMILY_OF.get(own_unit or "", "count")
    units = _FAMILIES[family]
    return units[unit] / units.get(own_unit or "", _ONE) if unit in units else None


def money_line(text: str) -> str | None:
    """The money unit that a normalised line above the table names (单位:万元, 单位:人、万元), if any."""
    found = _UNIT_LINE.search(text)
    if found is None:
        return None
    words = re.split(r"[、,;/()]", found.group(1))
    return next((word for word in words if word in _FAMILIES["money"]), None)


def is_money(own_unit: str | None) -> bool:
    """Whether a column's normalised unit is one of money."""
    return own_unit in _FAMILIES["money"]
