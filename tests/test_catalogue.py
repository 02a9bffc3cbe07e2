"""Words: the same keys and placeholders in both languages, figures that never contradict their verdict."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest

import ruraledu_cli
from fake_reports import FINDINGS, PERSON, TOTAL, VERDICTS, fake_plan, verdict
from ruraledu_cli.catalogue import LANGUAGES, load_catalogue
from ruraledu_cli.catalogue.figures import (
    SIGNS,
    figure,
    force_word,
    lacking_name,
    reason_word,
    show,
    show_gap,
    show_line,
    status_word,
)
from ruraledu_cli.catalogue.findings import (
    count_open,
    header_of,
    hint,
    mask,
    message,
    sentence,
    severity_of,
    where,
    worst_first,
)
from ruraledu_cli.catalogue.words import fill, placeholders, required
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.measurement import NotComputable, Share
from ruraledu_cli.model.report import Status, Verdict
from ruraledu_cli.model.rules import RULES

ZH, EN = load_catalogue("zh"), load_catalogue("en")


def every_placeholder(template: str) -> frozenset[str]:
    return placeholders(template.replace("[[", "").replace("]]", ""))


def test_both_languages_hold_the_same_keys() -> None:
    assert set(ZH.texts) == set(EN.texts)


@pytest.mark.parametrize("key", sorted(ZH.texts))
def test_placeholders_are_the_same_in_both_languages(key: str) -> None:
    assert every_placeholder(ZH.texts[key]) == every_placeholder(EN.texts[key])
    assert required(ZH.texts[key]) == required(EN.texts[key])


def test_no_text_is_empty() -> None:
    for catalogue in (ZH, EN):
        assert [key for key, text in catalogue.texts.items() if not text.strip()] == []


def test_every_chinese_text_and_every_sign_can_be_written_in_gbk() -> None:
    for text in (*ZH.texts.values(), *SIGNS.values(), "≥≤"):
        text.encode("gbk")
    for text in EN.texts.values():
        text.encode("gbk")


def test_signs_tell_statuses_apart_without_colour() -> None:
    assert set(SIGNS) == set(Status)
    assert len(set(SIGNS.values())) == len(Status)


@pytest.mark.parametrize("code", sorted(RULES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_words(code: str, language: str) -> None:
    catalogue = ZH if language == "zh" else EN
    for part in ("title", "message", "why", "mend"):
        assert catalogue.texts[f"rules.{code}.{part}"]
    mend = catalogue.texts[f"rules.{code}.mend"]
    assert (
        ("或者" in mend or "；" in mend)
        if language == "zh"
        else (mend.startswith("Either ") and " or " in mend)
    )


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_bare_finding_still_makes_a_sentence(code: str) -> None:
    for catalogue in (ZH, EN):
        said = sentence(Finding(code, (Place("a.xlsx"),)), catalogue)
        assert said.startswith("a.xlsx")
        assert not set("{}[]") & set(said)


def test_no_rule_has_words_without_being_one() -> None:
    assert {key.split(".")[1] for key in ZH.texts if key.startswith("rules.")} == set(RULES)


def test_dates_numbers_and_percentages() -> None:
    day = date(2025, 9, 1)
    assert (ZH.day(day), EN.day(day)) == ("2025年9月1日", "1 Sep 2025")
    assert (ZH.percent(F(17, 20)), EN.percent(F(17, 20))) == ("85.0%", "85.0%")
    assert ZH.number(1234567) == "1,234,567"
    assert ZH.number(F(-3, 20), 2) == "-0.15"
    assert (ZH.due(date(2025, 12, 31)), ZH.due(date(2025, 6, 30))) == ("2025年底", "2025年6月30日")
    assert EN.due(date(2025, 12, 31)) == "end 2025"


def test_numbers_beyond_the_precision_of_a_float_keep_their_digits() -> None:
    assert ZH.number(F(10**30 + 1)).replace(",", "") == str(10**30 + 1)


def test_optional_parts_fall_away_without_their_value() -> None:
    assert fill("a[[（{b}）]]c", {"b": "x"}) == "a（x）c"
    assert fill("a[[（{b}）]]c", {}) == "ac"
    assert fill("a[[（{b}）]]c", {"b": None}) == "ac"
    assert fill("{v}", {"v": "[[{w}]]{x}"}) == "[[{w}]]{x}"


def test_a_missing_value_or_key_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError):
        ZH.text("screen.failed")
    with pytest.raises(KeyError):
        ZH.text("no.such.key")
    assert ZH.find("no.such.key") is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("degree_ratio", "提前达标"),
        ("town_pilots", "达标"),
        ("gigabit_coverage", "尚未达标"),
        ("recording_room_coverage", "逾期未达标"),
        ("young_principal_share", "未到期"),
        ("pairing_coverage", "待核定（缺数据）"),
        ("induction_training", "不涉及"),
        ("parent_school_villages", "无法计算（缺少数据表）"),
        ("feature_courses", "仅监测"),
    ],
)
def test_status_words(name: str, said: str) -> None:
    found = next(v for v in VERDICTS if v.measurement.indicator == name)
    assert status_word(found, ZH) == said


def test_force_words_say_what_is_inferred() -> None:
    assert force_word("binding", (), ZH) == "刚性目标"
    assert force_word("interpreted", ("value", "year"), ZH) == "推定（数值、年限）"
    assert force_word("principle", ("year",), ZH) == "原则性要求，推定（年限）"
    assert force_word("reference", (), ZH) == "方案未定量，参考线"


def test_a_ratio_just_above_its_limit_shows_that_it_is() -> None:
    ratio = F(190, 200) / F(361, 400)
    assert show(ratio, "ratio", ZH, F(21, 20)) == "1.0526"
    assert show(F(21, 20), "ratio", ZH, F(21, 20)) == "1.05"
    assert show(F(1), "percent", ZH, F(1)) == "100.0%"
    assert show(F(9996, 10000), "percent", ZH, F(1)) == "99.96%"
    assert show(F(99999, 100000), "percent", ZH, F(1)) == "99.999%"


def test_the_display_stands_on_the_side_of_the_exact_value() -> None:
    for line in (F(1, 2), F(1), F(21, 20), F(19, 20), F(1, 3)):
        for exponent in range(1, 11):
            for sign in (-1, 1):
                value = line + sign * F(1, 3 * 10**exponent)
                shown = F(show(value, "ratio", ZH, line).replace(",", ""))
                assert (shown > line, shown < line) == (value > line, value < line)


def test_what_no_decimals_tell_apart_is_shown_as_a_fraction() -> None:
    value = F(1) - F(1, 10**30)
    assert show(value, "percent", ZH, F(1)) == str(value)


def test_gaps_have_a_sign_and_a_unit_and_are_zero_only_at_zero() -> None:
    assert show_gap(F(-3, 20), "percent", ZH) == "-15.0个百分点"
    assert show_gap(F(1, 20), "percent", EN) == "+5.0 pp"
    assert show_gap(F(-1, 10**6), "percent", ZH) == "-0.0001个百分点"
    assert show_gap(F(0), "percent", ZH) == "0.0个百分点"
    assert show_gap(F(-2), "number", ZH) == "-2"
    assert show_gap(F(1, 380), "ratio", ZH) == "+0.0026"


def test_targets_are_shown_without_idle_zeros() -> None:
    assert show_line(F(1), "percent", ZH) == "100%"
    assert show_line(F(19, 20), "percent", ZH) == "95%"
    assert show_line(F(21, 20), "ratio", ZH) == "1.05"
    assert show_line(F(333, 1000), "percent", ZH) == "33.3%"


def test_figures_of_every_kind() -> None:
    by_name = {v.measurement.indicator: figure(v.measurement.counted) for v in VERDICTS}
    assert by_name["gigabit_coverage"].counts == "68/80"
    assert by_name["degree_ratio"].counts == "169/240 : 169/252"
    assert by_name["induction_training"].counts == ""
    assert by_name["book_dispersion"].value == F(1, 2)
    assert by_name["parent_school_villages"].missing is None
    assert figure(TOTAL).counts == ""


def test_masking() -> None:
    assert mask(PERSON) == "371599********0019"
    assert mask("张三") == "张*"
    assert mask("欧阳明") == "欧**"
    assert mask("G371599201305120019").startswith("G37159")
    assert "0512" not in mask("G371599201305120019")
    assert mask("") == ""


def test_personal_values_appear_only_when_asked_for() -> None:
    finding = next(f for f in FINDINGS if f.code == "V006")
    assert PERSON not in message(finding, ZH)
    assert "371599********0019" in message(finding, ZH)
    assert PERSON in message(finding, ZH, show_pii=True)


def test_identity_numbers_are_masked_where_nobody_marked_them() -> None:
    finding = Finding(
        "V002", (Place("a.xlsx", header="备注"),), f"见{PERSON}号", {"options": f"{PERSON}或其他"}
    )
    assert PERSON not in message(finding, ZH)
    assert "见371599********0019号" in message(finding, ZH)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("G371599201305120019", "G371599********0019"),
        ("371599 20130512 0019", "371599**********0019"),
        ("３７１５９９２０１３０５１２００１９", "３７１５９９********００１９"),
        ("371599130512001", "371599*****2001"),
        ("6222021612345678901", "622202*********8901"),
        ("调走，电话13800001111", "调走，电话138****1111"),
        ("+86 138 0000 1111", "+86 138******1111"),
        ("2137900007", "2137900007"),
        ("371526101001", "371526101001"),
        ("2025-09-01 2025-10-01", "2025-09-01 2025-10-01"),
        ("1/0.85 12,345,678", "1/0.85 12,345,678"),
    ],
)
def test_numbers_of_persons_are_masked_in_any_column(typed: str, shown: str) -> None:
    """Rows that slipped a column show a telephone or a pupil's number where a code belongs."""
    place = Place("a.xlsx", "学校", header=typed)
    assert f"“{shown}”" in message(Finding("V004", (place,), typed), ZH)
    assert header_of(place) == shown
    assert typed in message(Finding("V004", (place,), typed), ZH, show_pii=True)


