"""Sheets into frames: which table a sheet holds, which column each header is, what each row is."""

from ruraledu_cli.recognise.headers import normalise
from ruraledu_cli.recognise.sheets import Recognised, recognise, recognise_each, without_superseded
from ruraledu_cli.recognise.tables import unread_tables

__all__ = [
    "Recognised",
    "normalise",
    "recognise",
    "recognise_each",
    "unread_tables",
    "without_superseded",
]
