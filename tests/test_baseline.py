"""`validate --write-baseline`: what is open goes on record, masked, in one order, beside what is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from conftest import Run
from ruraledu_cli.definitions.accepted import Known, load_baseline
from ruraledu_cli.store.baseline import dump

SCHOOLS = "学校标识码,学校名称,办学类型代码,在校生数,寄宿生数,床位数"
STAFF = "姓名,身份证号,教职工号,学校标识码,最高学历"
PERSON = "371526198001010019"
GIVEN = ("--reason", "待核查", "--until", "2026-08-31")


def school(number: int, boarders: object = 20, pupils: object = 300) -> str:
    return f"213790000{number},第{number}小学,211,{pupils},{boarders},100"


def write(path: Path, header: str, *rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8-sig")
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One query (more boarders than beds), one error (no number of pupils)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ruraledu.toml").write_text('data = "data"\n', "utf-8")
    write(tmp_path / "报送/学校.csv", SCHOOLS, school(1, 120), school(2, pupils="许多"))
    return tmp_path


def audit(run: Run, *more: object) -> tuple[int, dict[str, str]]:
    ran = run("validate", "报送", "--year", "2025", "--fail-on", "query", "--format", "json", *more)
    return ran.code, {one["code"]: one["state"] for one in ran.json["findings"] if one["severity"] != "note"}


def entries(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load(path.read_text("utf-8"))["baseline"]
    return found


def test_what_is_open_is_written_and_let_be(run: Run, folder: Path) -> None:
    on_record = (0, {"R017": "baseline", "V002": "baseline"})
    assert audit(run)[0] == 1
    assert audit(run, "--write-baseline", "b.yaml", *GIVEN) == on_record
    assert audit(run, "--baseline", "b.yaml") == on_record
    assert audit(run, "--baseline", "b.yaml", "--as-of", "2026-09-01")[0] == 1
    (text,) = (one for one in entries(folder / "b.yaml") if one["rule"] == "V002")
    assert text == {
        "rule": "V002",
        "school": "2137900002",
        "key": "2137900002",
        "field": "在校生数",
        "value": "许多",
        "reason": "待核查",
        "until": date(2026, 8, 31),
    }


def test_the_same_findings_make_the_same_file(run: Run, folder: Path) -> None:
    audit(run, "--write-baseline", "a.yaml", *GIVEN)
    write(folder / "报送/学校.csv", SCHOOLS, school(2, pupils="许多"), school(3), school(1, 120))
    audit(run, "--write-baseline", "b.yaml", *GIVEN)
    audit(run, "--write-baseline", "b.yaml", "--reason", "另一个", "--until", "2027-08-31")
    assert (folder / "a.yaml").read_bytes() == (folder / "b.yaml").read_bytes()
    lines = (folder / "a.yaml").read_text("utf-8").splitlines()
    assert all(line.startswith("- {rule: ") for line in lines[2:])
    assert lines[2:] == sorted(lines[2:])


def test_what_is_there_stays_until_it_expires(run: Run, folder: Path) -> None:
    known = (
        "baseline:\n"
        "- {rule: R017, school: 2137900001, reason: 新宿舍在建, until: 2027-08-31}\n"
        "- {rule: V002, school: 2137900002, reason: 旧, until: 2025-08-31}\n"
        "- {rule: V004, school: 9, reason: 别的学校, until: 2026-01-01}\n"
    )
    (folder / "b.yaml").write_text(known, "utf-8")
    ran = run("validate", "报送", "--year", "2025", "--write-baseline", "b.yaml", *GIVEN, "--lang", "zh")
    assert ran.code == 0
    assert "新增 1 条，原有 2 条，删去到期的 1 条" in ran.err
    assert [(one["rule"], one["reason"]) for one in entries(folder / "b.yaml")] == [
        ("R017", "新宿舍在建"),
        ("V002", "待核查"),
        ("V004", "别的学校"),
    ]


def test_a_corrected_value_is_asked_about_anew_but_a_change_is_not(run: Run, folder: Path) -> None:
    write(folder / "data/2024/学校.csv", SCHOOLS, school(1, 120, 100), school(2))
    write(folder / "报送/学校.csv", SCHOOLS, school(1, 20, 300), school(2, pupils="许多"))
    assert set(audit(run, "--write-baseline", "b.yaml", *GIVEN)[1].values()) == {"baseline"}
    write(folder / "报送/学校.csv", SCHOOLS, school(1, 20, 310), school(2, pupils="不少"))
    assert audit(run, "--baseline", "b.yaml")[1]["H001"] == "baseline"
    assert audit(run, "--baseline", "b.yaml")[1]["V002"] == "open"


def test_nobody_is_named(run: Run, folder: Path) -> None:
    write(
        folder / "报送/教职工.csv",
        STAFF,
        f"张三,{PERSON},,2137900001,党校",
        "李四,,T7,2137900001,党校",
        "王五,,,2137900002,党校",
        "赵六,,,2137900001,党校",
        "赵七,,,2137900001,党校",
    )
    ran = run("validate", "报送", "--year", "2025", "--select", "V004", "--write-baseline", "b.yaml", *GIVEN)
    assert [one["key"] for one in entries(folder / "b.yaml")] == ["371526********0019", "T7", "王*"]
    text = (folder / "b.yaml").read_text("utf-8")
    assert not any(secret in text for secret in (PERSON, "张三", "李四", "王五", "赵六"))
    # two whose names look alike when masked would let each other be: they stay open, and it is said
    assert "2 格" in ran.err or "2 cells" in ran.err
    known = run(
        "validate", "报送", "--year", "2025", "--select", "V004", "--baseline", "b.yaml", "--format", "json"
    )
    states = {one["state"]: one["count"] for one in known.json["findings"]}
    assert states == {"baseline": 3, "open": 2}


def test_what_has_no_school_is_known_by_its_name(run: Run, folder: Path) -> None:
    (folder / "报送/学校.csv").unlink()
    write(folder / "报送/项目台账.csv", "项目类别,项目名称,承担单位,批准年份", "示范点,甲项目,县教育局,2023")
    assert set(audit(run, "--write-baseline", "b.yaml", *GIVEN)[1].values()) == {"baseline"}
    assert entries(folder / "b.yaml")[0]["key"] == "甲项目"


def test_a_file_that_cannot_be_read_is_not_let_be(run: Run, folder: Path) -> None:
    (folder / "报送/村居.xlsx").write_bytes(b"PK\x03\x04 broken")
    code, states = audit(run, "--write-baseline", "b.yaml", *GIVEN)
    assert (code, states["F001"]) == (3, "open")
    assert all(one["rule"] != "F001" for one in entries(folder / "b.yaml"))


@pytest.mark.parametrize(
    "call",
    [
        ("--write-baseline", "b.yaml"),
        ("--write-baseline", "b.yaml", "--reason", "待核查"),
        ("--write-baseline", "b.yaml", "--until", "2026-08-31"),
        ("--write-baseline", "b.csv", *GIVEN),
        ("--write-baseline", "ruraledu.toml", *GIVEN),
        ("--write-baseline", "报送/学校.csv", *GIVEN),
        GIVEN,
    ],
)
def test_reason_and_day_are_needed_and_no_input_is_written_over(
    run: Run, folder: Path, call: tuple[str, ...]
) -> None:
    before = (folder / "报送/学校.csv").read_bytes()
    assert run("validate", "报送", "--year", "2025", *call).code == 2
    assert not (folder / "b.yaml").exists()
    assert (folder / "报送/学校.csv").read_bytes() == before


def test_the_result_is_told_where_the_baseline_cannot_be_written(run: Run, folder: Path) -> None:
    call = ("validate", "报送", "--year", "2025", "--format", "json", "--write-baseline", "none/b.yaml")
    ran = run(*call, *GIVEN)
    assert (ran.code, ran.json["errors"]) == (3, [])
    assert all(one["state"] != "baseline" for one in ran.json["findings"])
    assert "无法写入 none/b.yaml：文件夹或文件不存在" in ran.err


def test_a_fault_in_a_baseline_is_not_said_to_be_the_plans(run: Run, folder: Path) -> None:
    (folder / "b.yaml").write_text("baseline: [{rule: V004}]", "utf-8")
    ran = run("validate", "报送", "--year", "2025", "--baseline", "b.yaml")
    assert ran.code == 2
    assert ran.err.startswith("核实说明或备案文件有误：")


def test_whatever_an_entry_holds_reads_back(tmp_path: Path) -> None:
    odd = ("否", "yes", "1e3", "2026-01-01", "a: b # c", "“引号”'\"", "{x}", "换\n行", "- ", "~")
    written = [
        Known(rule="V002", school="1", key=text, value=text, reason=text, until=date(2026, 1, 1))
        for text in odd
    ]
    path = tmp_path / "b.yaml"
    path.write_bytes(dump(written))
    back = load_baseline(path, "b.yaml")
    assert [(one.key, one.value, one.reason) for one in back] == [(o.key, o.value, o.reason) for o in written]
    path.write_bytes(dump([]))
    assert load_baseline(path, "b.yaml") == ()
