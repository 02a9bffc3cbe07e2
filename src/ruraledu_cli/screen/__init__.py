"""What a person sees: reports and findings on a terminal of any width, in colour or without."""

from ruraledu_cli.screen.check import show_check
from ruraledu_cli.screen.console import Color, make_console
from ruraledu_cli.screen.findings import show_findings

__all__ = ["Color", "make_console", "show_check", "show_findings"]
