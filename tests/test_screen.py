"""The screen: right widths, every doubt said, no colour where none is wanted, no cell that steers it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from fractions import Fraction as F
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from fake_reports import INPUTS, VERDICTS, fake_report, judged, verdict
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.measurement import Share
from ruraledu_cli.model.report import InputFile, Report, Status
from ruraledu_cli.screen import palette
from ruraledu_cli.screen.cells import bar
from ruraledu_cli.screen.check import show_check
from ruraledu_cli.screen.console import glyphs, make_console
from ruraledu_cli.screen.lines import plain, wrap
from ruraledu_cli.screen.suggest import next_commands

ZH, EN = load_catalogue("zh"), load_catalogue("en")


class Terminal(io.StringIO):
    """A stream that says it is a terminal, in some encoding."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return True


def shown(report: Report, width: int = 140, language: str = "zh") -> str:
    stream = io.StringIO()
    show_check(report, ZH if language == "zh" else EN, make_console("never", stream, width))
    return stream.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_window(width: int, language: str) -> None:
    for line in shown(fake_report(), width, language).splitlines():
        assert cell_len(line) <= width, line


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_statuses_stand_in_one_column(width: int) -> None:
    lines = shown(fake_report(), width).splitlines()
    header = next(line for line in lines if line.startswith("监测指标"))
    column = cell_len(header[: header.index("状态")])
    found = [
        cell_len(line[: match.start()])
        for line in lines
        if (
            match := re.search(
                r"[√×○?!·-] (提前达标|达标|尚未达标|逾期未达标|未到期|待核定|不涉及|无法计算|仅监测)", line
            )
        )
        and not line[: match.start()].startswith(("√", "梁", "尹", "三", "="))
    ]
    assert found.count(column) >= len(VERDICTS)


def test_every_indicator_shows_value_target_gap_and_status() -> None:
    line = next(
        line for line in shown(fake_report()).splitlines() if line.startswith("千兆进校、百兆进班覆盖率 ")
    )
    assert line.split() == [
        *("千兆进校、百兆进班覆盖率", "85.0%", "68/80", "████████░░", "≥100%", "2025年12月31日"),
        *("-15.0个百分点", "5", "×", "尚未达标"),
    ]


def test_all_statuses_have_word_and_sign() -> None:
    page = shown(fake_report())
    for said in (
        *("√ 提前达标", "√ 达标", "× 尚未达标", "× 逾期未达标", "○ 未到期", "? 待核定（缺数据）"),
        *("- 不涉及", "! 无法计算（缺少数据表）", "· 仅监测"),
    ):
        assert said in page


def test_the_header_says_what_was_read() -> None:
    page = shown(fake_report())
    assert "高唐县建设全国乡村教育振兴先行区 达标监测\n2025 年度数据　统计时点 2025年9月1日\n" in page
    assert "读入文件 2 个，未计入 1 个，无法读取 1 个" in page
    assert "教职工 1,203 行、学校 85 行、项目台账 6 行" in page
    assert "! 无法读取：sample_data/2025/尹集[bold].xlsx（文件已加密，设有打开密码）" in page


def test_many_unread_files_are_counted() -> None:
    many = tuple(InputFile(f"{n}.xlsx", "", "unreadable", "damaged") for n in range(9))
    page = shown(fake_report(inputs=many))
    assert page.count("! 无法读取") == 5
    assert "另有 4 处" in page
    assert "没有读入任何文件" in shown(fake_report(inputs=()))


def test_doubts_are_said_beneath() -> None:
    page = shown(fake_report(), 140)
    assert "未报送：梁村镇、尹集镇、清平镇等 5 个（另有 2 个未列）" in page
    assert "原因：报送不全；可能区间不定" in page
    assert "推定（等级次序）" in page
    assert "原则性要求" in page
    assert "方案未定量，参考线" in page
    assert "另一口径：仅公办学校：1.07（160/230 : 150/230）；缺报 2" in page
    assert "另一口径：城区按统计代码：统计范围为空" in page
    assert "另一口径：占学校的比例：0.0%（0/85）" in page
    assert "此后 2025年底须达 100%" in page
    assert "仅凭“是/否”填报、没有带宽数据：7 所，须核实" in page


def test_undecided_shows_its_interval() -> None:
    found = verdict(
        "aid_coverage", Share(8, 1, open=1), Status.UNDECIDED, judged(F(17, 20), 2023), "missing_cells"
    )
    assert "可能区间 80.0%—90.0%" in shown(fake_report(verdicts=(found,)))


def test_a_narrow_window_says_what_moved_and_what_is_gone() -> None:
    page = shown(fake_report(), 80)
    assert "窗口较窄（80 列），缺报、分子/分母、完成时限移到指标下方；进度未显示" in "".join(
        page.split("\n")[5:7]
    )
    assert "分子/分母 68/80；缺报 5；完成时限 2025年底" in page
    assert "窗口较窄" not in shown(fake_report(), 140)


def test_groups_stand_below() -> None:
    page = shown(fake_report(), 80)
    assert "千兆进校、百兆进班覆盖率　分乡镇（街道）" in page
    assert "梁村镇          85.0%  17/20  × 尚未达标" in page
    assert "=HYPERLINK(1)       -         ? 待核定" in page


