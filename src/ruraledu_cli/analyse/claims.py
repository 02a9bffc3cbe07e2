"""The other way round: pupils aided under a category who do not stand on the list of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ruraledu_cli.analyse.concerned import Pupil
from ruraledu_cli.analyse.listed import Entry
from ruraledu_cli.definitions.list_kind import ListKind
from ruraledu_cli.language.kleene import NO, UNKNOWN, YES
from ruraledu_cli.model.matching import Claim

ANY_OTHER = "other"  # a category that no department keeps a list of


def covered(entries: Mapping[str, Sequence[Entry]], kinds: Mapping[str, ListKind]) -> frozenset[str]:
    """The categories of which a list was given: those of the kinds, and those that rows state."""
    own = {code for kind in entries if (code := kinds[kind].category) is not None}
    stated = {code for rows in entries.values() for entry in rows for code in entry.categories or ()}
    return frozenset(own | stated) - {ANY_OTHER}


def unchecked(pupils: Iterable[Pupil], checked: frozenset[str]) -> dict[str, int]:
    """The categories under which pupils are aided and of which there is no list, with how many."""
    found = Counter(
        code for pupil in pupils if pupil.aid == YES for code in pupil.categories - checked - {ANY_OTHER}
    )
    return dict(sorted(found.items()))


class Claims:
    """Asks of every aided pupil whether it stands on the list of its category."""

    def __init__(
        self,
        entries: Mapping[str, Sequence[Entry]],
        kinds: Mapping[str, ListKind],
        known: Mapping[str, Pupil],
        *,
        unread: bool,
    ) -> None:
        self.checked = covered(entries, kinds)
        self.unread = unread
        self.by_number: dict[str, list[Entry]] = {}
        self.loose: dict[str, list[Entry]] = {}  # rows that match nobody, by name
        for rows in entries.values():
            for entry in rows:
                if entry.number:
                    self.by_number.setdefault(entry.number, []).append(entry)
                if entry.number not in known and entry.name and entry.in_force != NO:
                    self.loose.setdefault(entry.name, []).append(entry)

    def of(self, pupils: Iterable[Pupil]) -> Iterator[Claim]:
        for pupil in pupils:
            if not pupil.open or pupil.aid == NO:
                continue
            for category in sorted(pupil.categories & self.checked):
                claim = self._claim(pupil, category)
                if claim is not None:
                    yield claim

    def _claim(self, pupil: Pupil, category: str) -> Claim | None:
        own = self.by_number.get(pupil.number, []) if pupil.number else []
        on_it = max((entry.in_force for entry in own if category in (entry.categories or ())), default=None)
        if on_it == YES:
            return None
        unclear = on_it == UNKNOWN or any(e.categories is None and e.in_force != NO for e in own)
        alike = self._alike(pupil, category)
        reason = self._open_reason(pupil, unclear or bool(alike))
        return Claim(
            category,
            reason or ("not_listed" if on_it is None else "ended"),
            not reason,
            pupil.number,
            next(iter(pupil.names), ""),
            pupil.township,
            pupil.schools,
            pupil.places,
            tuple(entry.where for entry in (*own, *alike)),
        )

    def _open_reason(self, pupil: Pupil, unclear: bool) -> str:
        if not pupil.number:
            return "no_number"
        if unclear:
            return "list_unclear"
        if self.unread:
            return "unread_list"
        return "aid_unknown" if pupil.aid == UNKNOWN else ""

    def _alike(self, pupil: Pupil, category: str) -> list[Entry]:
        """Rows of the category that may be this pupil: the name, and no other birthday. One with a good
        number must have the same birthday: it is somebody, and one of the two numbers is wrong."""
        return [
            entry
            for name in pupil.names
            for entry in self.loose.get(name, ())
            if (entry.born == pupil.born or (not entry.number and None in (entry.born, pupil.born)))
            and (entry.categories is None or category in entry.categories)
        ]
