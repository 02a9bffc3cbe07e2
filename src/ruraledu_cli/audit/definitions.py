"""What sheets are held against: a plan's codebook and townships, or the package's codebook alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ruraledu_cli.census import Frame
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.tolerances import Tolerances, load_successors, load_tolerances
from ruraledu_cli.validate import BlankMeans, KnownSchool, Validated, validate


@dataclass(frozen=True)
class Definitions:
    """Without a plan the package's own codebook, and townships as free text."""

    plan: Plan | None = None
    blank_means: Sequence[BlankMeans] = ()
    tolerances_file: Path | None = None
    successors_file: Path | None = None

    @cached_property
    def codebook(self) -> Codebook:
        return self.plan.codebook if self.plan else load_codebook()

    @cached_property
    def areas(self) -> Mapping[str, str]:
        return self.plan.areas if self.plan else {}

    @cached_property
    def tolerances(self) -> Tolerances:
        """Those of the workspace's own file, else the package's. Raises DefinitionError."""
        return load_tolerances(self.codebook, self.tolerances_file)

    @cached_property
    def successors(self) -> tuple[str, ...]:
        """Schools that were closed or merged: the plan's list and the workspace's. Raises DefinitionError."""
        listed = self.plan.lists.get("successors", ()) if self.plan else ()
        return (*listed, *(load_successors(self.successors_file) if self.successors_file else ()))

    def validate(
        self,
        frames: Sequence[Frame],
        year: int | None,
        schools: Sequence[KnownSchool] = (),
        unread: Collection[str] = (),
    ) -> Validated:
        """`schools` is the register where the frames hold no schools of their own; `unread` are the tables
        of which rows may stand in files that could not be read."""
        outside = frozenset(self.plan.lists.get("outside_schools", ())) if self.plan else frozenset()
        names = self.plan.names if self.plan else {}
        return validate(
            frames,
            self.codebook,
            year,
            self.areas,
            outside,
            self.blank_means,
            schools,
            names=names,
            unread=unread,
            openings=self.plan.settings.openings if self.plan else None,
        )
