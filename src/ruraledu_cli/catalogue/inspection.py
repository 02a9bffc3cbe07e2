"""How a sheet was understood, put into words: what the screen and the pages of `inspect` share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ruraledu_cli.catalogue.words import Catalogue

Record = Mapping[str, Any]
_LISTED = 6


def column_rows(sheet: Record, text: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    """Letter, header as written, the column it is, how it was matched; in the sheet's order."""
    known = [
        (c["letter"], c["header"], f"{c['title']} {c['column']}", text.text(f"inspect.by_{c['matched']}"))
        for c in sheet["columns"]
    ]
    unknown = [(u["letter"], u["header"], "—", _unknown(u, text)) for u in sheet["unknown_headers"]]
    yield from sorted((*known, *unknown), key=lambda row: (len(row[0]), row[0]))


def _unknown(header: Record, text: Catalogue) -> str:
    return text.text("inspect.unknown", suggestion=header["suggestion"])


def summary(sheet: Record, text: Catalogue) -> Iterator[str]:
    """What a sheet is, in a few lines: table, rows, what was passed over, what was checked."""
    table = sheet["table"]
    name = text.word("tables", table) if table else ""
    yield text.text("inspect.is_table", name=name, table=table) if table else text.text("inspect.no_table")
    if sheet["why"]:
        yield text.text("inspect.why", why=text.join(_why(reason, text) for reason in sheet["why"]))
    if sheet["header_rows"]:
        rows = dict.fromkeys(sheet["header_rows"])
        yield text.text("inspect.header_rows", rows="–".join(map(str, rows)))
    records = sheet["records"]
    yield text.text("inspect.records" if records["count"] else "inspect.no_records", **records)
    for said in sheet["said"]:
        reason = text.text(f"reason_of.S012.{said['from']}")
        yield text.text("inspect.said", **{**said, "reason": reason})
    for passed in sheet["passed"]:
        said = {"reason": text.word("rows", passed["reason"]), "rows": text.join(passed["rows"][:_LISTED])}
        more = "…" if len(passed["rows"]) > _LISTED else ""
        yield text.text("inspect.passed", **said, more=more, count=passed["count"])
    yield from _checks(sheet["checks"], text)


def _checks(checks: Sequence[Record], text: Catalogue) -> Iterator[str]:
    """Each check that found a difference; of those that agree how many there are."""
    for kind in ("totals", "group"):
        own = [check for check in checks if check["kind"] == kind]
        bad = [
            check for check in own if check.get("differing") or check.get("stated") != check.get("counted")
        ]
        yield from (text.text(f"inspect.{kind}_bad", **check) for check in bad)
        if len(own) > len(bad):
            yield text.text(f"inspect.{kind}_good", count=len(own) - len(bad))


def _why(reason: str, text: Catalogue) -> str:
    name, _, value = reason.partition(":")
    return text.find(f"inspect.because_{name}", value=text.word("tables", value)) or reason


def finding_lines(file: Record, text: Catalogue) -> Iterator[str]:
    """Each finding in a line, with where it stands."""
    for finding in file["findings"]:
        places = [
            " ".join(filter(None, (place["sheet"], text.join(place["cells"][:3]))))
            for place in finding["places"][:3]
        ]
        said = {"severity": text.text(f"severity.{finding['severity']}"), "code": finding["code"]}
        where = text.join(place for place in places if place)
        yield text.text("inspect.finding", **said, message=finding["message"], where=where)
