"""Lists set against pupils in words: one page, and rows for a table. What is personal was masked before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ruraledu_cli.catalogue.pages import Block, Commands, Grid, Heading, Lines, Page, page
from ruraledu_cli.catalogue.words import Catalogue
from ruraledu_cli.model.matching import SETTLED, STATES

Record = dict[str, Any]
Row = dict[str, str | int]
_SHOWN = 20
_DOUBLES = ("aided_twice", "two_schools", "twice_in_list", "several_lists")
_SHOWN_COLUMNS = ("name", "number", "age", "lists", "township", "school", "note", "listed", "pupils")


def matching_page(told: Record, text: Catalogue, *, whole: bool) -> Page:
    """`told` is the document of `--format json`; `whole` leaves nothing out."""
    say = _Say(text)
    title = say("title", year=told["year"], as_of=told["as_of"], unit=told["unit"])
    return page(title, _blocks(told, say, None if whole else _SHOWN))


def rows_of(told: Record, text: Catalogue) -> Iterator[Row]:
    """Every case, claim and double as a row of words."""
    say = _Say(text)
    for case in told["cases"]:
        yield {"what": say(f"state.{case['state']}"), **_case(case, say)}
    for claim in told["claims"]:
        yield {"what": say("claims"), **_claim(claim, say)}
    for double in told["doubles"]:
        yield {"what": say(f"double.{double['what']}"), **_double(double, say)}


class _Say:
    """Words under `match.`"""

    def __init__(self, text: Catalogue) -> None:
        self.text = text

    def __call__(self, name: str, **params: object) -> str:
        return self.text.text(f"match.{name}", **params)

    def columns(self, *names: str) -> tuple[str, ...]:
        return tuple(self(f"columns.{name}") for name in names)

    def term(self, term: Sequence[int] | None) -> str | None:
        """A semester in words; None where none is said, or not of which year."""
        if not term or not term[0]:
            return None
        return self("term", first=term[0], last=term[0] + 1, half=self(f"half.{term[1]}"))

    def join(self, parts: Iterable[str]) -> str:
        return self.text.join(parts)

    def places(self, places: Sequence[Record]) -> str:
        """Rows of a sheet as a person finds them: the sheet once, its rows behind it."""
        rows: dict[tuple[str, str], list[str]] = {}
        for one in places:
            rows.setdefault((one["file"], one["sheet"]), []).append(str(one["row"]))
        return self.text.clauses(
            self("place", file=file, sheet=sheet, rows=self.join(own)) for (file, sheet), own in rows.items()
        )


def _blocks(told: Record, say: _Say, most: int | None) -> Iterator[Block | None]:
    yield Lines(tuple(_about(told, say)))
    yield Lines(tuple(_warnings(told, say)), "warn")
    if not told["unit"]:
        yield from _overview(told, say, most)
    yield from _sections(told, say, most)
    if not told["unit"]:
        command = f"ruraledu match {told['year']}"
        yield Commands(
            say("next"),
            (
                (f"{command} -o match.csv", say("next_why")),
                (f"{command} --split school -o match.csv", say("next_split")),
            ),
        )


def _overview(told: Record, say: _Say, most: int | None) -> Iterator[Block]:
    """What the lists are, and how many children are in which state."""
    yield Heading(say("sheets"))
    headers = say.columns("kind", "file", "sheet", "rows", "passed")
    yield Grid(headers, tuple(_sheets(told, say)), frozenset({3, 4}))
    yield Heading(say("lists"))
    yield _counts(told["lists"], say, "list")
    yield Heading(say("townships"))
    yield _counts(told["townships"], say, "township")
    schools = [one for one in told["schools"] if one["to_do"]]
    if schools:
        yield Heading(say("schools"))
        yield _counts(schools, say, "school", beside=True, most=most)


def _sections(told: Record, say: _Say, most: int | None) -> Iterator[Block]:
    """Child by child."""
    for state in (state for state in STATES if state not in SETTLED):
        rows = [_case(case, say) for case in told["cases"] if case["state"] == state]
        yield from _section(say(f"state.{state}"), say(f"about.{state}"), rows, say, most)
    named = [_case(case, say) for case in told["cases"] if "name_differs" in case["marks"]]
    yield from _section(say("name_differs"), say("about.name_differs"), named, say, most)
    claims = [_claim(claim, say) for claim in told["claims"]]
    yield from _section(say("claims"), say("about.claims"), claims, say, most)
    for what in _DOUBLES:
        rows = [_double(one, say) for one in told["doubles"] if one["what"] == what]
        yield from _section(say(f"double.{what}"), say(f"about.{what}"), rows, say, most)


def _about(told: Record, say: _Say) -> Iterator[str]:
    """What was set against what, and what "found nowhere" means here."""
    period = told["period"]
    yield say("period", first=period["first"], last=period["last"], term=say.term(period["term"]))
    yield say("pupils", **{name: count or None for name, count in told["pupils"].items()})
    yield say("with_register" if told["with_register"] else "without_register")
    if not told["unit"]:
        yield say("summary", **told["summary"])
    if told["unchecked"]:
        listed = say.join(say("unchecked_one", **one) for one in told["unchecked"].values())
        yield say("unchecked", listed=listed)


def _warnings(told: Record, say: _Say) -> Iterator[str]:
    if not told["period"]["term_sent"]:
        yield say("term_not_sent")
    if told["errors"]:
        yield say("unread", paths=say.join(one["path"] for one in told["errors"]))
    for one in told["sheets"]:
        if one["kind"] and not one["numbered"]:
            yield say("no_numbers", file=one["file"], sheet=one["sheet"])


def _sheets(told: Record, say: _Say) -> Iterator[tuple[str, ...]]:
    for one in told["sheets"]:
        reason = say.text.word("reason", one["reason"]) if one["reason"] else None
        title = one["title"] or say("passed_over" if reason else "unknown_kind", reason=reason)
        rows = (str(one["rows"]), str(one["passed"])) if one["kind"] else ("", "")
        yield (title, one["file"], one["sheet"], *rows)


def _counts(
    tallies: Sequence[Record], say: _Say, what: str, *, beside: bool = False, most: int | None = None
) -> Grid:
    """Children by state; only the states that occur have a column."""
    states = [state for state in STATES if any(one["states"][state] for one in tallies)]
    more = ("claims", "doubles") if beside else ()
    headers = (
        say(f"columns.{what}"),
        say("columns.children"),
        *(say(f"state.{state}") for state in states),
        *(say(f"columns.{name}") for name in more),
    )
    rows = [
        (
            one["name"] or say("no_township"),
            str(one["children"]),
            *(str(one["states"][state]) for state in states),
            *(str(one[name]) for name in more),
        )
        for one in tallies
    ]
    return Grid(headers, tuple(_cut(rows, most)), frozenset(range(1, len(headers))))


def _section(title: str, about: str, rows: Sequence[Row], say: _Say, most: int | None) -> Iterator[Block]:
    if not rows:
        return
    yield Heading(say("headed", title=title, count=len(rows)))
    yield Lines((about,), "dim")
    columns = [name for name in _SHOWN_COLUMNS if any(row[name] != "" for row in rows)]
    cells = [tuple(str(row[name]) for name in columns) for row in rows]
    right = frozenset({columns.index("age")}) if "age" in columns else frozenset[int]()
    yield Grid(say.columns(*columns), tuple(_cut(cells, most)), right)


def _cut(rows: Sequence[tuple[str, ...]], most: int | None) -> Iterator[tuple[str, ...]]:
    """The first rows, and how many more there are."""
    yield from rows[:most]
    if most is not None and len(rows) > most:
        yield (f"… +{len(rows) - most}", *("" for _ in rows[0][1:]))


def _person(one: Record, say: _Say) -> Row:
    return {
        "name": one["name"],
        "number": one["number"],
        "age": "" if one.get("age") is None else one["age"],
        "township": one["township_name"] or "",
        "school": say.join(one["schools"]),
    }


def _case(one: Record, say: _Say) -> Row:
    notes = [say(f"reason.{one['reason']}")] if one["reason"] else []
    notes += [say(f"mark.{mark}") for mark in one["marks"]]
    if one["suggested"]:
        notes.append(say("suggested", places=say.places(one["suggested"])))
    return {
        **_person(one, say),
        "state": say(f"state.{one['state']}"),
        "lists": say.join(kind["title"] for kind in one["lists"]),
        "categories": say.join(one["categories"]),
        "note": say.text.clauses(notes),
        "listed": say.places(one["listed"]),
        "pupils": say.places(one["pupils"]),
    }


def _claim(one: Record, say: _Say) -> Row:
    return {
        **_person(one, say),
        "state": say("to_verify" if one["sure"] else "state.undecided"),
        "lists": one["title"],
        "categories": one["title"],
        "note": say(f"reason.claim_{one['reason']}"),
        "listed": say.places(one["listed"]),
        "pupils": say.places(one["pupils"]),
    }


def _double(one: Record, say: _Say) -> Row:
    notes = [note for note in (one["item"], say.term(one["term"])) if note]
    return {
        **_person(one, say),
        "state": say("to_verify" if one["sure"] else "state.undecided"),
        "lists": say.join(kind["title"] for kind in one["lists"]),
        "categories": "",
        "note": say.join(notes) if one["sure"] else say("possible", what=say.join(notes)),
        "listed": say.places(one["places"]) if one["lists"] else "",
        "pupils": "" if one["lists"] else say.places(one["places"]),
    }
