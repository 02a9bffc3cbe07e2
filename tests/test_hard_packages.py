"""Submissions as other programs write them, given back: what must stay does, answers are read."""

from __future__ import annotations

import re
import shutil
import xml.dom.minidom
from pathlib import Path

import pytest

from conftest import Run
from filled_in import answer, lines_in, type_in
from hard_packages import PACKAGES
from returned_files import opened, parts_of
from ruraledu_cli.read import read_file
from ruraledu_cli.read.xlsx import find_returned

pytestmark = pytest.mark.slow
CHANGED = re.compile(
    r"xl/(styles|workbook)\.xml|.*\.rels|\[Content_Types\]\.xml|xl/comments.*|xl/drawings/.*\.vml"
)


@pytest.fixture(params=PACKAGES)
def name(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> str:
    """A submission by its name, with its copy in the folder `out`."""
    monkeypatch.chdir(tmp_path)
    made = str(request.param)
    Path(made).write_bytes(PACKAGES[made]())
    ran = run("return", made, "-o", "out")
    assert ran.code == 0, ran.err
    return made


def copy_of(name: str, times: str = "") -> Path:
    path = Path(name)
    return Path("out", f"{path.stem}_退回{times}{path.suffix}")


def rows(path: Path) -> dict[str, list[list[object]]]:
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_file(path, path.name).sheets}


def told(run: Run, path: Path) -> set[tuple[str, str, str, str]]:
    return {
        (one["code"], one["state"], place["sheet"], " ".join(place["cells"]))
        for one in run("validate", path, "--format", "json").json["findings"]
        for place in one["places"]
        if one["code"] != "F006"
    }


def test_parts_without_marks_stay_to_the_byte_and_all_are_well_formed(name: str) -> None:
    before, after = parts_of(Path(name)), parts_of(copy_of(name))
    for part, content in before.items():
        sheets = part.startswith("xl/worksheets/sheet")
        assert after[part] == content or sheets or CHANGED.fullmatch(part), part
    for part, content in after.items():
        if part.endswith((".xml", ".rels", ".vml")):
            xml.dom.minidom.parseString(content)
    assert rows(copy_of(name)) == rows(Path(name))


def test_findings_are_the_same_in_the_copy_and_none_is_marked_twice(name: str, run: Run) -> None:
    before = told(run, Path(name))
    assert before == told(run, copy_of(name))
    assert {"V004", "V009"} <= {code for code, *_ in before}
    assert run("return", copy_of(name), "-o", "out").code == 0
    again, first = parts_of(copy_of(name, "2")), parts_of(copy_of(name))
    assert [part for part in first if first[part] != again[part]] == [last_sheet(first)]


def last_sheet(parts: dict[str, bytes]) -> str:
    """The part of our own sheet, which is added last of all."""
    return [part for part in parts if part.startswith("xl/worksheets/") and part.endswith(".xml")][-1]


def test_answered_and_saved_by_openpyxl_it_is_read(name: str, run: Run) -> None:
    if name == "严格.xlsx":
        pytest.skip("openpyxl reads no strict workbooks")
    path = copy_of(name)
    queries = [line for line in lines_in(path) if line["rule"] == "V009"]
    cells = [answer(line, "统计口径", "含学前班") for line in queries]
    before = find_returned(path.read_bytes())
    type_in(path, {at: value for one in cells for at, value in one.items()})
    made = opened(path)
    made.save(path)
    after = find_returned(path.read_bytes())
    assert before is not None
    assert after is not None
    assert (before.is_untouched, after.is_untouched) == (True, False)
    assert (before.name, before.sha256, before.made) == (after.name, after.sha256, after.made)
    assert {state for code, state, *_ in told(run, path) if code == "V009"} == {"explained"}
    shutil.copy(name, "out")
    files = run("validate", "out", "--format", "json").json["files"]
    assert {file["status"] for file in files if "退回" not in file["path"]} == {"passed_over"}
