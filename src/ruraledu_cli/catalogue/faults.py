"""Faults of definition files in words: where, what is wrong, and what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruraledu_cli.catalogue.words import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruraledu_cli.definitions.yaml import Fault


def fault_line(fault: Fault, text: Catalogue, shown: Callable[[Path], str] = Path.as_posix) -> str:
    """One fault as file:line:column: message. `shown` says how a path is shown."""
    params = dict(fault.params)
    if fault.code == "wrong_value":
        params["kind"] = text.word("expected", params["kind"])
    message = text.find(f"fault.{fault.code}", **params) or fault.code
    return f"{shown(Path(fault.file))}:{fault.line}:{fault.column}: {message}"
