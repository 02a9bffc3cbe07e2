"""Input templates: filled in they are read without a finding, and they hold what they promise."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Run
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.filling import filling
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.entry import choices, is_guarded, table_version
from ruraledu_cli.package.untouched import is_as_made
from ruraledu_cli.read import read_file
from ruraledu_cli.read.template import guards_of
from ruraledu_cli.recognise import recognise
from ruraledu_cli.render.template import Wanted, asked, render_template

ROOT = Path(__file__).parents[1]
CODEBOOK = load_codebook()
ZH, EN = (load_catalogue(language, "template") for language in ("zh", "en"))
SOFFICE = shutil.which("soffice")
SCHOOL = {
    "学校标识码*": "2137152601",
    "学校名称*": "某镇中心小学",
    "办学类型": "小学",
    "城乡类型": "镇中心区",
    "乡镇(街道)": "梁村镇",
    "举办者": "县级教育部门",
    "在校生数": 480,
    "班数": 12,
    "专任教师数": 30,
    "本科及以上专任教师数": 20,
    "是否千兆进校百兆进班": "是",
    "录播室数": 1,
    "办学条件等级": "Ⅰ类",
    "强校扩优形式": "结对、集团",
    "结对起": "2024-09-01",
    "学校状态": "在办",
}
VILLAGE = {"村居名称*": "张村", "乡镇": "梁村镇", "家长学校或指导站点": "是", "建立时间": "2024-03-01"}


@cache
def made(*tables: str) -> bytes:
    townships = ("梁村镇", "尹集镇")
    return render_template(Wanted(CODEBOOK, tables or tuple(CODEBOOK.tables), townships=townships), ZH)


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def headers(sheet: Worksheet) -> dict[Any, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def put(sheet: Worksheet, values: dict[str, Any], row: int = 2) -> None:
    at = headers(sheet)
    for header, value in values.items():
        sheet.cell(row, at[header], value)


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def findings(run: Run, path: Path, *more: str) -> list[Any]:
    ran = run("validate", path, "--year", "2025", "--format", "json", *more)
    assert ran.code in (0, 1), ran.err
    return list(ran.json["findings"])


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no workspace."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


class TestRoundTrip:
    def test_every_header_is_recognised(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        path.write_bytes(made())
        read = read_file(path, "t.xlsx")
        assert read.findings == ()
        recognised = recognise(read.sheets, CODEBOOK)
        assert [finding for finding in recognised.findings if finding.code != "S001"] == []
        frames = {frame.table: frame for frame in recognised.frames}
        assert set(frames) == set(CODEBOOK.tables)
        for name, frame in frames.items():
            assert [f.column for f in frame.fields] == [c.name for c in asked(CODEBOOK.tables[name])]
            assert not frame.unknown_headers
            assert all(field.factor in (None, 1) for field in frame.fields)

    def test_a_filled_in_template_gives_no_finding(self, run: Run, alone: Path) -> None:
        book = opened(made("schools"))
        put(book["学校"], SCHOOL)
        found = findings(run, saved(book, alone / "学校.xlsx"))
        assert [f for f in found if f["code"] != "V001" and f["severity"] != "query"] == []
        assert not [f for f in found if f["severity"] == "error"]

    def test_villages_filled_in_give_no_finding_at_all(self, run: Run, alone: Path) -> None:
        book = opened(made("villages"))
        put(book["村居"], {**VILLAGE, "村居代码": "371526101201"})
        assert findings(run, saved(book, alone / "村居.xlsx")) == []

    @pytest.mark.parametrize("name", sorted(CODEBOOK.tables))
    def test_every_word_of_every_dropdown_is_understood(self, run: Run, alone: Path, name: str) -> None:
        """Each choice of each list, one a row: none of them is an unknown code or of a wrong kind."""
        table = CODEBOOK.tables[name]
        book = opened(made(name))
        sheet = book[table.sheet]
        position = headers(sheet)
        for column in table.columns.values():
            header = f"{column.zh}*" if column.required else column.zh
            if column.type in ("name", "text") and column in asked(table):
                for row in range(2, 42):
                    sheet.cell(row, position[header], f"甲{row}")
            for row, word in enumerate(choices(column, CODEBOOK), 2):
                sheet.cell(row, position[header], word)
        found = findings(run, saved(book, alone / f"{name}.xlsx"), "--select", "V002,V004,V009,V010,S")
        assert [(f["code"], f["value"]) for f in found] == []


class TestWhatItHolds:
    def test_it_is_the_same_each_time_and_knows_when_it_was_saved(self, tmp_path: Path) -> None:
        again = render_template(Wanted(CODEBOOK, tuple(CODEBOOK.tables), townships=("梁村镇", "尹集镇")), ZH)
        assert again == made()
        assert is_as_made(made())
        path = saved(opened(made()), tmp_path / "x.xlsx")
        assert not is_as_made(path.read_bytes())
        assert not is_as_made(b"no workbook")

    def test_each_header_has_a_note_and_each_list_its_dropdown(self) -> None:
        book = opened(made())
        for table in CODEBOOK.tables.values():
            sheet = book[table.sheet]
            position = headers(sheet)
            lists = {str(one.sqref).partition("2")[0]: one for one in sheet.data_validations.dataValidation}
            for column in asked(table):
                cell = sheet.cell(1, position[f"{column.zh}*" if column.required else column.zh])
                assert cell.comment is not None
                assert filling(table, column, CODEBOOK, ZH).meaning in cell.comment.text
                guard = lists.get(cell.column_letter)
                assert (guard is not None) == (is_guarded(column, CODEBOOK) or column.type == "area")
                words = choices(column, CODEBOOK)
                if words:
                    assert guard is not None
                    assert listed(book, str(guard.formula1)) == list(words)
        assert book["下拉"].sheet_state == "hidden"

    def test_there_is_a_line_of_instructions_for_every_column(self) -> None:
        rows = [[cell.value for cell in row] for row in opened(made())["填报说明"].iter_rows(max_col=8)]
        lines = {(row[0], row[1]): row for row in rows}
        for table in CODEBOOK.tables.values():
            for column in asked(table):
                line = lines[table.sheet, column.zh]
                assert line[3]
                assert line[4]
                assert (line[2] == "必填") == column.required

    def test_no_personal_particulars_are_asked_for(self) -> None:
        names = {(t.name, c.name) for t in CODEBOOK.tables.values() for c in asked(t)}
        for gone in (
            ("students", "bank_card"),
            ("staff", "address"),
            ("staff", "health"),
            ("students", "phone"),
        ):
            assert gone not in names
        for kept in (("staff", "id_number"), ("students", "student_id"), ("staff", "birth_date")):
            assert kept in names

    def test_checks_of_figures_and_dates(self) -> None:
        sheet = opened(made("staff"))["教职工"]
        position = {name: cell.column_letter for cell in sheet[1] if (name := cell.value)}
        guards = {str(one.sqref).partition("2")[0]: one for one in sheet.data_validations.dataValidation}
        age, birth, person = (guards[position[name]] for name in ("年龄", "出生日期", "身份证号"))
        assert (age.type, age.formula1, age.formula2, age.errorStyle) == ("whole", "0", "120", "stop")
        assert (birth.type, birth.errorStyle) == ("date", "warning")
        assert (person.type, person.formula1) == ("textLength", "18")
        assert sheet.column_dimensions[position["身份证号"]].number_format == "@"


def listed(book: Workbook, formula: str) -> list[str]:
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    _, _, cells = formula.partition("!")
    return [row[0].value for row in book["下拉"][cells.replace("$", "")]]


class TestWords:
    def test_both_languages_hold_the_same_keys(self) -> None:
        assert set(ZH.texts) == set(EN.texts)

    def test_meanings_are_of_columns_that_exist(self) -> None:
        for key in ZH.texts:
            if key.startswith("template.meaning."):
                _, _, table, column = key.split(".")
                assert column in CODEBOOK.tables[table].columns

    def test_every_column_can_be_said_in_english(self) -> None:
        for table in CODEBOOK.tables.values():
            for column in table.columns.values():
                assert filling(table, column, CODEBOOK, EN).allowed


class TestRules:
    def test_an_older_template_is_told(self, run: Run, alone: Path) -> None:
        test_an_older_template_is_told(run, alone)

    def test_guards_are_found_where_excel_moves_them(self) -> None:
        moved = (
            b'<sheetData></sheetData><dataValidations count="1"><dataValidation type="whole" sqref="B2:B9 D4"'
            b"><formula1>0</formula1></dataValidation></dataValidations><extLst><ext><x14:dataValidations>"
            b'<x14:dataValidation type="list"><x14:formula1><xm:f>x!$A$1</xm:f></x14:formula1>'
            b"<xm:sqref>C2:C1048576</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
        )
        assert guards_of(moved) == ((1, 1, 8, 1), (3, 3, 3, 3), (1, 2, 1048575, 2))


def test_an_older_template_is_told(run: Run, alone: Path) -> None:
    book = opened(made("villages"))
    put(book["村居"], VILLAGE)
    cell = book["填报说明"]["I2"]
    cell.value = str(cell.value).replace(table_version(CODEBOOK.tables["villages"], CODEBOOK), "0" * 12)
    found = [f for f in findings(run, saved(book, alone / "v.xlsx")) if f["code"] == "S014"]
    assert [f["severity"] for f in found] == ["note"]
    assert "0" * 12 in found[0]["message"]


def test_a_lost_dropdown_is_told(run: Run, alone: Path) -> None:
    book = opened(made("villages"))
    sheet = book["村居"]
    put(sheet, VILLAGE)
    put(sheet, {**VILLAGE, "村居名称*": "李村"}, 3)
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "家长学校或指导站点")
    for one in sheet.data_validations.dataValidation:
        if str(one.sqref).startswith(letter):
            one.sqref = type(one.sqref)(f"{letter}3:{letter}1048576")
    (found,) = [f for f in findings(run, saved(book, alone / "v.xlsx")) if f["code"] == "S015"]
    (place,) = found["places"]
    assert (place["column"], place["cells"]) == ("guidance_site", [f"{letter}2"])
    assert found["severity"] == "note"


@pytest.mark.usefixtures("county")
class TestCommand:
    def test_schools_of_last_year_without_figures_or_persons(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        ran = run("template", "-o", path, "--from", "2024", "--lang", "zh")
        assert ran.code == 0
        assert "--split" in ran.err
        book = load_workbook(path)
        rows = list(book["学校"].iter_rows(min_row=2, values_only=True))
        filled = {cell.value for n, cell in enumerate(book["学校"][1]) if any(row[n] for row in rows)}
        assert filled == {"学校标识码*", "学校名称*", "办学类型", "乡镇(街道)"}
        assert len(rows) > 100
        assert not list(book["教职工"].iter_rows(min_row=2))

    def test_validated_as_it_is_it_has_no_error(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        assert run("template", "-o", path, "--from", "2024", "--table", "学校").code == 0
        assert not [f for f in findings(run, path) if f["severity"] == "error"]

    @pytest.mark.slow
    def test_split_gives_each_township_its_own_persons(self, run: Run, tmp_path: Path) -> None:
        tables = ("--table", "schools", "--table", "教职工")
        ran = run("template", "-o", tmp_path / "t.xlsx", "--from", "2024", "--split", "township", *tables)
        assert ran.code == 0
        files = sorted(tmp_path.glob("*.xlsx"))
        assert len(files) == 12
        seen: dict[Any, str] = {}
        for path in files:
            sheets = {sheet.name: sheet.rows for sheet in read_file(path, path.name).sheets}
            assert list(sheets) == ["学校", "教职工"]
            header, *rows = sheets["教职工"]
            at, school = header.index("身份证号"), header.index("学校标识码")
            assert {row[school] for row in rows} <= {row[0] for row in sheets["学校"][1:]}
            assert len(rows) > 50
            for row in rows:
                assert seen.setdefault(row[at], path.name) == path.name

    def test_usage(self, run: Run, tmp_path: Path) -> None:
        assert run("template", "-o", tmp_path / "t.xlsx", "--split", "school").code == 2
        assert run("template", "-o", tmp_path / "t.xls").code == 2
        assert "schools" in run("template", "-o", tmp_path / "t.xlsx", "--table", "school").err
        assert run("template").code == 2
        pairs = run(
            "template", "-o", tmp_path / "t.xlsx", "--from", "2024", "--split", "school", "--table", "pairs"
        )
        assert pairs.code == 2
        assert not list(tmp_path.iterdir())

    def test_a_template_that_was_filled_in_stays(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        assert run("template", "-o", path, "--table", "villages").code == 0
        assert run("template", "-o", path, "--table", "villages").code == 0
        book = load_workbook(path)
        put(book["村居"], VILLAGE)
        saved(book, path)
        before = path.read_bytes()
        assert run("template", "-o", path, "--table", "villages").code == 3
        assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_and_keeps_its_lists(run: Run, alone: Path) -> None:
    assert SOFFICE is not None
    book = opened(made())
    put(book["村居"], VILLAGE)
    source = saved(book, alone / "t.xlsx")
    profile = f"-env:UserInstallation=file://{alone}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, str(alone / "out"), str(source)], check=True, capture_output=True, timeout=120)
    converted = alone / "out" / "t.xlsx"
    again = load_workbook(converted)
    for name in (table.sheet for table in CODEBOOK.tables.values()):
        before, after = opened(made())[name], again[name]
        assert [cell.value for cell in before[1]] == [cell.value for cell in after[1]]
        assert sum(1 for cell in after[1] if cell.comment) == sum(1 for cell in before[1] if cell.comment)
    assert again["下拉"].sheet_state == "hidden"
    told = {f["code"] for f in findings(run, converted)}
    assert not told & {"S014", "S015", "F006"}


def test_it_prints_across_a4_with_its_header_on_every_page() -> None:
    book = opened(made("schools", "staff"))
    first, schools = book["填报说明"], book["学校"]
    assert [sheet.page_setup.paperSize for sheet in (first, schools)] == [9, 9]
    assert [sheet.page_setup.orientation for sheet in (first, schools)] == ["landscape", "landscape"]
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert (first.print_title_rows, schools.print_title_rows, schools.print_title_cols) == (
        "$9:$9",
        "$1:$1",
        "$A:$B",
    )
