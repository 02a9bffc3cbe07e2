"""An invented report with every status, force and kind of figure, for what words, renders and shows one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.model.measurement import (
    Count,
    Counted,
    Keys,
    Measurement,
    NotComputable,
    Ratio,
    Reading,
    Share,
    Sum,
    Units,
)
from ruraledu_cli.model.moments import Moments
from ruraledu_cli.model.report import GroupVerdict, InputFile, Judged, Report, Status, Verdict

F = Fraction
LEAD = ("县教育体育局",)
TASKS = {
    "4": ("选优培强乡村校长", "Principals"),
    "7": ("持续实施教育强镇筑基行动", "Strong towns"),
    "8": ("优化改善乡村学校办学条件", "School conditions"),
    "9": ("构建城乡协作发展共同体", "Urban and rural together"),
    "11": ("打造乡村学校特色品牌", "Brands"),
    "12": ("推进数字化", "Digital schools"),
    "13": ("关爱特殊儿童", "Children in need"),
}
# id: zh, en, task, unit
INDICATORS = {
    "degree_ratio": (
        "城乡义务教育教师本科及以上学历比例之比",
        "Urban to rural ratio of graduates",
        "goal",
        "ratio",
    ),
    "young_principal_share": ("45周岁以下乡村校长占比", "Rural heads aged 45 or younger", "4", "percent"),
    "induction_training": ("新任职校长岗前培训率", "New heads trained", "4", "percent"),
    "town_pilots": ("强镇筑基试点数", "Town pilots", "7", "number"),
    "class2_standard": ("镇驻地学校Ⅱ类以上办学条件达标率", "Town-seat schools of class II", "8", "percent"),
    "book_dispersion": ("生均图书校际差异系数", "Dispersion of books per pupil", "8", "ratio"),
    "pairing_coverage": ("乡村中小学结对覆盖率", "Rural schools paired", "9", "percent"),
    "feature_courses": ("精品示范课程数", "Model courses", "11", "number"),
    "gigabit_coverage": ("千兆进校、百兆进班覆盖率", "Gigabit coverage", "12", "percent"),
    "recording_room_coverage": ("镇驻地学校录播室覆盖率", "Recording rooms", "12", "percent"),
    "aid_coverage": ("家庭经济困难学生资助覆盖率", "Pupils in need aided", "13", "percent"),
    "parent_school_villages": ("村居家长学校覆盖率", "Villages with a parents' school", "13", "percent"),
}
MILESTONES = {
    "degree_ratio": {2027: F(21, 20)},
    "young_principal_share": {2027: F(1, 2)},
    "induction_training": {2023: F(1)},
    "town_pilots": {2025: F(3)},
    "class2_standard": {2027: F(1)},
    "pairing_coverage": {2025: F(1)},
    "gigabit_coverage": {2023: F(3, 10), 2025: F(1)},
    "recording_room_coverage": {2023: F(1, 2), 2025: F(1)},
    "aid_coverage": {2023: F(1)},
    "parent_school_villages": {2025: F(19, 20)},
}


def target(milestones: dict[int, Fraction]) -> SimpleNamespace:
    stones = {
        year: SimpleNamespace(value=value, due=None, source="任务12") for year, value in milestones.items()
    }
    return SimpleNamespace(milestones=stones, due=lambda year: date(year, 12, 31))


def fake_plan() -> Any:
    rooms = SimpleNamespace(zh="录播室数", en="Recording rooms")
    schools = SimpleNamespace(sheet="学校", en="Schools", columns={"recording_rooms": rooms})
    canteens = SimpleNamespace(sheet="食堂台账", en="Canteens", columns={})
    return SimpleNamespace(
        codebook=SimpleNamespace(tables={"schools": schools, "canteens": canteens}),
        id="gaotang-2023-2027",
        title={"zh": "高唐县建设全国乡村教育振兴先行区", "en": "Gaotang rural education plan"},
        indicators={
            name: SimpleNamespace(
                title={"zh": zh, "en": en},
                task=task,
                lead=LEAD,
                partners=("县财政局", "县妇联"),
                clause=f"{zh}（方案原文）",
                unit=unit,
                need=("cover",),
                readings=(
                    SimpleNamespace(
                        id="public_only", title={"zh": "仅公办学校", "en": "public schools only"}
                    ),
                ),
            )
            for name, (zh, en, task, unit) in INDICATORS.items()
        },
        tasks={number: SimpleNamespace(title={"zh": zh, "en": en}) for number, (zh, en) in TASKS.items()},
        targets={name: target(stones) for name, stones in MILESTONES.items()},
        townships={
            f"3715261{n:02}": SimpleNamespace(zh=zh, en="", kind="镇")
            for n, zh in enumerate(("梁村镇", "尹集镇", "清平镇", "固河镇", "三十里铺镇"), start=1)
        },
    )


def judged(value: Fraction, year: int, force: str = "binding", op: str = ">=", *inferred: str) -> Judged:
    return Judged(op, value, year, date(year, 12, 31), force, inferred, "任务12", year <= 2025)


def verdict(
    name: str,
    counted: Counted | None,
    status: Status,
    against: Judged | None = None,
    reason: str | None = None,
    **more: Any,
) -> Verdict:
    """A verdict; its gap is the value's distance from the target, as a judge would compute it."""
    measured = {
        key: more.pop(key)
        for key in ("scope", "units", "basis", "readings", "problem", "said")
        if key in more
    }
    measurement = Measurement(name, counted, **measured)
    value = counted.estimate().value if counted is not None else None
    gap = value - against.value if against and value is not None else None
    return Verdict(measurement, status, reason, against, gap, **more)


