"""What only the plan can tell of sheets: areas stated against the rule, partners, orders; and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rule_pages import plan
from ruraledu_cli.analyse.answers import Accepted, settle
from ruraledu_cli.analyse.scopes import about_sheets, campuses_counted, orders_to_confirm, scope_differs
from ruraledu_cli.census import Census, Frame
from ruraledu_cli.definitions.accepted import Answer, Known
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import validate
from tables import codebook, frame

HEADER = "| 学校标识码 | 学校名称 | 乡镇 | 城乡类型代码 | {} |\n"


def census(*frames: Frame) -> Census:
    return validate(frames, codebook(), 2025, plan().areas).census


def schools(header: str, *rows: str) -> Frame:
    return frame("schools", HEADER.format(header) + "\n".join(f"| {row} |" for row in rows))


def differing(*rows: str) -> list[Finding]:
    held = census(schools("方案口径城乡", *rows))
    return list(scope_differs(Evaluator(held, plan(), date(2025, 9, 1))))


def test_every_school_where_column_and_rule_differ_is_told_by_direction() -> None:
    found = differing(
        "2137000001 | 甲 | 人和街道 | 121 | 乡村",
        "2137000002 | 乙 | 人和街道 | 122 | 乡村",
        "2137000003 | 丙 | 梁村镇 | 121 | 城区",
        "2137000004 | 丁 | 梁村镇 | 121 | 乡村",
        "2137000005 | 戊 | 人和街道 | 121 | ",
    )
    assert [(f.code, f.value, f.params["expected"], f.schools) for f in found] == [
        ("D001", "城区", "乡村", ("2137000003",)),
        ("D001", "乡村", "城区", ("2137000001", "2137000002")),
    ]
    assert [place.cells for f in found for place in f.places] == [["E4"], ["E2:E3"]]


def test_where_the_rule_cannot_tell_nothing_differs() -> None:
    assert differing("2137000001 | 甲 | 人和街道 |  | 乡村", "2137000002 | 乙 |  |  | 城区") == []


def test_orders_to_confirm_are_told_until_they_are() -> None:
    (finding,) = orders_to_confirm(plan())
    assert (finding.code, finding.value) == ("D002", "Ⅰ类 > Ⅱ类 > Ⅲ类")
    assert finding.params["name"] == "办学条件等级"
    confirmed = {name: order.model_copy(update={"confirm": False}) for name, order in plan().orders.items()}
    assert list(orders_to_confirm(replace(plan(), orders=confirmed))) == []


PARTNERS = (
    "2137000001 | 甲 | 梁村镇 | 220 | 乙、丙",
    "2137000002 | 乙 | 尹集镇 | 220 | 甲",
    "2137000003 | 丙 | 人和街道 | 121 | 甲、乙",
    "2137000004 | 丁 | 尹集镇 | 220 | 丁",
)


def test_a_rural_partner_is_asked_about_once_for_all_who_name_it() -> None:
    """The urban school names its rural partners, a school that names itself is K008."""
    found = about_sheets(census(schools("结对学校", *PARTNERS)), plan(), 2025)
    assert [(f.code, f.value, f.places[0].cells) for f in found.findings] == [
        ("K017", "乙", ["E2"]),
        ("K017", "甲", ["E3"]),
    ]
    assert found.skipped == ()


def test_in_the_register_of_pairings_the_urban_side_is_asked() -> None:
    pairs = frame("pairs", "| 城区学校 | 乡村学校 |\n| 丙 | 甲 |\n| 乙 | 甲 |")
    found = about_sheets(census(schools("结对学校", *PARTNERS[2:3]), pairs), plan(), 2025).findings
    assert found == ()
    held = census(schools("是否结对", *(row.rpartition("|")[0] + "| 是" for row in PARTNERS)), pairs)
    (finding,) = about_sheets(held, plan(), 2025).findings
    assert (finding.value, finding.places[0].table, finding.places[0].cells) == ("乙", "pairs", ["A3"])


def test_without_plan_schools_or_links_the_rule_is_skipped_with_the_reason() -> None:
    alone = census(schools("方案口径城乡", "2137000001 | 甲 | 梁村镇 | 220 | "))
    assert about_sheets(alone, None, 2025).skipped == (("K017", "no_plan"),)
    assert about_sheets(alone, plan(), 2025).skipped == (("K017", "column_missing"),)
    assert about_sheets(Census(2025, {}), plan(), None).skipped == (("K017", "table_missing"),)


def settled(accepted: Accepted) -> Sequence[Finding]:
    sheet = frame(
        "schools",
        "| 学校标识码 | 学校名称 | 寄宿生数 | 床位数 |\n"
        "| 2137000001 | 甲 | 90 | 80 |\n| 2137000002 | 乙 | 50 | 40 |",
    )
    validated = validate([sheet], codebook(), 2025, plan().areas)
    return settle(validated.findings, validated.census, codebook(), accepted)


def test_one_explanation_for_many_is_told() -> None:
    answers = tuple(
        Answer(rule="R017", school=code, reason="其他", text="两人一床，已上报教体局", row=row)
        for row, code in enumerate(("2137000001", "2137000002"), 2)
    )
    found = settled(Accepted(answers))
    assert [f.state for f in found if f.code == "R017"] == ["explained", "explained"]
    (repeated,) = (f for f in found if f.code == "D003")
    assert repeated.params["count"] == 2


def test_an_answer_to_nothing_is_told() -> None:
    answer = Answer(rule="R014", school="2137000001", reason="其他", text="校内速率，出口另计", row=2)
    found = settled(Accepted((answer,)))
    assert [f.code for f in found if f.code[0] == "D"] == ["D004"]


def test_a_baseline_that_ended_is_told_and_lets_nothing_be() -> None:
    known = Known(rule="R017", school="2137000001", reason="在建宿舍", until="2025-06-30", row=2)  # type: ignore[arg-type]
    accepted = Accepted(baseline=(known,))
    found = settled(replace(accepted, day=date(2025, 9, 1)))
    assert [(f.code, f.state) for f in found] == [("R017", "open"), ("R017", "open"), ("D005", "open")]
    found = settled(replace(accepted, day=date(2025, 6, 30)))
    assert [(f.code, f.state) for f in found] == [("R017", "baseline"), ("R017", "open")]


def test_campuses_that_count_each_are_told() -> None:
    rows = (
        "| 2137900001 | 甲小学 | 梁村镇 | 121 | 本部 |",
        "| 2137900001 | 甲小学 | 梁村镇 | 121 | 东校区 |",
    )
    one = "| 2137900002 | 乙小学 | 梁村镇 | 121 | |"
    held = census(frame("schools", HEADER.format("校区") + "\n".join((*rows, one))))
    found = list(campuses_counted(Evaluator(held, plan(), date(2025, 9, 1))))
    assert [(f.code, f.value, f.params) for f in found] == [("D006", "2137900001", {"campuses": 2})]
    assert [place.column for place in found[0].places] == ["campus"]
    assert not list(campuses_counted(Evaluator(census(), plan(), date(2025, 9, 1))))
