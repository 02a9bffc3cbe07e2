"""What changed: cells by key, findings by cause, indicators with effects that add up, plans in words."""

from __future__ import annotations

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
from ruraledu_cli.catalogue.plan_changes import plan_changes
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.model.comparison import FindingChange
from ruraledu_cli.model.measurement import Counted, Measurement, Ratio, Share
from ruraledu_cli.model.report import Status, Verdict

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
        assert (cell["table"], cell["column"], cell["key"]) == ("schools", "students", CODES["甲"])
        assert (cell["before"]["cell"], cell["before"]["value"]) == ("F2", "100")
        assert (cell["after"]["cell"], cell["after"]["value"]) == ("F3", "120")
        assert cell["after"]["file"] == "b/学校.csv"
        (row,) = found["rows"]
        assert (row["added"], row["key"], row["row"]) == (False, CODES["乙"], 3)

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


class TestFindings:
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

    def test_a_cause_is_counted_by_its_cells(self) -> None:
        def fate(fixed: int, still: int, new: int) -> str:
            return FindingChange("V004", "error", "schools", "campus", "村", fixed, still, new).fate

        assert [fate(3, 0, 0), fate(2, 1, 0), fate(0, 0, 2), fate(1, 0, 1)] == [
            "fixed",
            "open",
            "new",
            "open",
        ]


_NUMBERS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)


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

    def test_a_share(self) -> None:
        (change,) = compare_indicators([verdict(Share(60, 20))], [verdict(Share(68, 12))])
        assert change.effects is not None
        assert (change.effects.numerator, change.effects.denominator) == (F(1, 10), 0)
        assert change.counts == ("60 ÷ 80", "68 ÷ 80")
        assert not list(compare_indicators([verdict(Share(1, 1))], [verdict(Share(2, 2))]))


def verdict(counted: Counted) -> Verdict:
    return Verdict(Measurement("x", counted), Status.MET)


class TestPlans:
    @pytest.fixture
    def changed(self, tmp_path: Path) -> Path:
        text = PLAN.read_text("utf-8")
        for old, new in (
            ("2025: {value: 100%, source: 任务12", "2025: {value: 95%, source: 任务12"),
            ("is_center_kindergarten: 是, township: $list.towns", "is_center_kindergarten: 是"),
        ):
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "new.yaml"
        path.write_text(text, "utf-8")
        return path

    def test_targets_and_scopes_in_words(self, run: Run, changed: Path) -> None:
        found = told(run, PLAN, changed, "--exit-code")
        kinds = {one["kind"] for one in found["plan"]}
        assert {"target", "scope"} <= kinds
        target = next(o for o in found["plan"] if o["kind"] == "target" and "gigabit_coverage" in o["name"])
        assert "100%" in target["before"]
        assert "95%" in target["after"]
        assert "2023" in target["after"]
        assert run("diff", PLAN, changed, "--exit-code").code == 1
        assert run("diff", PLAN, PLAN, "--exit-code").code == 0
        assert "95%" in run("diff", PLAN, changed, "--lang", "en", "--format", "md").text

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
