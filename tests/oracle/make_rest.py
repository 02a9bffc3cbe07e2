"""Invents pupils of concern, researchers and their visits, projects, villages and pairings."""

from __future__ import annotations

from random import Random

from . import codes
from .by_pupil import Term
from .county import Row, Schools, county_seat, rural
from .dial import Dial
from .logic import NO
from .spans import day, month


class RestMaker:
    def __init__(self, rng: Random, dial: Dial, schools: list[Row]) -> None:
        self.rng, self.dial, self.schools = rng, dial, schools
        index = Schools(schools)
        self.seat = [row for row in index.rows if county_seat(row) is True and row["school_status"] is None]
        self.units = [row for row in schools if row["school_type"] in codes.UNITS]
        self.rural_units = [row for row in self.units if rural(row) is True]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    # --- pupils ---
    def students(self) -> list[Row]:
        rows, serial = [], 0
        for school in self.schools:
            if self.chance(0.15):
                school["poor_students"] = 0
                continue
            for _ in range(self.rng.randint(1, 6)):
                serial += 1
                rows.extend(self._pupil(school, serial))
            if self.chance(self.dial.edges):
                rows.append(dict(rows[-1]))  # the same row twice
        return rows

    def _pupil(self, school: Row, serial: int) -> list[Row]:
        year = self.dial.year
        row: Row = {
            "student_id": f"G3715261{serial:011d}", "student_name": f"生{serial:05d}", "id_number": None,
            "school_code": school["school_code"], "is_poor": self.chance(0.7), "aid_category": None,
            "dropout": False, "case_file": None,
        }  # fmt: skip
        if self.chance(0.05):
            row |= {"dropout": True, "case_file": self.rng.choice([True, True, False, None])}
        if row["is_poor"]:
            row["aid_category"] = self.rng.choice(codes.AID_CATEGORIES)
            if self.chance(self.dial.edges):
                row["is_poor"] = None
        elif self.chance(self.dial.edges):
            row |= {"is_poor": None, "aid_category": self.rng.choice([None, "其他"])}
        if self.chance(self.dial.edges):
            row["is_poor"] = row["aid_category"] = None
            return [row | {"aid_received": None, "aid_amount": None, "aid_term": None, "aid_item": None}]
        halves = self.rng.choice([(1,), (2,), (1, 2), (None,)])
        return [
            row
            | self._aid()
            | {"aid_term": None if half is None else Term(year, half), "aid_item": "生活补助"}
            for half in halves
        ]

    def _aid(self) -> Row:
        if self.chance(0.95):
            return self.rng.choice(
                [
                    {"aid_received": True, "aid_amount": 500},
                    {"aid_received": True, "aid_amount": None},
                    {"aid_received": True, "aid_amount": 625},
                ]
            )
        return self.rng.choice(
            [
                {"aid_received": False, "aid_amount": None},
                {"aid_received": False, "aid_amount": 0},
                {"aid_received": False, "aid_amount": 300},
            ]
        )

    # --- researchers ---
    def researchers(self) -> list[Row]:
        rows = []
        for number in range(1, self.rng.randint(9, 16)):
            linked: object = tuple(
                school["school_code"] for school in self.rng.sample(self.rural_units, self.rng.randint(1, 3))
            )
            if self.chance(self.dial.edges):
                linked = (self.rng.choice(self.seat)["school_code"],)
            elif self.chance(self.dial.edges):
                linked = NO
            row: Row = {
                "researcher_id": f"J{number:03d}", "researcher_name": f"研{number:03d}",
                "linked_schools": linked,
                "researcher_full_time": not self.chance(self.dial.edges), "researcher_status": None,
            }  # fmt: skip
            if self.chance(self.dial.edges):
                row["researcher_status"] = self.rng.choice(["退休", "调出", "在职"])
            rows.append(row)
            if self.chance(self.dial.edges):
                rows.append(row | {"linked_schools": (self.rng.choice(self.rural_units)["school_code"],)})
        return rows

    def visits(self, researchers: list[Row]) -> list[Row]:
        rows = []
        for row in researchers:
            for code in row["linked_schools"] if row["linked_schools"] is not NO else ():
                for half in (1, 2):
                    if self.chance(0.9):
                        rows.append(self._visit(row, code, half))
        return rows

    def _visit(self, researcher: Row, code: str, half: int) -> Row:
        year = self.dial.year
        number = self.rng.choice([9, 10, 11, 12, 1] if half == 1 else [2, 3, 4, 5, 6, 7])
        seen = day(year - 1 if number > 8 else year, number, self.rng.randint(1, 28))
        row: Row = {
            "researcher_id": researcher["researcher_id"], "researcher_name": researcher["researcher_name"],
            "school_code": code, "visit_date": seen, "semester": None, "activity_type": "听评课",
        }  # fmt: skip
        if self.chance(self.dial.edges):
            row["visit_date"] = self.rng.choice([day(year, 8, 20), day(year - 1, 5, 5), month(year, 2)])
        if self.chance(self.dial.edges):
            row |= {"semester": Term(year, half), "visit_date": self.rng.choice([None, day(year, 8, 20)])}
        return row

    # --- registers ---
    def projects(self) -> list[Row]:
        year, rows = self.dial.year, []
        for town in self.rng.sample(sorted(codes.TOWNS), self.rng.randint(1, 5)):
            rows.append(self._project("强镇筑基试点", codes.TOWNS[town], year) | {"township_code": town})
            if self.chance(0.3):  # the same town approved at a second level
                rows.append(rows[-1] | {"project_level": "省级", "project_name": f"{town}二级"})
        for kind, most in (
            ("学科基地", 3),
            ("特色高中", 2),
            ("精品示范课程", 4),
            ("研学基地", 3),
            ("名师工作室", 3),
            ("教改项目", 3),
        ):
            for _ in range(self.rng.randint(0, most)):
                rows.append(self._project(kind, self.rng.choice(self.units)["school_name"], year))
        return rows

    def _project(self, kind: str, holder: str, year: int) -> Row:
        revoked = kind not in {"名师工作室", "教改项目"} and self.chance(self.dial.edges)
        return {
            "project_type": kind, "project_name": f"{kind}{self.rng.randint(1000, 9999)}", "holder": holder,
            "project_level": self.rng.choice(["县级", "市级", "省级", "国家级"]), "township_code": None,
            "approval_year": self.rng.choice([year, year - 1, year - 2, year - 5, year + 1]),
            "project_status": "撤销" if revoked else self.rng.choice(["立项", "认定", None]),
        }  # fmt: skip

    def villages(self) -> list[Row]:
        return [
            {
                "village_code": f"{township}{200 + number}", "village_name": f"村{township[-3:]}{number}",
                "township": township, "guidance_site": self.chance(0.97),
            }
            for township in codes.TOWNSHIPS
            for number in range(self.rng.randint(2, 5))
        ]  # fmt: skip

    # --- pairings ---
    def pair(self) -> list[Row]:
        """Pairs rural schools with urban ones: in the schools' own columns, or as a table."""
        rows = []
        for school in self.rural_units:
            if not self.chance(self.dial.good):
                continue
            partner, end = self._partner(school), self._end()
            if self.dial.pairs_table:
                rows.append({
                    "urban_school": partner, "rural_school": school["school_code"], "form": ("结对",),
                    "start_date": day(self.dial.year - 2, 9, 1), "end_date": end,
                })  # fmt: skip
            else:
                school |= {"paired": True, "paired_school": (partner,), "pairing_end": end}
        return rows

    def _end(self) -> object:
        year = self.dial.year
        if not self.chance(self.dial.edges):
            return self.rng.choice([None, day(year + 1, 8, 31)])
        return self.rng.choice([day(year, 8, 31), day(year, 9, 1), month(year, 9), day(year - 1, 1, 1)])

    def _partner(self, school: Row) -> str:
        if not self.chance(self.dial.edges * 2) or not self.seat:
            return str(self.rng.choice(self.seat)["school_code"])
        strange = [
            "1144000501",
            "某某外地学校",
            self.rng.choice(self.rural_units)["school_code"],
            school["school_code"],
        ]
        return str(self.rng.choice(strange))
