"""`return`: copies marked for the submitter, answered, mended, and given back again."""

from __future__ import annotations

import shutil
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import Run
from returned_files import KEPT, ROWS, STORED, full_workbook, opened, parts_of
from ruraledu_cli.read.xlsx import find_returned
from ruraledu_cli.render import marked
from workbook_files import book, edited, saved

ROOT = Path(__file__).resolve().parents[1]
RED, YELLOW, BLUE = "FFFFC9C7", "FFFFEBA6", "FFD2E4FB"
REASON, TEXT, STATE = 11, 12, 10


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "学校.xlsx").write_bytes(full_workbook())
    return tmp_path


def copy_of(run: Run, *arguments: object) -> Path:
    ran = run("return", *(arguments or ("学校.xlsx",)))
    assert ran.code == 0, ran.err
    return Path("学校_退回.xlsx")


def results(path: Path) -> list[tuple[object, ...]]:
    rows = list(opened(path)["校验结果"].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return rows[start + 1 :]


def answer(path: Path, cell: str, reason: str, text: str) -> None:
    """Type an answer into the line about a cell, as a submitter does."""
    made = opened(path)
    sheet = made["校验结果"]
    row = next(row for row in sheet.iter_rows() if row[4].value == cell)
    row[REASON - 1].value, row[TEXT - 1].value = reason, text
    made.save(path)


def findings(run: Run, *paths: object) -> list[tuple[object, ...]]:
    """What is wrong, by rule, cells and state; without the notes that a file or sheet is passed over."""
    told = run("validate", *paths, "--format", "json").json["findings"]
    return sorted(
        (one["code"], one["state"], place["sheet"], tuple(place["cells"]))
        for one in told
        for place in one["places"]
        if one["code"] != "F006"
    )


def test_the_wrong_cells_are_filled_and_commented(folder: Path, run: Run) -> None:
    copy = opened(copy_of(run))
    sheet = copy["学校"]
    assert copy.sheetnames == ["校验结果", "学校", "填报说明"]
    fills = {cell: sheet[cell].fill.fgColor.rgb for cell in ("C3", "D6", "E4", "B5", "C5")}
    assert fills == {"C3": RED, "D6": RED, "E4": YELLOW, "B5": BLUE, "C5": BLUE}
    comment = sheet["D6"].comment
    assert comment is not None
    for words in ("V004", "小雪", "211 小学", "处理："):
        assert words in comment.text
    assert sheet["A3"].comment is None
    assert sheet["A3"].fill.fill_type is None


def test_the_submitters_own_comments_stay(folder: Path, run: Run) -> None:
    sheet = opened(copy_of(run))["学校"]
    assert sheet["H3"].comment.text == "公式的说明"
    assert sheet["H3"].comment.author == "张三"
    own, separator, ours = sheet["C3"].comment.text.partition("\n\n──〔数据审核〕──\n")
    assert own == "这是我的批注"
    assert separator
    assert "V004" in ours


def test_everything_else_survives_to_the_byte(folder: Path, run: Run) -> None:
    before, after = parts_of(folder / "学校.xlsx"), parts_of(copy_of(run))
    assert [name for name in after if name in before] == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    assert not changed & set(KEPT)
    copy = opened(Path("学校_退回.xlsx"))["学校"]
    assert copy["H3"].value == "=E3+F3"
    assert copy.protection.sheet
    assert copy.column_dimensions["B"].width == 30
    assert [str(one.sqref) for one in copy.data_validations.dataValidation] == ["D3:D100"]
    values = opened(Path("学校_退回.xlsx"), data_only=True)["学校"]
    assert {row: values.cell(row, 8).value for row in STORED} == STORED
    assert [[cell.value for cell in row[:7]] for row in values.iter_rows(3, 6)] == [list(r) for r in ROWS]


def test_the_original_is_not_touched(folder: Path, run: Run) -> None:
    before = (folder / "学校.xlsx").read_bytes()
    copy = copy_of(run)
    assert (folder / "学校.xlsx").read_bytes() == before
    returned = find_returned(copy.read_bytes())
    assert returned is not None
    assert (returned.name, returned.sha256, returned.times) == ("学校.xlsx", sha256(before).hexdigest(), 1)


def test_names_that_count_sheets_are_moved(folder: Path, run: Run) -> None:
    copy = opened(copy_of(run))
    assert copy["填报说明"].print_title_rows == "$1:$1"
    assert copy.defined_names["全部"].attr_text == "学校!$A$1:$H$6"
    assert copy.active.title == "校验结果"
    results = copy["校验结果"]
    assert (results.print_title_rows, results.freeze_panes) == ("$6:$6", "A7")
    assert (results.page_setup.paperSize, results.page_setup.orientation) == (9, "landscape")
    assert [sheet.title for sheet in copy if sheet.sheet_view.tabSelected] == ["校验结果"]


def test_the_sheet_of_results_lists_links_and_asks(folder: Path, run: Run) -> None:
    path = copy_of(run)
    lines = results(path)
    assert [(line[1], line[2], line[4]) for line in lines] == [
        ("错误", "V004", "C3"),
        ("错误", "V004", "D6"),
        ("核实", "V009", "E4"),
        ("提示", "S004", "H:H"),
        ("提示", "V008", "B5"),
        ("提示", "V008", "C5"),
    ]
    assert [line[0] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert {line[STATE - 1] for line in lines} == {"待处理"}
    assert [line[8] for line in lines if line[2] == "V008"] == ["二小", "112"]
    sheet = opened(path)["校验结果"]
    first = next(row for row in sheet.iter_rows() if row[0].value == 1)
    assert first[4].hyperlink.location == "'学校'!C3"
    (choice,) = sheet.data_validations.dataValidation
    query = next(row for row in sheet.iter_rows() if row[0].value == 3)
    assert str(choice.sqref) == query[REASON - 1].coordinate
    assert choice.formula1 == '"撤并,新建,调动,退休,统计口径,补录,其他"'
    assert not query[TEXT - 1].protection.locked
    assert first[TEXT - 1].protection.locked
    assert sheet.column_dimensions["M"].hidden


def test_running_on_its_own_output_marks_nothing_twice(folder: Path, run: Run) -> None:
    path = copy_of(run)
    assert findings(run, path) == findings(run, "学校.xlsx")
    assert run("return", path).code == 0
    again = parts_of(Path("学校_退回2.xlsx"))
    first = parts_of(path)
    changed = {name for name in first if first[name] != again[name]}
    assert list(first) == list(again)
    assert len(changed) == 1  # the sheet of results, which counts how many times
    assert [line[:9] for line in results(Path("学校_退回2.xlsx"))] == [line[:9] for line in results(path)]


def test_the_same_bytes_each_time(folder: Path, run: Run) -> None:
    first = copy_of(run).read_bytes()
    assert copy_of(run).read_bytes() == first


def test_a_mended_cell_loses_its_mark(folder: Path, run: Run) -> None:
    path = copy_of(run)
    made = opened(path)
    made["学校"]["C3"] = "111"
    made["学校"]["B5"] = "二小"
    made.save(path)
    assert run("return", path).code == 0
    again = opened(Path("学校_退回2.xlsx"))
    sheet = again["学校"]
    assert sheet["C3"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["C3"].comment.text.strip() == "这是我的批注"
    assert sheet["B5"].fill.fill_type is None
    assert sheet["B5"].comment is None
    assert sheet["D6"].fill.fgColor.rgb == RED
    states = {line[4] or line[6]: line[STATE - 1] for line in results(Path("学校_退回2.xlsx"))}
    assert states["村"] == "已改正"
    assert states["D6"] == "待处理"


def test_a_round_trip_ends_clean(folder: Path, run: Run) -> None:
    path = copy_of(run)
    made = opened(path)
    for cell, value in {"C3": "111", "D6": "小学", "E4": 300, "B5": "二小", "C5": "112"}.items():
        made["学校"][cell] = value
    for row in range(3, 7):
        made["学校"].cell(row, 8).value = None
    made.save(path)
    assert findings(run, path) == [("S004", "open", "学校", ("H:H",))]
    ran = run("validate", path, "--fail-on", "query")
    assert ran.code == 0, ran.text
    assert run("return", path).code == 0
    clean = opened(Path("学校_退回2.xlsx"))["学校"]
    assert [cell.coordinate for row in clean.iter_rows() for cell in row if cell.comment] == ["C3", "H3"]
    assert not any(cell.fill.fgColor.rgb in (RED, YELLOW, BLUE) for row in clean.iter_rows() for cell in row)
    ran = run("return", "学校_退回2.xlsx")
    assert "不必退回" in ran.text
    assert not Path("学校_退回3.xlsx").exists()


def test_original_and_copy_in_one_folder_count_once(folder: Path, run: Run) -> None:
    copy_of(run)
    told = run("validate", ".", "--format", "json").json
    status = {file["path"]: (file["status"], file["reason"]) for file in told["files"]}
    assert status["学校.xlsx"] == ("passed_over", "replaced_by_return")
    assert status["学校_退回.xlsx"][0] == "findings"
    assert sum(file["tables"].get("schools", 0) for file in told["files"]) == len(ROWS)


def test_check_counts_the_copy_in_place_of_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    from ruraledu_cli.read import discover, read_files

    (tmp_path / "学校.xlsx").write_bytes(full_workbook())
    monkeypatch.chdir(tmp_path)
    copy_of(run)
    read = {one.file.path: one.file for one in read_files(discover(tmp_path, "d"))}
    assert read["d/学校.xlsx"].reason == "replaced_by_return"
    assert read["d/学校_退回.xlsx"].status == "ok"


def test_an_explained_query_is_closed_and_a_bare_one_is_not(folder: Path, run: Run) -> None:
    path = copy_of(run)
    answer(path, "E4", "统计口径", "含学前班三十人，已与上年一致")
    assert ("V009", "explained", "学校", ("E4",)) in findings(run, path)
    answer(path, "E4", "其他", "核实无误")
    assert ("V009", "refused", "学校", ("E4",)) in findings(run, path)


def test_an_answer_follows_its_cell_when_rows_go(folder: Path, run: Run) -> None:
    path = copy_of(run)
    answer(path, "E4", "统计口径", "含学前班三十人，已与上年一致")
    made = opened(path)
    sheet = made["学校"]
    for row in sheet.iter_rows(4, 4):  # as a spreadsheet program moves a row up when the one above goes
        for cell in row:
            above = sheet.cell(3, cell.column)
            comment, cell.comment = cell.comment, None
            above.comment, above.value = comment, cell.value
            above._style = cell._style
    sheet["A4"], sheet["C4"] = "2137000009", "111"
    sheet["E4"] = "约500"
    made.save(path)
    found = findings(run, path)
    assert ("V009", "explained", "学校", ("E3",)) in found
    assert ("V009", "open", "学校", ("E4",)) in found


def test_answers_survive_the_next_return(folder: Path, run: Run) -> None:
    path = copy_of(run)
    answer(path, "E4", "统计口径", "含学前班三十人，已与上年一致")
    assert run("return", path).code == 0
    line = next(line for line in results(Path("学校_退回2.xlsx")) if line[4] == "E4")
    assert line[STATE - 1 : TEXT] == ("已说明", "统计口径", "含学前班三十人，已与上年一致")
    assert opened(Path("学校_退回2.xlsx"))["学校"]["E4"].comment is None
    assert ("V009", "explained", "学校", ("E4",)) in findings(run, "学校_退回2.xlsx")


def test_a_copy_that_was_changed_is_not_written_over(folder: Path, run: Run) -> None:
    path = copy_of(run)
    answer(path, "E4", "统计口径", "含学前班三十人")
    before = path.read_bytes()
    ran = run("return", "学校.xlsx")
    assert ran.code == 3
    assert "学校_退回.xlsx" in ran.err
    assert path.read_bytes() == before


def test_another_file_of_that_name_is_not_written_over(folder: Path, run: Run) -> None:
    Path("学校_退回.xlsx").write_bytes(b"mine")
    assert run("return", "学校.xlsx").code == 3
    assert Path("学校_退回.xlsx").read_bytes() == b"mine"
    shutil.copy("学校.xlsx", "学校_退回.xlsx")
    assert run("return", "学校.xlsx").code == 3


def test_below_the_data_folder_a_folder_is_asked_for(folder: Path, run: Run) -> None:
    (folder / "data" / "2025").mkdir(parents=True)
    shutil.move("学校.xlsx", "data/2025/学校.xlsx")
    ran = run("return", "data/2025/学校.xlsx", "--data", "data")
    assert ran.code == 2
    assert "-o" in ran.err
    assert [path.name for path in Path("data/2025").iterdir()] == ["学校.xlsx"]
    assert run("return", "data", "--data", "data", "-o", "out").code == 0
    assert Path("out/2025/学校_退回.xlsx").is_file()


def test_a_file_without_questions_is_not_returned(folder: Path, run: Run) -> None:
    made = book("学校")
    made["学校"].append(["学校标识码", "学校名称", "办学类型"])
    made["学校"].append(["2137000001", "一小", "小学"])
    Path("好.xlsx").write_bytes(saved(made))
    ran = run("return", "好.xlsx")
    assert (ran.code, "不必退回" in ran.text) == (0, True)
    assert not Path("好_退回.xlsx").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_csv_comes_back_as_a_workbook_and_it_is_said(folder: Path, run: Run, lang: str) -> None:
    Path("学校.csv").write_text(
        "学校标识码,学校名称,办学类型,在校生数\n2137000001,一小,小雪,5\n", encoding="utf-8"
    )
    before = findings(run, "学校.csv")
    ran = run("return", "学校.csv", "-o", "out", "--lang", lang)
    assert ran.code == 0
    assert ".xlsx" in ran.text.splitlines()[1]
    copy = opened(Path("out/学校_退回.xlsx"))
    assert copy["学校"]["C2"].fill.fgColor.rgb == RED
    assert copy["学校"]["A2"].value == "2137000001"
    assert findings(run, "out/学校_退回.xlsx") == before


def test_an_old_workbook_comes_back_as_a_new_one(folder: Path, run: Run) -> None:
    import xlwt

    made = xlwt.Workbook()
    sheet = made.add_sheet("学校")
    sheet.write_merge(0, 0, 0, 3, "2025年学校基本情况")
    for row, cells in enumerate((("学校标识码", "学校名称", "办学类型"), ("2137000001", "一小", "小雪")), 1):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    made.save("旧.xls")
    shutil.copy("学校.xlsx", "旧.xlsx")
    ran = run("return", "旧.xls", "旧.xlsx")
    assert ran.code == 0, ran.err
    copy = opened(Path("旧_退回.xlsx"))
    assert [str(one) for one in copy["学校"].merged_cells.ranges] == ["A1:D1"]
    assert copy["学校"]["C3"].fill.fgColor.rgb == RED
    assert Path("旧_xlsx_退回.xlsx").is_file()


def test_personal_numbers_are_masked_unless_shown(folder: Path, run: Run) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "教职工"
    number = "371526198001011234"
    sheet.append(["姓名", "身份证号", "学校名称", "是否专任教师", "最高学历"])
    sheet.append(["张三", number, "一小", "是", "本科"])
    made.save("教职工.xlsx")
    assert run("return", "教职工.xlsx", "-o", "a").code == 0
    told = [str(cell) for row in results(Path("a/教职工_退回.xlsx")) for cell in row]
    assert not any(number in cell for cell in told)
    assert any("371526********1234" in cell for cell in told)
    comment = opened(Path("a/教职工_退回.xlsx"))["教职工"]["B2"].comment
    assert comment is not None
    assert number not in comment.text
    assert run("return", "教职工.xlsx", "-o", "b", "--show-pii").code == 0
    assert any(number in str(cell) for row in results(Path("b/教职工_退回.xlsx")) for cell in row)


def test_an_unreadable_file_ends_with_three_and_the_others_are_done(folder: Path, run: Run) -> None:
    Path("坏.xlsx").write_bytes(b"PK\3\4 nothing")
    ran = run("return", "坏.xlsx", "学校.xlsx")
    assert ran.code == 3
    assert "坏.xlsx" in ran.err
    assert Path("学校_退回.xlsx").is_file()


def test_a_package_that_cannot_be_marked_keeps_no_other_from_it(folder: Path, run: Run) -> None:
    def out_of_order(part: bytes) -> bytes:
        return part.replace(b'<row r="3"', b'<row r="7"', 1).replace(b'3"', b'7"')

    Path("怪.xlsx").write_bytes(edited(full_workbook(), out_of_order))
    ran = run("return", "怪.xlsx", "学校.xlsx")
    assert ran.code == 3
    assert "怪.xlsx" in ran.err
    assert not Path("怪_退回.xlsx").exists()
    assert Path("学校_退回.xlsx").is_file()


def test_rules_can_be_chosen(folder: Path, run: Run) -> None:
    path = copy_of(run, "学校.xlsx", "--select", "V004")
    assert [line[2] for line in results(path)] == ["V004", "V004"]
    assert run("return", "学校.xlsx", "--select", "Z999").code == 2


def test_a_workbook_with_macros_keeps_them_and_its_suffix(folder: Path, run: Run) -> None:
    shutil.move("学校.xlsx", "宏.xlsm")
    assert run("return", "宏.xlsm").code == 0
    assert (
        parts_of(Path("宏_退回.xlsm"))["xl/vbaProject.bin"] == parts_of(Path("宏.xlsm"))["xl/vbaProject.bin"]
    )


def test_a_folder_is_given_back_once(folder: Path, run: Run) -> None:
    assert run("return", ".").code == 0
    ran = run("return", ".")
    assert ran.code == 0
    assert "不再退回" in ran.text
    assert sorted(path.name for path in folder.glob("*.xlsx")) == ["学校.xlsx", "学校_退回.xlsx"]


@pytest.mark.slow
def test_planted_faults_go_when_the_marked_cells_are_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(ROOT)
    sample = ROOT / "sample_data"
    names = ("尹集镇.xlsx", "项目台账.xlsx")  # the schools they name are in the register of the year
    ran = run("return", *(sample / "submissions" / name for name in names), "-o", tmp_path, "--year", "2025")
    assert ran.code == 0, ran.err
    for name in names:
        (clean,) = (sample / "2025").rglob(name)
        path = tmp_path / name.replace(".", "_退回.")
        made, right = opened(path), opened(clean)
        cells = [
            cell for sheet in made.worksheets[1:] for row in sheet.iter_rows() for cell in row if cell.comment
        ]
        assert cells
        for cell in cells:
            cell.value = right[cell.parent.title][cell.coordinate].value
        made.save(path)
    told = run("validate", tmp_path, "--year", "2025", "--format", "json").json
    assert told["summary"]["error"] == 0
    assert {file["errors"] for file in told["files"]} == {0}


@pytest.mark.slow
def test_a_copy_costs_a_fifth_of_what_openpyxl_takes_to_load_and_save(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5,000 rows and 500 marks: everything from the findings to the bytes, in one run with the other."""
    made = book("学校")
    made["学校"].append(["学校标识码", "学校名称", "城乡类型代码", "办学类型", "在校生数", *FIGURES])
    for n in range(5000):
        kind, figures = (
            ("小雪" if n % 10 == 0 else "小学"),
            [n % 90 + column for column in range(len(FIGURES))],
        )
        made["学校"].append([f"21370{n:05d}", f"第{n}小学", "122", kind, 900, *figures])
    Path("大.xlsx").write_bytes(saved(made))
    started = time.perf_counter()
    openpyxl.load_workbook("大.xlsx").save("又.xlsx")
    others = time.perf_counter() - started
    took: list[float] = []
    draw = marked.render_marked

    def timed(*given: Any) -> bytes:
        began = time.perf_counter()
        copy = draw(*given)
        took.append(time.perf_counter() - began)
        return copy

    monkeypatch.setattr(marked, "render_marked", timed)
    for number in range(3):
        assert run("return", "大.xlsx", "-o", f"out{number}", "--select", "V004", "--jobs", "1").code == 0
    copy = opened(Path("out0/大_退回.xlsx"))["学校"]
    assert sum(1 for row in copy.iter_rows() for cell in row if cell.comment) == 500
    assert min(took) <= others / 5


FIGURES = (
    "班数",
    "教职工数",
    "专任教师数",
    "图书册数",
    "计算机台数",
    "校舍建筑面积",
    "占地面积",
    "录播室数",
    "床位数",
)
