"""Writes docs/cli.md: the help of every command, as the program prints it.

Run by `make docs`; a test compares the page with what the program prints. Called with a language it prints
the help of all commands in that language: words are put in place once in a process.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parent / "cli.md"
WIDTH = "100"
INTRO = """\
# 命令 · Commands

本页由 `make docs` 生成，是程序自己的说明。屏幕语言随系统，用 `--lang zh` 或 `--lang en` 指定。
退出码见 [json.md](json.md#exit-codes)。

*What the program prints of itself, Chinese first, then English. Exit codes: [json.md](json.md#exit-codes).*
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRO, "## 中文", "", _spoken("zh"), "## English", "", _spoken("en").rstrip()]) + "\n"


def _spoken(language: str) -> str:
    environment = {**os.environ, "COLUMNS": WIDTH, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    for name in ("FORCE_COLOR", "PY_COLORS", "TERMINAL_WIDTH", "GITHUB_ACTIONS"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, __file__, language],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    return done.stdout


def commands() -> Iterator[tuple[str, ...]]:
    """Every command line that has a help of its own."""
    from ruraledu_cli.cli.commands import Commands

    yield ()
    for name, entry in Commands.entries.items():
        yield (name,)
        yield from ((name, inner) for inner in getattr(entry.load(name), "commands", ()))


def _helps(language: str) -> Iterator[str]:
    from ruraledu_cli.cli.app import main as run

    for command in commands():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            run(["--lang", language, *command, "--help"])
        shown = "\n".join(line.rstrip() for line in printed.getvalue().splitlines()).strip("\n")
        yield f"```text\n$ {' '.join(('ruraledu', *command, '--help'))}\n{shown}\n```\n"


def main(arguments: list[str]) -> int:
    if arguments:
        print("\n".join(_helps(arguments[0])))
    else:
        PAGE.write_text(page(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
