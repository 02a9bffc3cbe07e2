"""The checks of single records, by what they are about."""

from ruraledu_cli.validate.check import RecordCheck
from ruraledu_cli.validate.checks.chronology import CHECKS as CHRONOLOGY
from ruraledu_cli.validate.checks.figures import CHECKS as FIGURES
from ruraledu_cli.validate.checks.flags import CHECKS as FLAGS
from ruraledu_cli.validate.checks.identity import CHECKS as IDENTITY
from ruraledu_cli.validate.checks.kinds import CHECKS as KINDS
from ruraledu_cli.validate.checks.people import CHECKS as PEOPLE
from ruraledu_cli.validate.checks.pupils import CHECKS as PUPILS
from ruraledu_cli.validate.checks.registers import CHECKS as REGISTERS

__all__ = ["IDENTITY", "OTHERS"]

OTHERS: tuple[RecordCheck, ...] = (
    *FIGURES,
    *KINDS,
    *FLAGS,
    *PEOPLE,
    *PUPILS,
    *CHRONOLOGY,
    *REGISTERS,
)
