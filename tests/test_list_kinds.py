"""Kinds of lists: which list a sheet is, how its rows are read, a workspace's own kinds and their faults."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest

from ruraledu_cli.analyse.listed import Entry, read_lists
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.census import Cell, Merged, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.list_kinds import read_kinds, with_kinds
from ruraledu_cli.definitions.yaml import DefinitionError, parse
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES
from ruraledu_cli.recognise import recognise
from ruraledu_cli.recognise.lists import list_kind
from ruraledu_cli.validate.identity import check_digit

AREAS = {"梁村镇": "371526101", "尹集镇": "371526102"}
PERIOD = (date(2024, 9, 1).toordinal(), date(2025, 8, 31).toordinal())
PAGE = Path(__file__).parents[1] / "docs" / "lists.md"


def number(first: str) -> str:
    return first + check_digit(first)


CHILD, OTHER, GROWN = (number(f"371599{day}123") for day in ("20150412", "20120229", "19840601"))


def sheet(name: str, *rows: list[Cell], file: str = "名单.xlsx", merged: tuple[Merged, ...] = ()) -> Sheet:
    return Sheet(file, name, rows, merged)


def entries(made: Sheet, stated: str = "", areas: dict[str, str] = AREAS) -> tuple[Entry, ...]:
    found = read_lists([made], load_codebook(), areas, PERIOD, stated)
    return next(iter(found.entries.values()))


PLAIN: list[Cell] = ["序号", "姓名", "身份证号"]


@pytest.mark.parametrize(
    ("name", "title", "headers", "file", "kind"),
    [
        ("低保", None, PLAIN, "名单.xlsx", "minimum_allowance"),
        ("Sheet1", "2025年春季城乡低保对象花名册", PLAIN, "1.xlsx", "minimum_allowance"),
        ("Sheet1", None, PLAIN, "民政/特困供养人员.xls", "destitute"),
        ("Sheet1", None, PLAIN, "孤儿.xlsx", "orphan"),
        ("Sheet1", "孤儿、事实无人抚养儿童名单", PLAIN, "1.xlsx", "children"),
        ("Sheet1", "事实孤儿名单", PLAIN, "1.xlsx", "unsupported"),
        ("Sheet1", "重点困境儿童", PLAIN, "1.xlsx", "in_distress"),
        ("Sheet1", None, [*PLAIN, "残疾人证号"], "1.xlsx", "disabled"),
        ("Sheet1", None, PLAIN, "防返贫监测对象（脱贫不稳定户）.xlsx", "monitored"),
        ("脱贫户", None, PLAIN, "1.xlsx", "out_of_poverty"),
        ("Sheet1", "在校生花名册", [*PLAIN, "学籍号"], "1.xlsx", "register"),
        ("Sheet1", None, PLAIN, "1.xlsx", ""),
        ("低保边缘家庭", None, PLAIN, "1.xlsx", ""),
        ("低保", None, ["村", "户数", "人数"], "1.xlsx", ""),  # sums are no list of persons
        ("低保", None, [*PLAIN, "是否受助"], "1.xlsx", ""),  # the bureau's own table
        ("低保", None, [*PLAIN, "学籍号"], "1.xlsx", ""),
        ("残疾学生", None, [*PLAIN, "是否残疾", "残疾类别"], "残疾儿童.xlsx", ""),
    ],
)
def test_which_list_a_sheet_is(
    name: str, title: str | None, headers: list[Cell], file: str, kind: str
) -> None:
    rows: list[list[Cell]] = [[title]] if title else []
    made = sheet(name, *rows, headers, [1, "某某", CHILD], file=file)
    assert list_kind(made, load_codebook().list_kinds) == kind
    passed = [f for f in recognise([made], load_codebook()).findings if f.params.get("kind")]
    assert [finding.params["kind"] for finding in passed] == ([kind] if kind else [])


def test_numbers_as_they_are_written() -> None:
    bad = CHILD[:17] + ("0" if CHILD[17] != "0" else "1")
    written: list[Cell] = [
        CHILD,
        CHILD.lower(),
        f" {CHILD[:6]} {CHILD[6:]}",
        f"'{CHILD}",
        "３７１５９９" + CHILD[6:],
    ]
    faulty: list[Cell] = [
        int(CHILD[:15] + "000"),
        float(CHILD[:15] + "000"),
        "3.71599E+17",
        "371599150412100",
        bad,
    ]
    rows: list[list[Cell]] = [[n, f"某{n}", cell] for n, cell in enumerate([*written, *faulty, None, "无"])]
    found = entries(sheet("低保", PLAIN, *rows))
    assert [one.number for one in found] == [CHILD] * 5 + [""] * 7
    faults = ["precision", "precision", "precision", "old", "invalid", "missing", "missing"]
    assert [one.fault for one in found] == [""] * 5 + faults
    assert [one.where.row for one in found] == list(range(2, 14))
    day = date(2015, 4, 12).toordinal()
    assert [one.born for one in found] == [day] * 7 + [None, None, day, None, None]


def test_members_of_a_household_under_headers_of_two_levels() -> None:
    made = sheet(
        "低保",
        ["户主", None, "家庭成员", None, None],
        ["姓名", "身份证号", "姓名", "身份证号", "与户主关系"],
        ["户主甲", GROWN, "户主甲", GROWN, "户主"],
        [None, None, "孩子甲", CHILD, "子"],
        merged=(Merged(0, 0, 0, 1), Merged(0, 2, 0, 4), Merged(2, 0, 3, 0), Merged(2, 1, 3, 1)),
    )
    assert [(one.number, one.name) for one in entries(made)] == [(GROWN, "户主甲"), (CHILD, "孩子甲")]


@pytest.mark.parametrize(
    ("kind", "headers", "cells", "in_force"),
    [
        ("minimum_allowance", ["停保日期"], [None], YES),
        ("minimum_allowance", ["停保日期"], ["长期"], YES),
        ("minimum_allowance", ["停保日期"], ["2024-08-31"], NO),
        ("minimum_allowance", ["停保日期"], ["2024年9月"], YES),
        ("minimum_allowance", ["停保日期"], ["2024年"], UNKNOWN),
        ("minimum_allowance", ["停保日期"], ["见附件"], UNKNOWN),
        ("minimum_allowance", ["救助开始时间"], ["2025年9月"], NO),
        ("minimum_allowance", ["救助开始时间", "人员状态"], ["2020-01-01", "停保"], NO),
        ("minimum_allowance", ["人员状态"], ["在保"], YES),
        ("minimum_allowance", ["人员状态"], ["复核中"], UNKNOWN),
        ("monitored", ["风险是否消除"], ["否"], YES),
        ("monitored", ["风险是否消除"], ["是"], NO),
        ("disabled", ["证件有效期"], ["2023-01-01"], NO),
        ("out_of_poverty", ["是否享受政策"], ["否"], NO),
    ],
)
def test_whether_a_row_is_in_force(kind: str, headers: list[Cell], cells: list[Cell], in_force: int) -> None:
    made = sheet("Sheet1", [*PLAIN, *headers], [1, "某某", CHILD, *cells])
    assert [one.in_force for one in entries(made, kind)] == [in_force]


def test_a_column_of_categories_beats_the_kinds_own() -> None:
    rows: list[list[Cell]] = [
        [n, f"某{n}", CHILD, word] for n, word in enumerate(["孤儿", "低保、残疾", "散居孤儿", None, "甲类"])
    ]
    made = sheet("儿童福利", [*PLAIN, "类别"], *rows)
    said = [one.categories for one in entries(made)]
    assert said == [{"orphan"}, {"minimum_allowance", "disabled"}, {"orphan"}, None, None]
    assert [one.categories for one in entries(sheet("低保", PLAIN, [1, "某", CHILD]))] == [
        {"minimum_allowance"}
    ]


def test_a_township_is_the_columns_or_the_sheets() -> None:
    made = sheet("低保（梁村镇）", PLAIN, [1, "某某", CHILD])
    assert [one.township for one in entries(made)] == ["371526101"]
    made = sheet("低保（梁村镇）", [*PLAIN, "乡镇"], [1, "某某", CHILD, "尹集镇"], [2, "某", OTHER, "外县"])
    assert [one.township for one in entries(made)] == ["371526102", ""]


def test_rows_that_are_no_records_are_counted_and_sheets_without_numbers_told() -> None:
    made = sheet("低保", PLAIN, [1, "某某", CHILD], ["合计"], ["注：以上为在保人员"])
    (told,) = read_lists([made], load_codebook(), AREAS, PERIOD).sheets
    assert (told.kind, told.rows, told.passed, told.numbered) == ("minimum_allowance", 1, 2, True)
    made = sheet("低保", ["序号", "户主姓名", "户主身份证号", "姓名"], [1, "某某", GROWN, "孩子"])
    (told,) = read_lists([made], load_codebook(), AREAS, PERIOD).sheets
    assert (told.rows, told.numbered) == (1, False)


def test_the_kind_of_the_documents_is_a_file_of_the_workspace(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(id: .*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block is not None
    (tmp_path / "低保边缘.yaml").write_text(block[1], "utf-8")
    codebook = with_kinds(load_codebook(), tmp_path)
    made = sheet(
        "低保边缘家庭", ["姓名", "公民身份证编号", "认定有效期", "状态"], ["某", CHILD, "2030-01-01", "退出"]
    )
    found = read_lists([made], codebook, AREAS, PERIOD).entries
    (entry,) = found["低保边缘家庭"]
    assert (entry.number, entry.categories, entry.in_force) == (CHILD, {"other"}, NO)


def test_faults_of_a_kind_are_told_all_at_once() -> None:
    text = """\
