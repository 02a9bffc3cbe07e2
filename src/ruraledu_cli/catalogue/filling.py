"""How a column is filled in, in words: what it means, what it takes, an example, what a blank says."""

from __future__ import annotations

from dataclasses import dataclass

from ruraledu_cli.catalogue.allowed import allowed_in
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef
from ruraledu_cli.definitions.entry import choices, takes_other_text


@dataclass(frozen=True, slots=True)
class Filling:
    """The words for one column of one table."""

    meaning: str
    allowed: str
    blank: str
    example: str


def filling(table: TableDef, column: ColumnDef, codebook: Codebook, text: Catalogue) -> Filling:
    """`text` is the catalogue with the words of templates."""
    return Filling(
        _meaning(table, column, text),
        _allowed(column, codebook, text),
        text.text(f"template.blank.{'none' if column.blank == 'none' else 'missing'}"),
        _example(column, codebook, text),
    )


def note(words: Filling, column: ColumnDef, text: Catalogue) -> str:
    """What is said beside a header."""
    said = text.text(
        "template.note",
        meaning=words.meaning,
        allowed=words.allowed,
        example=words.example,
        blank=words.blank,
    )
    return text.text("template.note_required", note=said) if column.required else said


def _meaning(table: TableDef, column: ColumnDef, text: Catalogue) -> str:
    own = text.find(f"template.meaning.{table.name}.{column.name}")
    if own is not None or column.note:
        return own or str(column.note)
    return text.text(f"template.meaning_of.{column.type}", header=column.zh, unit=column.unit)


def _allowed(column: ColumnDef, codebook: Codebook, text: Catalogue) -> str:
    allowed = allowed_in(column, codebook, text) or text.text("template.any_text")
    if column.list:
        return text.text("template.several", allowed=allowed)
    if choices(column, codebook) and takes_other_text(column, codebook):
        return text.text("template.or_text", allowed=allowed)
    return allowed


def _example(column: ColumnDef, codebook: Codebook, text: Catalogue) -> str:
    words = choices(column, codebook)
    if words:
        return words[0]
    kind = "person" if column.type == "name" and column.personal else column.type
    return text.find(f"template.example.{kind}") or ""
