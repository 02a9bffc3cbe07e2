"""The outlook: retirement on both sides of every step of the law, and leavers that add up to the change."""

from __future__ import annotations

import csv
import io
import itertools
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ruraledu_cli.analyse.outlook import check_moves, is_foreseeable, outlook
from ruraledu_cli.analyse.retiring import staff_in_office
from ruraledu_cli.census import Sheet
from ruraledu_cli.cli.app import main
from ruraledu_cli.definitions.retirement import load_law
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.trace import Unbalanced
from small_census import evaluator, plan, sheets

ROOT = Path(__file__).parents[1]
LAW = load_law()
YEARS = [(year, date(year, 9, 1)) for year in range(2026, 2041)]

# Worked by hand from the annex of the decision: birth, age in years and months, day of retirement.
MEN = [
    ("1964-12-31", 60, 0, "2024-12-31"),
    ("1965-01-01", 60, 1, "2025-02-01"),
    ("1965-04-30", 60, 1, "2025-05-30"),
    ("1965-05-01", 60, 2, "2025-07-01"),
    ("1965-08-31", 60, 2, "2025-10-31"),
    ("1965-09-01", 60, 3, "2025-12-01"),
    ("1968-12-31", 61, 0, "2029-12-31"),
    ("1969-01-01", 61, 1, "2030-02-01"),
    ("1972-12-31", 62, 0, "2034-12-31"),
    ("1973-01-01", 62, 1, "2035-02-01"),
    ("1976-08-31", 62, 11, "2039-07-31"),
    ("1976-09-01", 63, 0, "2039-09-01"),
    ("1980-02-29", 63, 0, "2043-02-28"),
]
WOMEN = [
    ("1969-12-31", 55, 0, "2024-12-31"),
    ("1970-01-01", 55, 1, "2025-02-01"),
    ("1970-04-30", 55, 1, "2025-05-30"),
    ("1970-05-01", 55, 2, "2025-07-01"),
    ("1973-12-31", 56, 0, "2029-12-31"),
    ("1974-01-01", 56, 1, "2030-02-01"),
    ("1977-12-31", 57, 0, "2034-12-31"),
    ("1978-01-01", 57, 1, "2035-02-01"),
    ("1981-08-31", 57, 11, "2039-07-31"),
    ("1981-09-01", 58, 0, "2039-09-01"),
    ("1990-01-01", 58, 0, "2048-01-01"),
]
WORKERS = [
    ("1974-12-31", 50, 0, "2024-12-31"),
    ("1975-01-01", 50, 1, "2025-02-01"),
    ("1975-02-28", 50, 1, "2025-03-28"),
    ("1975-03-01", 50, 2, "2025-05-01"),
    ("1976-12-31", 51, 0, "2027-12-31"),
    ("1977-01-01", 51, 1, "2028-02-01"),
    ("1984-10-31", 54, 11, "2039-09-30"),
    ("1984-11-01", 55, 0, "2039-11-01"),
    ("1985-06-15", 55, 0, "2040-06-15"),
]


@pytest.mark.parametrize(
    ("kind", "case"),
    [
        (kind, case)
        for kind, cases in (("men", MEN), ("women", WOMEN), ("women_workers", WORKERS))
        for case in cases
    ],
)
def test_both_sides_of_the_steps_of_the_law(kind, case):
    born, years, months, day = case
    assert LAW.age_in_months(date.fromisoformat(born), kind) == years * 12 + months
    assert LAW.day(date.fromisoformat(born), kind) == date.fromisoformat(day)


@pytest.mark.parametrize("kind", ["men", "women", "women_workers"])
def test_every_step_is_a_month_and_no_one_is_overtaken(kind):
    """Month by month: the age never falls, never leaps, and ends where the law ends."""
    ages = LAW.classes[kind]
    first = LAW.since.year - ages.age
    born = [date(year, month, 1) for year in range(first - 2, first + 25) for month in range(1, 13)]
    found = [LAW.age_in_months(day, kind) for day in born]
    assert all(0 <= later - one <= 1 for one, later in itertools.pairwise(found))
    assert {found[0], found[-1]} == {ages.age * 12, ages.to * 12}
    inner = [found.count(age) for age in range(ages.age * 12 + 1, ages.to * 12)]
    assert set(inner) == {ages.step}


HEADERS = [
    "教职工号",
    "姓名",
    "任教学校",
    "职务",
    "出生日期",
    "性别",
    "人员类别",
    "人员状态",
    "任教学段",
    "最高学历",
]
SCHOOL = Sheet(
    "学校.xlsx",
    "学校",
    [
        ["学校标识码", "学校名称", "办学类型代码", "城乡类型代码", "乡镇(街道)"],
        ["2137000001", "第一小学", "211", "220", "梁村镇"],
    ],
)


def county(*people: tuple[str | None, ...]):
    """A rural school whose heads are these: birth, sex, category, status."""
    rows = [
        [f"T{n}", f"教师{n}", "第一小学", "校长", born, sex, category, status, "小学", "本科"]
        for n, (born, sex, category, status) in enumerate(people)
    ]
    return evaluator([SCHOOL, Sheet("教职工.xlsx", "教职工", [HEADERS, *rows])])


