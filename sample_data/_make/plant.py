"""Submissions of 2025 with planted faults: the clean workbooks of a few townships, broken in known cells."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from _make import county
from _make.books import Cell, Grid, csv_bytes, xls_bytes, xlsx_bytes

YEAR = 2025
FOLDER = "submissions"
LIST = "planted.yaml"
SHEETS = (
    "学校_义务教育.xlsx",
    "学校_高中及特教.xlsx",
    "幼儿园办学条件一览表.xlsx",
    "教职工花名册/梁村镇.xlsx",
    "教职工花名册/尹集镇.xlsx",
    "教职工花名册/固河镇.xls",
    "安保人员.xlsx",
    "项目台账.xlsx",
    "村居.csv",
)
SCHOOLS, SENIOR, KINDERGARTENS, LIANGCUN, YINJI, GUHE, GUARDS, PROJECTS, VILLAGES = SHEETS
VANISHED = "杨屯镇十一号村教学点"  # in the sheets of last year, and in none of this one


@dataclass(slots=True)
class Book:
    """A workbook of one sheet that is being broken, and what is wrong in which cells."""

    name: str
    grid: Grid
    planted: list[dict[str, str]] = field(default_factory=list)

    def column(self, header: str) -> int:
        """The 0-based column of a header, on whichever of the heading rows it stands."""
        rows = self.grid.rows[: self.grid.heading]
        return next(row.index(header) for row in reversed(rows) if header in row)

    def row(self, header: str, value: Cell, number: int = 0) -> int:
        """The 0-based row of the n-th record that holds a value."""
        at, first = self.column(header), self.grid.heading
        found = [n for n, row in enumerate(self.grid.rows) if n >= first and row[at] == value]
        return found[number]

    def get(self, row: int, header: str) -> Cell:
        return self.grid.rows[row][self.column(header)]

    def put(self, row: int, header: str, value: Cell, *rules: str, beside: str = "") -> None:
        """Write a cell. The rules it breaks mark the cell, and those in the column `beside` too."""
        self.grid.rows[row][self.column(header)] = value
        for rule in rules:
            for marked in (header, *filter(None, [beside])):
                self.say(rule, row, marked)

    def say(self, rule: str, row: int, header: str) -> None:
        cell = f"{_letters(self.column(header))}{row + 1}"
        self.planted.append({"file": self.name, "sheet": self.grid.name, "cell": cell, "rule": rule})

    def copy(self, row: int) -> int:
        """A record once more, below it."""
        self.grid.rows.insert(row + 1, list(self.grid.rows[row]))
        return row + 1


def _letters(column: int) -> str:
    return ("" if column < 26 else chr(64 + column // 26)) + chr(65 + column % 26)


def books() -> dict[str, Book]:
    """The workbooks with all their faults."""
    clean = {
        name.removeprefix(f"{YEAR}/"): grids for name, grids in county.files() if name.startswith(f"{YEAR}/")
    }
    found = {}
    for name in SHEETS:
        (grid,) = clean[name]
        rows = [list(row) for row in grid.rows]
        found[name] = Book(Path(name).name, Grid(grid.name, rows, list(grid.merges), grid.heading))
    for name, plant in PLANTS.items():
        plant(found[name])
    return found


def _schools(book: Book) -> None:
    first = book.grid.heading
    book.put(first + 3, "城乡类型代码", "村", "V004")
    pupils = book.get(first + 6, "在校生数")
    assert isinstance(pupils, int)
    book.put(first + 6, "女生数", pupils + 10, "R001", beside="在校生数")
    gigabit = book.row("是否千兆进校百兆进班", "是", 8)
    book.put(gigabit, "班级带宽(Mbps)", 50, "H006")
    for header in ("是否千兆进校百兆进班", "校园网出口带宽(Mbps)", "班级带宽(Mbps)"):
        book.say("R004", gigabit, header)
    book.put(first + 20, "图书册数", "很多", "V002")
    book.put(first + 25, "办学条件等级", "四类", "V004")
    vanished = book.row("学校名称", VANISHED)
    del book.grid.rows[vanished]
    book.planted.append({"file": book.name, "sheet": book.grid.name, "rule": "H004"})
    twice = book.copy(first + 30)
    computers = book.get(twice, "计算机台数")
    assert isinstance(computers, int)
    book.put(twice, "计算机台数", computers + 7, "K001")
    book.say("K001", twice - 1, "计算机台数")
    _total(book)
    last = len(book.grid.rows) - 1
    staff = book.get(last, "教职工数")
    assert isinstance(staff, int)
    book.put(last, "教职工数", staff + 100, "S005")


def _total(book: Book) -> None:
    """The totals row as its rows now are."""
    last = len(book.grid.rows) - 1
    for at, value in enumerate(book.grid.rows[last]):
        if isinstance(value, int):
            numbers = [row[at] for row in book.grid.rows[book.grid.heading : last]]
            book.grid.rows[last][at] = sum(number for number in numbers if isinstance(number, int))


def _senior(book: Book) -> None:
    book.put(book.grid.heading, "学校(机构)举办者", "某公司", "V004")


def _kindergartens(book: Book) -> None:
    first = book.grid.heading
    book.put(first + 2, "在园幼儿数", "九十多", "V009")
    book.put(first + 5, "是否普惠性幼儿园", "大概", "V002")


def _liangcun(book: Book) -> None:
    first = book.grid.heading
    number = str(book.get(first, "身份证号"))
    book.put(first, "身份证号", number[:17] + ("1" if number[17] != "1" else "2"), "V006")
    book.put(first + 4, "身份证号", int(str(book.get(first + 4, "身份证号"))[:15] + "000"), "V005")
    sex = {"男": "女", "女": "男"}[str(book.get(first + 8, "性别"))]
    book.put(first + 8, "性别", sex, "R003", beside="身份证号")
    book.say("H002", first + 8, "性别")
    born = book.get(first + 12, "出生日期")
    assert hasattr(born, "replace")
    book.put(first + 12, "出生日期", born.replace(year=1975), "R002", beside="身份证号")
    book.put(first + 16, "最高学历", "党校本科", "V004")
    book.put(first + 20, "学校标识码", "2137999999", "K002")
    again = book.copy(first + 40)
    other = first + 100
    for header in ("学校标识码", "所在学校"):
        book.put(again, header, book.get(other, header))
    for row in (again - 1, again):
        book.say("K003", row, "身份证号")


def _yinji(book: Book) -> None:
    first = book.grid.heading
    book.put(first + 10, "工作单位", "尹集镇小", "K002")
    book.put(first + 30, "出生年月日", "二月三号", "V002")


def _guhe(book: Book) -> None:
    first = book.grid.heading
    book.put(first + 3, "最高学历代码", "99", "V004")
    book.put(first + 7, "是否专任教师", "也许", "V002")
    book.put(first + 11, "公民身份号码", str(book.get(first + 11, "公民身份号码"))[:17], "V006")
    lowered = book.row("最高学历代码", "21", 12)
    book.put(lowered, "最高学历代码", "31", "H003")


def _guards(book: Book) -> None:
    first = book.grid.heading
    number = str(book.get(first + 1, "身份证号"))
    book.put(first + 1, "身份证号", number[:6] + "19801301" + number[14:], "V006")
    book.put(first + 5, "派驻学校", "城区十九小", "K002")
    book.say("K002", book.row("派驻学校", VANISHED), "派驻学校")


def _projects(book: Book) -> None:
    book.put(book.grid.heading + 2, "项目类别", "示范点", "V004")
    book.put(book.grid.heading + 4, "批准年份", "二〇二〇前后", "V002")


def _villages(book: Book) -> None:
    first = book.grid.heading
    book.put(first + 1, "家长学校或指导站点", "好像有", "V002")
    twice = book.copy(first + 6)
    flag = {"是": "否", "否": "是"}[str(book.get(twice, "家长学校或指导站点"))]
    book.put(twice, "家长学校或指导站点", flag, "K001")
    book.say("K001", twice - 1, "家长学校或指导站点")


PLANTS: dict[str, Callable[[Book], None]] = {
    SCHOOLS: _schools,
    SENIOR: _senior,
    KINDERGARTENS: _kindergartens,
    LIANGCUN: _liangcun,
    YINJI: _yinji,
    GUHE: _guhe,
    GUARDS: _guards,
    PROJECTS: _projects,
    VILLAGES: _villages,
}


def files() -> Iterator[tuple[str, bytes]]:
    """Every file by its name, the list of what is planted last."""
    writers = {".xlsx": xlsx_bytes, ".xls": xls_bytes, ".csv": csv_bytes}
    made, planted = books(), []
    for book in made.values():
        yield book.name, writers[Path(book.name).suffix]((book.grid,))
        planted += book.planted
    whole = xlsx_bytes((made[PROJECTS].grid,))
    for name, content, rule in (
        ("项目台账（副本）.xlsx", whole, "F006"),
        ("教职工_样表.xlsx", xlsx_bytes((_template(made[LIANGCUN].grid),)), "F006"),
        ("结对台账_损坏.xlsx", whole[: len(whole) // 2], "F001"),
        ("教研员_加密.xlsx", encrypted(), "F002"),
    ):
        yield name, content
        planted.append({"file": name, "rule": rule})
    yield LIST, _listed(planted)


def _template(grid: Grid) -> Grid:
    """A form with an example row only."""
    example: list[Cell] = ["例：T00001", "例：张三", *[None] * (len(grid.rows[0]) - 2)]
    return Grid(grid.name, [list(grid.rows[0]), example])


def _listed(planted: list[dict[str, str]]) -> bytes:
    text = yaml.safe_dump(
        {"planted": planted}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=200
    )
    head = "# 埋入的差错：文件、工作表、单元格、应报出的规则。没有单元格的，是整个文件或工作表的问题。\n"
    return (head + text).encode()


def encrypted() -> bytes:
    """What a workbook with a password looks like from outside: a compound file with an encrypted package."""
    return compound("EncryptedPackage", bytes(range(256)) * 16)


def compound(name: str, content: bytes) -> bytes:
    """A compound file (version 3) of one stream; the stream fills whole sectors, eight or more."""
    sectors = len(content) // 512
    ends, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    chain = [fat, ends, *range(3, sectors + 2), ends]
    chain += [free] * (128 - len(chain))
    about = (9, 6, 0, 0, 0, 1, 1, 0, 4096, ends, 0, ends, 0)
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    head = struct.pack("<8s16sHHHHHHIIIIIIIIII", magic, bytes(16), 0x3E, 3, 0xFFFE, *about)
    head += struct.pack("<109I", 0, *[free] * 108)
    entries = [_entry("Root Entry", 5, 1, ends, 0), _entry(name, 2, free, 2, len(content))]
    entries += [_entry("", 0, free, 0, 0)] * 2
    return head + struct.pack("<128I", *chain) + b"".join(entries) + content


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """A line of the directory."""
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    none = 0xFFFFFFFF
    return struct.pack(
        "<64sHBBIII16sIQQIQ", text, length, kind, 1, none, none, child, bytes(16), 0, 0, 0, start, size
    )


def write(folder: Path) -> list[Path]:
    """Write the submissions below a folder, and say which files there are."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files():
        (target / name).write_bytes(content)
        paths.append(target / name)
    return paths
