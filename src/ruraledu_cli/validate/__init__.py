"""Frames into a census: typed values, unique keys, resolved links, and what was wrong."""

from ruraledu_cli.validate.blanks import BlankMeans
from ruraledu_cli.validate.build import Validated, validate
from ruraledu_cli.validate.register import KnownSchool, known_schools

__all__ = ["BlankMeans", "KnownSchool", "Validated", "known_schools", "validate"]
