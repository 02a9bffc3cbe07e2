"""How people write a typed value into a cell: one value, many spellings."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from . import codes
from .by_pupil import Term
from .logic import NO
from .spans import Span

TYPES = {
    "111": "幼儿园", "112": "独立设置的少数民族幼儿园", "119": "附设幼儿班", "211": "小学",
    "218": "小学教学点", "219": "附设小学班",
    "311": "初级中学", "312": "九年一贯制学校", "319": "附设普通初中班", "341": "完全中学", "342": "高级中学",
    "345": "十二年一贯制学校", "361": "调整后中等职业学校", "511": "盲人学校",
}  # fmt: skip
ZONES = {
    "111": "主城区",
    "112": "城乡结合区",
    "121": "镇中心区",
    "122": "镇乡结合区",
    "123": "特殊区域",
    "210": "乡中心区",
    "220": "村庄",
}
SPONSORS = {"831": "县级教育部门", "894": "集体", "892": "事业单位", "999": "民办"}
EDUCATIONS = {
    "11": ("博士研究生", "博士研究生毕业"), "14": ("硕士研究生", "硕士研究生毕业"), "17": ("研究生班毕业",),
    "21": ("本科", "大学本科", "大学本科毕业", "本科毕业"), "22": ("大学本科结业",), "23": ("大学本科肄业",),
    "31": ("大专", "专科", "大学专科毕业"), "41": ("中专", "中等专科毕业"), "61": ("高中", "普通高中毕业"),
}  # fmt: skip
FLAGS: tuple[tuple[Any, Any], ...] = (("是", "否"), ("有", "无"), (1, 0), ("Y", "N"), ("√", "×"), ("☑", "□"))
STANDARDS = {"Ⅰ类": ("Ⅰ类", "I类"), "Ⅱ类": ("Ⅱ类", "II类", "11类", "二类"), "Ⅲ类": ("Ⅲ类", "III类")}


class Speller:
    """Spells the cells of one file; a column keeps to one way of saying yes and no."""

    def __init__(self, rng: Random, names: dict[str, str]) -> None:
        self.rng, self.names = rng, names
        self.palettes: dict[str, tuple[Any, Any]] = {}

    def cell(self, column: str, kind: str, value: Any) -> Any:
        if value is None:
            return "-" if kind in {"number", "date", "flag"} and self.rng.random() < 0.05 else None
        if value is NO:
            return "无"
        return getattr(self, f"_{kind}")(column, value)

    def _text(self, column: str, value: Any) -> Any:
        return value

    def _number(self, column: str, value: Any) -> Any:
        return str(value) if self.rng.random() < 0.2 else value

    def _flag(self, column: str, value: bool) -> Any:
        yes, no = self.palettes.setdefault(column, self.rng.choice(FLAGS))
        return yes if value else no

    def _post(self, column: str, value: bool) -> str:
        return "专职" if value else "兼职"

    def _type(self, column: str, value: str) -> str:
        return self.rng.choice([value, TYPES[value], TYPES[value]])

    def _zone(self, column: str, value: str) -> str:
        return self.rng.choice([value, ZONES[value], ZONES[value]])

    def _sponsor(self, column: str, value: str) -> str:
        return self.rng.choice([value, SPONSORS[value], SPONSORS[value]])

    def _education(self, column: str, value: str) -> str:
        return self.rng.choice([value, *EDUCATIONS[value], *EDUCATIONS[value]])

    def _code(self, column: str, value: str) -> Any:
        return int(value) if self.rng.random() < 0.3 else value

    def _township(self, column: str, value: str) -> str:
        return codes.TOWNSHIPS[value]

    def _area(self, column: str, value: str) -> Any:
        return self.rng.choice([value, int(value), value + "000", value + "201"])

    def _standard(self, column: str, value: str) -> str:
        return self.rng.choice(STANDARDS[value])

    def _list(self, column: str, value: tuple[str, ...]) -> str:
        return self.rng.choice(["、", ",", "/", "兼"] if column == "post" else ["、"]).join(value)

    def _link(self, column: str, value: str) -> str:
        return self.names[value] if value in self.names and self.rng.random() < 0.5 else value

    def _links(self, column: str, value: tuple[str, ...]) -> str:
        return "、".join(self._link(column, mention) for mention in value)

    def _school(self, column: str, value: str) -> str:
        return self.names.get(value, value)

    def _schoolcode(self, column: str, value: str) -> str:
        return value

    def _term(self, column: str, value: Term) -> str:
        word = "第一" if value.half == 1 else "第二"
        written = f"{value.year - 1}—{value.year}学年{word}学期"
        return self.rng.choice([f"{value.year - 1}-{value.year}-{value.half}", written])

    def _date(self, column: str, value: Span) -> Any:
        d = value.first
        if value.first != value.last:
            return self.rng.choice([f"{d:%Y-%m}", f"{d:%Y%m}", f"{d.year}年{d.month}月", f"{d:%Y.%m}"])
        texts = [
            f"{d:%Y-%m-%d}",
            f"{d:%Y%m%d}",
            f"{d.year}年{d.month}月{d.day}日",
            f"{d.year}.{d.month}.{d.day}",
        ]
        return self.rng.choice([datetime(d.year, d.month, d.day), *texts])
