"""A workbook marked: cells filled and commented, marks of an earlier time taken away, one sheet put first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ruraledu_cli.package.archive import Archive
from ruraledu_cli.package.book import Book
from ruraledu_cli.package.cells import Address, SheetCells
from ruraledu_cli.package.comments import block
from ruraledu_cli.package.notes import Notes
from ruraledu_cli.package.parts import STYLES, Parts
from ruraledu_cli.package.styles import MINIMAL, NO_FILL, Styles
from ruraledu_cli.read.package import Package
from ruraledu_cli.read.returned import TO_COME
from ruraledu_cli.read.xlsx import main_part

_WORST_FIRST = ("error", "query", "note")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell is marked with: `row` and `column` are 1-based, `words` say all there is to say."""

    sheet: str
    row: int
    column: int
    severity: str
    words: str


@dataclass(slots=True)
class _Wanted:
    severity: str
    words: list[str] = field(default_factory=list)


# Our own sheet's XML, given the styles, the fills that marks stand on, and whether it is the one chosen.
Draw = Callable[[Styles, Sequence[bytes], bool], bytes]


class Marking:
    """One workbook while it is marked."""

    def __init__(self, data: bytes) -> None:
        package = Package(data)
        self.archive = Archive(data)
        self.book = Book(Parts(self.archive), main_part(package))
        self.fills: list[bytes] = [NO_FILL]
        self._styles_part = self.book.styles_part()
        self.styles = Styles(self._styles_xml())

    def _styles_xml(self) -> bytes:
        if self._styles_part is not None:
            return self.archive.xml(self._styles_part)
        folder = self.book.main.rpartition("/")[0]
        content = MINIMAL.format(main=self.book.namespace).encode()
        self._styles_part = f"{folder}/styles.xml".lstrip("/")
        self.book.parts.add(self._styles_part, content, STYLES)
        self.book.parts.relate(self.book.main, f"{self.book.office}/styles", self._styles_part)
        return content

    def drop(self, name: str) -> None:
        """Take our own sheet of an earlier time out."""
        for sheet in self.book.sheets():
            if sheet.name == name:
                self.book.remove_sheet(sheet)

    def mark(
        self, marks: Sequence[Mark], title: str, known: Sequence[bytes] = (), *, was_marked: bool = False
    ) -> set[str]:
        """Mark cells, and unmark those that an earlier run marked (`known`: the fills those stand on).

        Returns the parts of the sheets that bear marks.
        """
        by_sheet: dict[str, list[Mark]] = {}
        for one in marks:
            by_sheet.setdefault(one.sheet, []).append(one)
        touched = set()
        for sheet in self.book.sheets():
            wanted = by_sheet.get(sheet.name, [])
            if sheet.part not in self.archive or not (wanted or was_marked):
                continue
            self._sheet(sheet.part, wanted, title, known)
            if wanted:
                touched.add(sheet.part)
        return touched

    def _sheet(self, part: str, marks: Sequence[Mark], title: str, known: Sequence[bytes]) -> None:
        notes = Notes(self.book, part)
        stood_on = {at: one.replaced for at, one in notes.comments.ours().items()}
        notes.strip()
        xml = self._unfilled(self.archive.xml(part), stood_on, known)
        cells = SheetCells(xml)
        wanted = _gathered(marks, cells.merged())
        blocks: dict[Address, str] = {}

        def restyle(address: Address, style: int) -> int:
            one = wanted[address]
            blocks[address] = block(title, "\n\n".join(one.words), self._fill_number(style))
            return self.styles.marked(style, one.severity)

        self.archive.put(part, cells.restyled(wanted, restyle))
        notes.save(dict(sorted(blocks.items())))

    def _unfilled(self, xml: bytes, stood_on: Mapping[Address, int], known: Sequence[bytes]) -> bytes:
        """The sheet's XML with the fills that marked cells had before."""
        marks = self.styles.marks()
        if not marks:
            return xml
        cells = SheetCells(xml)

        def restyle(address: Address, style: int) -> int:
            number = stood_on.get(address, 0)
            return self.styles.with_fill(style, known[number] if 0 < number < len(known) else NO_FILL)

        return cells.restyled(cells.with_styles(marks), restyle)

    def _fill_number(self, style: int) -> int:
        fill = self.styles.fill_of(style)
        if b'"none"' in fill:
            return 0
        if fill not in self.fills:
            self.fills.append(fill)
        return self.fills.index(fill)

    def put_first(self, name: str, draw: Draw, marked: set[str], heading: int = 1) -> None:
        """The sheet that lists everything, its header in row `heading`. `draw` makes it once all fills are
        known."""
        is_chosen = self.book.unselect(marked)
        content = draw(self.styles, self.fills, is_chosen)
        part = self.book.add_first(name, content, heading)
        if is_chosen:
            self.book.open_at_first()
        assert self._styles_part is not None
        self.archive.put(self._styles_part, self.styles.save())
        digest = self.archive.digest(without="")  # as long as the sheet holds no hash of it yet
        self.archive.put(part, content.replace(TO_COME.encode(), digest.encode()))

    def save(self) -> bytes:
        return self.archive.save()


def _gathered(marks: Sequence[Mark], merged: Sequence[tuple[Address, Address]]) -> dict[Address, _Wanted]:
    """What each cell is marked with; a merged range is marked where it shows."""
    shown: dict[Address, Address] = {}
    if merged:
        wanted_rows = {one.row for one in marks}
        for first, last in merged:
            for row in range(first[0], last[0] + 1) if last[0] - first[0] < 5000 else ():
                if row in wanted_rows:
                    shown.update({(row, column): first for column in range(first[1], last[1] + 1)})
    found: dict[Address, _Wanted] = {}
    for one in sorted(marks, key=lambda mark: _WORST_FIRST.index(mark.severity)):
        address = shown.get((one.row, one.column), (one.row, one.column))
        at = found.setdefault(address, _Wanted(one.severity))
        if one.words not in at.words:
            at.words.append(one.words)
    return found


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a workbook that can be marked as it is; others must be written anew."""
    if not data.startswith(b"PK"):
        return False
    package = Package(data)
    main = main_part(package)
    return main.endswith(".xml") and main in package
