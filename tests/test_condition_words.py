"""Conditions and formulas in words: every plan can be read aloud, in both languages."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from ruraledu_cli.catalogue import formulas as said
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.conditions import ConditionWords
from ruraledu_cli.catalogue.words import placeholders, required
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.condition import All, AnyOf, AtLeastOf, Const, InScope, Not, Operand
from ruraledu_cli.definitions.condition import Test as Asks
from ruraledu_cli.definitions.formula import FirstFormula, Formula, PooledFormula, RatioFormula
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.model.measurement import Count, Ratio, Share
from small_census import plan

ROOT = Path(__file__).parents[1]
ZH, EN = (load_catalogue(language, "trace") for language in ("zh", "en"))
PLANS = sorted([*ROOT.glob("targets/*.yaml"), *ROOT.glob("targets/examples/*.yaml")])


def words(language: str = "zh") -> ConditionWords:
    return ConditionWords(plan(), ZH if language == "zh" else EN)


def test_the_words_hold_the_same_keys_and_placeholders_and_can_be_written_in_gbk():
    own = {key for key in ZH.texts if key not in load_catalogue("zh").texts}
    assert own == {key for key in EN.texts if key not in load_catalogue("en").texts}
    for key in own:
        assert required(ZH.texts[key]) == required(EN.texts[key]), key
        both = [placeholders(one.texts[key].replace("[[", "").replace("]]", "")) for one in (ZH, EN)]
        assert both[0] == both[1], key
        ZH.texts[key].encode("gbk")
        EN.texts[key].encode("gbk")


def test_words_of_rare_commands_do_not_burden_the_others():
    assert "condition.in" not in load_catalogue("zh").texts
    assert not {key for key in ZH.texts if key.startswith("condition")} & set(load_catalogue("zh").texts)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_scope_and_formula_of_every_plan_has_words(path: Path, language: str) -> None:
    own = load_plan(path, load_codebook(), shown=path.name)
    spoken = ConditionWords(own, ZH if language == "zh" else EN)
    for table, name in own.scopes:
        for line in (spoken.definition(table, name), spoken.opposite(InScope(table, name), table)):
            assert line
            assert not re.search(r"[{}\[\]]|condition\.|Test\(", line)
    for indicator in own.indicators.values():
        assert said.whole(indicator.formula, spoken.text)
        for leaf in _leaves(indicator.formula):
            assert said.over(leaf, spoken)
            said.having(leaf, spoken)


def _leaves(formula: Formula) -> list[Formula]:
    match formula:
        case RatioFormula(of, to):
            return [*_leaves(of), *_leaves(to)]
        case PooledFormula(parts) | FirstFormula(parts):
            return [leaf for part in parts for leaf in _leaves(part)]
    return [] if hasattr(formula, "parts") else [formula]


def test_tests_in_words():
    spoken = words()
    assert spoken.words(Asks("gigabit", "in", (True,)), "schools") == "“是否千兆进校百兆进班”为是"
    assert spoken.words(Asks("school_type", "in", ("211", "311")), "schools") == (
        "“办学类型”为小学、初级中学之一"
    )
    wide = Asks("bandwidth_mbps", "at_least", operand=Operand(literal=1000))
    assert spoken.words(wide, "schools") == "“校园网出口带宽(Mbps)”不小于1000"
    assert spoken.words(Not(wide), "schools") == "“校园网出口带宽(Mbps)”小于1000"
    books = Asks("books", "at_least", operand=Operand(literal=Fraction(3, 2)), per="students")
    assert spoken.words(books, "schools") == "“图书册数”除以“在校生数”不小于1.5"
    assert words("en").words(Not(wide), "schools") == "‘Bandwidth of the school's line’ is below 1000"
    assert spoken.words(Asks("township", "in", ("371526101",)), "schools") == "“乡镇(街道)”为梁村镇"


def test_operands_in_words():
    spoken = words()
    year = Operand(variable="census_year")
    assert (
        spoken.operand(Operand(least=(year, Operand(literal=2025))), "projects") == "数据年份、2025中最小者"
    )
    own = Operand(column="term_years", otherwise=Operand(literal=3), times=Fraction(2))
    assert spoken.operand(own, "staff") == "本行“任期年限”（没有则取3）的2倍"


def test_a_not_is_carried_to_the_tests():
    spoken = words()
    yes, room = (
        Asks("gigabit", "in", (True,)),
        Asks("recording_rooms", "at_least", operand=Operand(literal=1)),
    )
    assert spoken.words(Not(All((yes, room))), "schools") == (
        "“是否千兆进校百兆进班”不为是，或“录播室数”小于1"
    )
    assert spoken.words(Not(AnyOf((yes, Not(room)))), "schools") == (
        "“是否千兆进校百兆进班”不为是，且“录播室数”不小于1"
    )
    assert spoken.words(Not(Not(yes)), "schools") == spoken.words(yes, "schools")
    assert spoken.words(Not(Const("always")), "schools") == "一律为否"
    assert spoken.words(Not(AtLeastOf(2, (yes, room, yes))), "schools").startswith("并非（至少满足 2 项")


def test_scopes_are_called_by_name_and_defined_once():
    spoken = words()
    assert spoken.words(InScope("schools", "rural"), "schools") == "属于“乡村”"
    assert spoken.words(Not(InScope("schools", "rural")), "schools") == "不属于“乡村”"
    assert list(spoken.named) == [("schools", "rural")]
    assert spoken.definition("schools", "rural") == "不属于“县城（城区）”"
    assert spoken.opposite(InScope("schools", "open"), "schools") == "“学校状态”为停办、撤并之一"


def test_formulas_with_their_numbers():
    assert said.numbers(Share(68, 12), "percent", ZH, Fraction(1)) == "68 ÷ 80 = 17/20 = 85.0%"
    ratio = Ratio(Share(540, 60), Share(420, 184))
    assert said.numbers(ratio, "ratio", ZH, Fraction(21, 20)) == (
        "(540 ÷ 600) ÷ (420 ÷ 604) = 453/350 ≈ 1.29"
    )
    assert said.numbers(Count(13), "number", ZH, None) == "13"
    assert said.numbers(None, "percent", ZH, None) is None


def plan_of(name: str) -> Plan:
    return load_plan(ROOT / "targets" / name, load_codebook(), shown=name)


def test_a_formula_is_told_with_all_it_is_over():
    gigabit = plan().indicators["gigabit_coverage"].formula
    assert said.over(gigabit, words()).startswith(
        "学校（按行计），属于“在办学校”；属于“乡村”；“办学类型”为小学"
    )
    assert said.having(gigabit, words()) == "其中属于“千兆进校、百兆进班”"
    pilots = plan().indicators["town_pilots"].formula
    assert "按“乡镇(街道)”去重" in said.over(pilots, words())
    assert said.having(pilots, words()) is None
