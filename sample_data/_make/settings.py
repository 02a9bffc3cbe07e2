"""What the invented county should look like, year by year: the numbers one turns to tune the sample."""

from __future__ import annotations

from fractions import Fraction as F
from typing import NamedTuple

SEED = "invented county 1"
YEARS = (2022, 2023, 2024, 2025)

# How many of a group have something in each year. The group stands behind the name; who they are is
# drawn once, so that a school that has a thing keeps it.
COUNTS: dict[str, dict[int, int]] = {
    # of rural primary and secondary schools: 84, 83, 81, 80 in service
    "gigabit": {2022: 15, 2023: 28, 2024: 47, 2025: 68},
    "paired": {2022: 14, 2023: 24, 2024: 58, 2025: 79},
    "expansion": {2022: 24, 2023: 36, 2024: 66, 2025: 80},
    # of 24 primary and secondary schools at the seats of towns
    "recording_rooms": {2022: 8, 2023: 13, 2024: 19, 2025: 24},
    "class2_or_better": {2022: 12, 2023: 15, 2024: 18, 2025: 20},
    "class1": {2022: 2, 2023: 3, 2024: 4, 2025: 6},
    # of 10 schools with junior grades at the seats of towns
    "junior_boarding": {2022: 7, 2023: 8, 2024: 9, 2025: 10},
    # of 9 centre kindergartens: recognised as provincial models, and such as only reach the standard
    "kg_recognised": {2022: 2, 2023: 3, 2024: 4, 2025: 5},
    "kg_reaching": {2022: 1, 2023: 2, 2024: 2, 2025: 2},
    # of 25 public kindergartens in the country
    "kg_integrated": {2022: 14, 2023: 18, 2024: 22, 2025: 25},
    # of 9 towns
    "special_centers": {2022: 3, 2023: 5, 2024: 7, 2025: 8},
    # of 200 villages; a blank is a village that did not answer
    "village_sites": {2022: 118, 2023: 147, 2024: 173, 2025: 189},
    "village_blanks": {2022: 6, 2023: 4, 2024: 2, 2025: 3},
    # cells of researcher x school x semester without a visit
    "visits_left_out": {2022: 4, 2023: 2, 2024: 2, 2025: 1},
    # rural teachers and heads whose last health check is a year too old
    "unchecked": {2022: 120, 2023: 31, 2024: 9, 2025: 0},
    # pupils who left school early, all with a file (一人一案)
    "dropouts": {2022: 6, 2023: 5, 2024: 4, 2025: 3},
    # poor pupils in the country without aid
    "unaided": {2022: 11, 2023: 0, 2024: 0, 2025: 0},
    # new heads in the country without training
    "untrained": {2022: 3, 2023: 0, 2024: 0, 2025: 0},
}

# Shares of all rural schools, kindergartens included (rounded down to whole schools).
RURAL_SHARES: dict[str, dict[int, F]] = {
    "parent_school": {2022: F(88, 100), 2023: F(97, 100), 2024: F(1), 2025: F(1)},
    "moral_plan": {2022: F(70, 100), 2023: F(1), 2024: F(1), 2025: F(1)},
    "warm_campus": {2022: F(20, 100), 2023: F(34, 100), 2024: F(56, 100), 2025: F(78, 100)},
    "labour_site": {2022: F(42, 100), 2023: F(55, 100), 2024: F(68, 100), 2025: F(81, 100)},
    "five_stars": {2022: F(4, 100), 2023: F(7, 100), 2024: F(11, 100), 2025: F(15, 100)},
    "brand": {2022: F(45, 100), 2023: F(58, 100), 2024: F(70, 100), 2025: F(84, 100)},
}

# Shares of persons.
BACHELOR: dict[str, dict[int, F]] = {
    "urban": {2022: F(942, 1000), 2023: F(951, 1000), 2024: F(960, 1000), 2025: F(968, 1000)},
    "rural": {2022: F(790, 1000), 2023: F(829, 1000), 2024: F(865, 1000), 2025: F(896, 1000)},
}
YOUNG_HEADS: dict[int, F] = {2022: F(38, 100), 2023: F(42, 100), 2024: F(46, 100), 2025: F(49, 100)}
ROTATED: dict[int, F] = {2022: F(25, 100), 2023: F(40, 100), 2024: F(52, 100), 2025: F(64, 100)}

# Facts of the county, one column a year.
FACTS: tuple[tuple[str, str, dict[int, str]], ...] = (
    ("教师体检单列资金", "元", {2022: "0", 2023: "620000", 2024: "655000", 2025: "690000"}),
    ("乡村群众教育满意度", "%", {2022: "86.2", 2023: "88.1", 2024: "89.7", 2025: "91.3"}),
    ("九年义务教育巩固率", "%", {2022: "97.8", 2023: "98.1", 2024: "98.6", 2025: "98.9"}),
    ("一般公共预算教育支出", "万元", {2022: "81200", 2023: "83900", 2024: "86100", 2025: "88700"}),
)


class Township(NamedTuple):
    """One of the twelve townships, and how many schools of which kind stand in it (in 2025)."""

    code: str
    name: str
    villages: int
    seat_primaries: int = 0
    seat_junior: str = ""
    village_primaries: int = 0
    village_juniors: int = 0
    closing: tuple[int, ...] = ()
    points: int = 0
    village_kindergartens: int = 0
    private_kindergartens: int = 0

    @property
    def is_town(self) -> bool:
        """Whether it is a town (镇) and no street of the county seat."""
        return self.name.endswith("镇")


TOWNSHIPS = (
    Township("371526001", "鱼邱湖街道", 12, village_primaries=3, village_kindergartens=1),
    Township("371526002", "汇鑫街道", 11, village_primaries=3, village_kindergartens=1),
    Township("371526003", "人和街道", 10, village_primaries=2),
    Township("371526101", "梁村镇", 20, 2, "311", 6, 0, (2024,), 2, 2, 1),
    Township("371526102", "尹集镇", 18, 2, "311", 5, 0, (), 1, 2, 1),
    Township("371526103", "清平镇", 22, 2, "311", 6, 0, (2023,), 1, 2, 1),
    Township("371526104", "固河镇", 17, 2, "311", 5, 0, (), 1, 1, 0),
    Township("371526105", "三十里铺镇", 18, 1, "311", 4, 1, (), 1, 1, 1),
    Township("371526106", "琉璃寺镇", 19, 1, "311", 4, 1, (2024,), 2, 2, 0),
    Township("371526107", "赵寨子镇", 17, 1, "312", 5, 0, (), 1, 1, 0),
    Township("371526108", "姜店镇", 19, 2, "311", 6, 0, (2025,), 2, 2, 1),
    Township("371526109", "杨屯镇", 17, 1, "312", 5, 0, (), 1, 1, 1),
)

RESEARCHERS = 12
AID_CATEGORIES = (
    "脱贫享受政策家庭儿童",
    "防返贫动态监测家庭儿童",
    "孤儿",
    "事实无人抚养儿童",
    "重点困境儿童",
    "残疾儿童",
    "低保家庭儿童",
    "特困救助供养儿童",
)
