"""Kinds of lists that come with the program, and those of a workspace's own: a YAML file each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ruraledu_cli.definitions.codebook import Codebook, ColumnDef, TableDef, spelling
from ruraledu_cli.definitions.context import suggestion
from ruraledu_cli.definitions.expected import expected
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, load, parse

CATEGORIES = "aid_category"
_KEYS = {"extra_forbidden": "unknown_key", "missing": "missing_key"}
_AGES = ("ages", "visit")


@cache
def _shared() -> Document:
    text = (files("ruraledu_cli") / "data" / "list_columns.yaml").read_text(encoding="utf-8")
    return parse(text, "list_columns.yaml")


def never() -> tuple[str, ...]:
    """Headers that only the bureau's own tables have."""
    return tuple(_shared().data["unless"])


def headers_of(column: str) -> tuple[str, ...]:
    """Every header that all kinds of lists share for a column."""
    return tuple(one.text for one in ColumnDef(name=column, **_shared().data["columns"][column]).headers())


def shipped_kinds(codebook: Codebook) -> dict[str, ListKind]:
    """The package's kinds, checked against its codebook."""
    folder = files("ruraledu_cli") / "data" / "list_kinds"
    named = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return read_kinds(
        [parse(one.read_text(encoding="utf-8"), f"list_kinds/{one.name}") for one in named], codebook
    )


def with_kinds(codebook: Codebook, folder: Path) -> Codebook:
    """The codebook with a workspace's own kinds; of one id its own. Raises DefinitionError."""
    documents = [load(path, path.as_posix()) for path in sorted(folder.glob("*.yaml"))]
    if not documents:
        return codebook
    own = read_kinds(documents, codebook)
    return codebook.model_copy(update={"list_kinds": {**codebook.list_kinds, **own}})


def read_kinds(documents: list[Document], codebook: Codebook) -> dict[str, ListKind]:
    """Kinds by id. Raises DefinitionError with all faults at once."""
    found: dict[str, ListKind] = {}
    faults: list[Fault] = []
    for document in documents:
        try:
            kind = ListKind.model_validate(document.data)
        except ValidationError as error:
            faults += [_fault(document, one["type"], one["loc"], dict(one)) for one in error.errors()]
            continue
        faults += _wrong(document, kind, codebook)
        found[kind.id] = _coded(kind, codebook)
    if faults:
        raise DefinitionError(faults)
    return found


def _fault(document: Document, kind: str, path: tuple[str | int, ...], item: dict[str, object]) -> Fault:
    if kind in _KEYS and path:
        return document.fault(path, _KEYS[kind], name=path[-1])
    return document.fault(path, "wrong_value", **expected(kind, item))


def _wrong(document: Document, kind: ListKind, codebook: Codebook) -> Iterator[Fault]:
    """Columns and categories that are not there, ages the wrong way round."""
    columns = _shared().data["columns"]
    for name in kind.headers:
        if name not in columns:
            said = {"name": name, "table": _shared().data["sheet"], **suggestion(name, columns)}
            yield document.fault(("headers", name), "unknown_column", **said)
    codes = codebook.code_lists[CATEGORIES]
    names = [entry.zh for entry in codes.codes.values()]
    stated: list[tuple[tuple[str, ...], str]] = [
        (("categories", word), code) for word, code in kind.categories.items()
    ]
    stated += [(("category",), kind.category)] if kind.category is not None else []
    for path, code in stated:
        if code not in codes.spellings:
            said = {"column": codes.title, "value": code, **suggestion(code, names)}
            yield document.fault(path, "unknown_value", **said)
    for part in _AGES:
        ages = getattr(kind, part)
        if ages.at_least > ages.at_most:
            yield document.fault((part,), "ages_turned", first=ages.at_least, last=ages.at_most)


def _coded(kind: ListKind, codebook: Codebook) -> ListKind:
    """The kind with its categories as codes: a file may say their names."""
    known = codebook.code_lists[CATEGORIES].spellings
    category = None if kind.category is None else known.get(kind.category)
    categories = {word: known.get(code, code) for word, code in kind.categories.items()}
    return kind.model_copy(update={"category": category, "categories": categories})


def codebook_of(kind: ListKind, codebook: Codebook) -> Codebook:
    """A codebook whose one table is the kind's, so that a list is read as any other sheet is."""
    data = _shared().data
    table = TableDef(
        name=kind.id,
        sheet=kind.title.get("zh", kind.id),
        en=kind.title.get("en", kind.id),
        sheet_aliases=kind.known_by,
        key=tuple(data["key"]),
        columns={name: _column(name, column, kind) for name, column in data["columns"].items()},
    )
    return Codebook(tables={kind.id: table}, code_lists=codebook.code_lists)


def _column(name: str, data: Mapping[str, Any], kind: ListKind) -> ColumnDef:
    """A shared column with the kind's headers, which it takes from the other columns."""
    column = ColumnDef(name=name, **data)
    elsewhere = {text for other, texts in kind.headers.items() if other != name for text in texts}
    shared = (alias for alias in column.aliases if spelling(alias) not in elsewhere)
    changed: dict[str, object] = {"aliases": (*kind.headers.get(name, ()), *shared)}
    if name == "category":
        changed["words"] = kind.categories
    return column.model_copy(update=changed)
