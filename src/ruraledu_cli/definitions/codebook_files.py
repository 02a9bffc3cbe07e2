"""The codebook that comes with the program: a YAML file per table, and one of code lists."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.expected import expected
from ruraledu_cli.definitions.layout_files import shipped_layouts
from ruraledu_cli.definitions.list_kinds import shipped_kinds
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, parse

TABLES = (
    "schools",
    "staff",
    "students",
    "researchers",
    "researcher_visits",
    "projects",
    "pairs",
    "guards",
    "villages",
    "facts",
)


@cache
def load_codebook() -> Codebook:
    """The shipped codebook. A table and a column are named by their key. Raises DefinitionError."""
    folder = files("ruraledu_cli") / "data" / "codebook"
    documents = {name: _read(folder, name) for name in TABLES}
    lists = _read(folder, "code_lists")
    data = {
        "tables": {name: _named(name, document.data) for name, document in documents.items()},
        "code_lists": lists.data,
    }
    try:
        codebook = Codebook.model_validate(data)
    except ValidationError as error:
        raise DefinitionError(_fault(error, documents, lists)) from None
    shipped = {"layouts": shipped_layouts(codebook), "list_kinds": shipped_kinds(codebook)}
    return codebook.model_copy(update=shipped)


def _read(folder: Traversable, name: str) -> Document:
    return parse((folder / f"{name}.yaml").read_text(encoding="utf-8"), f"codebook/{name}.yaml")


def _named(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """The table with its own name and those of its columns put in."""
    columns = {key: {"name": key, **column} for key, column in table["columns"].items()}
    return {**table, "name": name, "columns": columns}


def _fault(error: ValidationError, documents: dict[str, Document], lists: Document) -> list[Fault]:
    """What pydantic says, at the place in the file it speaks of."""
    faults = []
    for problem in error.errors():
        part, *path = problem["loc"]
        document = documents.get(str(path[0]), lists) if part == "tables" else lists
        faults.append(
            document.fault(
                tuple(path[1:] if part == "tables" else path),
                "wrong_value",
                **expected(problem["type"], problem),
            )
        )
    return faults
