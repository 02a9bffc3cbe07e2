"""The audit of submitted sheets: each file by itself first, then the rules over the whole batch."""

from ruraledu_cli.audit.batch import audit, with_findings
from ruraledu_cli.audit.beside import accepted_of, answers_beside, without_answers
from ruraledu_cli.audit.codes import Selection, UnknownCode
from ruraledu_cli.audit.definitions import Definitions
from ruraledu_cli.audit.gather import Wanted, gather
from ruraledu_cli.audit.reading import Each, FileFrames, in_turn

__all__ = [
    "Definitions",
    "Each",
    "FileFrames",
    "Selection",
    "UnknownCode",
    "Wanted",
    "accepted_of",
    "answers_beside",
    "audit",
    "gather",
    "in_turn",
    "with_findings",
    "without_answers",
]