def test_the_footer_counts_and_leads_on() -> None:
    page = shown(fake_report())
    assert "√ 达标 3   × 未达标 2   ○ 未到期 2   ? 待核定 1   - 不涉及 1   ! 无法计算 1   · 仅监测 2" in page
    assert "未通过 3 项" in page
    assert "数据审核：错误 2 项，核实 1 项，提示 1 项" in page
    assert "  ruraledu explain gigabit_coverage 2025  # 看口径与逐校明细" in page


def test_suggestions_fit_what_was_found() -> None:
    commands = [command for command, _ in next_commands(fake_report(), ZH)]
    assert commands == [
        "ruraledu explain gigabit_coverage 2025",
        "ruraledu need gigabit_coverage 2025",
        "ruraledu status 2025",
    ]
    fine = fake_report(verdicts=(VERDICTS[3],), findings=())
    assert [command for command, _ in next_commands(fine, ZH)] == ["ruraledu report 2025 -o report-2025.docx"]
    spaced = (InputFile("sample data/2025/a.xlsx", ""),)
    faulty = fake_report(verdicts=(VERDICTS[3],), inputs=spaced)
    assert next_commands(faulty, ZH)[0][0] == 'ruraledu validate "sample data/2025"'


def test_a_plan_without_indicators_still_has_a_page() -> None:
    assert "没有未通过的指标" in shown(fake_report(verdicts=(), findings=(), inputs=INPUTS[:1], failed=0))


def test_cell_text_is_no_markup_and_steers_no_terminal() -> None:
    assert "[bold]" in shown(fake_report())
    evil = (InputFile("a\x1b[2J\n\u202eb.xlsx", "", "unreadable"),)
    page = shown(fake_report(inputs=evil))
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert plain("a\tb　c\x07") == "a b　c "


def test_nothing_is_folded_when_not_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    stream = io.StringIO()
    console = make_console("auto", stream)
    assert console.width > 1000
    show_check(fake_report(), ZH, console)
    page = stream.getvalue()
    assert "城乡义务教育教师本科及以上学历比例之比  " in page
    assert "窗口较窄" not in page
    assert max(map(cell_len, page.splitlines())) < 300
    assert "\x1b" not in page


def test_colour_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;31m× 尚未达标" in coloured(make_console("always", io.StringIO(), 140))
    assert "\x1b[1;31m× 尚未达标" in coloured(make_console("auto", Terminal(), 140))
    assert "\x1b" not in coloured(make_console("never", Terminal(), 140))
    assert "\x1b" not in coloured(make_console("auto", io.StringIO(), 140))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", coloured(make_console("auto", Terminal(), 140)))
    assert "\x1b[1;31m" in coloured(make_console("always", io.StringIO(), 140))


def coloured(console: Console) -> str:
    show_check(fake_report(), ZH, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_gbk_console_gets_what_it_can_write() -> None:
    stream = Terminal("cp936")
    console = make_console("never", stream, 100)
    assert glyphs(console).full == "#"
    show_check(fake_report(), ZH, console)
    page = stream.getvalue()
    page.encode("gbk")
    assert "#####." in page
    assert ">=100%" in page


def test_bars_are_full_only_at_the_target() -> None:
    signs = glyphs(make_console("never", io.StringIO()))
    assert bar(F(999, 1000), judged(F(1), 2025), 10, signs) == "█████████░"
    assert bar(F(1), judged(F(1), 2025), 10, signs) == "██████████"
    assert bar(F(3), judged(F(1), 2025), 10, signs) == "██████████"
    assert bar(F(-1), judged(F(1), 2025), 4, signs) == "░░░░"
    assert bar(F(0), judged(F(0), 2025), 4, signs) == "████"
    assert bar(F(2), judged(F(1), 2025, "binding", "<="), 4, signs) == "██░░"
    assert bar(F(1, 2), judged(F(1), 2025, "binding", "<="), 4, signs) == "████"
    assert bar(None, judged(F(1), 2025), 4, signs) == ""
    assert bar(F(1), None, 4, signs) == ""


def test_wrapping_keeps_commas_off_the_beginning_of_a_line() -> None:
    assert wrap("梁村镇、尹集镇", 6) == ["梁村", "镇、尹", "集镇"]
    assert wrap("共有（五个）学校", 6) == ["共有", "（五", "个）学", "校"]
    assert wrap("Gigabit coverage of schools", 10) == ["Gigabit", "coverage", "of schools"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("", 10) == [""]
    assert wrap("a\nb", 10) == ["a b"]


@pytest.mark.parametrize("width", range(2, 12))
def test_wrapping_loses_nothing_and_keeps_the_width(width: int) -> None:
    text = "城乡义务教育（含附设班）教师ABC本科，及以上学历：比例之比，99%"
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)


def test_the_screen_loads_no_babel_and_no_tables() -> None:
    code = (
        "import sys; import ruraledu_cli.screen;"
        "print([m for m in ('babel', 'numpy', 'pandas', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["GOOD", "BAD", "WARN", "INFO", "ODD"])
def test_colours_can_be_read_on_a_light_and_on_a_dark_ground(name: str) -> None:
    """The contrast of WCAG 2, at least that of large text."""
    color = Style.parse(getattr(palette, name)).color
    assert color is not None
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in color.get_truecolor())
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert min(1.05 / (light + 0.05), (light + 0.05) / 0.05) >= 3
