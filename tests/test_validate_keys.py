"""Keys and persons: rows that are one record become one, and nothing is lost on the way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ruraledu_cli.census import NONE, Frame, Ref, Table
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import validate
from tables import AREAS, codebook, frame

REGISTER = frame(
    "schools", "| 学校标识码 | 学校名称 |\n| 2137000001 | 梁村小学 |\n| 2137000002 | 尹集小学 |", "s.xlsx"
)
ID_1, ID_2 = "371526198001010019", "371526198002020024"


def run(*frames: Frame, table: str = "staff") -> tuple[Table, list[Finding]]:
    result = validate(frames, codebook(), 2025, AREAS)
    return result.census.tables[table], [f for f in result.findings if f.code[0] == "K"]


def staff(rows: str, header: str = "| 姓名 | 身份证号 | 教职工号 | 学校标识码 | 职务 | 职称 |") -> Frame:
    return frame("staff", f"{header}\n{rows}")


def origins(table: Table) -> list[list[int]]:
    return [[origin.row for origin in origins] for origins in table.origins]


def test_equal_rows_are_one_row_and_that_is_told() -> None:
    table, (told,) = run(REGISTER, staff(f"| 甲 | {ID_1} | | 2137000001 | | |\n" * 2))
    assert (table.size, table.rows_read, origins(table)) == (1, 2, [[2, 3]])
    assert (told.code, told.count) == ("K007", 1)
    assert [place.cells for place in told.places] == [["3:3"]]


def test_what_one_row_knows_fills_the_blanks_of_the_other() -> None:
    rows = f"| 甲 | {ID_1} | 77 | 2137000001 | | |\n| 甲 | {ID_1} | | 2137000001 | | |"
    table, findings = run(REGISTER, staff(rows))
    assert [table.column("staff_id")[0], table.size] == ["77", 1]
    assert [finding.code for finding in findings] == ["K007"]


def test_a_blank_that_means_none_gives_way_to_what_another_row_knows() -> None:
    rows = "| 2137000003 | 甲 | |\n| 2137000003 | 甲 | 停办 |\n| 2137000004 | 乙 | |"
    table, _ = run(frame("schools", f"| 学校标识码 | 学校名称 | 学校状态 |\n{rows}"), table="schools")
    assert table.column("school_status")[0] not in (None, NONE)
    assert table.column("school_status")[1] is NONE


def test_rows_of_one_key_that_differ_lose_the_differing_cells_only() -> None:
    rows = f"| 甲 | {ID_1} | | 2137000001 | | 一级教师 |\n| 甲 | {ID_1} | 7 | 2137000001 | | 高级教师 |"
    table, (duplicate,) = run(REGISTER, staff(rows))
    assert table.size == 1
    assert (table.column("title")[0], table.column("name")[0], table.column("staff_id")[0]) == (
        None,
        "甲",
        "7",
    )
    assert (duplicate.code, duplicate.personal, duplicate.params["columns"]) == ("K001", True, "title")
    assert [place.cells for place in duplicate.places] == [["F2:F3"]]
    assert duplicate.schools == ("2137000001",)
    assert ID_1 in (duplicate.value or "")


def test_another_school_or_another_post_is_another_row_of_one_person() -> None:
    rows = "\n".join(
        f"| 甲 | {ID_1} | | {school} | {post} | |"
        for school, post in [("2137000001", "校长"), ("2137000001", "书记"), ("2137000002", "校长")]
    )
    table, findings = run(REGISTER, staff(rows))
    assert (table.size, {finding.code for finding in findings}) == (3, {"K003"})
    assert table.persons is not None
    assert table.persons.tolist() == [0, 0, 0]
    assert table.person_keys == (ID_1,)


def test_one_school_by_code_and_by_name_is_one_key() -> None:
    header = "| 姓名 | 身份证号 | 学校标识码 | 所在学校 | 职称 |"
    rows = f"| 甲 | {ID_1} | 2137000001 | | |\n| 甲 | {ID_1} | | 梁村小学 | 一级教师 |"
    table, findings = run(REGISTER, staff(rows, header))
    assert (table.size, [finding.code for finding in findings]) == (1, ["K007"])
    school = table.column("school")[0]
    assert isinstance(school, Ref)
    assert (school.row, school.code) == (0, "2137000001")


def test_a_staff_number_tells_persons_apart_within_a_school_only() -> None:
    rows = (
        "| 甲 | | 01 | 2137000001 | 校长 | |\n"
        "| 甲 | | 01 | 2137000001 | 书记 | |\n"
        "| 乙 | | 01 | 2137000002 | | |\n"
        "| 丙 | | 01 | | | |"
    )
    table, _ = run(REGISTER, staff(rows))
    assert table.persons is not None
    assert table.persons.tolist() == [0, 0, 1, 2]
    assert table.person_keys[:2] == ("01@2137000001", "01@2137000002")


def test_a_row_without_identity_number_is_the_person_whose_staff_number_it_bears() -> None:
    rows = f"| 甲 | {ID_1} | 01 | 2137000001 | 校长 | |\n| 甲 | | 01 | 2137000001 | 书记 | |"
    table, _ = run(REGISTER, staff(rows))
    assert table.persons is not None
    assert (table.persons.tolist(), table.person_keys) == ([0, 0], (ID_1,))


def test_a_number_that_two_identity_numbers_bear_tells_nothing_of_either() -> None:
    rows = (
        f"| 甲 | {ID_1} | 01 | 2137000001 | | |\n"
        f"| 乙 | {ID_2} | 01 | 2137000001 | | |\n"
        f"| 丙 | | 01 | 2137000001 | | |"
    )
    table, _ = run(REGISTER, staff(rows))
    assert table.persons is not None
    assert table.persons.tolist() == [0, 1, 2]


def test_rows_that_can_form_no_key_stand_alone_however_equal() -> None:
    table, findings = run(REGISTER, staff("| 甲 | | | 2137000001 | | |\n" * 2))
    assert (table.size, findings) == (2, [])
    assert table.persons is not None
    assert table.persons.tolist() == [0, 1]
    assert table.person_keys == ("", "")


def test_campuses_of_one_school_are_rows_of_their_own() -> None:
    header = "| 学校标识码 | 学校名称 | 校区 | 乡镇 | 在校生数 |"
    rows = (
        "| 2137000001 | 甲 | | | 1 |\n| 2137000001 | 甲 | 东校区 | | 2 |\n| 2137000001 | 甲 | 东校区 | | 2 |"
    )
    table, findings = run(frame("schools", f"{header}\n{rows}"), table="schools")
    assert (table.size, [finding.code for finding in findings]) == (2, ["K007"])


def test_a_school_without_a_code_is_its_name_and_township() -> None:
    header = "| 学校标识码 | 学校名称 | 乡镇 | 在校生数 |"
    rows = (
        "| | 新建小学 | 梁村镇 | 5 |\n"
        "| | 新建小学 | 尹集镇 | 6 |\n"
        "| | 新建小学 | 梁村镇 | 7 |\n"
        "| | 无址小学 | | 7 |\n"
        "| | 无址小学 | | 7 |"
    )
    table, (duplicate,) = run(frame("schools", f"{header}\n{rows}"), table="schools")
    assert origins(table) == [[2, 4], [3], [5], [6]]
    assert duplicate.params["columns"] == "students"
    assert duplicate.value == "新建小学 / 371526101"


def test_pupils_have_a_row_for_each_item_of_aid() -> None:
    header = "| 学生姓名 | 学籍号 | 学校标识码 | 资助学期 | 资助金额 |"
    rows = (
        "| 甲 | G1 | 2137000001 | 2024-2025-1 | 500 |\n"
        "| 甲 | G1 | 2137000001 | 2024-2025-2 | 500 |\n"
        "| 甲 | G1 | 2137000001 | 2024-2025-2 | 600 |"
    )
    table, (duplicate,) = run(REGISTER, frame("students", f"{header}\n{rows}"), table="students")
    assert table.size == 2
    assert table.column("aid_amount")[1] is None
    assert table.persons is not None
    assert table.persons.tolist() == [0, 0]
    assert duplicate.params["columns"] == "aid_amount"


def test_a_visit_without_a_date_stands_alone() -> None:
    header = "| 教研员 | 学校标识码 | 活动日期 | 活动内容 |"
    rows = (
        "| 王五 | 2137000001 | | 听课 |\n"
        "| 王五 | 2137000001 | | 听课 |\n"
        "| 王五 | 2137000001 | 2025-03-01 | 听课 |\n"
        "| 王五 | 2137000001 | 2025-03-01 | 评课 |"
    )
    table, (duplicate,) = run(
        REGISTER, frame("researcher_visits", f"{header}\n{rows}"), table="researcher_visits"
    )
    assert (table.size, duplicate.params["columns"]) == (3, "content")


def test_villages_by_code_else_by_township_and_name() -> None:
    header = "| 村居代码 | 村居名称 | 乡镇 |"
    rows = (
        "| 371526101201 | 东村 | 梁村镇 |\n"
        "| 371526101201 | 东村 | |\n"
        "| | 西村 | 梁村镇 |\n"
        "| | 西村 | 尹集镇 |\n"
        "| | 西村 | 梁村镇 |"
    )
    table, _ = run(frame("villages", f"{header}\n{rows}"), table="villages")
    assert origins(table) == [[2, 3], [4, 6], [5]]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", ID_1, ID_2]),
        st.sampled_from(["", "2137000001", "2137000002", "2137000009"]),
        st.sampled_from(["", "校长"]),
        st.sampled_from(["", "一级教师", "高级教师", "什么"]),
        st.sampled_from(["", "7"]),
    ),
    max_size=8,
)


def _records(rows: list[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], Table]:
    text = "\n".join("| 甲 | " + " | ".join(row) + " |" for row in rows)
    table, _ = run(REGISTER, staff(text, "| 姓名 | 身份证号 | 学校标识码 | 职务 | 职称 | 教职工号 |"))
    names = ("id_number", "school", "post", "title", "staff_id")
    return sorted(tuple(repr(table.column(name)[row]) for name in names) for row in range(table.size)), table


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_nothing_is_lost(
    rows: list[tuple[str, ...]], random: object
) -> None:
    records, table = _records(rows)
    assert sum(len(origins) for origins in table.origins) == table.rows_read == len(rows)
    assert sorted(row for origins in origins(table) for row in origins) == list(range(2, len(rows) + 2))
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert _records(mixed)[0] == records


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_sheet_sent_twice_is_the_sheet(rows: list[tuple[str, ...]]) -> None:
    keyed = [row for row in rows if row[0]]
    records, table = _records(keyed)
    twice, doubled = _records(keyed + keyed)
    assert twice == records
    assert doubled.size == table.size
