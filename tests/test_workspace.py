"""The workspace: where it is found, what beats what, and what is said of a faulty file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruraledu_cli.workspace import BlankMeans, Workspace, WorkspaceError, YearMissing, find, open_workspace


def workspace_at(folder: Path, text: str) -> Path:
    (folder / "ruraledu.toml").write_text(text, encoding="utf-8")
    return folder


def fault_of(folder: Path, text: str) -> WorkspaceError:
    workspace_at(folder, text)
    with pytest.raises(WorkspaceError) as caught:
        open_workspace(folder, environ={})
    return caught.value


def test_is_found_by_walking_up(tmp_path: Path) -> None:
    workspace_at(tmp_path, "")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find(inner) == tmp_path / "ruraledu.toml"
    assert open_workspace(inner, environ={}).root == tmp_path


def test_the_nearest_one_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a"
    inner.mkdir()
    workspace_at(tmp_path, 'data = "outer"')
    workspace_at(inner, 'data = "inner"')
    assert open_workspace(inner, environ={}).data == inner / "inner"


def test_paths_of_the_file_are_relative_to_it(tmp_path: Path) -> None:
    workspace_at(tmp_path, 'data = "d"\nplan = "t/p.yaml"\nplans = ["t/q.yaml"]')
    found = open_workspace(tmp_path / "elsewhere", environ={})
    assert (found.data, found.plan, found.plans) == (
        tmp_path / "d",
        (tmp_path / "t/p.yaml",),
        (tmp_path / "t/q.yaml",),
    )


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    workspace_at(tmp_path, 'data = "file"\nplan = "file.yaml"')
    environ = {"RURALEDU_DATA": "env", "RURALEDU_PLAN": "env.yaml"}
    by_flag = open_workspace(tmp_path, Path("flag"), [Path("flag.yaml")], environ)
    by_environment = open_workspace(tmp_path, environ=environ)
    by_file = open_workspace(tmp_path, environ={})
    assert [w.data.name for w in (by_flag, by_environment, by_file) if w.data] == ["flag", "env", "file"]
    assert [w.plan[0].name for w in (by_flag, by_environment, by_file)] == [
        "flag.yaml",
        "env.yaml",
        "file.yaml",
    ]


def test_flags_are_relative_to_the_current_folder(tmp_path: Path) -> None:
    workspace_at(tmp_path, "")
    inner = tmp_path / "in"
    inner.mkdir()
    assert open_workspace(inner, Path("d"), environ={}).data == inner / "d"


def test_a_plan_on_demand_goes_by_its_name(tmp_path: Path) -> None:
    workspace_at(tmp_path, 'plan = "t/main.yaml"\nplans = ["t/guess.yaml"]')
    found = open_workspace(tmp_path, plan=[Path("main"), Path("guess"), Path("other")], environ={})
    assert found.plan == (tmp_path / "t/main.yaml", tmp_path / "t/guess.yaml", tmp_path / "other")


def test_a_file_beats_the_name_of_a_plan(tmp_path: Path) -> None:
    workspace_at(tmp_path, 'plans = ["t/guess.yaml"]')
    (tmp_path / "guess").write_text("id: x")
    assert open_workspace(tmp_path, plan=[Path("guess")], environ={}).plan == (tmp_path / "guess",)


def test_without_workspace_what_is_needed_is_asked_for(tmp_path: Path) -> None:
    empty = Workspace(tmp_path)
    for need in (empty.need_plan, empty.need_data):
        with pytest.raises(WorkspaceError) as caught:
            need()
        assert caught.value.key == "error.no_workspace"
    stated = Workspace(tmp_path, config=tmp_path / "ruraledu.toml")
    with pytest.raises(WorkspaceError) as caught:
        stated.need_plan()
    assert caught.value.key == "error.no_plan"


def test_the_other_settings(tmp_path: Path) -> None:
    text = """
lang = "en"
ignore_unread = ["坏.xlsx"]
[[blank_means]]
column = "有无录播室"
means = "no"
[[blank_means]]
column = "是否结对"
means = "no"
file = "2025/结对.xlsx"
"""
    found = open_workspace(workspace_at(tmp_path, text), environ={})
    assert (found.lang, found.ignore_unread) == ("en", ("坏.xlsx",))
    assert found.blank_means == (
        BlankMeans("有无录播室", "no"),
        BlankMeans("是否结对", "no", "2025/结对.xlsx"),
    )


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "ruraledu.toml").write_bytes('data = "数据"'.encode("utf-8-sig"))
    assert open_workspace(tmp_path, environ={}).data == tmp_path / "数据"


def test_an_unknown_setting_is_told_with_line_and_suggestion(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, '# first\ndata = "d"\nblank-means = 1\n')
    assert fault.key == "error.config_key"
    assert fault.params["line"] == 3
    assert fault.params["close"] == "blank_means"


def test_an_unknown_setting_like_no_other_has_no_suggestion(tmp_path: Path) -> None:
    assert fault_of(tmp_path, "zzzz = 1").params["close"] is None


def test_an_unknown_setting_within_a_table(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, 'data = "d"\n[[blank_means]]\ncolumn = "x"\nmeans = "no"\nfiel = "y"\n')
    assert (fault.params["line"], fault.params["key"], fault.params["close"]) == (5, "fiel", "file")


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("data = 1", "error.config_text", 1),
        ('\nplans = "x"', "error.config_list", 2),
        ("ignore_unread = [1]", "error.config_list", 1),
        ('blank_means = "no"', "error.config_tables", 1),
        ('\n\nlang = "fr"', "error.config_choice", 3),
        ('[[blank_means]]\ncolumn = "x"', "error.config_needs", 1),
        ('[[blank_means]]\ncolumn = "x"\nmeans = "yes"', "error.config_choice", 3),
    ],
)
def test_a_setting_of_the_wrong_kind(tmp_path: Path, text: str, key: str, line: int) -> None:
    fault = fault_of(tmp_path, text)
    assert (fault.key, fault.params["line"]) == (key, line)


def test_bad_toml_is_told_at_its_place(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, 'plan = "p"\ndata = "D:\\学校"\n')
    assert fault.key == "error.config_syntax"
    assert str(fault.params["line"]) == "2"


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "ruraledu.toml").write_bytes('data = "数据"'.encode("gbk"))
    with pytest.raises(WorkspaceError) as caught:
        open_workspace(tmp_path, environ={})
    assert caught.value.key == "error.config_encoding"


def test_paths_are_shown_relative_with_slashes(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.shown(tmp_path / "data" / "2025" / "表.xlsx") == "data/2025/表.xlsx"
    outside = tmp_path.parent / "other.xlsx"
    assert workspace.shown(outside) == outside.as_posix()


def test_a_year_without_folder_names_the_years_there_are(tmp_path: Path) -> None:
    for name in ("2024", "2022", "notes", "99"):
        (tmp_path / "data" / name).mkdir(parents=True)
    workspace = Workspace(tmp_path, data=tmp_path / "data")
    with pytest.raises(YearMissing) as caught:
        workspace.year_folder(2025)
    assert caught.value.params == {"path": "data/2025", "years": "2022、2024"}


def test_a_year_without_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "2025"
    (folder / "in").mkdir(parents=True)
    for name in ("readme.md", "~$open.xlsx", ".hidden.csv"):
        (folder / name).write_text("x")
    workspace = Workspace(tmp_path, data=tmp_path / "data")
    with pytest.raises(YearMissing) as caught:
        workspace.year_folder(2025)
    assert caught.value.key == "error.no_workbook"
    (folder / "in" / "学校.XLSX").write_text("x")
    assert workspace.year_folder(2025) == folder
