"""A report as rows of named figures, one per indicator and group: what the flat formats share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.figures import Figure, figure
from ruraledu_cli.model.report import GroupVerdict, Report, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a flat format: an indicator as a whole, or one of its groups."""

    indicator: str
    verdict: Verdict
    figure: Figure
    group: GroupVerdict | None = None


def rows(report: Report) -> Iterator[Row]:
    """Every indicator in the plan's order, each followed by its groups."""
    for verdict in report.verdicts:
        name = verdict.measurement.indicator
        yield Row(name, verdict, figure(verdict.measurement.counted))
        for group in verdict.groups:
            yield Row(name, group.verdict, figure(group.verdict.measurement.counted), group)


def task_words(task: str, text: Catalogue) -> str:
    """任务12, or the general goals."""
    return text.text("task.goal") if task == "goal" else text.text("task.numbered", number=task)
