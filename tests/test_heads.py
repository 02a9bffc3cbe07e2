"""A register of heads beside a roster: the school inside 现任职务, one person in two sheets."""

from __future__ import annotations

import pytest

from ruraledu_cli.census import NONE, Frame, Interval, Ref, Table, Value
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import validate
from tables import AREAS, codebook, frame

SCHOOLS = frame(
    "schools",
    "| 学校标识码 | 学校名称 | 简称 | 办学类型 |\n"
    "| 2137000001 | 梁村镇中心小学 | 一实小 | 小学 |\n"
    "| 2137000002 | 尹集镇中心小学 | | 小学 |\n"
    "| 2137000003 | 尹集镇王庄教学点 | | 小学教学点 |\n",
)
ROSTER = "| 姓名 | 身份证号 | 所在学校 | 职务 | 出生日期 | 最高学历 | 是否专任教师 |"
REGISTER = "| 姓名 | 性别 | 出生年月 | 现任职务 |"
ID_1, ID_2 = "371526198001010019", "371526198002020024"


def run(*frames: Frame, names: dict[str, str] | None = None) -> tuple[Table, list[Finding]]:
    result = validate([SCHOOLS, *frames], codebook(), 2025, AREAS, names=names)
    return result.census.tables["staff"], list(result.findings)


def roster(rows: str, file: str = "花名册.xlsx") -> Frame:
    return frame("staff", f"{ROSTER}\n{rows}", file)


def register(rows: str) -> Frame:
    return frame("staff", f"{REGISTER}\n{rows}", "校级干部名册.xlsx")


def codes(findings: list[Finding]) -> list[str]:
    """What was said of the people: the rule, and of S012 why."""
    told = {f"{f.code} {f.params.get('reason')}" if f.code == "S012" else f.code for f in findings}
    return sorted(told - {"V001", "S002"})


def school(table: Table, row: int) -> str | None:
    value = table.column("school")[row]
    return value.code if isinstance(value, Ref) else None


@pytest.mark.parametrize(
    ("post", "posts", "where", "told"),
    [
        ("梁村镇中心小学党支部书记、校长", ("secretary", "principal"), "2137000001", ["S012 post"]),
        ("高唐县梁村镇中心小学校长", ("principal",), "2137000001", ["S012 post"]),
        ("梁村镇中心小学副校长（主持工作）", ("deputy_principal",), "2137000001", ["S012 post"]),
        ("一实小校长", ("principal",), "2137000001", ["S012 post"]),
        ("二实小党支部副书记、副校长", ("deputy_secretary", "deputy_principal"), "2137000002", ["S012 post"]),
        ("尹集镇王庄教学点负责人", ("teaching_point_head",), "2137000003", ["S012 post"]),
        ("梁村镇中心小学附属幼儿园园长", ("kg_head",), None, ["K002", "S012 post", "V010"]),
        ("赵寨子镇中心小学校长", ("principal",), None, ["K002", "S012 post", "V010"]),
        ("三实小校长", None, None, ["V009"]),
        ("梁村镇中心小学分校校长", None, None, ["V009"]),
        ("梁村镇中心小学校长、尹集镇中心小学校长", ("principal",), None, ["V009", "V010"]),
        ("梁村镇中心小学 副校长", ("deputy_principal",), "2137000001", ["S012 post"]),
        ("校长", ("principal",), None, []),
        ("原梁村镇中心小学校长", ("原梁村镇中心小学校长",), None, []),
    ],
)
def test_the_school_inside_a_post(post: str, posts: Value | None, where: str | None, told: list[str]) -> None:
    sheet = register(f"| 甲 | 男 | 1979.09 | {post} |")
    table, findings = run(sheet, names={"二实小": "2137000002"})
    assert (table.column("post")[0], school(table, 0)) == (posts, where)
    assert codes(findings) == told


def test_an_unknown_school_inside_a_post_is_told_with_its_cell_and_a_suggestion() -> None:
    row = "| 甲 | 男 | 1979.09 | 尹集中心小学党支部书记、校长 |"
    _, findings = run(register(row))
    (told,) = (f for f in findings if f.code == "K002")
    assert (told.value, told.params.get("suggestion")) == ("尹集中心小学", "尹集镇中心小学")
    assert [(place.column, place.cells) for place in told.places] == [("post", ["D2"])]
    table, findings = run(register(row), names={"尹集中心小学": "2137000002"})
    assert school(table, 0) == "2137000002"
    assert codes(findings) == ["S012 post"]


def test_a_school_in_a_column_of_its_own_stands() -> None:
    rows = f"| 甲 | {ID_1} | 尹集镇中心小学 | 一实小校长 | | 本科 | 是 |"
    table, findings = run(roster(rows))
    assert (school(table, 0), table.column("post")[0]) == ("2137000002", ("principal",))
    assert codes(findings) == []


def test_a_head_without_a_number_is_the_namesake_of_the_roster() -> None:
    people = roster(f"| 甲 | {ID_1} | 梁村镇中心小学 | 教师 | 1980-01-01 | 大专 | 是 |")
    table, findings = run(people, register("| 甲 | 男 | 1980.01 | 梁村镇中心小学党支部书记、校长 |"))
    assert table.size == 1
    assert [table.column(name)[0] for name in ("post", "education")] == [("secretary", "principal"), "31"]
    born = table.column("birth_date")[0]
    assert isinstance(born, Interval)
    assert born.first == born.last
    assert codes(findings) == ["S012 other_post", "S012 person", "S012 post"]


