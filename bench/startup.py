"""How long `ruraledu --help` takes, as a ratio to the --help of a Typer app with one command.

Run: python bench/startup.py [RUNS]. Whole processes, the two taken in turns; the fastest of each,
since what else a machine does only adds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def ratio(runs: int = 15) -> tuple[float, float, float]:
    """Ours over the bare app's, and the two in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        commands = [
            [sys.executable, str(bare), "--help"],
            [sys.executable, "-m", "ruraledu_cli", "--help"],
        ]
        for command in commands:  # compile, and fill the file cache
            _seconds(command)
        taken = [[_seconds(command) for command in commands] for _ in range(runs)]
    theirs, ours = (min(column) for column in zip(*taken, strict=True))
    return ours / theirs, ours, theirs


if __name__ == "__main__":
    times, ours, theirs = ratio(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    print(f"ruraledu --help {ours * 1000:.0f} ms, bare Typer app {theirs * 1000:.0f} ms, ratio {times:.2f}")
