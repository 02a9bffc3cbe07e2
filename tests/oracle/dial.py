"""What kind of county to invent: how much is blank, which edges it has, who did not send."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dial:
    """Probabilities are per cell or per row; the sheet of a faulty cell holds a value that cannot be."""

    year: int = 2025
    blank: float = 0.0
    fault: float = 0.0
    edges: float = 0.1
    pairs_table: bool = False
    last_year: bool = False
    silent_rosters: int = 0  # townships that sent no roster
    silent_sheets: int = 0  # townships that sent no school sheet
    sums: float = 0.0  # schools that state their sums and send no roster
    lost: tuple[tuple[str, str], ...] = ()  # columns that no sheet has
    without: tuple[str, ...] = ()  # tables that were never sent
    good: float = 0.85  # how often a yes is a yes


CLEAN = Dial(edges=0.0)
