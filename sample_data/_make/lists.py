"""Two lists that other departments sent for 2025, and what is to be found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from _make.books import Cell, Grid, save, titled
from _make.dice import Identities, first
from _make.pupils import Aid, Pupil, aid_rows, all_pupils
from _make.schools import build

YEAR = 2025
ALLOWANCE, DISABLED = "minimum_allowance", "disabled"
FILES = {ALLOWANCE: "2025/2025年春季城乡低保对象名单.xlsx", DISABLED: "2025/持证残疾儿童信息表.xls"}
HEADERS = {
    ALLOWANCE: "序号 户主姓名 成员姓名 与户主关系 身份证号 乡镇 就读学校 救助开始时间 停保日期 人员状态",
    DISABLED: "姓名 公民身份号码 残疾人证号 监护人 所在乡镇 证件有效期",
}
TITLE, NOTE = "高唐县2025年春季城乡低保对象名单", "单位（盖章）：县民政局　　　　制表日期：2025年3月5日"

Row = dict[str, Cell]


@dataclass(slots=True)
class Lists:
    """The rows of each list, and what stands in them on purpose: kind of case to numbers ("" where there is
    none that can be read)."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {ALLOWANCE: [], DISABLED: []})
    planted: dict[str, list[str]] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)

    def plant(self, what: str, number: str) -> str:
        self.planted.setdefault(what, []).append(number)
        return number

    def allowance(self, name: str, number: Cell, township: str, **more: Cell) -> None:
        row: Row = {
            "序号": len(self.rows[ALLOWANCE]) + 1,
            "户主姓名": f"家长{len(self.rows[ALLOWANCE]) + 1:05d}",
            "成员姓名": name,
            "与户主关系": "子女",
            "身份证号": number,
            "乡镇": township,
            "救助开始时间": "2023年7月",
            "人员状态": "在保",
        }
        self.rows[ALLOWANCE].append(row | more)

    def disabled(self, name: str, number: Cell, township: str, until: Cell = "2030-12-31") -> None:
        row: Row = {"姓名": name, "公民身份号码": number, "残疾人证号": f"{number}41"}
        self.rows[DISABLED].append(row | {"所在乡镇": township, "证件有效期": until})

    def nobody(self, born: date, what: str) -> str:
        return self.identities.new(born, "女", "list", what)


def write(folder: Path) -> list[Path]:
    """Write both lists."""
    grids = sheets()
    for kind, name in FILES.items():
        save(folder / name, grids[kind])
    return [folder / name for name in FILES.values()]


def sheets() -> dict[str, Grid]:
    """Each list as it is written."""
    found = made()
    allowance = titled(_grid("Sheet1", ALLOWANCE, found.rows[ALLOWANCE]), TITLE, NOTE)
    allowance.rows.append(["合计", len(found.rows[ALLOWANCE])])
    return {ALLOWANCE: allowance, DISABLED: _grid("残疾儿童", DISABLED, found.rows[DISABLED])}


def _grid(name: str, kind: str, rows: list[Row]) -> Grid:
    headers = HEADERS[kind].split()
    return Grid(name, [list(headers), *([row.get(header) for header in headers] for row in rows)])


@cache
def made() -> Lists:
    """Every child of the category, but for those that are left out, and the cases among and behind them."""
    found = Lists()
    rows = aid_rows(all_pupils(build()), YEAR)
    pupils = {row.pupil: row for row in rows}
    allowance = [one for one in pupils if one.category == "低保家庭儿童"]
    disabled = [one for one in pupils if one.category == "残疾儿童"]
    chosen = first(7, allowance, "lists", lambda one: one.number)
    found.identities.given = {one.identity[:17] for one in pupils}
    for one in allowance:
        _on_allowance(found, one, chosen)
    for one in disabled:
        found.disabled(_name(one), one.identity, _township(one))
    _not_poor(found, pupils)
    _of_nobody(found)
    _both(found, disabled[0])
    return found


def _on_allowance(found: Lists, one: Pupil, chosen: list[Pupil]) -> None:
    """A child of the category; the chosen ones each with something wrong."""
    number, name, town = one.identity, _name(one), _township(one)
    match chosen.index(one) if one in chosen else -1:
        case 0:
            found.plant("claim not_listed", number)
        case 1:
            found.allowance(
                name, found.plant("claim ended", number), town, 停保日期="2024年5月", 人员状态="停保"
            )
        case 2:  # a small x or a space is no other number
            found.allowance(name, f" {number.lower()}", town)
        case 3:
            twice = found.plant("double twice_in_list", number)
            found.allowance(name, twice, town)
            found.allowance(name, twice, town, 与户主关系="外孙子女")
        case 4:
            found.allowance("陈某某", found.plant("mark name_differs", number), town)
        case 5:  # the spreadsheet has kept 15 digits: nobody can say that it is this child
            found.plant("case no_number precision", "")
            found.plant("claim list_unclear", number)
            found.allowance(name, int(f"{number[:15]}000"), town)
        case 6:
            found.plant("case no_number missing", "")
            found.plant("claim list_unclear", number)
            found.allowance(name, None, town)
        case _:
            found.allowance(name, number, town)


def _not_poor(found: Lists, pupils: Mapping[Pupil, Aid]) -> None:
    """Pupils of the table whom nobody aids, on the list all the same."""
    gone = [one for one, row in pupils.items() if row.dropped_out]
    others = [one for one in pupils if not one.category and one not in gone]
    third, fourth, *_ = chosen = first(4, others, "lists others", lambda one: one.number)
    for one in chosen[2:]:
        found.allowance(_name(one), found.plant("case not_aided", one.identity), _township(one))
    unclear = found.plant("case undecided period_unknown", third.identity)
    found.allowance(_name(third), unclear, _township(third), 停保日期="见附件")
    found.allowance(_name(fourth), fourth.identity, _township(fourth), 停保日期="2023-12-31", 人员状态="停保")
    found.allowance(_name(gone[0]), found.plant("case dropout", gone[0].identity), _township(gone[0]))


def _of_nobody(found: Lists) -> None:
    """Persons who are no pupils of the table."""
    town = "梁村镇"
    of_age, small, away = date(2015, 4, 12), date(2021, 10, 3), date(2012, 2, 29)
    found.allowance("张某", found.plant("case to_visit", found.nobody(of_age, "of age")), town)
    found.allowance("王某", found.plant("case absent", found.nobody(small, "small")), town)
    away_number = found.plant("case elsewhere", found.nobody(away, "away"))
    found.allowance("李某", away_number, "尹集镇", 就读学校="东昌府区某某小学")
    grown = found.nobody(date(1984, 6, 1), "grown")
    found.allowance("家长某", grown, town, 与户主关系="户主")
    found.plant("case no_number old", "")
    found.allowance("赵某", "371599560101002", town, 与户主关系="祖父")
    found.plant("case no_number invalid", "")
    found.allowance("孙某", f"{of_age:371599%Y%m%d}1110", town)
    found.disabled("周某", found.plant("case to_visit", found.nobody(date(2016, 9, 1), "disabled")), "尹集镇")


def _both(found: Lists, one: Pupil) -> None:
    """A child may be of two categories: told, and counted once."""
    found.allowance(_name(one), found.plant("double several_lists", one.identity), _township(one))


def _name(one: Pupil) -> str:
    return f"学生{one.number:05d}"


def _township(one: Pupil) -> str:
    return one.school.township.name
