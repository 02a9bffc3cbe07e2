"""Layouts: each page of tests/layouts draws sheets and says what comes out; faults of layout files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import ruraledu_cli
from rule_pages import cell
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.census import Cell, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.layout_files import read_layouts, with_layouts
from ruraledu_cli.definitions.yaml import DefinitionError, parse
from ruraledu_cli.model.finding import Place
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate

PAGES = sorted((Path(__file__).parent / "layouts").glob("*.md"))
AREAS = {"梁村镇": "371526101", "尹集镇": "371526102"}


@dataclass
class Case:
    """Some sheets; the cells of 学校 that come out: column, value, where it stood; and what is told, each
    with a cell where it has one (`- S005 C4`)."""

    sheets: list[Sheet] = field(default_factory=list)
    expected: list[tuple[str, str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def read_page(path: Path) -> tuple[str, list[Case]]:
    """The page's own layout as YAML, and its cases."""
    text = path.read_text("utf-8")
    own = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    cases: list[Case] = []
    drawing = False
    for line in re.sub(r"```yaml.*?```", "", text, flags=re.DOTALL).splitlines():
        if line.startswith("## "):
            drawing = line == "## 表"
            cases += [Case()] if drawing else []
        elif line.startswith("- ") and cases:
            cases[-1].told.append(line.removeprefix("- ").strip())
        elif line.startswith("工作表："):
            name = line.removeprefix("工作表：")
            cases[-1].sheets.append(Sheet(f"{name}.xlsx", name, []))
        elif line.startswith("|") and not set(line) <= set("|-: "):
            texts = line.strip().removeprefix("|").removesuffix("|").split("|")
            if drawing:
                rows = cases[-1].sheets[-1].rows
                assert isinstance(rows, list)
                rows.append([_cell(one) for one in texts])
            elif texts[0].strip() != "schools":
                column, value, where = (one.strip() for one in texts)
                cases[-1].expected.append((column, value, where))
    return (own[1] if own else ""), cases


def _cell(text: str) -> Cell:
    return cell(text)


def run(sheets: list[Sheet], own: str = "") -> Validated:
    """What comes out, with what recognition and validation told."""
    codebook = load_codebook()
    if own:
        layouts = read_layouts([parse(own, "own.yaml")], codebook)
        codebook = codebook.model_copy(update={"layouts": {**layouts, **codebook.layouts}})
    recognised = recognise(sheets, codebook)
    result = validate(recognised.frames, codebook, 2025, AREAS)
    return replace(result, findings=(*recognised.findings, *result.findings))


def told(result: Validated) -> list[str]:
    """What is told beyond where values were taken from, each with its first cell."""
    found = [finding for finding in result.findings if finding.code not in ("S012", "V010", "R006")]
    return [" ".join((one.code, *one.places[0].cells[:1])) for one in found]


def where(result: Validated, column: str) -> list[str]:
    places = [
        Place(f.sheet.file, rows=(s.row + 1,), position=s.position + 1)
        for f in result.census.frames
        for s in f.said
        if s.column == column and s.row is not None and s.position is not None
    ]
    return [cell for place in places for cell in place.cells]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_census_is_what_the_page_says(page: Path) -> None:
    own, cases = read_page(page)
    for case in cases:
        result = run(case.sheets, own)
        if not case.expected:
            assert [table.size for table in result.census.tables.values()] in ([], [0])
            assert told(result) == case.told
            continue
        table = result.census.tables["schools"]
        assert table.size == 1
        held = [(c, str(v) if (v := table.column(c)[0]) is not None else "缺") for c, _, _ in case.expected]
        assert held == [(column, value) for column, value, _ in case.expected]
        for column, _, at in case.expected:
            assert not at or at in where(result, column), (column, where(result, column))
        assert [line for line in told(result) if not any(map(line.startswith, case.told))] == []
        assert [line for line in case.told if not any(one.startswith(line) for one in told(result))] == []


def test_the_examples_of_the_docs_are_true() -> None:
    text = (Path(__file__).parents[1] / "docs" / "folder.md").read_text("utf-8")
    own, across = (one for one in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "kind:" in one)
    assert read_layouts([parse(across, "x.yaml")], load_codebook())["学校情况横表"].kind == "across"
    drawn = re.findall(r"^\| \d+ \|(.*)\|$", text, re.MULTILINE)
    rows = [[int(one) if one.strip().isdecimal() else one.strip() for one in row.split("|")] for row in drawn]
    result = run([Sheet("上报.xlsx", "Sheet1", rows)], own)
    table = result.census.tables["schools"]
    assert (table.column("boarders")[0], table.column("dormitory_area_m2")[0]) == (180, 720)
    assert (table.column("school_code")[0], told(result)) == ("3137000002", [])


def test_every_reason_for_not_counting_a_form_has_a_word() -> None:
    source = Path(ruraledu_cli.__file__).parent / "recognise"
    texts = "".join(path.read_text("utf-8") for path in source.glob("form*.py"))
    reasons = {
        *re.findall(r'Unfit\(\s*"([a-z_]+)"', texts),
        *re.findall(r'"([a-z_]+)" if (?!refused)', texts),
    }
    assert {"no_school", "twice", "records"} <= reasons
    for language in ("zh", "en"):
        words = load_catalogue(language).texts
        assert {one for one in reasons if f"reason_of.S016.{one}" not in words} == set()


def test_every_shipped_layout_has_a_page_of_its_own() -> None:
    assert set(load_codebook().layouts) - {page.stem for page in PAGES} == set()


def sheet(rows: list[list[Cell]], name: str) -> Sheet:
    return Sheet(f"{name}.xlsx", name, rows)


