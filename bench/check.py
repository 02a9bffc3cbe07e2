"""What `ruraledu --help` and `check 2025` of the sample county cost, as ratios to what is well known.

Run: python bench/check.py [RUNS]. Whole processes, taken in turns; of each the least processor time (user
and system), since what else a machine does only adds. A cold check computes the earlier years too; a warm
one finds kept what they came to. Needs a system that has the module `resource` (not Windows).
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARE = '''
import typer

app = typer.Typer()


@app.command()
def main(name: str = typer.Option("x", help="a name")) -> None:
    """Say a name."""
    print(name)


if __name__ == "__main__":
    app()
'''
PANDAS, BARE_HELP, HELP, COLD, WARM = "import pandas", "bare --help", "--help", "check, cold", "check, warm"
RATIOS = ((HELP, BARE_HELP), (COLD, PANDAS), (WARM, PANDAS))


@dataclass(frozen=True, slots=True)
class Bench:
    """The commands, with a temporary folder of their own."""

    folder: Path

    @property
    def _cache(self) -> Path:
        return self.folder / "cache"

    def command(self, name: str) -> list[str]:
        check = ["-m", "ruraledu_cli", "check", "2025", "--fail-on", "never"]
        arguments = {
            PANDAS: ["-c", "import pandas"],
            BARE_HELP: [str(self.folder / "bare.py"), "--help"],
            HELP: ["-m", "ruraledu_cli", "--help"],
            COLD: check,
            WARM: check,
        }
        return [sys.executable, *arguments[name]]

    def seconds(self, name: str) -> float:
        """The processor time of one run, its start and end included."""
        if name == COLD:
            shutil.rmtree(self._cache, ignore_errors=True)
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env |= {"RURALEDU_CACHE": str(self._cache)}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(self.command(name), cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(names: Sequence[str], runs: int = 7) -> dict[str, float]:
    """Seconds of processor time by name, the least of so many runs."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        (bench.folder / "bare.py").write_text(BARE, encoding="utf-8")
        for name in names:  # compiles what is not compiled yet, and keeps the earlier years for a warm check
            bench.seconds(name)
        taken = [[bench.seconds(name) for name in names] for _ in range(runs)]
    return {name: min(column) for name, column in zip(names, zip(*taken, strict=True), strict=True)}


def main(runs: int) -> None:
    found = measure((PANDAS, BARE_HELP, HELP, COLD, WARM), runs)
    for name, seconds in found.items():
        print(f"{name:15} {seconds * 1000:6.0f} ms")
    for ours, theirs in RATIOS:
        print(f"{ours} / {theirs}: {found[ours] / found[theirs]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
