"""How much figures may change from one year to the next before it is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from pydantic import Field, ValidationError

from ruraledu_cli.definitions.codebook import Codebook, Exact
from ruraledu_cli.definitions.expected import expected
from ruraledu_cli.definitions.strict import Strict
from ruraledu_cli.definitions.yaml import DefinitionError, Document, load, parse

_NUMBERS = ("count", "number")


class Tolerance(Strict):
    """A change is asked about when it is more than `ratio` of last year's figure and more than `floor`."""

    ratio: Exact = Field(ge=0)
    floor: Exact = Field(default=Fraction(0), ge=0)


class Outliers(Strict):
    """What is unlike the other schools: a relative change further from the median of all schools' changes
    than `deviations` times their median deviation (at least `spread`); asked of `least` schools or more.
    """

    deviations: Exact = Field(gt=0)
    spread: Exact = Field(gt=0)
    least: int = Field(ge=3)


class Tolerances(Strict):
    """`figures` by column of 学校; `roster` for the persons of a school; `facilities` by column: how far it
    may fall, for a flag not at all; `turnover` for the share of persons who are new or gone; `present` is
    the share of last year's schools that must be there before one that is not counts as vanished.
    """

    figures: Mapping[str, Tolerance] = Field(default_factory=dict)
    roster: Tolerance
    outliers: Outliers
    facilities: Mapping[str, Tolerance] = Field(default_factory=dict)
    turnover: Tolerance
    present: Exact = Field(gt=0, le=1)


def load_tolerances(codebook: Codebook, path: Path | None = None) -> Tolerances:
    """A file's tolerances, by default the package's. Raises DefinitionError with all faults at once."""
    if path is not None:
        return _checked(load(path, path.as_posix()), codebook)
    own = files("ruraledu_cli") / "data" / "tolerances.yaml"
    return _checked(parse(own.read_text(encoding="utf-8"), own.name), codebook)


def _checked(document: Document, codebook: Codebook) -> Tolerances:
    try:
        read = Tolerances.model_validate(document.data)
    except ValidationError as error:
        faults = [
            document.fault(one["loc"], "wrong_value", **expected(one["type"], one)) for one in error.errors()
        ]
        raise DefinitionError(faults) from None
    columns = codebook.tables["schools"].columns
    faults = [
        document.fault((part, name), "unknown_column", name=name, table="schools")
        for part, allowed in (("figures", _NUMBERS), ("facilities", (*_NUMBERS, "flag")))
        for name in getattr(read, part)
        if name not in columns or columns[name].type not in allowed
    ]
    if faults:
        raise DefinitionError(faults)
    return read


def load_successors(path: Path) -> tuple[str, ...]:
    """A file of schools that were closed or merged: a list of codes or names, or a mapping from them to the
    schools that took over. Raises DefinitionError."""
    document = load(path, path.as_posix())
    data = {} if document.data is None else document.data
    if not isinstance(data, list | dict) or not all(isinstance(one, str | int) for one in data):
        raise DefinitionError([document.fault((), "successors_shape")])
    return tuple(str(one) for one in data)
