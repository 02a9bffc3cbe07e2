"""What was explained in a copy: it belongs to rule, school, key, field and value, wherever the row goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Run
from filled_in import answer, lines_in, type_in
from returned_files import full_workbook, opened
from workbook_files import book, saved

COPY, AGAIN = Path("学校_退回.xlsx"), Path("学校_退回2.xlsx")
HEADERS = ["学校标识码", "学校名称", "办学类型代码", "在校生数", "寄宿生数", "床位数"]
CROWDED = ["2137900001", "甲小学", "211", 300, 120, 100]


@pytest.fixture
def explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A copy in which the query about E4 (约300) was explained."""
    monkeypatch.chdir(tmp_path)
    Path("学校.xlsx").write_bytes(full_workbook())
    return give_back_and_explain(run, "V009")


def give_back_and_explain(run: Run, rule: str) -> Path:
    assert run("return", "学校.xlsx").code == 0
    (line,) = [line for line in lines_in(COPY) if line["rule"] == rule]
    type_in(COPY, answer(line, "统计口径", "含学前班三十人"))
    return COPY


def edit(change: Callable[[Worksheet], None]) -> None:
    made = opened(COPY)
    change(made["学校"])
    made.save(COPY)


def state(run: Run, rule: str = "V009") -> list[tuple[str, str]]:
    found = run("validate", COPY, "--format", "json").json["findings"]
    return sorted(
        (one["state"], cell)
        for one in found
        if one["code"] == rule
        for place in one["places"]
        for cell in place["cells"]
    )


def without_comments(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            cell.comment = None


def test_rows_put_in_above_take_the_explanation_along(explained: Path, run: Run) -> None:
    edit(lambda sheet: sheet.insert_rows(3, 2))
    assert state(run) == [("explained", "E6")]


def test_also_where_a_program_has_dropped_the_comments(explained: Path, run: Run) -> None:
    def change(sheet: Worksheet) -> None:
        without_comments(sheet)
        sheet.insert_rows(3)
        sheet["A3"], sheet["C3"], sheet["D3"], sheet["E3"] = "2137000009", "111", "小学", "约300"
        sheet["E4"], sheet["E5"] = "约300", "约300"

    edit(change)
    # E4 is where it stood; the explanation is of the school that is now in row 5.
    assert state(run) == [("explained", "E5"), ("open", "E3:E4")]


def test_another_value_is_asked_about_anew(explained: Path, run: Run) -> None:
    edit(lambda sheet: sheet.__setitem__("E4", "约400"))
    assert state(run) == [("open", "E4")]
    assert run("return", COPY).code == 0
    told = [
        (line["cells"], line["state"], line["text"]) for line in lines_in(AGAIN) if line["rule"] == "V009"
    ]
    assert told == [("E4", "待处理", ""), ("", "所填已改，原说明不再对应", "含学前班三十人")]
    assert run("validate", AGAIN, "--fail-on", "query", "--select", "V009").code == 1
    (line,) = [line for line in lines_in(AGAIN) if line["cells"] == "E4"]
    type_in(AGAIN, answer(line, "统计口径", "含学前班四十人"))
    assert run("validate", AGAIN, "--fail-on", "query", "--select", "V009").code == 0


def test_a_key_that_is_corrected_keeps_the_explanation_of_its_row(explained: Path, run: Run) -> None:
    edit(lambda sheet: sheet.__setitem__("A4", "2137000008"))
    assert state(run) == [("explained", "E4")]


def test_of_two_cells_neither_may_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    made = book("学校")
    made["学校"].append(HEADERS)
    made["学校"].append(CROWDED)
    Path("学校.xlsx").write_bytes(saved(made))
    give_back_and_explain(run, "R017")
    assert state(run, "R017") == [("explained", "E2"), ("explained", "F2")]
    edit(lambda sheet: sheet.__setitem__("E2", 130))
    assert state(run, "R017") == [("open", "E2"), ("open", "F2")]


def test_no_number_or_name_stands_in_what_cells_are_known_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    made = book("教职工")
    made["教职工"].append(["姓名", "身份证号", "学校名称", "是否专任教师", "最高学历", "任教学段"])
    made["教职工"].append(["欧阳某某", "110105194912310021", "一小", "是", "本科", None])
    Path("学校.xlsx").write_bytes(saved(made))
    assert run("return", "学校.xlsx").code == 0
    rows = opened(COPY)["校验结果"].iter_rows(values_only=True)
    said = " ".join(str(cell) for row in rows for cell in row if cell)
    assert "核实" in said
    assert "110105194912310021" not in said
    assert "欧阳某某" not in said
