"""Writes docs/rules.md: the pages of the rules (tests/rules/CODE.md) joined, with a table of them all.

Run by `make docs`; a test compares the page with what the rules and their pages say.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.model.rules import RULES, Rule

PAGE = Path(__file__).parent / "rules.md"
PAGES = Path(__file__).parents[1] / "tests" / "rules"
FAMILIES = {
    "F": ("文件", "files"),
    "S": ("表的结构", "structure of sheets"),
    "V": ("单个值", "single values"),
    "R": ("一条记录之内", "within one record"),
    "K": ("唯一标识与跨表对应", "keys and references, across tables and files"),
    "H": ("与往年相比", "against earlier years"),
    "D": ("方案与说明文件", "definitions and answers"),
}
INTRO = """\
# 审核规则 · The rules of validation

本页由 `make docs` 从 `tests/rules/` 生成，请改那里的各页，不要改本页。
每一页同时是测试：“出错的表”必须报出所列的各格，“正确的表”必须什么也不报。
*Generated from the rules' pages, each of which is a test as well.*

- **错误**须改正；**核实**须改正或说明；**提示**供阅读。*Errors must be corrected, queries corrected or
  explained, notes are for reading.*
- 位置写作“表.列 行号”，行号就是在 Excel 里看到的行号。例表里 `=120` 是数值，空格子是空单元格。
  *Places are table.column and the row as Excel shows it; `=120` is a number.*
- `ruraledu explain CODE` 在命令行给出同样的说明。*The same on the command line.*
"""


def page() -> str:
    """The whole page."""
    lines = [INTRO, *_index()]
    for family, (zh, en) in FAMILIES.items():
        lines += [f"## {family} · {zh} · {en}", ""]
        for rule in _of(family):
            lines += [*_rule(rule), ""]
    return "\n".join(lines).rstrip() + "\n"


def _of(family: str) -> list[Rule]:
    return sorted((rule for rule in RULES.values() if rule.code[0] == family), key=lambda rule: rule.code)


def _index() -> Iterator[str]:
    zh, en = load_catalogue("zh"), load_catalogue("en")
    yield "| 代码 | 程度 | 标题 | Title | 名称 |"
    yield "| --- | --- | --- | --- | --- |"
    for family in FAMILIES:
        for rule in _of(family):
            titles = [words.text(f"rules.{rule.code}.title") for words in (zh, en)]
            severity = zh.word("severity", rule.severity)
            code = f"[{rule.code}](#{rule.code.lower()})"
            yield f"| {code} | {severity} | {titles[0]} | {titles[1]} | `{rule.name}` |"
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    """A rule's page, its headings two levels down, with what the rule is called besides."""
    title, _, text = (PAGES / f"{rule.code}.md").read_text("utf-8").partition("\n")
    zh, en = load_catalogue("zh"), load_catalogue("en")
    yield f'<a id="{rule.code.lower()}"></a>'
    yield ""
    yield f"### {title.lstrip('# ')}"
    yield ""
    yield f"{zh.word('severity_full', rule.severity)} · `{rule.name}` · {en.text(f'rules.{rule.code}.title')}"
    if rule.implies:
        yield ""
        yield f"可能同时引起：{zh.join(rule.implies)}"
    yield _demoted(text)


def _demoted(text: str) -> str:
    """Headings as lines of their own in bold: the page's table of contents is of rules only."""
    return re.sub(r"^#{2,4} (.+)$", r"**\1**", text.rstrip(), flags=re.MULTILINE)


def main() -> int:
    PAGE.write_text(page(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
