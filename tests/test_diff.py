"""What changed: cells by key, findings by cause, indicators with effects that add up, plans in words."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from ruraledu_cli.analyse.effects import compare_indicators, effects
from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.comparison_words import ComparisonWords
from ruraledu_cli.catalogue.plan_changes import plan_changes
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.model.comparison import Comparison, FindingChange
from ruraledu_cli.model.measurement import Count, Counted, Means, Measurement, Moments, Ratio, Share
from ruraledu_cli.model.report import Status, Verdict
from ruraledu_cli.render.comparison import render_json

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "targets" / "gaotang-2023-2027.yaml"
ZH, EN = (load_catalogue(language, "trace", "diff") for language in ("zh", "en"))
SCHOOLS = "学校标识码,学校名称,办学类型代码,城乡类型代码,乡镇(街道),在校生数,录播室数,是否千兆进校百兆进班"
STAFF = "姓名,身份证号,学校标识码,最高学历,是否专任教师"
CODES = {"甲": "2137152601", "乙": "2137152602", "丙": "2137152603"}
PERSON = "371526198001010019"


def school(name: str, pupils: object = 100, rooms: object = 1, gigabit: str = "是") -> str:
    return f"{CODES[name]},{name}村小学,211,220,梁村镇,{pupils},{rooms},{gigabit}"


def write(path: Path, header: str, *rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8-sig")
    return path


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ruraledu.toml").write_text(f'data = "data"\nplan = "{PLAN.as_posix()}"\n', "utf-8")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(run: Run, *arguments: object) -> Any:
    ran = run("diff", *arguments, "--format", "json")
    assert ran.code in (0, 1), ran.err
    return ran.json


class TestRecords:
    def test_cells_are_matched_by_key_and_not_by_row(self, run: Run, county: Path) -> None:
        old = write(county / "a/学校.csv", SCHOOLS, school("甲"), school("乙"), school("丙"))
        new = write(county / "b/学校.csv", SCHOOLS, school("丙"), school("甲", pupils=120))
        found = told(run, old, new)
        (cell,) = found["cells"]
        assert (cell["table"], cell["column"]) == ("schools", "students")
        assert cell["key"] == f"{CODES['甲']} 甲村小学"
        assert (cell["before"]["cell"], cell["before"]["value"]) == ("F2", "100")
        assert (cell["after"]["cell"], cell["after"]["value"]) == ("F3", "120")
        assert cell["after"]["file"] == "b/学校.csv"
        (row,) = found["rows"]
        assert (row["added"], row["key"], row["row"]) == (False, f"{CODES['乙']} 乙村小学", 3)

    def test_another_spelling_is_no_change(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", SCHOOLS, school("甲", gigabit="是"))
        new = write(county / "b.csv", SCHOOLS, school("甲", pupils="100人", gigabit="有"))
        assert told(run, old, new)["cells"] == []

    def test_what_could_not_be_read_is_compared_as_written(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", SCHOOLS, school("甲", pupils="许多"), school("乙"))
        new = write(county / "b.csv", SCHOOLS, school("甲", pupils="不少"), school("乙"))
        (cell,) = told(run, old, new)["cells"]
        assert (cell["before"]["value"], cell["after"]["value"]) == ("许多", "不少")

    def test_a_file_is_no_different_from_itself(self, run: Run, county: Path) -> None:
        one = write(county / "a.csv", SCHOOLS, school("甲"), school("乙"))
        two = Path(shutil.copy(one, county / "b.csv"))
        found = told(run, one, two, "--exit-code")
        assert not found["differs"]
        assert run("diff", one, two, "--exit-code").code == 0
        write(two, SCHOOLS, school("甲"), school("乙", rooms=0))
        assert run("diff", one, two, "--exit-code").code == 1
        assert run("diff", one, two).code == 0

    def test_persons_are_masked(self, run: Run, county: Path) -> None:
        old = write(
            county / "a.csv", STAFF, f"张三,{PERSON},{CODES['甲']},本科,是", f"李四,,{CODES['甲']},大专,是"
        )
        new = write(
            county / "b.csv", STAFF, f"张三丰,{PERSON},{CODES['甲']},硕士,是", f"王五,,{CODES['甲']},大专,是"
        )
        for kind in ("json", "csv", "md", "text"):
            masked = run("diff", old, new, "--format", kind, "--lang", "zh").out.decode("utf-8-sig")
            for secret in (PERSON, "张三丰", "李四", "王五"):
                assert secret not in masked, kind
            shown = run("diff", old, new, "--format", kind, "--show-pii", "--lang", "zh").out.decode(
                "utf-8-sig"
            )
            assert PERSON in shown
            assert "张三丰" in shown
        columns = {cell["column"] for cell in told(run, old, new)["cells"]}
        assert columns == {"name", "education"}

    def test_researchers_are_masked_in_the_keys_of_their_visits(self, run: Run, county: Path) -> None:
        header = "教研员,学校标识码,活动日期,活动类型"
        visit = f"赵六,{CODES['甲']},2025-03-12,听评课"
        old = write(county / "a.csv", header, visit)
        new = write(county / "b.csv", header, visit, f"钱七,{CODES['甲']},2025-04-12,听评课")
        found = told(run, old, new)
        assert [row["added"] for row in found["rows"]] == [True]
        assert "钱七" not in str(found)


PUPILS = "学生姓名,学籍号,学校标识码,家庭经济困难,是否受助,资助项目,资助金额,资助学期"
VISITS = "教研员,学校标识码,活动日期,活动类型"
FACTS = "指标,年度,数值"


def pupil(number: int, half: str, amount: int, name: str = "甲") -> str:
    return f"生{number},G3715262010010100{number:02},{CODES[name]},是,是,生活补助,{amount},{half}"


def tables(found: Any) -> dict[str, tuple[int, ...]]:
    """Matched, changed, added, gone; what is on a side is matched, or on that side alone."""
    for one in found["tables"]:
        assert one["before"] == one["matched"] + one["gone"]
        assert one["after"] == one["matched"] + one["added"]
    return {
        one["table"]: (one["matched"], one["changed"], one["added"], one["gone"]) for one in found["tables"]
    }


class TestYears:
    """Between years a key is without the time it holds: else nothing would match."""

    def test_semesters_match_by_their_half(self, run: Run, county: Path) -> None:
        old = [pupil(1, "2023-2024-2", 500), pupil(1, "2024-2025-1", 500), pupil(2, "2024-2025-1", 500)]
        new = [pupil(1, "2024-2025-2", 625), pupil(1, "2025-2026-1", 500), pupil(3, "2025-2026-1", 500)]
        write(county / "data/2024/学生.csv", PUPILS, *old)
        write(county / "data/2025/学生.csv", PUPILS, *new)
        found = told(run, 2024, 2025)
        assert tables(found) == {"students": (2, 1, 1, 1)}
        assert [(c["column"], c["before"]["value"], c["after"]["value"]) for c in found["cells"]] == [
            ("aid_amount", "500", "625")
        ]
        assert found["years"] == [2024, 2025]
        assert "不含学年" in run("diff", 2024, 2025, "--lang", "zh").text

    def test_within_a_year_the_semester_tells(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", PUPILS, pupil(1, "2023-2024-2", 500))
        new = write(county / "b.csv", PUPILS, pupil(1, "2024-2025-1", 500))
        found = told(run, old, new, "--year", "2024")
        assert (found["years"], tables(found)["students"][2:]) == (None, (1, 1))

    def test_folders_of_two_years_are_years_too(self, run: Run, county: Path) -> None:
        write(county / "送/2024/学生.csv", PUPILS, pupil(1, "2023-2024-2", 500))
        write(county / "送/2025/学生.csv", PUPILS, pupil(1, "2024-2025-2", 500))
        found = told(run, county / "送/2024", county / "送/2025", "--exit-code")
        assert (found["kind"], found["years"]) == ("submissions", [2024, 2025])
        assert not found["differs"]

    def test_facts_match_by_how_far_their_year_is(self, run: Run, county: Path) -> None:
        fact = "财政教育支出"
        write(county / "data/2024/县级数据.csv", FACTS, f"{fact},2023,70", f"{fact},2024,80")
        write(county / "data/2025/县级数据.csv", FACTS, f"{fact},2024,70", f"{fact},2025,90")
        found = told(run, 2024, 2025)
        assert tables(found) == {"facts": (2, 1, 0, 0)}
        assert [(c["before"]["value"], c["after"]["value"]) for c in found["cells"]] == [("80", "90")]

    def test_visits_are_counted(self, run: Run, county: Path) -> None:
        visit = f"赵六,{CODES['甲']},{{}},听评课"
        write(
            county / "data/2024/到校教研记录.csv",
            VISITS,
            visit.format("2024-03-12"),
            visit.format("2024-04-12"),
        )
        days = ("2025-03-11", "2025-04-11", "2025-05-11")
        write(county / "data/2025/到校教研记录.csv", VISITS, *map(visit.format, days))
        found = told(run, 2024, 2025)
        assert tables(found) == {"researcher_visits": (2, 0, 1, 0)}
        (count,) = found["counts"]
        assert (count["before"], count["after"]) == (2, 3)
        assert "赵六" not in str(found)
        page = run("diff", 2024, 2025, "--lang", "zh").text
        assert "条数有变的" in page
        csv = run("diff", 2024, 2025, "--lang", "zh", "--format", "csv").out.decode("utf-8-sig")
        assert any(row.startswith("条数,到校教研记录,") for row in csv.splitlines())


class TestSecondKeys:
    def test_who_moved_is_the_same_person(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", STAFF, f"张三,{PERSON},{CODES['甲']},本科,是")
        new = write(county / "b.csv", STAFF, f"张三,{PERSON},{CODES['乙']},本科,是")
        found = told(run, old, new)
        assert tables(found) == {"staff": (1, 1, 0, 0)}
        (cell,) = found["cells"]
        assert (cell["column"], cell["after"]["value"]) == ("school_code", CODES["乙"])

    def test_a_school_that_has_got_its_code_is_the_same(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", SCHOOLS, school("甲").replace(CODES["甲"], ""))
        new = write(county / "b.csv", SCHOOLS, school("甲"))
        found = told(run, old, new)
        assert tables(found) == {"schools": (1, 1, 0, 0)}
        assert [cell["column"] for cell in found["cells"]] == ["school_code"]

    def test_keys_are_in_words(self, run: Run, county: Path) -> None:
        write(county / "a/学校.csv", SCHOOLS, school("甲"))
        write(county / "b/学校.csv", SCHOOLS, school("甲"))
        header = f"{STAFF},职务"
        write(county / "a/教职工.csv", header, f"张三,{PERSON},{CODES['甲']},本科,是,副校长")
        write(county / "b/教职工.csv", header, f"张三,{PERSON},{CODES['甲']},硕士,是,副校长")
        (cell,) = told(run, county / "a", county / "b")["cells"]
        assert cell["key"] == f"371526********0019 / {CODES['甲']} 甲村小学 / 副校长"


class TestTelling:
    def test_columns_of_indicators_come_first_and_rare_ones(self, run: Run, county: Path) -> None:
        names = ["甲", "乙", "丙"]
        old = write(county / "a.csv", f"{SCHOOLS},备注", *(f"{school(n)},旧" for n in names))
        new = write(
            county / "b.csv",
            f"{SCHOOLS},备注",
            *(f"{school(n, pupils=90, gigabit='否' if n == '丙' else '是')},新" for n in names),
        )
        page = run("diff", old, new, "--lang", "zh").text
        cells = [line.split()[0] for line in page.splitlines() if line.startswith("学校·")]
        assert cells[0] == "学校·是否千兆进校百兆进班"
        assert cells[-1] == "学校·备注"


class TestFindings:
    def test_changes_beyond_tolerance_match_whatever_the_value(self, run: Run, county: Path) -> None:
        """Every year another figure: still the same finding of the same school."""
        for year, pupils in ((2023, 100), (2024, 300), (2025, 900)):
            rows = [school("甲", pupils), school("乙", 200), school("丙", 500 if year == 2025 else 200)]
            write(county / f"data/{year}/学校.csv", SCHOOLS, *rows)
        (one,) = [f for f in told(run, 2024, 2025)["findings"] if f["code"] == "H001"]
        assert (one["state"], one["value"]) == ("open", None)
        assert (one["fixed"], one["still"], one["new"]) == (0, 1, 1)

    def test_new_fixed_and_still_open(self, run: Run, county: Path) -> None:
        rows = [school("甲", "许多"), school("乙", rooms="若干"), school("丙")]
        old = write(county / "a.csv", SCHOOLS, *rows)
        rows = [school("丙", gigabit="也许是"), school("甲", "许多"), school("乙")]
        new = write(county / "b.csv", SCHOOLS, *rows)
        found = {
            one["column"]: one["state"]
            for one in told(run, old, new)["findings"]
            if one["severity"] == "error"
        }
        assert found == {"students": "open", "recording_rooms": "fixed", "gigabit": "new"}

    def test_a_finding_in_several_columns_is_one_line(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", f"{SCHOOLS},女生数", f"{school('甲')},40")
        new = write(county / "b.csv", f"{SCHOOLS},女生数", f"{school('甲')},140")
        page = run("diff", old, new, "--lang", "zh").text
        lines = [line for line in page.splitlines() if "R001" in line]
        assert len(lines) == 1
        assert "学校·在校生数、女生数" in lines[0] or "学校·女生数、在校生数" in lines[0]

    def test_a_cause_is_counted_by_its_cells(self) -> None:
        def fate(fixed: int, still: int, new: int) -> str:
            return FindingChange("V004", "error", "schools", "campus", "村", fixed, still, new).fate

        assert [fate(3, 0, 0), fate(2, 1, 0), fate(0, 0, 2), fate(1, 0, 1)] == [
            "fixed",
            "open",
            "new",
            "new",
        ]


_NUMBERS = st.builds(F, st.integers(0, 10**6), st.integers(1, 1000))


class TestEffects:
    @given(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)
    def test_effects_add_up_exactly(self, n0: F, d0: F, n1: F, d1: F) -> None:
        found = effects((n0, d0), (n1, d1))
        if not d0 or not d1:
            assert found is None
        else:
            assert found is not None
            assert found.numerator == (n1 - n0) / d0
            assert found.numerator + found.denominator == n1 / d1 - n0 / d0

    @given(st.lists(st.integers(0, 50), min_size=8, max_size=8))
    def test_effects_of_ratios_are_of_their_shares(self, n: list[int]) -> None:
        sides = [Ratio(Share(n[i], n[i + 1]), Share(n[i + 2], n[i + 3])) for i in (0, 4)]
        for change in compare_indicators(*([verdict(side)] for side in sides)):
            if change.effects is not None:
                assert change.effects.numerator + change.effects.denominator == change.change

    @given(st.lists(st.integers(0, 50), min_size=8, max_size=8))
    def test_effects_of_shares_and_counts_are_their_change(self, n: list[int]) -> None:
        for old, new in ((Share(*n[:3]), Share(*n[3:6])), (Count(n[6], 1), Count(n[7], 1))):
            for change in compare_indicators([verdict(old)], [verdict(new)]):
                assert (change.effects is None) == (change.change is None)
                if change.effects is not None:
                    assert change.effects.numerator + change.effects.denominator == change.change

    def test_a_share(self) -> None:
        (change,) = compare_indicators([verdict(Share(60, 20))], [verdict(Share(68, 12))])
        assert change.effects is not None
        assert (change.effects.numerator, change.effects.denominator) == (F(1, 10), 0)
        assert change.counts == ("60 ÷ 80", "68 ÷ 80")
        assert not list(compare_indicators([verdict(Share(1, 1))], [verdict(Share(2, 2))]))

    def test_nothing_made_of_roots_is_said_to_be_exact(self) -> None:
        """A mean of dispersions is near the true one only; a dispersion is told by its square."""
        mean = [Means((dispersion(F(1, n)), dispersion(F(1, 5)))) for n in (3, 2)]
        alone = [dispersion(F(1, n)) for n in (9_999, 10_001)]
        for pair, key in ((mean, "exact"), (alone, "exact_squared")):
            changes = tuple(compare_indicators(*([verdict(side)] for side in pair)))
            found = Comparison("years", ("2024", "2025"), indicators=changes)
            words = ComparisonWords(load_codebook(), None, ZH, show_pii=False, telling={})
            (told,) = json.loads(render_json(found, words))["indicators"]
            assert (told["change"], told["effects"]) == (None, None)
            assert (told["before"][key] is None) == (key == "exact")
            assert isinstance(told["before"]["value"], float)
            was, now = words.figures(changes[0])
            assert was != now
            assert words.change(changes[0])


def dispersion(square: F) -> Moments:
    """Two units of one weight, 1 + r and 1 - r."""
    return Moments(F(2), F(2), 2 + 2 * square, 2)


def verdict(counted: Counted) -> Verdict:
    return Verdict(Measurement("x", counted), Status.MET)


class TestInputs:
    def test_what_cannot_be_read_is_told_with_the_changes(self, run: Run, county: Path) -> None:
        write(county / "a/学校.csv", SCHOOLS, school("甲"))
        write(county / "b/学校.csv", SCHOOLS, school("甲", 120))
        (county / "b/教职工.xlsx").write_bytes(b"PK\x03\x04 torn")
        ran = run("diff", "a", "b", "--format", "json")
        assert ran.code == 3
        statuses = {file["path"]: file["status"] for file in ran.json["inputs"]["after"]}
        assert statuses["b/教职工.xlsx"] == "unreadable"
        assert "有文件无法读取，其中的记录会显示为新增或减少：b/教职工.xlsx" in run("diff", "a", "b").text

    def test_nothing_to_compare_is_no_equality(self, run: Run, county: Path) -> None:
        (county / "empty").mkdir()
        write(county / "a/学校.csv", SCHOOLS, school("甲"))
        assert run("diff", "empty", "a").code == 3
        assert run("diff", "a", "none").code == 3
        assert run("diff", "2025", "none").code == 3
        write(county / "b/记事.csv", "事项,备注", "开会,")
        assert "两边都没有读出数据行" in run("diff", "b", "b").text

    def test_sides_are_told_as_seen_from_the_workspace(self, run: Run, county: Path) -> None:
        write(county / "a/学校.csv", SCHOOLS, school("甲"))
        assert told(run, county / "a", "a/../a/学校.csv")["before"] == "a"


class TestPlans:
    @pytest.fixture
    def changed(self, tmp_path: Path) -> Path:
        text = PLAN.read_text("utf-8")
        for old, new in (
            ("2025: {value: 100%, source: 任务12", "2025: {value: 95%, source: 任务12"),
            ("is_center_kindergarten: 是, township: $list.towns", "is_center_kindergarten: 是"),
        ):
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "new.yaml"
        path.write_text(text, "utf-8")
        return path

    def test_targets_and_scopes_in_words(self, run: Run, changed: Path) -> None:
        found = told(run, PLAN, changed, "--exit-code")
        kinds = {one["kind"] for one in found["plan"]}
        assert kinds == {"milestone", "scope"}
        (stone,) = [one for one in found["plan"] if one["kind"] == "milestone"]
        assert "gigabit_coverage" in stone["name"]
        assert "100%" in stone["before"]
        assert "95%" in stone["after"]
        lines = changed.read_text("utf-8").splitlines()
        file, line = stone["at_after"].rsplit(":", 1)
        assert file == changed.as_posix()
        assert "2025: {value: 95%, source: 任务12" in lines[int(line) - 1]
        assert stone["at_before"] == f"{PLAN.as_posix()}:{line}"
        page = run("diff", PLAN, changed, "--lang", "zh").text
        assert f"{stone['at_before']}：2025年底 ≥ 100%" in page
        assert f"{stone['at_after']}：2025年底 ≥ 95%" in page
        assert run("diff", PLAN, changed, "--exit-code").code == 1
        assert run("diff", PLAN, PLAN, "--exit-code").code == 0
        assert "95%" in run("diff", PLAN, changed, "--lang", "en", "--format", "md").text

    def test_every_part_of_a_plan_is_compared(self, run: Run, tmp_path: Path) -> None:
        text = PLAN.read_text("utf-8")
        other = tmp_path / "other.yaml"
        for old, new, kind, said in (
            ("term_years: 3 ", "term_years: 5 ", "setting", "5"),
            ("heads: [校长, 副校长, 园长, 副园长]", "heads: [校长, 园长]", "list", ""),
            ("best_first: [国家级, 省级", "best_first: [省级, 国家级", "order", "省级、国家级"),
            ("aliases: [梁村]}", "aliases: [梁村, 老梁村]}", "township", "老梁村"),
        ):
            assert old in text
            other.write_text(text.replace(old, new, 1), "utf-8")
            found = [one for one in told(run, PLAN, other)["plan"] if one["kind"] == kind]
            assert len(found) == 1, kind
            assert said in found[0]["after"]
            line = int(found[0]["at_after"].rsplit(":", 1)[1])
            assert new in "\n".join(other.read_text("utf-8").splitlines()[line - 1 :][:2])
            if kind == "list":
                assert (found[0]["before"], found[0]["after"]) == ("− 副校长、副园长", "")

    def test_a_plan_against_nothing_like_it(self) -> None:
        plan = load_plan(PLAN, load_codebook())
        assert plan_changes(plan, plan, ZH) == ()
        other = load_plan(ROOT / "targets" / "gaotang-task14-conjecture.yaml", load_codebook())
        changes = plan_changes(plan, other, EN)
        assert changes
        assert all(change.before or change.after for change in changes)
        assert all(change.before != change.after for change in changes)


class TestCommand:
    def test_two_years(self, run: Run, county: Path) -> None:
        write(county / "data/2024/学校.csv", SCHOOLS, school("甲", gigabit="否"), school("乙"))
        write(county / "data/2025/学校.csv", SCHOOLS, school("甲"), school("乙"), school("丙"))
        found = told(run, "2024", "2025年")
        assert found["kind"] == "years"
        (one,) = [one for one in found["indicators"] if one["id"] == "gigabit_coverage"]
        assert (one["before"]["exact"], one["after"]["exact"]) == ("1/2", "1")
        assert (one["effects"]["numerator"], one["effects"]["denominator"]) == ("1", "-1/2")
        page = run("diff", "2024", "2025", "--lang", "zh").text
        assert "+50.0个百分点" in page
        assert "新增的记录" in page

    def test_a_folder_against_a_file_and_a_folder(self, run: Run, county: Path) -> None:
        one = write(county / "旧/学校.csv", SCHOOLS, school("甲"), school("乙"))
        write(county / "新/学校1.csv", SCHOOLS, school("乙", pupils=7))
        write(county / "新/下/学校2.csv", SCHOOLS, school("甲"))
        for before in (one, one.parent):
            found = told(run, before, county / "新")
            assert tables(found) == {"schools": (2, 1, 0, 0)}
            assert found["cells"][0]["after"]["file"] == "新/学校1.csv"
        assert run("diff", one.parent, one, "--exit-code").code == 0

    def test_submissions_without_a_year_have_no_indicators(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", SCHOOLS, school("甲"))
        new = write(county / "b.csv", SCHOOLS, school("甲", gigabit="否"))
        assert told(run, old, new)["skipped"] == "no_year"
        found = told(run, old, new, "--year", "2025")
        assert "gigabit_coverage" in {one["id"] for one in found["indicators"]}

    def test_files_are_written(self, run: Run, county: Path) -> None:
        old = write(county / "a.csv", SCHOOLS, school("甲"))
        new = write(county / "b.csv", SCHOOLS, school("甲", pupils=1), school("乙"))
        names = [argument for suffix in ("json", "csv", "md", "txt") for argument in ("-o", f"d.{suffix}")]
        assert run("diff", old, new, *names, "-q").code == 0
        rows = (county / "d.csv").read_text("utf-8-sig").splitlines()
        assert any(row.startswith("单元格,学校,") for row in rows)
        assert any(row.startswith("新增记录,学校,") for row in rows)
        assert "改动的单元格" in (county / "d.md").read_text("utf-8")

    def test_usage(self, run: Run, county: Path) -> None:
        one = write(county / "a.csv", SCHOOLS, school("甲"))
        assert run("diff", one, "2024").code == 2
        assert run("diff", one, PLAN).code == 2
        assert run("diff", one).code == 2
        assert run("diff", "2023", "2024").code == 3
        assert run("diff", one, "nowhere.xlsx").code == 3
        assert run("diff", one, one, "-o", one).code == 2


def test_both_languages_hold_the_same_words() -> None:
    assert set(ZH.texts) == set(EN.texts)
