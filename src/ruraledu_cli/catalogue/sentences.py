"""The ready sentence on an indicator (汇报口径): one line for a report or a speech."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ruraledu_cli.catalogue.figures import figure, show, show_gap, show_line, status_word
from ruraledu_cli.catalogue.formulas import PEOPLE
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.definitions.formula import EachFormula, Formula, ShareFormula
from ruraledu_cli.definitions.plan import Indicator
from ruraledu_cli.model.measurement import Ratio, Share
from ruraledu_cli.model.report import Status, Verdict


def sentence(verdict: Verdict, indicator: Indicator, as_of: date, text: Catalogue) -> str:
    """The sentence; where there is no figure it says why instead."""
    counted = verdict.measurement.counted
    found = figure(counted)
    day, title = text.day(as_of), text.title(indicator.title)
    unsaid = verdict.status in (Status.NOT_COMPUTABLE, Status.NOT_APPLICABLE)
    if counted is None or found.value is None or unsaid:
        return text.text("sentence.none", date=day, title=title, status=status_word(verdict, text))
    line = verdict.target.value if verdict.target else None
    said: dict[str, object] = {
        "date": day,
        "title": title,
        "value": show(found.value, indicator.unit, text, line),
        "gap": _gap(verdict, indicator, text),
        "undecided": found.missing or None,
    }
    if isinstance(counted, Share):
        said |= _shared(counted, indicator, text)
        return text.text("sentence.share", **said)
    if isinstance(counted, Ratio):
        return text.text("sentence.ratio", **said, numbers=found.counts or found.value)
    return text.text("sentence.number", **said)


def _shared(counted: Share, indicator: Indicator, text: Catalogue) -> dict[str, object]:
    words = indicator.sentence
    return {
        "over": text.title(words.over) if words else text.text("sentence.over"),
        "having": text.title(words.having) if words else text.text("sentence.having"),
        "unit": text.title(words.unit) if words else text.text("sentence.unit"),
        "rate": text.text("sentence.rate" if _of_persons(indicator.formula) else "sentence.coverage"),
        "numerator": counted.yes,
        "denominator": counted.yes + counted.no,
        "left": counted.no or None,
    }


def _of_persons(formula: Formula) -> bool:
    if isinstance(formula, EachFormula):
        return False
    return isinstance(formula, ShareFormula) and formula.rows.table in PEOPLE


def _gap(verdict: Verdict, indicator: Indicator, text: Catalogue) -> str | None:
    """How far from the target, or that it is reached; nothing while the verdict waits."""
    target = verdict.target
    if target is None or verdict.gap is None or verdict.status is Status.UNDECIDED:
        return None
    line = show_line(target.value, indicator.unit, text)
    reached = verdict.gap >= 0 if target.op == ">=" else verdict.gap <= 0
    if reached:
        return text.text("sentence.reached", target=line)
    gap = show_gap(Fraction(abs(verdict.gap)), indicator.unit, text).lstrip("+")
    return text.text("sentence.short", gap=gap)
