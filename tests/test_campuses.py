"""Schools of several campuses, and schools without a code: what joins to one record, and what does not."""

from __future__ import annotations

from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate

CODE = "2137900001"
LIST: list[list[Cell]] = [
    ["学校标识码", "学校名称", "校区", "办学类型", "在校生数"],
    [CODE, "甲小学", "本部", "小学", 120],
    [CODE, "甲小学", "东校区", "小学", 90],
    ["2137900002", "乙小学", None, "小学", 60],
]


def run(*sheets: tuple[str, list[list[Cell]]]) -> Validated:
    read = [Sheet(f"{name}.xlsx", name, rows) for name, rows in sheets]
    return validate(recognise(read, load_codebook()).frames, load_codebook(), 2025, {})


def column(result: Validated, name: str) -> list[object]:
    schools = result.census.tables["schools"]
    return [schools.column(name)[row] for row in range(schools.size)]


def told(result: Validated, code: str) -> list[tuple[object, ...]]:
    return [(f.value, f.severity, f.params.get("lost")) for f in result.findings if f.code == code]


def test_what_is_no_number_holds_for_every_campus() -> None:
    whole: list[list[Cell]] = [["学校名称", "家长学校"], ["甲小学", "是"], ["乙小学", "否"]]
    result = run(
        ("学校", LIST), ("家校共育", [["校名", "家长学校", "家委会"], *([*row, row[1]] for row in whole[1:])])
    )
    assert column(result, "campus") == ["本部", "东校区", None]
    assert column(result, "parent_school") == [True, True, False]
    assert told(result, "K019") == [(CODE, "note", None)]


def test_a_number_of_the_whole_is_no_campuss_and_is_asked_about() -> None:
    result = run(
        ("学校", LIST), ("信息化台账", [["学校标识码", "学校名称", "图书册数"], [CODE, "甲小学", 5000]])
    )
    assert column(result, "books") == [None, None, None]
    assert column(result, "students") == [120, 90, 60]
    assert told(result, "K019") == [(CODE, None, 1)]
    assert {f.code for f in result.findings if f.code == "K001"} == set()


def test_a_village_without_a_code_beside_itself_is_one() -> None:
    listed: list[list[Cell]] = [["村居代码", "村居名称", "乡镇", "家长学校或指导站点"]]
    listed += [["371526101201", "一村", "梁村镇", "是"], ["371526101202", "二村", "梁村镇", "否"]]
    listed += [["371526102201", "一村", "尹集镇", "否"]]
    bare = [row[1:] for row in listed]
    result = run(("村居", listed), ("村居2", [*bare, ["三村", "梁村镇", "是"]]))
    assert result.census.tables["villages"].size == 4
    told = [f for f in result.findings if f.code == "S012" and f.params["reason"] == "village"]
    assert [f.params["rows"] for f in told] == [3]


def test_a_blank_beside_a_campus_is_the_main_one() -> None:
    mixed = [LIST[0], [CODE, "甲小学", None, "小学", 120], *LIST[2:]]
    result = run(
        ("学校", mixed), ("信息化台账", [["学校标识码", "学校名称", "图书册数"], [CODE, "甲小学", 5000]])
    )
    assert (column(result, "campus"), column(result, "students")) == ([None, "东校区", None], [120, 90, 60])
    assert told(result, "K019") == [(CODE, None, 1)]


def test_forms_of_campuses_join_their_rows() -> None:
    def form(campus: str, pupils: int) -> tuple[str, list[list[Cell]]]:
        whose: list[Cell] = ["学校(机构)名称：甲小学", None, f"学校(机构)标识码：{CODE}", f"校区：{campus}"]
        head: list[Cell] = ["指标名称", "代码", "在校生数", *(f"{grade}年级" for grade in "一二三四五六")]
        rows: list[list[Cell]] = [
            ["总计", "01", pupils, pupils, 0, 0, 0, 0, 0],
            ["女", "02", 40],
            ["寄宿生", "05", None],
        ]
        return f"教基3112{campus}", [["小学分类型学生数"], whose, head, *rows]

    listed = [LIST[0], *([*row[:4], None] for row in LIST[1:3])]
    result = run(("学校", listed), form("本部", 120), form("东校区", 90))
    assert column(result, "students") == [120, 90]
    assert column(result, "boarders") == [0, 0]
    assert [f.code for f in result.findings if f.code[0] == "K"] == []


NEW: list[list[Cell]] = [["学校名称", "办学类型", "乡镇"], ["新小学", "小学", "梁村镇"]]


def test_a_school_without_a_code_is_its_name_and_township_in_every_sheet() -> None:
    ticks: list[list[Cell]] = [["校名", "家长学校", "家委会"], ["新小学", "是", "是"]]
    result = run(("学校", NEW), ("家校共育", ticks))
    assert (column(result, "school_name"), column(result, "parent_school")) == (["新小学"], [True])
    (told_,) = [f for f in result.findings if f.code == "S012"]
    assert (told_.params["column"], told_.params["reason"], told_.params["rows"]) == (
        "township",
        "register",
        1,
    )


def test_of_two_of_one_name_nothing_is_joined() -> None:
    two = [*NEW, ["新小学", "小学", "尹集镇"]]
    result = run(("学校", two), ("家校共育", [["校名", "家长学校", "家委会"], ["新小学", "是", "是"]]))
    assert column(result, "parent_school") == [None, None, True]
