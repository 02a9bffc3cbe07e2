"""YAML with a memory of where things stand: strict loading, and faults at file:line:column.

Only the safe loader's types; duplicate keys are a fault; yes, no, on and off stay text (a census says 是 and
否, and a plan's `no` is a word).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a definition file, and where. `line` and `column` are 1-based."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class DefinitionError(Exception):
    """A definition file has faults; all of them at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda f: (f.file, f.line, f.column, f.message)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded file: plain data, and the mark of every path in it."""

    file: str
    data: Any
    marks: Mapping[Path_, tuple[int, int]]

    def fault(self, path: Path_, message: str) -> Fault:
        """A fault at a path, or at the nearest place above it that stands in the file."""
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Fault(self.file, line, column, message)


def load(path: Path, shown: str | None = None) -> Document:
    """Read a YAML file. Raises DefinitionError for bad YAML, duplicate keys, anchors out of reach."""
    name = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DefinitionError([Fault(name, 1, 1, f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise DefinitionError([Fault(name, 1, 1, "is not UTF-8")]) from None
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """Read YAML text; `name` is shown in faults."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DefinitionError([Fault(name, line, column, f"not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise DefinitionError([Fault(name, 1, 1, f"not YAML: {error}")]) from None
    finally:
        loader.dispose()
    builder = _Builder(name)
    data = builder.build(root, (), 0) if root is not None else None
    if builder.faults:
        raise DefinitionError(builder.faults)
    return Document(name, data, builder.marks)


_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_MAX_DEPTH = 60


class _Builder:
    """Nodes to plain data. Numbers with a point stay text, so that 1.05 is never a float."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[Path_, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self.nodes = 0

    def build(self, node: yaml.Node, path: Path_, depth: int) -> Any:
        mark = node.start_mark
        self.marks.setdefault(path, (mark.line + 1, mark.column + 1))
        self.nodes += 1
        if depth > _MAX_DEPTH or self.nodes > 500_000:
            self.faults.append(Fault(self.file, mark.line + 1, mark.column + 1, "too deep or too large"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_, depth: int) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.faults.append(Fault(self.file, mark.line + 1, mark.column + 1, "a key must be a word"))
                continue
            if key in data:
                self.faults.append(Fault(self.file, mark.line + 1, mark.column + 1, f"duplicate key: {key}"))
            self.marks[(*path, key)] = (mark.line + 1, mark.column + 1)
            data[key] = self.build(value_node, (*path, key), depth + 1)
        return data


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.fullmatch(text):
        return int(text)
    return text
