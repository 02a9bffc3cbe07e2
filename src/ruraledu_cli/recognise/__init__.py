"""Sheets into frames: which table a sheet holds, which column each header is, what each row is."""

from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.sheets import Recognised, recognise

__all__ = ["Recognised", "normalise", "recognise"]
