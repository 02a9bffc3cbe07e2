"""Links: by code, else by a name that one school alone bears; what leads nowhere is unknown, and said."""

from __future__ import annotations

import pytest

from ruraledu_cli.census import NONE, Frame, Ref
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import KnownSchool, Validated, known_schools, validate
from tables import AREAS, codebook, frame

SCHOOLS = frame(
    "schools",
    """
| 学校标识码 | 学校名称 | 曾用名 | 简称 | 校区 | 乡镇 |
|--|--|--|--|--|--|
| 2137000001 | 梁村镇中心小学 | 梁村小学 | 梁小 | | 梁村镇 |
| 2137000002 | 尹集镇中心小学 | 中心小学 | 尹小 | | 尹集镇 |
| 2137000003 | 县实验小学（本部） | 中心小学 | | 东校区 | |
| 2137000003 | 县实验小学 | | | | |
| | 新建小学 | | | | 梁村镇 |
""",
)


def run(*frames: Frame, **options: object) -> Validated:
    return validate(frames, codebook(), 2025, AREAS, **options)  # type: ignore[arg-type]


def staff(header: str, *rows: str) -> Frame:
    return frame("staff", "\n".join([f"| 姓名 | {header} |", *(f"| 甲 | {row} |" for row in rows)]))


def ref(result: Validated, column: str = "school", table: str = "staff", row: int = 0) -> Ref | None:
    found = result.census.tables[table].column(column)[row]
    assert found is None or isinstance(found, Ref)
    return found


def of(result: Validated, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("2137000002", 1, "2137000002"),
        ("梁村镇中心小学", 0, "2137000001"),
        ("梁村小学", 0, "2137000001"),
        ("尹小", 1, "2137000002"),
        ("梁 村镇中心小学", 0, "2137000001"),
        ("县实验小学(本部)", 2, "2137000003"),
        ("2137000003", 3, "2137000003"),
        ("新建小学", 4, None),
    ],
)
def test_a_school_is_found(text: str, row: int, code: str | None) -> None:
    result = run(SCHOOLS, staff("所在学校", text))
    found = ref(result)
    assert found is not None
    assert (found.row, found.code) == (row, code)
    assert of(result, "K002") == []


@pytest.mark.parametrize(
    ("text", "code"), [("2137000099", "2137000099"), ("黄庄小学", None), ("中心小学", None)]
)
def test_a_school_nobody_or_more_than_one_bears_is_unknown(text: str, code: str | None) -> None:
    result = run(SCHOOLS, staff("所在学校", text))
    assert ref(result) == Ref(text, -1, code)
    (finding,) = of(result, "K002")
    assert (finding.value, [place.cells for place in finding.places]) == (text, [["B2"]])


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("梁村中心小学", "梁村镇中心小学"),
        ("梁村镇中心小字", "梁村镇中心小学"),
        ("县实小本部", "县实验小学（本部）"),
        ("镇中心小学", None),
        ("山东省高唐县尹集镇中心小学", "尹集镇中心小学"),
        ("黄庄小学", None),
        ("2137000009", None),
    ],
)
def test_a_name_that_looks_like_one_other_is_suggested_and_never_taken(
    text: str, suggestion: str | None
) -> None:
    result = run(SCHOOLS, staff("所在学校", text))
    (finding,) = of(result, "K002")
    assert finding.params.get("suggestion") == suggestion
    found = ref(result)
    assert found is not None
    assert found.row == -1


def test_one_unknown_school_is_one_finding_over_all_tables() -> None:
    pupils = frame("students", "| 学生姓名 | 学校名称 |\n| 乙 | 黄庄小学 |\n| 丙 | 黄庄 小学 |")
    (finding,) = of(run(SCHOOLS, staff("所在学校", "黄庄小学", "黄庄小学"), pupils), "K002")
    assert [(place.table, place.cells) for place in finding.places] == [
        ("staff", ["B2:B3"]),
        ("students", ["B2:B3"]),
    ]


def test_code_and_name_of_one_school_agree_and_of_two_contradict() -> None:
    result = run(SCHOOLS, staff("学校标识码 | 所在学校", "2137000001 | 梁小", "2137000001 | 尹小"))
    assert ref(result) == Ref("2137000001", 0, "2137000001")
    assert ref(result, row=1) is None
    assert ref(result, "school_code", row=1) is None
    (finding,) = of(result, "R005")
    assert [place.cells for place in finding.places] == [["B3"], ["C3"]]


def test_a_misspelt_name_beside_a_good_code_says_nothing() -> None:
    result = run(SCHOOLS, staff("学校标识码 | 所在学校", "2137000001 | 梁庄小学"))
    assert ref(result) == Ref("2137000001", 0, "2137000001")
    assert {finding.code for finding in result.findings}.isdisjoint({"K002", "R005"})


def test_two_headers_of_one_link_are_followed_as_one() -> None:
    rows = ["2137000001 | 梁小", "2137000001 | 尹小", "2137000001 | 黄庄小学", "2137000099 | 梁小", " | 梁小"]
    result = run(SCHOOLS, staff("任教学校标识码 | 任教学校", *rows))
    found = [ref(result, row=row) for row in range(5)]
    assert [None if one is None else one.row for one in found] == [0, None, 0, -1, 0]
    assert [place.cells for place in of(result, "R005")[0].places] == [["B3"], ["C3"]]
    (finding,) = of(result, "K002")
    assert (finding.value, [place.cells for place in finding.places]) == ("2137000099", [["B5"]])


