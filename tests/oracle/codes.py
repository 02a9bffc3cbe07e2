"""The lists the oracle counts by: townships, school types, grades, categories; typed in again on purpose."""

from __future__ import annotations

STREETS = {"371526001": "鱼邱湖街道", "371526002": "汇鑫街道", "371526003": "人和街道"}
TOWNS = {
    "371526101": "梁村镇",
    "371526102": "尹集镇",
    "371526103": "清平镇",
    "371526104": "固河镇",
    "371526105": "三十里铺镇",
    "371526106": "琉璃寺镇",
    "371526107": "赵寨子镇",
    "371526108": "姜店镇",
    "371526109": "杨屯镇",
}
TOWNSHIPS = STREETS | TOWNS

SEAT_CODES = frozenset({"111", "112", "121", "122"})
VOCATIONAL = frozenset({"361", "362", "363", "364", "365", "366", "368", "369"})
SPECIAL = frozenset({"511", "512", "513", "514", "519"})
MIDDLE_AND_PRIMARY = frozenset({"211", "311", "312", "341", "342", "345"})
KINDERGARTENS = frozenset({"111", "112"})
UNITS = KINDERGARTENS | MIDDLE_AND_PRIMARY | VOCATIONAL | SPECIAL | {"371"}
TEACHING_POINT = "218"
ATTACHED = frozenset({"119", "219", "319", "349"})
WITH_PEOPLE = UNITS | ATTACHED | {TEACHING_POINT}
COMPULSORY_TEACHING = frozenset({"211", "218", "219", "311", "312", "319", "341", "345"})
COMPULSORY_SCHOOLS = frozenset({"211", "311", "312", "341", "345"})
PRIVATE = "999"

BACHELOR_AND_ABOVE = frozenset({"11", "14", "17", "21"})
EDUCATION_RANK = ("11", "14", "17", "21", "31", "41", "44", "61", "71", "81")
HEADS = frozenset({"校长", "园长"})
DEPUTIES = frozenset({"副校长", "副园长", "主持工作的副校长"})
LEADERS = HEADS | DEPUTIES
CLOSED = frozenset({"停办", "撤并"})
LEFT = frozenset({"退休", "调出", "借出"})
LEVELS = ("县级", "市级", "省级", "国家级")
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


def at_least(level: str) -> frozenset[str]:
    return frozenset(LEVELS[LEVELS.index(level) :])
