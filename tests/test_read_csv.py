"""Reading .csv: encodings told or refused, delimiters, and cells that are always text."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruraledu_cli.census import Cell
from ruraledu_cli.read import FileRead, read_file
from workbook_files import put, simple

TEXT = "学校标识码,学校名称,乡镇,备注\r\n2137000001,一实小,梁村镇,\r\n0371,尹集中心小学,尹集镇,好\r\n"
ROWS: list[list[Cell]] = [
    ["学校标识码", "学校名称", "乡镇", "备注"],
    ["2137000001", "一实小", "梁村镇", None],
    ["0371", "尹集中心小学", "尹集镇", "好"],
]
TRADITIONAL = (
    "學校名稱,縣區,鄉鎮,教師數\r\n中正國民小學,大安區,台北市,二十三\r\n建國中學,中正區,台北市,一百\r\n"
)


def read(folder: Path, data: bytes, name: str = "学校.csv") -> FileRead:
    return read_file(put(folder, name, data), name)


def rows_of(folder: Path, data: bytes) -> list[list[Cell]]:
    result = read(folder, data)
    assert result.file.status == "ok", result.file.reason
    return [list(row) for row in result.sheets[0].rows]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig"])
def test_utf8_is_not_told(tmp_path: Path, codec: str) -> None:
    result = read(tmp_path, TEXT.encode(codec))
    assert [list(row) for row in result.sheets[0].rows] == ROWS
    assert (result.findings, result.sheets[0].name, result.sheets[0].kind) == ((), "学校", "csv")


@pytest.mark.parametrize(
    ("codec", "name"),
    [("gb18030", "GB18030"), ("gbk", "GB18030"), ("gb2312", "GB18030"), ("utf-16", "UTF-16")],
)
def test_other_encodings_are_told(tmp_path: Path, codec: str, name: str) -> None:
    result = read(tmp_path, TEXT.encode(codec))
    assert [list(row) for row in result.sheets[0].rows] == ROWS
    assert [(note.code, note.params["encoding"]) for note in result.findings] == [("F007", name)]


@pytest.mark.parametrize(
    "text", ["Escuela,Año,Café\n", "Größe;Straße\n", "Школа,Учитель,Район,Сельский\n", "é,ü\n"]
)
def test_other_scripts_in_utf8(tmp_path: Path, text: str) -> None:
    result = read(tmp_path, text.encode())
    assert (result.findings, result.file.status) == ((), "ok")
    assert "".join(str(value) for value in result.sheets[0].rows[0]) == text.strip().translate(
        {44: None, 59: None}
    )


def test_rare_characters_of_names(tmp_path: Path) -> None:
    """𬭎 takes four bytes in GB18030, 喆 and 玥 are beyond its common level."""
    text = TEXT + "1,张喆,李玥,王𬭎\r\n"
    assert rows_of(tmp_path, text.encode("gb18030"))[-1] == ["1", "张喆", "李玥", "王𬭎"]


def test_big5_is_read_and_told(tmp_path: Path) -> None:
    result = read(tmp_path, TRADITIONAL.encode("big5"))
    assert [note.params["encoding"] for note in result.findings] == ["Big5"]
    assert result.sheets[0].rows[1][0] == "中正國民小學"


WORDS = [
    "学校",
    "姓名",
    "性别",
    "班数",
    "梁村镇",
    "高唐县第一实验小学",
    "备注",
    "是否专任教师",
    "本科",
    "汉族",
]


@pytest.mark.parametrize("word", [*WORDS, *TRADITIONAL.replace("\r\n", ",").strip(",").split(",")])
@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_short_texts_are_never_misread(tmp_path: Path, word: str, codec: str) -> None:
    try:
        data = word.encode(codec)
    except UnicodeEncodeError:
        pytest.skip("not in this encoding")
    result = read(tmp_path, data)
    assert result.file.reason == "encoding_unknown" or [list(row) for row in result.sheets[0].rows] == [
        [word]
    ]


@pytest.mark.parametrize(
    "data", ["Größe;Café;Ñandú\n1;2;3\n".encode("latin-1"), "学校\n".encode()[:-2] + b"\xff\n"]
)
def test_unknown_encodings_are_refused(tmp_path: Path, data: bytes) -> None:
    result = read(tmp_path, data)
    assert (result.findings[0].code, result.file.reason) == ("F001", "encoding_unknown")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    assert rows_of(tmp_path, TEXT.replace(",", delimiter).encode()) == ROWS


def test_a_delimiter_within_text_does_not_mislead(tmp_path: Path) -> None:
    text = '名称;备注\n一实小;"甲,乙,丙"\n二实小;"丁,戊"\n'
    assert rows_of(tmp_path, text.encode()) == [["名称", "备注"], ["一实小", "甲,乙,丙"], ["二实小", "丁,戊"]]


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"sep=;\r\na;b,c\r\n") == [["a", "b,c"]]


def test_text_kept_by_excels_form(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b'="001","=""002""",="a=b",=A1\n') == [["001", "002", "a=b", "=A1"]]


def test_blank_lines_keep_the_rows_below_in_place(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"\n\n,a\n\nb,c\n") == [[], [], [None, "a"], [], ["b", "c"]]


def test_line_breaks_within_quotes(tmp_path: Path) -> None:
    assert rows_of(tmp_path, '"一\n行",2\r\n3,4'.encode()) == [["一\n行", "2"], ["3", "4"]]


def test_a_quote_never_closed_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, b'a,b\n"c,d\ne,f\n').file.reason == "unclosed_quote"


def test_a_stray_quote_is_read(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b'a,"b" x\nc,5" d\n') == [["a", "b x"], ["c", '5" d']]


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.encode(), "a.xlsx").sheets[0].kind == "csv"
    assert read(tmp_path, simple(), "a.csv").sheets[0].kind == "xlsx"


def test_a_field_too_large(tmp_path: Path) -> None:
    result = read(tmp_path, b"a," + b"x" * 200_000 + b"\n")
    assert (result.findings[0].code, result.file.reason) == ("F005", "field_size")
