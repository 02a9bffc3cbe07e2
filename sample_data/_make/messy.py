"""The year 2025 of the same county as it lies in a bureau's folder: nothing is prepared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from _make import layouts
from _make import messy_conditions as listed
from _make import messy_exports as exports
from _make import messy_forms as forms
from _make import messy_registers as registers
from _make.books import Cell, Grid, save, titled
from _make.county import files
from _make.messy_conditions import Record, records
from _make.messy_staff import staff

YEAR = "2025"
FORMS_OF = ("371526107", "赵寨子镇")  # whose schools send the official forms
CAMPUSES_OF = "城区第三小学"
CITY = ("城区第一小学", "城区第二小学")  # send a form as well
ABOUT = "姜店镇第二小学"
KINGSOFT = ("学校标识码", "学校名称", "温馨校园级别", "劳动实践场所数", "党支部星级", "特色品牌")
NAMES = """\
# 学校名称对照。左边是报送表中的写法，右边填学校标识码；空着的不生效。
"""
CONFIG = """\
data = "."
plan = "../../targets/gaotang-2023-2027.yaml"

[[blank_means]]
column = "*"
file = "家校共育工作情况.xlsx"
means = "no"
"""

File = tuple[str, tuple[Grid, ...]]


def write(folder: Path) -> list[Path]:
    """Write the folder's year, its settings and its names."""
    paths, names = [], {}
    for name, grids in untidy(names):
        save(folder / YEAR / name, *grids)
        paths.append(folder / YEAR / name)
    (folder / "ruraledu.toml").write_text(CONFIG, encoding="utf-8", newline="\n")
    lines = [f'"{name}": "{code}"\n' for name, code in sorted(names.items())]
    (folder / "names.yaml").write_text(NAMES + "".join(lines), encoding="utf-8", newline="\n")
    return paths


def untidy(names: dict[str, str]) -> Iterator[File]:
    """Every file of the year. `names` is filled with the short names that the bureau has confirmed."""
    tidy = {name.removeprefix(f"{YEAR}/"): grids for name, grids in files() if name.startswith(f"{YEAR}/")}
    (before,) = (grids for name, grids in files() if name == f"{int(YEAR) - 1}/学校_义务教育.xlsx")
    yield from schools(tidy.pop("学校_义务教育.xlsx")[0], before[0])
    yield from kindergartens(tidy.pop("幼儿园办学条件一览表.xlsx")[0])
    yield "问卷星导出_高中及特教.xlsx", (exports.questionnaire(records(tidy.pop("学校_高中及特教.xlsx")[0])),)
    yield "强校扩优结对一览表.xlsx", (registers.turned_round(tidy.pop("结对台账.xlsx")[0]),)
    yield "资助系统导出.xlsx", tuple(registers.by_semester(tidy.pop("重点关注学生_中小学.xlsx")[0]))
    rosters = {name: tidy.pop(name)[0] for name in list(tidy) if name.startswith("教职工花名册/")}
    yield from staff(rosters, names)
    researchers, visits = tidy.pop("教研员.xlsx")
    yield "教研员包校安排.xlsx", (researchers,)
    yield "教研员包校及视导记录.xlsx", tuple(registers.visits(visits))
    yield "村居台账.xlsx", tuple(registers.by_township(tidy.pop("村居.csv")[0]))
    yield "学校保安员名册.xlsx", (registers.guards(tidy.pop("安保人员.xlsx")[0]),)
    yield "作废/县级数据.xlsx", tidy["县级数据.xlsx"]
    facts = registers.facts(tidy.pop("县级数据.xlsx")[0])
    yield "县级数据.xlsx", (facts, registers.instructions())
    yield from tidy.items()


def schools(grid: Grid, before: Grid) -> Iterator[File]:
    """Compulsory education: a list, what three offices asked for beside it, and official forms."""
    rows = records(grid)
    in_town = [row for row in rows if row["乡镇代码"] == FORMS_OF[0]]
    said = {str(row["学校名称"]) for row in in_town if row["学校状态"] == "在办"}
    main = listed.conditions(rows, said, CAMPUSES_OF)
    yield "办学条件一览表（最终版）.xlsx", (main, listed.last_year(before), listed.specimen(main))
    yield "办学条件一览表 - 副本.xlsx", (grid,)
    yield from forms.of_town(in_town, FORMS_OF[1])
    yield from forms.of_campuses(rows, CAMPUSES_OF)
    yield from forms.of_city(rows, CITY)
    yield "信息化台账.xlsx", (listed.network(rows),)
    yield "校舍及教学装备统计表.xlsx", (listed.equipment(rows),)
    yield "家校共育工作情况.xlsx", (listed.ticks(rows),)
    yield "金山表单导出.xlsx", (exports.kingsoft(rows, KINGSOFT, typed),)


def typed(name: str, row: Record) -> Cell:
    """One school does not know its sites for sure: the one answer that differs from the tidy year."""
    about = name == "劳动实践场所数" and row["学校名称"] == ABOUT
    return f"约{row[name]}处" if about else row[name]


def kindergartens(grid: Grid) -> Iterator[File]:
    """A list that was sent twice, and a collection of what it leaves out."""
    names = [name for _, _, group in layouts.KINDERGARTEN_GROUPS for _, name in group]
    rows: list[Record] = [dict(zip(names, row, strict=True)) for row in grid.rows[grid.heading :]]
    groups = layouts.KINDERGARTEN_GROUPS[:-2]
    reach = {"是": "达标", "否": "基本达标"}
    shown = [{**row, "幼儿园达标": reach.get(str(row["幼儿园达标"]))} for row in rows]
    form = layouts.statistical("学校", groups, shown)
    for version in ("最终版", "最终版2"):
        note = f"填报单位：县教育和体育局　　填报日期：2025年9月{15 + len(version)}日"
        yield f"幼儿园办学条件一览表（{version}）.xlsx", (titled(form, "2025年幼儿园办学条件一览表", note),)
    left = [name for _, _, group in layouts.KINDERGARTEN_GROUPS[-2:] for _, name in group]
    yield "腾讯文档收集结果_幼儿园.xlsx", (exports.collection(rows, ["学校标识码", "学校名称", *left]),)
