"""The invented county's script: that it makes exactly the files that are committed, and nobody's number."""

from __future__ import annotations

import io
import re
import sys
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest

FOLDER = Path(__file__).parent.parent / "sample_data"
YEARS = (2022, 2023, 2024, 2025)
sys.path.insert(0, str(FOLDER))

from _make import books, county  # noqa: E402


def content(raw: bytes, suffix: str) -> object:
    """What a file holds: of a package its parts, since another zlib may pack the same parts otherwise."""
    if suffix != ".xlsx":
        return raw
    with ZipFile(io.BytesIO(raw)) as package:
        return [(info.filename, info.date_time, package.read(info)) for info in package.infolist()]


@cache
def made() -> dict[str, tuple[books.Grid, ...]]:
    """Every sheet as the script makes it, without writing it."""
    return dict(county.files())


def committed() -> set[str]:
    paths = (path for year in YEARS for path in (FOLDER / str(year)).rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix() for path in paths}


def test_the_script_makes_the_files_that_are_there_and_no_others() -> None:
    assert set(made()) == committed()
    assert sum((FOLDER / name).stat().st_size for name in made()) < 6_000_000


def test_small_files_come_out_as_committed(tmp_path: Path) -> None:
    for name, grids in made().items():
        if name.endswith((".csv", ".xls")) or name.startswith("2025/学校"):
            books.save(tmp_path / name, *grids)
            suffix = Path(name).suffix
            assert content((tmp_path / name).read_bytes(), suffix) == content(
                (FOLDER / name).read_bytes(), suffix
            ), name


def test_a_workbook_written_twice_has_the_same_bytes() -> None:
    grids = made()["2025/项目台账.xlsx"]
    assert books.xlsx_bytes(grids) == books.xlsx_bytes(grids)
    assert books.xls_bytes(grids) == books.xls_bytes(grids)


@pytest.mark.slow
def test_all_files_come_out_as_committed(tmp_path: Path) -> None:
    for path in county.write(tmp_path):
        name = path.relative_to(tmp_path).as_posix()
        assert content(path.read_bytes(), path.suffix) == content(
            (FOLDER / name).read_bytes(), path.suffix
        ), name


def test_no_file_holds_another_identity_number() -> None:
    for name, grids in made().items():
        for grid in grids:
            for row in grid.rows:
                for cell in row:
                    for number in re.findall(r"\d{17}[\dX]", str(cell)):
                        assert number.startswith("371599"), name
