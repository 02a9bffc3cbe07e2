"""Changes in words: tables, columns, keys and cells as the sheets have them, personal data masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import PurePosixPath

from ruraledu_cli.catalogue.figures import root, show, show_beside, show_gap
from ruraledu_cli.catalogue.findings import mask, mask_identities
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.model.comparison import (
    CellAt,
    CellChange,
    CountChange,
    FindingChange,
    IndicatorChange,
    RowChange,
)

Telling = Mapping[tuple[str, str], int]  # table and column: how many indicators look at it


class ComparisonWords:
    """Puts changes into words; personal data is masked unless it is to be shown."""

    def __init__(
        self, codebook: Codebook, plan: Plan | None, text: Catalogue, *, show_pii: bool, telling: Telling
    ) -> None:
        self.codebook, self.plan, self.text, self.show_pii = codebook, plan, text, show_pii
        self.telling = telling

    def table(self, name: str | None) -> str:
        definition = self.codebook.tables.get(name or "")
        if definition is None:
            return name or ""
        return definition.sheet if self.text.language == "zh" else definition.en

    def column(self, table: str | None, name: str | None) -> str:
        definition = self.codebook.tables.get(table or "")
        column = definition.columns.get(name or "") if definition else None
        if column is None:
            return name or ""
        return column.zh if self.text.language == "zh" else column.en

    def field(self, table: str | None, name: str | None) -> str:
        """Table and column in one."""
        return "·".join(part for part in (self.table(table), self.column(table, name)) if part)

    def key(self, change: CellChange | RowChange | CountChange) -> str:
        parts = change.key
        if change.is_person and not self.show_pii:
            parts = (*map(mask, parts[:1]), *map(mask_identities, parts[1:]))
        return " / ".join(parts)

    def cell(self, cell: CellAt, *, personal: bool) -> str:
        if self.show_pii or not cell.text:
            return cell.text
        return mask(cell.text) if personal else mask_identities(cell.text)

    def value(self, one: FindingChange) -> str:
        if self.show_pii or not one.value:
            return one.value or ""
        return mask(one.value) if one.personal else mask_identities(one.value)

    def title(self, one: IndicatorChange) -> str:
        indicator = self.plan.indicators.get(one.id) if self.plan else None
        return self.text.title(indicator.title) if indicator else one.id

    def unit(self, one: IndicatorChange) -> str:
        indicator = self.plan.indicators.get(one.id) if self.plan else None
        return indicator.unit if indicator else "number"

    def figures(self, one: IndicatorChange) -> tuple[str, str]:
        """What it was and is: figures that differ are shown with as many decimals as tell them apart."""
        (was, now), unit = self._shown(one), self.unit(one)
        if was is None or now is None:
            return self._alone(was, unit), self._alone(now, unit)
        return show_beside(was, now, unit, self.text), show_beside(now, was, unit, self.text)

    def change(self, one: IndicatorChange) -> str:
        was, now = self._shown(one)
        return "" if was is None or now is None else self.gap(now - was, one)

    def gap(self, value: Fraction, one: IndicatorChange) -> str:
        return show_gap(value, self.unit(one), self.text)

    def _alone(self, value: Fraction | None, unit: str) -> str:
        return "-" if value is None else show(value, unit, self.text)

    def _shown(self, one: IndicatorChange) -> tuple[Fraction | None, Fraction | None]:
        """The values; of squares their roots, near enough for showing."""
        was, now = (None if v is None else root(v) if one.squared else v for v in (one.before, one.after))
        return was, now

    def address(self, cell: CellAt) -> str:
        place = self.text.text("format.place", file=cell.file, sheet=cell.sheet)
        return f"{place} {cell.cell}".strip()

    def both_at(self, before: CellAt, after: CellAt) -> str:
        """Where a cell stands now, and where it stood: its address alone in a sheet of the same name."""
        old, new = (PurePosixPath(side.file).name for side in (before, after))
        where = self.address(after)
        if (old, before.sheet) != (new, after.sheet):
            return f"{self.address(before)} → {where}"
        if before.cell == after.cell:
            return where
        return self.text.text("diff.moved", where=where, before=before.cell or None)

    def row_at(self, change: RowChange) -> str:
        file, sheet, row = change.at
        return self.text.text(
            "diff.row", place=self.text.text("format.place", file=file, sheet=sheet), row=row
        )

    def columns(self, cells: Iterable[CellChange]) -> list[tuple[tuple[str, str], int]]:
        """Columns with the number of their changed cells: those that indicators look at first, and of these
        the ones that change least, since what changes in every row tells little."""
        counts = Counter((cell.table, cell.column) for cell in cells)
        return sorted(counts.items(), key=lambda item: (not self.telling.get(item[0]), item[1]))

    def telling_first(self, cells: Sequence[CellChange]) -> list[CellChange]:
        order = {column: number for number, (column, _) in enumerate(self.columns(cells))}
        return sorted(cells, key=lambda cell: order[cell.table, cell.column])