def test_params_of_personal_findings_are_masked_but_not_the_headers() -> None:
    finding = Finding(
        "R002",
        (Place("a.xlsx", header="出生日期"),),
        "1979-09-02",
        {"written": "1979-09-02", "identity": "1979-10-02"},
        personal=True,
    )
    assert "1979" not in message(finding, ZH)
    assert "出生日期" in message(finding, ZH)


def test_codes_among_the_params_become_words() -> None:
    finding = Finding("F001", (Place("a.xlsx"),), params={"reason": "damaged"})
    assert message(finding, ZH) == "文件无法读取（文件损坏），其中的数据一行也没有计入"
    typed = Finding("V002", (Place("a.xlsx", header="在校生数"),), "很多", {"expected": "count"})
    assert message(typed, ZH) == "“在校生数”填的“很多”不是该列要求的类型（应为不小于 0 的整数），按缺报处理"


def test_cell_text_is_never_a_template() -> None:
    finding = Finding("V004", (Place("a.xlsx", header="{header}"),), "{value}[[x]]%s")
    assert "“{header}”填的“{value}[[x]]%s”" in message(finding, ZH)


def test_where_counts_what_it_leaves_out() -> None:
    wide = Finding(
        "V004", tuple(Place(f"{n}.xlsx", "学校", rows=(4, 6, 8, 10), position=5) for n in range(5)), "村"
    )
    assert (
        where(wide, ZH, most=2)
        == "0.xlsx［学校］ E4、E6 等 4 格；1.xlsx［学校］ E4、E6 等 4 格；等，另有 3 处"
    )


