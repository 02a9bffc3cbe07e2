"""Invents rosters: teachers, heads, people with two rows, people who left, were lent or teach elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from . import codes
from .county import Row
from .dial import Dial
from .logic import NO
from .make_schools import TEACHING
from .spans import Span, day, month

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
STAGES = {"1": ("幼儿园",), "2": ("小学",)}
STAGES_OF = {
    "311": ("初中",),
    "312": ("小学", "初中"),
    "341": ("初中", "高中"),
    "342": ("高中",),
    "345": ("小学", "初中", "高中"),
}


def identity(born: date, serial: int) -> str:
    """Nobody's number: county part 371599 is not assigned, the check digit is right."""
    body = f"371599{born:%Y%m%d}{serial % 1000:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]
    return body + check


class StaffMaker:
    def __init__(self, rng: Random, dial: Dial, schools: list[Row]) -> None:
        self.rng, self.dial, self.schools, self.serial = rng, dial, schools, 0

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def rows(self, senders: list[Row]) -> list[Row]:
        rows = [row for school in senders for row in self._school(school)]
        self._move(rows, senders)
        return rows + self._doubles(rows)

    def _school(self, school: Row) -> list[Row]:
        kind = school["school_type"]
        count = self.rng.randint(3, 8) + (4 if kind in TEACHING else 0)
        rows = [self._teacher(school) for _ in range(count)]
        if kind not in codes.ATTACHED | {codes.TEACHING_POINT}:
            garden = kind in codes.KINDERGARTENS
            rows[0] |= self._head(("园长",) if garden else self.rng.choice([("校长",), ("书记", "校长")]))
            if self.chance(0.5):
                rows[1] |= self._head(
                    ("副园长",) if garden else self.rng.choice([("副校长",), ("主持工作的副校长",)])
                )
        elif self.chance(self.dial.edges):
            rows[0] |= self._head(("校长",))  # the head of a teaching point does not count
        return rows

    def _teacher(self, school: Row) -> Row:
        self.serial += 1
        born = date(1962, 1, 1) + timedelta(days=self.rng.randint(0, 40 * 365))
        teacher = self.chance(0.85)
        row: Row = {
            "staff_id": f"T{self.serial:05d}",
            "name": f"教{self.serial:05d}",
            "id_number": identity(born, self.serial),
            "birth_date": Span(born, born),
            "school_code": school["school_code"],
            "is_full_time_teacher": teacher,
            "staff_category": "专任教师"
            if teacher
            else self.rng.choice(["行政人员", "教辅人员", "工勤人员"]),
            "teaching_stage": self.rng.choice(self._stages(school["school_type"])) if teacher else None,
            "education": self._education(),
            "education_full_time": None,
            "education_in_service": None,
            "post": None,
            "staff_status": None,
            "teaches_at": None,
            "establishment_at": None,
            "health_check_date": self._health(),
        }
        row |= dict.fromkeys(HEAD_COLUMNS)
        return self._vary(row, born)

    def _stages(self, kind: str) -> tuple[str, ...]:
        return STAGES_OF.get(kind) or STAGES.get(kind[0], ("高中",))

    def _education(self) -> str:
        if self.chance(self.dial.good):
            return self.rng.choice(["21", "21", "21", "14", "17", "11"])
        return self.rng.choice(["31", "31", "41", "22", "23", "61"])

    def _health(self) -> object:
        year = self.dial.year - 1
        if self.chance(self.dial.good):
            return self.rng.choice(
                [day(year, self.rng.randint(1, 12), 15), month(year, self.rng.randint(1, 12))]
            )
        return self.rng.choice([NO, day(year - 1, 5, 5), day(year + 1, 3, 3)])

    def _vary(self, row: Row, born: date) -> Row:
        """The edges of one person's row."""
        if self.chance(self.dial.edges):  # personnel files that know the month only
            row |= {"id_number": None, "birth_date": month(born.year, born.month)}
        elif self.chance(self.dial.edges):
            row["birth_date"] = None
        elif self.chance(self.dial.edges * 0.5):
            row["birth_date"] = day(
                born.year, born.month, 1 + born.day % 28
            )  # may contradict the identity number
        if self.chance(self.dial.edges):  # two education columns instead of one
            both = sorted(
                [self.rng.choice(["21", "31", "41"]), self.rng.choice(["21", "31", "14"])], reverse=True
            )
            row |= {"education": None, "education_full_time": both[0], "education_in_service": both[1]}
            if self.chance(0.3):
                row["education_in_service"] = None
        if self.chance(self.dial.edges):
            row["is_full_time_teacher"] = None
        if self.chance(self.dial.edges) and row["is_full_time_teacher"] is not None:
            row["staff_category"] = None
        return row

    def _head(self, posts: tuple[str, ...]) -> Row:
        year = self.dial.year
        born = self.rng.choice(
            [
                day(year - 46, 9, 1),
                day(year - 46, 9, 2),
                day(year - 45, 9, 1),
                day(year - 50, 3, 4),
                day(year - 38, 7, 7),
            ]
        )
        since = day(self.rng.randint(year - 9, year - 2), self.rng.randint(1, 12), 1)
        row: Row = {
            "post": posts, "birth_date": born,
            "id_number": identity(born.first, self._next()),
            "appointed_date": since, "post_start_date": None, "newly_appointed": False,
            "induction_trained": None,
            "induction_date": None, "leader_since": since, "tenure_years": None, "term_years": None,
            "exchanged": False,
        }  # fmt: skip
        if self.chance(self.dial.edges):
            row |= {"id_number": None, "birth_date": month(year - 46, 9)}
        return row | self._appointment() | self._exchange()

    def _next(self) -> int:
        """Mostly a new person; now and then the head and the deputy are one."""
        self.serial += self.rng.random() > self.dial.edges
        return self.serial

    def _appointment(self) -> Row:
        if not self.chance(0.25):
            return {}
        year, number = self.dial.year, self.rng.randint(1, 8)
        when = self.rng.choice([day(year, number, 10), month(year, number), day(year - 1, 9, 1)])
        column = self.rng.choice(["appointed_date", "post_start_date"])
        trained = self.rng.choice([True, True, False, None])
        done = day(year, 8, 20) if trained is None else None
        return {
            "appointed_date": None, column: when,
            "leader_since": when, "newly_appointed": None,
            "induction_trained": trained,
            "induction_date": self.rng.choice([done, done, NO]) if done else None,
        }  # fmt: skip

    def _exchange(self) -> Row:
        if not self.chance(0.2):
            return {"tenure_years": self.rng.choice([None, None, 2, 6])}
        before, after = self.rng.sample(self.schools, 2)
        return {
            "exchanged": True,
            "exchange_from": before["school_code"], "exchange_to": after["school_code"],
            "exchange_date": self.rng.choice([None, day(self.dial.year, 2, 20)]),
        }  # fmt: skip

    def _move(self, rows: list[Row], senders: list[Row]) -> None:
        """Retired, lent, borrowed and itinerant people; heads stay where they are."""
        for row in rows:
            if row["post"] is not None or not self.chance(self.dial.edges * 0.8):
                continue
            choice = self.rng.choice(
                ["退休", "调出", "借出", "借入", "借调", "在职", "elsewhere", "establishment"]
            )
            if choice == "establishment":
                row |= {"school_code": None, "establishment_at": row["school_code"]}
            elif choice == "elsewhere":
                row["teaches_at"] = self.rng.choice(senders)["school_code"]
            else:
                row["staff_status"] = choice
                if choice == "借调" and self.chance(0.5):
                    row["teaches_at"] = self.rng.choice(senders)["school_code"]

    def _doubles(self, rows: list[Row]) -> list[Row]:
        """The same row twice, the same key with one cell that differs, and a person at a second school."""
        extra: list[Row] = []
        for row in rows:
            if row["id_number"] is None or not self.chance(self.dial.edges * 0.3):
                continue
            twin = dict(row)
            kind = self.rng.choice(["same", "differs", "second"])
            if kind == "differs" and row["education"] is not None:
                twin["education"] = "31" if row["education"] != "31" else "21"
            if kind == "second" and row["post"] is None:
                twin["school_code"] = self.rng.choice(self.schools)["school_code"]
                twin["staff_id"] = f"{row['staff_id']}B"
            extra.append(twin)
        return extra


HEAD_COLUMNS = (
    "appointed_date", "post_start_date", "newly_appointed", "induction_trained", "induction_date",
    "leader_since",
    "tenure_years", "term_years", "exchanged", "exchange_from", "exchange_to", "exchange_date",
)  # fmt: skip
