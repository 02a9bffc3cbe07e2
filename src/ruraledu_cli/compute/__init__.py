"""A census and a plan into measurements: who is counted, who has it, and what is not known."""

from ruraledu_cli.compute.coverage import register
from ruraledu_cli.compute.indicators import compute

__all__ = ["compute", "register"]
