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
    """What is wrong in a definition file, and where. `line` and `column` are 1-based.

    `code` names the words of the catalogue, `params` fill them in.
    """

    file: str
    line: int
    column: int
    code: str
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        said = " ".join(f"{name}={value}" for name, value in self.params)
        return f"{self.file}:{self.line}:{self.column}: {self.code} {said}".rstrip()


Mark = tuple[str, int, int]  # file, line, column


def fault_at(mark: Mark, code: str, **params: object) -> Fault:
    """A fault at a mark."""
    return Fault(*mark, code, tuple((name, str(value)) for name, value in params.items()))


class DefinitionError(Exception):
    """A definition file has faults; all of them at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda f: (f.file, f.line, f.column, f.code, f.params)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotAccepted(DefinitionError):
    """What is wrong stands in an answers file or a baseline, and not in the plan."""


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded file: plain data, and the mark of every path in it."""

    file: str
    data: Any
    marks: Mapping[Path_, Mark]

    def fault(self, path: Path_, code: str, **params: object) -> Fault:
        """A fault at a path, or at the nearest place above it that stands in the file."""
        while path and path not in self.marks:
            path = path[:-1]
        return fault_at(self.marks.get(path, (self.file, 1, 1)), code, **params)


def load(path: Path, shown: str | None = None) -> Document:
    """Read a YAML file. Raises DefinitionError for bad YAML, duplicate keys, anchors out of reach."""
    name = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DefinitionError([fault_at((name, 1, 1), "unreadable", why=error.strerror)]) from None
    except UnicodeDecodeError:
        raise DefinitionError([fault_at((name, 1, 1), "not_utf8")]) from None
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """Read YAML text; `name` is shown in faults."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DefinitionError([fault_at((name, line, column), "not_yaml", why=error.problem)]) from None
    except yaml.YAMLError as error:
        raise DefinitionError([fault_at((name, 1, 1), "not_yaml", why=error)]) from None
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
        self.marks: dict[Path_, Mark] = {}
        self.faults: list[Fault] = []
        self.nodes = 0

    def build(self, node: yaml.Node, path: Path_, depth: int) -> Any:
        mark = self._mark(node)
        self.marks.setdefault(path, mark)
        self.nodes += 1
        if depth > _MAX_DEPTH or self.nodes > 500_000:
            self.faults.append(fault_at(mark, "too_deep"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        return _scalar(node)

    def _mark(self, node: yaml.Node) -> Mark:
        return self.file, node.start_mark.line + 1, node.start_mark.column + 1

    def _mapping(self, node: yaml.MappingNode, path: Path_, depth: int) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            mark = self._mark(key_node)
            key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.faults.append(fault_at(mark, "bad_key"))
                continue
            if key in data:
                self.faults.append(fault_at(mark, "duplicate_key", name=key))
            self.marks[(*path, key)] = mark
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
