"""Columns that a sheet lacks and something beside its rows says: the township in the sheet's name, the school
in the title, 填报单位：…, the semester. Taken only where all that is said agrees, and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ruraledu_cli.census import Cell, Field, Frame, Nearby, Said
from ruraledu_cli.definitions.codebook import Codebook, ColumnDef
from ruraledu_cli.model.finding import Finding, Place
from ruraledu_cli.validate.register import SCHOOL_NAMES, KnownSchool, normal
from ruraledu_cli.validate.semesters import parse_semester
from ruraledu_cli.validate.undated import Span, span_of
from ruraledu_cli.validate.weeks import opening_of

_SHORTEST = 2
_SHOWN = 3
# What goes on like this behind a known name is the name of something else: 梁村镇中心小学|幼儿园.
_GOES_ON = re.compile(r".{0,6}?(?:小学|中学|幼儿园|分校|分园|校区|教学点|附[小中]|[东西南北新老][校园区])")
# What may stand right before a name without being a part of it.
_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[县市省年度]|学期)$")
# 填报单位：县教育和体育局 submits for many schools, and says nothing of whose the rows are.
_OFFICE = re.compile(r"(?:局|委员会|教育?工?委|政府|办事处|办公室|教育组|教育办|科|股)$")
_HALF = r"(?:第?[一二12]学期|[上下]学期|[春秋]季?学期|[春秋]季)"
_YEARS = r"(?:20\d\d\s*年?\s*[-‐-―－~～至]+\s*(?:20)?\d\d\s*学?年度?|20\d\d\s*学?年度?)"
_SEMESTER = re.compile(rf"{_YEARS}?\s*{_HALF}")
_STATED_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年(?!\s*\d{1,2}\s*月)")


@dataclass(frozen=True, slots=True)
class _Meant:
    """A value found near a table. `identity` is what makes two of them the same."""

    said: Said
    identity: object


Finder = Callable[[str], "tuple[str, object] | None"]


def settle_context(
    frames: Sequence[Frame],
    codebook: Codebook,
    areas: Mapping[str, str],
    earlier_schools: Sequence[KnownSchool] = (),
    names: Mapping[str, str] | None = None,
    openings: tuple[str, str] | None = None,
) -> tuple[tuple[Frame, ...], list[Finding]]:
    """The frames with what their surroundings say of columns they lack; S012 for what was taken, S013 where
    the surroundings contradict each other and nothing was. `openings` are the semesters' first days where the
    plan states them (MM-DD)."""
    if not any(frame.nearby for frame in frames):
        return tuple(frames), []
    finders = _finders(frames, areas, earlier_schools, names or {})
    told: list[Finding] = []
    dated = [_dated(frame, openings) if frame.nearby else frame for frame in frames]
    settled = [_settle(frame, codebook, finders, told) if frame.nearby else frame for frame in dated]
    return tuple(settled), _together(told)


def _settle(frame: Frame, codebook: Codebook, finders: Mapping[str, Finder], told: list[Finding]) -> Frame:
    table = codebook.tables.get(frame.table)
    said: list[Said] = []
    for column in table.columns.values() if table and frame.records else ():
        if column.around is None or _is_filled(frame, (column.name, *column.around.unless)):
            continue
        meant = _fullest(list(_meant(frame, column, finders)))
        if len({one.identity for one in meant}) > 1:
            told.append(_contradiction(frame, column, meant))
        elif meant:
            said.append(meant[0].said)
            told.append(_taken(frame, column, meant[0].said))
    taken = {one.column for one in said}
    fields = tuple(field for field in frame.fields if field.column not in taken)
    return replace(frame, nearby=(), said=(*frame.said, *said), fields=fields)


def _dated(frame: Frame, openings: tuple[str, str] | None) -> Frame:
    """The years of days that are written without one, and the first day that weeks are counted from."""
    kinds = ("opening", "title", "sheet", "file")
    texts = [near.text for kind in kinds for near in frame.nearby if near.kind == kind]
    span: Span | None = span_of(near.text for near in frame.nearby if near.kind in kinds[1:])
    return replace(frame, span=span, opening=opening_of(texts, span, openings))


def _is_filled(frame: Frame, names: Sequence[str]) -> bool:
    """Whether a record has something in one of these columns, or something beside the rows said it before."""
    if any(one.column in names for one in frame.said):
        return True
    fields = [field for field in frame.fields if field.column in names]
    return any(_has(frame, row, field) for field in fields for row in frame.records)


def _has(frame: Frame, row: int, field: Field) -> bool:
    cells = frame.sheet.rows[row]
    cell = cells[field.position] if field.position < len(cells) else None
    return cell is not None and bool(str(cell).strip())


def _meant(frame: Frame, column: ColumnDef, finders: Mapping[str, Finder]) -> Iterator[_Meant]:
    """What each text around the table says of a column; a label's text counts even if nobody knows it."""
    assert column.around is not None
    find = finders.get(column.type)
    for near in frame.nearby:
        if near.kind not in column.around.places or (near.kind == "label" and near.column != column.name):
            continue
        found = find(near.text) if find else None
        if found is not None:
            yield _Meant(_said(near, column, found[0]), found[1])
        elif near.kind == "label" and not (column.type == "school" and _OFFICE.search(normal(near.text))):
            yield _Meant(_said(near, column, near.text), normal(near.text))


def _fullest(meant: Sequence[_Meant]) -> list[_Meant]:
    """Without the halves of a year (春季) that another text names with its year (2024-2025学年春季学期)."""
    whole = {
        half for one in meant if isinstance(one.identity, tuple) for year, half in [one.identity] if year
    }
    return [one for one in meant if not any(one.identity == (0, half) for half in whole)]


