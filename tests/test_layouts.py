"""Layouts: each page of tests/layouts draws sheets and says what comes out; faults of layout files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

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
    """Some sheets and the cells of 学校 that come out: column, value, where it stood."""

    sheets: list[Sheet] = field(default_factory=list)
    expected: list[tuple[str, str, str]] = field(default_factory=list)


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
    codebook = load_codebook()
    if own:
        layouts = read_layouts([parse(own, "own.yaml")], codebook)
        codebook = codebook.model_copy(update={"layouts": {**layouts, **codebook.layouts}})
    return validate(recognise(sheets, codebook).frames, codebook, 2025, AREAS)


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
            continue
        table = result.census.tables["schools"]
        assert table.size == 1
        held = [(c, str(v) if (v := table.column(c)[0]) is not None else "缺") for c, _, _ in case.expected]
        assert held == [(column, value) for column, value, _ in case.expected]
        for column, _, at in case.expected:
            assert not at or at in where(result, column), (column, where(result, column))
        assert [f for f in result.findings if f.code.startswith("K")] == []


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
    assert [finding.code for finding in found.findings] == ["S001"]


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
        ("schools", "round", "staff", ["x.yaml:4:1: 这里应填其中之一：'vertical', 'matrix'；现在是“round”"]),
    ],
)
def test_faults_of_a_layout_are_told_where_they_stand(
    table: str, kind: str, column: str, said: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(FAULTY.format(table=table, kind=kind, column=column), "utf-8")
    with pytest.raises(DefinitionError) as caught:
        with_layouts(load_codebook(), tmp_path)
    lines = [fault_line(one, load_catalogue("zh"), lambda file: file.name) for one in caught.value.faults]
    assert lines == said


def test_own_layouts_come_before_those_of_the_package(tmp_path: Path) -> None:
    own = "id: 教基4149\ntitle: 自制\ntable: schools\nkind: matrix\nknown_by: [教基4149]\n"
    (tmp_path / "own.yaml").write_text(own, "utf-8")
    codebook = with_layouts(load_codebook(), tmp_path)
    assert next(iter(codebook.layouts.values())).title == "自制"
    assert len(codebook.layouts) == len(load_codebook().layouts)
    assert with_layouts(load_codebook(), tmp_path / "none") is load_codebook()
