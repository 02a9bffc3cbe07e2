"""An answers file as the submitters keep it: YAML, or a sheet with a row per answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruraledu_cli.census import Sheet
from ruraledu_cli.definitions.accepted import Answer, check_answers, load_answers
from ruraledu_cli.definitions.yaml import DefinitionError, fault_at
from ruraledu_cli.read import read_file
from ruraledu_cli.validate.cells import shown as text_of
from ruraledu_cli.validate.register import normal

_YAML = (".yaml", ".yml")
_HEADERS = {
    "rule": ("rule", "规则", "规则代码", "规则编号", "code"),
    "school": ("school", "学校", "学校标识码", "学校名称", "标识码"),
    "key": ("key", "唯一标识", "标识", "身份证号", "教职工号", "学籍号"),
    "field": ("field", "列", "列名", "字段", "指标", "数据项"),
    "value": ("value", "值", "填报值", "现值", "单元格内容"),
    "reason": ("reason", "原因代码", "原因"),
    "text": ("text", "说明", "核实说明", "情况说明"),
}
_NAMES = {normal(header): name for name, headers in _HEADERS.items() for header in headers}
_TOP = 10  # rows that may stand above the header


def read_answers(path: Path, shown: str) -> tuple[Answer, ...]:
    """The answers of a file, by its suffix. Raises DefinitionError: the file, its rows and what is wrong."""
    if path.suffix.lower() in _YAML:
        return load_answers(path, shown)
    read = read_file(path, shown)
    if read.file.status != "ok":
        raise DefinitionError([fault_at((shown, 1, 1), "unreadable", why=read.file.reason)])
    for sheet in read.sheets:
        header = _header(sheet)
        if header is not None:
            return check_answers(_rows(sheet, *header), shown)
    raise DefinitionError([fault_at((shown, 1, 1), "no_answer_header")])


def _header(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The 0-based row of the header, and what its columns are."""
    for number, row in enumerate(sheet.rows[:_TOP]):
        names: dict[int, str] = {}
        for position, cell in enumerate(row):
            name = _NAMES.get(normal(text_of(cell)))
            if name is not None and name not in names.values():
                names[position] = name
        if {"rule", "text"} <= set(names.values()) and {"school", "key"} & set(names.values()):
            return number, names
    return None


def _rows(sheet: Sheet, header: int, names: dict[int, str]) -> list[tuple[int, dict[str, Any]]]:
    found = []
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        data = {name: text_of(row[at]).strip() for at, name in names.items() if at < len(row)}
        if any(data.values()):
            found.append((number, data))
    return found