@pytest.mark.parametrize(
    "row",
    [
        "| 甲 | 男 | 1980.02 | 梁村镇中心小学校长 |",  # born otherwise
        "| 甲 | 男 | | 梁村镇中心小学校长 |",  # not known when
        "| 甲 | 女 | 1980.01 | 梁村镇中心小学校长 |",  # another sex
    ],
)
def test_a_namesake_that_nothing_confirms_is_asked_about(row: str) -> None:
    people = roster(f"| 甲 | {ID_1} | 梁村镇中心小学 | | | 大专 | 是 |")
    table, findings = run(people, register(row))
    assert table.size == 2
    assert table.persons is not None
    assert len(set(table.persons)) == 2
    assert "K018" in codes(findings)


def test_two_namesakes_at_one_school_are_told_apart_by_their_births() -> None:
    rows = (
        f"| 甲 | {ID_1} | 一实小 | | | 大专 | 是 |\n| 甲 | {ID_2} | 一实小 | | | 本科 | 是 |\n"
        f"| 甲 | 371526198001010027 | 尹集镇中心小学 | | | 本科 | 是 |"
    )
    table, findings = run(roster(rows), register("| 甲 | 女 | 1980.02 | 一实小副校长 |"))
    assert [table.column("post")[row] for row in range(table.size)] == [NONE, ("deputy_principal",), NONE]
    assert "K018" not in codes(findings)


@pytest.mark.parametrize("name", ["甲（女）", "甲（女，回族）", "甲（回族）", "甲 "])
@pytest.mark.parametrize("born", ["1980.02", "1980.2（45岁）", "1980年2月生"])
def test_names_and_births_as_registers_of_cadres_write_them(name: str, born: str) -> None:
    people = roster(f"| 甲 | {ID_2} | 一实小 | | | 大专 | 是 |")
    table, _ = run(people, register(f"| {name} | 女 | {born} | 一实小副校长 |"))
    assert table.persons is not None
    assert (len(set(table.persons)), table.size) == (1, 1)


def test_no_namesake_no_question() -> None:
    people = roster(f"| 乙 | {ID_1} | 梁村镇中心小学 | | | 大专 | 是 |")
    table, findings = run(people, register("| 甲 | 男 | 1980.01 | 梁村镇中心小学校长 |"))
    assert (table.size, codes(findings)) == (2, ["S012 post"])


@pytest.mark.parametrize(
    ("one", "other", "posts"),
    [
        ("", "校长", [("principal",)]),
        ("班主任", "校长", [("principal",)]),
        ("校长", "书记、校长", [("secretary", "principal")]),
        ("校长、书记", "书记、校长", [("principal", "secretary")]),
        ("教师、校长", "校长", [("teacher", "principal")]),
        ("", "教师", [("teacher",)]),
        ("教导主任", "副校长", [("dean",), ("deputy_principal",)]),
        ("校长", "书记", [("principal",), ("secretary",)]),
    ],
)
def test_posts_of_one_person_in_two_sheets(one: str, other: str, posts: list[tuple[str, ...]]) -> None:
    sheets = [
        roster(f"| 甲 | {ID_1} | 一实小 | {post} | | 本科 | 是 |", file)
        for post, file in ((one, "a.xlsx"), (other, "b.xlsx"))
    ]
    for held in (sheets, sheets[::-1]):
        table, _ = run(*held)
        found = [table.column("post")[row] for row in range(table.size)]
        assert sorted(map(sorted, found)) == sorted(map(sorted, posts))
        assert table.persons is not None
        assert len(set(table.persons)) == 1


def test_rows_of_one_sheet_stay_as_they_are_and_so_do_schools() -> None:
    row = "| 甲 | {} | {} | {} | | 本科 | 是 |"
    rows = "\n".join((row.format(ID_1, "一实小", ""), row.format(ID_1, "一实小", "校长")))
    assert run(roster(rows))[0].size == 2
    apart = roster(row.format(ID_1, "尹集镇中心小学", "校长"), "b.xlsx")
    assert run(roster(row.format(ID_1, "一实小", "")), apart)[0].size == 2


def test_a_row_that_two_posts_of_the_register_hold_is_neither() -> None:
    people = roster(f"| 甲 | {ID_1} | 一实小 | | | 本科 | 是 |")
    rows = "| 甲 | 男 | 1980.01 | 一实小校长 |\n| 甲 | 男 | 1980.01 | 一实小书记 |"
    table, _ = run(people, register(rows))
    assert table.size == 3
    assert table.persons is not None
    assert len(set(table.persons)) == 1


def test_dates_within_each_other_do_not_differ_and_the_inmost_stands() -> None:
    rows = [
        f"| 甲 | {ID_1} | 一实小 | 校长 | {born} | 本科 | 是 |" for born in ("1980", "1980-01-01", "1980.01")
    ]
    table, findings = run(*(roster(row, f"{number}.xlsx") for number, row in enumerate(rows)))
    born = table.column("birth_date")[0]
    assert isinstance(born, Interval)
    assert (table.size, born.first) == (1, born.last)
    assert "K001" not in codes(findings)
    started = frame("staff", f"| 姓名 | 身份证号 | 参加工作年月 |\n| 甲 | {ID_1} | 2001.09 |", "x.xlsx")
    later = frame("staff", f"| 姓名 | 身份证号 | 参加工作年月 |\n| 甲 | {ID_1} | 2002.09 |", "y.xlsx")
    table, findings = run(started, later)
    assert table.column("work_start")[0] is None
    assert "K001" in codes(findings)
