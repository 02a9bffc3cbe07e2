"""Make the untidy year anew: `python sample_data/mess.py [FOLDER]`, the same bytes every time."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from _make.messy import write  # noqa: E402

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "messy"
    print(f"{len(write(target))} files")
