"""names.yaml: how schools are written in sheets, and which school each is, as the analyst confirmed it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ruraledu_cli.definitions.layout_files import with_layouts
from ruraledu_cli.definitions.list_kinds import with_kinds
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.yaml import DefinitionError, load

NAMES = "names.yaml"
LAYOUTS = "layouts"
LIST_KINDS = "list_kinds"
_CODE = re.compile(r"[0-9]{10}")


def load_names(path: Path) -> dict[str, str]:
    """Names to school codes; names whose code is still blank are left out. Raises DefinitionError."""
    return {name: code for name, code in read_names(path).items() if code}


def read_names(path: Path) -> dict[str, str]:
    """Names to school codes, "" where none is filled in yet. Raises DefinitionError."""
    document = load(path, path.as_posix())
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise DefinitionError([document.fault((), "names_shape")])
    filled = {name: "" if code is None else str(code).strip() for name, code in data.items()}
    faults = [
        document.fault((name,), "not_a_school_code", value=code, name=name)
        for name, code in filled.items()
        if code and not _CODE.fullmatch(code)
    ]
    if faults:
        raise DefinitionError(faults)
    return {str(name): code for name, code in filled.items()}


def with_own(plan: Plan, root: Path | None) -> Plan:
    """The plan with what a workspace adds to it: names.yaml, its own layouts and kinds of lists. Raises
    DefinitionError."""
    if root is None:
        return plan
    names = root / NAMES
    own = [path for folder in (LAYOUTS, LIST_KINDS) for path in sorted((root / folder).glob("*.yaml"))]
    if not names.is_file() and not own:
        return plan
    files = (*([names] if names.is_file() else []), *own)
    return replace(
        plan,
        codebook=with_kinds(with_layouts(plan.codebook, root / LAYOUTS), root / LIST_KINDS),
        names=load_names(names) if names.is_file() else {},
        files=(*files, *plan.files),
    )
