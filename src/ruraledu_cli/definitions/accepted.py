"""Files that stand beside submissions: answers to queries, and the baseline of what is known and let be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError, model_validator

from ruraledu_cli.definitions.codebook import Strict
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, load


def _text(value: object) -> object:
    """Codes and figures stand in YAML as numbers, in sheets as text."""
    if value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else value


def _code(value: str) -> str:
    if not value:
        raise ValueError("is needed")
    return value.upper()


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"not a day: {value} (write 2026-08-31)") from None


Text = Annotated[str, BeforeValidator(_text)]


class Cells(Strict):
    """Which cells: what is blank is any. `school` is a code or a name; `key` tells the record (a person's or
    a school's number, masked or not); `field` is a column's name or header; `value` is what a cell holds.
    `row` (the number of the entry, or the row of its sheet) and `file` say where an entry stands."""

    rule: Annotated[Text, AfterValidator(_code)]
    school: Text = ""
    key: Text = ""
    field: Text = ""
    value: Text = ""

    @model_validator(mode="after")
    def _narrow(self) -> Cells:
        if not self.school and not self.key:
            raise ValueError("school or key is needed: a whole rule cannot be answered at once")
        return self


class Answer(Cells):
    """An explanation: a reason code, and what happened."""

    reason: Text = ""
    text: Text = ""
    row: int = 0
    file: str = ""


class Known(Cells):
    """A finding that is let be until a day, that day included."""

    reason: Annotated[Text, AfterValidator(lambda text: text or _code(text))]
    until: Annotated[date, BeforeValidator(_day)]
    row: int = 0
    file: str = ""


_OURS = ("row", "file")
_Entry = TypeVar("_Entry", Answer, Known)


def load_answers(path: Path, shown: str) -> tuple[Answer, ...]:
    """A YAML file of answers: `answers:` and a list. Raises DefinitionError with all faults at once."""
    return _entries(load(path, shown), "answers", Answer)


def load_baseline(path: Path, shown: str) -> tuple[Known, ...]:
    """A YAML file of what is known: `baseline:` and a list. Raises DefinitionError with all faults."""
    return _entries(load(path, shown), "baseline", Known)


def check_answers(rows: Sequence[tuple[int, dict[str, Any]]], shown: str) -> tuple[Answer, ...]:
    """Answers from the rows of a sheet, each with its row number. Raises DefinitionError with all faults."""
    found: list[Answer] = []
    faults: list[Fault] = []
    for row, data in rows:
        try:
            found.append(Answer.model_validate({**data, "row": row, "file": shown}))
        except ValidationError as error:
            faults += _faults(shown, row, error)
    if faults:
        raise DefinitionError(faults)
    return tuple(found)


def _entries(document: Document, name: str, kind: type[_Entry]) -> tuple[_Entry, ...]:
    data = document.data
    listed = data.get(name) if isinstance(data, dict) and set(data) == {name} else None
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise DefinitionError([document.fault((), f"expected {name}: and a list of entries")])
    faults = [
        document.fault((name, number, key), f"unknown key: {key}")
        for number, entry in enumerate(listed)
        for key in entry
        if key in _OURS
    ]
    numbered = [{**entry, "row": n, "file": document.file} for n, entry in enumerate(listed, 1)]
    adapter: TypeAdapter[list[_Entry]] = TypeAdapter(list[kind])  # type: ignore[valid-type]
    try:
        found = adapter.validate_python(numbered)
    except ValidationError as error:
        faults += _at(document, name, error)
    if faults:
        raise DefinitionError(faults)
    return tuple(found)


def _at(document: Document, name: str, error: ValidationError) -> list[Fault]:
    return [document.fault((name, *one["loc"]), _said(one)) for one in error.errors()]


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"] if isinstance(part, str))
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _faults(shown: str, row: int, error: ValidationError) -> list[Fault]:
    return [Fault(shown, row, 1, _said(one)) for one in error.errors()]