def test_findings_in_order_and_counted() -> None:
    assert [f.code for f in worst_first(FINDINGS)] == ["V004", "V006", "H001", "K003", "V008"]
    assert count_open(FINDINGS) == {"error": 2, "query": 1, "note": 1}
    assert severity_of(Finding("V001", severity="error")) == "error"
    assert hint(FINDINGS[1], ZH) == "改填代码表中的代码；或者改填代码表中的名称"


def test_reasons_name_what_is_missing() -> None:
    columns = ("schools.recording_rooms", "canteens.cooks")
    assert reason_word(lacking("column_missing", *columns), ZH, fake_plan()) == (
        "缺少列（学校·录播室数、食堂台账·cooks）"
    )
    assert reason_word(lacking("empty_scope", "rural"), EN, fake_plan()) == "scope is empty (rural)"
    assert reason_word(verdict("x", Share(1), Status.MET), ZH, fake_plan()) is None


def lacking(reason: str, *names: str) -> Verdict:
    return verdict("x", None, Status.NOT_COMPUTABLE, None, reason, problem=NotComputable(reason, names))


REASON = re.compile(r'(?:Refused\(|passed_over\(.*|"reason": )"([a-z_0-9]+)"')


def test_every_reason_for_not_reading_has_a_word() -> None:
    source = Path(ruraledu_cli.__file__).parent
    files = [path for folder in ("read", "recognise") for path in (source / folder).glob("*.py")]
    codes = {code for path in files for code in REASON.findall(path.read_text("utf-8"))} - {"unit"}
    assert {"password", "damaged", "same_bytes", "template"} <= codes
    assert {code for code in codes if f"reason.{code}" not in ZH.texts} == set()


