"""Draws the pictures of the README: what `ruraledu check 2025` shows of the sample county, shortened, as SVG.

Run by `make docs`. A picture holds no font and names no address: the reader's own fonts draw it.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from ruraledu_cli import pipeline
from ruraledu_cli.catalogue import Catalogue, load_catalogue
from ruraledu_cli.model.report import Report
from ruraledu_cli.screen.check import show_check

DOCS = Path(__file__).parent
ROOT = DOCS.parent
YEAR = 2025
COMMAND = f"ruraledu check {YEAR}"
WIDTH = {"zh": 134, "en": 134}
TASKS = ("3", "9", "12")  # shown below the general goal; `…` stands for the others
_LENGTH = re.compile(r'(<text [^>]*?)textLength="([\d.]+)"([^>]*)>([^<]+)</text>')
FONTS = '"Cascadia Mono", "Sarasa Mono SC", "Noto Sans Mono CJK SC", "Noto Sans Mono", Consolas, monospace'


def draw(report: Report, language: str) -> str:
    """The picture in a language."""
    text = load_catalogue(language)
    page = Console(record=True, file=io.StringIO(), width=WIDTH[language], highlight=False)
    for line in _shortened(report, text, WIDTH[language]):
        page.print(line, no_wrap=True, overflow="crop", crop=True)
    style = _own_format(CONSOLE_SVG_FORMAT)
    svg = page.export_svg(
        title=COMMAND, theme=DIMMED_MONOKAI, code_format=style, unique_id=f"check-{language}"
    )
    svg = _LENGTH.sub(_widened, svg)
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines() if line.strip())


def _widened(found: re.Match[str]) -> str:
    """rich gives a Chinese character the room of one letter; it takes two."""
    start, length, rest, content = found.groups()
    letters = html.unescape(content)
    room = float(length) * cell_len(letters) / len(letters)
    return f'{start}textLength="{room:g}"{rest}>{content}</text>'


def _own_format(template: str) -> str:
    """rich's template without its fonts from afar and its comment."""
    template = re.sub(r"@font-face \{\{.*?\}\}", "", template, flags=re.DOTALL)
    template = re.sub(r"<!--.*?-->", "", template)
    template = template.replace("font-variant-east-asian: full-width;", "")  # it would widen the figures
    return template.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")


def _shortened(report: Report, text: Catalogue, width: int) -> Iterator[Text]:
    """The head, some of the tasks, the counts."""
    heading, titles, *blocks = _blocks(report, text, width)
    for block in (heading, titles):
        yield from block
        yield Text()
    before = [text.text("task.titled", number=task, title="") for task in TASKS]
    left_out = False
    for block in blocks:
        if block[0].plain.startswith("√"):  # the counts; what may be done next stands below them
            yield from [Text("…", "dim"), Text()] if left_out else []
            yield from block
            return
        if not block[0].plain.startswith(tuple(before)):
            left_out = True
            continue
        yield from [Text("…", "dim"), Text()] if left_out else []
        left_out = False
        yield from block
        yield Text()


def _blocks(report: Report, text: Catalogue, width: int) -> list[list[Text]]:
    """What the screen shows, in blocks that are parted by an empty line."""
    screen = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system="standard", highlight=False
    )
    with screen.capture() as shown:
        show_check(report, text, screen)
    lines = [Text.from_ansi(line) for line in shown.get().splitlines()]
    grouped = groupby(lines, key=lambda line: bool(line.plain.strip()))
    return [list(block) for filled, block in grouped if filled]


def load_sample() -> Report:
    """The sample county's report of the year, as `ruraledu check` makes it in this repository."""
    plan = pipeline.load_plan([ROOT / "targets" / "gaotang-2023-2027.yaml"])
    return pipeline.check(ROOT / "sample_data" / str(YEAR), plan, YEAR, root=ROOT)


def main() -> int:
    report = load_sample()
    for language in WIDTH:
        (DOCS / f"check.{language}.svg").write_text(draw(report, language), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
