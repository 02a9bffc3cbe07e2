"""Sealed results: a manifest of inputs, plan and exact results, and what differs between two of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruraledu_cli.model.estimate import Estimate
from ruraledu_cli.model.report import Report, Verdict

SCHEMA_VERSION = 1
Manifest = Mapping[str, Any]


class NotAManifest(Exception):
    """The file is no manifest that this version reads."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was sealed.

    `kind`: input_missing, input_changed, input_added, plan_missing, plan_changed, result_missing,
    result_changed or result_added; `name` is the path or the indicator; before and after are texts.
    """

    kind: str
    name: str
    before: str | None = None
    after: str | None = None


def seal(report: Report, plan_files: Mapping[str, Path], data: str, call: Mapping[str, Any]) -> Manifest:
    """The manifest of a report. `plan_files` maps shown paths to files; `call` keeps what else was stated."""
    return {
        "schema_version": SCHEMA_VERSION,
        **call,
        "data": data,
        "year": report.year,
        "as_of": report.as_of.isoformat(),
        "plan": {"id": report.plan.id, "files": hashes(plan_files)},
        "inputs": [
            {"path": item.path, "sha256": item.sha256, "status": item.status}
            for item in sorted(report.inputs, key=lambda item: item.path)
        ],
        "results": {verdict.measurement.indicator: _result(verdict) for verdict in report.verdicts},
    }


def hashes(named: Mapping[str, Path]) -> list[dict[str, str | None]]:
    """SHA-256 of files by shown path; None for a file that cannot be read."""
    return [{"path": shown, "sha256": _sha256(path)} for shown, path in named.items()]


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _result(verdict: Verdict) -> dict[str, Any]:
    counted = verdict.measurement.counted
    found = Estimate(None, None, None, 0) if counted is None else counted.estimate()
    return {
        "status": verdict.status.value,
        "reason": verdict.reason,
        "exact": _text(found.exact),
        "exact_squared": _text(found.value) if found.squared else None,
        "numerator": _text(found.numerator),
        "denominator": _text(found.denominator),
        "missing": found.missing,
        "bounds": {"low": _text(found.low), "high": _text(found.high)},
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def dump(manifest: Manifest) -> bytes:
    """The manifest's file: the same bytes for the same manifest on any machine."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def load(content: bytes) -> Manifest:
    """Raises NotAManifest for anything else than a manifest of this schema."""
    try:
        manifest = json.loads(content.decode("utf-8-sig"))
        _ = [manifest[key] for key in ("year", "as_of", "data")]
        known = {item["path"]: item["sha256"] for item in (*manifest["inputs"], *manifest["plan"]["files"])}
        complete = all(isinstance(path, str) for path in known) and isinstance(manifest["results"], dict)
    except (ValueError, KeyError, TypeError):
        raise NotAManifest from None
    if not complete or manifest.get("schema_version") != SCHEMA_VERSION:
        raise NotAManifest
    return manifest  # type: ignore[no-any-return]  # checked above


def plan_differences(sealed: Manifest, root: Path) -> list[Difference]:
    """Plan files that are gone or have changed; paths are relative to `root`."""
    found = []
    for item in sealed["plan"]["files"]:
        after = _sha256(root / item["path"])
        if after is None:
            found.append(Difference("plan_missing", item["path"], item["sha256"]))
        elif after != item["sha256"]:
            found.append(Difference("plan_changed", item["path"], item["sha256"], after))
    return found


def input_differences(sealed: Manifest, now: Iterable[Mapping[str, str]]) -> list[Difference]:
    """Inputs that are gone, have changed or were added."""
    before = {item["path"]: item["sha256"] for item in sealed["inputs"]}
    after = {item["path"]: item["sha256"] for item in now}
    return [
        _difference("input", path, before.get(path), after.get(path)) for path in _differing(before, after)
    ]


def result_differences(sealed: Manifest, now: Mapping[str, Any]) -> list[Difference]:
    """Indicators whose result is not, to the last digit, the sealed one."""
    before = {name: _line(result) for name, result in sealed["results"].items()}
    after = {name: _line(result) for name, result in now.items()}
    return [
        _difference("result", name, before.get(name), after.get(name)) for name in _differing(before, after)
    ]


def _line(result: Mapping[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, sort_keys=True)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def _difference(what: str, name: str, before: str | None, after: str | None) -> Difference:
    kind = "missing" if after is None else "added" if before is None else "changed"
    return Difference(f"{what}_{kind}", name, before, after)
