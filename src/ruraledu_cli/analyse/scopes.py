"""What only a plan's scopes can tell: areas stated against the rule, partners outside the county seat, and
definitions that are yet to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ruraledu_cli.census import NONE, Census, Ref, Table, Value
from ruraledu_cli.definitions.condition import Condition, FirstKnown, Test
from ruraledu_cli.definitions.plan import Plan
from ruraledu_cli.language.evaluate import Evaluator
from ruraledu_cli.language.kleene import NO, YES, Mask
from ruraledu_cli.model.finding import Finding
from ruraledu_cli.validate.locate import Locator

_AREA, _SEAT = "plan_area", ("schools", "county_seat")
_LINKS = {"schools": "paired_school", "pairs": "urban_school"}


@dataclass(frozen=True, slots=True)
class ByPlan:
    """What a plan says of sheets, and the rules that it could not run, each with its reason."""

    findings: tuple[Finding, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


def about_sheets(census: Census, plan: Plan | None, year: int | None, as_of: date | None = None) -> ByPlan:
    """K017 of a batch of sheets."""
    if plan is None or _SEAT not in plan.scopes:
        return ByPlan(skipped=(("K017", "no_plan"),))
    if "schools" not in census.tables:
        return ByPlan(skipped=(("K017", "table_missing"),))
    if not any(_has_links(census, table) for table in _LINKS):
        return ByPlan(skipped=(("K017", "column_missing"),))
    day = as_of or date(year or date.max.year, 9, 1)
    return ByPlan(tuple(partners_not_urban(Evaluator(census, plan, day))))


def about_definitions(evaluator: Evaluator) -> tuple[Finding, ...]:
    """D001, D002 and D006."""
    return (*scope_differs(evaluator), *orders_to_confirm(evaluator.plan), *campuses_counted(evaluator))


def scope_differs(evaluator: Evaluator) -> Iterator[Finding]:
    """D001: schools whose stated area is another than the rule gives; the statement holds.

    The rule is what the scope asks after the stated area, wherever a scope of schools asks that first.
    """
    table = evaluator.table("schools")
    for (name, scope), condition in evaluator.plan.scopes.items():
        if name == "schools" and (rule := _behind_the_column(condition)) is not None:
            stated = evaluator.mask(rule[0], "schools")
            derived = evaluator.mask(FirstKnown(rule[1]), "schools")
            yield from _differing(evaluator, table, scope, stated, derived)


def _behind_the_column(condition: Condition) -> tuple[Condition, tuple[Condition, ...]] | None:
    """The test of the stated area, and what decides where it is not filled."""
    if not isinstance(condition, FirstKnown) or len(condition.items) < 2:
        return None
    first, *rest = condition.items
    return (first, tuple(rest)) if isinstance(first, Test) and first.column == _AREA else None


def _differing(
    evaluator: Evaluator, table: Table, scope: str, stated: Mask, derived: Mask
) -> Iterator[Finding]:
    """One finding for each direction: stated in and derived out, and the reverse."""
    filled = [evaluator.table("schools").column(_AREA)[row] not in (None, NONE) for row in range(table.size)]
    for said, other in ((YES, NO), (NO, YES)):
        rows = [
            row for row in range(table.size) if filled[row] and stated[row] == said and derived[row] == other
        ]
        if rows:
            value, expected = _word(evaluator, said), _word(evaluator, other)
            places = Locator(evaluator.census).places("schools", (_AREA,), rows)
            codes = tuple(sorted(str(table.column("school_code")[row] or "") for row in rows))
            params = {"expected": expected, "scope": scope}
            yield Finding("D001", places, value, params, tuple(code for code in codes if code))


def _word(evaluator: Evaluator, answer: int) -> str:
    """The area as the code list spells it."""
    areas = evaluator.plan.codebook.code_lists["plan_area"].codes
    return areas["urban" if answer == YES else "rural"].zh


def orders_to_confirm(plan: Plan) -> Iterator[Finding]:
    """D002: orders of levels that the plan's text does not state and the bureau has not confirmed."""
    for name, order in plan.orders.items():
        if order.confirm:
            file = plan.files[-1].name if plan.files else plan.id
            column = next(
                (c.zh for t in plan.codebook.tables.values() for c in t.columns.values() if c.codes == name),
                name,
            )
            yield Finding("D002", (), " > ".join(order.best_first), {"name": column, "file": file})


def campuses_counted(evaluator: Evaluator) -> Iterator[Finding]:
    """D006: schools that report by campus, each campus counting as one."""
    if "schools" not in evaluator.census.tables:
        return
    table = evaluator.table("schools")
    codes, rows = table.column("school_code"), dict[str, list[int]]()
    for row in range(table.size):
        if codes[row] not in (None, NONE):
            rows.setdefault(str(codes[row]), []).append(row)
    for code, own in rows.items():
        if len(own) > 1:
            places = Locator(evaluator.census).places("schools", ("campus",), own)
            yield Finding("D006", places, code, {"campuses": len(own)}, (code,))


def partners_not_urban(evaluator: Evaluator) -> Iterator[Finding]:
    """K017: rural schools' partners within the county and, by the plan's scope, not in its seat."""
    seat = evaluator.scope(*_SEAT)
    schools = evaluator.table("schools")
    for name, column in _LINKS.items():
        if not _has_links(evaluator.census, name):
            continue
        table = evaluator.table(name)
        causes: dict[int, list[int]] = {}
        for record in range(table.size):
            if name == "schools" and seat[record] != NO:  # the urban side names its rural partners
                continue
            for row in _partners(table.column(column)[record]):
                if seat[row] == NO and row not in _sides(name, table, record):
                    causes.setdefault(row, []).append(record)
        for row, records in causes.items():
            value = str(schools.column("school_name")[row] or schools.column("school_code")[row])
            yield Finding("K017", Locator(evaluator.census).places(name, (column,), records), value)


def _sides(name: str, table: Table, record: int) -> list[int]:
    """The school that names the partner: one that names itself is told as that (K008)."""
    return [record] if name == "schools" else _partners(table.column("rural_school")[record])


def _has_links(census: Census, table: str) -> bool:
    return table in census.tables and census.tables[table].column(_LINKS[table]).present


def _partners(link: Value | None) -> list[int]:
    items = link if isinstance(link, tuple) else (link,)
    return [item.row for item in items if isinstance(item, Ref) and item.row >= 0]
