"""Returned workbooks in LibreOffice: opened without repair, saved by it, and still what they were."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import Run
from returned_files import STORED, full_workbook, opened
from ruraledu_cli.read.xlsx import find_returned

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.slow,
]


def converted(path: Path, suffix: str, folder: Path) -> Path:
    """The file as LibreOffice writes it, which opens it without a window and without repairing it."""
    assert OFFICE is not None
    profile = (folder / "profile").resolve().as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=180,
    )
    made = folder / f"{path.stem}.{suffix}"
    assert made.is_file(), done.stderr
    assert "repair" not in (done.stdout + done.stderr).lower()
    return made


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "学校.xlsx").write_bytes(full_workbook())
    assert run("return", "学校.xlsx").code == 0
    return tmp_path / "学校_退回.xlsx"


def test_it_opens_and_shows_what_it_holds(copy: Path, tmp_path: Path) -> None:
    page = converted(copy, "pdf", tmp_path / "pdf")
    assert page.read_bytes().startswith(b"%PDF")
    saved = opened(converted(copy, "xlsx", tmp_path / "office"), data_only=True)
    sheet = saved["学校"]
    assert saved.sheetnames == ["校验结果", "学校", "填报说明"]
    assert {row: sheet.cell(row, 8).value for row in STORED} == STORED
    assert sheet["D6"].fill.fgColor.rgb == "FFFFC9C7"
    assert "V004" in sheet["D6"].comment.text
    assert "这是我的批注" in sheet["C3"].comment.text
    assert sheet["H3"].comment.text == "公式的说明"
    results = saved["校验结果"]
    first = next(row for row in results.iter_rows() if row[0].value == 1)
    assert first[4].hyperlink.location.replace("'", "").replace("$", "") in (
        "学校!C3",
        "#学校.C3",
        "#学校!C3",
    )
    assert any("撤并" in str(one.formula1) for one in results.data_validations.dataValidation)


def test_saved_by_it_the_copy_is_still_a_copy(copy: Path, tmp_path: Path, run: Run) -> None:
    saved = converted(copy, "xlsx", tmp_path / "office")
    before, after = find_returned(copy.read_bytes()), find_returned(saved.read_bytes())
    assert before is not None
    assert after is not None
    assert (after.sha256, after.name, after.fills) == (before.sha256, before.name, before.fills)
    assert [dict(line.cells) for line in after.lines] == [dict(line.cells) for line in before.lines]
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
        converted(Path("学校.xlsx"), suffix, tmp_path / suffix)
        ran = run("return", f"{suffix}/学校.{suffix}")
        assert ran.code == 0, ran.err
        copy = converted(tmp_path / suffix / "学校_退回.xlsx", "xlsx", tmp_path / f"{suffix}-saved")
        assert opened(copy)["学校"]["D6"].fill.fgColor.rgb == "FFFFC9C7"
