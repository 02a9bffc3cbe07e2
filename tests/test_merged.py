"""Merged ranges over records: words go down, and whatever else is covered is missing and told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ruraledu_cli.census import Cell, Merged, Sheet
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.recognise import recognise
from ruraledu_cli.validate import Validated, validate

HEADER: list[Cell] = ["学校标识码", "学校名称", "办学类型", "在校生数", "学校状态"]
ROWS: Sequence[list[Cell]] = (
    HEADER,
    ["2137900001", "甲1小学", "小学", 120, "在办"],
    ["2137900002", "甲2小学", "小学", 90, "停办"],
    ["2137900003", "甲3小学", "小学", 60, "在办"],
)


def read(*merged: Merged) -> Validated:
    """The rows as a program keeps them that merges cells: one value is left of each range."""
    covered = {
        (row, at)
        for m in merged
        for row in range(m.top, m.bottom + 1)
        for at in range(m.left, m.right + 1)
        if (row, at) != (m.top, m.left)
    }
    rows = [
        [None if (n, at) in covered else cell for at, cell in enumerate(row)] for n, row in enumerate(ROWS)
    ]
    frames = recognise([Sheet("a.xlsx", "学校", rows, merged)], load_codebook()).frames
    return validate(frames, load_codebook(), 2025, {})


def told(found: Validated) -> list[tuple[str | None, list[str]]]:
    findings: list[Finding] = [one for one in found.findings if one.code == "S018"]
    return [(place.column, place.cells) for one in findings for place in one.places]


@pytest.mark.parametrize(
    ("merged", "cells"),
    [
        (Merged(1, 3, 2, 3), [("students", ["D3"])]),
        (Merged(2, 3, 2, 4), [("school_status", ["E3"])]),
        (Merged(2, 2, 3, 3), [("school_type", ["C4"]), ("students", ["D3:D4"])]),
    ],
)
def test_cells_merged_over_are_missing_and_told(merged: Merged, cells: list[tuple[str, list[str]]]) -> None:
    found = read(merged)
    assert told(found) == cells
    schools = found.census.tables["schools"]
    for column, addresses in cells:
        for row in range(int(addresses[0][1]), int(addresses[0][-1]) + 1):
            assert schools.column(column).codes[row - 2] < 0


def test_words_merged_down_are_read_and_a_title_is_no_record() -> None:
    assert told(read(Merged(1, 4, 3, 4))) == []
    assert read(Merged(1, 2, 3, 2)).census.tables["schools"].column("school_type")[2] == "211"
    assert told(read(Merged(0, 0, 0, 1))) == []
