"""JSON lines: one finding a line, as `--format json` has them."""

from __future__ import annotations

import json

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import worst_first
from ruraledu_cli.model.audit import Audit
from ruraledu_cli.render.json import finding_record


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """Nothing at all where there is no finding."""
    records = (finding_record(finding, text, show_pii=show_pii) for finding in worst_first(audit.findings))
    lines = (json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n" for record in records)
    return "".join(lines).encode("utf-8", "replace")
