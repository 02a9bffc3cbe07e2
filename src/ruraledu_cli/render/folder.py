"""A folder's inspection as plain data, JSON, CSV, and the lines of names.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruraledu_cli.analyse.folder import BY_ROW, Folder, Missing, SheetLine, ToConfirm
from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import mask_identities, message, severity_of, where
from ruraledu_cli.census import Said
from ruraledu_cli.definitions.codebook import Codebook
from ruraledu_cli.render.json import to_bytes
from ruraledu_cli.render.pages import render_table

Record = dict[str, Any]


def document(found: Folder, codebook: Codebook, text: Catalogue, *, show_pii: bool = False) -> Record:
    """What `--format json` says; the words in it are of the language given."""
    say = _Words(codebook, text, show_pii)
    return {
        "schema_version": 1,
        "folder": found.path,
        "year": found.year,
        "indicators": found.indicators,
        "sheets": [say.sheet(line) for line in found.lines],
        "missing": [say.missing(one) for one in found.missing],
        "confirm": [say.confirm(one) for one in found.confirm],
        "names": [
            {"written": one.written, "rows": one.rows, "suggestion": one.suggestion, "code": one.code}
            for one in found.names
        ],
        "errors": [],
    }


def render_json(told: Record) -> bytes:
    return to_bytes(told)


def render_csv(told: Record, text: Catalogue) -> bytes:
    """One table of everything: sheets, what is missing, what must be confirmed, names."""
    names = ("kind", "what", "where", "rows", "indicators")
    headers = [text.text(f"folder.column_{name}") for name in names]
    rows: list[tuple[str | int, ...]] = [
        (text.text("folder.sheets"), one["message"], f"{one['file']} {one['sheet']}".strip(), one["rows"], "")
        for one in told["sheets"]
    ]
    rows += [
        (text.text("folder.missing"), one["message"], "", "", one["indicators"]) for one in told["missing"]
    ]
    rows += [
        (text.text("folder.confirm"), one["message"], one["where"], "", one["indicators"])
        for one in told["confirm"]
    ]
    rows += [
        (text.text("folder.names"), one["written"], one["suggestion"], one["rows"], "")
        for one in told["names"]
    ]
    return render_table(headers, rows)


def names_yaml(told: Record, known: Mapping[str, str], text: Catalogue) -> bytes:
    """names.yaml with what is confirmed already as it was, and what is not known yet with its suggestion."""
    lines = [text.text("folder.yaml_head")]
    lines += [f"{_quoted(name)}: {_quoted(code)}" for name, code in known.items()]
    for one in told["names"]:
        if one["written"] not in known:
            note = text.text("folder.yaml_note", **one).strip()
            lines.append(f'{_quoted(one["written"])}: ""  # {note}')
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


class _Words:
    """Titles and sentences in one language."""

    def __init__(self, codebook: Codebook, text: Catalogue, show_pii: bool) -> None:
        self.codebook, self.text, self.show_pii = codebook, text, show_pii

    def _table(self, name: str) -> str:
        table = self.codebook.tables.get(name)
        return "" if table is None else table.sheet if self.text.language == "zh" else table.en

    def _column(self, table: str, name: str) -> str:
        column = self.codebook.tables[table].columns.get(name) if table in self.codebook.tables else None
        return name if column is None else column.zh if self.text.language == "zh" else column.en

    def sheet(self, line: SheetLine) -> Record:
        reason = self.text.word("reason", line.reason) if line.reason else None
        params = {"table": self._table(line.table), "form": self._form(line), "reason": reason}
        said = [
            {
                "column": one.column,
                "title": self._column(line.table, one.column),
                "value": self._value(one),
                "from": one.kind,
                "from_words": self.text.text(f"reason_of.S012.{one.kind}"),
            }
            for one in line.said
        ]
        return {
            "file": line.file,
            "sheet": line.sheet,
            "state": line.state,
            "table": line.table or None,
            "form": line.form or None,
            "rows": line.rows,
            "reason": line.reason or None,
            "said": said,
            "message": self.text.text(f"folder.state_{line.state}", **params),
        }

    def _value(self, said: Said) -> str:
        """What was taken; for how many rows, where it is not the same for all."""
        if said.kind in BY_ROW:
            return self.text.text("folder.said_rows", rows=said.cell)
        return self._masked(str(said.cell))

    def _form(self, line: SheetLine) -> str:
        return (
            self.text.title(self.codebook.list_kinds[line.form].title) if line.state == "list" else line.form
        )

    def missing(self, one: Missing) -> Record:
        said = {"table": self._table(one.table), "column": self._column(one.table, one.column)}
        return {
            "what": one.what,
            "table": one.table,
            "column": one.column or None,
            "names": list(one.names),
            "indicators": one.indicators,
            "message": self.text.text(f"folder.missing_{one.what}", **said, names=self.text.join(one.names)),
        }

    def confirm(self, one: ToConfirm) -> Record:
        finding = one.finding
        severity = severity_of(finding)
        said = {
            "severity": self.text.text(f"severity.{severity}"),
            "code": finding.code,
            "message": message(finding, self.text, show_pii=self.show_pii),
        }
        return {
            "code": finding.code,
            "severity": severity,
            "where": self._masked(where(finding, self.text)),
            "indicators": one.indicators,
            "message": self._masked(self.text.text("folder.finding", **said)),
        }

    def _masked(self, text: str) -> str:
        return text if self.show_pii else mask_identities(text)
