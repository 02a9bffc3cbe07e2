"""The program as a whole: help, faults of the command line, exit codes, streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ruraledu_cli
from conftest import Run
from fake_pipeline import FakePipeline, make_workspace
from ruraledu_cli.cli.exits import ExitCode, highest
from ruraledu_cli.cli.words import flag_value, screen_language


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePipeline:
    """A fake pipeline, and a workspace that is the current folder."""
    fake = FakePipeline()
    monkeypatch.setitem(sys.modules, "ruraledu_cli.pipeline", fake)  # type: ignore[arg-type]
    monkeypatch.setattr(ruraledu_cli, "pipeline", fake, raising=False)
    monkeypatch.chdir(make_workspace(tmp_path))
    return fake


def in_process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run in a process of its own, where streams and encodings are real."""
    command = [sys.executable, "-m", "ruraledu_cli", *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **options)


def test_the_highest_code_counts() -> None:
    codes = (ExitCode.FAILED, ExitCode.FILE, ExitCode.NOTHING, ExitCode.DONE)
    assert highest(codes) is ExitCode.FILE
    assert highest((*codes, ExitCode.FAULT)) is ExitCode.FAULT
    assert highest((ExitCode.FAILED, ExitCode.NOTHING)) is ExitCode.NOTHING
    assert highest(()) is ExitCode.DONE


