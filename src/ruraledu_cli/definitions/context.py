"""What names mean while a plan file is read: tables, columns, code lists, scopes, lists; and its faults."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.definitions.yaml import Document, Fault, Path_

DERIVED: Mapping[str, Mapping[str, ColumnDef]] = {
    "staff": {"school": ColumnDef(name="school", zh="任教学校", en="school taught at", type="school")},
    "students": {"school": ColumnDef(name="school", zh="学校", en="school", type="school")},
    "guards": {"school": ColumnDef(name="school", zh="派驻学校", en="school", type="school")},
    "researchers": {
        "schools": ColumnDef(name="schools", zh="联系学校", en="linked schools", type="school", list=True)
    },
    "researcher_visits": {
        "school": ColumnDef(name="school", zh="学校", en="school", type="school"),
        "researcher": ColumnDef(name="researcher", zh="教研员", en="researcher", type="researcher"),
    },
    "projects": {
        "township": ColumnDef(name="township", zh="乡镇", en="township", type="area"),
        "holder_key": ColumnDef(name="holder_key", zh="承担单位", en="holder", type="text"),
    },
}


def suggestion(word: object, allowed: Iterable[object]) -> dict[str, str]:
    """The params of a fault: `near`, where an allowed word is near, else what is `allowed`."""
    names = [str(name) for name in allowed]
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        return {"near": near[0]}
    return {"allowed": f"{', '.join(names[:12])}{' …' if len(names) > 12 else ''}"} if names else {}


@dataclass(slots=True)
class Context:
    """Everything a condition may name. `faults` collects what is wrong, with its place."""

    document: Document
    codebook: Codebook
    townships: Mapping[str, str] = field(default_factory=dict)  # spelling → code
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    scopes: Mapping[str, Iterable[str]] = field(default_factory=dict)  # table → names
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path_, code: str, **params: object) -> None:
        self.faults.append(self.document.fault(path, code, **params))

    def table(self, name: object, path: Path_) -> bool:
        """Whether a table of that name is known; a fault if not."""
        if isinstance(name, str) and name in self.codebook.tables:
            return True
        self.fault(path, "unknown_table", name=name, **suggestion(name, self.codebook.tables))
        return False

    def columns(self, table: str) -> Mapping[str, ColumnDef]:
        """The columns a condition may name on a table, the derived ones among them."""
        found = dict(self.codebook.tables[table].columns) if table in self.codebook.tables else {}
        return found | dict(DERIVED.get(table, {}))

    def column(self, table: str, name: object, path: Path_) -> ColumnDef | None:
        """The definition of a column; a fault and None where there is none."""
        columns = self.columns(table)
        if isinstance(name, str) and name in columns:
            return columns[name]
        self.fault(path, "unknown_column", name=name, table=table, **suggestion(name, columns))
        return None

    def expand(self, value: Any, path: Path_) -> tuple[Any, ...]:
        """A scalar or list as a tuple, with `$list.NAME` put in."""
        found: list[Any] = []
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and item.startswith("$list."):
                name = item.removeprefix("$list.")
                if name not in self.lists:
                    self.fault(path, "unknown_list", name=name, **suggestion(name, self.lists))
                found.extend(self.lists.get(name, ()))
            else:
                found.append(item)
        return tuple(found)

    def literal(self, column: ColumnDef, value: Any, path: Path_) -> str | bool | int | Fraction | None:
        """A value as the census would hold it in that column; a fault and None where it cannot."""
        match column.type:
            case "flag":
                return self._flag(value, path)
            case "code":
                return self._code(column, value, path)
            case "area" if self.townships:
                return self._named(value, self.townships, path, "unknown_township")
            case "count" | "number" | "year":
                return self.number(value, path)
            case _:
                return str(value)

    def number(self, value: Any, path: Path_) -> Fraction | int | None:
        """An exact number; whole ones as ints."""
        try:
            if isinstance(value, bool) or value is None:
                raise ValueError
            found = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.fault(path, "not_a_number", value=value)
            return None
        return int(found) if found.denominator == 1 else found

    def _flag(self, value: Any, path: Path_) -> bool | None:
        words = {"是": True, "否": False, "yes": True, "no": False}
        if isinstance(value, bool):
            return value
        if value in words:
            return words[value]
        self.fault(path, "not_a_flag", value=value)
        return None

    def _code(self, column: ColumnDef, value: Any, path: Path_) -> str | None:
        codes = self.codebook.code_lists[column.codes or ""]
        if codes.open and str(value) not in codes.spellings:
            return str(value)
        return self._named(value, codes.spellings, path, "unknown_value", column=column.name)

    def _named(self, value: Any, names: Mapping[str, str], path: Path_, code: str, **said: str) -> str | None:
        if str(value) in names:
            return names[str(value)]
        self.fault(path, code, value=value, **said, **suggestion(value, names))
        return None
