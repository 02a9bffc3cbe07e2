"""JUnit XML for CI: a suite per file, in it one case for reading the file and one per finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.findings import (
    hint,
    message,
    said_lines,
    severity_of,
    wants_answer,
    where,
    worst_first,
)
from ruraledu_cli.model.audit import Audit, AuditedFile, by_file, fails
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.render.xml_text import clean

_NAME = "ruraledu validate"
_COUNTED = ("failure", "error", "skipped")


def render_audit(audit: Audit, text: Catalogue, *, show_pii: bool = False) -> bytes:
    """Findings that make the audit fail are failures; the others are told within cases that pass."""
    root = ElementTree.Element("testsuites", name=_NAME)
    held = by_file(worst_first(audit.findings))
    for file in audit.files:
        suite = _suite(root, file.path)
        _reading(suite, file, text)
        _cases(suite, held.get(file.path, ()), audit, text, show_pii=show_pii)
    if None in held:
        suite = _suite(root, text.text("audit.batch"))
        _cases(suite, held[None], audit, text, show_pii=show_pii)
    _rules(root, audit, text)
    for element in (*root, root):
        _count(element)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _suite(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(root, "testsuite", name=clean(name))


def _reading(suite: ElementTree.Element, file: AuditedFile, text: Catalogue) -> None:
    """That the file was read; so no suite is without a case."""
    case = ElementTree.SubElement(suite, "testcase", classname=clean(file.path), name="read")
    if file.status in ("unreadable", "passed_over"):
        kind = "error" if file.status == "unreadable" else "skipped"
        said = text.word("reason", file.reason) if file.reason else text.word("input", file.status)
        ElementTree.SubElement(case, kind, message=clean(said))


def _cases(
    suite: ElementTree.Element, findings: Iterable[Finding], audit: Audit, text: Catalogue, *, show_pii: bool
) -> None:
    """Cases are told apart by number, since no two of a suite may share a name."""
    numbers: Counter[str] = Counter()
    for finding in findings:
        numbers[finding.code] += 1
        _case(suite, finding, numbers[finding.code], audit, text, show_pii=show_pii)


def _case(
    suite: ElementTree.Element,
    finding: Finding,
    number: int,
    audit: Audit,
    text: Catalogue,
    *,
    show_pii: bool,
) -> None:
    severity = severity_of(finding)
    name = f"{finding.code} {RULES[finding.code].name} {number}"
    case = ElementTree.SubElement(suite, "testcase", classname=suite.get("name", ""), name=name)
    said = message(finding, text, show_pii=show_pii)
    lines = (said, where(finding, text, most=20), hint(finding, text, show_pii=show_pii))
    body = "\n".join((*lines, *said_lines(finding, text, show_pii=show_pii)))
    if wants_answer(finding) and fails(severity, audit.fail_on):
        failure = ElementTree.SubElement(case, "failure", message=clean(said), type=severity)
        failure.text = clean(body)
    else:
        ElementTree.SubElement(case, "system-out").text = clean(
            f"{text.text(f'severity.{severity}')}\n{body}"
        )


def _rules(root: ElementTree.Element, audit: Audit, text: Catalogue) -> None:
    """Rules that were not run are skipped cases: never as if they had passed."""
    if not audit.rules_skipped:
        return
    suite = _suite(root, text.text("audit.skipped"))
    for code, reason in audit.rules_skipped:
        name = f"{code} {RULES[code].name}"
        case = ElementTree.SubElement(suite, "testcase", classname="rules", name=name)
        ElementTree.SubElement(case, "skipped", message=clean(text.word("reason", reason)))


def _count(element: ElementTree.Element) -> None:
    cases = list(element.iter("testcase"))
    counts = {kind: _having(cases, kind) for kind in _COUNTED}
    element.set("tests", str(len(cases)))
    for kind, plural in zip(_COUNTED, ("failures", "errors", "skipped"), strict=True):
        element.set(plural, str(counts[kind]))


def _having(cases: Iterable[ElementTree.Element], kind: str) -> int:
    return sum(case.find(kind) is not None for case in cases)
