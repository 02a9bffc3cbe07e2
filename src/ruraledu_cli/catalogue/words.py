"""One language's words: texts by key, and numbers, percentages and dates as that language writes them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Literal

from ruraledu_cli.definitions.yaml import parse

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_LOCALES: Mapping[str, str] = {"zh": "zh_Hans_CN", "en": "en"}
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN)  # exact for every figure a census can hold


class Catalogue:
    """The words of one language.

    A text may hold `{placeholders}`, and optional parts in double brackets, `[[；是否应为“{suggestion}”]]`,
    which fall away when one of their placeholders is not given.
    """

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self.texts = texts

    def text(self, key: str, **params: object) -> str:
        """The text of a key. Raises KeyError for an unknown key or a placeholder without a value."""
        return fill(self.texts[key], params)

    def find(self, key: str, **params: object) -> str | None:
        """The text of a key, None where the catalogue has none."""
        return self.text(key, **params) if key in self.texts else None

    def word(self, group: str, code: str) -> str:
        """The word of a code within a group (`reason`, `tables`); the code itself where there is none."""
        return self.texts.get(f"{group}.{code}", code)

    def title(self, titles: Mapping[Language, str] | str) -> str:
        """The title in this language, else in the other."""
        if isinstance(titles, str):
            return titles
        return titles.get(self.language) or next(iter(titles.values()), "")

    def join(self, parts: Iterable[object]) -> str:
        """Items of one list, with the language's own comma."""
        return self.texts["list.comma"].join(str(part) for part in parts)

    def clauses(self, parts: Iterable[object]) -> str:
        """Clauses of one sentence, with the language's own semicolon."""
        return self.texts["list.semicolon"].join(str(part) for part in parts)

    def number(self, value: Fraction | int, places: int = 0) -> str:
        """A number with so many decimals, digits grouped: 12,345.5. Rounds half to even, on exact values."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * places if places else "")
        shown = rounded(Fraction(value), places)
        with localcontext(_WIDE):
            return format_decimal(shown, format=pattern, locale=self._locale, decimal_quantization=False)

    def percent(self, value: Fraction, places: int = 1) -> str:
        """A share as a percentage with so many decimals: 17/20 is 85.0%."""
        from babel.numbers import format_percent

        pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
        share = rounded(value * 100, places).scaleb(-2, _WIDE)
        with localcontext(_WIDE):
            return format_percent(share, format=pattern, locale=self._locale, decimal_quantization=False)

    def day(self, day: date) -> str:
        """A day in words: 2025年9月1日, 1 Sep 2025."""
        from babel.dates import format_date

        return format_date(day, format=self.texts["format.date"], locale=self._locale)

    def due(self, day: date) -> str:
        """A due date in short: the end of a year where it is one, else the day."""
        if (day.month, day.day) == (12, 31):
            return self.text("format.year_end", year=day.year)
        return self.day(day)

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction rounded to so many decimals, half to even, without passing through a float."""
    scaled = round(value * 10**places)
    return Decimal(scaled).scaleb(-places, _WIDE)


def fill(template: str, params: Mapping[str, object]) -> str:
    """Fill a text's placeholders; drop the optional parts that lack a value."""

    def part(match: re.Match[str]) -> str:
        inner = match.group(1)
        lacks = any(params.get(name) in (None, "") for name in placeholders(inner))
        return "" if lacks else inner

    return _OPTIONAL.sub(part, template).format_map(params)


def placeholders(template: str) -> frozenset[str]:
    """The names a text wants filled."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def required(template: str) -> frozenset[str]:
    """The names a text cannot do without: those outside its optional parts."""
    return placeholders(_OPTIONAL.sub("", template))


@cache
def load_catalogue(language: Language = "zh", *further: str) -> Catalogue:
    """The words of a language, read once. `further` names catalogues that few commands need (`trace`)."""
    folder = resources.files("ruraledu_cli.data") / "catalogues"
    texts: dict[str, str] = {}
    for name in (f"{language}.yaml", *(f"{part}.{language}.yaml" for part in ("cli", *further))):
        texts |= _flat(parse((folder / name).read_text(encoding="utf-8"), name).data, "")
    return Catalogue(language, texts)


def _flat(node: object, prefix: str) -> list[tuple[str, str]]:
    if not isinstance(node, Mapping):
        return [(prefix, "" if node is None else str(node))]
    return [
        pair for key, value in node.items() for pair in _flat(value, f"{prefix}.{key}" if prefix else key)
    ]
