"""Writes docs/indicators.md from the county's plan: clauses, definitions in words, targets, readings.

Run by `make docs`; a test compares the page with what the plan file says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plan_words import Words

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.catalogue.figures import force_word, show_line
from ruraledu_cli.definitions.codebook_files import load_codebook
from ruraledu_cli.definitions.plan import Indicator, Plan
from ruraledu_cli.definitions.plan_reader import load_plan
from ruraledu_cli.definitions.yaml import load

PAGE = Path(__file__).parent / "indicators.md"
PLAN = Path(__file__).parents[1] / "targets" / "gaotang-2023-2027.yaml"
UNITS = {"percent": "百分比", "ratio": "比值", "number": "个数"}
EMPTY = {"not_computable": "无法计算", "not_applicable": "不涉及"}
INTRO = """\
# 监测指标 · Indicators

本页由 `make docs` 从[方案文件](../targets/gaotang-2023-2027.yaml)生成，请改方案文件，不要改本页。
*Generated from the plan file; change that, not this page.*

每项指标：方案原文、目标、分子分母、并列显示的另一口径。带链接的 `名称` 是[统计范围](#统计范围--scopes)或
[名单](#名单--lists)，文末有定义。先于一切条件的是[谁计入](#谁计入--counted)。
*For each: the clause, the targets, numerator and denominator in words, and the readings shown beside it.*

- **刚性目标** 参加判定，未达标时退出码为 1；**原则性要求** 判定并显示；
  **推定** 判定、显示推定了什么，从不使命令失败；**参考线** 方案未给数字，只列参考线，不判定。
- “不低于”“不高于”都含本数。完成时限没有写明的，为当年 12 月 31 日。
"""


def page(path: Path) -> str:
    """The whole page."""
    plan, raw = load_plan(path, load_codebook()), load(path).data
    words = Words(plan)
    parts = [INTRO, "\n".join(_contents(plan))]
    for task in plan.tasks:
        own = [item for item in plan.indicators.values() if item.task == task]
        if own:
            parts.append("\n".join(_task(plan, task)))
            parts += ["\n".join(_indicator(plan, item, raw["indicators"][item.id], words)) for item in own]
    parts += [
        "\n".join(_beside(raw, words, plan)),
        "\n".join(_counted(raw, words, plan)),
        "\n".join(_scopes(raw, words, plan)),
        "\n".join(_lists(plan)),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _contents(plan: Plan) -> Iterator[str]:
    yield "| 指标 | 编号 | 任务 | 目标 |"
    yield "| --- | --- | --- | --- |"
    for item in plan.indicators.values():
        targets = "；".join(_milestones(plan, item)) or "仅监测"
        yield f"| [{item.title['zh']}](#{item.id}) | `{item.id}` | {_task_name(item.task)} | {targets} |"


def _task_name(task: str) -> str:
    return "总体目标" if task == "goal" else f"任务{task}"


def _task(plan: Plan, task: str) -> Iterator[str]:
    found = plan.tasks[task]
    name = _task_name(task)
    yield f"## {name if task == 'goal' else name + ' ' + found.title['zh']}"
    yield ""
    partners = f"；配合部门：{'、'.join(found.partners)}" if found.partners else ""
    yield f"牵头部门：{'、'.join(found.lead)}{partners}"


def _indicator(plan: Plan, item: Indicator, raw: dict[str, Any], words: Words) -> Iterator[str]:
    yield f'<a id="{item.id}"></a>'
    yield ""
    yield f"### {item.title['zh']}"
    yield ""
    yield f"*{item.title['en']}* · `{item.id}` · {UNITS[item.unit]}"
    yield ""
    if item.clause:
        yield f"> {item.clause}"
        yield ""
    yield from _target_lines(plan, item)
    yield from (f"- {line}" for line in words.formula(raw["formula"]))
    yield from (f"- {line}" for line in words.stand_ins(raw["formula"]))
    if item.note:
        yield f"- 说明：{item.note['zh']}。*{item.note['en']}.*"
    if item.when_empty != "not_computable":
        yield f"- 没有可统计的对象时：{EMPTY[item.when_empty]}"
    for reading in item.readings:
        lines = words.formula(raw["readings"][reading.id]["formula"])
        yield f"- 另一口径 `{reading.id}`：{reading.title['zh']}（*{reading.title['en']}*）"
        yield from (f"  - {line}" for line in lines)


def _target_lines(plan: Plan, item: Indicator) -> Iterator[str]:
    target = plan.targets.get(item.id)
    if target is None:
        yield "- 目标：无，仅监测"
        return
    text = load_catalogue("zh")
    stones = list(_milestones(plan, item))
    sources = dict.fromkeys(stone.source for stone in target.milestones.values() if stone.source)
    yield f"- 目标：{'；'.join(stones)}。{force_word(target.force, target.inferred, text)}"
    if sources:
        yield f"- 依据：{'、'.join(sources)}"


def _milestones(plan: Plan, item: Indicator) -> Iterator[str]:
    target = plan.targets.get(item.id)
    if target is None:
        return
    text = load_catalogue("zh")
    sign = "≥" if target.direction == "at_least" else "≤"
    for year, stone in sorted(target.milestones.items()):
        yield f"{text.due(target.due(year))} {sign}{show_line(stone.value, item.unit, text)}"


def _beside(raw: dict[str, Any], words: Words, plan: Plan) -> Iterator[str]:
    yield "## 并列显示 · beside"
    yield ""
    for figure in plan.beside:
        lines = words.formula(raw["beside"][figure.id]["formula"])
        yield f"- `{figure.id}` {figure.title['zh']}（*{figure.title['en']}*）：{'；'.join(lines)}"


def _counted(raw: dict[str, Any], words: Words, plan: Plan) -> Iterator[str]:
    yield "## 谁计入 · counted"
    yield ""
    for table, condition in raw["counted"].items():
        yield f"- 《{plan.codebook.tables[table].sheet}》：{words.condition(condition, table)}"


def _scopes(raw: dict[str, Any], words: Words, plan: Plan) -> Iterator[str]:
    yield "## 统计范围 · scopes"
    for table, scopes in raw["scopes"].items():
        yield ""
        yield f"### 《{plan.codebook.tables[table].sheet}》 {table}"
        yield ""
        for name, condition in scopes.items():
            yield f'- <a id="{table}-{name}"></a>`{name}`：{words.condition(condition, table).strip()}'


def _lists(plan: Plan) -> Iterator[str]:
    yield "## 名单 · lists"
    yield ""
    for name, members in plan.lists.items():
        yield f'- <a id="list-{name}"></a>`{name}`：{"、".join(members) or "（空）"}'
    yield ""
    yield "等级次序 orders，由高到低："
    yield ""
    for name, order in plan.orders.items():
        confirm = "（待确认）" if order.confirm else ""
        yield f"- `{name}`：{' > '.join(order.best_first)}{confirm}"


def main() -> int:
    PAGE.write_text(page(PLAN), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
