"""The audit of submitted sheets: each file by itself first, then the rules over the whole batch."""

from ruraledu_cli.audit.batch import audit
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
    "audit",
    "gather",
    "in_turn",
]
