"""The submissions with planted faults, given back, mended and explained, until nothing is left to ask."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from conftest import Ran, Run
from filled_in import Value, answer, lines_in, type_in
from returned_files import opened
from ruraledu_cli.definitions.yaml import load
from ruraledu_cli.package.cells import address_of
from ruraledu_cli.read import read_file
from ruraledu_cli.read.returned import RESULTS

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data"
SUBMITTED = SAMPLE / "submissions"
MARKS = ("FFFFC9C7", "FFFFEBA6")  # of errors and queries
# The record that stands twice in a sheet: mended, it is the one above it again.
TWICE = {"学校_义务教育.xlsx": 35, "梁村镇.xlsx": 43, "村居.csv": 9}
UNREADABLE = {"教研员_加密.xlsx": "教研员.xlsx", "结对台账_损坏.xlsx": "结对台账.xlsx"}


@cache
def rows_of(path: Path) -> list[list[object]]:
    (sheet,) = read_file(path, path.name).sheets
    return [list(row) for row in sheet.rows]


def tidy(name: str) -> Path:
    (found,) = (SAMPLE / "2025").rglob(name)
    return found


def mended(name: str) -> dict[tuple[str, str], Value]:
    """What the planted cells of a file were before they were broken, by the tidy year."""
    cells: dict[tuple[str, str], Value] = {}
    for one in load(SUBMITTED / "planted.yaml").data["planted"]:
        if one["file"] == name and "cell" in one:
            at = address_of(one["cell"])
            assert at is not None
            row, column = (at[0] - 1 if at[0] == TWICE.get(name) else at[0]), at[1]
            cells[one["sheet"], one["cell"]] = rows_of(tidy(name))[row - 1][column - 1]  # type: ignore[assignment]
    return cells | by_hand(name)


def by_hand(name: str) -> dict[tuple[str, str], Value]:
    """What no tidy year says: the guard of a school that has closed, a total without it, and a person's
    second row, which is to name the same school."""
    first = [str(cell) for cell in rows_of(SUBMITTED / "梁村镇.xlsx")[41]]
    return {
        "学校_义务教育.xlsx": {("学校", "X107"): 3155},
        "安保人员.xlsx": {("安保人员", "G268"): "城区第二小学"},
        "梁村镇.xlsx": {("教职工", "F43"): first[5], ("教职工", "G43"): first[6]},
    }.get(name, {})


@dataclass(frozen=True)
class Trip:
    """A year's folder of originals and copies, and how commands are run on it."""

    folder: Path
    run: Run

    def call(self, command: str, *more: object) -> Ran:
        return self.run(command, self.folder, "--data", self.folder.parent, *more)

    def told(self) -> set[tuple[str, str, str, str]]:
        """Errors and queries: file, rule, state and cells."""
        return {
            (Path(place["file"]).name, one["code"], one["state"], " ".join(place["cells"]))
            for one in self.call("validate", "--format", "json").json["findings"]
            for place in (one["places"] if one["severity"] != "note" else ())
        }

    def copy(self, name: str, times: str = "") -> Path:
        return self.folder / f"{Path(name).stem}_退回{times}.xlsx"

    def mend(self, name: str) -> None:
        """What a submitter does: correct what is wrong, explain what is not."""
        cells = mended(name)
        for line in lines_in(self.copy(name)):
            shown = {(line["sheet"], cell) for cell in re.split("[、:]", line["cells"])}
            if line["severity"] == "核实" and not shown & set(cells):
                reason, text = ("", "已停办") if line["rule"] == "H004" else ("统计口径", "与上年一致")
                cells |= answer(line, reason, text)
        type_in(self.copy(name), cells)


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Trip:
    """All submissions that can be read, with their copies beside them; of the others new ones were sent."""
    monkeypatch.chdir(ROOT)
    folder = tmp_path / "data" / "2025"
    shutil.copytree(SAMPLE / "2024", tmp_path / "data" / "2024")
    folder.mkdir()
    for path in SUBMITTED.iterdir():
        if path.suffix != ".yaml" and path.name not in UNREADABLE:
            shutil.copy(path, folder)
    for name in UNREADABLE.values():
        shutil.copy(tidy(name), folder)
    made = Trip(folder, run)
    assert made.call("return", "-o", folder).code == 0
    return made


def faulty() -> list[str]:
    """The submissions that have faults in cells."""
    named = [one["file"] for one in load(SUBMITTED / "planted.yaml").data["planted"] if "cell" in one]
    return list(dict.fromkeys(named))


