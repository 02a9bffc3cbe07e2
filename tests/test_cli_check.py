"""`check`: exit codes, outputs, and sealed results with `verify`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest

import ruraledu_cli
from conftest import Run
from fake_pipeline import FakePipeline, make_workspace
from ruraledu_cli.workspace import BlankMeans


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setitem(sys.modules, "ruraledu_cli.pipeline", fake)  # type: ignore[arg-type]
    monkeypatch.setattr(ruraledu_cli, "pipeline", fake, raising=False)
    monkeypatch.chdir(make_workspace(tmp_path))
    return fake


def leftovers() -> list[str]:
    return [path.name for path in Path().iterdir() if path.name.endswith(".tmp")]


def test_a_report_goes_to_stdout(run: Run, pipeline: FakePipeline) -> None:
    ran = run("check", "2025")
    assert (ran.code, ran.err) == (0, "")
    assert "图书册数已报" in ran.text


def test_the_screen_speaks_the_language_asked_for(run: Run, pipeline: FakePipeline) -> None:
    assert "books reported" in run("check", "2025", "--lang", "en").text
    Path("ruraledu.toml").write_text('data = "data"\nplan = "plan.yaml"\nlang = "en"\n', encoding="utf-8")
    assert "books reported" in run("check", "2025").text


def test_machine_formats_speak_chinese_unless_told(
    run: Run, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RURALEDU_LANG", "en")
    assert run("check", "2025", "--format", "json").json["results"][0]["title"] == "图书册数已报"
    english = run("check", "2025", "--format", "json", "--lang", "en").json
    assert english["results"][0]["title"] == "books reported"


def test_what_fails_ends_with_1(run: Run, pipeline: FakePipeline) -> None:
    pipeline.failed = 1
    assert run("check", "2025").code == 1
    assert run("check", "2025", "--fail-on", "never").code == 0
    assert [call["fail_on"] for call in pipeline.calls] == ["undecided", "never"]


def test_the_options_reach_the_pipeline(run: Run, pipeline: FakePipeline) -> None:
    text = 'data = "data"\nplan = "plan.yaml"\nignore_unread = ["a.xlsx"]\n'
    Path("ruraledu.toml").write_text(text + '[[blank_means]]\ncolumn = "x"\nmeans = "no"\n', encoding="utf-8")
    run("check", "2025", "--as-of", "2025-12-31", "--by", "township", "--ignore-unread", "b.xlsx")
    (call,) = pipeline.calls
    assert call["data"] == Path.cwd() / "data" / "2025"
    assert call["as_of"] == date(2025, 12, 31)
    assert (call["by"], call["year"], call["root"]) == ("township", 2025, Path.cwd())
    assert call["ignore_unread"] == ("a.xlsx", "b.xlsx")
    assert call["blank_means"] == (BlankMeans("x", "no"),)


def test_an_unread_file_ends_with_3_unless_ignored(run: Run, pipeline: FakePipeline) -> None:
    pipeline.unreadable = ("学校.csv",)
    pipeline.failed = 1
    ran = run("check", "2025", "--format", "json")
    assert ran.code == 3
    assert ran.json["inputs"][0]["status"] == "unreadable"
    assert "data/2025/学校.csv" in ran.err
    assert run("check", "2025", "--ignore-unread", "学校.csv").code == 1
    assert run("check", "2025", "--ignore-unread", "data/2025/学校.csv", "--fail-on", "never").code == 0


def test_outputs_take_their_format_from_the_suffix(run: Run, pipeline: FakePipeline) -> None:
    ran = run("check", "2025", "-o", "a.json", "-o", "a.csv", "--output", "a.md", "-o", "a.TXT")
    assert ran.code == 0
    assert json.loads(Path("a.json").read_bytes())["year"] == 2025
    assert Path("a.csv").read_bytes().startswith("\ufeff".encode())
    assert Path("a.md").read_text("utf-8").startswith("# ")
    assert "图书册数已报" in Path("a.TXT").read_text("utf-8")
    assert leftovers() == []


def test_stdout_and_file_hold_the_same_document(run: Run, pipeline: FakePipeline) -> None:
    ran = run("check", "2025", "--format", "json", "-o", "a.json")
    assert ran.out == Path("a.json").read_bytes()


@pytest.mark.parametrize("output", ["data/2025/学校.csv", "./data/../data/2025/学校.csv"])
def test_an_input_is_never_written_over(run: Run, pipeline: FakePipeline, output: str) -> None:
    before = Path("data/2025/学校.csv").read_bytes()
    ran = run("check", "2025", "-o", output)
    assert ran.code == 2
    assert pipeline.calls == []
    assert Path("data/2025/学校.csv").read_bytes() == before


def test_neither_plan_nor_settings_are_sealed_over(run: Run, pipeline: FakePipeline) -> None:
    for name in ("plan.yaml", "ruraledu.toml"):
        before = Path(name).read_bytes()
        assert run("check", "2025", "--seal", name).code == 2
        assert Path(name).read_bytes() == before


def test_an_output_that_cannot_be_written_keeps_no_other_from_it(run: Run, pipeline: FakePipeline) -> None:
    ran = run("check", "2025", "-o", "nowhere/a.json", "-o", "b.json")
    assert ran.code == 3
    assert "nowhere/a.json" in ran.err
    assert Path("b.json").exists()
    assert ran.text


def test_a_file_held_open_is_told_as_such(
    run: Run, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.csv").write_bytes(b"old")

    def held(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "replace", held)
    ran = run("check", "2025", "-o", "a.csv")
    assert ran.code == 3
    assert "正被占用" in ran.err
    assert Path("a.csv").read_bytes() == b"old"
    assert leftovers() == []


def test_a_plan_of_the_flag_replaces_the_workspaces(run: Run, pipeline: FakePipeline) -> None:
    Path("other.yaml").write_text(
        Path("plan.yaml").read_text("utf-8").replace("id: tiny", "id: other"), encoding="utf-8"
    )
    assert run("check", "2025", "--plan", "other.yaml", "--format", "json").json["plan"] == "other"


def test_flags_are_enough_without_a_workspace(
    run: Run, pipeline: FakePipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "ruraledu.toml").unlink()
    monkeypatch.chdir(elsewhere)
    assert run("check", "2025", "--data", "../data").code == 2
    # the fake pipeline shows inputs relative to the root, which holds none of them here
    monkeypatch.chdir(tmp_path)
    assert run("check", "2025", "--data", "data", "--plan", "plan.yaml").code == 0


class TestSealed:
    """`--seal` and `verify`."""

    def seal(self, run: Run) -> Path:
        assert run("check", "2025", "--seal", "sealed.json").code == 0
        return Path("sealed.json")

    def differences(self, run: Run) -> list[tuple[str, str]]:
        ran = run("verify", "sealed.json", "--format", "json")
        assert ran.code == (0 if ran.json["identical"] else 1)
        return [(one["kind"], one["name"]) for one in ran.json["differences"]]

    def test_the_manifest_holds_inputs_plan_and_exact_results(self, run: Run, pipeline: FakePipeline) -> None:
        manifest = json.loads(self.seal(run).read_bytes())
        assert manifest["schema_version"] == 1
        assert [item["path"] for item in manifest["inputs"]] == ["data/2025/学校.csv"]
        assert [item["path"] for item in manifest["plan"]["files"]] == ["plan.yaml"]
        assert manifest["plan"]["id"] == "tiny"
        assert manifest["as_of"] == "2025-09-01"
        result = manifest["results"]["books_known"]
        assert (result["exact"], result["numerator"], result["denominator"]) == ("3/4", "3", "4")
        assert result["bounds"] == {"low": "3/4", "high": "3/4"}

    def test_sealing_twice_gives_the_same_bytes(self, run: Run, pipeline: FakePipeline) -> None:
        assert self.seal(run).read_bytes() == self.seal(run).read_bytes()

    def test_identical_ends_with_0(self, run: Run, pipeline: FakePipeline) -> None:
        self.seal(run)
        assert self.differences(run) == []
        assert "完全一致" in run("verify", "sealed.json").text

    def test_the_date_is_the_sealed_one(self, run: Run, pipeline: FakePipeline) -> None:
        run("check", "2025", "--seal", "sealed.json", "--as-of", "2025-12-31")
        run("verify", "sealed.json")
        assert pipeline.calls[-1]["as_of"] == date(2025, 12, 31)

    def test_inputs_that_changed_came_or_went(self, run: Run, pipeline: FakePipeline) -> None:
        self.seal(run)
        file = Path("data/2025/学校.csv")
        file.write_text("x", encoding="utf-8")
        assert self.differences(run) == [("input_changed", "data/2025/学校.csv")]
        file.rename("data/2025/b.csv")
        assert self.differences(run) == [
            ("input_added", "data/2025/b.csv"),
            ("input_missing", "data/2025/学校.csv"),
        ]

    def test_a_year_that_is_gone(self, run: Run, pipeline: FakePipeline) -> None:
        self.seal(run)
        Path("data/2025").rename("data/gone")
        assert self.differences(run) == [("input_missing", "data/2025/学校.csv")]

    def test_a_plan_that_changed_even_if_only_by_a_comment(self, run: Run, pipeline: FakePipeline) -> None:
        self.seal(run)
        with Path("plan.yaml").open("a", encoding="utf-8") as plan:
            plan.write("# later\n")
        assert self.differences(run) == [("plan_changed", "plan.yaml")]

    def test_a_plan_that_is_broken_or_gone(self, run: Run, pipeline: FakePipeline) -> None:
        self.seal(run)
        Path("plan.yaml").write_text("id: [", encoding="utf-8")
        assert self.differences(run) == [("plan_changed", "plan.yaml")]
        Path("plan.yaml").unlink()
        assert self.differences(run) == [("plan_missing", "plan.yaml")]

    def test_results_that_changed(self, run: Run, pipeline: FakePipeline) -> None:
        self.seal(run)
        pipeline.yes = 2
        assert self.differences(run) == [("result_changed", "books_known")]
        assert "1/2" in run("verify", "sealed.json").text

    @pytest.mark.parametrize(
        "content", ["", "[]", '{"schema_version": 1}', '{"schema_version": 2, "inputs": []}', "\x00"]
    )
    def test_what_is_no_manifest_ends_with_3(self, run: Run, pipeline: FakePipeline, content: str) -> None:
        Path("sealed.json").write_text(content, encoding="utf-8")
        ran = run("verify", "sealed.json", "--format", "json")
        assert (ran.code, ran.json["error"]["code"]) == (3, 3)

    def test_a_missing_manifest_ends_with_3(self, run: Run, pipeline: FakePipeline) -> None:
        assert run("verify", "none.json").code == 3

    def test_a_manifest_that_cannot_be_written_ends_with_3(self, run: Run, pipeline: FakePipeline) -> None:
        ran = run("check", "2025", "--seal", "no/sealed.json")
        assert ran.code == 3
        assert ran.text
