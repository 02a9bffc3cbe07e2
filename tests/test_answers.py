"""Answers to queries: which texts do, which cells they speak of, and that no cell is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraledu_cli.analyse.answer_sheets import read_answers
from ruraledu_cli.analyse.answers import Accepted, settle
from ruraledu_cli.analyse.explanations import REASONS, from_remark, judge
from ruraledu_cli.census import Census, Frame
from ruraledu_cli.definitions.accepted import Answer, Known, load_answers, load_baseline
from ruraledu_cli.definitions.yaml import DefinitionError
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate import validate
from tables import AREAS, codebook, frame

ID = "371599198003150013"
DAY = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("reason", "text", "refusal"),
    [
        ("撤并", "并入中心小学", ""),
        ("退休", "3人", ""),
        ("统计口径", "含幼儿园教师", ""),
        ("其他", "两校共用一处操场", ""),
        ("其他", "两校共用一处操", "too_short"),
        ("其他", "", "no_text"),
        ("调动", "", "no_text"),
        ("调动", "调动", "no_text"),
        ("", "已停办", ""),
        ("其他", "已停办。", ""),
        ("已停办", "", ""),
        ("补录", "核实无误", "bare"),
        ("", "情况属实", "bare"),
        ("其他", "已核对，情况属实。", "bare"),
        ("", "今年少招一个班", "no_reason"),
        ("", "新建：教学楼启用", ""),
        ("扩招", "今年多招一个班", "unknown_reason"),
        ("", "", "no_reason"),
    ],
)
def test_an_answer_is_a_reason_with_a_text(reason: str, text: str, refusal: str) -> None:
    assert judge(reason, text).refusal == refusal


@pytest.mark.parametrize(
    ("remark", "refusal"),
    [
        ("统计口径：今年含附设班", ""),
        ("【调动】9月调入4人", ""),
        ("退休2人、调出1人", ""),
        (" 已停办 ", ""),
        ("核实无误", "bare"),
        ("其他：不详", "too_short"),
        ("撤并", "no_text"),
        ("中心小学的分校", None),
        ("未撤并", None),
        ("张三已退休", None),
        ("", None),
    ],
)
def test_a_remark_explains_where_the_reason_stands_first(remark: str, refusal: str | None) -> None:
    found = from_remark(remark)
    assert (found.refusal if found else None) == refusal


@given(st.sampled_from(REASONS), st.text(max_size=20))
def test_no_text_at_all_breaks_the_judgement(reason: str, text: str) -> None:
    told = judge(reason, text)
    assert told.accepted or told.refusal
    one = from_remark(text)
    assert one is None or one.text == text.strip()


def schools(*rows: str) -> Frame:
    return frame("schools", "\n".join(["| 学校标识码 | 学校名称 | 寄宿生数 | 床位数 | 备注 |", *rows]))


def row(n: int, remark: str = "", boarders: int = 50) -> str:
    return f"| 213700000{n} | 第{n}小学 | {boarders} | 40 | {remark} |"


def census(*frames: Frame) -> Census:
    return validate(frames, codebook(), 2025, AREAS).census


def grouped(rows: Sequence[int], code: str = "V001", column: str = "boarders") -> Finding:
    """A finding of one value in several rows."""
    position = {"boarders": 3, "beds": 4}[column]
    place = Place("schools.xlsx", "学校", "schools", column, "", tuple(rows), position)
    return Finding(code, (place,), schools=tuple(f"213700000{n - 1}" for n in rows))


def run(findings: Iterable[Finding], frames: Sequence[Frame], **accepted: object) -> list[Finding]:
    held = Accepted(day=DAY, **accepted)  # type: ignore[arg-type]
    return list(settle(findings, census(*frames), codebook(), held))


def states(findings: Iterable[Finding]) -> list[tuple[str, list[str]]]:
    return [(one.state, [cell for place in one.places for cell in place.cells]) for one in findings]


def test_the_remark_of_a_row_answers_for_its_own_row_alone() -> None:
    sheet = schools(row(1, "统计口径：含走读"), row(2), row(3, "核实无误"), row(4, "中心校"))
    found = run([grouped([2, 3, 4, 5])], [sheet])
    assert states(found) == [("explained", ["C2"]), ("open", ["C3", "C5"]), ("refused", ["C4"])]
    assert [one.explanation for one in found] == ["统计口径：含走读", "", "核实无误"]
    assert [one.refusal for one in found] == ["", "", "bare"]
    assert [one.schools for one in found] == [
        ("2137000001",),
        ("2137000002", "2137000004"),
        ("2137000003",),
    ]


def test_an_error_is_not_explained_away() -> None:
    sheet = schools(row(1, "统计口径：含走读"))
    answer = Answer(rule="R001", school="2137000001", reason="其他", text="情况特殊，见附件", row=3)
    found = run([grouped([2], "R001")], [sheet], answers=(answer,))
    assert [(one.code, one.state) for one in found] == [("R001", "open"), ("D004", "open")]
    assert found[1].params == {"row": 3, "reason": "not_a_query"}


@pytest.mark.parametrize(
    ("entry", "hit"),
    [
        ({"school": "2137000001"}, True),
        ({"school": "第1小学"}, True),
        ({"key": "2137000001"}, True),
        ({"school": "2137000001", "field": "boarders", "value": "50"}, True),
        ({"school": "2137000001", "field": "寄宿生数"}, True),
        ({"school": "2137000001", "field": "beds"}, False),
        ({"school": "2137000001", "value": "51"}, False),  # the figure was changed: asked again
        ({"school": "2137000002"}, False),
        ({"school": "2137000001", "key": "2137000002"}, False),
    ],
)
def test_answers_match_cell_by_cell(entry: dict[str, str], hit: bool) -> None:
    answer = Answer(rule="v001", reason="统计口径", text="含走读", **entry)
    found = run([grouped([2])], [schools(row(1), row(2))], answers=(answer,))
    assert found[0].state == ("explained" if hit else "open")
    assert ("D004" in {one.code for one in found}) == (not hit)


def test_answers_follow_rows_that_move() -> None:
    answer = Answer(rule="V001", school="2137000002", reason="统计口径", text="含走读")
    for order in ((1, 2), (2, 1)):
        found = run([grouped([2, 3])], [schools(*map(row, order))], answers=(answer,))
        explained = next(one for one in found if one.state == "explained")
        assert explained.places[0].rows == (2 + order.index(2),)


def test_a_person_is_named_by_any_number_also_a_masked_one() -> None:
    sheet = frame("staff", f"| 教职工号 | 姓名 | 身份证号 | 学校标识码 |\n| T1 | 甲 | {ID} | 2137000001 |")
    place = Place("staff.xlsx", "教职工", "staff", "id_number", "身份证号", (2,), 3)
    for key in (ID, "371599********0013", "T1", "甲"):
        answer = Answer(rule="K003", key=key, reason="调动", text="九月调入")
        (found,) = run([Finding("K003", (place,))], [sheet], answers=(answer,))
        assert found.state == "explained", key


def test_a_fact_about_many_rows_needs_an_answer_for_all_of_them() -> None:
    rows = [f"| T{n} | 甲{n} | 2137000001 | {{}} |" for n in range(3)]
    head = "| 教职工号 | 姓名 | 学校标识码 | 备注 |"
    places = (Place("staff.xlsx", "教职工", "staff", "school_code", "", (2, 3, 4), 3),)
    finding = Finding("H007", places, schools=("2137000001",))

    def remarked(*remarks: str) -> str:
        lines = [line.format(remark) for line, remark in zip(rows, remarks, strict=True)]
        return run([finding], [frame("staff", "\n".join([head, *lines]))])[0].state

    assert remarked("退休：三月", "", "") == "open"
    assert remarked("退休：三月", "调动：四月", "") == "open"
    assert remarked("退休：三月", "调动：四月", "调动：五月") == "explained"
    assert remarked("退休：三月", "调动：四月", "已核对") == "refused"


def test_a_finding_without_rows_is_answered_by_its_school() -> None:
    finding = Finding(
        "H004", (Place("schools.xlsx", "学校", "schools"),), value="丙", schools=("2137000009",)
    )
    answer = Answer(rule="H004", school="2137000009", reason="撤并", text="并入第1小学")
    found = run([finding], [schools(row(1))], answers=(answer,))
    assert [(one.code, one.state) for one in found] == [("H004", "explained")]


def test_a_better_answer_beats_a_bare_one() -> None:
    answers = (
        Answer(rule="V001", school="2137000001", text="核实无误"),
        Answer(rule="V001", school="2137000001", reason="补录", text="漏录的已补"),
    )
    found = run([grouped([2])], [schools(row(1))], answers=answers)
    assert (found[0].state, found[0].explanation) == ("explained", "补录：漏录的已补")


def test_repeats_are_told_and_not_refused() -> None:
    sheet = schools(row(1, "退休：3人"), row(2, "退休：3人"), row(3, "退休：4人"))
    found = run([grouped([2, 3, 4])], [sheet])
    assert [one.state for one in found if one.code == "V001"] == ["explained"]
    (repeated,) = (one for one in found if one.code == "D003")
    assert [place.rows for place in repeated.places] == [(2,), (3,)]


def known(**entry: object) -> Known:
    return Known.model_validate({"rule": "R001", "reason": "上级系统如此", "until": "2025-12-31", **entry})


def test_a_baseline_silences_errors_until_it_ends() -> None:
    entry = known(school="2137000001", field="boarders", value="50")
    sheet = schools(row(1), row(2))
    found = run([grouped([2, 3], "R001")], [sheet], baseline=(entry,))
    assert states(found) == [("baseline", ["C2"]), ("open", ["C3"])]
    assert found[0].explanation == "上级系统如此"
    ended = replace(Accepted(baseline=(entry,)), day=date(2026, 1, 1))
    codes = [
        (one.code, one.state) for one in settle([grouped([2], "R001")], census(sheet), codebook(), ended)
    ]
    assert codes == [("R001", "open"), ("D005", "open")]
    last = replace(ended, day=date(2025, 12, 31))
    assert [one.state for one in settle([grouped([2], "R001")], census(sheet), codebook(), last)] == [
        "baseline"
    ]
    unknown = replace(ended, day=None)  # nobody knows whether it is still in force
    assert settle([grouped([2], "R001")], census(sheet), codebook(), unknown)[0].state == "open"


def test_every_cell_of_a_fact_must_be_in_the_baseline() -> None:
    places = tuple(grouped([2], column=column).places[0] for column in ("boarders", "beds"))
    finding = Finding("R017", places, schools=("2137000001",))
    one = known(rule="R017", school="2137000001", field="boarders")
    other = known(rule="R017", school="2137000001", field="beds")
    assert run([finding], [schools(row(1))], baseline=(one,))[0].state == "open"
    assert run([finding], [schools(row(1))], baseline=(one, other))[0].state == "baseline"


REMARKS = ("", "统计口径：含走读", "核实无误", "中心校", "已停办", "其他：短")


@given(st.lists(st.sampled_from(REMARKS), min_size=1, max_size=12), st.sets(st.integers(0, 11)), st.data())
def test_splitting_a_finding_loses_no_cell(remarks: list[str], listed: set[int], data: st.DataObject) -> None:
    lines = [f"| 21370000{n:02d} | 第{n}小学 | 50 | 40 | {text} |" for n, text in enumerate(remarks)]
    sheet = schools(*lines)
    rows = data.draw(st.sets(st.integers(2, len(remarks) + 1), min_size=1))
    columns = data.draw(st.sampled_from([("boarders",), ("boarders", "beds")]))
    places = tuple(grouped(sorted(rows), column=column).places[0] for column in columns)
    entries = tuple(known(rule="V001", school=f"21370000{n:02d}") for n in sorted(listed))
    found = [one for one in run([Finding("V001", places)], [sheet], baseline=entries) if one.code == "V001"]
    cells = Counter((place.column, r) for one in found for place in one.places for r in place.rows)
    assert cells == Counter((column, r) for column in columns for r in rows)
    assert len({(one.state, one.refusal) for one in found}) == len(found)
    for one in found:
        for r in {r for place in one.places for r in place.rows}:
            remark, let_be = from_remark(remarks[r - 2]), r - 2 in listed
            good = remark is not None and remark.accepted
            state = "explained" if good else "baseline" if let_be else "refused" if remark else "open"
            assert one.state == state


def test_without_answers_and_remarks_findings_stay_as_they_are() -> None:
    plain = frame("schools", "| 学校标识码 | 学校名称 | 寄宿生数 |\n| 2137000001 | 甲 | 50 |")
    findings = [grouped([2]), Finding("F001", (Place("x.xlsx"),))]
    found = run(findings, [plain])
    assert found == findings
    assert found[0] is findings[0]


YAML = """\
answers:
  - {rule: H001, school: 2137000001, field: 在校生数, value: 669, reason: 撤并, text: 并入两校}
  - {rule: K003, key: T1, reason: 调动, text: 九月调入}
