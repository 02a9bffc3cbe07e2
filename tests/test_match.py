"""`match YEAR`: what was planted is found and nothing else; nothing personal in any format; wrong calls."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from ruraledu_cli import pipeline
from ruraledu_cli.analyse.match import Asked, match
from ruraledu_cli.catalogue import Language, load_catalogue
from ruraledu_cli.catalogue.matching import matching_page
from ruraledu_cli.cli.output import plain_text, unit_paths
from ruraledu_cli.cli.words import LANGUAGES
from ruraledu_cli.model.matching import Matching
from ruraledu_cli.read import discover, read_file, read_files
from ruraledu_cli.render.matching import document, render_csv, render_json
from ruraledu_cli.render.pages import render_page
from ruraledu_cli.screen.pages import show_page
from small_county import identity

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data"
PLAN = (ROOT / "targets" / "gaotang-2023-2027.yaml").as_posix()
sys.path.insert(0, str(SAMPLE))

from _make import lists  # noqa: E402

STUDENTS = ("重点关注学生_中小学.xlsx", "重点关注学生_幼儿园.xlsx")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county's pupils and schools of 2025, and the two lists; no rosters, so that it is fast."""
    folder = tmp_path_factory.mktemp("county")
    (folder / "data" / "2025").mkdir(parents=True)
    for path in [*SAMPLE.glob("2025/*学*.xlsx"), SAMPLE / "2025" / "幼儿园办学条件一览表.xlsx"]:
        shutil.copy(path, folder / "data" / "2025")
    shutil.copytree(SAMPLE / "lists", folder / "data" / "lists")
    (folder / "ruraledu.toml").write_text(f'data = "data"\nplan = "{PLAN}"\n', "utf-8")
    return folder


