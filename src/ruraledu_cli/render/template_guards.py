"""The checks on a template's cells: lists to choose from, whole numbers, dates, lengths."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ruraledu_cli.catalogue.filling import Filling
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.definitions.entry import choices, takes_other_text
from ruraledu_cli.model.finding import column_letter
from ruraledu_cli.read.template import DROPDOWNS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

_INLINE = 120  # letters of a list that stands in the check itself; Excel takes 255 at most
_TITLE, _ERROR, _PROMPT = 30, 220, 250  # letters Excel takes
# A number such as 1979.09, typed for a month, would be a day of 1905: so no day before 1930.
_FIRST_DAY, _LAST_DAY = 10_959, 73_050  # 1930-01-01, 2099-12-31
_LARGEST = 10**12
_LENGTHS = {"id_number": 18, "school_code": 10}


class Dropdowns:
    """The lists of a workbook. Long ones stand on a hidden sheet, each once."""

    def __init__(self, townships: Sequence[str], schools: Sequence[str]) -> None:
        self.townships, self.schools = tuple(townships), tuple(schools)
        self._lists: dict[tuple[str, ...], tuple[int, str]] = {}

    def words(self, column: ColumnDef, codebook: Codebook) -> tuple[str, ...]:
        if column.type == "area":
            return self.townships
        return self.schools if column.type == "school" else choices(column, codebook)

    def source(self, words: tuple[str, ...], title: str) -> str:
        """The list as a check names it."""
        joined = ",".join(words)
        if len(joined) <= _INLINE and not any("," in word or '"' in word for word in words):
            return f'"{joined}"'
        number, _ = self._lists.setdefault(words, (len(self._lists) + 1, title))
        letter = column_letter(number)
        return f"'{DROPDOWNS}'!${letter}$2:${letter}${len(words) + 1}"

    def write(self, book: Workbook) -> None:
        """The hidden sheet, if any list stands there."""
        if not self._lists:
            return
        sheet = book.create_sheet(DROPDOWNS)
        sheet.sheet_state = "hidden"
        for words, (number, title) in self._lists.items():
            for row, word in enumerate((title, *words), 1):
                cell: Any = sheet.cell(row, number)
                cell.value, cell.data_type, cell.number_format = word, "s", "@"


def guard_of(
    column: ColumnDef, codebook: Codebook, dropdowns: Dropdowns, words: Filling, text: Catalogue
) -> DataValidation | None:
    """The check on a column's cells; None where any text will do."""
    from openpyxl.worksheet.datavalidation import DataValidation

    settings = _settings(column, codebook, dropdowns)
    if settings is None:
        return None
    guard = DataValidation(allow_blank=True, showErrorMessage=True, showInputMessage=True, **settings)
    key = "template.wrong" if settings["errorStyle"] == "stop" else "template.unusual"
    guard.errorTitle = guard.promptTitle = column.zh[:_TITLE]
    guard.error = text.text(key, allowed=words.allowed)[:_ERROR]
    guard.prompt = f"{words.meaning}"[:_PROMPT]
    return guard


def _settings(column: ColumnDef, codebook: Codebook, dropdowns: Dropdowns) -> dict[str, Any] | None:
    listed = dropdowns.words(column, codebook)
    if listed:
        loose = column.type == "school" or takes_other_text(column, codebook)
        style = "warning" if loose else "stop"
        return {"type": "list", "formula1": dropdowns.source(listed, column.zh), "errorStyle": style}
    match column.type:
        case "count":
            return _between("whole", column.min or Fraction(0), column.max)
        case "number":
            return _between("decimal", column.min, column.max)
        case "year":
            return _between("whole", Fraction(1900), Fraction(2100))
        case "date":
            return {**_between("date", Fraction(_FIRST_DAY), Fraction(_LAST_DAY)), "errorStyle": "warning"}
        case "id_number" | "school_code":
            length = str(_LENGTHS[column.type])
            return {"type": "textLength", "operator": "equal", "formula1": length, "errorStyle": "stop"}
    return None


def _between(kind: str, low: Fraction | None, high: Fraction | None) -> dict[str, Any]:
    bounds = (-_LARGEST if low is None else low, _LARGEST if high is None else high)
    first, last = (
        str(value.numerator if value.denominator == 1 else float(value)) for value in map(Fraction, bounds)
    )
    return {"type": kind, "operator": "between", "formula1": first, "formula2": last, "errorStyle": "stop"}
