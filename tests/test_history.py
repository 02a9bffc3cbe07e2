"""A census against the years before it: what is asked about, where, and what is not."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraledu_cli.census import Census, Frame
from ruraledu_cli.definitions.tolerances import Tolerance, load_successors, load_tolerances
from ruraledu_cli.definitions.yaml import DefinitionError
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.validate import validate
from ruraledu_cli.validate.history import History, history
from ruraledu_cli.validate.history_figures import beyond, median, percent
from ruraledu_cli.validate.identity import check_digit
from tables import AREAS, codebook, frame

HISTORY = sorted(code for code in RULES if code.startswith("H"))


def census(year: int, *frames: Frame) -> Census:
    return validate(frames, codebook(), year, AREAS).census


def compare(now: Iterable[Frame], *before: Iterable[Frame], successors: Iterable[str] = ()) -> History:
    years = [census(2025 - n, *frames) for n, frames in enumerate((now, *before))]
    return history(years[0], years[1:], codebook(), load_tolerances(codebook()), successors)


def told(found: History) -> list[tuple[str, str | None, list[str]]]:
    return [
        (one.code, one.value, [cell for place in one.places for cell in place.cells])
        for one in found.findings
    ]


def schools(*rows: str, header: str = "在校生数") -> list[Frame]:
    lines = [f"| 学校标识码 | 学校名称 | 办学类型代码 | 乡镇 | {header} |", *(f"| {row} |" for row in rows)]
    return [frame("schools", "\n".join(lines))]


def one_school(header: str, row: str) -> list[Frame]:
    return schools(f"2137000001 | 甲小学 | 211 | 梁村镇 | {row}", header=header)


def number(n: int, born: str = "19800315") -> str:
    first = f"371599{born}{n:03d}"
    return first + check_digit(first)


def staff(*rows: str, header: str = "最高学历", school: str = "2137000001") -> list[Frame]:
    lines = [f"| 教职工号 | 姓名 | 身份证号 | 学校标识码 | {header} |"]
    return [frame("staff", "\n".join([*lines, *(f"| {row.replace('@', school)} |" for row in rows)]))]


def people(numbers: Iterable[int]) -> list[Frame]:
    return staff(*(f"T{n} | 教师{n} | {number(n)} | @ | 本科" for n in numbers))


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        ("400", "501", True),
        ("400", "500", False),  # a quarter is within
        ("400", "299", True),
        ("100", "140", False),  # forty are never asked about
        ("100", "141", True),
        ("0", "41", True),
        ("0", "40", False),
        ("400", "", False),
        ("", "400", False),
        ("400", "无", True),
    ],
)
def test_a_figure_is_asked_about_beyond_ratio_and_floor(before: str, now: str, asked: bool) -> None:
    found = compare(one_school("在校生数", now), one_school("在校生数", before))
    assert [code for code, *_ in told(found)] == ["H001"] * asked
    for finding in found.findings:
        assert finding.places[0].cells == ["E2"]
        assert finding.params["before"] == before
        assert finding.schools == ("2137000001",)


def test_all_that_changed_at_a_school_is_one_finding() -> None:
    header = "在校生数 | 班数 | 教职工数"
    found = compare(one_school(header, "800 | 20 | 60"), one_school(header, "400 | 10 | 30"))
    assert told(found) == [("H001", "800", ["E2", "F2", "G2"])]
    assert found.findings[0].params["others"] == 2


def test_a_change_unlike_all_others_is_asked_about_within_the_ratio() -> None:
    def county(last: str) -> list[Frame]:
        rows = [f"21370000{n:02d} | 第{n}小学 | 211 | 梁村镇 | 300" for n in range(10, 50)]
        return schools(*rows, f"2137000099 | 末小学 | 211 | 梁村镇 | {last}", header="图书册数")

    assert told(compare(county("14000"), county("10000"))) == [("H001", "14000", ["E42"])]
    assert told(compare(county("12900"), county("10000"))) == []
    few = schools("2137000099 | 末小学 | 211 | 梁村镇 | 14000", header="图书册数")
    assert told(compare(few, county("10000"))) == []


def test_closed_schools_are_not_compared() -> None:
    header = "在校生数 | 学校状态"
    assert told(compare(one_school(header, "0 | 停办"), one_school(header, "400 | "))) == []


FOUR = [f"213700000{n} | 第{n}小学 | 211 | 梁村镇 | 300" for n in range(1, 5)]


def test_a_school_that_vanished_is_told_in_the_sheet_where_it_should_stand() -> None:
    found = compare(schools(*FOUR[:3]), schools(*FOUR))
    assert told(found) == [("H004", "第4小学", [])]
    assert (found.findings[0].places[0].sheet, found.findings[0].schools) == ("学校", ("2137000004",))


@pytest.mark.parametrize("listed", ["2137000004", "第4小学"])
def test_successors_explain_what_vanished(listed: str) -> None:
    assert told(compare(schools(*FOUR[:3]), schools(*FOUR), successors=[listed])) == []


def test_a_school_that_says_that_it_closed_has_not_vanished() -> None:
    header = "在校生数 | 学校状态"
    now = schools(*(f"{row} | " for row in FOUR[:3]), f"{FOUR[3]} | 撤并", header=header)
    assert told(compare(now, schools(*FOUR))) == []
    gone = schools(*(f"{row} | " for row in FOUR[:3]), f"{FOUR[3]} | 停办", header=header)
    assert told(compare(schools(*FOUR[:3]), gone)) == []


def test_the_schools_of_others_are_not_missed_in_one_townships_sheet() -> None:
    elsewhere = [f"213700001{n} | 尹{n}小学 | 211 | 尹集镇 | 300" for n in range(1, 8)]
    kindergarten = "1137000021 | 中心幼儿园 | 111 | 梁村镇 | 100"
    assert told(compare(schools(*FOUR), schools(*FOUR, *elsewhere, kindergarten))) == []
    assert told(compare(schools(FOUR[0]), schools(*FOUR))) == []  # one school's own sheet


def test_a_new_code_under_an_old_name_is_told_as_that() -> None:
    now = schools(*FOUR[:3], "2137000009 | 第4小学 | 211 | 梁村镇 | 700")
    assert told(compare(now, schools(*FOUR))) == [
        ("H001", "700", ["E5"]),  # it is the same school, and compared as such
        ("H008", "2137000009", ["A5"]),
    ]


def test_a_former_name_recognises_a_school_of_another_code() -> None:
    header = "在校生数 | 曾用名"
    now = schools(
        *(f"{row} | " for row in FOUR[:3]), "2137000009 | 新校 | 211 | 梁村镇 | 300 | 第4小学", header=header
    )
    assert [code for code, *_ in told(compare(now, schools(*FOUR)))] == ["H008"]


def test_a_school_that_came_back_needs_two_years() -> None:
    found = compare(schools(*FOUR), schools(*FOUR[:3]), schools(*FOUR))
    assert told(found) == [("H005", "第4小学", ["B5"])]
    assert told(compare(schools(*FOUR), schools(*FOUR[:3]), schools(*FOUR[:3]))) == []
    assert ("H005", "no_earlier_year") in compare(schools(*FOUR), schools(*FOUR[:3])).skipped


@pytest.mark.parametrize(
    ("header", "before", "now", "asked"),
    [
        ("录播室数", "2", "1", True),
        ("录播室数", "1", "2", False),
        ("录播室数", "1", "", False),
        ("校园网出口带宽(Mbps)", "1000", "500", True),
        ("特殊教育资源中心", "是", "否", True),
        ("特殊教育资源中心", "否", "是", False),
        ("特殊教育资源中心", "是", "", False),
        ("学生宿舍面积", "1000", "0", True),
        ("学生宿舍面积", "1000", "750", False),
    ],
)
def test_facilities_do_not_go_away(header: str, before: str, now: str, asked: bool) -> None:
    found = compare(one_school(header, now), one_school(header, before))
    assert [code for code, *_ in told(found)] == ["H006"] * asked


@pytest.mark.parametrize(
    ("header", "before", "now", "code"),
    [
        ("城乡类型代码", "121", "220", "H010"),
        ("是否镇驻地", "是", "否", "H010"),
        ("城乡类型代码", "121", "", None),
    ],
)
def test_another_class_of_place(header: str, before: str, now: str, code: str | None) -> None:
    found = compare(one_school(header, now), one_school(header, before))
    assert [one for one, *_ in told(found)] == ([code] if code else [])


def test_another_type_of_school_is_named_officially() -> None:
    point = schools("2137000001 | 甲小学 | 218 | 梁村镇 | 300")
    (finding,) = compare(point, schools("2137000001 | 甲小学 | 211 | 梁村镇 | 300")).findings
    assert (finding.code, finding.value, finding.params["before"]) == ("H009", "小学教学点", "小学")


@pytest.mark.parametrize(
    ("header", "before", "now", "code"),
    [
        ("最高学历", "本科", "大专", "H003"),
        ("最高学历", "大专", "本科", None),
        ("最高学历", "本科", "本科结业", "H003"),
        ("最高学历", "中专", "高中", None),
        ("最高学历", "本科", "", None),
        ("性别", "男", "女", "H002"),
        ("人员状态", "退休", "在职", "H012"),
        ("人员状态", "在职", "退休", None),
    ],
)
def test_what_of_a_person_does_not_change(header: str, before: str, now: str, code: str | None) -> None:
    def roster(value: str) -> list[Frame]:
        return staff(f"T1 | 甲 | {number(1)} | @ | {value}", header=header)

    found = compare(roster(now), roster(before))
    assert [one for one, *_ in told(found)] == ([code] if code else [])
    assert [cells for _, _, cells in told(found)] == ([["E2"]] if code else [])


def test_a_person_is_known_by_the_staff_number_where_no_identity_number_is() -> None:
    def roster(born: str, name: str = "甲") -> list[Frame]:
        return staff(f"T1 | {name} |  | @ | {born}", header="出生日期")

    (finding,) = compare(roster("1981-03-15"), roster("1980-03-15")).findings
    assert (finding.code, finding.personal) == ("H002", True)
    assert compare(roster("1981-03-15", "乙"), roster("1980-03-15")).findings == ()  # another person
    assert compare(roster("1980-03"), roster("1980-03-15")).findings == ()  # the month holds the day


def test_an_identity_number_that_changed_is_one_finding() -> None:
    def roster(identity: str) -> list[Frame]:
        return staff(f"T1 | 甲 | {identity} | @ | 本科")

    assert [one for one, *_ in told(compare(roster(number(1)), roster(number(3))))] == ["H011"]
    other = compare(roster(number(1, "19810315")), roster(number(1)))
    assert [one for one, *_ in told(other)] == ["H002"]


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        (range(40), range(40), None),
        (range(40), range(10, 50), None),  # a quarter is new
        (range(40), range(17, 57), "H007"),
        (range(40), range(28), "H001"),
        (range(40), range(60), "H001"),
        (range(12), range(5, 17), None),  # seven persons are never asked about
    ],
)
def test_a_roster_may_turn_over_so_far(before: range, now: range, code: str | None) -> None:
    found = compare(people(now), people(before))
    assert [one for one, *_ in told(found)] == ([code] if code else [])
    for finding in found.findings:
        assert finding.count == len(now)
        assert finding.schools == ("2137000001",)


def test_the_staff_of_a_school_is_told_once() -> None:
    now = [*one_school("教职工数", "60"), *people(range(60))]
    before = [*one_school("教职工数", "40"), *people(range(40))]
    assert told(compare(now, before)) == [("H001", "60", ["E2"])]


def test_without_the_year_before_every_rule_is_skipped_and_says_why() -> None:
    now = census(2025, *schools(*FOUR))
    tolerances = load_tolerances(codebook())
    for before in ([], [census(2023, *schools(*FOUR))]):
        found = history(now, before, codebook(), tolerances)
        assert found.findings == ()
        assert dict(found.skipped) == dict.fromkeys(HISTORY, "no_earlier_year")


def test_a_table_that_is_not_there_skips_its_rules() -> None:
    found = compare(people(range(3)), people(range(3)), people(range(3)))
    assert {why for _, why in found.skipped} == {"table_missing"}
    assert {code for code, _ in found.skipped} == {"H004", "H005", "H006", "H008", "H009", "H010"}


@given(st.lists(st.fractions(-2, 2), min_size=1, max_size=40))
def test_the_median_halves(values: list[Fraction]) -> None:
    middle = median(values)
    assert sum(value < middle for value in values) * 2 <= len(values)
    assert sum(value > middle for value in values) * 2 <= len(values)


@given(st.integers(0, 5000), st.integers(0, 5000), st.fractions(0, 1), st.integers(0, 100))
def test_beyond_is_both_ratio_and_floor(now: int, before: int, ratio: Fraction, floor: int) -> None:
    tolerance = Tolerance(ratio=ratio, floor=Fraction(floor))
    change = abs(Fraction(now) - before)
    assert beyond(Fraction(now), Fraction(before), tolerance) == (change > floor and change > ratio * before)


def test_a_share_is_shown_as_percent() -> None:
    assert percent(Fraction(1, 3)) == "33%"


def test_tolerances_of_ones_own_are_checked_whole(tmp_path: Path) -> None:
    own = tmp_path / "tolerances.yaml"
    own.write_text(
        "figures: {pupils: {ratio: 25%}, township: {ratio: 1}}\nroster: {ratio: often}\n"
        "outliers: {deviations: 5, spread: 1%, least: 10}\nturnover: {ratio: 1}\npresent: 50%\n",
        "utf-8",
    )
    with pytest.raises(DefinitionError) as raised:
        load_tolerances(codebook(), own)
    (fault,) = raised.value.faults
    assert (fault.line, fault.code, dict(fault.params)) == (
        2,
        "wrong_value",
        {"kind": "number", "seen": "often"},
    )
    own.write_text(own.read_text("utf-8").replace("often", "20%"), "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_tolerances(codebook(), own)
    assert [fault.line for fault in raised.value.faults] == [1, 1]


def test_the_packages_tolerances_name_columns_that_exist() -> None:
    found = load_tolerances(codebook())
    assert len(found.figures) >= 12
    assert not set(found.figures) & set(found.facilities)  # a figure is asked about once


@pytest.mark.parametrize("text", ["- 2137000004\n- 第5小学\n", "2137000004: 2137000001\n第5小学: 第1小学\n"])
def test_a_file_of_successors(tmp_path: Path, text: str) -> None:
    path = tmp_path / "successors.yaml"
    path.write_text(text, "utf-8")
    assert load_successors(path) == ("2137000004", "第5小学")
    path.write_text("2137000004", "utf-8")
    with pytest.raises(DefinitionError):
        load_successors(path)


def test_findings_come_in_one_order_whatever_the_order_of_rows() -> None:
    header = "在校生数"
    rows = [f"213700000{n} | 第{n}小学 | 211 | 梁村镇 | {600 + n}" for n in range(1, 5)]
    forward, backward = (
        compare(schools(*rows, header=header), schools(*FOUR)),
        compare(schools(*reversed(rows), header=header), schools(*FOUR)),
    )

    def plain(findings: Iterable[Finding]) -> set[tuple[str, str | None, tuple[str, ...]]]:
        return {(one.code, one.value, one.schools) for one in findings}

    assert plain(forward.findings) == plain(backward.findings)
    assert len(forward.findings) == 4
