"""`validate` with answers, a baseline and remarks, from the command line to the exit code."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from conftest import Run

HEADER = ["学校标识码", "学校名称", "办学类型代码", "在校生数", "寄宿生数", "床位数", "备注"]
ROWS = [
    ["2137900001", "甲小学", "211", 300, 120, 100, None],
    ["2137900002", "乙小学", "211", 300, 20, 100, None],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one submission of 2025: more boarders than beds at the first school, a query."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ruraledu.toml").write_text('data = "data"\n', "utf-8")
    write(tmp_path / "报送" / "学校.xlsx")
    return tmp_path


def write(path: Path, remark: str | None = None, boarders: int = 120) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.worksheets[0].title = "学校"
    first = [*ROWS[0][:4], boarders, 100, remark]
    for row in (HEADER, first, ROWS[1]):
        book.worksheets[0].append(row)
    book.save(path)


def audit(run: Run, *more: object) -> tuple[int, dict[str, str]]:
    """The exit code, and the state of each finding by rule."""
    ran = run("validate", "报送", "--year", "2025", "--fail-on", "query", "--format", "json", *more)
    return ran.code, {one["code"]: one["state"] for one in ran.json["findings"]}


ANSWER = (
    "answers:\n"
    "- {rule: R017, school: 甲小学, field: 寄宿生数, value: 120, reason: 其他, text: 两人一床，新宿舍在建}\n"
)
KNOWN = "baseline:\n- {rule: R017, school: 2137900001, reason: 新宿舍在建, until: 2026-08-31}\n"


def test_a_query_fails_until_it_is_answered(run: Run, folder: Path) -> None:
    assert audit(run) == (1, {"R017": "open"})
    (folder / "a.yaml").write_text(ANSWER, "utf-8")
    assert audit(run, "--answers", "a.yaml") == (0, {"R017": "explained"})
    write(folder / "报送" / "学校.xlsx", boarders=130)  # another figure: the answer was about 120
    assert audit(run, "--answers", "a.yaml") == (1, {"R017": "open", "D004": "open"})


def test_an_answers_file_beside_the_submissions_is_found_and_is_none_itself(run: Run, folder: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["规则", "学校", "原因代码", "说明"])
    book.worksheets[0].append(["R017", "甲小学", "其他", "两人一床，新宿舍在建"])
    book.save(folder / "报送" / "核实说明.xlsx")
    assert audit(run) == (0, {"R017": "explained"})


def test_a_bare_word_is_refused_and_fails(run: Run, folder: Path) -> None:
    write(folder / "报送" / "学校.xlsx", "核实无误")
    assert audit(run) == (1, {"R017": "refused"})
    ran = run("validate", "报送", "--year", "2025", "--fail-on", "query")
    assert "说明不予认可：只写核实无误一类的话" in ran.text
    write(folder / "报送" / "学校.xlsx", "统计口径：床位含上下铺")
    assert audit(run) == (0, {"R017": "explained"})


def test_a_baseline_lets_be_until_the_audit_is_of_a_later_day(run: Run, folder: Path) -> None:
    (folder / "b.yaml").write_text(KNOWN, "utf-8")
    assert audit(run, "--baseline", "b.yaml") == (0, {"R017": "baseline"})
    code, states = audit(run, "--baseline", "b.yaml", "--as-of", "2026-09-01")
    assert (code, states) == (1, {"R017": "open", "D005": "open"})


@pytest.mark.parametrize("option", ["--answers", "--baseline"])
def test_a_faulty_file_is_usage_and_named_with_its_line(run: Run, folder: Path, option: str) -> None:
    (folder / "x.yaml").write_text("answers:\nbaseline:\n", "utf-8")
    ran = run("validate", "报送", option, "x.yaml")
    assert ran.code == 2
    assert "x.yaml:1:1" in ran.err
    assert run("validate", "报送", option, "none.yaml").code == 3


def test_an_answers_file_is_never_written_over(run: Run, folder: Path) -> None:
    (folder / "a.json").write_text("{}", "utf-8")
    ran = run("validate", "报送", "--answers", "a.json", "--output", "a.json")
    assert ran.code == 2
    assert (folder / "a.json").read_text("utf-8") == "{}"


def test_the_workspace_states_its_own_tolerances_and_successors(run: Run, folder: Path) -> None:
    write(folder / "data" / "2024" / "学校.xlsx", boarders=20)
    book = openpyxl.load_workbook(folder / "data" / "2024" / "学校.xlsx")
    for n in (3, 4):
        book["学校"].append([f"213790000{n}", f"第{n}小学", "211", 300, 0, 0, None])
    book.save(folder / "data" / "2024" / "学校.xlsx")
    assert audit(run)[1].keys() == {"R017", "H001", "H004"}
    (folder / "gone.yaml").write_text("- 2137900003\n- 第4小学\n", "utf-8")
    (folder / "own.yaml").write_text(
        "roster: {ratio: 1}\nturnover: {ratio: 1}\npresent: 50%\n"
        "outliers: {deviations: 9, spread: 5%, least: 30}\nfigures: {boarders: {ratio: 900%}}\n",
        "utf-8",
    )
    (folder / "ruraledu.toml").write_text(
        'data = "data"\nsuccessors = "gone.yaml"\ntolerances = "own.yaml"\n', "utf-8"
    )
    assert audit(run)[1].keys() == {"R017"}