@pytest.fixture
def county(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test may change, entered."""
    monkeypatch.chdir(shutil.copytree(sample, tmp_path / "county"))
    return Path.cwd()


@pytest.fixture(scope="module")
def found(sample: Path) -> Matching:
    """What comes out of the sample, once for all tests that only look at it."""
    plan = pipeline.load_plan([Path(PLAN)], sample)
    years = pipeline.years_of(sample / "data" / "2025", plan, 2025, root=sample)
    read = read_files(discover(sample / "data" / "lists", "data/lists"))
    sheets = [sheet for file in read for sheet in file.sheets]
    return match(years.evaluator(years.data), Asked(sheets))


@pytest.fixture(scope="module")
def whole(found: Matching) -> Any:
    return document(found, load_catalogue("zh", "match"), show_pii=True)


def told(run: Run, *more: object) -> Any:
    ran = run("match", "2025", "--format", "json", "--show-pii", *more)
    assert ran.code == 0, ran.err
    return ran.json


def cases(document: Any) -> Iterator[tuple[str, str]]:
    """Everything found, in the words of what was planted."""
    for case in document["cases"]:
        state = "" if case["state"] == "aided" else f"case {case['state']} {case['reason'] or ''}".rstrip()
        yield from [(state, case["number"])] if state else []
        yield from [("mark name_differs", case["number"])] if "name_differs" in case["marks"] else []
    yield from ((f"claim {one['reason']}", one["number"]) for one in document["claims"])
    yield from ((f"double {one['what']}", one["number"]) for one in document["doubles"])


def test_what_was_planted_is_found_and_nothing_else(whole: Any) -> None:
    planted = [(what, number) for what, numbers in lists.made().planted.items() for number in numbers]
    assert sorted(cases(whole)) == sorted(planted)


def test_lists_townships_and_schools_add_up(whole: Any) -> None:
    children = sum(one["children"] for one in whole["townships"])
    assert children == sum(one["children"] for one in whole["lists"]) - 1  # one stands on both
    assert [(one["key"], one["rows"], one["children"]) for one in whole["lists"]] == [
        ("minimum_allowance", 92, 91),
        ("disabled", 75, 75),
    ]
    for state in ("not_aided", "undecided", "dropout"):
        assert sum(one["states"][state] for one in whole["schools"]) == whole["summary"][state]
    assert whole["unchecked"]["orphan"]["pupils"] > 0


def test_every_case_names_the_row_it_stands_in(whole: Any, sample: Path) -> None:
    rows: dict[tuple[str, str], list[Any]] = {}
    for path in sorted(sample.glob("data/lists/**/*.xls*")):
        shown = path.relative_to(sample).as_posix()
        rows |= {(shown, sheet.name): list(sheet.rows) for sheet in read_file(path, shown).sheets}
    for case in (case for case in whole["cases"] if case["number"]):
        for place in case["listed"]:
            cells = rows[place["file"], place["sheet"]][place["row"] - 1]
            assert case["number"] in [str(cell).strip().upper() for cell in cells]


def outputs(found: Matching, language: Language) -> Iterator[str]:
    """Every format, with nothing left out."""
    text = load_catalogue(language, "match")
    masked = document(found, text)
    page = matching_page(masked, text, whole=True)
    yield render_json(masked).decode()
    yield render_csv(masked, text).decode("utf-8-sig")
    yield render_page(page).decode().replace("\\", "")
    yield plain_text(lambda console: show_page(page, console)).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_personal_without_show_pii(found: Matching, language: Language) -> None:
    made = lists.made()
    names = {
        row.get(column)
        for rows in made.rows.values()
        for row in rows
        for column in ("成员姓名", "姓名", "户主姓名")
    }
    numbers = {number for of_kind in made.planted.values() for number in of_kind}
    personal = {str(one) for one in names | numbers if one}
    for text in outputs(found, language):
        assert "371599********" in text
        assert {one for one in personal if one in text} == set()


def test_the_command_masks_as_well(run: Run, county: Path) -> None:
    ran = run("match", "2025", "-v")
    assert (ran.code, ran.err) == (0, "")
    assert "371599********" in ran.text
    assert "学生0" not in ran.text


def test_files_are_written_in_every_format(run: Run, county: Path) -> None:
    written_to = [county / f"match.{suffix}" for suffix in ("json", "csv", "md", "txt")]
    ran = run("match", "2025", "--quiet", *(part for path in written_to for part in ("-o", path)))
    assert (ran.code, ran.out) == (0, b"")
    for path in written_to:
        written = path.read_text("utf-8-sig").replace("\\", "")
        assert "371599********" in written
        assert "学生0" not in written


def test_a_file_for_each_school_holds_what_concerns_it(run: Run, county: Path) -> None:
    assert run("match", "2025", "--split", "school").code == 2
    ran = run("match", "2025", "-q", "--split", "school", "-o", "核实.csv", "--show-pii")
    assert (ran.code, ran.err) == (0, "")
    files = {
        path.stem.removeprefix("核实_"): path.read_text("utf-8-sig") for path in county.glob("核实_*.csv")
    }
    document = told(run)
    expected: dict[str, int] = {}
    for one in [one for part in ("cases", "claims", "doubles") for one in document[part]]:
        for school in one["schools"]:
            expected[school] = expected.get(school, 0) + 1
    assert {school: len(text.splitlines()) - 1 for school, text in files.items()} == expected
    assert all(text.splitlines()[0].endswith("核实结果,核实人") for text in files.values())
    run("match", "2025", "-q", "--split", "township", "-o", "核实.md")
    assert "李*" in (county / "核实_尹集镇.md").read_text("utf-8").replace("\\", "")


def test_what_a_school_answered_is_not_written_over(run: Run, county: Path) -> None:
    call = ("match", "2025", "-q", "--split", "school", "-o", "核实.csv")
    assert (run(*call).code, run(*call).code) == (0, 0)
    path, other = sorted(county.glob("核实_*.csv"))[:2]
    lines = path.read_text("utf-8-sig").splitlines()
    lines[1] = lines[1].removesuffix(",,") + ",已补助,王"
    path.write_bytes("\n".join(lines).encode("gb18030"))
    before = path.read_bytes()
    other.unlink()
    ran = run(*call)
    assert ran.code == 3
    assert path.name in ran.err
    assert path.read_bytes() == before
    assert other.exists()


def test_schools_of_one_name_get_a_file_each(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one school would read of the other's children."""
    numbers = [identity(f"37159920150101{n:03}") for n in (1, 2, 3, 4)]
    schools = (
        ("2137900001", "中心小学"),
        ("2137900002", "中心小学"),
        ("2137900003", "A:x"),
        ("2137900004", "a*X"),
    )
    codes = zip(numbers, schools, strict=True)
    files = {
        "ruraledu.toml": f'data = "data"\nplan = "{PLAN}"\n',
        "data/2025/学校.csv": "学校标识码,学校名称,办学类型代码,城乡类型代码,乡镇(街道)\n"
        + "".join(f"{code},{name},211,220,梁村镇\n" for code, name in schools),
        "data/2025/重点关注学生.csv": "学生姓名,身份证号,学校标识码,困难类别,是否受助\n"
        + "".join(f"学生,{number},{code},1,否\n" for number, (code, _) in codes),
        "data/lists/2025/低保对象.csv": "姓名,身份证号,低保证号\n"
        + "".join(f"学生,{n},D\n" for n in numbers),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("match", "2025", "-q", "--split", "school", "-o", "m.csv").code == 0
    found = {path.name: len(path.read_text("utf-8-sig").splitlines()) for path in tmp_path.glob("m_*.csv")}
    names = ("m_A_x.csv", "m_a_X_2.csv", "m_中心小学（2137900001）.csv", "m_中心小学（2137900002）.csv")
    assert found == dict.fromkeys(names, 2)


def test_a_very_long_name_still_makes_a_file() -> None:
    (path,) = unit_paths(Path("核实.csv"), ["很长" * 100]).values()
    assert len(path.name.encode()) < 230
    assert path.name.startswith("核实_很长")


def test_a_list_in_the_years_folder_is_no_census_table(run: Run, county: Path) -> None:
    for name in lists.FILES.values():
        shutil.copy(county / "data" / "lists" / name, county / "data" / "2025")
    shutil.rmtree(county / "data" / "lists")
    ran = run("inspect", "data/2025", "--format", "json")
    states = {one["file"].rpartition("/")[2]: (one["state"], one["form"]) for one in ran.json["sheets"]}
    assert states["2025年春季城乡低保对象名单.xlsx"] == ("list", "minimum_allowance")
    assert states["持证残疾儿童信息表.xls"] == ("list", "disabled")
    assert all(states[name] == ("known", None) for name in STUDENTS)
    assert len(told(run)["cases"]) > 0  # found there, without being named


def test_a_kind_may_be_stated(run: Run, county: Path) -> None:
    plain = county / "名单.csv"
    plain.write_text("姓名,身份证号\n某某,371599201504122947\n", "utf-8-sig")
    ran = run("match", "2025", plain)
    assert ran.code == 3
    assert "名单.csv" in ran.err
    assert "--kind" in ran.err
    document = told(run, plain, "--kind", "orphan")
    assert [(one["state"], one["categories"]) for one in document["cases"]] == [("to_visit", ["孤儿"])]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--kind", "disable"), 2, "disabled"),
        (("--term", "2025年秋季"), 2, "2024"),
        (("nowhere.xlsx",), 3, "nowhere.xlsx"),
        (("-o", "match.docx"), 2, ".md"),
        (("-o", "data/lists/2025/持证残疾儿童信息表.xls"), 2, ".csv"),
    ],
)
def test_calls_that_are_wrong(
    run: Run, county: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("match", "2025", *arguments)
    assert (ran.code, ran.out) == (code, b"")
    assert said in ran.err


def test_a_list_that_cannot_be_read_is_named_and_leaves_claims_open(run: Run, county: Path) -> None:
    bad = county / "data" / "lists" / "2025" / "孤儿名单.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    ran = run("match", "2025", "--format", "json")
    assert ran.code == 3
    assert "孤儿名单.xlsx" in ran.err
    assert ran.json["errors"] == [{"path": "data/lists/2025/孤儿名单.xlsx"}]
    assert {one["reason"] for one in ran.json["claims"] if one["sure"]} == set()
    ran = run("match", "2025", "--format", "json", "--ignore-unread", bad.name)
    assert (ran.code, ran.json["errors"]) == (0, [])


def test_a_file_of_the_year_that_cannot_be_read_leaves_everything_open(run: Run, county: Path) -> None:
    (county / "data" / "2025" / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    ran = run("match", "2025", "--format", "json")
    assert ran.code == 3
    summary = ran.json["summary"]
    assert (summary["not_aided"], summary["to_visit"]) == (0, 0)
    assert {one["reason"] for one in ran.json["cases"] if one["state"] == "undecided"} == {
        "unread_input",
        "period_unknown",
    }


def test_a_semester_of_which_nobody_has_reported_decides_nothing(run: Run, county: Path) -> None:
    spring = told(run, "--term", "2025年春季")
    assert spring["period"] == {
        "first": "2025-02-01",
        "last": "2025-07-31",
        "term": [2024, 2],
        "term_sent": True,
    }
    assert spring["summary"]["not_aided"] == 2
    for name in STUDENTS:
        (county / "data" / "2025" / name).unlink()
    table = "学籍号,姓名,身份证号,是否受助,资助学期\n"
    (county / "data/2025/重点关注学生.csv").write_text(
        table + "1,学生,371599201210180738,否,2024-2025-1\n", "utf-8-sig"
    )
    document = told(run, "--term", "春季")
    assert not document["period"]["term_sent"]
    reasons = {one["number"]: one["reason"] for one in document["cases"] if one["state"] == "undecided"}
    assert reasons["371599201210180738"] == "term_not_sent"


def test_without_pupils_nothing_can_be_said(run: Run, county: Path) -> None:
    for name in STUDENTS:
        (county / "data" / "2025" / name).unlink()
    ran = run("match", "2025")
    assert (ran.code, ran.out) == (3, b"")
    assert "重点关注学生" in ran.err


def test_the_script_makes_the_lists_that_are_there(tmp_path: Path) -> None:
    for path in lists.write(tmp_path):
        committed = SAMPLE / "lists" / path.relative_to(tmp_path)
        rows = [[sheet.rows for sheet in read_file(one, "x").sheets] for one in (path, committed)]
        assert rows[0] == rows[1]
    assert {path.name for path in (SAMPLE / "lists").rglob("*.xls*")} == {
        Path(name).name for name in lists.FILES.values()
    }
