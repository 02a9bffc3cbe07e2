"""What a column takes, in words: for a comment beside the cell that holds something else."""

from __future__ import annotations

from fractions import Fraction

from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.model.finding import Finding

_MOST = 12  # entries of a code list that are named; the rest is counted aloud


def allowed(finding: Finding, codebook: Codebook, text: Catalogue) -> str | None:
    """What the finding's column takes; None where it has none, or where any text will do."""
    for place in finding.places:
        table = codebook.tables.get(place.table or "")
        column = table.columns.get(place.column or "") if table else None
        if column is not None:
            return allowed_in(column, codebook, text)
    return None


def allowed_in(column: ColumnDef, codebook: Codebook, text: Catalogue) -> str | None:
    """What a column takes; None where any text will do."""
    if column.type == "code" and column.codes in codebook.code_lists:
        return _of_list(str(column.codes), codebook, text)
    if column.type == "flag":
        return text.join((text.word("answer", "yes"), text.word("answer", "no")))
    if column.type in ("text", "name"):
        return None
    if column.type in ("count", "number"):
        return text.text(
            "returned.number",
            type=text.word("types", column.type),
            min=None if column.type == "count" and not column.min else _bound(column.min),
            max=_bound(column.max),
            unit=column.unit,
        )
    return text.word("types", column.type)


def _of_list(name: str, codebook: Codebook, text: Catalogue) -> str:
    """The entries that may be filled in, with their codes where these are numbers."""
    entries = [
        f"{code} {entry.zh}" if code.isdecimal() else entry.zh
        for code, entry in codebook.code_lists[name].codes.items()
        if not entry.group and entry.fault is None
    ]
    listed = text.join(entries[:_MOST])
    return (
        listed if len(entries) <= _MOST else text.text("returned.and_more", listed=listed, count=len(entries))
    )


def _bound(value: Fraction | None) -> str | None:
    if value is None:
        return None
    return str(value.numerator if value.denominator == 1 else float(value))
