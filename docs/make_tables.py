"""Writes docs/census.md from the codebook: the tables of a census, their columns and code lists.

Run by `make docs`; a test compares the page with what the codebook says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ruraledu_cli.catalogue import load_catalogue
from ruraledu_cli.definitions.codebook import Alias, Codebook, CodeList, ColumnDef, TableDef, spelling
from ruraledu_cli.definitions.codebook_files import load_codebook

PAGE = Path(__file__).parent / "census.md"
INTRO = """\
# 年度数据的表和列 · Tables and columns of a census

本页由 `make docs` 从 `src/ruraledu_cli/data/codebook/` 生成，请改代码簿，不要改本页。
*Generated from the codebook; change that, not this page.*

怎样读这些表 · How to read the tables below:

- **表头**：模板用的写法；“列名”是方案文件和程序用的名字，也可以直接作表头；“也认”是同样认得的其他写法。
  表头不分全角半角、空格和问卷式编号（“1.学校名称（必填）”）。
  *The first header is the template's; the column's name and every alias are understood as well.*
- **代码列**：代码、正式名称、通常写法都可以填，见文末[代码表](#代码表--code-lists)。
  标“代码 / 名称”两个表头的是同一件事：都填且不一致，报 R005，按缺报处理。
  *Coded columns take the code, the official name or a usual spelling; two headers of a fact must agree.*
- **是否列**：是/否、有/无、1/0、Y/N、√/×、☑/□。*Yes and no in any of these spellings.*
- **空白**：默认是“不知道”，不当作“否”也不当作 0；确实没有的请填 无、否 或 0。标“没有”的列，空白就是没有。
  *A blank is not known, unless the last column says that it is a known none.*
- **计量单位**：写在表头括号里或表格上方的单位（万元、亩、G、㎡）会换算，不会被忽略。
  *Units in a header's brackets or above the table are converted.*
- **必填** 未填报 V001（错误）；**个人信息** 在屏幕和输出中脱敏，除非用 `--show-pii`。
  *Required columns are V001 when blank; personal ones are masked.*
"""
ROW = {
    "schools": "一所学校或幼儿园（多校区的，一个校区）",
    "staff": "一名任职人员；一人任两个职务的可以两行",
    "students": "一名重点关注学生（资助、残疾、留守）的一个学期、一个资助项目",
    "researchers": "一名县教研员；联系多所学校的可以多行，也可以用顿号分开",
    "researcher_visits": "一次到校；几人同去的可以写在一格",
    "projects": "一个已批准的试点、基地、课程、工作室或特色高中",
    "pairs": "一对结对学校（可不报，改用 学校 表中的结对各列）",
    "guards": "一名安保人员",
    "villages": "一个村或社区",
    "facts": "全县一个年度的一项数据",
}
FAULTS = {"V004": "不作取值，报 V004", "V009": "须说明，报 V009"}
WORDS = {"yes": "是", "no": "否", "-": "空白", "?": "待问"}


def page(codebook: Codebook) -> str:
    """The whole page."""
    parts = [INTRO, "\n".join(_contents(codebook))]
    parts += ["\n".join(_table(table, codebook)) for table in codebook.tables.values()]
    parts.append("## 代码表 · Code lists")
    parts += ["\n".join(_code_list(name, codes)) for name, codes in codebook.code_lists.items()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _contents(codebook: Codebook) -> Iterator[str]:
    yield from _row("表", "名称", "每行是")
    yield from _rule(3)
    for table in codebook.tables.values():
        link = f"[{table.sheet}](#{_anchor(_heading(table))})"
        yield from _row(link, f"`{table.name}`", ROW[table.name])


def _heading(table: TableDef) -> str:
    return f"{table.sheet} · {table.name}"


def _anchor(heading: str) -> str:
    """A heading's anchor: small letters, no punctuation, spaces as hyphens."""
    return re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-")


def _table(table: TableDef, codebook: Codebook) -> Iterator[str]:
    yield f"## {_heading(table)}"
    yield ""
    yield f"*{table.en}.* 每行是{ROW[table.name]}。"
    yield ""
    yield f"- 工作表名 sheet：{table.sheet}；也认 {_list(table.sheet_aliases)}"
    yield f"- 唯一标识 key：{_headers(table, table.key)}"
    yield f"- 有下列任何一列就认作本表 recognised by：{_headers(table, table.signature)}"
    yield ""
    yield from _row("表头", "列名", "Meaning", "类型", "也认", "空白")
    yield from _rule(6)
    for column in table.columns.values():
        second = column.code_header
        header = column.zh if second is None else f"{second.zh} / {column.zh}"
        names = f"`{column.name}`"
        if second is not None and second.name != column.name:
            names = f"`{second.name}` / `{column.name}`"
        yield from _row(
            header, names, column.en, _type(column, codebook), _aliases(column), _blank(column, table)
        )


def _headers(table: TableDef, names: Iterable[str]) -> str:
    return _list(table.columns[name].zh for name in names)


def _type(column: ColumnDef, codebook: Codebook) -> str:
    said = load_catalogue("zh").text(f"types.{column.type}")
    if column.codes is not None:
        heading = _list_heading(column.codes, codebook.code_lists[column.codes])
        said = f"代码：[{codebook.code_lists[column.codes].title}](#{_anchor(heading)})"
    parts = [said + ("，可填多个" if column.list else "")]
    parts += [f"单位 {column.unit}"] if column.unit else []
    if column.max is not None:
        parts.append(f"{column.min if column.min is not None else ''}—{column.max}")
    parts += ["**必填**"] if column.required else []
    parts += ["个人信息"] if column.personal else []
    if column.words:
        parts.append("另认 " + _list(f"{word}={WORDS.get(str(m), m)}" for word, m in column.words.items()))
    return "；".join(parts)


def _aliases(column: ColumnDef) -> str:
    """The other spellings, the code header's before the name's."""
    second = _list(_alias(alias) for alias in column.code_header.aliases) if column.code_header else ""
    own = _list(_alias(alias) for alias in column.aliases)
    return " / ".join(part for part in (second, own) if part)


def _alias(alias: Alias) -> str:
    if isinstance(alias, str):
        return alias
    meaning = "，".join(f"{WORDS.get(str(w), w)}={m}" for w, m in next(iter(alias.values())).items())
    return f"{spelling(alias)}（{meaning}）"


def _blank(column: ColumnDef, table: TableDef) -> str:
    if column.blank == "none":
        return "没有"
    if column.blank_none_if:
        return f"{_headers(table, column.blank_none_if)}已填时为没有，否则不知道"
    return "不知道"


def _list_heading(name: str, codes: CodeList) -> str:
    return f"{codes.title} · {name}"


def _code_list(name: str, codes: CodeList) -> Iterator[str]:
    yield f"### {_list_heading(name, codes)}"
    yield ""
    notes = [f"来源：{codes.source}。"] if codes.source else []
    notes += ["表外的文字照原样保留。"] if codes.open else []
    notes += ["“无”“否”“未评”一类是已知的没有。" if codes.no_is_none else ""]
    notes += [f"{_list(codes.after)} 之后的写法也认。"] if codes.after else []
    if codes.read_as:
        notes.append("读作 " + _list(f"{text}→{code}" for text, code in codes.read_as.items()) + "，并告知。")
    if any(notes):
        yield "".join(notes)
        yield ""
    yield from _row("代码", "名称", "Name", "也认")
    yield from _rule(4)
    for code, entry in codes.codes.items():
        fault = "大类，不作取值" if entry.group else FAULTS.get(entry.fault or "", "")
        yield from _row(
            f"`{code}`", entry.zh + (f"（{fault}）" if fault else ""), entry.en, _list(entry.aliases)
        )


def _list(items: Iterable[str]) -> str:
    return "、".join(items)


def _row(*cells: str) -> Iterator[str]:
    yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rule(count: int) -> Iterator[str]:
    yield "|" + " --- |" * count


def main() -> int:
    PAGE.write_text(page(load_codebook()), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
