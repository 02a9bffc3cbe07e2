"""A plan's conditions and formulas in Chinese words, for the page of indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ruraledu_cli.definitions.codebook import ColumnDef
from ruraledu_cli.definitions.context import DERIVED
from ruraledu_cli.definitions.plan import Plan

_COMPARED = {
    "at_least": "不低于",
    "at_most": "不高于",
    "more_than": "大于",
    "less_than": "小于",
    "before": "早于",
    "after": "晚于",
}
_PERIODS = {"school_year": "本学年", "calendar_year": "考核年度"}
_CONSTANTS = {"always": "一律算", "never": "一律不算", "unknown": "不能确定"}
_VALUES = {"$census_year": "本年", "$reference_date": "统计时点"}
_LINKED = {"school": "schools", "researcher": "researchers"}


class Words:
    """Words for one plan: its headers, code lists and lists."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def condition(self, raw: Any, table: str) -> str:
        """A condition on rows of a table."""
        if isinstance(raw, list):
            return self._any(raw, table)
        if not isinstance(raw, dict):
            return _CONSTANTS[raw]
        if "if" in raw:
            test, then, otherwise = (
                self.condition(raw.get(key, "never"), table) for key in ("if", "then", "else")
            )
            return f"如果（{test}），则看（{then}），否则看（{otherwise}）"
        return "，且".join(self._entry(key, value, table) for key, value in raw.items())

    def formula(self, raw: Mapping[str, Any]) -> list[str]:
        """A formula, a line for each of its parts."""
        kind, body = next(iter(raw.items()))
        match kind:
            case "share" if "each" in body:
                return self._each(body)
            case "share":
                having = body.get("having_each", [body.get("having")])
                conditions = "；并且 ".join(self.condition(item, body["of"]) for item in having)
                return [f"分母：{self.rows(body)}", f"分子：其中 {conditions}"]
            case "count":
                return [f"计数：{self.rows(body)}"]
            case "distinct":
                key = "、".join(f"“{self._header(body['of'], name)}”" for name in _items(body["key"]))
                return [f"按{key}去重计数：{self.rows(body)}"]
            case "ratio":
                parts = (
                    (where, self.formula(body[key]))
                    for key, where in (("of", "比的前项"), ("to", "比的后项"))
                )
                return [f"{where}·{line}" for where, lines in parts for line in lines]
            case "pooled":
                return [
                    f"合并第 {n} 项·{line}" for n, part in enumerate(body, 1) for line in self.formula(part)
                ]
            case "cells":
                linked = (
                    f"，只看（{self.condition(body['linked'], 'schools')}）的学校" if "linked" in body else ""
                )
                return [
                    f"分母：{self.rows(body)}，每人 × 每所联系学校 × 本学年两个学期{linked}",
                    f"分子：其中《{self._sheet(body['in'])}》中有到校记录的",
                ]
        raise ValueError(f"no words for a formula of this kind: {kind}")

    def rows(self, body: Mapping[str, Any]) -> str:
        """Which rows a formula is over."""
        table = body["of"]
        parts = [f"《{self._sheet(table)}》"]
        if "scope" in body:
            own = any(owner == table and name == body["scope"] for owner, name in self._plan.scopes)
            parts.append(f"{'' if own else '学校'}属{_scope(body['scope'], table if own else 'schools')}")
        if "at" in body:
            at = self.condition(body["at"], "schools")
            parts.append(at if table == "schools" else f"学校（{at}）")
        if "where" in body:
            parts.append(self.condition(body["where"], table))
        return "，".join(parts)

    def _each(self, body: Mapping[str, Any]) -> list[str]:
        key = "lacking" if "lacking" in body else "exists"
        inner = body[key]
        where = self.condition(inner.get("where", "always"), inner["in"])
        members = self._values(body["each"], None)
        if key == "lacking":
            return [
                f"分母：{members}中，《{self._sheet(inner['in'])}》没有（{where}）的",
                "分子：无（都计为没有）",
            ]
        return [f"分母：{members}", f"分子：其中《{self._sheet(inner['in'])}》有（{where}）的"]

    def stand_ins(self, raw: Any) -> list[str]:
        """What stands in for a roster that was not sent, anywhere in a formula; each once."""
        if isinstance(raw, list):
            return list(dict.fromkeys(line for item in raw for line in self.stand_ins(item)))
        if not isinstance(raw, dict):
            return []
        own = [self._source(source) for source in raw.get("stand_in", {}).get("sources", ())]
        return list(dict.fromkeys([*own, *self.stand_ins(list(raw.values()))]))

    def _source(self, source: Mapping[str, Any]) -> str:
        yes, total = (
            "＋".join(f"“{self._header('schools', name)}”" for name in _items(source[key]))
            for key in ("yes", "total")
        )
        when = f"（{self.condition(source['when'], 'schools')}的）" if "when" in source else ""
        return f"没有报送花名册的学校{when}用汇总数代替：{yes} / {total}"

    def _entry(self, key: str, value: Any, table: str) -> str:
        match key:
            case "is":
                return "属" + "或".join(_scope(name, table) for name in _items(value))
            case "not":
                return f"不是（{self.condition(value, table)}）"
            case "any":
                return self._any(value, table)
            case "all":
                return "，且".join(self.condition(item, table) for item in value)
            case "first_known":
                steps = "；".join(self.condition(item, table) for item in value)
                return f"依次看第一个已知的（{steps}）"
            case "sent":
                return f"报送了《{self._sheet(value)}》"
            case "has_column":
                return f"报送的表中有“{self._header(table, value)}”列"
            case "exists":
                where = self.condition(value.get("where", "always"), value["in"])
                return f"《{self._sheet(value['in'])}》中有指向它的行（{where}）"
            case "earlier":
                years = {None: "以往年度"}.get(value.get("years"), f"此前 {value.get('years')} 年内")
                return f"{years}的数据中（{self.condition(value['where'], table)}）"
            case _ if "." in key:
                link, rest = key.split(".", 1)
                target = _LINKED[self._column(table, link).type]
                return f"“{self._header(table, link)}”{self._entry(rest, value, target)}"
        return self._test(self._column(table, key), value, table)

    def _any(self, items: Sequence[Any], table: str) -> str:
        parts = (self.condition(item, table) for item in items)
        return "（" + " 或 ".join(f"（{part}）" if "，且" in part else part for part in parts) + "）"

    def _test(self, column: ColumnDef, value: Any, table: str) -> str:
        header = f"“{column.zh}”"
        if not isinstance(value, dict):
            return f"{header}为{self._values(value, column)}"
        return "，且".join(
            f"{header}{self._compared(op, inner, column, table)}" for op, inner in value.items()
        )

    def _compared(self, op: str, value: Any, column: ColumnDef, table: str) -> str:
        match op:
            case "known":
                return "已知" if value else "空白"
            case "filled":
                return "填有内容" if value else "没有内容"
            case "outside":
                return "是县外学校"
            case "has" if isinstance(value, dict):
                return f"中有一所（{self.condition(value, _LINKED[column.type])}）"
            case "has":
                return f"含{self._values(value, column)}"
            case "within":
                return f"在{_PERIODS[value]}内"
            case "after_period":
                return f"晚于{_PERIODS[value]}"
            case "age" | "years":
                test, limit = next(iter(value.items()))
                what = "（算周岁）" if op == "age" else "至统计时点的年数"
                return f"{what}{_COMPARED[test]} {self._number(limit, table)}"
            case "months_after":
                start = "、".join(f"“{self._header(table, name)}”" for name in _items(value["date"]))
                return f"不晚于{start}（取先知道的）之后 {value['at_most']} 个月"
            case _ if column.type == "code":
                return f"{_COMPARED[op]}{self._values(value, column)}"
        return f"{_COMPARED[op]} {self._number(value, table)}"

    def _number(self, value: Any, table: str) -> str:
        if isinstance(value, dict) and "least" in value:
            return "、".join(self._number(item, table) for item in value["least"]) + " 中较小的"
        if isinstance(value, dict):
            otherwise = f"（未填用 {self._number(value['else'], table)}）" if "else" in value else ""
            times = f" × {value['times']}" if "times" in value else ""
            return f"“{self._header(table, value['column'])}”{otherwise}{times}"
        text = str(value)
        return _VALUES.get(
            text, f"设置 `{text.removeprefix('$setting.')}`" if text.startswith("$setting.") else text
        )

    def _values(self, value: Any, column: ColumnDef | None) -> str:
        return "、".join(self._value(item, column) for item in _items(value))

    def _value(self, value: Any, column: ColumnDef | None) -> str:
        text = {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        if text.startswith("$list."):
            return f"[`{text.removeprefix('$list.')}`](#list-{text.removeprefix('$list.')})"
        codes = self._plan.codebook.code_lists[column.codes] if column and column.codes else None
        code = codes.codes.get(text) if codes else None
        return f"{text} {code.zh}" if code and text.isdigit() else code.zh if code else text

    def _column(self, table: str, name: str) -> ColumnDef:
        return {**self._plan.codebook.tables[table].columns, **DERIVED.get(table, {})}[name]

    def _header(self, table: str, name: str) -> str:
        return self._column(table, name).zh

    def _sheet(self, table: str) -> str:
        return self._plan.codebook.tables[table].sheet


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _scope(name: str, table: str) -> str:
    return f" [`{name}`](#{table}-{name})"
