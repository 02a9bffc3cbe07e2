"""A census and a plan into measurements: who is counted, who has it, and what is not known."""

from ruraledu_cli.compute.coverage import register
from ruraledu_cli.compute.indicators import compute, compute_beside

__all__ = ["compute", "compute_beside", "register"]
