"""Processes: what one item does to its worker is told of that item alone, in one order for any number."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import sys
import threading
import time
from functools import partial
from typing import Any

import pytest

from ruraledu_cli.scale import CRASHED, TOO_LARGE, TOO_SLOW, Limits, process_count, run
from ruraledu_cli.scale import pool as pool_module
from ruraledu_cli.scale.limits import cores, limit_memory

LINUX = sys.platform == "linux"
SHORT = Limits(seconds=1.0)


def act(item: str) -> str:
    """What an item asks for, in a worker."""
    kind, _, value = item.partition(" ")
    if kind == "exit":
        os._exit(int(value))
    elif kind == "segfault":
        ctypes.string_at(0)
    elif kind == "sleep":
        time.sleep(float(value))
    elif kind == "raise":
        raise ValueError(value)
    elif kind == "hoard":
        return str(len(bytearray(int(value) << 20)))
    elif kind == "shout":
        os.write(1, b"out of a worker")
        os.write(2, b"thread '<unnamed>' panicked")
    elif kind == "interrupt":
        os.kill(os.getpid(), 2)
    return f"{item} done"


def unpicklable(item: str) -> Any:
    return threading.Lock()


def tell_failed(item: str, reason: str) -> str:
    return f"{item}: {reason}"


def outcome(items: list[str], jobs: int = 1, limits: Limits = SHORT) -> list[str]:
    return run(act, items, tell_failed, jobs=jobs, limits=limits)


def test_results_stand_in_the_order_of_the_items_for_any_number_of_processes() -> None:
    items = ["sleep 0.2", *(f"item {n}" for n in range(12))]
    expected = [f"{item} done" for item in items]
    assert [outcome(items, jobs) for jobs in (1, 2, 5)] == [expected] * 3


def test_nothing_to_do_starts_no_process() -> None:
    assert outcome([]) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_crash_costs_its_own_item_only(jobs: int) -> None:
    items = ["a", "exit 3", "b", "segfault", "c", "exit 0", "d"]
    found = outcome(items, jobs)
    assert found == [
        "a done",
        f"exit 3: {CRASHED}",
        "b done",
        f"segfault: {CRASHED}",
        "c done",
        f"exit 0: {CRASHED}",
        "d done",
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_takes_too_long_is_ended(jobs: int) -> None:
    started = time.monotonic()
    assert outcome(["a", "sleep 60", "b", "sleep 0.1"], jobs) == [
        "a done",
        f"sleep 60: {TOO_SLOW}",
        "b done",
        "sleep 0.1 done",
    ]
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not LINUX, reason="the platform keeps no such limit")
def test_what_wants_too_much_memory_is_refused_it() -> None:
    limits = Limits(seconds=20.0, memory=64 << 20)
    assert outcome(["hoard 1", "hoard 400", "hoard 2"], limits=limits) == [
        str(1 << 20),
        f"hoard 400: {TOO_LARGE}",
        str(2 << 20),
    ]


def test_an_exception_is_a_crash_and_its_text_stays_in_the_worker() -> None:
    assert outcome(["raise 371599199001010019", "a"]) == [
        f"raise 371599199001010019: {CRASHED}",
        "a done",
    ]


def test_a_result_that_cannot_travel_is_a_crash() -> None:
    assert run(unpicklable, ["a"], tell_failed, jobs=1) == [f"a: {CRASHED}"]


def test_workers_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert outcome(["shout", "segfault"]) == ["shout done", f"segfault: {CRASHED}"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends interrupts to groups only")
def test_an_interrupt_is_left_to_the_parent() -> None:
    assert outcome(["interrupt", "a"]) == ["interrupt done", "a done"]


def test_an_interrupt_ends_all_workers() -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(act, ["sleep 30", "sleep 30"], tell_failed, jobs=2, tell=interrupt)
    assert multiprocessing.active_children() == []


def test_progress_goes_on_while_nothing_ends() -> None:
    told: list[tuple[int, int]] = []
    run(act, ["sleep 0.8", "a"], tell_failed, jobs=1, tell=lambda done, total: told.append((done, total)))
    assert told.count((0, 2)) >= 2
    assert told[-1] == (2, 2)
    assert told == sorted(told)


def test_where_no_process_can_be_had_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    class Barred:
        def __init__(self, **_: object) -> None:
            pass

        def start(self) -> None:
            raise PermissionError(1, "no processes here")

    class Context:
        get_start_method = staticmethod(lambda: "spawn")
        Pipe = staticmethod(multiprocessing.Pipe)
        Process = Barred

    monkeypatch.setattr(pool_module, "_context", lambda function: Context)
    assert outcome(["a"]) == ["a done"]


def test_spawned_workers_do_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS."""
    monkeypatch.setattr(pool_module, "_context", lambda function: multiprocessing.get_context("spawn"))
    assert outcome(["a", "exit 1", "b"], 2) == ["a done", f"exit 1: {CRASHED}", "b done"]


def test_a_function_bound_to_what_it_needs_travels() -> None:
    assert run(partial(pow, 2), [3, 4], lambda item, reason: -1, jobs=1) == [8, 16]


def test_how_many_processes() -> None:
    assert [process_count(0, n) for n in (1, 3)] == [1, 1]
    assert process_count(0, 400) == cores()
    assert (process_count(8, 3), process_count(2, 100), process_count(1, 0)) == (3, 2, 1)


def test_where_limits_cannot_be_set_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    limit_memory(1)
    assert bytearray(8 << 20)
