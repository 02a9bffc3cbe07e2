"""What is kept beside submissions: the files that answer what an audit asked, and the baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from ruraledu_cli.analyse.answer_sheets import read_answers
from ruraledu_cli.analyse.answers import Accepted
from ruraledu_cli.audit.gather import Wanted
from ruraledu_cli.definitions.accepted import load_baseline
from ruraledu_cli.definitions.yaml import DefinitionError, NotAccepted

_STEMS = ("核实说明", "answers")
_SUFFIXES = (".yaml", ".yml", ".xlsx", ".xls", ".ods", ".csv")


def answers_beside(files: Iterable[Wanted]) -> tuple[Path, ...]:
    """Files named 核实说明 or answers in the folders that submissions lie in."""
    folders = sorted({wanted.path.parent for wanted in files})
    names = [f"{stem}{suffix}" for stem in _STEMS for suffix in _SUFFIXES]
    return tuple(folder / name for folder in folders for name in names if (folder / name).is_file())


def without_answers(files: Iterable[Wanted], answers: Iterable[Path]) -> tuple[Wanted, ...]:
    """The submissions alone: an answers file is none."""
    not_wanted = {path.resolve() for path in answers}
    return tuple(wanted for wanted in files if wanted.path.resolve() not in not_wanted)


def accepted_of(
    answers: Sequence[Path], baseline: Sequence[Path], shown: Callable[[Path], str], day: date | None = None
) -> Accepted:
    """Raises NotAccepted: which file, which row, and what was meant."""
    try:
        return Accepted(
            answers=tuple(one for path in answers for one in read_answers(path, shown(path))),
            baseline=tuple(one for path in baseline for one in load_baseline(path, shown(path))),
            day=day,
        )
    except DefinitionError as error:
        raise NotAccepted(error.faults) from None
