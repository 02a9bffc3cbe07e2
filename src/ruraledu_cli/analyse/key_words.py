"""The keys of records as a person reads them: official names for codes, a school's name beside its code."""

from __future__ import annotations

from collections.abc import Hashable

from ruraledu_cli.analyse.keyed import Key
from ruraledu_cli.census import Census
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.validate.locate import text_at

_PARTS = 4


class KeyWords:
    """Words for the keys of either of two censuses."""

    def __init__(self, codebook: Codebook, before: Census, after: Census) -> None:
        self.codebook = codebook
        self.names = _names(before) | _names(after)

    def of(self, table: str, key: Key) -> tuple[str, ...]:
        """Who or what it is first. Days and semesters are left out, for the place tells them; a record
        without any key has none, for all it says may be personal."""
        columns, parts = key
        texts = (self._text(table, name, part) for name, part in zip(columns, parts, strict=False))
        return tuple(text for text in texts if text)[:_PARTS]

    def _text(self, table: str, name: str, part: Hashable) -> str:
        if isinstance(part, tuple):
            return "、".join(self._text(table, name, item) for item in part if isinstance(item, str))
        if not isinstance(part, str):
            return ""
        column = self.codebook.tables[table].columns.get(name)
        codes = self.codebook.code_lists[column.codes].codes if column and column.codes else {}
        if part in codes:
            return codes[part].zh
        return f"{part} {self.names[part]}" if part in self.names else part


def _names(census: Census) -> dict[str, str]:
    """The schools' names by code."""
    schools = census.tables.get("schools")
    if schools is None:
        return {}
    named = (
        (text_at(schools, "school_code", r), text_at(schools, "school_name", r)) for r in range(schools.size)
    )
    return {code: name for code, name in named if code and name}
