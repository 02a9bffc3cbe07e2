"""The words by which a row says that it is no record: totals, examples, notes, signatures, groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ruraledu_cli.census import Cell
from ruraledu_cli.recognise.headers import normalise

_GRAND = re.compile(
    r"(?:总计|合计|共计|总合计|总数|全[县市区省校园]合?总?计|全[县市区]|grandtotals?|totals?|jumlah|jumlahbesar):?"
)
_SUB = re.compile(r"(?:小计|.{1,12}(?:小计|合计)|合计\(.{1,12}\)|sub-?totals?):?")
# 合计：9人，其中女9人: what is stated stands in the label itself.
_SENTENCE = re.compile(r".{0,12}(?:小计|[合总共]计):?\d+[所个人名位园校处项户家条间行](?:[,;、(].*)?")
_UNCHECKED = re.compile(r"其中(?::.{0,12}|女|男|公办|民办)?|平均值?:?|average:?|mean:?")
_EXAMPLE = re.compile(
    r"\((?:示例|样例|范例|例)\).*|(?:填写|填报|填表)?(?:示例|样例|范例|例子|例如|例)(?:\d|行|数据)?(?:[:;.].*)?|样表|e\.g\..*|example:?.*"
)
_NOTE = re.compile(
    r"(?:填[报表写]?说明|填[报表]要求|注|说明|备注|附注|注意(?:事项)?|note|notes|source|数据来源|资料来源)\d{0,2}[:.、]"
    r"|\((?:注|说明)[:)]|※.+|[本此上]表.+|[本此]页.+|以上(?:情况|数据|内容|信息).+|\(?以下空白\)?$|\(?完\)?$"
)
_SIGNATURE = re.compile(
    r"(?:单位|部门|统计|学校|分管)?(?:负责人|主要领导|领导)(?:签[字名章])?(?:\(.{1,6}\))?:|"
    r"(?:审核|审批|填表|填报|制表|复核|经办|联系|报送|校对|核对)(?:人|者|单位|部门|日期|时间|电话|方式)?(?:员)?"
    r"(?:签[字名章]|\(.{1,6}\))*:|"
    r"(?:单位|学校)?\(?(?:盖章|公章)\)?(?::|$)|校[园]?长\(?签[字名章]\)?:?|(?:联系)?电话:|(?:报出|填报)?(?:日期|时间):|"
    r"(?:填报|报送|计量|货币)?单位(?:名称)?(?:\(.{1,6}\))?:|第\d+页"
)
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)).+")
_ITEM = re.compile(r"\(?\d{1,2}[.、)][^\d].{4,}")
_STEM = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_STATED = re.compile(r"\(?(?:共计?|计|合计)?(\d+)(所|个|人|名|位|园|校|处|项|户|家|条|间|行)\)?$")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBER = re.compile(r"\(?(\d{1,3})\)?(?:=.*)?")


@lru_cache(maxsize=16_384)
def names_row(text: str) -> bool:
    """Whether a normalised text may name a row: a total, an example, a note, a footer, a section."""
    return bool(total_kind(text)) or is_example(text) or is_note(text) or is_numbered(text)


def total_kind(text: str) -> str:
    """grand, sub, or unchecked (of which, a mean), else "". The whole text counts: 合计小学 is a school."""
    if _GRAND.fullmatch(text):
        return "grand"
    if _SUB.fullmatch(text):
        return "sub"
    return "unchecked" if _UNCHECKED.fullmatch(text) or _SENTENCE.fullmatch(text) else ""


def is_example(text: str) -> bool:
    """例：张三, 示例, 样例; a school named 示例小学 is none."""
    return _EXAMPLE.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Notes and signatures: 注：…, 审核人：…, 单位负责人（签字）：…"""
    return is_remark(text) or _SIGNATURE.match(text) is not None


def is_remark(text: str) -> bool:
    """A note, as against a signature."""
    return _NOTE.match(text) is not None


def is_item(text: str) -> bool:
    """A numbered note without a label: 1.本表由学校填报。"""
    return _ITEM.fullmatch(text) is not None


def is_numbered(text: str) -> bool:
    """The name of a numbered section: 一、中心小学, (二)村小."""
    return _NUMBERED.fullmatch(text) is not None


def is_stem(text: str) -> bool:
    """A section's number alone: 一, (二)."""
    return _STEM.fullmatch(text) is not None


def level_of(text: str) -> str:
    """What kind of numbering a group's name has; groups of one kind are of one level."""
    if re.match(r"[一二三四五六七八九十]{1,3}[、.]", text):
        return "一、"
    return "(一)" if text.startswith("(") else ""


def stated_number(text: str) -> tuple[int, str] | None:
    """The number a group's name states, and what it counts: 北京市(15所) is 15, 所."""
    found = _STATED.search(text)
    return (int(found[1]), found[2]) if found else None


def are_column_numbers(cells: Sequence[Cell]) -> bool:
    """甲 乙 1 2 3, or (1) (2) (3)=(1)+(2): stems or letters first, then numbers that go up by one."""
    if len(cells) < 2:
        return False
    texts = [normalise(str(int(c) if isinstance(c, float) and c.is_integer() else c)) for c in cells]
    stems = 0
    while stems < len(texts) and (
        texts[stems] == _STEMS[stems : stems + 1] or texts[stems] == chr(97 + stems)
    ):
        stems += 1
    numbers = [_NUMBER.fullmatch(text) for text in texts[stems:]]
    figures = [int(found[1]) for found in numbers if found]
    rising = all(b == a + 1 for a, b in pairwise(figures))
    begun = stems > 0 or (len(figures) > 2 and figures[0] == 1)
    return begun and len(figures) == len(numbers) and rising
