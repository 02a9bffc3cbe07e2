"""How files were understood, as plain data: the document of `inspect --format json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import mask_identities, worst_first
from ruraledu_cli.census import Field, Frame, PassedRows, Said
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.model.finding import Finding, Place, column_letter
from ruraledu_cli.model.report import InputFile
from ruraledu_cli.recognise import normalise
from ruraledu_cli.render.json import finding_record

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file: its sheets as frames in their order (table "" where none is known), and the findings."""

    file: InputFile
    frames: tuple[Frame, ...]
    findings: tuple[Finding, ...]


def document(
    files: Sequence[Inspection], codebook: Codebook, text: Catalogue, *, show_pii: bool = False
) -> Record:
    """Everything there is to say. Rows and letters are the sheet's own, as Excel shows them."""
    told = [_file(one, codebook, text, show_pii=show_pii) for one in files]
    return {"schema_version": 1, "files": told if show_pii else _masked(told), "errors": []}


def _masked(node: Any) -> Any:
    """Identity numbers masked wherever they stand: in a sheet without headers they are taken for some."""
    if isinstance(node, str):
        return mask_identities(node)
    if isinstance(node, list):
        return [_masked(item) for item in node]
    if isinstance(node, dict):
        return {key: item if key in ("path", "file") else _masked(item) for key, item in node.items()}
    return node


def _file(one: Inspection, codebook: Codebook, text: Catalogue, *, show_pii: bool) -> Record:
    suggested = dict(_suggestions(one.findings))
    return {
        "path": one.file.path,
        "sha256": one.file.sha256,
        "status": one.file.status,
        "reason": one.file.reason,
        "encoding": next((f.params["encoding"] for f in one.findings if "encoding" in f.params), None),
        "sheets": _joined([_sheet(frame, codebook, text, suggested) for frame in one.frames]),
        "findings": [finding_record(f, text, show_pii=show_pii) for f in worst_first(one.findings)],
    }


def _suggestions(findings: Iterable[Finding]) -> Iterable[tuple[tuple[str | None, int | None], str]]:
    """What a header that is not known may have been meant to be, by sheet and position."""
    for finding in findings:
        for place in finding.places:
            if finding.params.get("suggestion"):
                yield (place.sheet, place.position), str(finding.params["suggestion"])


def _sheet(
    frame: Frame, codebook: Codebook, text: Catalogue, suggested: Mapping[tuple[str | None, int | None], str]
) -> Record:
    first, last = _ends(frame.records)
    return {
        "sheet": frame.sheet.name,
        "table": frame.table or None,
        "header_rows": _header_rows(frame.why),
        "records": {"count": len(frame.records), "first": first, "last": last},
        "columns": [_column(field, frame.table, codebook, text) for field in frame.fields],
        "unknown_headers": [
            {
                "letter": column_letter(position + 1),
                "header": header,
                "suggestion": suggested.get((frame.sheet.name, position + 1)),
            }
            for position, header in frame.unknown_headers
        ],
        "said": [_said(said, frame.table, codebook, text) for said in frame.said],
        "passed": [_passed(passed) for passed in frame.passed],
        "checks": [check for reason in frame.why for check in _check(reason)],
        "why": [reason for reason in frame.why if reason.partition(":")[0] not in _ROWS],
    }


def _joined(sheets: Sequence[Record]) -> list[Record]:
    """Several forms of one layout on one sheet as one entry."""
    found: list[Record] = []
    for sheet in sheets:
        last = found[-1] if found else None
        form = any(reason.startswith("form:") for reason in sheet["why"])
        if last is None or not form or (last["sheet"], last["why"]) != (sheet["sheet"], sheet["why"]):
            found.append(sheet)
            continue
        ends = [one for one in (last["records"], sheet["records"]) if one["count"]]
        last["records"] = {
            "count": sum(one["count"] for one in ends),
            "first": min((one["first"] for one in ends), default=None),
            "last": max((one["last"] for one in ends), default=None),
        }
        last["said"] += sheet["said"]
        last["passed"] += sheet["passed"]
    return found


def _ends(records: Sequence[int]) -> tuple[int | None, int | None]:
    return (min(records) + 1, max(records) + 1) if records else (None, None)


_ROWS = ("header_rows", "totals", "group")


def _header_rows(why: Iterable[str]) -> list[int]:
    """The header's first and last row, where one was found."""
    for reason in why:
        name, _, rows = reason.partition(":")
        if name == "header_rows":
            return [int(row) for row in rows.split("-")]
    return []


def _check(reason: str) -> Iterable[Record]:
    """A totals row with the columns compared, or a group's stated number with the rows counted."""
    name, *numbers = reason.split(":")
    if name == "totals":
        row, compared, differing = map(int, numbers)
        yield {"kind": "totals", "row": row, "compared": compared, "differing": differing}
    if name == "group":
        row, stated, counted = map(int, numbers)
        yield {"kind": "group", "row": row, "stated": stated, "counted": counted}


def _column(field: Field, table: str, codebook: Codebook, text: Catalogue) -> Record:
    column = codebook.tables[table].columns[field.column]
    return {
        "letter": column_letter(field.position + 1),
        "header": field.header,
        "column": field.column,
        "title": column.zh if text.language == "zh" else column.en,
        "part": field.part,
        "matched": _matched(field, column.zh, column.code_header.zh if column.code_header else None),
        "factor": None if field.factor is None else str(field.factor),
    }


def _said(said: Said, table: str, codebook: Codebook, text: Catalogue) -> Record:
    """A column that no header names: what says it for all rows, and where that stands."""
    column = codebook.tables[table].columns[said.column]
    rows = () if said.row is None else (said.row + 1,)
    cells = Place("", rows=rows, position=None if said.position is None else said.position + 1).cells
    return {
        "column": said.column,
        "title": column.zh if text.language == "zh" else column.en,
        "value": str(said.cell),
        "from": said.kind,
        "label": said.label or None,
        "cell": cells[0] if cells else None,
    }


def _matched(field: Field, zh: str, code_header: str | None) -> str:
    """By the canonical header, the column's own name, or another spelling."""
    header = normalise(field.header)
    if header in (normalise(zh), normalise(code_header or zh)):
        return "header"
    return "name" if header == normalise(field.column) else "alias"


def _passed(passed: PassedRows) -> Record:
    rows = Place("", rows=tuple(row + 1 for row in passed.rows)).cells
    return {"reason": passed.reason, "count": len(passed.rows), "rows": rows}