def test_an_unknown_code_is_not_replaced_by_the_name_beside_it() -> None:
    result = run(SCHOOLS, staff("学校标识码 | 所在学校", "2137000099 | 梁小"))
    assert ref(result) == Ref("2137000099", -1, "2137000099")
    assert [place.cells for place in of(result, "K002")[0].places] == [["B2"]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("梁小 | 2137000002 | 县实验小学", 0),
        (" | 2137000002 | 县实验小学", 1),
        (" | | 县实验小学", 3),
        ("无 | 2137000002 | ", 1),
        ("黄庄小学 | 2137000002 | 县实验小学", -1),
        (" | 黄庄小学 | 县实验小学", -1),
    ],
)
def test_staff_stand_where_they_teach_and_nowhere_else(row: str, expected: int) -> None:
    found = ref(run(SCHOOLS, staff("任教学校 | 所在学校 | 编制单位", row)))
    assert found is not None
    assert found.row == expected


def test_staff_of_no_school_have_no_school() -> None:
    assert ref(run(SCHOOLS, staff("任教学校 | 所在学校", " | "))) is None


def test_lists_of_links() -> None:
    header = "| 学校标识码 | 学校名称 | 结对学校 |"
    rows = (
        "| 2137000001 | 甲 | 乙、2137000001、外县一小 |\n"
        "| 2137000002 | 乙 | 2136000001 |\n"
        "| 2137000003 | 丙 | 无 |"
    )
    result = run(frame("schools", f"{header}\n{rows}"))
    partners = [result.census.tables["schools"].column("paired_school")[row] for row in range(3)]
    assert partners[0] == (Ref("乙", 1, "2137000002"), Ref("2137000001", 0, "2137000001"), Ref("外县一小"))
    assert partners[1] == (Ref("2136000001", -1, "2136000001"),)
    assert partners[2] is NONE
    (finding,) = of(result, "K002")
    assert finding.value == "外县一小"


def test_schools_outside_the_county_that_the_plan_names_are_known_to_be_outside() -> None:
    rows = "| 学校标识码 | 学校名称 | 结对学校 |\n| 2137000001 | 甲 | 外县一小 |"
    assert of(run(frame("schools", rows), outside_schools=frozenset({"外县一小"})), "K002") == []
    teacher = staff("所在学校 | 交流前学校", "外县一小 | 外县一小")
    (finding,) = of(run(SCHOOLS, teacher, outside_schools=frozenset({"外县一小"})), "K002")
    assert [place.column for place in finding.places] == ["school_name"]


def test_a_code_outside_is_fine_for_an_exchange_and_a_name_is_not() -> None:
    result = run(SCHOOLS, staff("交流前学校 | 交流后学校", "3701000001 | 2137000001", "某校 | 2137000001"))
    assert [finding.value for finding in of(result, "K002")] == ["某校"]


def test_the_rural_half_of_a_pair_is_a_school_of_the_county() -> None:
    pairs = "| 城区学校 | 城区学校标识码 | 乡村学校标识码 |\n| 外县一中 | 2136000001 | 2136000002 |"
    (finding,) = of(run(SCHOOLS, frame("pairs", pairs)), "K002")
    assert [(place.column, place.cells) for place in finding.places] == [("rural_school", ["C2"])]
    assert finding.schools == ("2136000002",)


@pytest.mark.parametrize(
    ("names", "broken"), [("尹小、梁小", False), ("尹小", True), ("黄庄小学、梁小", False)]
)
def test_lists_of_codes_and_names_agree_in_any_order(names: str, broken: bool) -> None:
    pairs = f"| 城区学校 | 乡村学校 | 乡村学校标识码 |\n| 县实验小学 | {names} | 2137000001、2137000002 |"
    result = run(SCHOOLS, frame("pairs", pairs))
    assert len(of(result, "R005")) == broken
    assert (result.census.tables["pairs"].column("rural_school")[0] is None) == broken


def test_a_sheet_of_schools_without_schools_is_no_register() -> None:
    empty = frame("schools", "| 学校标识码 | 学校名称 |")
    result = run(empty, staff("所在学校", "梁村小学"))
    assert [finding.code for finding in result.findings] == ["S011"]
    assert dict(result.skipped)["K002"] == "no_register"


def test_without_a_register_links_lead_nowhere_and_nothing_is_said() -> None:
    result = run(staff("所在学校", "梁村小学", "2137000001"))
    assert (ref(result), ref(result, row=1)) == (Ref("梁村小学"), Ref("2137000001", -1, "2137000001"))
    assert result.findings == ()
    assert dict(result.skipped)["K002"] == "no_register"


def test_an_earlier_register_finds_schools_though_not_their_rows() -> None:
    earlier = [KnownSchool("2137000001", ("梁村小学",))]
    result = run(staff("所在学校", "梁村小学", "2137000001", "黄庄小学"), earlier_schools=earlier)
    assert ref(result) == Ref("梁村小学", -1, "2137000001")
    assert [finding.value for finding in of(result, "K002")] == ["黄庄小学"]
    assert "K002" not in dict(result.skipped)


def test_the_register_of_one_census_serves_another() -> None:
    known = known_schools(run(SCHOOLS).census.tables["schools"])
    assert known[0] == KnownSchool("2137000001", ("梁村镇中心小学", "梁村小学", "梁小"))
    assert [school.code for school in known] == ["2137000001", "2137000002", "2137000003", "2137000003"]
