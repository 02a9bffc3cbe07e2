"""A census and a plan into measurements: who is counted, who has it, and what is not known."""

from ruraledu_cli.compute.coverage import register
from ruraledu_cli.compute.indicators import compute, compute_beside, compute_one

__all__ = ["compute", "compute_beside", "compute_one", "register"]