def marked_cells(path: Path) -> list[str]:
    """Cells marked as an error or a query, by their fill and by their comment."""
    sheets = [sheet for sheet in opened(path) if sheet.title != RESULTS]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    filled = [cell.coordinate for cell in cells if cell.fill.fgColor.rgb in MARKS]
    said = [(cell.coordinate, cell.comment.text) for cell in cells if cell.comment]
    assert filled == [cell for cell, text in said if re.search(r"\[\d+\] (错误|核实) ", text)]
    return filled


def test_every_submission_ends_clean(trip: Trip) -> None:
    assert {Path(name).suffix for name in faulty()} == {".xlsx", ".xls", ".csv"}
    assert all(marked_cells(trip.copy(name)) for name in faulty())
    for name in faulty():
        trip.mend(name)
    left = {one for one in trip.told() if one[2] != "explained"}
    # What was corrected is no longer in the totals, which somebody typed as numbers.
    assert {(file, rule) for file, rule, _, _ in left} == {("学校_义务教育_退回.xlsx", "S005")}

    assert trip.call("return", "-o", trip.folder).code == 0
    again = trip.copy("学校_义务教育.xlsx", "2")
    totals = {  # the sum stands last in what is said
        ("学校", line["cells"]): int(re.findall(r"\d+", line["problem"])[-1])
        for line in lines_in(again)
        if (line["state"], line["rule"]) == ("待处理", "S005")
    }
    assert len(totals) == 3
    type_in(again, totals)
    assert {state for _, _, state, _ in trip.told()} == {"explained"}
    assert trip.call("validate", "--fail-on", "query").code == 0

    ran = trip.call("return", "-o", trip.folder)
    assert ran.code == 0
    for name in faulty():
        times = "3" if name == "学校_义务教育.xlsx" else "2"
        assert marked_cells(trip.copy(name, times)) == []
        lines = lines_in(trip.copy(name, times))
        assert {line["state"] for line in lines if line["severity"] != "提示"} <= {"已改正", "已说明"}
    assert {state for _, _, state, _ in trip.told()} == {"explained"}
    assert trip.call("return", "-o", trip.folder).text.count("不必退回") == len(faulty()) + 3


def test_original_and_copy_count_once_wherever_they_are_read(trip: Trip) -> None:
    both = figures(trip)
    for name in faulty():
        (trip.folder / name).unlink()
    assert figures(trip) == both


def figures(trip: Trip) -> tuple[object, ...]:
    """What each command counts."""
    data = ("--data", trip.folder.parent)
    audit = trip.call("validate", "--format", "json").json
    tables: Counter[str] = Counter()
    for file in audit["files"]:
        tables.update(file["tables"])
    check = trip.run("check", "2025", *data, "--format", "json", "--fail-on", "never").json
    status = trip.run("status", "2025", *data, "--format", "json").json
    inspected = trip.run("inspect", trip.folder, "--format", "json").json
    read = sorted((one["file"], one["rows"]) for one in inspected["sheets"] if one["rows"])
    rows = [(one["code"], one["places"]) for one in audit["findings"] if one["severity"] != "note"]
    return tables, rows, check["results"], status, read


def test_what_is_no_explanation_is_refused_and_says_why(trip: Trip) -> None:
    name = "安保人员.xlsx"
    queries = [line for line in lines_in(trip.copy(name)) if line["severity"] == "核实"]
    said = [("统计口径", "核实无误"), ("其他", "返聘人员"), ("其他", "经学校聘用延长一年"), ("", "情况属实")]
    cells: dict[tuple[str, str], Value] = {}
    for line, (reason, text) in zip(queries, said, strict=False):
        cells |= answer(line, reason, text)
    type_in(trip.copy(name), cells)
    states = {cells: state for file, rule, state, cells in trip.told() if rule == "R024"}
    assert states.pop("F40") == "explained"
    assert {cells for cells, state in states.items() if state == "refused"} == {"F15", "F5 F51"}
    assert trip.call("return", "-o", trip.folder).code == 0
    told = {line["cells"]: line["state"] for line in lines_in(trip.copy(name, "2"))}
    assert told["F15"] == "说明不予认可：“其他”须写明八个字以上"
    assert told["F51"] == told["F5"] == "说明不予认可：只写核实无误一类的话，没有说明原因"
    assert told["F40"] == "已说明"


def test_what_cannot_be_marked_is_said_and_what_to_do(tmp_path: Path, run: Run) -> None:
    ran = run("return", *(SUBMITTED / name for name in UNREADABLE), "-o", tmp_path)
    assert ran.code == 3
    assert list(tmp_path.iterdir()) == []
    encrypted, first, damaged, second = ran.err.splitlines()
    assert ("教研员_加密.xlsx" in encrypted, "取消打开密码" in first) == (True, True)
    assert ("结对台账_损坏.xlsx" in damaged, "另存为 .xlsx 重报" in second) == (True, True)