def test_heads_who_cross_forty_five_and_heads_who_retire():
    """45 on 2026-09-01 still counts, and 46 the day after does not; who retires counts no more."""
    found = outlook(
        county(
            ("1980-09-01", "男", "专任教师", None),  # 45 at base, 46 on 2026-09-01
            ("1980-09-02", "女", "专任教师", None),  # 45 on 2026-09-01, 46 in 2027
            ("1990-01-01", "男", "专任教师", None),
            ("1966-04-30", "男", "专任教师", None),  # 60 years 4 months: 2026-08-30
            ("1966-05-31", "男", "专任教师", None),  # 60 years 5 months: 2026-10-31
            ("1971-05-01", "女", "专任教师", None),  # 55 years 5 months: 2026-10-01
            ("1963-01-01", "男", "专任教师", None),  # past the age, in office all the same
            (None, "男", "专任教师", None),
            ("1966-04-30", "男", "专任教师", "退休"),  # gone already
        ),
        LAW,
        YEARS[:2],
    )
    assert (found.staff, found.past, found.unknown) == (8, 1, 1)
    assert [(one.kinds["men"], one.kinds["women"], one.total) for one in found.retiring] == [
        (1, 0, 1),
        (1, 1, 2),
    ]
    (heads,) = [one for one in found.outlooks if one.indicator == "young_principal_share"]
    assert heads.now.estimate().value == Fraction(3, 7)
    first, second = heads.years
    assert first.counted.estimate().value == Fraction(2, 6)
    assert (first.aged, first.retired_with, first.retired_without) == (1, 0, 1)
    assert second.counted.estimate().value == Fraction(1, 4)
    assert (second.aged, second.retired_with, second.retired_without) == (2, 0, 3)
    assert [(m.year, m.what, m.name, m.school) for m in heads.movers if m.year == 2026] == [
        (2026, "ages", "教师0", "第一小学"),
        (2026, "retires", "教师3", "第一小学"),
    ]


def test_what_is_not_known_is_possible_and_not_certain():
    """A month alone leaves the day open; without a sex either age may be meant."""
    found = county(("1966-05", "男", "专任教师", None), ("1971-01-01", None, "专任教师", None))
    persons = staff_in_office(found, LAW).persons
    assert [(one.first, one.last) for one in persons] == [
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 5, 1), date(2032, 8, 1)),
    ]
    seen = outlook(found, LAW, [(2026, date(2026, 10, 15))])
    assert (seen.retiring[0].total, seen.retiring[0].possible) == (0, 2)


def test_workers_retire_earlier():
    found = county(("1975-09-01", "女", "工勤人员", None), ("1975-09-01", "女", "专任教师", None))
    assert [(one.kind, one.last) for one in staff_in_office(found, LAW).persons] == [
        ("women_workers", date(2026, 2, 1)),
        ("women", date(2032, 3, 1)),
    ]


@pytest.mark.parametrize("seed", range(16))
def test_leavers_add_up_to_the_change(seed):
    """Over random censuses: retired, aged and settled explain every count of every year."""
    base = evaluator(sheets(seed))
    if "staff" not in base.census.tables:
        return
    found = outlook(base, LAW, YEARS[::5])
    for one in found.outlooks:
        for coming in one.years if isinstance(one.now, Share) else ():
            now, then = one.now, coming.counted
            assert then.yes == now.yes - coming.retired_with - coming.aged
            assert then.no == now.no - coming.retired_without + coming.aged + coming.settled
    surely = [one for one in staff_in_office(base, LAW).persons if base.as_of < one.last <= YEARS[::5][-1][1]]
    assert sum(one.total for one in found.retiring) == len(surely)


def test_moves_that_do_not_add_up_are_refused():
    share = Share(yes=3, no=2)
    check_moves(share, share, [])
    with pytest.raises(Unbalanced):
        check_moves(share, replace(share, yes=2), [])


def test_what_can_be_foreseen():
    found = [name for name in plan().indicators if is_foreseeable(plan(), name)]
    assert found == ["degree_ratio", "young_principal_share", "rural_teacher_bachelor"]


@pytest.fixture
def workspace(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.slow
@pytest.mark.usefixtures("workspace")
def test_every_format_of_the_sample_county(capsys, tmp_path):
    written = [tmp_path / f"out.{suffix}" for suffix in ("json", "csv", "md", "txt")]
    outputs = [part for path in written for part in ("-o", str(path))]
    assert main(["trend", "--outlook", "--lang", "zh", *outputs]) == 0
    screen = capsys.readouterr().out
    assert "44.9%（83/185）" in screen
    assert "教师" not in screen.partition("到龄退休人数")[2].replace("教师本科", "").replace("专任教师", "")
    document = json.loads(written[0].read_text("utf-8"))
    years = {result["id"]: result["years"] for result in document["results"]}
    assert [one["year"] for one in years["young_principal_share"]] == [2025, 2026, 2027]
    for one in years["young_principal_share"][1:]:
        assert one["denominator"] == 196 - one["retired_with"] - one["retired_without"]
        assert one["numerator"] == 96 - one["retired_with"] - one["aged"]
    rows = list(csv.DictReader(io.StringIO(written[1].read_text("utf-8-sig"))))
    assert [row["数值"] for row in rows if row["监测指标"].startswith("到龄退休")] == ["86", "112"]
    assert "超龄，不再计入分子" in written[2].read_text("utf-8")
    assert "***" in written[3].read_text("utf-8")


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "arguments", [["--to", "2030"], ["--outlook", "--to", "2025"], ["--outlook", "--to", "2099"]]
)
def test_a_call_that_is_wrong(arguments, capsys):
    assert main(["trend", *arguments, "--lang", "en"]) == 2
    assert "--to" in capsys.readouterr().err
