"""Columns that are derived: a researcher's schools, the researcher of a visit, who holds a project."""

from __future__ import annotations

import pytest

from ruraledu_cli.census import NONE, Frame, Ref
from ruraledu_cli.validate import Validated, validate
from tables import AREAS, codebook, frame

SCHOOLS = frame(
    "schools",
    """
| 学校标识码 | 学校名称 | 简称 | 乡镇 |
|--|--|--|--|
| 2137000001 | 梁村镇中心小学 | 梁小 | 梁村镇 |
| 2137000002 | 尹集镇中心小学 | 尹小 | 尹集镇 |
""",
)


def run(*frames: Frame) -> Validated:
    return validate(frames, codebook(), 2025, AREAS)


RESEARCHERS = frame(
    "researchers",
    """
| 教研员编号 | 姓名 | 联系学校 |
|--|--|--|
| R1 | 王五 | 梁小 |
| R1 | 王五 | 尹小 |
| R2 | 赵六 | 梁小、尹小 |
| R3 | 孙七 | 尹小 |
| R4 | 孙七 | 无 |
""",
)


def visits(*rows: str) -> Frame:
    lines = [f"| {row} | 2137000001 | 2025-03-{day + 1:02d} |" for day, row in enumerate(rows)]
    return frame("researcher_visits", "\n".join(["| 教研员编号 | 教研员 | 学校标识码 | 活动日期 |", *lines]))


def test_researchers_are_persons_with_the_schools_they_look_after() -> None:
    table = run(SCHOOLS, RESEARCHERS).census.tables["researchers"]
    assert table.persons is not None
    assert (table.persons.tolist(), table.person_keys) == ([0, 0, 1, 2, 3], ("R1", "R2", "R3", "R4"))
    assert table.column("schools")[2] == (Ref("梁小", 0, "2137000001"), Ref("尹小", 1, "2137000002"))
    assert table.column("schools")[4] is NONE


def test_a_visit_leads_to_the_first_row_of_its_researcher() -> None:
    result = run(SCHOOLS, RESEARCHERS, visits("R1 | ", " | 赵六", "R1 | 王五", " | 王五、赵六"))
    column = result.census.tables["researcher_visits"].column("researcher")
    assert [column[row] for row in range(4)] == [
        (Ref("R1", 0, "R1"),),
        (Ref("赵六", 2, "R2"),),
        (Ref("R1", 0, "R1"),),
        (Ref("王五", 0, "R1"), Ref("赵六", 2, "R2")),
    ]
    assert result.findings == ()
    assert result.census.tables["researcher_visits"].column("school")[0] == Ref("2137000001", 0, "2137000001")


def test_a_researcher_nobody_or_more_than_one_is_is_unknown() -> None:
    result = run(SCHOOLS, RESEARCHERS, visits(" | 孙七", "R9 | ", "R1 | 赵六"))
    unknown = [finding for finding in result.findings if finding.code == "K006"]
    assert sorted(str(finding.value) for finding in unknown) == ["R9", "孙七"]
    assert all(finding.personal for finding in unknown)
    assert [finding.code for finding in result.findings].count("R005") == 1


def projects(*rows: str) -> Frame:
    header = "| 项目类别 | 承担单位 | 学校标识码 | 乡镇代码 | 项目名称 |"
    return frame("projects", "\n".join([header, *(f"| 强镇筑基试点 | {row} | 某 |" for row in rows)]))


@pytest.mark.parametrize(
    ("row", "key", "township"),
    [
        ("梁小 | | ", "2137000001", None),
        ("某教研室 | 2137000002 | ", "2137000002", None),
        ("梁村镇 | | ", "T371526101", "371526101"),
        ("梁村镇人民政府 | | ", "T371526101", "371526101"),
        ("某 教研室 | | ", "某教研室", None),
        (" | | 371526102", "T371526102", "371526102"),
        ("梁小 | | 371526102", "2137000001", "371526102"),
        (" | | ", None, None),
    ],
)
def test_who_holds_a_project_and_where(row: str, key: str | None, township: str | None) -> None:
    table = run(SCHOOLS, projects(row)).census.tables["projects"]
    assert (table.column("holder_key")[0], table.column("township")[0]) == (key, township)
