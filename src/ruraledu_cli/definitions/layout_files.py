"""Layouts that come with the program, and those of a workspace's own: a YAML file each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.definitions.expected import expected
from ruraledu_cli.definitions.layout import CellsDef, LayoutDef, SumDef, SumsDef
from ruraledu_cli.definitions.yaml import DefinitionError, Document, Fault, load, parse

_KEYS = {"extra_forbidden": "unknown_key", "missing": "missing_key"}
_NAMES = {name for model in (LayoutDef, CellsDef, SumsDef, SumDef) for name in model.model_fields}


def with_layouts(codebook: Codebook, folder: Path | None) -> Codebook:
    """The codebook with a workspace's own layouts before the package's; of one id its own. Raises
    DefinitionError with every fault of every file."""
    if folder is None or not folder.is_dir():
        return codebook
    documents = [load(path, path.as_posix()) for path in sorted(folder.glob("*.yaml"))]
    own = read_layouts(documents, codebook)
    return codebook.model_copy(update={"layouts": {**own, **codebook.layouts, **own}})


def shipped_layouts(codebook: Codebook) -> dict[str, LayoutDef]:
    """The package's layouts, checked against its codebook."""
    folder = files("ruraledu_cli") / "data" / "layouts"
    named = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    documents = [parse(one.read_text(encoding="utf-8"), f"layouts/{one.name}") for one in named]
    return read_layouts(documents, codebook)


def read_layouts(documents: list[Document], codebook: Codebook) -> dict[str, LayoutDef]:
    """Layouts by id. Raises DefinitionError with all faults at once."""
    found: dict[str, LayoutDef] = {}
    faults: list[Fault] = []
    for document in documents:
        try:
            layout = LayoutDef.model_validate(document.data)
        except ValidationError as error:
            faults += [_fault(document, one["type"], one["loc"], dict(one)) for one in error.errors()]
            continue
        faults += _unknown(document, layout, codebook)
        faults += _unused(document, layout)
        if layout.id in found:
            faults.append(document.fault(("id",), "layout_twice", name=layout.id))
        found[layout.id] = layout
    if faults:
        raise DefinitionError(faults)
    return found


def _fault(document: Document, kind: str, path: tuple[str | int, ...], item: dict[str, object]) -> Fault:
    if kind in _KEYS and path:
        near = _near(str(path[-1]), _NAMES) if kind == "extra_forbidden" else {}
        return document.fault(path, _KEYS[kind], name=path[-1], **near)
    return document.fault(path, "wrong_value", **expected(kind, item))


def _unknown(document: Document, layout: LayoutDef, codebook: Codebook) -> Iterator[Fault]:
    """Tables, columns and sections that are not there."""
    table = codebook.tables.get(layout.table)
    if table is None:
        yield document.fault(
            ("table",), "unknown_table", name=layout.table, **_near(layout.table, codebook.tables)
        )
        return
    for part in ("items", "cells"):
        for name in getattr(layout, part):
            if name not in table.columns:
                near = _near(name, table.columns)
                yield document.fault((part, name), "unknown_column", name=name, table=layout.table, **near)
    for name, cells in layout.cells.items():
        if cells.section is not None and cells.section not in layout.sections:
            path = ("cells", name, "section")
            near = _near(cells.section, layout.sections)
            yield document.fault(
                path, "unknown_section", name=cells.section, allowed="、".join(layout.sections), **near
            )


def _unused(document: Document, layout: LayoutDef) -> Iterator[Fault]:
    """Parts that a layout of this kind does not have, and spellings of words that it never asks for."""
    part = "items" if layout.kind == "matrix" else "cells"
    if getattr(layout, part):
        yield document.fault((part,), "layout_part", name=part, kind=layout.kind)
    words = layout.words()
    for word in layout.spellings:
        if word not in words:
            yield document.fault(("spellings", word), "unused_word", name=word, **_near(word, words))


def _near(name: str, known: Iterable[str]) -> dict[str, str]:
    near = get_close_matches(name, list(known), 1, 0.5 if len(name) < 3 else 0.6)
    return {"near": near[0]} if near else {}
