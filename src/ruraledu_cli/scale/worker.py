"""What runs in a worker process: one function, called for item after item until nobody asks any more."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from ruraledu_cli.scale.limits import limit_memory

READY = b"ready"
DONE, FAILED = "done", "failed"


def serve(connection: Connection, memory: int) -> None:
    """Receive the function, then items; answer each with (DONE, result) or (FAILED, kind of exception)."""
    _stay_silent()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        function = connection.recv()
        connection.send_bytes(READY)
        limit_memory(memory)
        while True:
            connection.send_bytes(_answer(function, connection.recv()))


def _answer(function: Callable[[Any], Any], item: Any) -> bytes:
    """Pickled here, where the memory is limited. Of a fault only its kind: its text may hold cells."""
    try:
        return pickle.dumps((DONE, function(item)), pickle.HIGHEST_PROTOCOL)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return pickle.dumps((FAILED, type(error).__name__))


def _stay_silent() -> None:
    """An interrupt is the parent's to handle; and what a reader prints when it panics is for nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