id: 甲
title: {zh: 甲, en: A}
sender: {zh: 乙, en: B}
known_by: []
headers: {idnumber: [身份证]}
category: 低宝
ages: {at_least: 18, at_most: 3}
colour: red
"""
    with pytest.raises(DefinitionError) as raised:
        read_kinds([parse(text, "甲.yaml")], load_codebook())
    assert {(fault.line, fault.code) for fault in raised.value.faults} == {
        (4, "wrong_value"),
        (8, "unknown_key"),
    }
    sound = text.replace("known_by: []", "known_by: [甲]").replace("colour: red\n", "")
    with pytest.raises(DefinitionError) as raised:
        read_kinds([parse(sound, "甲.yaml")], load_codebook())
    words = [fault_line(fault, load_catalogue("zh")) for fault in raised.value.faults]
    assert len(words) == 3
    assert "甲.yaml:5:" in words[0]
    assert "id_number" in words[0]
    assert "困难类别" in words[1]
    assert "低保家庭儿童" in words[1]
    assert "18" in words[2]


def test_every_shipped_kind_has_both_languages_and_its_own_words() -> None:
    kinds = load_codebook().list_kinds
    assert len(kinds) == 10
    for name, kind in kinds.items():
        assert kind.id == name
        assert set(kind.title) == set(kind.sender) == {"zh", "en"}
        assert not set(kind.in_force) & set(kind.ended)
    words = [word for kind in kinds.values() for word in kind.known_by]
    assert len(words) == len(set(words))


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_a_few_seconds() -> None:
    rows: list[list[Cell]] = [
        [
            n,
            f"某{n}",
            number(f"371599{2008 + n % 14}{1 + n % 12:02d}{1 + n % 28:02d}{n // 4704 % 1000:03d}"),
            "梁村镇",
        ]
        for n in range(100_000)
    ]
    made = sheet("低保", [*PLAIN, "乡镇"], *rows)
    begun = time.process_time()
    assert len(entries(made)) == 100_000
    assert time.process_time() - begun < 10
