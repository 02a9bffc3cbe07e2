"""Invents the register of schools of the twelve townships."""

from __future__ import annotations

from random import Random

from . import codes
from .county import Row
from .dial import Dial
from .logic import NO

RURAL_MIX = ("111", "111", "211", "211", "218", "311", "312")
SEAT_MIX = ("111", "211", "211", "311", "312", "341", "342", "345", "361", "511")
KIND_NAMES = {
    "111": "幼儿园", "112": "民族幼儿园", "119": "附设幼儿班", "211": "小学", "218": "教学点",
    "219": "附设小学班",
    "311": "初级中学", "312": "学校", "341": "中学", "342": "高级中学", "345": "实验学校", "361": "职业中专",
    "511": "特教学校",
}  # fmt: skip
TEACHING = frozenset({"211", "218", "311", "312", "341", "345"})


class SchoolMaker:
    def __init__(self, rng: Random, dial: Dial) -> None:
        self.rng, self.dial, self.serial = rng, dial, 0

    def rows(self) -> list[Row]:
        rows = [row for township in codes.TOWNSHIPS for row in self._township(township)]
        self._central_schools(rows)
        return rows

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def yes(self) -> bool:
        return self.chance(self.dial.good)

    def _township(self, township: str) -> list[Row]:
        street = township in codes.STREETS
        first = ["111", "211", "311"] if street else ["111", "211", self.rng.choice(["311", "312"])]
        more = [self.rng.choice(SEAT_MIX if street else RURAL_MIX) for _ in range(self.rng.randint(0, 2))]
        if not street and self.chance(self.dial.edges):
            more.append(self.rng.choice(["341", "345", "119", "219"]))
        return [self._school(township, kind, index) for index, kind in enumerate(first + more)]

    def _school(self, township: str, kind: str, index: int) -> Row:
        self.serial += 1
        street = township in codes.STREETS
        name = f"{codes.TOWNSHIPS[township][:-1].rstrip('街道')}第{index + 1}{KIND_NAMES[kind]}"
        row: Row = {
            "school_code": f"{_category(kind)}37{self.serial:06d}",
            "school_name": name,
            "school_type": kind,
            "township": township,
            "urban_rural": self._zone(street, index),
            "sponsor": codes.PRIVATE if kind == "111" and index > 1 and self.chance(0.3) else self._sponsor(),
        }
        row |= self._people(kind) | self._building() | self._kindergarten(kind, index) | self._network()
        row |= self._alliance() | self._culture() | self._edges(row)
        return row

    def _zone(self, street: bool, index: int) -> str:
        if street:
            return self.rng.choice(["121", "121", "122", "111", "220"] if self.dial.edges else ["121", "122"])
        return "121" if index < 3 and self.chance(0.8) else self.rng.choice(["220", "122", "123"])

    def _sponsor(self) -> str:
        return "894" if self.chance(self.dial.edges) else "831"

    def _people(self, kind: str) -> Row:
        junior = self.rng.randint(1, 300) if kind in {"311", "312", "341", "345"} else 0
        if kind == "345" and self.chance(0.3):
            junior = 0
        return {"students": self.rng.randint(20, 900) + junior, "students_junior": junior}

    def _building(self) -> Row:
        boards = self.yes()
        room: Row = {
            "can_board": boards,
            "dormitory_area_m2": 300 if boards else 0,
            "beds": 80 if boards else 0,
        }
        if self.chance(self.dial.edges):
            room |= {"can_board": None, "beds": self.rng.choice([0, 40])}
        standard = "Ⅱ类" if self.yes() else "Ⅲ类"
        return room | {
            "standard_class": "Ⅰ类" if self.chance(0.3) else standard,
            "has_sped_center": self.chance(0.4),
            "recording_rooms": self.rng.randint(1, 3) if self.yes() else 0,
            "labour_sites": self.rng.randint(1, 2) if self.yes() else 0,
        }

    def _kindergarten(self, kind: str, index: int) -> Row:
        if kind not in codes.KINDERGARTENS:
            return dict.fromkeys(("is_center_kindergarten", "kg_grade", "kg_meets_standard", "kg_integrated"))
        grade = "省级示范" if self.yes() else self.rng.choice(["市级示范", "一类", NO])
        return {
            "is_center_kindergarten": index == 0,
            "kg_grade": grade,
            "kg_meets_standard": grade == "省级示范" or self.chance(0.3),
            "kg_integrated": self.yes(),
        }

    def _network(self) -> Row:
        fast = self.yes()
        row: Row = {
            "gigabit": fast,
            "bandwidth_mbps": self.rng.choice([1000, 2000]) if fast else self.rng.choice([100, 500]),
            "class_bandwidth_mbps": self.rng.choice([100, 1000]) if fast else self.rng.choice([50, 100]),
        }
        if self.chance(self.dial.edges):
            row[self.rng.choice(["bandwidth_mbps", "class_bandwidth_mbps"])] = None
        if self.chance(self.dial.edges):
            row["gigabit"] = not fast  # a flag that the figures contradict
        return row

    def _alliance(self) -> Row:
        forms = self.rng.choice([NO, ("集团",), ("联盟",), ("集团", "联盟")])
        return {"expansion_form": forms, "paired": False, "paired_school": NO, "pairing_end": None}

    def _culture(self) -> Row:
        return {
            "parent_committee": self.yes(),
            "parent_school": self.yes(),
            "moral_plan": self.yes(),
            "warm_campus": self.rng.choice(["省级", "市级", "县级"]) if self.yes() else NO,
            "party_star": self.rng.choice(["五星级", "四星级", "三星级", NO]),
            "brand": self.rng.choice(["耕读", "剪纸", "足球"]) if self.yes() else None,
        }

    def _edges(self, row: Row) -> Row:
        extra: Row = {
            "plan_area": None, "is_town_seat": None, "former_name": None, "short_name": None,
            "parent_school_code": None, "school_status": None, "poor_students": None,
        }  # fmt: skip
        if self.chance(self.dial.edges):
            extra["plan_area"] = self.rng.choice(["城区", "乡村"])
        if self.chance(self.dial.edges):
            extra["is_town_seat"] = self.chance(0.5)
        if self.chance(self.dial.edges):
            extra["short_name"] = f"简{self.serial}校"
        if self.chance(self.dial.edges):
            extra["former_name"] = f"旧{self.serial}校"
        if self.chance(self.dial.edges * 0.6):
            extra["school_status"] = self.rng.choice(["停办", "撤并", "在办"])
        return extra

    def _central_schools(self, rows: list[Row]) -> None:
        """Some village schools name the first primary school of their township as the one they belong to."""
        for row in rows:
            centre = next(
                (r for r in rows if r["township"] == row["township"] and r["school_type"] == "211"), None
            )
            if row["school_type"] in {"211", "218"} and centre not in (None, row) and self.chance(0.4):
                row["parent_school_code"] = centre["school_code"]


def _category(kind: str) -> str:
    if kind in {"341", "342", "345"}:
        return "34"
    return {"1": "11", "2": "21", "3": "31", "5": "51"}[kind[0]] if kind[:2] != "36" else "36"
