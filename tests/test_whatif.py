"""What-if: a change on the typed tables is the change in the files; mergers keep every pupil and person."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from ruraledu_cli.analyse.whatif import try_out
from ruraledu_cli.analyse.wishes import WrongWish
from ruraledu_cli.census import Sheet
from ruraledu_cli.cli.app import main
from ruraledu_cli.compute import compute
from ruraledu_cli.definitions.changes import Merger, SetCells, load_changes, read_setting
from ruraledu_cli.definitions.yaml import DefinitionError
from ruraledu_cli.language.evaluate import Evaluator
from small_census import STAFF, evaluator, sheets

ROOT = Path(__file__).parents[1]
SCHOOL_CELLS = [
    ("是否千兆进校百兆进班", ["是", "否", None]),
    ("校园网出口带宽(Mbps)", [1000, 10, None]),
    ("录播室数", [0, 1, None]),
    ("办学类型代码", ["211", "111"]),
    ("乡镇(街道)", ["梁村镇", "人和街道"]),
    ("学校状态", ["停办", "在办", None]),
    ("在校生数", [300, None]),
]
STAFF_CELLS = [
    ("最高学历", ["本科", "专科", None]),
    ("职务", ["校长", None]),
    ("出生日期", ["1990-02-03", "1970-01", None]),
    ("人员状态", ["退休", "在岗", None]),
    ("任教学校", ["第0小学", "没有别的"]),
]


def changed(read: list[Sheet], key: str, value: str, header: str, cell: object) -> list[Sheet]:
    """The sheets with the cell changed in every row of the record."""
    found = []
    for sheet in read:
        rows = [list(row) for row in sheet.rows]
        head = next((row for row in rows if key in row), None)
        for row in rows if head and header in head else ():
            if row is not head and len(row) == len(head) and row[head.index(key)] == value:
                row[head.index(header)] = cell  # type: ignore[call-overload]
        found.append(replace(sheet, rows=rows))
    return found


def tried(before: Evaluator, wish: SetCells | Merger) -> Evaluator:
    census, _ = try_out([wish], before)
    return Evaluator(census, before.plan, before.as_of)


@pytest.mark.parametrize("seed", range(14))
def test_a_change_on_the_tables_is_the_change_in_the_files(seed: int) -> None:
    rng, read = Random(seed), sheets(seed)
    header, cells = rng.choice(SCHOOL_CELLS)
    cell = rng.choice(cells)  # type: ignore[arg-type]
    wish = SetCells((("学校标识码", "2137000000"),), header, "" if cell is None else str(cell))
    before = evaluator(read)
    after = evaluator(changed(read, "学校标识码", "2137000000", header, cell))
    assert compute(tried(before, wish)) == compute(after)


@pytest.mark.parametrize("seed", range(14))
def test_a_person_changed_on_the_tables_is_the_person_changed_in_the_files(seed: int) -> None:
    rng, read = Random(seed), sheets(seed)
    names = sorted({str(row[1]) for sheet in read for row in sheet.rows if len(row) == len(STAFF) and row[1]})
    names = [name for name in names if name.startswith("教师")]
    if not names:
        return
    name = rng.choice(names)
    header, cells = rng.choice(STAFF_CELLS)
    cell = rng.choice(cells)  # type: ignore[arg-type]
    before = evaluator(read)
    if before.table("staff").size != len(names) or cell == "没有别的":
        return  # rows with one key are one record, and a school that is not there is refused
    after = evaluator(changed(read, "姓名", name, header, cell))
    wish = SetCells((("姓名", name),), header, "" if cell is None else str(cell), "教职工")
    if header == "任教学校" or after.table("staff").size == before.table("staff").size:
        assert compute(tried(before, wish)) == compute(after)


def _pupils(found: Evaluator) -> Fraction | None:
    schools = found.table("schools")
    counted = found.counted("schools")
    cells = [schools.column("students")[row] for row in range(schools.size) if counted[row] == 2]
    return None if any(cell is None for cell in cells) else Fraction(sum(cells))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_a_merger_loses_nobody(seed: int) -> None:
    before = evaluator(sheets(seed))
    schools = before.table("schools")
    still = [r for r in range(schools.size) if schools.column("school_status")[r] != "suspended"]
    if len(still) < 2:
        return
    gone, into = (str(schools.column("school_code")[row]) for row in still[:2])
    after = tried(before, Merger(gone, into))
    old, new = _pupils(before), _pupils(after)
    assert old == new or new is None or old is None
    assert old is None or new == old
    staff = after.table("staff")
    assert (after.counted("staff") == 2).sum() == (before.counted("staff") == 2).sum()
    links = [value.row for value in staff.column("school").at(range(staff.size)) if value is not None]  # type: ignore[attr-defined]
    assert still[0] not in links
    assert before.table("schools").column("school_status")[still[0]] != "merged"  # the census stays


def test_wishes_that_mean_nothing() -> None:
    found = evaluator(sheets(3))
    for wish, key, close in (
        (SetCells((("school_code", "2137000000"),), "gigabt", "是"), "whatif_no_column", "gigabit"),
        (SetCells((("school_code", "21370000001"),), "gigabit", "是"), "whatif_no_row", "2137000001"),
        (
            SetCells((("school_code", "2137000000"),), "school_type", "初级中学校"),
            "whatif_bad_value",
            "初级中学",
        ),
        (SetCells((("school_code", "2137000000"),), "school_code", "2137000001"), "whatif_fixed", None),
        (SetCells((("school_code", "2137000000"),), "gigabit", "是", "学生们"), "whatif_no_table", None),
        (Merger("2137000000", "2137000000"), "whatif_merge_itself", None),
        (Merger("9999999999", "2137000000"), "no_school", None),
    ):
        with pytest.raises(WrongWish) as raised:
            try_out([wish], found)
        assert raised.value.key == key
        assert close is None or raised.value.params["close"] == close


def test_settings_as_people_write_them() -> None:
    assert read_setting("school_code=1:gigabit=是") == SetCells((("school_code", "1"),), "gigabit", "是")
    assert read_setting("教职工：工号＝A：学历＝本科") == SetCells((("工号", "A"),), "学历", "本科", "教职工")
    assert read_setting("a=1:b=2:c=") == SetCells((("a", "1"), ("b", "2")), "c", "")
    assert [read_setting(text) for text in ("", "a=1", "a:b", "schools:a=1", ":a=1:b=2")] == [None] * 5


def test_a_file_of_changes(tmp_path: Path) -> None:
    file = tmp_path / "changes.yaml"
    file.write_text(
        "set:\n  - school_code=1:gigabit=是\n"
        "  - {table: schools, where: {学校标识码: 2137000001}, set: {gigabit: true}}\n"
        "merge:\n  - [2137000001, 第2小学]\n",
        "utf-8",
    )
    assert load_changes(file, "changes.yaml") == (
        SetCells((("school_code", "1"),), "gigabit", "是"),
        SetCells((("学校标识码", "2137000001"),), "gigabit", "是", "schools"),
        Merger("2137000001", "第2小学"),
    )
    file.write_text("set:\n  - gigabit=是\nmerge:\n  - [甲]\n", "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_changes(file, "changes.yaml")
    assert [(fault.line, fault.code) for fault in raised.value.faults] == [
        (2, "changes_set"),
        (4, "changes_merge"),
    ]


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.usefixtures("county")
def test_the_sample_county_with_one_school_more_on_gigabit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = {path: path.stat().st_mtime_ns for path in (ROOT / "sample_data").rglob("*") if path.is_file()}
    written = [tmp_path / f"out.{suffix}" for suffix in ("json", "csv", "md", "txt")]
    outputs = [part for path in written for part in ("-o", str(path))]
    wish = ["--set", "school_code=2137900364:bandwidth_mbps=1000"]
    assert main(["whatif", "2025", *wish, "--lang", "zh", *outputs]) == 0
    assert "85.0%（68/80）" in capsys.readouterr().out
    (result,) = json.loads(written[0].read_text("utf-8"))["results"]
    assert (result["id"], result["before"]["exact"], result["after"]["exact"]) == (
        "gigabit_coverage",
        "17/20",
        "69/80",
    )
    assert Fraction(result["change"]) == Fraction(69, 80) - Fraction(17, 20)
    (row,) = csv.DictReader(io.StringIO(written[1].read_text("utf-8-sig")))
    assert (row["试改前分子"], row["试改后分子"], row["变化"]) == ("68", "69", "0.0125")
    assert "| 乡村中小学“千兆进校、百兆进班”覆盖率 |" in written[2].read_text("utf-8")
    assert files == {path: path.stat().st_mtime_ns for path in files}


@pytest.mark.usefixtures("county")
def test_a_merger_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", "2025", "--merge", "2137900504", "清平镇中心小学", "--lang", "en"]) == 0
    screen = capsys.readouterr().out
    assert "79" in screen
    assert "Pupils" in screen
    assert "609" in screen


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--set"),
        (["--set", "gigabit=是"], "--set"),
        (["--set", "school_code=2137900364:gigabt=是"], "gigabit"),
        (["--merge", "2137900504", "没有的学校"], "没有的学校"),
    ],
)
def test_a_call_that_is_wrong(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", "2025", *arguments, "--lang", "zh"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("county")
def test_a_file_of_changes_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", "2025", "--changes", "nowhere.yaml", "--lang", "en"]) == 3
    assert "nowhere.yaml" in capsys.readouterr().err


@pytest.mark.usefixtures("county")
def test_persons_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    census_name = "whatif"
    from ruraledu_cli import pipeline

    plan = pipeline.load_plan([ROOT / "targets" / "gaotang-2023-2027.yaml"])
    staff = pipeline.years_of(ROOT / "sample_data" / "2025", plan, 2025).data.census.tables["staff"]
    number, name = str(staff.column("id_number")[0]), str(staff.column("name")[0])
    wish = f"id_number={number}:birth_date=1960-01-01"
    assert main([census_name, "2025", "--set", wish, "--lang", "zh", "--format", "json"]) == 0
    found = capsys.readouterr().out
    assert name not in found
    assert number not in found
    assert "1960-01-01" not in found
    assert main([census_name, "2025", "--set", wish, "--lang", "zh", "--show-pii"]) == 0
    assert name in capsys.readouterr().out