def at(*headers: str) -> tuple[Place, ...]:
    return tuple(Place("a.xlsx", "表", "schools", header, header, (9,), 1) for header in headers)


def test_messages_as_the_checks_of_records_fill_them() -> None:
    part = Finding("R001", at("女生数", "在校生数"), params={"part": "30", "whole": "20"})
    assert message(part, ZH) == "“女生数”填 30，大于它所属的总体“在校生数”（20）"
    flag = Finding("R004", at("千兆", "出口带宽"), params={"flag": "yes", "figure": "500", "second": ""})
    assert message(flag, ZH) == "“千兆”填“是”，与“出口带宽”的数据 500 矛盾"
    code = Finding("R005", at("学历"), params={"code": "21", "name": "专科"})
    assert message(code, ZH) == "“学历”的代码“21”与名称“专科”不是一回事，按缺报处理"
    repeated = Finding("K007", params={"table": "staff", "rows": 3})
    assert message(repeated, ZH) == "教职工表中有 3 行与其他行完全相同，只计一次"


def test_messages_as_the_cells_fill_them() -> None:
    blank = Finding("V010", at("录播室"), "", {"rows": 7, "as": "no", "column": "recording"})
    assert message(blank, ZH) == "“录播室”有 7 个空白，按工作目录的约定读作“否”"
    converted = Finding("V010", at("面积"), "3000㎡", {"read": "3000"})
    assert message(converted, ZH) == "“面积”填的“3000㎡”经换算后读取，读作“3000”"


def test_messages_as_the_layout_fills_them() -> None:
    params = {"reason": "empty", "other_header": "最高学历", "taken": "学历"}
    twice = Finding("S003", at("学历"), params=params)
    assert message(twice, ZH) == "“学历”列出现不止一次，另一处为“最高学历”：其中一处为空，采用“学历”"
    totals = Finding("S005", at("在校生"), "90", {"label": "合计", "stated": "90", "computed": "85"})
    assert message(totals, ZH) == "“在校生”列，“合计”行写的是 90，相加实为 85"
    below = Finding("S007", at(""), params={"reason": "after_totals", "rows": "9-10", "count": 2})
    assert message(below, ZH) == "合计行以下的行：2 行没有照常读作数据（第 9-10 行）"


def test_words_cost_little_to_import() -> None:
    code = (
        "import sys; import ruraledu_cli.catalogue as c; c.load_catalogue('zh');"
        "print([m for m in ('babel', 'numpy', 'pandas', 'pydantic', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    assert done.stdout.strip() == "[]"


def test_a_header_broken_for_its_narrow_column_is_one_word() -> None:
    for header, shown in (("是否专\n任教师", "是否专任教师"), ("Full\ntime", "Full\ntime")):
        place = Place("a.xlsx", "教职工", "staff", "is_full_time_teacher", header, (2,), 1)
        assert f"“{shown}”" in message(Finding("S006", (place,)), load_catalogue("zh"))


def test_what_an_indicator_waits_for_is_said_in_words() -> None:
    assert lacking_name("earlier_year", load_catalogue("zh"), fake_plan()) == "上年数据"
