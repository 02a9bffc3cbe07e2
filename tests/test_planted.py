"""The submissions with planted faults: every fault is found at its cell, and no other error is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from ruraledu_cli import audit
from ruraledu_cli.audit import Definitions
from ruraledu_cli.catalogue.findings import severity_of
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.yaml import load
from ruraledu_cli.model.audit import Audit
from ruraledu_cli.model.finding import Finding, column_letter
from ruraledu_cli.model.rules import RULES

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "sample_data" / "submissions"
sys.path.insert(0, str(ROOT / "sample_data"))

from _make import plant  # noqa: E402

Fault = tuple[str, str | None, str | None, str]  # file, sheet, cell, rule


@cache
def audited() -> Audit:
    plan = load_plan(ROOT / "targets" / "gaotang-2023-2027.yaml", load_codebook(), shown="plan.yaml")
    files = audit.gather([str(FOLDER)], lambda path: path.as_posix())
    return audit.audit(files, Definitions(plan), data=ROOT / "sample_data")


def planted() -> set[Fault]:
    listed = load(FOLDER / "planted.yaml").data["planted"]
    return {(one["file"], one.get("sheet"), one.get("cell"), one["rule"]) for one in listed}


def cells(finding: Finding) -> Iterator[Fault]:
    for place in finding.places:
        letter = column_letter(place.position) if place.position else ""
        for row in place.rows or (None,):
            cell = f"{letter}{row}" if row else None
            yield Path(place.file).name, place.sheet, cell, finding.code


def test_every_planted_fault_is_found_at_its_cell() -> None:
    found = {cell for finding in audited().findings for cell in cells(finding)}
    assert planted() - found == set()
    assert len(planted()) >= 40
    assert len({rule for *_, rule in planted()}) >= 15


def test_no_other_error_is_found() -> None:
    errors = [finding for finding in audited().findings if severity_of(finding) == "error"]
    assert {cell for finding in errors for cell in cells(finding)} <= planted()


def test_the_batch_is_of_its_own_year_and_register() -> None:
    found = audited()
    assert (found.year, found.register) == (2025, "batch")
    status = {Path(file.path).name: file.status for file in found.files}
    assert status["教研员_加密.xlsx"] == status["结对台账_损坏.xlsx"] == "unreadable"
    assert status["项目台账（副本）.xlsx"] == "passed_over"
    assert {Path(file.path).suffix for file in found.files} == {".xlsx", ".xls", ".csv"}


@pytest.mark.parametrize(
    "fault", sorted(planted(), key=str), ids=lambda fault: f"{fault[0]} {fault[2]} {fault[3]}"
)
def test_the_list_names_rules_and_cells_that_exist(fault: Fault) -> None:
    file, sheet, cell, rule = fault
    assert rule in RULES
    assert (FOLDER / file).is_file()
    assert cell is None or (sheet is not None and re.fullmatch(r"[A-Z]{1,2}[0-9]+", cell))


def test_a_planted_cell_holds_what_was_planted_as_excel_shows_it() -> None:
    book = openpyxl.load_workbook(FOLDER / "学校_义务教育.xlsx")
    assert book["学校"]["D7"].value == "村"
    book = openpyxl.load_workbook(FOLDER / "幼儿园办学条件一览表.xlsx")
    assert book["学校"]["O9"].value == "九十多"


def test_the_script_makes_the_submissions_that_are_there() -> None:
    made = dict(plant.files())
    assert set(made) == {path.name for path in FOLDER.iterdir()}
    for name, content in made.items():
        if Path(name).suffix in (".csv", ".xls", ".yaml") or "加密" in name:
            assert (FOLDER / name).read_bytes() == content, name


def test_no_identity_number_is_anybodys() -> None:
    for book in plant.books().values():
        for row in book.grid.rows:
            for number in re.findall(r"(?<!\d)\d{17}[\dX]", " ".join(map(str, row))):
                assert number.startswith("371599"), book.name
