"""Who has sent what: units that owe tables, versions of a submission, closed schools, days late."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.progress import course
from ruraledu_cli.model.progress import Version
from ruraledu_cli.store.submissions import NotARecord, added, dump, load, submissions
from workbook_files import put, simple

ROOT = Path(__file__).parents[1]
PLAN = (ROOT / "targets" / "gaotang-2023-2027.yaml").as_posix()
ZH, EN = (load_catalogue(language, "status") for language in ("zh", "en"))
CODES = {"甲": "2137152601", "乙": "2137152602", "丙": "2137152603", "丁": "2137152604"}
SCHOOL_HEADER = "学校标识码,学校名称,办学类型代码,城乡类型代码,乡镇(街道),学校状态,困难学生数"
STAFF_HEADER = "姓名,身份证号,学校标识码,是否专任教师,人员状态"


def school(name: str, status: str = "", poor: str = "0") -> str:
    return f"{CODES[name]},{name}村小学,211,220,梁村镇,{status},{poor}"


def teacher(number: int, name: str) -> str:
    return f"教师{number},,{CODES[name]},是,在职"


def write(path: Path, header: str, *rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8-sig")
    return path


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Last year 甲, 乙, 丙 were open and 丁 was closed; this year 甲 has sent all, 丙 is closed."""
    (tmp_path / "ruraledu.toml").write_text(f'data = "data"\nplan = "{PLAN}"\n', "utf-8")
    before = (school("甲"), school("乙"), school("丙"), school("丁", "停办"))
    write(tmp_path / "data/2024/学校.csv", SCHOOL_HEADER, *before)
    write(tmp_path / "data/2025/学校.csv", SCHOOL_HEADER, school("甲"), school("丙", "撤并"))
    write(tmp_path / "data/2025/教职工.csv", STAFF_HEADER, teacher(1, "甲"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(run: Run, *more: str) -> Any:
    ran = run("status", "2025", "--format", "json", *more)
    assert ran.code == 0, ran.err
    return ran.json


def states(document: Any) -> dict[str, str]:
    return {unit["name"]: unit["state"] for unit in document["units"] if unit["kind"] == "school"}


@pytest.mark.usefixtures("county")
class TestUnits:
    def test_closed_schools_are_not_missing(self, run: Run) -> None:
        found = told(run)
        assert states(found) == {"甲村小学": "complete", "乙村小学": "missing", "丙村小学": "closed"}
        assert found["expected"] == "year"
        assert found["summary"]["closed"] == 1

    def test_what_is_owed_is_what_the_plan_says(self, run: Run) -> None:
        units = {unit["name"]: unit for unit in told(run)["units"]}
        assert units["甲村小学"]["owed"] == ["schools", "staff"]  # 困难学生数 0: no pupils to name
        assert units["乙村小学"]["lacking"] == ["schools", "staff"]
        assert units["梁村镇"]["owed"] == ["villages"]
        assert units["梁村镇"]["state"] == "missing"

    def test_pupils_are_owed_where_there_may_be_some(self, run: Run, county: Path) -> None:
        write(county / "data/2025/学校.csv", SCHOOL_HEADER, school("甲", poor="3"))
        unit = next(unit for unit in told(run)["units"] if unit["name"] == "甲村小学")
        assert (unit["state"], unit["lacking"]) == ("partial", ["students"])

    def test_a_list_says_who_is_expected(self, run: Run, county: Path) -> None:
        listed = write(
            county / "名单.csv",
            "学校代码,学校名称,乡镇",
            f"{CODES['乙']},,梁村镇",
            ",丙村小学,",
            "2137152699,新校,尹集镇",
        )
        found = told(run, "--expect", str(listed))
        assert states(found) == {
            "新校": "missing",
            "乙村小学": "missing",
            "丙村小学": "closed",
            "甲村小学": "beyond",
        }
        assert next(unit for unit in found["units"] if unit["name"] == "新校")["township"] == "尹集镇"

    def test_nobody_has_sent_anything_yet(self, run: Run, county: Path) -> None:
        for path in (county / "data/2025").iterdir():
            path.unlink()
        found = told(run)
        assert found["expected"] == "last_year"
        assert states(found) == {"甲村小学": "missing", "乙村小学": "missing", "丙村小学": "missing"}
        assert run("status", "2031").code == 3

    def test_a_register_of_heads_is_no_roster(self, run: Run, county: Path) -> None:
        write(county / "data/2025/教职工.csv", "姓名,所在学校,职务", "张三,甲村小学,校长")
        unit = next(unit for unit in told(run)["units"] if unit["name"] == "甲村小学")
        assert (unit["state"], unit["lacking"]) == ("partial", ["staff"])

    def test_findings_wait_for_their_school(self, run: Run, county: Path) -> None:
        rows = [f"教师{n},,{CODES['甲']},{flag},在职" for n, flag in enumerate(("是", "否", "甲乙", "是"))]
        write(county / "data/2025/教职工.csv", STAFF_HEADER, *rows)
        found = told(run)
        unit = next(unit for unit in found["units"] if unit["name"] == "甲村小学")
        assert unit["errors"] == found["summary"]["errors"] == 1


@pytest.mark.usefixtures("county")
class TestCollector:
    """As the one who collects the sheets looks at it, ten days after they were due."""

    def units(self, found: Any) -> dict[str, Any]:
        return {unit["name"]: unit for unit in found["units"]}

    @pytest.mark.parametrize("kind", ["utf-8-sig", "gb18030", "xlsx"])
    def test_the_list_may_be_any_sheet(self, run: Run, county: Path, kind: str) -> None:
        rows = [
            ("应报学校名单", None),
            ("学校标识码", "学校名称"),
            (CODES["甲"], "甲村小学"),
            (None, "新建小学"),
        ]
        if kind == "xlsx":
            put(county, "应报.xlsx", simple(rows, "Sheet1"))
        else:
            text = "\n".join(",".join(cell or "" for cell in row) for row in rows)
            (county / "应报.csv").write_bytes(text.encode(kind))
        found = told(run, "--expect", "应报.xlsx" if kind == "xlsx" else "应报.csv")
        assert found["expected"] == "file"
        assert states(found) == {"甲村小学": "complete", "新建小学": "missing", "丙村小学": "closed"}

    def test_the_due_date_may_stand_in_the_settings(self, run: Run, county: Path) -> None:
        config = county / "ruraledu.toml"
        config.write_text(config.read_text("utf-8") + 'due = "09-10"\n', "utf-8")
        found = told(run, "--as-of", "2025-09-20")
        assert (found["due"], self.units(found)["乙村小学"]["late"]) == ("2025-09-10", 10)
        assert told(run, "--as-of", "2025-09-20", "--due", "2025-09-15")["due"] == "2025-09-15"
        for wrong in ("2025-09-10", "9月10日", "09-31"):
            config.write_text(f'data = "data"\nplan = "{PLAN}"\ndue = "{wrong}"\n', "utf-8")
            ran = run("status", "2025")
            assert ran.code == 2
            assert "ruraledu.toml:3" in ran.err

    def test_a_school_that_sent_under_its_former_name_is_not_missing(self, run: Run, county: Path) -> None:
        header = f"{SCHOOL_HEADER},曾用名"
        write(county / "data/2024/学校.csv", header, f"{school('甲')},", f"{school('乙')},老乙小学")
        write(
            county / "data/2025/学校.csv",
            header,
            f"{school('甲').replace('甲村', '新甲')},甲村小学",
            f"{school('乙').replace('乙村', '老乙').replace(CODES['乙'], '')},",
        )
        assert set(states(told(run))) == {"新甲小学", "老乙小学"}
        assert "missing" not in states(told(run)).values()
        listed = write(county / "应报.csv", "学校名称", "甲村小学", "乙村小学")
        assert set(states(told(run, "--expect", listed)).values()) == {"complete", "partial"}

    def test_a_file_of_a_township_covers_its_schools(self, run: Run, county: Path) -> None:
        write(county / "data/2025/学校.csv", SCHOOL_HEADER, school("甲"), school("乙"))
        (county / "data/2025/教职工.csv").unlink()
        write(county / "data/2025/梁村镇.csv", STAFF_HEADER, teacher(1, "甲"), teacher(2, "乙"))
        units = self.units(told(run))
        for name in ("甲村小学", "乙村小学"):
            assert units[name]["state"] == "complete"
            assert units[name]["files"]["staff"] == ["data/2025/梁村镇.csv"]

    def test_a_school_in_two_files_is_told(self, run: Run, county: Path) -> None:
        write(county / "data/2025/尹集镇.csv", STAFF_HEADER, teacher(7, "甲"))
        found = told(run)
        assert self.units(found)["甲村小学"]["files"]["staff"] == [
            "data/2025/尹集镇.csv",
            "data/2025/教职工.csv",
        ]
        assert "同一张表出现在两个以上文件里的单位 1 个" in run("status", "2025", "--lang", "zh").text
        assert "data/2025/尹集镇.csv" in run("status", "2025", "--lang", "zh", "-v").text

    def test_files_that_cannot_be_read_are_told(self, run: Run, county: Path) -> None:
        (county / "data/2025/乙村小学.xlsx").write_bytes(b"PK\x03\x04 broken")
        ran = run("status", "2025", "--format", "json")
        assert (ran.code, ran.json["unread"]) == (3, ["data/2025/乙村小学.xlsx"])
        assert "读不出的文件 1 个" in run("status", "2025", "--lang", "zh").text

    def test_tables_and_townships_are_summed_up(self, run: Run, county: Path) -> None:
        lines = [line.split() for line in run("status", "2025", "--lang", "zh").text.splitlines()]
        assert ["学校", "2", "1", "1"] in lines
        assert ["教职工", "2", "1", "1"] in lines
        assert ["梁村镇", "2", "1", "1"] in [line[:4] for line in lines]


class TestVersions:
    def test_errors_go_down_from_version_to_version(self, run: Run, county: Path) -> None:
        staff = county / "data/2025/教职工.csv"
        for day, flags in (
            ("2025-10-01", ("不", "甲乙", "是", "是", "是")),
            ("2025-10-12", ("不", "是", "是", "是", "是")),
            ("2025-10-20", ("是", "否")),
        ):
            rows = [f"教师{n},,{CODES['甲']},{flag},在职" for n, flag in enumerate(flags)]
            write(staff, STAFF_HEADER, *rows)
            run("validate", "data/2025", "--record", "--as-of", day, "-q")
        found = told(run, "--due", "2025-10-10")
        (one,) = [one for one in found["submissions"] if one["path"].endswith("教职工.csv")]
        assert [version["errors"] for version in one["versions"]] == [2, 1, 0]
        assert one["late"] == 0
        assert found["as_of"] == "2025-10-20"
        units = {unit["name"]: unit for unit in found["units"]}
        assert units["甲村小学"]["late"] == 0
        assert units["乙村小学"]["late"] == 10
        page = run("status", "2025", "--due", "2025-10-10", "--lang", "zh").text
        assert "2 → 1 → 0" in page
        assert "截止日期：2025年10月10日" in page

    def test_the_record_holds_no_person(self, run: Run, county: Path) -> None:
        run("validate", "data/2025", "--record", "--as-of", "2025-10-01")
        record = (county / ".ruraledu/submissions.json").read_text("utf-8")
        assert "教师1" not in record
        assert CODES["甲"] in record
        assert json.loads(record)["schema_version"] == 1

    def test_the_same_bytes_are_no_new_version(self, run: Run, county: Path) -> None:
        for day in ("2025-10-01", "2025-10-02"):
            run("validate", "data/2025", "--record", "--as-of", day)
        found = told(run)
        assert {len(one["versions"]) for one in found["submissions"]} == {1}
        assert found["submissions"][0]["versions"][0]["day"] == "2025-10-01"

    def test_a_damaged_record_is_told_and_kept(self, run: Run, county: Path) -> None:
        path = county / ".ruraledu/submissions.json"
        path.parent.mkdir()
        path.write_text("{}", "utf-8")
        assert run("status", "2025").code == 3
        assert run("validate", "data/2025", "--record").code == 3
        assert path.read_text("utf-8") == "{}"

    def test_a_returned_copy_follows_its_original(self) -> None:
        first = Version(date(2025, 10, 1), "a", 2025, 42, 3, 0, {"staff": ("1",)})
        again = Version(date(2025, 10, 5), "b", 2025, 7, 1, 0, {"staff": ("1",)})
        files = added(added({}, "in/表.xls", first), "in/表_退回2.xlsx", again)
        assert list(files) == ["in/表.xls"]
        (one,) = submissions(load(dump(files)), 2025, date(2025, 9, 30))
        assert [version.errors for version in one.versions] == [42, 7]
        assert one.late == 1
        assert submissions(files, 2024, None) == []
        with pytest.raises(NotARecord):
            load(b"[]")

    def test_many_versions_are_told_in_short(self) -> None:
        assert course([42, 7, 0]) == "42 → 7 → 0"
        assert course(list(range(9, -1, -1))) == "9 → … → 3 → 2 → 1 → 0"


@pytest.mark.usefixtures("county")
class TestFormats:
    def test_every_format(self, run: Run, county: Path) -> None:
        ran = run(
            "status", "2025", "-o", "s.csv", "-o", "s.md", "-o", "s.json", "-o", "s.txt", "--lang", "zh"
        )
        assert ran.code == 0
        assert "未报 1 所" in ran.text
        rows = (county / "s.csv").read_text("utf-8-sig").splitlines()
        assert len(rows) == 1 + 3 + 12
        assert rows[0].startswith("单位类别,代码,单位")
        assert "| 乙村小学 |" in (county / "s.md").read_text("utf-8")
        assert "甲村小学" in (county / "s.txt").read_text("utf-8")
        assert run("status", "2025", "--format", "json").out == (county / "s.json").read_bytes()

    def test_usage(self, run: Run, county: Path) -> None:
        empty = write(county / "x.csv", "别的,列", "1,2")
        assert run("status", "2025", "--expect", empty).code == 2
        assert run("status", "2025", "--expect", "nowhere.csv").code == 3
        assert run("status", "2025", "--record", "nowhere.json").code == 3
        assert run("status", "2025", "-o", "data/2025/学校.csv").code == 2
        assert run("status", "2025", "--due", "soon").code == 2

    def test_both_languages_hold_the_same_words(self) -> None:
        assert set(ZH.texts) == set(EN.texts)
        assert "schools expected" in told_in_english(EN)


def told_in_english(text: Any) -> str:
    return str(text.texts["status.count_school"])


def test_without_any_register_nobody_knows_who_owes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruraledu.toml").write_text(f'data = "data"\nplan = "{PLAN}"\n', "utf-8")
    (tmp_path / "data/2025").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    ran = run("status", "2025")
    assert ran.code == 0
    assert "不知道应报哪些学校" in ran.text
    assert "--expect" in ran.text
