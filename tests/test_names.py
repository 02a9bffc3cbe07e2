"""Schools by name: names.yaml, campuses, rows without a code whose name one school alone bears."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.faults import fault_line
from ruraledu_cli.census import Ref
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.names import load_names, with_own
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.yaml import DefinitionError
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate import Validated, validate
from tables import AREAS, codebook, frame

SCHOOLS = frame(
    "schools",
    """
| 学校标识码 | 学校名称 | 校区 | 乡镇 |
|--|--|--|--|
| 2137000001 | 县第一实验小学 | | 梁村镇 |
| 2137000001 | 县第一实验小学 | 东校区 | 梁村镇 |
| 2137000002 | 县第二实验小学 | | 尹集镇 |
| 2137000003 | 中心小学 | | 梁村镇 |
| 2137000004 | 中心小学 | | 尹集镇 |
""",
)


def run(text: str, names: dict[str, str] | None = None, table: str = "staff") -> Validated:
    frames = [SCHOOLS, frame(table, text, "other.xlsx")]
    return validate(frames, codebook(), 2025, AREAS, names=names)


def of(result: Validated, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


def school(result: Validated) -> str | None:
    value = result.census.tables["staff"].column("school")[0]
    return value.code if isinstance(value, Ref) and value.row >= 0 else None


@pytest.mark.parametrize(
    ("written", "names", "expected"),
    [
        ("县第二实验小学", {}, "2137000002"),
        ("二实小", {}, None),
        ("二实小", {"二实小": "2137000002"}, "2137000002"),
        ("二 实 小", {"二实小": "2137000002"}, "2137000002"),
        ("中心小学", {}, None),  # two bear the name
        ("中心小学", {"中心小学": "2137000003"}, "2137000003"),
        ("二实小", {"二实小": "2137999999"}, None),  # no school of this year
        ("县第一实验小学东校区", {}, "2137000001"),
        ("县第一实验小学（东校区）", {}, "2137000001"),
        ("县第一实验小学西校区", {}, None),
    ],
)
def test_a_name_is_a_school_only_as_it_stands_or_as_it_was_confirmed(
    written: str, names: dict[str, str], expected: str | None
) -> None:
    result = run(f"| 姓名 | 所在学校 |\n| 张三 | {written} |", names)
    assert school(result) == expected
    assert len(of(result, "K002")) == (expected is None)


def table_of(result: Validated, column: str) -> list[object]:
    table = result.census.tables["schools"]
    return [table.column(column)[row] for row in range(table.size)]


def test_a_sheet_without_codes_joins_by_name_and_is_told() -> None:
    result = run("| 学校名称 | 在校生数 |\n| 县第二实验小学 | =300 |\n| 新建小学 | =20 |", table="schools")
    assert table_of(result, "school_code")[2] == "2137000002"
    assert table_of(result, "students")[2] == 300
    assert result.census.tables["schools"].size == 6
    (told,) = of(result, "S012")
    assert (told.params["reason"], told.params["rows"], told.places[0].cells) == ("register", 1, ["A2"])


@pytest.mark.parametrize("written", ["中心小学", "县第三实验小学"])
def test_a_name_that_several_or_none_bear_joins_nothing(written: str) -> None:
    result = run(f"| 学校名称 | 在校生数 |\n| {written} | =300 |", table="schools")
    assert result.census.tables["schools"].size == 6
    assert of(result, "S012") == []


def test_another_township_is_another_school_and_a_confirmed_name_joins() -> None:
    text = "| 学校名称 | 乡镇 | 在校生数 |\n| 县第二实验小学 | 梁村镇 | =300 |"
    assert run(text, table="schools").census.tables["schools"].size == 6
    named = run("| 学校名称 | 在校生数 |\n| 二实小 | =300 |", {"二实小": "2137000002"}, "schools")
    assert named.census.tables["schools"].size == 5
    assert table_of(named, "students")[2] == 300


def test_names_yaml_is_read_and_blank_ones_wait(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text('# 对照\n二实小: "2137000002"\n三实小: ""\n四实小:\n中心校: 2137000003\n', "utf-8")
    assert load_names(path) == {"二实小": "2137000002", "中心校": "2137000003"}
    path.write_text("", "utf-8")
    assert load_names(path) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("二实小: 213700\n", "1:1: “二实小”右边应是 10 位学校标识码，不能是 213700"),
        ("- 二实小\n", "1:1: names.yaml 应是“写法: 学校标识码”的对照"),
    ],
)
def test_faults_of_names_yaml(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_names(path)
    (line,) = [fault_line(one, load_catalogue("zh")) for one in caught.value.faults]
    assert line.endswith(f"names.yaml:{said}")


def test_a_workspace_adds_names_and_layouts_to_its_plan(tmp_path: Path) -> None:
    plan = load_plan(Path(__file__).parents[1] / "targets" / "gaotang-2023-2027.yaml", load_codebook())
    assert with_own(plan, tmp_path) is plan
    assert with_own(plan, None) is plan
    (tmp_path / "names.yaml").write_text('二实小: "2137000002"\n', "utf-8")
    (tmp_path / "layouts").mkdir()
    own = "id: 自制\ntitle: 自制\ntable: schools\nkind: matrix\nknown_by: [自制表]\n"
    (tmp_path / "layouts" / "own.yaml").write_text(own, "utf-8")
    with_both = with_own(plan, tmp_path)
    assert with_both.names == {"二实小": "2137000002"}
    assert next(iter(with_both.codebook.layouts)) == "自制"
    assert [path.name for path in with_both.files[:2]] == ["names.yaml", "own.yaml"]
    assert with_both.files[-1] == plan.files[-1]
