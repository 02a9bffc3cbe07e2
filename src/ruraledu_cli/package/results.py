"""The sheet of results: every finding in a row, with room for an answer, and what the copy must carry."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ruraledu_cli.model.finding import Place, column_letter
from ruraledu_cli.package.styles import COLOURS, Look, Styles
from ruraledu_cli.package.tags import text
from ruraledu_cli.read.returned import COLUMNS, SHOWN, carried

REASONS = ("撤并", "新建", "调动", "退休", "统计口径", "补录", "其他")
_WIDTHS = (6, 7, 7, 13, 19, 38, 15, 30, 13, 12, 11, 30)
_CENTRED = ("no", "severity", "rule", "state")
_SHOWN = len(SHOWN)
_LONGEST = 32_000  # characters a cell may hold, with some room
_HEADER_FILL, _TO_FILL, _ANSWER_FILL, _GREY = "FFE7E6E6", "FFFFE699", "FFFFFDE7", "FF808080"
_LINE = 15.0  # points


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row: `texts` by column, `target` where its link leads, `places` its cells by sheet and what they are
    `known` by. `is_query` rows are answered; `is_settled` ones only tell what was."""

    texts: Mapping[str, str]
    severity: str
    target: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = ()
    is_query: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """The sheet: `top` is the title and the lines below it, `headers` by column; `name` and `sha256` of the
    original, the hashes of the copies `before`; `dropdown` what is said where another reason is typed."""

    top: Sequence[str]
    headers: Mapping[str, str]
    rows: Sequence[ResultRow]
    name: str
    sha256: str
    before: Sequence[str] = ()
    dropdown: tuple[str, str] = ("", "")

    @property
    def header_row(self) -> int:
        """Below the lines at the top and the hidden row."""
        return len(self.top) + 2

    def xml(self, styles: Styles, fills: Sequence[bytes], namespace: str, *, is_chosen: bool) -> bytes:
        return _Drawing(self, styles, fills, namespace, is_chosen).xml()


