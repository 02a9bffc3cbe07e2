"""A bar on stderr for work over many files: on terminals only, and only after a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from ruraledu_cli.cli.session import Session

if TYPE_CHECKING:
    from rich.progress import Progress

_AFTER = 1.0  # seconds


class _Bar:
    """The bar, which is not made before it is shown."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.since = monotonic()
        self.shown: Progress | None = None

    def tell(self, done: int, total: int) -> None:
        if self.shown is None:
            if monotonic() - self.since < _AFTER or done >= total:
                return
            self._show(total)
        if self.shown is not None:
            self.shown.update(self.shown.task_ids[0], completed=done, total=total)

    def _show(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.shown = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self.shown.add_task(self.label, total=total)
        self.shown.start()


@contextmanager
def file_progress(session: Session, key: str, hidden: bool = False) -> Iterator[Callable[[int, int], None]]:
    """What to call with the files done and all files, as often as one likes."""
    if hidden or sys.stderr is None or not sys.stderr.isatty():
        yield lambda *_: None
        return
    bar = _Bar(session.words.text(key))
    try:
        yield bar.tell
    finally:
        if bar.shown is not None:
            bar.shown.stop()
