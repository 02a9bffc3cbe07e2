"""JSON: exact, stable, and the same on every machine."""

from __future__ import annotations

import json
from fractions import Fraction as F
from typing import Any

import pytest

from fake_reports import FINDINGS, INPUTS, PERSON, TOTAL, VERDICTS, fake_report, verdict
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.report import Status
from ruraledu_cli.render import json as as_json

ZH, EN = load_catalogue("zh"), load_catalogue("en")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(as_json.render_check(fake_report(), ZH))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def results(document: dict[str, Any]) -> dict[str, Any]:
    return {result["id"]: result for result in document["results"]}


FIELDS = {
    *(
        "id",
        "title",
        "task",
        "lead",
        "scope",
        "unit",
        "value",
        "exact",
        "numerator",
        "denominator",
        "missing",
    ),
    *(
        "bounds",
        "units",
        "target",
        "milestones",
        "gap",
        "status",
        "reason",
        "pace",
        "basis",
        "readings",
        "groups",
    ),
}


def test_json_is_utf8_sorted_and_ends_with_a_line_break() -> None:
    raw = as_json.render_check(fake_report(), ZH)
    assert raw.endswith(b"}\n")
    assert "千兆".encode() in raw
    assert b"\\u" not in raw
    again = json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert again.encode() == raw


def test_json_is_the_same_whatever_order_files_were_found_in() -> None:
    assert as_json.render_check(fake_report(inputs=INPUTS[::-1]), ZH) == as_json.render_check(
        fake_report(), ZH
    )


def test_the_document(document: dict[str, Any]) -> None:
    assert set(document) == {
        *("schema_version", "year", "as_of", "plan", "results", "summary", "findings", "inputs"),
        *("beside", "errors"),
    }
    assert (document["schema_version"], document["year"], document["as_of"]) == (1, 2025, "2025-09-01")
    assert document["plan"] == "gaotang-2023-2027"
    assert document["errors"] == []
    assert document["findings"] == {"error": 2, "query": 1, "note": 1}
    assert document["summary"] == {
        "met": 3,
        "missed": 2,
        "not_due": 2,
        "undecided": 1,
        "not_applicable": 1,
        "not_computable": 1,
        "no_target": 2,
        "failed": 3,
    }
    assert [file["status"] for file in document["inputs"]] == ["passed_over", "ok", "unreadable", "ok"]
    assert set(document["inputs"][0]) == {"path", "sha256", "status"}


def test_results_stand_in_the_plans_order_with_all_fields(document: dict[str, Any]) -> None:
    assert [result["id"] for result in document["results"]] == [v.measurement.indicator for v in VERDICTS]
    for result in document["results"]:
        assert set(result) >= FIELDS
        assert set(result) - FIELDS <= {"of", "to", "exact_squared", "bounds_squared", "lacking"}


def test_a_share(results: dict[str, Any]) -> None:
    share = {key: value for key, value in results["gigabit_coverage"].items() if key != "groups"}
    assert share == {
        "id": "gigabit_coverage",
        "title": "千兆进校、百兆进班覆盖率",
        "task": "12",
        "lead": ["县教育体育局"],
        "scope": "rural",
        "unit": "percent",
        "value": 0.85,
        "exact": "17/20",
        "numerator": 68,
        "denominator": 80,
        "missing": 5,
        "bounds": {"low": "4/5", "high": "73/85"},
        "units": {"expected": 85, "present": 85, "absent": []},
        "target": {
            "op": ">=",
            "value": "1",
            "year": 2025,
            "due_date": "2025-12-31",
            "force": "binding",
            "inferred": [],
            "source": "任务12",
        },
        "milestones": [{"year": 2023, "value": "3/10"}, {"year": 2025, "value": "1"}],
        "gap": "-3/20",
        "status": "missed",
        "reason": None,
        "pace": None,
        "basis": "roster",
        "readings": [],
    }


def test_a_ratio_keeps_its_halves(results: dict[str, Any]) -> None:
    ratio = results["degree_ratio"]
    assert ratio["exact"] == "21/20"
    assert (ratio["value"], ratio["gap"], ratio["missing"]) == (1.05, "0", 0)
    assert ratio["numerator"] is None
    assert ratio["denominator"] is None
    assert ratio["scope"] == ["county_seat", "rural"]
    assert ratio["of"] == {"numerator": 169, "denominator": 240, "missing": 0, "exact": "169/240"}
    assert ratio["to"] == {"numerator": 169, "denominator": 252, "missing": 0, "exact": "169/252"}


def test_readings_say_the_same_without_a_verdict(results: dict[str, Any]) -> None:
    public, statistical = results["degree_ratio"]["readings"]
    left_out = {"target", "gap", "status", "pace", "readings", "groups"}
    assert set(public) == FIELDS - left_out | {"of", "to"}
    assert (public["id"], public["title"], public["exact"]) == (
        "public_only",
        "仅公办学校",
        str(F(16, 23) / F(15, 23)),
    )
    assert public["missing"] == 2
    assert (statistical["value"], statistical["missing"], statistical["reason"]) == (
        None,
        None,
        "empty_scope",
    )


