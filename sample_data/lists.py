"""Make the lists of departments anew: `python sample_data/lists.py [FOLDER]`, the same bytes every time."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from _make.lists import write  # noqa: E402

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "lists"
    print(f"{len(write(target))} files")