@pytest.mark.parametrize(
    ("flag", "environ", "configured", "expected"),
    [
        ("en", {"RURALEDU_LANG": "zh", "LANG": "zh_CN.UTF-8"}, "zh", "en"),
        (None, {"RURALEDU_LANG": "en", "LANG": "zh_CN.UTF-8"}, "zh", "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "en", "en"),
        (None, {"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, None, "en"),
        (None, {"LANG": "zh_CN.GBK"}, None, "zh"),
        (None, {"LANG": "C.UTF-8"}, None, "zh"),
        (None, {"RURALEDU_LANG": "xx"}, None, "zh"),
    ],
)
def test_the_language_of_the_screen(
    flag: str | None, environ: dict[str, str], configured: str | None, expected: str
) -> None:
    assert screen_language(flag, environ, configured) == expected


def test_a_flag_is_found_before_parsing() -> None:
    assert flag_value(["check", "--lang", "en"], "--lang") == "en"
    assert flag_value(["--lang=zh", "check", "--lang=en"], "--lang") == "en"
    assert flag_value(["check", "--lang"], "--lang") is None


def test_help_speaks_both_languages(run: Run) -> None:
    zh, en = run("--help"), run("--help", "--lang", "zh")
    assert (zh.code, en.code) == (0, 0)
    assert "达标监测" in zh.text
    english = in_process("--lang", "en", "--help", stdout=subprocess.PIPE)
    assert english.returncode == 0
    assert b"set them against the targets" in english.stdout


def test_bare_command_shows_help(run: Run) -> None:
    assert run().code == 0
    assert "check" in run().text


def test_version(run: Run) -> None:
    ran = run("--version")
    assert ran.code == 0
    assert ran.text.startswith("ruraledu 0.")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chekc", "2025"], "您是否要用 check"),
        (["check", "2025", "--formt", "json"], "您是否要用 --format"),
        (["check", "2025", "--format", "jsn"], "您是否要用 json"),
        (["check", "2025", "--fail-on", "mised"], "您是否要用 missed"),
        (["check", "2025", "--by", "county"], "township, stage, school_type"),
        (["check", "2025", "--lang", "fr"], "zh, en"),
        (["check", "25"], "年份有误"),
        (["check", "2025", "--as-of", "2025-13-01"], "日期有误"),
        (["check", "2025", "--jobs", "many"], "--jobs"),
        (["check"], "YEAR"),
        (["check", "2025", "2024"], "ruraledu check --help"),
        (["plan", "shwo"], "您是否要用 show"),
        (["check", "2025", "-o", "out.pdf"], ".json"),
        (["check", "2025", "--output"], "--output"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(
    run: Run, pipeline: FakePipeline, arguments: list[str], told: str
) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == b""
    assert "Traceback" not in ran.err
    assert pipeline.calls == []


def test_wrong_usage_in_english(run: Run) -> None:
    assert "Did you mean check?" in run("chekc", "--lang", "en").err


def test_wrong_usage_with_json_is_one_document(run: Run) -> None:
    ran = run("check", "2025", "--format", "json", "--fail-on", "x")
    assert ran.code == 2
    assert ran.json["error"]["code"] == 2
    assert ran.json["schema_version"] == 1


def test_without_workspace_init_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("check", "2025")
    assert ran.code == 2
    assert "ruraledu init" in ran.err


def test_a_faulty_workspace_file_ends_with_2(run: Run, pipeline: FakePipeline) -> None:
    Path("ruraledu.toml").write_text('plam = "x"', encoding="utf-8")
    ran = run("check", "2025")
    assert ran.code == 2
    assert "ruraledu.toml:1" in ran.err
    assert "plan" in ran.err


def test_a_faulty_plan_is_told_at_its_place(run: Run, pipeline: FakePipeline) -> None:
    Path("plan.yaml").write_text("id: x\ntitel: {zh: x}\n", encoding="utf-8")
    ran = run("check", "2025", "--format", "json")
    assert ran.code == 2
    assert "plan.yaml:2:" in ran.json["error"]["message"]
    assert str(Path.cwd()) not in ran.json["error"]["message"]


def test_a_missing_year_ends_with_3_and_names_the_years(run: Run, pipeline: FakePipeline) -> None:
    ran = run("check", "2030", "--format", "json")
    assert (ran.code, ran.json["error"]["code"]) == (3, 3)
    assert "data/2030" in ran.err
    assert "2024、2025" in ran.err


def test_a_fault_says_where_and_never_what_a_cell_held(run: Run, pipeline: FakePipeline) -> None:
    pipeline.raised = ValueError("张三 371526199001010019")
    ran = run("check", "2025", "--format", "json")
    assert (ran.code, ran.json["error"]["code"]) == (4, 4)
    assert "ValueError" in ran.err
    for text in (ran.err, ran.text):
        assert "张三" not in text
        assert "371526" not in text
        assert "Traceback" not in text


@pytest.mark.parametrize(
    ("raised", "code"),
    [(KeyboardInterrupt(), 130), (MemoryError(), 4), (RecursionError(), 4), (AssertionError("x"), 4)],
)
def test_whatever_ends_it_there_is_a_code(
    run: Run, pipeline: FakePipeline, raised: BaseException, code: int
) -> None:
    pipeline.raised = raised
    ran = run("check", "2025")
    assert ran.code == code
    assert len(ran.err.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["plan", "schema"], ["--version"]])
def test_a_closed_stdout_ends_quietly(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = in_process(*arguments, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["cp936", "gbk", "ascii", "utf-8"])
def test_a_console_of_another_encoding_is_no_fault(encoding: str, tmp_path: Path) -> None:
    table = tmp_path / "学校.csv"
    table.write_text("学校标识码,学校名称,𠮷✓\n2137000001,𠮷镇小学,1\n", encoding="utf-8")
    environ = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LANG": "zh_CN"}
    wanted = "学校".encode(encoding, "replace")
    for arguments in (["--help"], ["inspect", str(table)]):
        done = in_process(*arguments, stdout=subprocess.PIPE, env=environ, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert wanted in done.stdout
    wrong = in_process("check", "1", stdout=subprocess.PIPE, env=environ, cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert "年份有误".encode(encoding, "replace") in wrong.stderr


def test_json_is_utf8_on_any_console(tmp_path: Path) -> None:
    table = tmp_path / "学校.csv"
    table.write_text("学校标识码,学校名称\n2137000001,镇小学\n", encoding="utf-8")
    outputs = set()
    for encoding, language in (("cp936", "zh_CN"), ("utf-8", "en_US.UTF-8")):
        environ = {**os.environ, "PYTHONIOENCODING": encoding, "LANG": language}
        done = in_process(
            "inspect", "学校.csv", "--format", "json", stdout=subprocess.PIPE, env=environ, cwd=tmp_path
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert "学校.csv".encode() in outputs.pop()
