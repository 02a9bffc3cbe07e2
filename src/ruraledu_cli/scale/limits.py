"""What one item may cost, and how many processes are worth their start."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

GIBIBYTE = 1024**3
_PAYS_FROM = 4  # files; below, starting a second process costs more than it gives


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of one item, and bytes it may ask for beside what its process holds already."""

    seconds: float = 60.0
    memory: int = GIBIBYTE


def process_count(jobs: int, items: int) -> int:
    """As many as asked for; 0 is one for each core once there are enough items. Never more than items."""
    if jobs <= 0:
        jobs = cores() if items >= _PAYS_FROM else 1
    return max(1, min(jobs, items))


def cores() -> int:
    """The cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit_memory(extra: int) -> None:
    """Let this process ask for so many more bytes. Only where the platform can: Windows has no resource
    module, and macOS does not keep the limit."""
    if sys.platform != "linux":
        return
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as held:
            pages = int(held.read().split()[0])
        allowed = pages * resource.getpagesize() + extra
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or allowed < hard:
            resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    except (OSError, ValueError):
        return
