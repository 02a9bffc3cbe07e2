"""Files that stand beside submissions: answers to queries, and the baseline of what is known and let be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from ruraledu_cli.definitions.expected import expected
from ruraledu_cli.definitions.strict import Strict
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, fault_at, load


def _text(value: object) -> object:
    """Codes and figures stand in YAML as numbers, in sheets as text."""
    if value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else value


def _code(value: str) -> str:
    if not value:
        raise PydanticCustomError("missing", "is needed")
    return value.upper()


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise PydanticCustomError("not_a_day", "not a day") from None


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
            raise PydanticCustomError("too_wide", "school or key is needed")
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
        raise DefinitionError([document.fault((), "list_shape", name=name)])
    faults = [
        document.fault((name, number, key), "unknown_key", name=key)
        for number, entry in enumerate(listed)
        for key in entry
        if key in _OURS
    ]
    numbered = [{**entry, "row": n, "file": document.file} for n, entry in enumerate(listed, 1)]
    adapter: TypeAdapter[list[_Entry]] = TypeAdapter(list[kind])  # type: ignore[valid-type]  # a class at run time
    try:
        found = adapter.validate_python(numbered)
    except ValidationError as error:
        faults += _at(document, name, error)
    if faults:
        raise DefinitionError(faults)
    return tuple(found)


def _at(document: Document, name: str, error: ValidationError) -> list[Fault]:
    return [
        document.fault((name, *path), code, **params) for path, code, params in map(_said, error.errors())
    ]


def _faults(shown: str, row: int, error: ValidationError) -> list[Fault]:
    return [fault_at((shown, row, 1), code, **params) for _, code, params in map(_said, error.errors())]


def _said(item: Any) -> tuple[tuple[str | int, ...], str, dict[str, str]]:
    """Where, the code of the fault, and its params."""
    path = tuple(item["loc"])
    name = str(path[-1]) if path else ""
    match item["type"]:
        case "extra_forbidden":
            return path, "unknown_key", {"name": name}
        case "missing":
            return path, "missing_key", {"name": name}
        case "too_wide":
            return path, "entry_too_wide", {}
        case "not_a_day":
            return path, "not_a_day", {"value": str(item["input"])}
        case kind:
            return path, "wrong_value", expected(kind, item)
