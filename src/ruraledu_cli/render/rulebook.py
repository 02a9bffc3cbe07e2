"""The rules and indicators in plain words, for `rules` and `explain`: as plain data, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ruraledu_cli.catalogue import Catalogue
from ruraledu_cli.catalogue.words import fill, required
from ruraledu_cli.model.rules import RULES, Rule
from ruraledu_cli.render.json import SCHEMA_VERSION, to_bytes
from ruraledu_cli.render.md import escape, table_row

if TYPE_CHECKING:
    from ruraledu_cli.definitions.plan import Plan

Record = dict[str, Any]
_BLANK = "…"  # stands for what a finding would fill in


def rule_words(code: str, part: str, text: Catalogue) -> str:
    """A rule's title, message, why or mend, as it is said of no finding in particular."""
    template = text.texts[f"rules.{code}.{part}"]
    return fill(template, dict.fromkeys(required(template), _BLANK))


def rule_record(rule: Rule, text: Catalogue) -> Record:
    words = {part: rule_words(rule.code, part, text) for part in ("title", "message", "why", "mend")}
    known = {"code": rule.code, "name": rule.name, "severity": rule.severity, "implies": list(rule.implies)}
    return known | words


def indicator_record(name: str, plan: Plan, text: Catalogue) -> Record:
    """What the plan says of an indicator: no figures."""
    indicator, target = plan.indicators[name], plan.targets.get(name)
    stones = sorted(target.milestones.items()) if target else []
    return {
        "id": name,
        "title": text.title(indicator.title),
        "task": indicator.task,
        "lead": list(indicator.lead),
        "partners": list(indicator.partners),
        "clause": indicator.clause,
        "note": text.title(indicator.note),
        "unit": indicator.unit,
        "op": target.op if target else None,
        "force": target.force if target else None,
        "inferred": list(target.inferred) if target else [],
        "milestones": [
            {"year": year, "value": str(stone.value), "due": due.isoformat(), "source": stone.source}
            for year, stone in stones
            if target and (due := target.due(year))
        ],
    }


def render_rules(text: Catalogue, name: str) -> bytes:
    """All rules as json or md."""
    if name == "json":
        rules = [rule_record(rule, text) for rule in in_order(RULES.values())]
        return to_bytes({"schema_version": SCHEMA_VERSION, "rules": rules, "errors": []})
    return ("\n".join(_page(text)) + "\n").encode("utf-8")


def _page(text: Catalogue) -> Iterator[str]:
    yield from (f"# {text.text('rulebook.title')}", "")
    yield table_row(
        text.text(f"rulebook.{name}") for name in ("code", "severity", "title_column", "why", "mend")
    )
    yield table_row("---" for _ in range(5))
    for rule in in_order(RULES.values()):
        words = [escape(rule_words(rule.code, part, text)) for part in ("title", "why", "mend")]
        yield table_row((rule.code, text.text(f"severity.{rule.severity}"), *words))


_FAMILIES = "FSVRKHD"


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """By family, in the order in which they are met: file, structure, value, record, key, history, plan."""
    return sorted(rules, key=lambda rule: (_FAMILIES.find(rule.code[0]), rule.code))
