"""Rules that were not run, each with the reason: a rule not run is never shown as passed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ruraledu_cli.validate import cross
from ruraledu_cli.validate.assemble import Assembled
from ruraledu_cli.validate.bearers import NAMES, OWN
from ruraledu_cli.validate.check import When
from ruraledu_cli.validate.records import CHECKS, Ran

TABLE, COLUMN, YEAR, REGISTER = "table_missing", "column_missing", "no_year", "no_register"
UNREAD = "register_unread"
_REGISTERS = {"K002": "schools", "K006": "researchers"}  # links into these tables
_DATED = ("S010", "V011")  # read cell by cell and sheet by sheet, and in need of the year


def not_run(
    tables: Mapping[str, Assembled], ran: Ran, crossed: Collection[str], when: When | None, registered: bool
) -> tuple[tuple[str, str], ...]:
    """Code and reason of each rule that lacked what it reads."""
    found: dict[str, str] = {}
    for code, asked in _tables_of(CHECKS).items():
        if code not in ran.codes:
            found[code] = YEAR if code in ran.undated else _reason(asked, tables)
    for code, asked in _tables_of(cross.CHECKS).items():
        if code not in crossed:
            found[code] = _reason(asked, tables) if "schools" in tables else TABLE
    if "K012" not in crossed:
        found["K012"] = TABLE
    if when is None:
        found |= dict.fromkeys(_DATED, YEAR)
    if not registered:
        found["K002"] = REGISTER
    if "researchers" not in tables:
        found["K006"] = TABLE
    if "staff" not in tables:
        found["K018"] = TABLE
    for code, needed in _numbers().items():
        if not any(column in tables[name].seen for name, column in needed if name in tables):
            found[code] = _reason([name for name, _ in needed], tables)
    return tuple(sorted(found.items()))


def for_unread(unread: Collection[str]) -> dict[str, str]:
    """The rules about links into a register that is incomplete, because a file could not be read, with the
    reason: every row of the other files would seem to lead nowhere."""
    return {code: UNREAD for code, table in _REGISTERS.items() if table in unread}


def _tables_of(checks: Iterable[cross.Asked]) -> dict[str, set[str]]:
    """The tables that the checks of each rule are about."""
    asked: dict[str, set[str]] = {}
    for check in checks:
        asked.setdefault(check.code, set()).add(check.table)
    return asked


def _numbers() -> dict[str, list[tuple[str, str]]]:
    return {
        "K013": [(name, "id_number") for name in NAMES],
        "K014": [(name, own) for name, (own, _) in OWN.items()],
    }


def _reason(asked: Iterable[str], tables: Mapping[str, Assembled]) -> str:
    return COLUMN if any(name in tables for name in asked) else TABLE
