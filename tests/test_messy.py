"""The untidy year: the same bytes every time, and the same figures as the tidy one."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ruraledu_cli import pipeline
from ruraledu_cli.analyse.addresses import Addresses
from ruraledu_cli.census import Sheet
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.report import Report
from ruraledu_cli.read import discover, read_files
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import validate
from ruraledu_cli.workspace import BlankMeans

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data"
PLAN = ROOT / "targets" / "gaotang-2023-2027.yaml"
STATED = (BlankMeans("*", "no", "家校共育工作情况.xlsx"),)  # as sample_data/messy/ruraledu.toml says


@cache
def _plan() -> Plan:
    return pipeline.load_plan([PLAN], SAMPLE / "messy")


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The untidy year with the tidy ones before it."""
    folder = tmp_path_factory.mktemp("county")
    for year in (2022, 2023, 2024):
        shutil.copytree(SAMPLE / str(year), folder / str(year))
    shutil.copytree(SAMPLE / "messy" / "2025", folder / "2025")
    return pipeline.check(folder / "2025", _plan(), 2025, root=folder, blank_means=STATED)


@pytest.fixture(scope="module")
def tidy() -> Report:
    return pipeline.check(SAMPLE / "2025", pipeline.load_plan([PLAN]), 2025, root=ROOT)


# Three graduates wrote 专升本, 教育硕士 and 中央党校大学, and nothing else says what they have.
# A school has 约1处 sites of labour practice.
ASKED = {"degree_ratio", "rural_teacher_bachelor", "labour_sites"}


def test_every_figure_is_that_of_the_tidy_year(messy: Report, tidy: Report) -> None:
    for one, other in zip(messy.verdicts, tidy.verdicts, strict=True):
        same = one.measurement.counted == other.measurement.counted
        assert same == (one.measurement.indicator not in ASKED), one.measurement.indicator
        assert one.measurement.units == other.measurement.units, one.measurement.indicator
        assert (one.status, one.reason) == (other.status, other.reason), one.measurement.indicator


def _share(report: Report, name: str) -> Share:
    found = next(v.measurement.counted for v in report.verdicts if v.measurement.indicator == name)
    assert isinstance(found, Share)
    return found


def test_what_differs_is_undecided_by_as_much_and_told_with_its_cause(messy: Report, tidy: Report) -> None:
    one, other = (_share(report, "rural_teacher_bachelor") for report in (messy, tidy))
    assert (one.yes + 3, one.no, one.open) == (other.yes, other.no, 3)
    asked = {str(f.value) for f in messy.findings if f.code in ("V004", "V009")}
    assert asked == {"专升本", "教育硕士", "中央党校大学", "专业硕士", "约1处"}
    read = [f for f in messy.findings if f.code == "V010" and f.params.get("column") == "education"]
    assert {str(f.value) for f in read} == {"本科在读", "大专（本科在读）"}


def test_heads_of_the_register_are_the_persons_of_the_rosters(messy: Report) -> None:
    """Without a number, by name, school and month of birth; their school from 现任职务."""
    taken = [f for f in messy.findings if f.code == "S012" and "rows" in f.params]
    rows = {str(f.params["reason"]): f.params["rows"] for f in taken}
    assert rows == {"post": 70, "person": 70, "other_post": 54, "register": 103}
    assert not [f for f in messy.findings if f.code in ("K018", "K002", "S002", "R028", "R002")]


def test_a_number_about_right_is_undecided_and_told_with_a_proposal(messy: Report, tidy: Report) -> None:
    """A school typed 约1处: asked, with a proposal, and undecided instead of a yes."""
    one, other = (_share(report, "labour_sites") for report in (messy, tidy))
    assert (one.yes, one.no, one.missing) == (other.yes - 1, other.no, 1)
    (told,) = [finding for finding in messy.findings if finding.value == "约1处"]
    assert (told.value, told.params["column"], told.params["suggestion"]) == ("约1处", "labour_sites", "1")
    assert [(place.file.rpartition("/")[2], place.cells) for place in told.places] == [
        ("金山表单导出.xlsx", ["E88"])
    ]


def test_what_was_taken_from_elsewhere_is_told(messy: Report) -> None:
    told = {(f.code, str(f.params.get("reason", ""))) for f in messy.findings}
    assert {("S012", reason) for reason in ("title", "sheet", "file", "label")} <= told
    passed = ("copy_name", "template", "instructions_sheet", "hidden_sheet")
    assert {("F006", reason) for reason in passed} <= told
    assert ("S007", "superseded") in told
    read = {name for f in messy.findings if f.code == "V010" for name in f.params}
    assert {"carried", "dated", "weeks", "several", "as"} <= read
    assert {f.code for f in messy.findings if f.code[0] == "K"} == {"K007", "K019"}


def test_a_sum_that_was_not_computed_again_differs(messy: Report) -> None:
    (told,) = [finding for finding in messy.findings if finding.code == "S005"]
    assert (told.places[0].file.rpartition("/")[2], told.places[0].cells) == (
        "校舍及教学装备统计表.xlsx",
        ["G107"],
    )


@pytest.mark.slow
def test_it_is_made_as_it_stands(tmp_path: Path) -> None:
    sys.path.insert(0, str(SAMPLE))
    from _make.messy import write

    write(tmp_path)
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    folder = SAMPLE / "messy"
    held = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert set(made) == set(held)
    assert [name for name in made if made[name] != held[name]] == []
    assert sum(map(len, held.values())) < 2_000_000


@cache
def _sheets() -> tuple[Sheet, ...]:
    read = read_files(discover(SAMPLE / "messy" / "2025", "2025"))
    return tuple(sheet for file in read for sheet in file.sheets)


def test_cells_of_forms_and_lines_above_have_addresses() -> None:
    plan = _plan()
    found = recognise(_sheets(), plan.codebook)
    census = validate(found.frames, plan.codebook, 2025, plan.areas, names=plan.names).census
    addresses = Addresses(Evaluator(census, plan, date(2025, 9, 1)))
    schools = census.tables["schools"].column("school_name")
    row = next(row for row in range(len(schools.codes)) if schools[row] == "城区第一小学")
    cells = list(addresses.cells("schools", row, ["students"]))
    assert [(cell.cell, cell.header, cell.value) for cell in cells if "教基报表" in cell.file] == [
        ("E6", "合计/在校生数", "2041")
    ]
    assert len(cells) == 2  # 办学条件 says it too
