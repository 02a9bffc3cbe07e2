"""Returned workbooks and templates in LibreOffice: opened without repair, and saved by it what they were."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Run
from filled_in import answer, lines_in, type_in
from hard_packages import PACKAGES
from returned_files import full_workbook, opened
from ruraledu_cli.read import read_file
from ruraledu_cli.read.returned import RESULTS, Line
from ruraledu_cli.read.xlsx import find_returned

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data"
MARKS = ("FFFFC9C7", "FFFFEBA6", "FFD2E4FB")
pytestmark = [
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.slow,
]


def converted(paths: Iterable[Path], suffix: str, folder: Path) -> list[Path]:
    """The files as LibreOffice writes them, all by one process, which repairs none."""
    assert OFFICE is not None
    profile = (folder / "profile").resolve().as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix]
    given = list(paths)
    done = subprocess.run(
        [*command, "--outdir", str(folder), *map(str, given)],
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )
    made = [folder / f"{path.stem}.{suffix}" for path in given]
    assert [path.name for path in made if not path.is_file()] == [], done.stderr
    assert "repair" not in (done.stdout + done.stderr).lower()
    return made


def sheets_of(path: Path) -> list[Worksheet]:
    return [sheet for sheet in opened(path) if isinstance(sheet, Worksheet)]


def marks(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Fill and comment of every cell that bears a mark of ours."""
    return {
        (sheet.title, cell.coordinate): (str(cell.fill.fgColor.rgb), cell.comment.text.strip())
        for sheet in sheets_of(path)
        for row in sheet.iter_rows()
        for cell in row
        if sheet.title != RESULTS and cell.comment and cell.fill.fgColor.rgb in MARKS
    }


def links(path: Path) -> dict[str, tuple[str, str]]:
    """Where each line's link leads: sheet and cell, the sheet one of the workbook's."""
    names = opened(path).sheetnames
    found = {}
    for row in opened(path)[RESULTS].iter_rows():
        for cell in row:
            if cell.hyperlink is not None:
                sheet, _, at = (cell.hyperlink.location or cell.hyperlink.target).lstrip("#").rpartition("!")
                name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
                assert name in names, cell.hyperlink.location
                found[cell.coordinate] = name, at.replace("$", "")
    return found


def choices(path: Path) -> dict[str, set[str]]:
    """The cells with a dropdown, by sheet."""
    return {
        sheet.title: {str(cell) for one in sheet.data_validations.dataValidation for cell in one.sqref.ranges}
        for sheet in sheets_of(path)
    }


def values(path: Path) -> dict[str, list[list[object]]]:
    """Values as they are stored, formulas' results among them."""
    return {one.name: [list(row) for row in one.rows] for one in read_file(path, path.name).sheets}


def assert_same(before: Path, after: Path) -> None:
    """What LibreOffice saved is what it was given."""
    assert opened(after).sheetnames == opened(before).sheetnames, before.name
    assert marks(after) == marks(before), before.name
    assert links(after) == links(before), before.name
    assert choices(after) == choices(before), before.name
    assert values(after) == values(before), before.name
    one, other = find_returned(before.read_bytes()), find_returned(after.read_bytes())
    assert one is not None
    assert other is not None
    assert (other.sha256, other.name, other.fills) == (one.sha256, one.name, one.fills)
    assert [line.texts for line in other.lines] == [line.texts for line in one.lines]
    assert [_cells(line) for line in other.lines] == [_cells(line) for line in one.lines]


def _cells(line: Line) -> dict[str, set[str]]:
    return {sheet: set(cells) for sheet, cells in line.cells.items()}


def told(run: Run, path: Path) -> set[tuple[str, str, str]]:
    return {
        (one["code"], one["state"], " ".join(place["cells"]))
        for one in run("validate", path, "--format", "json").json["findings"]
        for place in one["places"]
        if one["code"] != "F006"
    }


