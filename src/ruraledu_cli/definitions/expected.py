"""What a wrong value of a definition file should have been, by the kind of fault pydantic found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = {
    "string": "text",
    "int": "whole_number",
    "bool": "truth",
    "dict": "mapping",
    "mapping": "mapping",
    "model": "mapping",
    "list": "list",
    "tuple": "list",
    "date": "day",
    "too": "length",
}


def expected(kind: str, item: Mapping[str, Any]) -> dict[str, str]:
    """The params of `wrong_value`: `kind` names what is expected, `allowed` lists the words, if few."""
    seen = item.get("input")
    said = {"seen": str(seen)[:40]} if isinstance(seen, str | int) else {}
    if kind in ("literal_error", "enum"):
        return {"kind": "one_of", "allowed": str(item["ctx"]["expected"]).replace(" or ", ", ")} | said
    if kind == "value_error":
        return {"kind": "number"} | said
    return {"kind": _KINDS.get(kind.split("_", maxsplit=1)[0], "other")} | said