GIGABIT = verdict(
    "gigabit_coverage",
    Share(yes=68, no=12, open=5),
    Status.MISSED,
    judged(F(1), 2025),
    scope="rural",
    units=Units(85, 85),
    said=(("flag_only", 7),),
    groups=tuple(
        GroupVerdict(
            "township", f"3715261{n:02}", name, verdict("gigabit_coverage", share, status, judged(F(1), 2025))
        )
        for n, (name, share, status) in enumerate(
            (
                ("梁村镇", Share(17, 3), Status.MISSED),
                ("尹集镇", Share(8, 0), Status.MET),
                ("三十里铺镇", Share(43, 9, open=5), Status.MISSED),
                ("=HYPERLINK(1)", Share(open=2), Status.UNDECIDED),
            ),
            start=1,
        )
    ),
)
VERDICTS = (
    verdict(
        "degree_ratio",
        Ratio(Share(169, 71), Share(169, 83), 0),
        Status.MET,
        judged(F(21, 20), 2027, "binding", "<="),
        early=True,
        scope=("county_seat", "rural"),
        pace="on_track",
        readings=(
            Reading("public_only", "仅公办学校", Ratio(Share(160, 70), Share(150, 80, open=2), 2)),
            Reading("statistical", "城区按统计代码", None, NotComputable("empty_scope")),
        ),
    ),
    verdict(
        "young_principal_share",
        Share(949, 1051, open=3),
        Status.NOT_DUE,
        judged(F(1, 2), 2027, "principle"),
        "incomplete",
        scope="rural",
    ),
    verdict("induction_training", Share(), Status.NOT_APPLICABLE, judged(F(1), 2023)),
    verdict("town_pilots", Keys(frozenset({"a", "b", "c"})), Status.MET, judged(F(3), 2025)),
    verdict(
        "class2_standard",
        Share(9, 1),
        Status.NOT_DUE,
        judged(F(1), 2027, "interpreted", ">=", "order"),
        scope="town_seat",
    ),
    verdict("book_dispersion", Moments(F(300), F(600), F(1500), 5, 1), Status.NO_TARGET, scope="compulsory"),
    verdict(
        "pairing_coverage",
        Share(70, 1, 1, 1, 3, unbounded=True),
        Status.UNDECIDED,
        judged(F(1), 2025),
        "incomplete",
        scope="rural",
        units=Units(85, 80, ("371526101", "371526102", "371526103", "371526104", "2137000009")),
        basis="mixed",
    ),
    verdict(
        "feature_courses",
        Count(0),
        Status.NO_TARGET,
        judged(F(1), 2025, "reference"),
        readings=(Reading("share", "占学校的比例", Share(0, 85)),),
    ),
    GIGABIT,
    verdict(
        "recording_room_coverage", Share(99999, 100001), Status.MISSED, judged(F(1, 2), 2023), overdue=True
    ),
    verdict("aid_coverage", Share(5012, 0), Status.MET, judged(F(1), 2023)),
    verdict(
        "parent_school_villages",
        None,
        Status.NOT_COMPUTABLE,
        judged(F(19, 20), 2025, "interpreted", ">=", "value"),
        "table_missing",
        problem=NotComputable("table_missing", ("villages",)),
    ),
)

PERSON = "371599198005120019"
FINDINGS = (
    Finding(
        "V008",
        (Place("2025/学校.xlsx", "学校", "schools", "school_name", "学校名称", (7,), 2),),
        "梁村 镇小学",
    ),
    Finding(
        "V004",
        (
            Place("2025/学校.xlsx", "学校", "schools", "urban_rural_code", "城乡类型代码", (4, 5, 9), 5),
            Place(
                "2025/尹集.xlsx", "学校", "schools", "urban_rural_code", "城乡类型代码", (12, 14, 16, 18), 5
            ),
        ),
        "村",
        {"reason": "unknown_code", "suggestion": "村庄"},
        ("2137000002", "2137000001"),
    ),
    Finding(
        "V006",
        (Place("2025/教职工.xlsx", "教职工", "staff", "id_number", "身份证号", (8,), 3),),
        PERSON,
        {"reason": "checksum"},
        personal=True,
    ),
    Finding("K003", (Place("2025/教职工.xlsx", "教职工", "staff", rows=(8, 90)),), "张三", personal=True),
    Finding(
        "H001",
        (Place("2025/学校.xlsx", "学校", "schools", "students", "在校生数", (9,), 9),),
        "900",
        state="explained",
    ),
)
INPUTS = (
    InputFile("sample_data/2025/教职工.xlsx", "b" * 64, "ok", None, {"staff": 1203}),
    InputFile("sample_data/2025/学校.xlsx", "a" * 64, "ok", None, {"schools": 85, "projects": 6}),
    InputFile("sample_data/2025/副本.xlsx", "c" * 64, "passed_over", "copy_name"),
    InputFile("sample_data/2025/尹集[bold].xlsx", "d" * 64, "unreadable", "password"),
)


def fake_report(**changes: Any) -> Report:
    fields: dict[str, Any] = {
        "plan": cast(Any, fake_plan()),
        "year": 2025,
        "as_of": date(2025, 9, 1),
        "verdicts": VERDICTS,
        "findings": FINDINGS,
        "inputs": INPUTS,
        "failed": 3,
        "by": "township",
    }
    return Report(**(fields | changes))


TOTAL = Sum(F(7, 2), F(0), None, 1, 3)
