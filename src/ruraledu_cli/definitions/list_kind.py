"""Kinds of lists that other departments send: how each is known, its headers, whom it entitles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from ruraledu_cli.definitions.strict import Strict

Titles = Mapping[Literal["zh", "en"], str]


class AgeRange(Strict):
    """Full years on the reference day, both ends included."""

    at_least: int = Field(ge=0)
    at_most: int = Field(le=150)

    def holds(self, age: int) -> bool:
        return self.at_least <= age <= self.at_most


class ListKind(Strict):
    """A kind of list.

    `known_by`: words of which one stands in the sheet's name, the lines above the table, the file's or the
    folder's name; `not_known_by` are longer words that hold one of these and mean something else (低保边缘).
    `tells` are headers that this kind alone has, `unless` headers that say it is another table.

    `headers`: what the columns of a list are called here, beside the headers that all kinds share.
    `category` is the category of hardship that standing on the list means; a column of categories beats it,
    and `categories` says what its words are. `ages` are those who may be aided; of those whom nobody found,
    `visit` are the ages at which a child must be at school. `in_force` and `ended` are the words of the
    column of states. A `register` is the county's list of its own pupils: it entitles nobody.
    """

    id: str
    title: Titles
    sender: Titles
    role: Literal["entitles", "register"] = "entitles"
    known_by: tuple[str, ...] = Field(min_length=1)
    not_known_by: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    category: str | None = None
    categories: Mapping[str, str] = Field(default_factory=dict)
    ages: AgeRange = AgeRange(at_least=3, at_most=18)
    visit: AgeRange = AgeRange(at_least=6, at_most=15)
    in_force: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
