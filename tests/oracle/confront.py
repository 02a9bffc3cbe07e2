"""Runs the tool's `check` on a workspace and says where it contradicts the oracle."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import codes
from .answer import Figure, Half, NotComputable
from .county import County
from .measure import Result

PLAN = Path(__file__).resolve().parents[2] / "targets" / "gaotang-2023-2027.yaml"
COUNTS_OR_SHARES = frozenset({"five_star_branches", "one_school_one_brand"})


def run_check(folder: Path, year: int, *flags: str) -> tuple[int, dict[str, Any]]:
    """Exit code and document of a process of its own."""
    command = [sys.executable, "-m", "ruraledu_cli", "check", str(year), "--format", "json", *flags]
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, env=environment, timeout=120, check=False)
    assert done.stdout, f"exit {done.returncode} without output: {done.stderr.decode()[-2000:]}"
    return done.returncode, json.loads(done.stdout)


def run_here(folder: Path, year: int, *flags: str) -> tuple[int, dict[str, Any]]:
    """The same through the entry point in this process: for many small runs."""
    from ruraledu_cli.cli.app import main

    arguments, place, code = sys.argv, Path.cwd(), 0
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.argv = ["ruraledu", "check", str(year), "--format", "json", *flags]
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(written):
            code = int(main() or 0)
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = arguments
        os.chdir(place)
    written.flush()
    return code, json.loads(written.buffer.getvalue())  # type: ignore[attr-defined]


def text(number: Fraction | int | None) -> str | None:
    return None if number is None else str(number)


def expected(result: Result) -> dict[str, Any]:
    """The fields of the JSON result that the oracle vouches for."""
    outcome = result.outcome
    if isinstance(outcome, NotComputable) or result.verdict.status == "not_computable":
        return {"status": "not_computable"}
    fields: dict[str, Any] = {
        "status": result.verdict.status,
        "exact": text(outcome.exact),
        "numerator": outcome.numerator,
        "denominator": outcome.denominator,
        "missing": outcome.missing,
        "low": text(outcome.low),
        "high": text(outcome.high),
        "absent": outcome.absent,
        "gap": text(result.verdict.gap),
    }
    if result.verdict.reason in {"incomplete", "unread_input"}:
        fields["reason"] = result.verdict.reason
    for name in ("of", "to"):
        fields |= _half(name, getattr(outcome, name))
    return _relaxed(fields, outcome)


def _relaxed(fields: dict[str, Any], outcome: Figure) -> dict[str, Any]:
    if outcome.decided:
        return fields
    return {
        name: value
        for name, value in fields.items()
        if name not in {"numerator", "denominator", "low", "high"}
    }


def _half(name: str, half: Half | None) -> dict[str, Any]:
    if half is None:
        return {}
    return {
        f"{name}.exact": text(half.exact), f"{name}.numerator": half.numerator,
        f"{name}.denominator": half.denominator, f"{name}.missing": half.missing,
    }  # fmt: skip


def stated(entry: dict[str, Any], county: County) -> dict[str, Any]:
    """The same fields as the tool states them."""
    bounds, units = entry.get("bounds") or {}, entry.get("units")
    fields = {
        name: entry.get(name)
        for name in ("status", "exact", "numerator", "denominator", "missing", "gap", "reason")
    }
    fields |= {"low": bounds.get("low"), "high": bounds.get("high")}
    fields["absent"] = (
        None if units is None else tuple(sorted(_code(unit, county) for unit in units["absent"]))
    )
    for name in ("of", "to"):
        for key, value in (entry.get(name) or {}).items():
            fields[f"{name}.{key}"] = value
    return fields


def _code(unit: Any, county: County) -> str:
    """A unit may be told by code or by name."""
    written = unit if isinstance(unit, str) else str(unit.get("key") or unit.get("code"))
    for row in [*county.tables.get("schools", []), *(county.last_year_schools or [])]:
        if written == row.get("school_name") and row.get("school_code"):
            return str(row["school_code"])
    return next((code for code, name in codes.TOWNSHIPS.items() if name == written), written)


def contradictions(results: dict[str, Result], document: dict[str, Any], county: County) -> list[str]:
    """One line per field in which the tool and the oracle differ."""
    entries = {entry["id"]: entry for entry in document["results"]}
    lines = [f"{name}: not among the results" for name in results if name not in entries]
    for name in results.keys() & entries.keys():
        said = stated(entries[name], county)
        for field, value in expected(results[name]).items():
            if (
                name in COUNTS_OR_SHARES
                and said["denominator"] is None
                and field not in {"numerator", "status"}
            ):
                continue
            if said.get(field) != value:
                lines.append(f"{name}.{field}: oracle {value!r}, tool {said.get(field)!r}")
    return sorted(lines)
