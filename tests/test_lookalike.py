"""That the look-alikes have the shapes and figures they claim, read by a reader of others."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import lookalike as like


def rows_of(path: Path, index: int = 0) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_path(path)
    return book.get_sheet_by_index(index).to_python(skip_empty_area=False)


def test_ministry_list_has_groups_that_state_their_numbers(tmp_path: Path) -> None:
    path = like.ministry_list(tmp_path / "list.xls")
    rows = rows_of(path)
    assert "\n" in str(rows[1][0])
    assert rows[2] == ["序号", "学校名称", "学校标识码", "主管部门", "备注"]
    groups = [str(row[0]) for row in rows[3:] if "所）" in str(row[0])]
    data = [row for row in rows[3:] if isinstance(row[0], int | float)]
    assert groups == [f"{name}（{count}所）" for name, count in like.PROVINCES]
    assert len(data) == like.SCHOOLS_IN_LIST == 11
    assert [row[0] for row in data] == list(range(1, 12))
    merged = CalamineWorkbook.from_path(path).get_sheet_by_index(0).merged_cell_ranges
    assert merged is not None
    assert len(merged) == 2 + len(groups)


def test_malaysian_csv_has_town_and_country_and_blanks(tmp_path: Path) -> None:
    with like.malaysian_csv(tmp_path / "my.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    by_place = {place: [row for row in rows if row["LOKASI"] == place] for place in ("Bandar", "Luar Bandar")}
    assert {place: len(group) for place, group in by_place.items()} == {"Bandar": 4, "Luar Bandar": 6}
    teachers = {place: sum(int(row["GURU"] or 0) for row in group) for place, group in by_place.items()}
    assert teachers == {"Bandar": 106, "Luar Bandar": 62}
    assert [sum(not row[name] for row in rows) for name in ("GURU", "ENROLMEN")] == [1, 2]


def test_charter_list_has_totals_that_agree_and_tables_below(tmp_path: Path) -> None:
    rows = rows_of(like.charter_list(tmp_path / "charter.xls"))
    main = rows[like.CHARTER_FIRST - 1 : like.CHARTER_LAST]
    totals = rows[like.CHARTER_TOTALS - 1]
    assert [list(rows[3]).count(name) for name in ("Total", "Other")] == [3, 3]
    for column, exact in zip((6, 5), like.CHARTER_ENROLMENT, strict=True):
        assert (
            sum(Decimal(str(row[column] or 0)) for row in main)
            == Decimal(exact)
            == Decimal(str(totals[column]))
        )
    for column in (9, 12):
        assert sum(Decimal(str(row[column] or 0)) for row in main) == Decimal(str(totals[column]))
    assert rows[19][:7] == main[3][:7]
    assert rows[4][0] == "01"


@pytest.mark.parametrize("index", [0, 1])
def test_notes_stand_around_ten_rows_whose_ages_agree(tmp_path: Path, index: int) -> None:
    rows = rows_of(like.notes_around(tmp_path / "notes.xlsx"), index)
    assert len(rows) == 4 + 1 + 10 + 4
    assert rows[4][:3] == ["Name", "Profession", "Age"]
    for row in rows[5:15]:
        born, died = row[4], row[5]
        assert isinstance(born, date)
        assert isinstance(died, date)
        assert row[2] == died.year - born.year - ((died.month, died.day) < (born.month, born.day))
