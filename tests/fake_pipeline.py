"""A pipeline that answers what a test wants, so that the command line is tested by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.definitions.plan_reader import load_plan as read_plan
from ruraledu_cli.model.measurement import Measurement, Share
from ruraledu_cli.model.report import InputFile, Report, Status, Verdict
from ruraledu_cli.pipeline import is_ignored

INDICATORS = """
id: tiny
title: {zh: 小方案, en: Tiny plan}
tasks: {"1": {title: {zh: 任务, en: Task}, lead: [县教育体育局]}}
indicators:
  books_known:
    title: {zh: 图书册数已报, en: books reported}
    task: "1"
    unit: percent
    formula: {share: {of: schools, having: {books: {known: true}}}}
targets:
  books_known: {direction: at_least, force: binding, milestones: {2023: {value: 30%}, 2025: {value: 100%}}}
"""


@dataclass
class FakePipeline:
    """Reads plans for real; a year gives one indicator, `yes` of four."""

    yes: int = 3
    failed: int = 0
    unreadable: tuple[str, ...] = ()
    raised: BaseException | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)

    @staticmethod
    def is_ignored(path: str, names: Sequence[str]) -> bool:
        return is_ignored(path, names)

    def load_plan(self, paths: Sequence[Path], root: Path | None = None) -> Plan:
        return read_plan(paths[-1], load_codebook(), shown=paths[-1].as_posix())

    def check(self, data: Path, plan: Plan, year: int, **options: Any) -> Report:
        self.calls.append({"data": data, "year": year, **options})
        if self.raised is not None:
            raise self.raised
        root: Path = options["root"]
        inputs = tuple(
            InputFile(
                path.relative_to(root).as_posix(),
                hashlib.sha256(path.read_bytes()).hexdigest(),
                "unreadable" if path.name in self.unreadable else "ok",
                "damaged" if path.name in self.unreadable else None,
            )
            for path in sorted(data.rglob("*"))
            if path.is_file()
        )
        measured = Measurement("books_known", Share(yes=self.yes, no=4 - self.yes))
        verdict = Verdict(measured, Status.MISSED if self.failed else Status.MET)
        failed = 0 if options["fail_on"] == "never" else self.failed
        as_of = options["as_of"] or date(year, 9, 1)
        return Report(plan, year, as_of, (verdict,), (), inputs, failed, options["by"])


def make_workspace(folder: Path) -> Path:
    """A workspace with a plan, and one file in 2024 and 2025."""
    (folder / "ruraledu.toml").write_text('data = "data"\nplan = "plan.yaml"\n', encoding="utf-8")
    (folder / "plan.yaml").write_text(INDICATORS, encoding="utf-8")
    for year in ("2024", "2025"):
        (folder / "data" / year).mkdir(parents=True)
        (folder / "data" / year / "学校.csv").write_text(f"学校标识码,学校名称\n1,{year}\n", encoding="utf-8")
    return folder


Fake = Callable[[], FakePipeline]