"""


def test_answers_are_read_from_yaml_with_the_number_of_each(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(YAML, "utf-8")
    first, second = load_answers(path, "答/answers.yaml")
    assert (first.school, first.value, first.reason, first.row) == ("2137000001", "669", "撤并", 1)
    assert (second.key, second.row, second.file) == ("T1", 2, "答/answers.yaml")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("answers:\n- {rule: H001, reason: 撤并}\n", "entry_too_wide", 2),
        ("answers:\n- {school: 甲}\n", "missing_key", 2),
        ("answers:\n- {rule: H001, school: 甲, line: 7}\n", "unknown_key", 2),
        ("answers:\n- {rule: H001, school: 甲, row: 7}\n", "unknown_key", 2),
        ("- {rule: H001}\n", "list_shape", 1),
        ("answers: 3\n", "list_shape", 1),
    ],
)
def test_faulty_answers_are_told_at_their_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_answers(path, "answers.yaml")
    assert (raised.value.faults[0].code, raised.value.faults[0].line) == (code, line)


@pytest.mark.parametrize(("until", "code"), [("soon", "not_a_day"), ("", "not_a_day"), (None, "missing_key")])
def test_a_baseline_needs_a_reason_and_a_day(tmp_path: Path, until: str | None, code: str) -> None:
    path = tmp_path / "baseline.yaml"
    day = "" if until is None else f", until: '{until}'"
    path.write_text(f"baseline:\n- {{rule: R001, school: 甲, reason: 上级系统如此{day}}}\n", "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_baseline(path, "baseline.yaml")
    assert raised.value.faults[0].code == code


HEADER = ["序号", "规则", "学校标识码", "列名", "值", "原因代码", "说明"]
ROW = [1, "H001", "2137000001", "在校生数", 669, "撤并", "并入两校"]


def test_answers_are_read_from_a_sheet_below_its_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["核实说明"], HEADER, ROW, [None] * 7, [2, "K003", "", "", "", "调动", "九月"]):
        book.worksheets[0].append(line)
    path = tmp_path / "核实说明.xlsx"
    book.save(path)
    with pytest.raises(DefinitionError) as raised:
        read_answers(path, "核实说明.xlsx")
    assert [(fault.line, fault.code) for fault in raised.value.faults] == [(5, "entry_too_wide")]
    book.worksheets[0]["C5"] = "第1小学"
    book.save(path)
    assert [(one.row, one.value, one.text) for one in read_answers(path, "x")] == [
        (3, "669", "并入两校"),
        (5, "", "九月"),
    ]


def test_answers_are_read_from_csv_of_any_usual_encoding(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("\r\n".join(",".join(map(str, line)) for line in (HEADER, ROW)).encode("gb18030"))
    (answer,) = read_answers(path, "answers.csv")
    assert (answer.rule, answer.field, answer.reason) == ("H001", "在校生数", "撤并")


def test_a_sheet_that_is_none_of_answers_is_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("学校,人数\n甲,3\n", "utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_answers(path, "answers.csv")
    assert raised.value.faults[0].code == "no_answer_header"
    with pytest.raises(DefinitionError) as raised:
        read_answers(tmp_path / "none.xlsx", "none.xlsx")
    assert raised.value.faults[0].code == "unreadable"
