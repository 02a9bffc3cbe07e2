"""A pool of processes that outlives its workers: one that crashes or stalls costs its own item only.

The pools of the standard library lose every item when a worker dies, and never say whose fault it was. Here
each worker has a pipe of its own and one item at a time, so that a worker that is gone names its item.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from time import monotonic
from typing import Any, Generic, TypeVar

from ruraledu_cli.scale.limits import Limits, process_count
from ruraledu_cli.scale.worker import DONE, READY, serve

Item = TypeVar("Item")
Result = TypeVar("Result")
CRASHED, TOO_SLOW, TOO_LARGE = "crashed", "too_slow", "too_large"
_START_SECONDS = 60.0
_TICK = 0.25  # seconds; how often progress is told while nothing happens
Tell = Callable[[int, int], None]


def run(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    failed: Callable[[Item, str], Result],
    *,
    jobs: int = 0,
    limits: Limits | None = None,
    tell: Tell | None = None,
) -> list[Result]:
    """The function's result for every item, in the items' order, whatever the number of processes.

    An item whose process crashed, took too long or too much memory gets `failed(item, reason)`. `tell` hears
    how many of all are done, a few times a second. Function, items and results must be picklable.
    """
    if not items:
        return []
    _keep_standard_streams()
    pool = _Pool(function, items, failed, limits or Limits(), tell or (lambda *_: None))
    try:
        return pool.results(process_count(jobs, len(items)))
    finally:
        pool.close()


@dataclass(slots=True)
class _Worker:
    """A process, its pipe, the item it is at, and when it must have answered. Not `ready` while it starts."""

    process: Any
    connection: Connection
    item: int
    deadline: float
    ready: bool = False


class _Pool(Generic[Item, Result]):
    def __init__(
        self,
        function: Callable[[Item], Result],
        items: Sequence[Item],
        failed: Callable[[Item, str], Result],
        limits: Limits,
        tell: Tell,
    ) -> None:
        self.function, self.items, self.failed, self.limits, self.tell = function, items, failed, limits, tell
        self.context = _context(function)
        self.spawns = self.context.get_start_method() == "spawn"
        self.waiting = deque(range(len(items)))
        self.done: dict[int, Result] = {}
        self.workers: list[_Worker] = []

    def results(self, processes: int) -> list[Result]:
        while len(self.done) < len(self.items):
            while self.waiting and len(self.workers) < processes:
                self._start(self.waiting.popleft())
            self._listen()
            self.tell(len(self.done), len(self.items))
        return [self.done[number] for number in range(len(self.items))]

    def close(self) -> None:
        """End what still runs: after an interrupt there are workers at work."""
        for worker in self.workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
        self.workers = []

    def _start(self, item: int) -> None:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(  # type: ignore[attr-defined]
            target=serve, args=(theirs, self.limits.memory), daemon=True
        )
        try:
            with _uninterrupted() if self.spawns else contextlib.nullcontext():
                process.start()
            ours.send(self.function)
        except (OSError, EOFError):  # no process to be had here: better unprotected than not at all
            ours.close()
            self.done[item] = self._here(item)
            return
        finally:
            theirs.close()
        self.workers.append(_Worker(process, ours, item, monotonic() + _START_SECONDS))

    def _listen(self) -> None:
        """Wait until a worker says something, ends, or is out of time; then see to each of them."""
        if not self.workers:
            return
        now = monotonic()
        patience = min([_TICK, *(max(0.0, worker.deadline - now) for worker in self.workers)])
        heard = wait(
            [w.connection for w in self.workers] + [w.process.sentinel for w in self.workers], patience
        )
        for worker in list(self.workers):
            if worker.connection in heard or worker.process.sentinel in heard:
                self._hear(worker)
            elif monotonic() >= worker.deadline:
                self._lose(worker, TOO_SLOW)

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = worker.connection.recv_bytes() if worker.connection.poll() else b""
        except (EOFError, OSError):
            answer = b""
        if not answer:
            self._lose(worker, CRASHED)
        elif answer == READY:
            worker.ready = True
            self._give(worker, worker.item)
        else:
            self._take(worker, answer)

    def _take(self, worker: _Worker, answer: bytes) -> None:
        """A result; a worker that ran out of memory is not trusted with another item."""
        word, content = pickle.loads(answer)
        if word != DONE:
            self._lose(worker, TOO_LARGE if content == MemoryError.__name__ else CRASHED)
            return
        self.done[worker.item] = content
        if self.waiting:
            self._give(worker, self.waiting.popleft())
        else:
            self._dismiss(worker)

    def _give(self, worker: _Worker, item: int) -> None:
        worker.item, worker.deadline = item, monotonic() + self.limits.seconds
        with contextlib.suppress(OSError):  # it is gone: its sentinel says so
            worker.connection.send(self.items[item])

    def _lose(self, worker: _Worker, reason: str) -> None:
        """The item is told; the worker, if it still lives, is ended. The next round starts another."""
        self._dismiss(worker)
        item = worker.item
        self.done[item] = self.failed(self.items[item], reason) if worker.ready else self._here(item)

    def _here(self, item: int) -> Result:
        """In this process, where no worker can be started at all."""
        return self.function(self.items[item])

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.connection.close()
        worker.process.kill()
        worker.process.join()


def _context(function: Callable[..., object]) -> BaseContext:
    """On Linux from a server that has the function's module loaded once: a lost worker is replaced in no
    time, and nothing is forked from a process with threads. Elsewhere by spawning."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    module = getattr(getattr(function, "func", function), "__module__", None)
    if module not in (None, "__main__"):
        context.set_forkserver_preload(["__main__", str(module), serve.__module__])
    with _uninterrupted(), contextlib.suppress(OSError):
        forkserver.ensure_running()
    return context


def _keep_standard_streams() -> None:
    """Where stdin, stdout or stderr are closed, their numbers must not fall to the pipes of workers."""
    number = os.open(os.devnull, os.O_RDWR)
    while number <= 2:
        number = os.open(os.devnull, os.O_RDWR)
    os.close(number)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started in here ignores interrupts from its first moment, and so says nothing of them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