def test_hard_packages_and_their_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.chdir(tmp_path)
    for name, made in PACKAGES.items():
        Path(name).write_bytes(made())
    assert run("return", *PACKAGES, "-o", "out").code == 0
    copies = sorted(path for path in Path("out").iterdir())
    strict = Path("out/严格_退回.xlsx")  # openpyxl reads no such workbooks
    for copy in copies:
        if copy == strict:
            continue
        queries = [line for line in lines_in(copy) if line["rule"] == "V009"]
        cells = [answer(line, "统计口径", "含学前班") for line in queries]
        type_in(copy, {at: value for one in cells for at, value in one.items()})
    before = {copy: told(run, copy) for copy in copies}
    for copy, saved in zip(copies, converted(copies, "xlsx", Path("office")), strict=True):
        assert told(run, saved) == before[copy], copy
        if copy != strict:
            assert_same(copy, saved)
            assert {state for code, state, _ in before[copy] if code == "V009"} == {"explained"}
    assert all(path.read_bytes().startswith(b"%PDF") for path in converted(copies, "pdf", Path("pdf")))


def test_every_submission_of_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.chdir(ROOT)
    assert run("return", SAMPLE / "submissions", "-o", tmp_path / "out", "--year", "2025").code == 3
    copies = sorted((tmp_path / "out").iterdir())
    assert len(copies) == 9
    for copy, saved in zip(copies, converted(copies, "xlsx", tmp_path / "office"), strict=True):
        assert len(marks(copy)) > 0
        assert_same(copy, saved)


def test_every_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """The whole one, one for each township, and some of those for each school."""
    monkeypatch.chdir(ROOT)
    assert run("template", "-o", tmp_path / "填报.xlsx").code == 0
    for split in ("township", "school"):
        (tmp_path / split).mkdir()
        made = run("template", "-o", tmp_path / split / "填报.xlsx", "--from", "2024", "--split", split)
        assert made.code == 0
    townships, schools = (sorted((tmp_path / split).iterdir()) for split in ("township", "school"))
    assert (len(townships), len(schools) > 140) == (12, True)
    given = [tmp_path / "填报.xlsx", *townships, *schools[::15]]
    for path, saved in zip(given, converted(given, "xlsx", tmp_path / "office"), strict=True):
        before, after = opened(path), opened(saved)
        assert after.sheetnames == before.sheetnames
        assert {name: len(cells) for name, cells in choices(saved).items()} == {
            name: len(cells) for name, cells in choices(path).items()
        }
        for sheet in before.worksheets[1:]:
            notes = [cell.comment.text.strip() for cell in sheet[1] if cell.comment]
            assert [cell.comment.text.strip() for cell in after[sheet.title][1] if cell.comment] == notes
        assert values(saved) == values(path)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "学校.xlsx").write_bytes(full_workbook())
    assert run("return", "学校.xlsx").code == 0
    return tmp_path / "学校_退回.xlsx"


def test_saved_by_it_the_copy_can_be_given_back_again(copy: Path, tmp_path: Path, run: Run) -> None:
    (saved,) = converted([copy], "xlsx", tmp_path / "office")
    made = opened(saved)
    made["学校"]["C3"] = "111"
    made.save(saved)
    assert run("return", saved, "-o", "again").code == 0
    again = opened(Path("again/学校_退回2.xlsx"))["学校"]
    assert again["C3"].fill.fgColor.rgb == "FF00FF00"
    assert again["C3"].comment.text.strip() == "这是我的批注"
    assert again["D6"].comment.text.count("V004") == 1
    assert again["D6"].fill.fgColor.rgb == "FFFFC9C7"


def test_every_kind_of_input_comes_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("学校.xlsx").write_bytes(full_workbook())
    for suffix in ("ods", "xls"):
        converted([Path("学校.xlsx")], suffix, tmp_path / suffix)
        ran = run("return", f"{suffix}/学校.{suffix}")
        assert ran.code == 0, ran.err
        (saved,) = converted([tmp_path / suffix / "学校_退回.xlsx"], "xlsx", tmp_path / f"{suffix}-saved")
        assert opened(saved)["学校"]["D6"].fill.fgColor.rgb == "FFFFC9C7"
