"""The small county broken in known ways: the rule meant fires, and none that it does not imply."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from mutations import Mutation, mutations
from rule_pages import PAGES, Workbook, cell, read_page, run
from ruraledu_cli.census import Cell, FormulaWithoutValue, Sheet
from ruraledu_cli.model.rules import RULES
from small_county import Row, Tables, county, sheets

MUTATIONS = mutations()
# Rules about whole files, surroundings and definitions are shown on their pages, and by the tests these name.
TESTED = {code for code in RULES if read_page(PAGES / f"{code}.md").tested}
# K018 needs two rosters, S016 forms: test_forms.py and the pages of tests/layouts.
ELSEWHERE = TESTED | {"F006", "S012", "S013", "S016", "K018"}


@cache
def clean() -> tuple[Sheet, ...]:
    return tuple(sheets(county()))


def test_the_county_is_clean_and_the_same_in_every_year() -> None:
    book = Workbook(sheets={0: list(clean()), 1: list(clean()), 2: list(clean())})
    assert run(book) == []


def test_every_rule_is_broken_and_in_many_ways() -> None:
    assert len(MUTATIONS) >= 200
    assert len({(one.code, one.steps) for one in MUTATIONS}) == len(MUTATIONS)
    assert {one.code for one in MUTATIONS} == set(RULES) - ELSEWHERE


def name_of(one: Mutation) -> str:
    return f"{one.code} {' / '.join(one.steps)}"[:60]


# One in four at every run, all of them in CI.
SOME = [
    pytest.param(one, id=name_of(one), marks=[pytest.mark.slow] if number % 4 else [])
    for number, one in enumerate(MUTATIONS)
]


@pytest.mark.parametrize("one", SOME)
def test_the_rule_fires_and_nothing_else(one: Mutation) -> None:
    fired = {finding.code for finding in run(broken(one))}
    assert one.code in fired
    assert fired - {one.code} <= set(RULES[one.code].implies)


def broken(one: Mutation) -> Workbook:
    """This year's sheets, and those of the years before where the rule is about these."""
    now, last = county(), county()
    titles: dict[str, str] = {}
    for step in one.steps:
        past = step.startswith("上年:")
        apply(step.removeprefix("上年:"), last if past else now, titles)
    held = [titled(sheet, titles) for sheet in sheets(now)]
    held += [Sheet(f"{name}.xlsx", name, [list(county()[name][0])]) for name, rows in now.items() if not rows]
    if one.code[0] != "H":
        return Workbook(sheets={0: held})
    return Workbook(sheets={0: held, 1: sheets(last), 2: list(clean())})


def titled(sheet: Sheet, titles: dict[str, str]) -> Sheet:
    if sheet.name not in titles:
        return sheet
    return Sheet(sheet.file, sheet.name, [[titles[sheet.name]], *sheet.rows])


def apply(step: str, tables: Tables, titles: dict[str, str]) -> None:
    """One step of a mutation."""
    name, how, *rest = step.split(" ", 2)
    rows, said = tables[name], rest[0] if rest else ""
    if how == "TITLE":
        titles[name] = said
    elif how == "CROWD":
        rows += [
            {
                "教职工号": f"{said}{n}",
                "姓名": f"{said}人{n}",
                "学校标识码": "2137900008",
                "出生日期": "1985-05",
                "是否专任教师": "否",
                "是否在编": "否",
            }
            for n in range(12)
        ]
    elif how == "~":
        for row in rows:
            for header in said.split(";"):
                del row[header]
    elif how.startswith("-"):
        del rows[int(how[1:])]
    elif said == "~ALL":
        tables[name] = [{f"项{n}": value for n, value in enumerate(row.values())} for row in rows]
    else:
        if how.startswith("+"):
            rows.append(dict(rows[int(how[1:])]))
        for row in rows if how == "*" else [rows[-1] if how.startswith("+") else rows[int(how)]]:
            for change in said.split(";") if said else ():
                header, _, value = change.strip().partition("=")
                CHANGES.get(header, change_cell)(row, header, value)


def change_cell(row: Row, header: str, value: str) -> None:
    if value.startswith("COPY"):
        row[header] = row[value.removeprefix("COPY")]
    elif value.startswith("FLOAT"):
        row[header] = float(value.removeprefix("FLOAT"))
    else:
        row[header] = FormulaWithoutValue("A1") if value == "FORMULA" else cell(value)


def shift(row: Row, _: str, header: str) -> None:
    """A blank cell pushed in at a column: the rest of the row moves one to the right."""
    headers, values = list(row), list(row.values())
    at = headers.index(header)
    moved: list[Cell] = [*values[:at], None, *values[at:-1]]
    row.update(zip(headers, moved, strict=True))


def pull(row: Row, _: str, header: str) -> None:
    """A cell taken out: the rest of the row moves one to the left."""
    headers, values = list(row), list(row.values())
    at = headers.index(header)
    row.update(zip(headers, [*values[:at], *values[at + 1 :], None], strict=True))


CHANGES: dict[str, Callable[[Row, str, str], None]] = {"SHIFT": shift, "PULL": pull}
