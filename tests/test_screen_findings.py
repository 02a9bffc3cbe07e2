"""Findings on the screen: by cause, counted aloud, personal data masked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from fake_reports import FINDINGS, PERSON
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.screen.console import make_console
from ruraledu_cli.screen.findings import show_findings

ZH = load_catalogue("zh")


def listed(
    findings: Iterable[Finding], limit: int | None = 20, show_pii: bool = False, width: int = 100
) -> str:
    stream = io.StringIO()
    show_findings(findings, ZH, make_console("never", stream, width), limit=limit, show_pii=show_pii)
    return stream.getvalue()


def test_findings_by_cause_the_worst_first() -> None:
    page = listed(FINDINGS)
    codes = re.findall(r"^[×?·] \S+ ([A-Z]\d{3})", page, re.MULTILINE)
    assert codes == ["V004", "V006", "H001", "K003", "V008"]
    assert "× 错误 V004 代码表外的值　1 项，7 处" in page
    assert "“城乡类型代码”填的“村”不在代码表内，按缺报处理；是否应为“村庄”" in page
    assert "2025/学校.xlsx［学校］ E4:E5、E9；2025/尹集.xlsx［学校］ E12、E14、E16 等 4 格" in page
    assert "在校生数变为 900（已说明）" in page
    assert "处理：" in page


def test_findings_beyond_the_limit_are_counted() -> None:
    page = listed(FINDINGS, limit=2)
    assert "另有 3 项未显示（错误 0，核实 2，提示 1）" in page
    assert "H001" not in page
    assert "未显示" not in listed(FINDINGS, limit=None)


def test_findings_of_one_rule_stand_together() -> None:
    places = (Place("a.xlsx", "学校", header="乡镇", rows=(4,), position=2),)
    page = listed([Finding("V004", places, value) for value in ("甲", "乙", "丙")], limit=2)
    assert page.count("V004") == 1
    assert "3 项，3 处" in page
    assert "另有 1 项未显示" in page


def test_findings_mask_personal_data() -> None:
    page = listed(FINDINGS)
    assert PERSON not in page
    assert "张三" not in page
    assert "371599********0019" in page
    assert "张*" in page
    assert PERSON in listed(FINDINGS, show_pii=True)


def test_no_findings() -> None:
    assert listed([]) == "没有发现问题\n"


def test_a_rare_character_does_not_stop_a_gbk_console() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    show_findings(
        [Finding("V002", (Place("a.xlsx", header="校名"),), "䶮镇")], ZH, make_console("never", stream)
    )
    stream.flush()
    assert "?镇" in raw.getvalue().decode("gbk")
