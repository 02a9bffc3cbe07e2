"""`validate`: what is audited, what it ends with, and that no file keeps another from being audited."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Run
from fake_pipeline import INDICATORS
from ruraledu_cli import scale
from ruraledu_cli.audit import Definitions, FileFrames, Selection, UnknownCode, Wanted, audit, gather
from ruraledu_cli.audit.codes import parse_codes
from ruraledu_cli.audit.reading import Failed, Read
from ruraledu_cli.audit.years import folder_year, stated_year, year_of
from ruraledu_cli.census import Frame, PassedRows, Sheet
from ruraledu_cli.cli import explain, progress
from ruraledu_cli.cli.audit_output import FORMATS, format_of
from ruraledu_cli.cli.commands import Commands
from ruraledu_cli.cli.rule_codes import nearest
from ruraledu_cli.cli.session import Session
from test_read_hostile import BAD, BROKEN_SHEETS, ENTITIES, FAR
from workbook_files import edited, put, simple, with_rows, with_sheet

ROOT = Path(__file__).parents[1]
HEADERS = ("村居代码", "村居名称", "乡镇", "家长学校或指导站点")
STAFF = [
    ("2025—2026学年教职工花名册",),
    ("姓名", "教职工号", "学校标识码"),
    ("张三", "T1", "2137000001"),
    ("李四", "T2", "2137000009"),
]
SCHOOLS = [("学校标识码", "学校名称", "办学类型"), ("2137000001", "第一小学", "小学")]


def villages(number: int = 1, flag: str = "是", title: str = "") -> bytes:
    """A clean workbook of one village; another flag than yes or no is an error."""
    row = (f"3715260018{number:02}", f"第{number}村", "梁村镇", flag)
    return simple([*([(title,)] if title else []), HEADERS, row], "村居")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a workspace around it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def paths(ran: Any) -> list[tuple[str, str]]:
    return [(file["path"], file["status"]) for file in ran.json["files"]]


def codes(ran: Any) -> list[str]:
    return [finding["code"] for finding in ran.json["findings"]]


class TestExitCodes:
    def test_clean_sheets_end_with_0(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages())
        ran = run("validate", "村.xlsx")
        assert (ran.code, ran.err) == (0, "")
        assert "村居 1 行" in ran.text
        assert "通过" in ran.text

    def test_errors_end_with_1_unless_nothing_is_to_fail(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages(flag="大概"))
        ran = run("validate", "村.xlsx")
        assert (ran.code, ran.err) == (1, "")
        assert "D2" in ran.text
        assert run("validate", "村.xlsx", "--fail-on", "never").code == 0

    def test_queries_end_with_1_where_asked(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages())
        put(folder, "别的.xlsx", simple([("甲", "乙"), ("1", "2")], "杂"))
        assert "S001" in codes(run("validate", ".", "--format", "json"))
        assert run("validate", ".").code == 0
        assert run("validate", ".", "--fail-on", "query").code == 1

    def test_what_cannot_be_read_ends_with_3_and_the_others_are_done(self, run: Run, folder: Path) -> None:
        put(folder, "坏.xlsx", b"")
        put(folder, "村.xlsx", villages(flag="大概"))
        ran = run("validate", ".", "missing.xlsx", "--format", "json")
        assert ran.code == 3
        assert paths(ran) == [
            ("missing.xlsx", "unreadable"),
            ("坏.xlsx", "unreadable"),
            ("村.xlsx", "findings"),
        ]
        assert "missing.xlsx：找不到文件" in ran.err
        assert ran.json["files"][2]["tables"] == {"villages": 1}
        assert run("validate", ".", "--ignore-unread", "坏.xlsx").code == 1

    @pytest.mark.parametrize("content", [None, [HEADERS], [("甲", "乙"), ("1", "2")]])
    def test_where_nothing_was_validated_it_ends_with_5(
        self, run: Run, folder: Path, content: Sequence[Sequence[object]] | None
    ) -> None:
        if content is not None:
            put(folder, "空表.xlsx", simple(content, "村居" if content[0] == HEADERS else "杂"))
        ran = run("validate", ".", "--format", "json")
        assert ran.code == 5
        assert ran.json["schema_version"] == 1
        assert "未审核任何数据" in ran.err
        assert "通过（" not in run("validate", ".").text

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--select", "V0044"), "V004"),
            (("--ignore", "X"), "没有这条规则"),
            (("--format", "jsn"), "json"),
            (("--fail-on", "errors"), "error"),
            (("-o", "a.pdf"), ".sarif"),
            (("--year", "25"), "2025"),
            (("--plan", "none.yaml"), "none.yaml"),
            (("--jobs", "-1"), "--jobs"),
        ],
    )
    def test_a_wrong_call_ends_with_2_and_nothing_is_begun(
        self, run: Run, folder: Path, arguments: tuple[str, ...], said: str
    ) -> None:
        put(folder, "村.xlsx", villages())
        ran = run("validate", "村.xlsx", "-o", "out.json", *arguments)
        assert (ran.code, ran.out) == (2, b"")
        assert said in ran.err
        assert not Path("out.json").exists()

    def test_without_a_path_there_is_nothing_to_do(self, run: Run) -> None:
        assert run("validate").code == 2

    def test_an_output_that_cannot_be_written_ends_with_3(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages())
        ran = run("validate", "村.xlsx", "-o", "nowhere/a.json", "-o", "b.json")
        assert ran.code == 3
        assert Path("b.json").exists()


class TestPaths:
    def test_folders_globs_and_files_are_each_read_once(self, run: Run, folder: Path) -> None:
        for number, name in enumerate(("b/二.xlsx", "a/一.xlsx", "三.xlsx", "b/c/四.xlsx"), 1):
            put(folder, name, villages(number))
        put(folder, "b/notes.txt", b"x")
        expected = [("a/一.xlsx", "ok"), ("b/c/四.xlsx", "ok"), ("b/二.xlsx", "ok"), ("三.xlsx", "ok")]
        assert paths(run("validate", "三.xlsx", "b", "./a/*", "b/*", "--format", "json")) == expected
        assert paths(run("validate", "**/*.xlsx", "--format", "json")) == expected

    def test_a_pattern_that_matches_nothing_is_no_success(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages())
        ran = run("validate", "村.xlsx", "*.ods", "--format", "json")
        assert ran.code == 3
        assert ("*.ods", "unreadable") in paths(ran)

    def test_a_name_with_brackets_is_a_name(self, run: Run, folder: Path) -> None:
        put(folder, "村[1].xlsx", villages())
        assert paths(run("validate", "村[1].xlsx", "--format", "json")) == [("村[1].xlsx", "ok")]

    def test_copies_are_passed_over_unless_named(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages(1))
        put(folder, "村 - 副本.xlsx", villages(2))
        put(folder, "~$村.xlsx", b"lock")
        assert paths(run("validate", ".", "--format", "json")) == [
            ("~$村.xlsx", "passed_over"),
            ("村 - 副本.xlsx", "passed_over"),
            ("村.xlsx", "ok"),
        ]
        assert paths(run("validate", "村 - 副本.xlsx", "--format", "json")) == [("村 - 副本.xlsx", "ok")]

    def test_a_hidden_folder_above_hides_nothing(self, folder: Path) -> None:
        put(folder, ".hidden/村.xlsx", villages())
        (found,) = gather([str(folder / ".hidden")], Path.as_posix)
        assert found.reason is None

    def test_the_same_bytes_count_once(self, run: Run, folder: Path) -> None:
        put(folder, "a.xlsx", villages())
        put(folder, "b.xlsx", villages())
        Path("b.xlsx").write_bytes(Path("a.xlsx").read_bytes())
        ran = run("validate", "b.xlsx", "a.xlsx", "--format", "json")
        assert paths(ran) == [("a.xlsx", "ok"), ("b.xlsx", "passed_over")]
        assert codes(ran) == ["F006"]

    def test_an_input_is_never_written_over(self, run: Run, folder: Path) -> None:
        put(folder, "村.csv", ",".join(HEADERS).encode())
        before = Path("村.csv").read_bytes()
        assert run("validate", ".", "-o", "./村.csv").code == 2
        assert Path("村.csv").read_bytes() == before


class TestOutputs:
    def test_every_format_goes_to_stdout_and_files_by_suffix(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages(flag="大概"))
        suffixes = {"json": "json", "jsonl": "jsonl", "csv": "csv", "md": "md", "junit": "xml"}
        suffixes |= {"sarif": "sarif", "text": "txt"}
        outputs = [argument for suffix in suffixes.values() for argument in ("-o", f"out.{suffix}")]
        assert run("validate", "村.xlsx", *outputs, "-q").out == b""
        for name, suffix in suffixes.items():
            ran = run("validate", "村.xlsx", "--format", name, "-v")
            assert ran.code == 1
            assert ran.out == Path(f"out.{suffix}").read_bytes(), name
        for name in ("grouped", "github", "gitlab"):
            assert "V002" in run("validate", "村.xlsx", "--format", name).text

    def test_persons_are_masked_unless_asked_for(self, run: Run, folder: Path) -> None:
        number = "371526198001010011"
        put(
            folder, "教职工.xlsx", simple([("姓名", "身份证号", "教职工号"), ("张三", number, "1")], "教职工")
        )
        assert number not in run("validate", "教职工.xlsx", "--format", "json").text
        assert number in run("validate", "教职工.xlsx", "--format", "json", "--show-pii").text

    def test_the_language_of_machine_formats_is_asked_for(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages(flag="大概"))
        english = run("validate", "村.xlsx", "--format", "json", "--lang", "en").json
        assert "按缺报" not in english["findings"][0]["message"]
        assert run("validate", "村.xlsx", "--lang", "en").text.startswith("Validation")


class TestSelection:
    def test_codes_and_their_beginnings(self) -> None:
        assert parse_codes(["v004, S", "K00"]) == ("V004", "S", "K00")
        with pytest.raises(UnknownCode):
            parse_codes(["V999"])
        selection = Selection(("V",), ("V00",))
        assert ["V010" in selection, "V004" in selection, "K001" in selection] == [True, False, False]
        assert all(code in Selection() for code in ("V004", "F001"))

    def test_what_is_not_selected_is_not_told_and_not_passed(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages(flag="大概"))
        ran = run("validate", "村.xlsx", "--ignore", "V", "--format", "json")
        assert (ran.code, codes(ran)) == (0, [])
        skipped = {one["code"]: one["reason_code"] for one in ran.json["summary"]["rules_skipped"]}
        assert skipped["V002"] == "not_selected"
        assert run("validate", "村.xlsx", "--select", "V002").code == 1
        assert run("validate", "村.xlsx", "--select", "V002", "--ignore", "V002").code == 0

    def test_an_unreadable_file_stays_one(self, run: Run, folder: Path) -> None:
        put(folder, "坏.xlsx", b"")
        put(folder, "村.xlsx", villages())
        assert run("validate", ".", "--ignore", "F").code == 3

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("V04", "V004"), ("v0044", "V004"), ("duplicate-keys", "K001"), ("unknown-code", "V004")],
    )
    def test_the_nearest_code(self, typed: str, meant: str) -> None:
        assert nearest(typed) == meant


class TestYears:
    @pytest.mark.parametrize(
        ("path", "year"),
        [
            ("data/2025/a.xlsx", 2025),
            ("2024/2025年/b/a.xlsx", 2025),
            ("2025年度/a.xlsx", 2025),
            ("data/2025.xlsx", None),
            ("x2025/a.xlsx", None),
        ],
    )
    def test_the_folder(self, path: str, year: int | None) -> None:
        assert folder_year(path) == year

    @pytest.mark.parametrize(
        ("title", "year"),
        [
            ("2025年学校基本情况", 2025),
            ("2025—2026学年学校基本情况", 2025),
            ("2025-2026 学年度第一学期", 2025),
            ("2025至2026学年", 2025),
            ("2025学年", 2025),
            ("填报日期：2026年3月5日", None),
            ("2024年与2025年对比", None),
            ("高唐县2025年（截至2025年9月1日）", 2025),
            ("20251年", None),
            ("学校基本情况", None),
        ],
    )
    def test_what_a_title_states(self, title: str, year: int | None) -> None:
        assert stated_year(frame("a.xlsx", title)) == year

    def test_a_sheet_or_file_may_state_it(self) -> None:
        assert stated_year(frame("x/学校2024年.xlsx")) == 2024
        assert stated_year(frame("x/学校2024年.xlsx", "2025年学校")) == 2025

    def test_files_of_several_years_have_none(self) -> None:
        assert year_of(["2024/a.xlsx", "2025/b.xlsx"], []) == (None, "several_years")
        assert year_of(["2025/a.xlsx", "b.xlsx"], []) == (2025, None)
        assert year_of(["a.xlsx"], [frame("a.xlsx", "2025年")]) == (2025, None)
        assert year_of(["a.xlsx"], []) == (None, "no_year")

    def test_what_needs_a_year_is_skipped_with_the_reason(self, run: Run, folder: Path) -> None:
        put(folder, "村.xlsx", villages())
        ran = run("validate", "村.xlsx", "--format", "json").json
        reasons = {one["code"]: one["reason_code"] for one in ran["summary"]["rules_skipped"]}
        assert (ran["year"], reasons["H001"]) == (None, "no_year")
        assert run("validate", "村.xlsx", "--year", "2025", "--format", "json").json["year"] == 2025
        put(folder, "带年.xlsx", villages(title="2024年村居情况"))
        assert run("validate", "带年.xlsx", "--format", "json").json["year"] == 2024


def frame(file: str, title: str = "") -> Frame:
    sheet = Sheet(file, "学校", [[title, None], ["学校名称", None]])
    return Frame(sheet, "schools", (), (), (PassedRows("title", (0,)),))


class TestRegister:
    def skipped(self, ran: Any) -> dict[str, str]:
        return {one["code"]: one["reason_code"] for one in ran.json["summary"]["rules_skipped"]}

    def test_the_batch_brings_its_own(self, run: Run, folder: Path) -> None:
        put(folder, "教职工.xlsx", simple(STAFF, "教职工"))
        put(folder, "学校.xlsx", simple(SCHOOLS, "学校"))
        ran = run("validate", ".", "--select", "K002", "--format", "json")
        assert (ran.json["register"], codes(ran)) == ("batch", ["K002"])

    @pytest.mark.parametrize("year", [2025, 2024])
    def test_else_it_is_the_years_or_last_years(self, run: Run, folder: Path, year: int) -> None:
        put(folder, "in/教职工.xlsx", simple(STAFF, "教职工"))
        put(folder, f"data/{year}/学校.xlsx", simple(SCHOOLS, "学校"))
        ran = run("validate", "in", "--data", "data", "--select", "K002", "--format", "json")
        assert (ran.json["register"], codes(ran), ran.code) == (str(year), ["K002"], 1)
        assert ran.json["findings"][0]["places"][0]["cells"] == ["C4"]
        assert [file["path"] for file in ran.json["files"]] == ["in/教职工.xlsx"]
        shown = run("validate", "in", "--data", "data")
        assert f"学校名录取自 {year} 年度数据" in shown.text

    def test_else_the_rule_is_skipped_with_the_reason(self, run: Run, folder: Path) -> None:
        put(folder, "in/教职工.xlsx", simple(STAFF, "教职工"))
        put(folder, "data/2023/学校.xlsx", simple(SCHOOLS, "学校"))
        ran = run("validate", "in", "--data", "data", "--format", "json")
        assert (ran.json["register"], "K002" in codes(ran)) == (None, False)
        assert self.skipped(ran)["K002"] == "no_register"

    @pytest.mark.parametrize("name", ["学校_义务教育.xlsx", "附件1.xlsx"])
    def test_a_register_that_cannot_be_read_accuses_no_row(self, run: Run, folder: Path, name: str) -> None:
        put(folder, "in/教职工.xlsx", simple(STAFF, "教职工"))
        put(folder, f"in/{name}", b"PK\x03\x04 broken")
        put(folder, "data/2024/学校.xlsx", simple(SCHOOLS, "学校"))
        ran = run("validate", "in", "--data", "data", "--format", "json")
        assert (ran.code, codes(ran)) == (3, ["F001"])
        assert self.skipped(ran)["K002"] == "register_unread"

    def test_part_of_a_register_is_none_either(self, run: Run, folder: Path) -> None:
        put(folder, "in/教职工.xlsx", simple(STAFF, "教职工"))
        put(folder, "in/学校_高中.xlsx", simple(SCHOOLS, "学校"))
        put(folder, "in/学校_义务教育.xlsx", b"PK\x03\x04 broken")
        ran = run("validate", "in", "--format", "json")
        assert self.skipped(ran)["K002"] == "register_unread"
        # a file of another table by its name holds no schools
        Path("in/学校_义务教育.xlsx").rename("in/村居.xlsx")
        assert "K002" in codes(run("validate", "in", "--format", "json"))

    def test_nor_is_that_of_the_year(self, run: Run, folder: Path) -> None:
        put(folder, "in/教职工.xlsx", simple(STAFF, "教职工"))
        put(folder, "data/2025/学校_高中.xlsx", simple(SCHOOLS, "学校"))
        put(folder, "data/2025/学校_义务教育.xlsx", b"PK\x03\x04 broken")
        ran = run("validate", "in", "--data", "data", "--format", "json")
        assert (ran.json["register"], self.skipped(ran)["K002"]) == ("2025", "register_unread")


class TestSubmissions:
    """Several submissions of one form: as in `check`, whichever files they stand in."""

    HEAD = ("提交时间", "1.学校标识码（必填）", "2.学校名称（必填）", "3.办学类型", "4.在校生数（人）")

    def export(self, folder: Path, name: str, day: str, pupils: int) -> None:
        rows = [self.HEAD, (f"2025/9/{day} 10:20:00", "2137000001", "第一小学", "小学", pupils)]
        put(folder, f"data/2025/{name}", simple(rows, "学校"))

    def test_the_last_supersedes_in_another_file_too(self, run: Run, folder: Path) -> None:
        self.export(folder, "问卷1.xlsx", "9", 120)
        self.export(folder, "问卷2.xlsx", "3", 100)
        ran = run("validate", "data/2025", "--format", "json")
        assert "K001" not in codes(ran)
        (told,) = [f for f in ran.json["findings"] if f["code"] == "S007"]
        assert told["places"][0]["file"] == "data/2025/问卷2.xlsx"
        tables = {f["path"]: f["tables"] for f in ran.json["files"]}
        assert tables == {"data/2025/问卷1.xlsx": {"schools": 1}, "data/2025/问卷2.xlsx": {"schools": 0}}

    def test_where_the_last_is_not_known_they_contradict(self, run: Run, folder: Path) -> None:
        self.export(folder, "问卷1.xlsx", "3", 120)
        self.export(folder, "问卷2.xlsx", "3", 100)
        assert "K001" in codes(run("validate", "data/2025", "--format", "json"))


class TestHistory:
    """The years below `data` that the batch is compared with."""

    def schools(self, pupils: int) -> bytes:
        rows = [("2137000001", "第一小学", "小学", pupils), ("2137000002", "第二小学", "小学", 500)]
        return simple([(*SCHOOLS[0], "在校生数"), *rows], "学校")

    def reasons(self, ran: Any) -> set[str]:
        skipped = ran.json["summary"]["rules_skipped"]
        return {one["reason_code"] for one in skipped if one["code"] == "H001"}

    def test_the_year_before_is_compared(self, run: Run, folder: Path) -> None:
        put(folder, "data/2024/学校.xlsx", self.schools(100))
        put(folder, "data/2025/学校.xlsx", self.schools(900))
        ran = run("validate", "data/2025", "--data", "data", "--select", "H", "--format", "json")
        assert "H001" in codes(ran)
        assert {place["file"] for f in ran.json["findings"] for place in f["places"]} == {
            "data/2025/学校.xlsx"
        }
        assert self.reasons(ran) == set()
        assert [file["path"] for file in ran.json["files"]] == ["data/2025/学校.xlsx"]

    def test_a_year_further_back_is_none(self, run: Run, folder: Path) -> None:
        put(folder, "data/2023/学校.xlsx", self.schools(100))
        put(folder, "data/2025/学校.xlsx", self.schools(900))
        ran = run("validate", "data/2025", "--data", "data", "--select", "H", "--format", "json")
        assert (codes(ran), self.reasons(ran)) == ([], {"no_earlier_year"})

    def test_years_are_read_once_and_only_where_they_are_asked_for(self, folder: Path) -> None:
        put(folder, "data/2024/学校.xlsx", self.schools(100))
        put(folder, "in/2025/教职工.xlsx", simple(STAFF, "教职工"))
        read: list[str] = []

        def told(read_one: Read, files: Sequence[Wanted], failed: Failed) -> list[FileFrames]:
            read.extend(wanted.shown for wanted in files)
            return [read_one(wanted) for wanted in files]

        def audited(**options: Any) -> list[str]:
            read.clear()
            files = gather(["in"], Path.as_posix)
            audit(files, Definitions(), data=Path("data"), each=told, **options)
            return list(read)

        assert audited() == ["in/2025/教职工.xlsx", "data/2024/学校.xlsx"]
        put(folder, "in/2025/学校.xlsx", self.schools(100))
        assert audited(selection=Selection(ignore=("H",))) == ["in/2025/学校.xlsx", "in/2025/教职工.xlsx"]


class TestWorkspace:
    def test_townships_are_free_text_without_a_plan_and_the_plans_with_one(
        self, run: Run, folder: Path
    ) -> None:
        put(folder, "村.xlsx", simple([HEADERS, ("371526001801", "一村", "某某镇", "是")], "村居"))
        assert run("validate", "村.xlsx").code == 0
        (folder / "plan.yaml").write_text(
            INDICATORS + 'townships: {"371526101": {zh: 梁村镇}}\n', encoding="utf-8"
        )
        ran = run("validate", "村.xlsx", "--plan", "plan.yaml", "--format", "json")
        assert (ran.code, codes(ran)) == (1, ["V004"])
        assert run("validate", "村.xlsx", "--plan", "plan.yaml", "-o", "plan.yaml").code == 2

    def test_paths_are_relative_to_the_workspace(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "ruraledu.toml").write_text('data = "data"\n', encoding="utf-8")
        put(folder, "data/2025/村.xlsx", villages())
        monkeypatch.chdir(folder / "data")
        ran = run("validate", "2025", "--format", "json")
        assert paths(ran) == [("data/2025/村.xlsx", "ok")]
        assert ran.json["year"] == 2025


@pytest.mark.parametrize("year", [pytest.param("2024", marks=pytest.mark.slow), "2025"])
def test_the_sample_has_no_errors(run: Run, monkeypatch: pytest.MonkeyPatch, year: str) -> None:
    monkeypatch.chdir(ROOT)
    ran = run("validate", f"sample_data/{year}", "--format", "json")
    assert ran.code == 0
    assert ran.json["summary"]["error"] == 0
    assert ran.json["register"] == "batch"
    assert {file["status"] for file in ran.json["files"]} <= {"ok", "findings"}
    assert "no_earlier_year" not in {one["reason_code"] for one in ran.json["summary"]["rules_skipped"]}


def end_by_name(read: Read, wanted: Wanted) -> FileFrames:
    """Reads a file, unless its name says that its reader ends the process."""
    if "崩" in wanted.shown:
        os._exit(139)
    if "慢" in wanted.shown:
        time.sleep(60)
    if "大" in wanted.shown:
        raise MemoryError
    return read(wanted)


def each(read: Read, files: Sequence[Wanted], failed: Failed) -> list[FileFrames]:
    limits = scale.Limits(seconds=1.0)
    return scale.run(partial(end_by_name, read), files, failed, jobs=2, limits=limits)


def test_a_reader_that_ends_its_process_is_a_finding(folder: Path) -> None:
    for number, name in enumerate(("一", "崩", "二", "慢", "三", "大"), 1):
        put(folder, f"{name}.xlsx", villages(number))
    found = audit(gather(["."], Path.as_posix), Definitions(), each=each)
    told = {f.places[0].file: (f.code, f.params["reason"]) for f in found.findings}
    assert told == {
        "崩.xlsx": ("F001", "crashed"),
        "慢.xlsx": ("F001", "too_slow"),
        "大.xlsx": ("F001", "too_large"),
    }
    assert {file.path: file.status for file in found.files if file.status == "ok"} == {
        f"{name}.xlsx": "ok" for name in "一二三"
    }
    assert all(len(file.sha256) == 64 for file in found.files)
    assert found.records == 3


def hostile() -> dict[str, tuple[bytes, str]]:
    """Thirty files that mean no good, or know no better, and the rule that tells of each."""
    sheet = f"{ENTITIES['a bomb']}<worksheet><sheetData/></worksheet>"
    outside = f"{ENTITIES['a file']}<worksheet><sheetData/></worksheet>"
    cell = '<row r="1"><c r="A1"{}><v>{}</v></c></row>'
    header = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCD", HEADERS, strict=True)
    )
    body = "".join(
        f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in (("A2", "371526001801"), ("B2", "村"))
    )
    table = f'<row r="1">{header}</row><row r="2">{body}{{}}</row>'
    found = {f"bad-{name}": (data, code) for name, (data, code, _) in BAD.items()}
    found |= {f"broken-{name}": (with_sheet(xml), "F001") for name, xml in BROKEN_SHEETS.items()}
    found |= {
        "entity bomb": (edited(simple(), lambda _: sheet.encode()), "F005"),
        "external entity": (edited(simple(), lambda _: outside.encode()), "F005"),
        "zip bomb": (with_rows(" " * 80_000_000), "F005"),
        "stray cell": (with_rows(FAR), "S001"),
        "address no sheet has": (with_rows(cell.format("", 1).replace("A1", "ZZZZ1")), "F005"),
        "part missing": (edited(simple(), lambda xml: xml, rename="xl/worksheets/x.xml"), "F001"),
        "error cell": (with_rows(table.format('<c r="D2" t="e"><v>#REF!</v></c>')), "F004"),
        "formula alone": (with_rows(table.format('<c r="D2"><f>1+1</f></c>')), "F003"),
        "other things": (simple([("甲", "乙"), ("1", "2")], "杂"), "S001"),
        "wide": (with_rows(f'<row r="1">{"".join(_cells(3000))}</row>'), "S001"),
    }
    return found


def _cells(count: int) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [f'<c r="{get_column_letter(n)}1"><v>{n}</v></c>' for n in range(1, count + 1)]


def write_batch(folder: Path, clean: int, bad: dict[str, tuple[bytes, str]]) -> None:
    for number in range(clean):
        row = (f"37152600{number:04}", f"第{number}村", "梁村镇", "是" if number % 2 else "否")
        put(folder, f"好/{number:03}.xlsx", simple([HEADERS, row], "村居"))
    for name, (data, _) in bad.items():
        put(folder, f"坏/{name}.xlsx", data)


def check_batch(run: Run, folder: Path, clean: int, bad: dict[str, tuple[bytes, str]]) -> None:
    """A finding for each hostile file, none for a clean one, the same bytes for one and two processes."""
    write_batch(folder, clean, bad)
    one, two = (run("validate", "好", "坏", "--jobs", jobs, "--format", "json") for jobs in (1, 2))
    assert one.out == two.out
    assert (one.code, two.code) == (3, 3)
    assert "Traceback" not in one.err + two.err
    assert "panicked" not in one.err + two.err
    told: dict[str, set[str]] = {}
    for finding in one.json["findings"]:
        for place in finding["places"]:
            told.setdefault(place["file"], set()).add(finding["code"])
    assert {name for name in bad if bad[name][1] not in told.get(f"坏/{name}.xlsx", ())} == set()
    assert {path for path in told if path.startswith("好/")} == set()
    assert sum(file["tables"].get("villages", 0) for file in one.json["files"]) == clean + 2


def test_a_small_batch_with_hostile_files(run: Run, folder: Path) -> None:
    bad = hostile()
    names = ("bad-random", "broken-cut off", "entity bomb", "stray cell", "error cell", "formula alone")
    check_batch(run, folder, 6, {name: bad[name] for name in names})


@pytest.mark.slow
def test_two_hundred_clean_and_thirty_hostile_files(run: Run, folder: Path) -> None:
    bad = hostile()
    assert len(bad) == 30
    started = time.monotonic()
    check_batch(run, folder, 200, bad)
    assert time.monotonic() - started < 120


def test_an_interrupt_ends_with_130(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "村.xlsx", villages())

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scale, "run", interrupted)
    ran = run("validate", "村.xlsx", "--format", "json")
    assert (ran.code, ran.json["error"]["code"]) == (130, 130)


@pytest.mark.skipif(os.name == "nt", reason="shells of POSIX")
@pytest.mark.parametrize(
    "closed",
    [
        ">&- 2>&- <&-",
        "| head -c 0",
        *(pytest.param(one, marks=pytest.mark.slow) for one in (">&-", "2>&-", "<&-")),
    ],
)
def test_closed_streams_are_no_fault(folder: Path, closed: str) -> None:
    put(folder, "村.xlsx", villages(flag="大概"))
    line = f"{sys.executable} -m ruraledu_cli validate 村.xlsx -o out.json {closed}"
    command = ["bash", "-c", f"set -o pipefail; {line}"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert json.loads(Path("out.json").read_bytes())["summary"]["error"] == 1


class TestProgress:
    def test_nothing_is_shown_where_no_terminal_is(self, capfd: pytest.CaptureFixture[str]) -> None:
        with progress.file_progress(Session(None, "zh"), "progress.auditing") as tell:
            tell(0, 9)
        assert capfd.readouterr() == ("", "")

    def test_nothing_is_shown_within_the_first_second(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bar = progress._Bar("x")
        bar.tell(1, 9)
        assert bar.shown is None
        monkeypatch.setattr(progress, "_AFTER", 0.0)
        bar.tell(9, 9)
        assert bar.shown is None

    def test_after_it_a_bar_counts_the_files(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(progress, "_AFTER", 0.0)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        with progress.file_progress(Session(None, "zh"), "progress.auditing") as tell:
            tell(3, 9)
            tell(4, 9)
        out, err = capfd.readouterr()
        assert out == ""
        assert "正在读取文件" in err
        assert "4/9" in err


class TestRules:
    def test_every_rule_is_listed(self, run: Run) -> None:
        from ruraledu_cli.model.rules import RULES

        listed = run("rules", "--format", "json").json["rules"]
        assert {rule["code"] for rule in listed} == set(RULES)
        assert all(rule["title"] and rule["why"] and rule["mend"] for rule in listed)
        assert all(code in run("rules").text for code in RULES)
        page = run("rules", "--format", "md").text
        assert sum(line.startswith("| ") for line in page.splitlines()) == len(RULES) + 2

    @pytest.mark.parametrize("typed", ["V004", "v004", "unknown-code"])
    def test_a_rule_is_explained(self, run: Run, typed: str) -> None:
        ran = run("explain", typed)
        assert ran.code == 0
        assert "V004 代码表外的值" in ran.text
        assert "错误（须改正）" in ran.text

    def test_an_indicator_is_explained_where_there_is_a_plan(self, run: Run, folder: Path) -> None:
        assert run("explain", "books_known").code == 2
        (folder / "plan.yaml").write_text(INDICATORS, encoding="utf-8")
        ran = run("explain", "books_known", "--plan", "plan.yaml")
        assert ran.code == 0
        assert "图书册数已报" in ran.text
        assert "2025-12-31  ≥ 100%" in ran.text
        told = run("explain", "books_known", "--plan", "plan.yaml", "--format", "json").json["indicator"]
        assert (told["id"], told["milestones"][0]["value"]) == ("books_known", "3/10")

    @pytest.mark.parametrize(("typed", "meant"), [("V04", "V004"), ("book_known", "books_known")])
    def test_the_nearest_is_suggested(self, run: Run, folder: Path, typed: str, meant: str) -> None:
        (folder / "plan.yaml").write_text(INDICATORS, encoding="utf-8")
        ran = run("explain", typed, "--plan", "plan.yaml")
        assert ran.code == 2
        assert f"您是否要用 {meant}" in ran.err

    def test_a_rules_page_follows_where_there_is_one(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(explain, "files", lambda _: folder)
        assert explain.rule_page("V004") is None
        put(folder, "rules/V004.md", "# V004 代码表外的值\n\n| 办学类型 |\n| --- |\n| 村 |\n".encode())
        assert explain.rule_page("V004") == "| 办学类型 |\n| --- |\n| 村 |"
        assert "| 村 |" in run("explain", "V004").text
        assert run("explain", "V004", "--format", "json").json["rule"]["page"].endswith("| 村 |")


def test_the_examples_for_ci_call_what_there_is() -> None:
    def calls(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield from (line for line in node.splitlines() if line.startswith("ruraledu "))
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from calls(inner)

    files = (".pre-commit-hooks.yaml", "docs/ci/github-actions.yml", "docs/ci/gitlab-ci.yml")
    for name in files:
        found = list(calls(yaml.safe_load((ROOT / name).read_text("utf-8"))))
        assert found, name
        for line in found:
            words = shlex.split(line.partition(">")[0])
            assert words[1] == "validate"
            command: Any = Commands.entries["validate"].load("validate")
            options = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("-")} <= options
            outputs = [after for word, after in pairwise(words) if word == "-o"]
            assert all(format_of(Path(output)) for output in outputs)
            formats = [after for word, after in pairwise(words) if word == "--format"]
            assert set(formats) <= set(FORMATS)
