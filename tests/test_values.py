"""Single cells: what each spelling is read as, in every type of column; and that no cell is too strange."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from ruraledu_cli.census import NONE, Cell, ErrorCell, FormulaWithoutValue, Interval
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.validate.identity import birth_date, check_digit, mask, sex
from ruraledu_cli.validate.values import ColumnParser, Parsed, parse_cell

BOOK = load_codebook()
AREAS = {"371526101": "371526101", "梁村镇": "371526101", "梁村": "371526101", "鱼邱湖街道": "371526001"}


def read(
    place: str, cell: Cell, reading: dict[str, str | int] | None = None, factor: F | None = None
) -> Parsed:
    table, column = place.split(".")
    return parse_cell(cell, BOOK.tables[table].columns[column], BOOK, AREAS, "name", reading, factor)


def days(first: str, last: str | None = None) -> Interval:
    return Interval(date.fromisoformat(first).toordinal(), date.fromisoformat(last or first).toordinal())


def check(place: str, cell: Cell, value: object, fault: str | None = None) -> None:
    found = read(place, cell)
    assert (found.value, found.fault) == (value, fault), cell
    assert type(found.value) is type(value), cell


# --- blank, none, faults of the file


@pytest.mark.parametrize("cell", [None, "", "   ", "\u200b", "-", "－", "——", "/", "不清楚", "未知", "…"])
@pytest.mark.parametrize(
    "place", ["schools.gigabit", "schools.students", "staff.birth_date", "staff.name", "staff.education"]
)
def test_blank_is_not_known(place: str, cell: Cell) -> None:
    assert read(place, cell) == Parsed(None, blank=True)


@pytest.mark.parametrize(
    "place", ["staff.post", "staff.staff_status", "schools.pairing_end", "schools.former_name"]
)
def test_blank_is_a_known_none_where_the_codebook_says_so(place: str) -> None:
    assert read(place, "") == read(place, "-") == Parsed(NONE, blank=True)


@pytest.mark.parametrize("word", ["无", "否", "没有", "未定", "暂无"])
def test_no_is_known(word: str) -> None:
    for place, value in {
        "schools.gigabit": False,
        "schools.recording_rooms": 0,
        "schools.sports_area_m2": F(0),
        "staff.health_check_date": NONE,
        "schools.warm_campus": NONE,
        "schools.kg_grade": NONE,
        "schools.expansion_form": NONE,
    }.items():
        assert read(place, word) == Parsed(value), place


def test_no_is_blank_in_names_and_numbers_of_persons() -> None:
    for place in ("staff.name", "staff.id_number", "staff.phone", "schools.school_code"):
        assert read(place, "无").blank, place
    assert read("schools.brand", "无") == Parsed(NONE)
    assert read("schools.brand", "未来教育") == Parsed("未来教育")


def test_not_assessed_is_blank_in_the_class_of_conditions() -> None:
    assert read("schools.standard_class", "未评").blank
    assert read("schools.standard_class", "无").blank
    assert read("schools.standard_class", "未达标") == Parsed(NONE)


def test_error_cells_and_formulas_without_value_are_missing() -> None:
    assert read("schools.students", ErrorCell("#REF!")) == Parsed(None, "F004", (("value", "#REF!"),))
    assert read("schools.students", FormulaWithoutValue("=SUM(A1)")) == Parsed(None, "F003")


# --- flags


@pytest.mark.parametrize(
    "cell", [True, 1, 1.0, "是", "有", "1", "Y", "yes", "√", "☑", "TRUE", "达标", "已建", "□否 ☑是"]
)
def test_yes(cell: Cell) -> None:
    check("schools.gigabit", cell, True)


@pytest.mark.parametrize(
    "cell", [False, 0, 0.0, "否", "无", "0", "N", "×", "□", "未建", "不达标", "尚未建成", "□是 ☑否"]
)
def test_no(cell: Cell) -> None:
    check("schools.gigabit", cell, False)


@pytest.mark.parametrize("cell", ["在建", "基本达标", "正在建设", "部分达标", "拟建"])
def test_on_the_way_is_not_yes_and_is_told(cell: str) -> None:
    check("schools.gigabit", cell, False, "V010")


@pytest.mark.parametrize("cell", [2, 0.5, "也许", "已撤销", "县实验小学", date(2024, 1, 1), "3"])
def test_no_yes_and_no_no(cell: Cell) -> None:
    check("schools.gigabit", cell, None, "V002")


def test_a_remark_in_brackets_is_read_and_told() -> None:
    check("schools.gigabit", "是（2023年建成）", True, "V010")
    check("schools.gigabit", "是（在建）", False, "V010")
    check("schools.gigabit", "县里（在建）", None, "V002")


def test_boxes_all_open_or_all_ticked() -> None:
    assert read("schools.gigabit", "□是 □否").blank
    assert read("schools.gigabit", "☑是 ☑否").fault == "V009"


def test_words_of_a_column() -> None:
    check("staff.on_establishment", "编外", False)
    check("students.is_poor", "特别困难", True)
    check("students.dropout", "疑似", None, "V009")
    check("schools.pairing_end", "长期", NONE)


def test_a_reading_says_what_yes_means() -> None:
    rooms = {"yes": 1, "no": 0}
    assert [read("schools.recording_rooms", cell, rooms).value for cell in ("有", "无", "√", True, 3)] == [
        1,
        0,
        1,
        1,
        3,
    ]
    assert read("schools.sponsor", "是", {"yes": "999", "no": "public"}).value == "999"
    assert read("schools.standard_class", "是", {"yes": "class_2", "no": "no"}).value == "class_2"


# --- numbers


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        (12, 12, None),
        (12.0, 12, None),
        ("12", 12, None),
        ("12.0", 12, None),
        ("１２", 12, "V008"),
        (" 12", 12, "V008"),
        ("1,234", 1234, "V010"),
        ("1，234", 1234, "V010"),
        ("12人", 12, "V010"),
        ("1.2万人", 12000, "V010"),
        ("两间", 2, "V010"),
        ("十二人", 12, "V010"),
        ("二十", 20, "V010"),
        ("在建", 0, "V010"),
        ("1（在建）", 0, "V010"),
        ("常态2+精品1", 3, "V010"),
        ("2+在建1", 2, "V010"),
        ("常态1", 1, "V010"),
        ("2+1（在建）", 2, "V010"),
        ("1间在建", 0, "V010"),
        ("常态化录播2间，精品录播1间", 3, "V010"),
        ("精品1、常态2", 3, "V010"),
        ("1、2", None, "V002"),
        ("共3间", 3, "V010"),
        ("精品录播室:2", 2, "V010"),
        ("约1+约2", None, "V009"),
        ("第2", None, "V002"),
        ("超过2", None, "V009"),
        ("约200", None, "V009"),
        ("200左右", None, "V009"),
        ("200-300", None, "V009"),
        (12.5, None, "V002"),
        ("12人半", None, "V002"),
        ("有", None, "V002"),
        ("1,23", None, "V002"),
        (True, None, "V002"),
        (date(2024, 1, 2), None, "V002"),
        (float("nan"), None, "V002"),
        ("9" * 50, None, "V002"),
        (-1, None, "V003"),
        ("-1", None, "V003"),
    ],
)
def test_counts(cell: Cell, value: int | None, fault: str | None) -> None:
    check("schools.students", cell, value, fault)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1000M", 1000),
        ("1G", 1000),
        ("千兆", 1000),
        ("百兆", 100),
        ("200M×2", 400),
        ("2*200M", 400),
        ("千兆×2", 2000),
        ("1000 Mbps", 1000),
        ("1000兆光纤", 1000),
        ("电信500M+联通500M", 1000),
        ("0.5G", 500),
    ],
)
def test_bandwidth(cell: str, value: int) -> None:
    check("schools.bandwidth_mbps", cell, F(value), "V010")


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("约200", "200"),
        ("约200人", "200"),
        ("200左右", "200"),
        ("~1,200", "1200"),
        ("不足200", None),
        ("200-300", None),
    ],
)
def test_what_is_about_right_is_proposed_and_never_taken(cell: str, proposal: str | None) -> None:
    found = read("schools.students", cell)
    assert (found.value, found.fault, dict(found.params).get("suggestion")) == (None, "V009", proposal)


@pytest.mark.parametrize("cell", ["2025年3月12日上午", "2025-3-12（周三）", "2025年3月12日 星期三"])
def test_the_time_of_day_and_the_weekday_say_nothing_more(cell: str) -> None:
    day = date(2025, 3, 12).toordinal()
    check("researcher_visits.visit_date", cell, Interval(day, day))


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("是（√） 否（ ）", True, None),
        ("是( )否(√)", False, None),
        ("[√]是 [ ]否", True, None),
        ("□是 ☑否", False, None),
        ("□是 □否", None, None),
        ("☑是 ☑否", None, "V009"),
    ],
)
def test_boxes(cell: str, value: bool | None, fault: str | None) -> None:
    check("schools.gigabit", cell, value, fault)


@pytest.mark.parametrize("cell", ["2025年3月12—13日", "2025.3.12-4月2日", "2025-03-12至13号"])
def test_of_several_days_the_first_counts(cell: str) -> None:
    day = date(2025, 3, 12).toordinal()
    check("researcher_visits.visit_date", cell, Interval(day, day), "V010")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("甲小学、乙小学", ("甲小学", "乙小学")),
        ("1.甲小学 2.乙小学", ("甲小学", "乙小学")),
        ("1、甲小学；2、乙小学", ("甲小学", "乙小学")),
        ("（1）甲小学（2）乙小学", ("甲小学", "乙小学")),
        ("①甲小学\n②乙小学", ("甲小学", "乙小学")),
        ("甲小学 乙小学", ("甲小学", "乙小学")),
        ("甲 小 学", ("甲小学",)),
        ("2137000001、2137000002", ("2137000001", "2137000002")),
    ],
)
def test_schools_in_one_cell(cell: str, names: tuple[str, ...]) -> None:
    assert read("pairs.rural_school", cell).value == names


def test_a_line_that_is_being_built_is_asked() -> None:
    check("schools.bandwidth_mbps", "1000M（在建）", None, "V009")
    check("schools.bandwidth_mbps", "千兆（在建）", None, "V009")
    check("schools.bandwidth_mbps", "1000M以上", None, "V009")
    check("schools.bandwidth_mbps", "在建", F(0), "V010")


def test_units_of_area_and_money() -> None:
    check("schools.sports_area_m2", "3000㎡", F(3000), "V010")
    check("schools.sports_area_m2", "3亩", F(2000), "V010")
    check("schools.sports_area_m2", "12人", None, "V002")
    check("schools.equipment_value_yuan", "5万元", F(50000), "V010")


def test_the_unit_of_the_header_converts_bare_numbers_only() -> None:
    wan = F(10_000)
    assert read("schools.equipment_value_yuan", 12.3, factor=wan).value == 123_000
    assert read("schools.equipment_value_yuan", "12.3", factor=wan).value == 123_000
    assert read("schools.equipment_value_yuan", "500元", factor=wan).value == 500


def test_a_number_is_the_decimal_of_its_shortest_text() -> None:
    check("schools.sports_area_m2", 0.1, F(1, 10))
    check("facts.value", "0.3", F(3, 10))
    check("facts.value", "85.5%", F(171, 200))
    assert read("staff.age", 130).params == (("min", "0"), ("max", "120"))


# --- dates, years, semesters


@pytest.mark.parametrize(
    "cell",
    [
        "1980-9-15",
        "1980/09/15",
        "1980.9.15",
        "1980年9月15日",
        "一九八〇年九月十五日",
        "一九八○年 九月十五号",
        "19800915",
        19800915,
        29479,
    ],
)
def test_days(cell: Cell) -> None:
    check("staff.birth_date", cell, days("1980-09-15"))


@pytest.mark.parametrize(
    "cell",
    [date(1980, 9, 15), datetime(1980, 9, 15, 12, 30), "1980-09-15 00:00:00", "1980-09-15T08:00", 29479.5],
)
def test_days_with_a_time(cell: Cell) -> None:
    check("staff.birth_date", cell, days("1980-09-15"))


@pytest.mark.parametrize(
    "cell", ["1980.9", "1980-09", "1980/9", "1980年9月", "一九八零年九月", "198009", 198009, 1980.9, 1980.09]
)
def test_months(cell: Cell) -> None:
    check("staff.birth_date", cell, days("1980-09-01", "1980-09-30"))


def test_a_number_with_one_behind_the_point_is_january_or_october() -> None:
    check("staff.birth_date", 1980.1, days("1980-01-01", "1980-10-31"), "V009")
    check("staff.birth_date", "1980.1", days("1980-01-01", "1980-01-31"))
    check("staff.birth_date", "1980.10", days("1980-10-01", "1980-10-31"))
    check("staff.birth_date", 1980.12, days("1980-12-01", "1980-12-31"))


def test_years_alone_are_a_year_of_days() -> None:
    for cell in (1980, "1980", "1980年"):
        check("staff.birth_date", cell, days("1980-01-01", "1980-12-31"))


@pytest.mark.parametrize(
    "cell", ["1980-02-30", "1980-13-01", "19801332", 1980.13, "昨天", True, time(8, 0), timedelta(1)]
)
def test_days_that_are_none(cell: Cell) -> None:
    check("staff.birth_date", cell, None, "V002")


@pytest.mark.parametrize("cell", [0, 5, "1880-01-01", 99999999, "2999-01-01", -3, date(1800, 1, 1)])
def test_days_out_of_range(cell: Cell) -> None:
    check("staff.birth_date", cell, None, "V003")


def test_day_and_month_in_the_order_of_others() -> None:
    check("staff.birth_date", "15/9/1980", days("1980-09-15"))
    assert read("staff.birth_date", "5/9/1980").params == (("options", "1980-05-09 / 1980-09-05"),)


@pytest.mark.parametrize(
    "cell", [2023, "2023", "2023年", "2023年度", "2023-05-01", date(2023, 5, 1), "2023.5", 45000]
)
def test_calendar_years(cell: Cell) -> None:
    check("projects.approval_year", cell, 2023)


def test_the_year_of_a_document_is_told() -> None:
    check("projects.approval_year", "鲁教基字〔2023〕5号", 2023, "V010")
    check("projects.approval_year", "前年", None, "V002")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-2025-2", (2024, 2)),
        ("2024—2025学年第二学期", (2024, 2)),
        ("2024-2025学年度下学期", (2024, 2)),
        ("2025年春季", (2024, 2)),
        ("2024秋", (2024, 1)),
        ("2024年秋季学期", (2024, 1)),
        ("2024学年第一学期", (2024, 1)),
        ("2024-2025学年（上）", (2024, 1)),
        ("24-25-1", (2024, 1)),
        ("第一学期", (0, 1)),
        ("春季学期", (0, 2)),
        (1, (0, 1)),
    ],
)
def test_semesters(cell: Cell, value: tuple[int, int]) -> None:
    check("students.aid_term", cell, value)


def test_semesters_that_are_none() -> None:
    check("students.aid_term", "2024-2026-1", None, "V002")
    check("students.aid_term", "2024-2025学年", None, "V009")
    check("students.aid_term", date(2024, 9, 1), None, "V002")


# --- numbers of persons, schools and townships


def number(first: str) -> str:
    return first + check_digit(first)


GOOD = number("37159919800915002")


def test_identity_numbers_of_the_standard() -> None:
    for sample in ("11010519491231002X", "440524188001010014"):
        assert number(sample[:17]) == sample
        check("staff.id_number", sample, sample)
    check("staff.id_number", "11010519491231002x", "11010519491231002X")


@given(st.integers(10**16, 10**17 - 1))
def test_check_digit_agrees_with_an_oracle(first: int) -> None:
    assert check_digit(str(first)) == ric.calc_check_digit(f"{first}0")


@pytest.mark.parametrize(
    ("cell", "fault", "reason"),
    [
        (int(GOOD[:15]) * 1000, "V005", None),
        (3.71599198001010e17, "V005", None),
        (GOOD[:15] + "000", "V005", None),
        ("3.71599E+17", "V005", None),
        ("371599800915002", "V006", "length"),
        (371599800915002, "V006", "length"),
        (GOOD[:17] + ("1" if GOOD[17] != "1" else "2"), "V006", "checksum"),
        (number("37159919800230002"), "V006", "birth_date"),
        ("37159919800915OO2X", "V006", "characters"),
        (True, "V006", "characters"),
    ],
)
def test_identity_numbers_that_are_none(cell: Cell, fault: str, reason: str | None) -> None:
    found = read("staff.id_number", cell)
    assert (found.value, found.fault, dict(found.params).get("reason")) == (None, fault, reason)


def test_a_good_number_may_end_in_zeros() -> None:
    ending = next(n for n in (number(f"37159919800101{i}00") for i in range(1, 10)) if n.endswith("000"))
    check("staff.id_number", ending, ending)


def test_what_an_identity_number_holds() -> None:
    assert birth_date(GOOD) == days("1980-09-15")
    assert birth_date("371599198002300024") is None
    assert (sex(GOOD), sex(number("37159919800915001"))) == ("2", "1")
    assert mask("371599198009150019") == "371599********0019"


def test_school_codes() -> None:
    check("schools.school_code", 2137000001, "2137000001")
    check("schools.school_code", "2137000001 ", "2137000001", "V008")
    for bad in ("213700001", "9937000001", "2199000001", "新建", 12.5):
        check("schools.school_code", bad, None, "V007")
    check("staff.school_code", 2137000001, "2137000001")
    check("staff.school_code", "21370", None, "V007")


def test_numbers_of_papers_stay_text() -> None:
    check("staff.phone", 13800000000, "13800000000")
    check("staff.phone", "'13800000000", "13800000000", "V008")
    check("students.student_id", 371526199001011234, None, "V005")
    check("staff.staff_id", "007", "007")


def test_townships() -> None:
    for cell in ("梁村镇", "梁村", "高唐县梁村镇", "371526101000", 371526101000, "371526101"):
        check("schools.township", cell, "371526101")
    check("schools.township", "鱼邱湖街道办事处", "371526001")
    check("schools.township", "尹集镇", None, "V004")
    check("schools.township", "371526999", None, "V004")
    check("schools.township", "3715", None, "V007")
    free = parse_cell("任意镇", BOOK.tables["schools"].columns["township"], BOOK, {})
    assert free == Parsed("任意镇")


# --- names and links


def test_names_lose_what_only_fills_them_up() -> None:
    for cell in ("张 三", "张\u3000三", " 张三", "张三\u200b"):
        found = read("staff.name", cell)
        assert (found.value, found.fault, found.params) == ("张三", "V008", (("read", "张三"),))
    check("staff.name", "张三", "张三")
    check("staff.name", "John Smith", "John Smith")


def test_links_stay_as_written() -> None:
    check("staff.teaches_at", "县实验小学", "县实验小学")
    check("staff.teaches_at", "未央路小学", "未央路小学")
    check("staff.teaches_at", "无", NONE)
    check("schools.paired_school", "未结对", NONE)
    column = BOOK.tables["staff"].columns["teaches_at"]
    assert parse_cell("21370000A1", column, BOOK, {}, "code").fault == "V007"
    assert parse_cell("21370000A1", column, BOOK, {}, "name").value == "21370000A1"
    assert parse_cell("梁村小学", column, BOOK, {}, "code").value == "梁村小学"
    check("schools.paired_school", "一小、二小（东/西校区）\n三小", ("一小", "二小（东/西校区）", "三小"))
    check("researcher_visits.researcher", "张三、李四", ("张三", "李四"))


# --- codes


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        (21, "21", None),
        (21.0, "21", None),
        ("21", "21", None),
        ("本科", "21", None),
        ("大学本科毕业", "21", None),
        ("21 大学本科毕业", "21", None),
        ("本科/学士", "21", None),
        ("硕士", "14", None),
        ("本科结业", "22", None),
        ("本科 ", "21", "V008"),
        ("本科在读", "31", "V010"),
        ("大专（本科在读）", "31", "V010"),
        ("大专，本科在读", "31", "V010"),
        ("研究生（硕士在读）", "21", "V010"),
        ("研究生（在读）", "21", "V010"),
        ("本科（在读研究生）", "21", "V010"),
        ("研究生，硕士在读", None, "V004"),
        ("大专（在读）", None, "V004"),
        ("大学 文学学士", "21", "V010"),
        ("大学\n教育硕士", "21", "V010"),
        ("大学（自学考试）", "21", "V010"),
        ("大学（中央党校）", None, "V004"),
        ("硕士（同等学力）", None, "V004"),
        ("硕士在读", "21", "V010"),
        ("无", NONE, None),
        ("20", None, "V004"),
        ("10", None, "V004"),
        ("90", None, "V004"),
        ("其他", None, "V004"),
        ("中央党校大学", None, "V004"),
        ("学士", None, "V009"),
        ("硕士学位", None, "V009"),
        ("教育硕士", None, "V009"),
        ("专升本", None, "V009"),
        ("火箭", None, "V004"),
        (date(2024, 1, 1), None, "V002"),
    ],
)
def test_education_is_read_by_the_whole_value(cell: Cell, value: object, fault: str | None) -> None:
    check("staff.education", cell, value, fault)


def test_urban_rural_classes() -> None:
    check("schools.urban_rural", "镇中心区", "121")
    check("schools.urban_rural", "121-镇中心区", "121")
    for group in ("乡村", "城区", "120", "农村"):
        assert read("schools.urban_rural", group).params == (("reason", "group"),)
    assert dict(read("schools.urban_rural", "村").params)["suggestion"] == "村庄"


@pytest.mark.parametrize(
    "cell", ["Ⅱ类", "Ⅱ", "II", "ii类", "2", 2, "二类", "11", 11, "11类", "省定11类", "Ⅱ类以上"]
)
def test_class_two_in_all_spellings(cell: Cell) -> None:
    check("schools.standard_class", cell, "class_2")


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("书记、校长", ("secretary", "principal"), None),
        ("党支部书记兼校长", ("secretary", "principal"), None),
        ("书记（兼校长）", ("secretary", "principal"), None),
        ("书记 校长", ("secretary", "principal"), None),
        ("校 长", ("principal",), None),
        ("书记、梁村小学校长", ("secretary", "principal"), "V010"),
        ("副校长/工会主席", ("deputy_principal", "union_chair"), None),
        ("主持工作的副校长", ("deputy_principal",), None),
        ("法治副校长", ("law_deputy",), None),
        ("校长助理", ("assistant_principal",), None),
        ("梁村镇中心小学党支部书记、校长", ("secretary", "principal"), "V010"),
        ("梁村镇中心小学法治副校长", ("law_deputy",), "V010"),
        ("校长（正科级）", ("principal",), "V010"),
        ("教学点校长", ("teaching_point_head",), None),
        ("李村教学点校长", ("李村教学点校长",), None),
        ("原校长", ("原校长",), None),
        ("退休校长", ("退休校长",), None),
        ("家长学校校长", ("家长学校校长",), None),
        ("党支部书记（校长）", ("secretary", "principal"), None),
        ("校长（党支部书记）", ("principal", "secretary"), None),
        ("副书记", ("deputy_secretary",), None),
        ("副校长(主持工作)", ("deputy_principal",), None),
        ("第一校长", None, "V009"),
        ("书记、分校校长", None, "V009"),
        ("中层", ("中层",), None),
        ("兼职教师", ("兼职教师",), None),
        ("无", NONE, None),
    ],
)
def test_posts_are_split_and_matched_whole(cell: str, value: object, fault: str | None) -> None:
    check("staff.post", cell, value, fault)


def test_several_entries() -> None:
    check("students.aid_category", "低保、残疾", ("minimum_allowance", "disabled"))
    check("students.aid_category", "低保、火箭", None, "V004")
    check("schools.expansion_form", "集团化，结对共建", ("group", "pairing"))
    check("staff.teaching_stage", "小学、初中", None, "V009")
    check("schools.urban_rural", "□镇中心区 ☑村庄", "220")


def test_open_lists_keep_what_they_do_not_know() -> None:
    check("staff.title", "会计师", "会计师")
    check("facts.fact", "教师体检单列资金", "health_check_budget_line")
    check("facts.fact", "村小数", "村小数")


# --- every cell through every type

CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text(
        alphabet="0123456789.-/年月日第学期,，、+×万元人兆GM约无未已在建□☑是否 ()（）\u3000\u200b",
        max_size=20,
    ),
    st.booleans(),
    st.integers(-(10**19), 10**19),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(ErrorCell, st.text(max_size=5)),
    st.just(FormulaWithoutValue()),
)
COLUMNS: list[ColumnDef] = list(
    {
        (column.type, column.codes, column.unit, column.list): column
        for table in BOOK.tables.values()
        for column in table.columns.values()
    }.values()
)
PARSERS = [ColumnParser(column, BOOK, AREAS) for column in COLUMNS]
KEEPS = {"V008", "V009", "V010"}


@settings(max_examples=300)
@given(CELLS)
def test_no_cell_is_too_strange(cell: Cell) -> None:
    for column, parser in zip(COLUMNS, PARSERS, strict=True):
        found = parser(cell)
        hash(found.value)
        assert found.fault is None or found.value is None or found.fault in KEEPS
        assert not found.blank or found.value in (None, NONE)
        assert found.value is None or found.value is NONE or suits(column, found.value), column.name


def suits(column: ColumnDef, value: object) -> bool:
    if column.list:
        return isinstance(value, tuple) and bool(value) and all(isinstance(item, str) for item in value)
    match column.type:
        case "flag":
            return isinstance(value, bool)
        case "count" | "year":
            return type(value) is int and value >= 0
        case "number":
            return isinstance(value, F)
        case "date":
            return isinstance(value, Interval) and value.first <= value.last
        case "semester":
            return isinstance(value, tuple) and value[1] in (1, 2)
        case "code":
            listed = BOOK.code_lists[column.codes or ""]
            return isinstance(value, str) and (listed.open or value in listed.codes)
        case _:
            return isinstance(value, str) and value == value.strip() != ""


@given(st.integers(0, 10**15), st.sampled_from(["{}", "{}.0", "{:,}", "{}人", " {} "]))
def test_a_count_and_its_spellings(value: int, form: str) -> None:
    assert read("schools.students", form.format(value)).value == value
    assert read("schools.students", value).value == value


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]),
)
def test_a_day_and_its_spellings(day: date, form: str) -> None:
    text = day.strftime(form.replace("年", "Y#").replace("月", "M#").replace("日", "D#"))
    text = text.replace("Y#", "年").replace("M#", "月").replace("D#", "日")
    for cell in (text, day):
        check("staff.birth_date", cell, days(day.isoformat()))


@given(st.integers(10_000, 73_415))
def test_a_day_number_is_the_day_a_spreadsheet_shows(serial: int) -> None:
    shown = date(1899, 12, 30) + timedelta(serial)
    check("staff.birth_date", serial, days(shown.isoformat()))


@given(st.decimals(0, 10**9, places=4).map(float))
def test_a_number_and_its_text_are_one_value(value: float) -> None:
    assert read("facts.value", value).value == read("facts.value", f"{value:.4f}").value


@pytest.mark.parametrize("name", sorted(BOOK.code_lists))
def test_every_spelling_is_its_code(name: str) -> None:
    listed = BOOK.code_lists[name]
    column = ColumnDef(name="x", zh="x", en="x", type="code", codes=name)
    parser = ColumnParser(column, Codebook(code_lists={name: listed}), {})
    for text, code in listed.spellings.items():
        entry = listed.codes[code]
        found = parser(text)
        if entry.group or entry.fault:
            assert found.value is None
            assert found.fault == ("V004" if entry.group else entry.fault), text
        else:
            assert (found.value, found.fault) == (code, None), text


def test_one_and_true_are_two_cells() -> None:
    parser = ColumnParser(BOOK.tables["schools"].columns["students"], BOOK, {})
    assert [parser(cell).value for cell in (1, True, 1.0)] == [1, None, 1]
    assert [parser(cell).value for cell in (True, 1, 1.0)] == [None, 1, 1]