HEAD: list[list[Cell]] = [["标识码：2137000001"], ["指标名称", "代码", "合计", "语文"]]


@pytest.mark.parametrize(
    "rows",
    [
        [["小学", "01", 12, 7], ["本科", "05", 9, 5]],  # 硕士 and 博士 are not printed: another form
        [["全县", "01", 12, 7]],
        [],
    ],
)
def test_a_form_that_does_not_fit_is_not_counted_and_told(rows: list[list[Cell]]) -> None:
    found = recognise([sheet([*HEAD, *rows], "教基4155")], load_codebook())
    assert found.frames == ()
    assert [finding.code for finding in found.findings] == ["S016"]


def test_a_text_where_a_number_belongs_is_a_fault_of_its_cell() -> None:
    rows: list[list[Cell]] = [
        ["标识码：2137000001"],
        ["指标名称", "代码", "合计", "专任教师"],
        ["总计", "01", "许多", 8],
    ]
    result = run([sheet(rows, "教基4149")])
    table = result.census.tables["schools"]
    assert (table.column("staff")[0], table.column("full_time_teachers")[0]) == (None, 8)
    (fault,) = [finding for finding in result.findings if finding.code == "V002"]
    assert (fault.value, fault.places[0].cells) == ("许多", ["C3"])


def test_a_form_sent_twice_counts_once_and_one_that_differs_contradicts() -> None:
    head: list[list[Cell]] = [["标识码：2137000001"], ["指标名称", "代码", "班数", "56人及以上"]]
    first = sheet([*head, ["总计", "01", 6, 0]], "教基2106")
    again = Sheet("又.xlsx", "教基2106", first.rows)
    other = Sheet("又.xlsx", "教基2106", [*head, ["总计", "01", 7, 0]])
    assert run([first, again]).census.tables["schools"].column("classes")[0] == 6
    result = run([first, other])
    assert result.census.tables["schools"].column("classes")[0] is None
    assert "K001" in {finding.code for finding in result.findings}


def test_a_plain_table_that_bears_a_forms_title_stays_a_plain_table() -> None:
    rows: list[list[Cell]] = [
        ["学校(机构)基本情况"],
        ["学校标识码", "学校名称", "办学类型", "在校生数"],
        ["2137000001", "甲小学", "小学", 10],
        ["2137000002", "乙小学", "小学", 20],
    ]
    assert run([sheet(rows, "学校")]).census.tables["schools"].size == 2


FAULTY = """\
id: x
title: x
table: {table}
kind: {kind}
known_by: [x]
cells:
  {column}: {{rows: [合计], column: 合计, section: 高中}}
"""


@pytest.mark.parametrize(
    ("table", "kind", "column", "said"),
    [
        ("school", "matrix", "staff", ["x.yaml:3:1: 没有这张表：school。您是否要用 schools？"]),
        (
            "schools",
            "matrix",
            "stafff",
            [
                "x.yaml:7:3: schools 表没有这一列：stafff。您是否要用 staff？",
                "x.yaml:7:36: 没有这个分段：高中",
            ],
        ),
        (
            "schools",
            "round",
            "staff",
            ["x.yaml:4:1: 这里应填其中之一：'vertical', 'matrix', 'across'；现在是“round”"],
        ),
    ],
)
def test_faults_of_a_layout_are_told_where_they_stand(
    table: str, kind: str, column: str, said: list[str], tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_text(FAULTY.format(table=table, kind=kind, column=column), "utf-8")
    assert faults_in(tmp_path) == said


CONFUSED = """\
id: x
title: x
table: schools
kind: matrix
known_by: [x]
sections: [小学, 初中]
spellings: {合记: [总计]}
items: {staff: [人数]}
cells:
  staff: {rows: [合计], column: 人数, section: 小学部}
  girls: {row: [女], column: 人数}
"""


def test_words_that_change_nothing_are_faults_with_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(CONFUSED.replace("  girls: {row: [女], column: 人数}\n", ""), "utf-8")
    assert faults_in(tmp_path) == [
        "x.yaml:7:13: 行、列中没有“合记”，写了也不起作用。您是否要用 合计？",
        "x.yaml:8:1: matrix 版式不用 items",
        "x.yaml:10:35: 没有这个分段：小学部。您是否要用 小学？；可用：小学、初中",
    ]
    (tmp_path / "x.yaml").write_text(CONFUSED, "utf-8")
    assert "x.yaml:11:11: 没有“row”这一项。您是否要用 rows？" in faults_in(tmp_path)
    (tmp_path / "x.yaml").write_text(
        "id: y\ntitle: y\ntable: schools\nkind: across\nknown_by: [y]\n", "utf-8"
    )
    (tmp_path / "z.yaml").write_text((tmp_path / "x.yaml").read_text("utf-8"), "utf-8")
    assert faults_in(tmp_path) == ["z.yaml:1:1: 已有一个版式叫 y，id 不能重复"]


def faults_in(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        with_layouts(load_codebook(), folder)
    return [fault_line(one, load_catalogue("zh"), lambda file: file.name) for one in caught.value.faults]


def test_own_layouts_come_before_those_of_the_package(tmp_path: Path) -> None:
    own = "id: 教基4149\ntitle: 自制\ntable: schools\nkind: matrix\nknown_by: [教基4149]\n"
    (tmp_path / "own.yaml").write_text(own, "utf-8")
    codebook = with_layouts(load_codebook(), tmp_path)
    assert next(iter(codebook.layouts.values())).title == "自制"
    assert len(codebook.layouts) == len(load_codebook().layouts)
    assert with_layouts(load_codebook(), tmp_path / "none") is load_codebook()
