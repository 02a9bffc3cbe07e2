"""A baseline as a file: an entry a line, so that two of them merge; sorted, so that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from ruraledu_cli.definitions.accepted import Known

_HEAD = "# 备案：ruraledu validate --write-baseline 写成，可以手改；每行一条，注释不保留。\n"


def dump(entries: Iterable[Known]) -> bytes:
    """The file's content; what an entry leaves blank is not written."""
    lines = [f"- {_line(one)}" for one in entries]
    return (_HEAD + ("baseline:\n" + "".join(lines) if lines else "baseline: []\n")).encode()


def _line(one: Known) -> str:
    said = {name: getattr(one, name) for name in ("rule", "school", "key", "field", "value", "reason")}
    filled = {name: value for name, value in said.items() if value} | {"until": one.until}
    dumped: str = yaml.safe_dump(
        filled, allow_unicode=True, default_flow_style=True, sort_keys=False, width=float("inf")
    )
    return dumped
