"""The order of the stages: files, sheets, frames, census, measurements, verdicts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ruraledu_cli.analyse import examples
from ruraledu_cli.analyse.examples import ExampleResult
from ruraledu_cli.analyse.lacking import columns_lacking, columns_of
from ruraledu_cli.analyse.scopes import about_definitions, about_sheets
from ruraledu_cli.analyse.trend import trends
from ruraledu_cli.analyse.whatif import differences, try_out
from ruraledu_cli.census import Census, Frame
from ruraledu_cli.compute import compute, compute_beside, compute_one, register
from ruraledu_cli.definitions.changes import Wish
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.names import with_own
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan as read_plan
from ruraledu_cli.judge import Setting, failures, judge
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.model.measurement import Measurement
from ruraledu_cli.model.report import InputFile, Report, Verdict
from ruraledu_cli.model.trend import Trends
from ruraledu_cli.model.whatif import Whatif
from ruraledu_cli.read import FileRead, discover, read_files
from ruraledu_cli.recognise import recognise, unread_tables
from ruraledu_cli.store import summaries
from ruraledu_cli.store.summaries import Summary
from ruraledu_cli.validate import BlankMeans, validate

_YEAR = re.compile(r"(19|20)\d\d")


def load_plan(paths: Sequence[Path], root: Path | None = None) -> Plan:
    """The plan of the last file given, with the names and layouts of the workspace at `root`. Raises
    DefinitionError with every fault at once."""
    return with_own(read_plan(paths[-1], load_codebook(), shown=paths[-1].as_posix()), root)


@dataclass(frozen=True)
class YearData:
    """One year's folder, read and validated on first use."""

    folder: Path
    plan: Plan
    year: int
    root: Path
    blank_means: Sequence[BlankMeans] = ()

    @cached_property
    def paths(self) -> tuple[tuple[Path, str], ...]:
        return discover(self.folder, shown(self.folder, self.root))

    @cached_property
    def read(self) -> tuple[FileRead, ...]:
        return read_files(self.paths)

    @cached_property
    def contents(self) -> tuple[str, ...]:
        """Each file's name and digest, without reading it as a workbook."""
        return tuple(f"{name} {_digest(path)}" for path, name in self.paths)

    @cached_property
    def _validated(self) -> tuple[Census, tuple[Finding, ...]]:
        recognised = recognise([sheet for file in self.read for sheet in file.sheets], self.plan.codebook)
        outside = frozenset(self.plan.lists.get("outside_schools", ()))
        validated = validate(
            recognised.frames,
            self.plan.codebook,
            self.year,
            self.plan.areas,
            outside,
            self.blank_means,
            names=self.plan.names,
            unread=unread_tables([file.file for file in self.read], recognised.frames, self.plan.codebook),
            openings=self.plan.settings.openings,
        )
        of_files = [finding for file in self.read for finding in file.findings]
        return validated.census, (*of_files, *recognised.findings, *validated.findings)

    @property
    def census(self) -> Census:
        return self._validated[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._validated[1]

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """The files with the number of records each gave to each table."""
        rows = _rows_by_file(self.census.frames)
        return tuple(replace(file.file, tables=rows.get(file.file.path, {})) for file in self.read)


@dataclass(frozen=True)
class Years:
    """The year asked for and the earlier ones beside it, each read on first use."""

    data: YearData
    as_of: date
    earlier: tuple[YearData, ...] = ()  # latest first
    _summaries: dict[int, Summary] = field(default_factory=dict)

    def evaluator(self, data: YearData, census: Census | None = None) -> Evaluator:
        """A year's conditions, its own earlier years behind it; of another census of that year, if given."""
        return Evaluator(
            census or data.census,
            self.plan,
            self.reference(data),
            lambda: (past.census for past in self._before(data)),
            lambda: self.last_year(data).register,
        )

    def last_year(self, data: YearData) -> Summary:
        """What the year before came to; nothing where there is no such year."""
        before = self._before(data)
        return self.summary(before[0]) if before and before[0].year == data.year - 1 else Summary({}, ())

    def _before(self, data: YearData) -> tuple[YearData, ...]:
        return tuple(past for past in self.earlier if past.year < data.year)

    def reference(self, data: YearData) -> date:
        """The reference day of an earlier year is the same day of that year."""
        if data.year == self.data.year:
            return self.as_of
        return day_in(self.as_of, self.as_of.year - self.data.year + data.year)

    @property
    def plan(self) -> Plan:
        return self.data.plan

    def setting(self, ignore_unread: Sequence[str] = (), past: YearData | None = None) -> Setting:
        """What the year (or an earlier one) is judged in. `ignore_unread` names files that count as read."""
        data = past or self.data
        unread = any(
            file.status == "unreadable" and not is_ignored(file.path, ignore_unread) for file in data.inputs
        )
        return Setting(self.plan, data.year, self.reference(data), unread)

    def history(self) -> dict[str, list[tuple[int, Fraction]]]:
        """Each indicator's values in the earlier years, oldest first."""
        found: dict[str, list[tuple[int, Fraction]]] = {}
        for data in reversed(self.earlier):
            for indicator, value in self.summary(data).values.items():
                found.setdefault(indicator, []).append((data.year, value))
        return found

    def summary(self, data: YearData) -> Summary:
        """What an earlier year came to: kept from an earlier run over the same content, else computed."""
        if data.year not in self._summaries:
            key = self._key(data)
            found = summaries.load(key)
            if found is None:
                found = _summarise(self.evaluator(data))
                summaries.save(key, found)
            self._summaries[data.year] = found
        return self._summaries[data.year]

    def _key(self, data: YearData) -> str:
        """All that a year's summary depends on: plan, settings, reference date, and every file up to it."""
        plan = [sha256(path.read_bytes()).hexdigest() for path in self.plan.files]
        stated = [f"{b.column} {b.means} {b.file}" for b in data.blank_means]
        files = [line for past in (data, *self._before(data)) for line in past.contents]
        return summaries.key_of([*plan, *stated, self.reference(data).isoformat(), str(data.year), *files])


def check(
    data: Path,
    plan: Plan,
    year: int,
    *,
    as_of: date | None = None,
    by: str | None = None,
    fail_on: str = "undecided",
    ignore_unread: Sequence[str] = (),
    root: Path | None = None,
    blank_means: Sequence[BlankMeans] = (),
) -> Report:
    """A year's indicators against the targets in force. `data` is the year's folder; earlier years lie beside
    it. `ignore_unread` names files that count as read although they are not."""
    years = years_of(data, plan, year, as_of=as_of, root=root, blank_means=blank_means)
    now = years.data
    evaluator = years.evaluator(now)
    measurements = compute(evaluator, by)
    inputs = now.inputs
    verdicts = judge(measurements, years.setting(ignore_unread), years.history())
    failed = failures(verdicts, fail_on)
    beside = compute_beside(evaluator)
    by_plan = (*about_definitions(evaluator), *about_sheets(now.census, plan, year, years.as_of).findings)
    found = (*now.findings, *by_plan, *columns_lacking(evaluator, years.last_year(now).columns))
    return Report(plan, year, years.as_of, verdicts, found, inputs, failed, by, beside)


def years_of(
    data: Path,
    plan: Plan,
    year: int,
    *,
    as_of: date | None = None,
    root: Path | None = None,
    blank_means: Sequence[BlankMeans] = (),
) -> Years:
    """A year's folder with the earlier ones beside it; nothing is read yet."""
    root = root or data.parent
    now = YearData(data, plan, year, root, blank_means)
    earlier = tuple(YearData(path, plan, y, root, blank_means) for y, path in earlier_folders(data, year))
    return Years(now, as_of or date(year, 9, 1), earlier)


def verdict_of(years: Years, indicator: str, ignore_unread: Sequence[str] = ()) -> Verdict:
    """One indicator of the year asked for, as `check` judges it."""
    measurement = compute_one(years.evaluator(years.data), indicator)
    return judge([measurement], years.setting(ignore_unread), years.history())[0]


def what_if(years: Years, wishes: Sequence[Wish], ignore_unread: Sequence[str] = ()) -> Whatif:
    """Every indicator before and after changes that are tried on the census. Raises WrongWish."""
    evaluator = years.evaluator(years.data)
    census, changed = try_out(wishes, evaluator)
    setting, history = years.setting(ignore_unread), years.history()
    before, after = (
        judge(compute(one), setting, history) for one in (evaluator, years.evaluator(years.data, census))
    )
    return Whatif(years.plan, years.data.year, years.as_of, changed, differences(before, after))


def trends_of(years: Years, chosen: Sequence[int], ignore_unread: Sequence[str] = ()) -> Trends:
    """Each indicator over some of the years, each of which is judged as `check` does."""
    held = [data for data in (*reversed(years.earlier), years.data) if data.year in chosen]
    verdicts = {
        data.year: judge(compute(years.evaluator(data)), years.setting(ignore_unread, data)) for data in held
    }
    days = {data.year: years.reference(data) for data in held}
    return Trends(years.plan, days, trends(years.plan, verdicts))


def earlier_folders(data: Path, year: int) -> list[tuple[int, Path]]:
    """The folders of earlier years beside a year's, latest first."""
    beside = data.parent.iterdir() if data.parent.is_dir() else ()
    years = [
        (int(p.name), p) for p in beside if p.is_dir() and _YEAR.fullmatch(p.name) and int(p.name) < year
    ]
    return sorted(years, reverse=True)


def shown(path: Path, root: Path) -> str:
    """A path as outputs show it: relative to the workspace, else as given; with `/`."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def day_in(day: date, year: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def is_ignored(path: str, names: Collection[str]) -> bool:
    """Whether --ignore-unread names this file: by its path or the end of it."""
    return any(path == name or path.endswith("/" + name.replace("\\", "/").lstrip("./")) for name in names)


def _rows_by_file(frames: Sequence[Frame]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for frame in frames:
        tables = found.setdefault(frame.sheet.file, {})
        tables[frame.table] = tables.get(frame.table, 0) + len(frame.records)
    return found


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return f"unreadable {error.errno}"


def _summarise(evaluator: Evaluator) -> Summary:
    values = {measurement.indicator: _value(measurement) for measurement in compute(evaluator)}
    known = {name: value for name, value in values.items() if value is not None}
    return Summary(known, register(evaluator), columns_of(evaluator.census))


def _value(measurement: Measurement) -> Fraction | None:
    if measurement.counted is None or measurement.problem is not None:
        return None
    return measurement.counted.estimate().exact


def run_examples(path: Path, root: Path | None = None) -> list[ExampleResult]:
    """The examples that stand beside a plan file, in the workspace at `root`."""
    return list(examples.run_examples(load_plan([path], root), path))
