"""The shape of the project: sizes, docstrings, layers, words, and what --help may cost."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from ruraledu_cli.cli.words import LANGUAGES, Language, _table

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MODULES = [*SOURCES, *sorted((ROOT / "bench").rglob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]
CATALOGUES = ROOT / "src" / "ruraledu_cli" / "data" / "catalogues"
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".", "deb.debian" + ".org")
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|farm|home)/")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def tracked() -> list[Path]:
    """The files of the repository; without git, what a source archive holds."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return MODULES
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            found.append((path, content.decode("utf-8", "replace")))
    return found


def test_files_are_short() -> None:
    long = {relative(p): n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert long == {}


def test_functions_are_short() -> None:
    long = {}
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 50:
                long[f"{relative(path)}:{node.name}"] = node.end_lineno - node.lineno + 1
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [relative(p) for p in MODULES if p.stat().st_size and not ast.get_docstring(tree(p))]
    assert silent == []


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "common", "manager", "misc"}
    assert [relative(p) for p in SOURCES if p.stem in drawers or p.parent.name in drawers] == []


def test_no_registry_and_no_machine_is_named() -> None:
    named = []
    for path, text in texts():
        if any(host in text for host in REGISTRIES) or MACHINE_PATH.search(text):
            named.append(relative(path))
    assert [name for name in named if name != "tests/test_design.py"] == []


def test_constraints_are_names_and_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.+!]+", line)] == []


def entries(path: Path) -> dict[str, str]:
    def flat(node: object, prefix: str) -> dict[str, str]:
        if not isinstance(node, dict):
            return {prefix: str(node)}
        return {k: v for key, value in node.items() for k, v in flat(value, f"{prefix}.{key}").items()}

    return flat(yaml.safe_load(path.read_text("utf-8")), "")


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*zh.yaml")), ids=lambda p: p.name)
def test_both_languages_say_the_same_things(path: Path) -> None:
    zh, en = entries(path), entries(path.with_name(path.name.replace("zh.yaml", "en.yaml")))
    assert sorted(zh) == sorted(en)

    def wanted(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert {key: (wanted(zh[key]), wanted(en[key])) for key in zh if wanted(zh[key]) != wanted(en[key])} == {}


def test_there_are_catalogues() -> None:
    assert {"cli.zh.yaml", "cli.en.yaml"} <= {path.name for path in CATALOGUES.glob("*.yaml")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_reads_its_words_as_yaml_does(language: Language) -> None:
    expected = {k.removeprefix("."): v for k, v in entries(CATALOGUES / f"cli.{language}.yaml").items()}
    assert _table(language) == expected


def test_the_command_line_uses_only_words_it_has() -> None:
    """Every key in the source of `cli` and of the workspace stands in the catalogue."""
    known = {key.removeprefix(".") for key in entries(CATALOGUES / "cli.zh.yaml")}
    groups = "|".join(sorted({key.partition(".")[0] for key in known}))
    pattern = re.compile(rf'"((?:{groups})\.(?!bat")[a-z_0-9]+)"')
    package = ROOT / "src" / "ruraledu_cli"
    sources = [*sorted((package / "cli").glob("*.py")), package / "workspace.py"]
    used = {key for path in sources for key in pattern.findall(path.read_text("utf-8"))}
    assert used
    assert sorted(used - known) == []


HEAVY = ("pandas", "numpy", "pyarrow", "babel", "openpyxl", "python_calamine")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], (*HEAVY, "pydantic")),
        (["--version"], (*HEAVY, "pydantic")),
        (["check", "--help"], HEAVY),  # Typer itself reads a command's options with pydantic
    ],
)
def test_help_is_light(arguments: list[str], heavy: tuple[str, ...]) -> None:
    code = (
        "import sys; from ruraledu_cli.cli.app import main; code = main(sys.argv[1:]);"
        f"print(sorted(set({heavy!r}) & set(sys.modules)), code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stderr.strip() == "[] 0"