def _said(near: Nearby, column: ColumnDef, text: str) -> Said:
    cell: Cell = int(text) if column.type == "year" and text.isdecimal() else text
    return Said(column.name, cell, near.kind, near.part, near.label, near.row, near.position)


def _finders(
    frames: Sequence[Frame],
    areas: Mapping[str, str],
    earlier: Sequence[KnownSchool],
    names: Mapping[str, str],
) -> dict[str, Finder]:
    towns = {normal(text): (code,) for text, code in areas.items() if not text.isdecimal()}
    schools = _schools(frames, earlier) | {normal(name): (code,) for name, code in names.items()}
    return {
        "area": lambda text: find_name(text, towns, bounded=False),
        "school": lambda text: find_name(text, schools, bounded=True),
        "semester": _find_semester,
        "year": _find_year,
    }


def _schools(frames: Sequence[Frame], earlier: Sequence[KnownSchool]) -> dict[str, tuple[str, ...]]:
    """Every name and code of a school to those who bear it."""
    bearers: dict[str, set[str]] = {}
    uncoded: dict[str, set[str]] = {}  # of sheets without codes: they say nothing more of a school with one
    for frame in frames:
        if frame.table == "schools":
            for code, names in _named_rows(frame):
                for name in (code, *names):
                    held = bearers if code else uncoded
                    held.setdefault(normal(name), set()).add(code or normal(names[0]))
    bearers = uncoded | bearers
    for school in earlier if not bearers else ():
        for name in (school.code, *school.names):
            bearers.setdefault(normal(name), set()).add(school.code)
    return {name: tuple(sorted(own)) for name, own in bearers.items() if len(name) >= _SHORTEST}


def _named_rows(frame: Frame) -> Iterator[tuple[str, list[str]]]:
    codes = [field.position for field in frame.fields if field.column == "school_code"]
    columns = [field.position for name in SCHOOL_NAMES for field in frame.fields if field.column == name]
    own = [str(one.cell) for one in frame.said if one.column in SCHOOL_NAMES]
    code = next((str(one.cell) for one in frame.said if one.column == "school_code"), "")
    for row in frame.records:
        cells = frame.sheet.rows[row]
        names = [str(cells[p]).strip() for p in columns if p < len(cells) and isinstance(cells[p], str)]
        coded = next((str(cells[p]).strip() for p in codes if p < len(cells) and cells[p]), code)
        if names := [name for name in (*own, *names) if name]:
            yield coded, names


def find_name(text: str, names: Mapping[str, tuple[str, ...]], *, bounded: bool) -> tuple[str, object] | None:
    """The one bearer whose name stands in a text: the longest names, and no part of a longer unknown one."""
    plain = normal(text)
    if plain in names:
        return (text.strip(), names[plain][0]) if len(names[plain]) == 1 else None
    spans = [(at, at + len(name), name) for name in names for at in _places(plain, name)]
    longest = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o != s for o in spans)]
    if bounded and not all(_stands_alone(plain, start, stop) for start, stop, _ in longest):
        return None
    bearers = {bearer for _, _, name in longest for bearer in names[name]}
    return (longest[0][2], bearers.pop()) if len(bearers) == 1 else None


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _stands_alone(text: str, start: int, stop: int) -> bool:
    return _GOES_ON.match(text[stop:]) is None and _BEFORE.search(text[:start]) is not None


def _find_semester(text: str) -> tuple[str, object] | None:
    found = {match.replace(" ", "") for match in _SEMESTER.findall(text)}
    if len(found) != 1:
        return None
    one = found.pop()
    read = parse_semester(one).value
    return one, one if read is None else read


def _find_year(text: str) -> tuple[str, object] | None:
    found = set(_STATED_YEAR.findall(text))
    return (one := found.pop(), one) if len(found) == 1 else None


def place_of(frame: Frame, said: Said) -> Place:
    """Where a value beside the rows stands: its cell, or the sheet or file whose name it is."""
    sheet = None if said.kind in ("file", "folder") else frame.sheet.name
    rows = () if said.row is None else (said.row + 1,)
    position = None if said.position is None else said.position + 1
    return Place(frame.sheet.file, sheet, frame.table, said.column, said.label or None, rows, position)


def _taken(frame: Frame, column: ColumnDef, said: Said) -> Finding:
    params = {"column": said.column, "table": frame.table, "reason": said.kind}
    place = replace(place_of(frame, said), header=column.zh)
    return Finding("S012", (place,), value=str(said.cell), params=params)


def _contradiction(frame: Frame, column: ColumnDef, meant: Sequence[_Meant]) -> Finding:
    values = "、".join(dict.fromkeys(str(one.said.cell) for one in meant))
    places = tuple(dict.fromkeys(replace(place_of(frame, one.said), header=column.zh) for one in meant))
    params = {"column": column.name, "table": frame.table, "columns": values}
    return Finding("S013", places, value=values, params=params)


def _together(told: Sequence[Finding]) -> list[Finding]:
    """One finding for all that was taken of one column in one way, and for each contradiction."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for one in told:
        value = one.value if one.code == "S013" else None
        found.setdefault((one.code, value, tuple(sorted(one.params.items()))), []).append(one)
    return [_joined(same) for same in found.values()]


def _joined(same: Sequence[Finding]) -> Finding:
    places = tuple(place for finding in same for place in finding.places)
    values = list(dict.fromkeys(str(finding.value) for finding in same))
    read = "、".join(values[:_SHOWN]) + ("…" if len(values) > _SHOWN else "")
    value = values[0] if len(values) == 1 else None
    return replace(same[0], places=places, value=value, params={**same[0].params, "read": read})
