"""Conditions over columns against a row-by-row reading, for random conditions over random tables."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.census import NONE, Census, Interval, Ref, Table, encode
from ruraledu_cli.definitions.codebook import Codebook, CodeList, ColumnDef, TableDef
from ruraledu_cli.definitions.conditions import parse_condition
from ruraledu_cli.definitions.context import Context
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_file import Settings
from ruraledu_cli.definitions.yaml import parse
from ruraledu_cli.language.days import add_months, full_years, full_years_by_month, last_with
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES

AS_OF = date(2025, 9, 1)
LEVELS = CodeList(title="t", codes={c: {"zh": c, "en": c} for c in ("a", "b", "c")})


def column(name: str, kind: str, **more: Any) -> ColumnDef:
    return ColumnDef(name=name, zh=name, en=name, type=kind, **more)  # type: ignore[arg-type]


CODEBOOK = Codebook(
    tables={
        "schools": TableDef(
            name="schools",
            sheet="学校",
            en="s",
            columns={
                "kind": column("kind", "code", codes="levels"),
                "open": column("open", "flag"),
                "size": column("size", "count"),
                "built": column("built", "date"),
                "forms": column("forms", "code", codes="levels", list=True),
                "central": column("central", "school"),
            },
        ),
        "pairs": TableDef(
            name="pairs",
            sheet="p",
            en="p",
            columns={"to": column("to", "school"), "good": column("good", "flag")},
        ),
    },
    code_lists={"levels": LEVELS},
)


def plan(by_month: bool = False) -> Plan:
    empty: dict[Any, Any] = {}
    return Plan(
        id="t", title={"zh": "t", "en": "t"}, source="", conjecture=False,
        settings=Settings(age_by_month=by_month), townships=empty, lists={"outside_schools": ("外县小学",)},
        orders=empty, codebook=CODEBOOK, counted=empty, scopes=empty, coverage=empty, breakdowns=empty,
        tasks=empty, indicators=empty, targets=empty,
    )  # fmt: skip


def condition(raw: Any, table: str = "schools") -> Any:
    context = Context(parse("{}", "t.yaml"), CODEBOOK, orders={"kind": ("a", "b", "c")})
    found = parse_condition(raw, table, context, ())
    assert context.faults == []
    return found


def evaluator(
    schools: dict[str, list[Any]], pairs: dict[str, list[Any]] | None = None, **more: Any
) -> Evaluator:
    def table(name: str, data: dict[str, list[Any]]) -> Table:
        size = len(next(iter(data.values()), []))
        return Table(name, size, {key: encode(values) for key, values in data.items()})

    tables = {"schools": table("schools", schools)}
    if pairs is not None:
        tables["pairs"] = table("pairs", pairs)
    return Evaluator(Census(2025, tables), plan(**more), AS_OF)


def ask(
    raw: Any, schools: dict[str, list[Any]], pairs: dict[str, list[Any]] | None = None, **more: Any
) -> list[int]:
    return evaluator(schools, pairs, **more).mask(condition(raw), "schools").tolist()


# The row-by-row reading: plain Python, one row and one test at a time, None for unknown.


def read_row(raw: Any, row: dict[str, Any]) -> bool | None:
    if isinstance(raw, list):
        return either([read_row(item, row) for item in raw])
    if raw in ("always", "never", "unknown"):
        return {"always": True, "never": False, "unknown": None}[raw]
    if "if" in raw:
        test, then, other = (read_row(raw[key], row) for key in ("if", "then", "else"))
        return then if test is True else other if test is False else (then if then == other else None)
    return both([read_entry(key, value, row) for key, value in raw.items()])


def both(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def either(answers: list[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def read_entry(key: str, value: Any, row: dict[str, Any]) -> bool | None:
    if key == "not":
        inner = read_row(value, row)
        return None if inner is None else not inner
    if key in ("any", "all", "first_known"):
        answers = [read_row(item, row) for item in value]
        if key == "first_known":
            return next((a for a in answers if a is not None), None)
        return either(answers) if key == "any" else both(answers)
    if key == "at_least_of":
        answers = [read_row(item, row) for item in value["of"]]
        sure, possible = answers.count(True), len(answers) - answers.count(False)
        return True if sure >= value["count"] else False if possible < value["count"] else None
    return read_test(row[key], value)


def read_test(cell: Any, test: Any) -> bool | None:
    if test == {"known": True}:
        return cell is not None
    if cell is None:
        return None
    if isinstance(test, dict):
        op, limit = next(iter(test.items()))
        if op == "filled":
            return cell is not NONE
        if op == "has":
            return cell is not NONE and limit in cell
        if cell is NONE:
            return False
        return {"at_least": cell >= limit, "more_than": cell > limit, "less_than": cell < limit}[op]
    wanted = test if isinstance(test, list) else [test]
    return cell is not NONE and any(cell == {"是": True, "否": False}.get(w, w) for w in wanted)


OPS = ["at_least", "more_than", "less_than"]
COLUMNS = ["kind", "size", "open"]
JOINS = ["any", "all", "first_known"]


def few(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(inner, min_size=1, max_size=3)


leaves = st.one_of(
    st.sampled_from(["always", "never", "unknown"]),
    st.builds(lambda v: {"kind": v}, st.sampled_from(["a", "b", ["a", "c"]])),
    st.builds(lambda v: {"open": v}, st.sampled_from(["是", "否"])),
    st.builds(lambda op, n: {"size": {op: n}}, st.sampled_from(OPS), st.integers(0, 3)),
    st.builds(lambda v: {"forms": {"has": v}}, st.sampled_from("abc")),
    st.builds(lambda c, t: {c: {t: True}}, st.sampled_from(COLUMNS), st.sampled_from(["known", "filled"])),
)  # fmt: skip
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda item: {"not": item}, inner),
        st.builds(lambda key, items: {key: items}, st.sampled_from(JOINS), few(inner)),
        few(inner),
        st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, inner, inner, inner),
        st.builds(lambda n, items: {"at_least_of": {"count": n, "of": items}}, st.integers(0, 3), few(inner)),
    ),
    max_leaves=8,
)  # fmt: skip
table_rows = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from([None, NONE, "a", "b", "c"]),
            "open": st.sampled_from([None, True, False]),
            "size": st.sampled_from([None, 0, 1, 2, Fraction(5, 2), 3]),
            "forms": st.sampled_from([None, NONE, (), ("a",), ("a", "b"), ("c",)]),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(conditions, table_rows)
def test_a_condition_says_of_each_row_what_a_reader_would(raw, rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    expected = [{True: YES, False: NO, None: UNKNOWN}[read_row(raw, row)] for row in rows]
    assert ask(raw, columns) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (Interval(date(1979, 9, 1).toordinal(), date(1979, 9, 1).toordinal()), NO),  # 46 on the day
        (Interval(date(1979, 9, 2).toordinal(), date(1979, 9, 2).toordinal()), YES),  # 45
        (Interval(date(1980, 9, 1).toordinal(), date(1980, 9, 1).toordinal()), YES),  # turns 45 on the day
        (Interval(date(1979, 9, 1).toordinal(), date(1979, 9, 30).toordinal()), UNKNOWN),  # to the month
        (Interval(date(1979, 8, 1).toordinal(), date(1979, 8, 31).toordinal()), NO),
        (NONE, NO),
        (None, UNKNOWN),
    ],
)
def test_45_is_included_at_1_september(born, expected):
    assert ask({"built": {"age": {"at_most": 45}}}, {"built": [born]}) == [expected]


def test_age_by_month_decides_a_birth_known_to_the_month():
    born = Interval(date(1979, 9, 1).toordinal(), date(1979, 9, 30).toordinal())
    assert ask({"built": {"age": {"at_most": 45}}}, {"built": [born]}, by_month=True) == [NO]


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 2), date(2030, 1, 1)))
def test_full_years_are_full_on_the_anniversary(first, last):
    years = full_years(first, last)
    assert (first.year + years, first.month, first.day) <= (last.year, last.month, last.day)
    assert (first.year + years + 1, first.month, first.day) > (last.year, last.month, last.day)
    assert full_years_by_month(first, last) - years in (0, 1)


@given(st.dates(date(1, 1, 1), date(2030, 1, 1)), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.data())
def test_the_last_day_with_so_many_years_tells_them_all(first, on, data):
    for count, by_month in ((full_years, False), (full_years_by_month, True)):
        exact = count(first, on)
        years = data.draw(st.integers(exact - 2, exact + 2))
        assert (first.toordinal() <= last_with(years, on, by_month)) == (exact >= years)


def test_29_february_is_full_on_the_28th_of_a_common_year():
    on = date(2024, 2, 29)
    assert date.fromordinal(last_with(1, on)) == date(2023, 2, 28)
    assert date.fromordinal(last_with(4, on)) == date(2020, 2, 29)
    assert last_with(2024, on) == 0
    assert last_with(-8000, on) == date.max.toordinal()


def test_a_branch_that_no_row_takes_asks_no_earlier_year():
    def unread() -> Any:
        raise AssertionError("an earlier year was read")

    schools = Table("schools", 2, {"open": encode([True, False])})
    now = Evaluator(Census(2025, {"schools": schools}), plan(), AS_OF, unread)
    raw = {
        "if": {"has_column": "open"},
        "then": {"open": True},
        "else": {"earlier": {"where": {"open": True}}},
    }
    assert now.mask(condition(raw), "schools").tolist() == [YES, NO]


def test_months_end_where_the_month_does():
    assert add_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert add_months(date(2024, 1, 15), 6) == date(2024, 7, 15)


def test_links_ask_the_linked_school_and_lists_any_of_theirs():
    schools = {
        "open": [True, False, None, True],
        "central": [Ref("乙", 1, "2"), Ref("甲", 0, "1"), NONE, Ref("无此校")],
    }
    assert ask({"central.open": "是"}, schools) == [NO, YES, NO, UNKNOWN]


def test_outside_is_a_code_not_here_or_a_listed_name():
    schools = {
        "central": [Ref("x", -1, "2137009999"), Ref("外县小学"), Ref("某小学"), Ref("甲", 0, "1"), NONE, None]
    }
    assert ask({"central": {"outside": True}}, schools) == [YES, YES, UNKNOWN, NO, NO, UNKNOWN]


def test_exists_is_no_where_nothing_points_and_unknown_where_a_row_may():
    schools = {"open": [True, True, True]}
    pairs = {"to": [Ref("甲", 0, "1"), Ref("乙", 1, "2")], "good": [True, None]}
    raw = {"exists": {"in": "pairs", "by": "to", "where": {"good": "是"}}}
    assert ask(raw, schools, pairs) == [YES, UNKNOWN, NO]
    lost = {"to": [Ref("甲", 0, "1"), Ref("某校")], "good": [True, True]}
    assert ask(raw, schools, lost) == [YES, UNKNOWN, UNKNOWN]
    elsewhere = {"to": [Ref("x", -1, "2137009999")], "good": [True]}
    assert ask(raw, schools, elsewhere) == [NO, NO, NO]


def test_sent_is_whether_the_table_came_at_all():
    assert ask({"sent": "pairs"}, {"open": [True]}) == [NO]
    assert ask({"sent": "pairs"}, {"open": [True]}, {"to": [], "good": []}) == [YES]


def test_a_level_and_better_ones_by_the_plans_order():
    assert ask({"kind": {"at_least": "b"}}, {"kind": ["a", "b", "c", NONE, None]}) == [
        YES,
        YES,
        NO,
        NO,
        UNKNOWN,
    ]


def test_a_column_nobody_sent_is_unknown_in_every_row():
    assert ask({"kind": "a"}, {"open": [True, False]}) == [UNKNOWN, UNKNOWN]


def test_per_divides_exactly():
    schools = {"size": [9, 10, None], "built": [None] * 3, "open": [True] * 3}
    assert ask({"size": {"per": "size", "at_least": 1}}, schools) == [YES, YES, UNKNOWN]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"kin": "a"}, "did you mean kind?"),
        ({"kind": "z"}, "unknown value of kind: z"),
        ({"size": {"at_leest": 1}}, "did you mean at_least?"),
        ({"open": 3}, "takes 是 or 否"),
        ({"is": "nowhere"}, "unknown scope of schools: nowhere"),
        ({"kind": {"age": {"at_most": 3}}}, "is counted from a date"),
        ({"size": {"at_least": "many"}}, "not a number: many"),
        ({"exists": {"in": "pears", "by": "to"}}, "did you mean pairs?"),
        ({"earlier": {"years": 0, "where": "always"}}, "not a whole number: 0"),
        ({"built": {"within": "school_yaer"}}, "did you mean school_year?"),
        ({"open.kind": "a"}, "is no link"),
        ("maybe", "a condition is a mapping"),
    ],
)
def test_a_fault_is_told_with_what_was_meant(raw, message):
    context = Context(parse("{}", "t.yaml"), CODEBOOK, orders={"kind": ("a", "b", "c")})
    parse_condition(raw, "schools", context, ())
    told = [fault_line(fault, load_catalogue("en")) for fault in context.faults]
    assert any(message in line for line in told), told
