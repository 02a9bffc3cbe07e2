"""What is counted twice: children on lists, at schools, and aid of one item in one semester."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from ruraledu_cli.analyse.concerned import Pupil, Pupils, places
from ruraledu_cli.analyse.listed import Entry
from ruraledu_cli.census import Census, Value
from ruraledu_cli.language.kleene import UNKNOWN, YES
from ruraledu_cli.model.matching import Double, Where

Own = Mapping[str, Sequence[Entry]]


def on_lists(entries: Own) -> Iterator[Double]:
    """Numbers that stand in one list several times, or on several lists."""
    by_number: dict[str, dict[str, list[Entry]]] = {}
    for kind, rows in entries.items():
        for entry in rows:
            if entry.number:
                by_number.setdefault(entry.number, {}).setdefault(kind, []).append(entry)
    for number, own in by_number.items():
        for kind, held in own.items():
            if len(held) > 1:
                yield _of_lists("twice_in_list", number, {kind: held})
        if len(own) > 1:
            yield _of_lists("several_lists", number, own)


def _of_lists(what: str, number: str, own: Own) -> Double:
    rows = [entry for held in own.values() for entry in held]
    name = next((entry.name for entry in rows if entry.name), "")
    township = next((entry.township for entry in rows if entry.township), "")
    return Double(
        what, number, name, tuple(own), township=township, places=tuple(entry.where for entry in rows)
    )


def of_pupils(pupils: Pupils, census: Census) -> Iterator[Double]:
    """Pupils at two schools, and those aided twice for one item in one semester."""
    for pupil in pupils.persons:
        if len(pupil.schools) > 1:
            yield _double("two_schools", pupil, pupil.places)
        yield from _aided_twice(pupil, pupils, census)


def _double(
    what: str,
    pupil: Pupil,
    where: tuple[Where, ...],
    item: str = "",
    term: tuple[int, int] | None = None,
    sure: bool = True,
) -> Double:
    name = next(iter(pupil.names), "")
    return Double(what, pupil.number, name, (), pupil.schools, pupil.township, item, term, sure, where)


def _aided_twice(pupil: Pupil, pupils: Pupils, census: Census) -> Iterator[Double]:
    """Two rows of one item and one semester. A row counts where it is aid, or where its item is known and
    whether it was given is not; what is not known of item or semester makes the two possible, not sure."""
    rows = [_Row(pupils, row, place) for row in pupil.rows for place in places(census, pupils.table, row)]
    aid = [row for row in rows if row.aid == YES or (row.aid == UNKNOWN and row.items)]
    told: dict[tuple[str, tuple[int, int] | None], tuple[bool, dict[Where, None]]] = {}
    for first, second in combinations(aid, 2):
        for item in first.shared(second):
            term = first.term if first.term == second.term else None
            sure, where = told.get((item, term), (False, {}))
            where |= {first.place: None, second.place: None}
            told[item, term] = (sure or first.surely(second, item), where)
    for (item, term), (sure, where) in told.items():
        yield _double("aided_twice", pupil, tuple(where), item, term, sure)


class _Row:
    """A row of a pupil as aid: where it stands, its semester and items as far as they are known."""

    def __init__(self, pupils: Pupils, row: int, place: Where) -> None:
        term, items = pupils.table.column("aid_term")[row], pupils.table.column("aid_item")[row]
        self.aid, self.place = pupils.aid[row], place
        self.term = term if isinstance(term, tuple) else None
        self.items = frozenset(map(str, items)) if isinstance(items, tuple) else frozenset()

    def shared(self, other: _Row) -> frozenset[str]:
        """The items that both may be; "" where neither says one. None in different semesters."""
        if not _may_be_one(self.term, other.term):
            return frozenset()
        if self.items and other.items:
            return self.items & other.items
        return self.items | other.items or frozenset({""})

    def surely(self, other: _Row, item: str) -> bool:
        known = self.term == other.term and self.term is not None and self.term[0] != 0
        return known and item in self.items & other.items and min(self.aid, other.aid) == YES


def _may_be_one(first: tuple[Value, ...] | None, second: tuple[Value, ...] | None) -> bool:
    """Whether two semesters may be one: a half without a year is of any."""
    if first is None or second is None or first == second:
        return True
    return first[1] == second[1] and 0 in (first[0], second[0])
