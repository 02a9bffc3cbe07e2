"""S019: a column that indicators look at and a sheet lacks is told, and only where it could be there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from ruraledu_cli import pipeline
from ruraledu_cli.analyse.lacking import columns_lacking
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import validate
from small_county import Tables, county, sheets

PLAN = pipeline.load_plan([Path(__file__).parents[1] / "targets" / "gaotang-2023-2027.yaml"])


def told(tables: Tables, before: Collection[str] = ()) -> dict[str, Finding]:
    """The findings by column, without those of columns that the small county never had."""
    frames = recognise(sheets(tables), PLAN.codebook).frames
    census = validate(frames, PLAN.codebook, 2025, PLAN.areas).census
    findings = columns_lacking(Evaluator(census, PLAN, date(2025, 9, 1)), before)
    found = {name: one for one in findings for name in str(one.params["columns"]).split("、")}
    return {name: found[name] for name in found.keys() - NEVER}


NEVER = frozenset({"党支部星级", "强校扩优形式", "特色品牌", "劳动实践场所数"})


def without(sheet: str, header: str) -> Tables:
    tables = county()
    for row in tables[sheet]:
        del row[header]
    return tables


def test_a_whole_county_lacks_nothing_but_what_it_never_had() -> None:
    assert told(county()) == {}
    assert told(without("村居", "建立时间")).keys() <= NEVER


@pytest.mark.parametrize(
    ("sheet", "header", "severity", "reason"),
    [
        ("项目台账", "状态", None, "none"),
        ("结对台账", "结束时间", None, "none"),
        ("教研员", "在岗状态", None, "none"),
        ("学校", "学校状态", None, "none"),
        ("项目台账", "批准年份", "note", "waiting"),
        ("教研员", "专兼职", "note", "waiting"),
        ("学校（设施）", "录播室数", "note", "waiting"),
    ],
)
def test_a_column_that_nobody_has(sheet: str, header: str, severity: str | None, reason: str) -> None:
    found = told(without(sheet, header))
    assert list(found) == [header]
    assert (found[header].severity, found[header].params["reason"]) == (severity, reason)


def test_a_column_that_other_sheets_have() -> None:
    tables = county()
    facilities = tables["学校（设施）"]
    tables["学校（设施）"], tables["学校（设施二）"] = facilities[:3], facilities[3:]
    for row in tables["学校（设施二）"]:
        del row["录播室数"]
    finding = told(tables)["录播室数"]
    assert (finding.severity, finding.params["reason"]) == ("note", "elsewhere")
    assert "学校（设施二）" in [place.sheet for place in finding.places]
    assert finding.params["rows"] == len(facilities) - 3


def test_kindergartens_need_no_recording_room_and_a_name_does_for_a_code() -> None:
    tables = county()
    half = len(tables["教职工"]) // 2
    names = {row["学校标识码"]: row["学校名称"] for row in tables["学校"]}
    tables["教职工"], tables["教职工（二）"] = tables["教职工"][:half], tables["教职工"][half:]
    for row in tables["教职工（二）"]:
        row["所在学校"] = names[row.pop("学校标识码")]
    assert told(tables) == {}


@pytest.mark.parametrize(
    ("header", "column"), [("本校连续任职年限", "tenure_years"), ("身份证号", "id_number")]
)
def test_a_column_that_last_year_had(header: str, column: str) -> None:
    """Something else decides in its stead, so that nothing waits for it."""
    tables = without("教职工", header)
    assert told(tables) == {}
    finding = told(tables, {f"staff.{column}"})[header]
    assert (finding.severity, finding.params["reason"]) == (None, "last_year")


def test_a_partner_school_is_not_asked_for_where_the_register_was_sent() -> None:
    tables = without("学校（设施）", "结对学校")
    assert told(tables, {"schools.paired_school"}) == {}
    del tables["结对台账"]
    assert "结对学校" in told(tables, {"schools.paired_school"})


def test_a_column_that_kindergartens_knew_last_year() -> None:
    """Of kindergartens it is not asked because schools know it."""
    assert told(county(), {"schools.dormitory_area_m2"}) == {}
    finding = told(county(), {"schools.dormitory_area_m2:kindergarten"})["学生宿舍面积"]
    assert (finding.severity, finding.params["reason"]) == ("note", "elsewhere")
    assert "学校（幼儿园）" in [place.sheet for place in finding.places]