class _Drawing:
    """The sheet while it is written."""

    def __init__(
        self, results: Results, styles: Styles, fills: Sequence[bytes], namespace: str, is_chosen: bool
    ) -> None:
        self.results, self.styles, self.fills = results, styles, fills
        self.namespace, self.is_chosen = namespace, is_chosen
        self.header_row = results.header_row
        self.links: list[tuple[str, str]] = []

    def xml(self) -> bytes:
        rows = "".join([*self._top(), self._ids(), self._header(), *self._rows()])
        last = self.header_row + max(len(self.results.rows), 1)
        shown, end = column_letter(_SHOWN), column_letter(len(COLUMNS))
        selected = ' tabSelected="1"' if self.is_chosen else ""
        pane = (
            f'<pane ySplit="{self.header_row}" topLeftCell="A{self.header_row + 1}" activePane="bottomLeft" '
            'state="frozen"/>'
        )
        merges = "".join(f'<mergeCell ref="A{n}:{shown}{n}"/>' for n in range(1, len(self.results.top) + 1))
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{self.namespace}">'
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{end}{last}"/><sheetViews><sheetView showGridLines="0"{selected} '
            f'workbookViewId="0">{pane}<selection pane="bottomLeft"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="{_LINE}"/>{self._columns()}<sheetData>{rows}</sheetData>'
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0" formatColumns="0" '
            f'formatRows="0" sort="0" autoFilter="0"/><autoFilter ref="A{self.header_row}:{shown}{last}"/>'
            f'<mergeCells count="{len(self.results.top)}">{merges}</mergeCells>'
            f"{self._dropdown()}{self._links()}"
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
        ).encode()

    def _columns(self) -> str:
        shown = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
            for n, width in enumerate(_WIDTHS, 1)
        )
        return f'<cols>{shown}<col min="{_SHOWN + 1}" max="{len(COLUMNS)}" width="9" hidden="1"/></cols>'

    def _top(self) -> list[str]:
        """The title, and the lines below it."""
        found = []
        for number, line in enumerate(self.results.top, 1):
            look = Look(bold=number == 1, size=16 if number == 1 else 11, border=False)
            height = 30 if number == 1 else _LINE * lines_of(line, sum(_WIDTHS)) + 4
            found.append(self._row(number, [self._cell(1, number, line, look)], height))
        return found

    def _ids(self) -> str:
        """The hidden row that names the columns, for the next reading."""
        row = self.header_row - 1
        look = Look(border=False, colour=_GREY)
        fills = [fill.decode() for fill in self.fills]
        origin = (self.results.name, self.results.sha256, self.results.before)
        said = carried(*origin, fills)
        said = said if len(said) <= _LONGEST else carried(*origin, ())
        names = [*COLUMNS[:-1], said]
        cells = [self._cell(column, row, name, look) for column, name in enumerate(names, 1)]
        return self._row(row, cells, None)

    def _header(self) -> str:
        looks = {name: Look(bold=True, fill=_HEADER_FILL, across="center") for name in SHOWN}
        looks |= {name: Look(bold=True, fill=_TO_FILL, across="center") for name in ("reason", "text")}
        cells = [
            self._cell(column, self.header_row, self.results.headers[name], looks[name])
            for column, name in enumerate(SHOWN, 1)
        ]
        return self._row(self.header_row, cells, 24)

    def _rows(self) -> list[str]:
        return [self._result(n, row) for n, row in enumerate(self.results.rows, self.header_row + 1)]

    def _result(self, number: int, row: ResultRow) -> str:
        cells = [
            self._cell(column, number, row.texts.get(name, ""), _look(name, row))
            for column, name in enumerate(SHOWN, 1)
        ]
        if row.target:
            self.links.append((f"{'E' if row.texts.get('cells') else 'D'}{number}", row.target))
        places = json.dumps(row.places, ensure_ascii=False)
        if len(places) <= _LONGEST:
            cells.append(self._cell(_SHOWN + 1, number, places, Look(border=False)))
        kind = "" if row.is_settled else row.severity
        cells.append(self._cell(_SHOWN + 2, number, kind, Look(border=False)))
        known = " ".join(sorted(row.known))
        if known and len(known) <= _LONGEST:
            cells.append(self._cell(_SHOWN + 3, number, known, Look(border=False)))
        lines = max(
            lines_of(row.texts.get(name, ""), width) for name, width in zip(COLUMNS, _WIDTHS, strict=False)
        )
        return self._row(number, cells, min(max(lines * _LINE + 6, 24), 400))

    def _row(self, number: int, cells: Sequence[str], height: float | None) -> str:
        said = ' hidden="1"' if height is None else f' ht="{height}" customHeight="1"'
        return f'<row r="{number}"{said}>{"".join(cells)}</row>'

    def _cell(self, column: int, row: int, words: str, look: Look) -> str:
        start = f'<c r="{column_letter(column)}{row}" s="{self.styles.look(look)}"'
        if not words:
            return f"{start}/>"
        if column == 1 and words.isdecimal():
            return f"{start}><v>{words}</v></c>"
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{text(words[:_LONGEST])}</t></is></c>'

    def _dropdown(self) -> str:
        """The reasons, in every row that is to be answered."""
        rows = [n for n, row in enumerate(self.results.rows, self.header_row + 1) if row.is_query]
        if not rows:
            return ""
        cells = " ".join(Place("", rows=tuple(rows), position=COLUMNS.index("reason") + 1).cells)
        title, message = self.results.dropdown
        return (
            '<dataValidations count="1"><dataValidation type="list" allowBlank="1" showInputMessage="1" '
            f'showErrorMessage="1" errorTitle="{text(title)}" error="{text(message)}" sqref="{cells}">'
            f'<formula1>"{",".join(REASONS)}"</formula1></dataValidation></dataValidations>'
        )

    def _links(self) -> str:
        links = "".join(f'<hyperlink ref="{cell}" location="{text(target)}"/>' for cell, target in self.links)
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _look(name: str, row: ResultRow) -> Look:
    across = "center" if name in _CENTRED else "left"
    if name in ("reason", "text") and row.is_query:
        return Look(fill=_ANSWER_FILL, across=across, unlocked=True)
    if row.is_settled:
        return Look(colour=_GREY, across=across)
    if name == "severity":
        return Look(bold=True, fill=COLOURS[row.severity], across=across)
    if name == "cells" and row.target:
        return Look(colour="FF0563C1", underlined=True)
    return Look(across=across)


def lines_of(words: str, width: float) -> int:
    """Lines a text takes in a cell so wide: a Chinese character is two digits wide."""
    room = max(width - 2, 2)
    lengths = (sum(1 if ord(letter) < 0x2E80 else 2 for letter in line) for line in words.splitlines())
    return sum(max(1, -(-length // int(room))) for length in lengths) or 1
