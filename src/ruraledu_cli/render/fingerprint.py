"""What tells a finding from all others, today and next week: never a row number, which moves when rows do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ruraledu_cli.catalogue.findings import shown_value
from ruraledu_cli.model.finding import Finding


def fingerprints(findings: Iterable[Finding], *, show_pii: bool = False) -> Iterator[str]:
    """A fingerprint for each finding, by rule, sheet, column, value and schools; those that have all of it in
    common are numbered. Of a personal value only what is shown goes in: a hash of it could be guessed."""
    seen: Counter[str] = Counter()
    for finding in findings:
        digest = sha256(_identity(finding, show_pii=show_pii)).hexdigest()[:32]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"


def _identity(finding: Finding, *, show_pii: bool) -> bytes:
    columns = sorted({(p.file, p.sheet or "", p.column or p.header or "") for p in finding.places})
    value = shown_value(finding, show_pii=show_pii)
    known = [finding.code, columns, value, sorted(finding.schools)]
    return json.dumps(known, ensure_ascii=True).encode("ascii")
