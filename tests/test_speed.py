"""What start-up and a check may cost, as ratios of processor time taken side by side in one run."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[1] / "bench"

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    pytest.importorskip("resource")
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("check")


def least_ratio(bench: Any, ours: str, theirs: str, wanted: float) -> float:
    """The least of up to six measurements: a loaded machine slows the two unevenly, but not always."""
    ratios: list[float] = []
    while len(ratios) < 6 and (not ratios or ratios[-1] > wanted):
        found = bench.measure((theirs, ours), 5)
        ratios.append(found[ours] / found[theirs])
    return min(ratios)


def test_help_is_about_as_fast_as_a_bare_app(bench: Any) -> None:
    assert least_ratio(bench, bench.HELP, bench.BARE_HELP, 1.3) <= 1.3


def test_a_county_is_checked_while_pandas_is_imported_twice_and_a_half(bench: Any) -> None:
    assert least_ratio(bench, bench.WARM, bench.PANDAS, 2.5) <= 2.5