def test_counts_have_no_denominator(results: dict[str, Any]) -> None:
    pilots = results["town_pilots"]
    assert (pilots["numerator"], pilots["denominator"], pilots["value"], pilots["exact"]) == (3, None, 3, "3")
    assert pilots["bounds"] == {"low": "3", "high": "3"}


def test_a_dispersion_is_compared_as_its_square(results: dict[str, Any]) -> None:
    dispersion = results["book_dispersion"]
    assert (dispersion["value"], dispersion["exact"], dispersion["exact_squared"]) == (0.5, None, "1/4")
    assert dispersion["gap"] is None
    assert dispersion["bounds"] == {"low": None, "high": None}


def test_open_ends_and_what_was_not_computed_are_null(results: dict[str, Any]) -> None:
    assert results["pairing_coverage"]["bounds"] == {"low": None, "high": None}
    assert (
        results["pairing_coverage"]["units"]["absent"][0] == "2137000009"
        or sorted(results["pairing_coverage"]["units"]["absent"])
        == (results["pairing_coverage"]["units"]["absent"])
    )
    nothing = results["parent_school_villages"]
    for name in ("value", "exact", "numerator", "denominator", "missing", "bounds", "gap", "units"):
        assert nothing[name] is None
    assert (nothing["status"], nothing["reason"]) == ("not_computable", "table_missing")
    assert nothing["lacking"] == ["villages"]
    assert results["book_dispersion"]["target"] is None
    assert results["book_dispersion"]["milestones"] == []


def test_an_empty_share_has_no_value(results: dict[str, Any]) -> None:
    empty = results["induction_training"]
    assert (empty["value"], empty["numerator"], empty["denominator"], empty["missing"]) == (None, 0, 0, 0)


def test_a_reference_keeps_its_line_and_gap(results: dict[str, Any]) -> None:
    courses = results["feature_courses"]
    assert courses["readings"][0]["unit"] == "percent"
    assert (courses["status"], courses["target"]["force"], courses["gap"]) == ("no_target", "reference", "-1")


def test_groups_carry_the_same_fields(results: dict[str, Any]) -> None:
    first = results["gigabit_coverage"]["groups"][0]
    assert set(first) == FIELDS | {"by", "key", "name", "rank"}
    assert (first["by"], first["key"], first["name"]) == ("township", "371526101", "梁村镇")
    assert (first["exact"], first["status"], first["groups"]) == ("17/20", "missed", [])


def test_titles_speak_the_catalogues_language() -> None:
    english = json.loads(as_json.render_check(fake_report(), EN))["results"][0]
    assert english["title"] == "Urban to rural ratio of graduates"
    assert english["readings"][0]["title"] == "public schools only"


def test_a_sum_that_is_no_whole_number_stays_exact() -> None:
    report = fake_report(verdicts=(verdict("town_pilots", TOTAL, Status.NO_TARGET),))
    result = json.loads(as_json.render_check(report, ZH))["results"][0]
    assert (result["exact"], result["numerator"], result["bounds"]["high"]) == ("7/2", "7/2", None)


def test_the_error_document() -> None:
    assert json.loads(as_json.render_error(3, "找不到 2025")) == {
        "schema_version": 1,
        "error": {"code": 3, "message": "找不到 2025"},
    }


def test_a_finding_as_a_record() -> None:
    record = as_json.finding_record(FINDINGS[1], ZH)
    assert set(record) == {
        *("code", "name", "severity", "count", "value", "message", "hint", "places", "schools", "state"),
        *("explanation", "refusal"),
    }
    assert (record["code"], record["name"], record["severity"], record["count"]) == (
        "V004",
        "unknown-code",
        "error",
        7,
    )
    assert record["schools"] == ["2137000001", "2137000002"]
    assert record["places"][0] == {
        "file": "2025/学校.xlsx",
        "sheet": "学校",
        "table": "schools",
        "column": "urban_rural_code",
        "header": "城乡类型代码",
        "cells": ["E4:E5", "E9"],
        "count": 3,
    }
    assert record["message"] == "“城乡类型代码”填的“村”不在代码表内，按缺报处理；是否应为“村庄”"


def test_personal_data_leaves_only_when_asked_for() -> None:
    masked = as_json.to_bytes({"findings": [as_json.finding_record(f, ZH) for f in FINDINGS]}).decode()
    assert PERSON not in masked
    assert "张三" not in masked
    assert as_json.finding_record(FINDINGS[2], ZH, show_pii=True)["value"] == PERSON


def test_half_a_surrogate_pair_is_no_reason_to_fail() -> None:
    raw = as_json.to_bytes(as_json.finding_record(Finding("V002", value="\ud800"), ZH))
    assert json.loads(raw)["value"] == "?"
