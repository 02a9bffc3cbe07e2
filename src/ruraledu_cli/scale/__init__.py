"""Work spread over processes: a function over many files, each of them isolated from the others."""

from ruraledu_cli.scale.limits import Limits, process_count
from ruraledu_cli.scale.pool import CRASHED, TOO_LARGE, TOO_SLOW, run

__all__ = ["CRASHED", "TOO_LARGE", "TOO_SLOW", "Limits", "process_count", "run"]
