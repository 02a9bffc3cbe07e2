"""`ruraledu init DIR`: a workspace from what the package carries. Nothing that exists is overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from ruraledu_cli.cli.exits import ExitCode, Stop
from ruraledu_cli.cli.options import LangOption, parse_year
from ruraledu_cli.cli.output import put, write_file
from ruraledu_cli.cli.session import current

PLAN = "targets/gaotang-2023-2027.yaml"
SAMPLE_YEAR = 2025
SampleOption = Annotated[bool, typer.Option("--sample", help="option.sample")]
DirectoryArgument = Annotated[Path, typer.Argument(metavar="DIR", help="option.directory")]
YearOption = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help="option.year", parser=parse_year)
]


def init(
    context: typer.Context,
    directory: DirectoryArgument,
    sample: SampleOption = False,
    year: YearOption = None,
    lang: LangOption = None,
) -> int:
    """Write the workspace, then say what comes next."""
    words = current(context).words
    year = year or (SAMPLE_YEAR if sample else date.today().year)
    data = "sample_data" if sample else "data"
    wanted = {**dict(_own_files(data, year)), **dict(_carried(sample))}
    _refuse_existing(directory, wanted)
    _make_folder(directory / data / str(year))
    for name, content in wanted.items():
        _make_folder((directory / name).parent)
        write_file(directory / name, content)
    said = {"path": directory.as_posix(), "folder": f"{data}/{year}/", "year": year}
    put(words.text("init.done", said) + "\n")
    put(words.text("init.next_sample" if sample else "init.next", said) + "\n")
    return ExitCode.DONE


def _own_files(data: str, year: int) -> Iterator[tuple[str, bytes]]:
    """The settings, a readme, and batch files that cmd.exe shows in Chinese (code page 936, CRLF)."""
    said = {"data": data, "plan": PLAN, "year": str(year)}
    yield "ruraledu.toml", _filled("config.toml", said).encode()
    yield "说明.md", _filled("readme.md", said).encode("utf-8-sig")
    for name, template in (("达标监测.bat", "check.bat"), ("识表检查.bat", "inspect.bat")):
        yield name, _filled(template, said).replace("\n", "\r\n").encode("gbk")


def _filled(template: str, said: Mapping[str, str]) -> str:
    text = files("ruraledu_cli.data").joinpath("templates", "workspace", template).read_text("utf-8")
    return Template(text).substitute(said)


def carried_root() -> Path:
    """Where targets/ and sample_data/ lie: in the installed package, else in the checkout."""
    package = Path(str(files("ruraledu_cli.data")))
    inside = package / "sample"
    return inside if inside.is_dir() else package.parents[2]


def _carried(sample: bool) -> Iterator[tuple[str, bytes]]:
    """The plans, and with `sample` the clean years of the invented county and lists of departments."""
    root = carried_root()
    found = sorted((root / "targets").glob("gaotang-*.yaml"))
    if sample:
        years = sorted((root / "sample_data").glob("[12][0-9][0-9][0-9]"))
        if not years:
            raise Stop(ExitCode.FILE, "error.no_sample")
        folders = (*years, root / "sample_data" / "lists")
        found += sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in found:
        yield path.relative_to(root).as_posix(), path.read_bytes()


def _refuse_existing(directory: Path, wanted: Mapping[str, bytes]) -> None:
    taken = [(directory / name).as_posix() for name in wanted if (directory / name).exists()]
    if directory.exists() and not directory.is_dir():
        taken = [directory.as_posix()]
    if taken:
        raise Stop(ExitCode.USAGE, "error.exists", {"paths": ", ".join(taken)})


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or "?"
        raise Stop(ExitCode.FILE, "error.unwritable", {"path": folder.as_posix(), "why": why}) from None
