"""`ruraledu inspect FILE…`: how each sheet was understood."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode
from ruraledu_cli.cli.options import LangOption

FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="option.file")]


def inspect(context: typer.Context, file: FilesArgument, lang: LangOption = None) -> int:
    return ExitCode.DONE
