"""Two clients as one: worked out of both and of what was chosen; pure, no database.

A preview shows what comes of it, and the merger acts on the very same, so they cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import compress
from typing import Any, Generic, NamedTuple, TypeVar

from wowcrm.clients.models import DetailKind, fold

ASKED = (
    "name",
    "given",
    "family",
    "organisation",
    "job_title",
    "client_since",
    "found_us_by",
    "value",
    "contact_every",
    "contacts_at_most",
    "contacts_within",
    "notes",
)
"""Columns of which a client has one."""


class Side(StrEnum):
    ONE = "one"
    OTHER = "other"
    BOTH = "both"


Choices = Mapping[str, Side]


@dataclass(frozen=True)
class Detail:
    kind: DetailKind
    key: str
    value: str
    label: str | None

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands among others."""
        return list(DetailKind).index(self.kind), self.key, self.value, self.label or ""

    def with_label_of(self, other: "Detail") -> "Detail | None":
        """Take over the label of the same detail; None where the other is another one."""
        if (self.kind, self.key) != (other.kind, other.key):
            return None
        return self if self.label is not None else replace(self, label=other.label)


@dataclass(frozen=True)
class Dated:
    label: str
    month: int
    day: int
    year: int | None

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands among others."""
        return self.month, self.day, self.label, self.year or 0

    def with_year_of(self, other: "Dated") -> "Dated | None":
        """Take over the year of the same date; None where the other is another one."""
        same = (fold(self.label), self.month, self.day) == (
            *(fold(other.label), other.month, other.day),
        )
        if not same or (None not in (self.year, other.year) and self.year != other.year):
            return None
        return self if self.year is not None else replace(self, year=other.year)


Thing = TypeVar("Thing", bound=Detail | Dated)


def in_order(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(sorted(things, key=lambda each: each.place))


@dataclass(frozen=True)
class Person:
    """All that is known of a client, as far as two may differ in it."""

    columns: dict[str, Any]
    own: dict[int, str] = field(default_factory=dict)
    """In the trader's own fields, by the number of the field."""
    details: tuple[Detail, ...] = ()
    dates: tuple[Dated, ...] = ()
    tags: tuple[str, ...] = ()
    archived_on: date | None = None
    counts: dict[str, int] = field(default_factory=dict)
    """How many of what hangs on them, by the table."""


@dataclass(frozen=True)
class Question:
    """What the two differ in, and what holds unless the trader says otherwise."""

    name: str
    one: Any
    other: Any
    usual: Side
    sides: tuple[Side, ...] = (Side.ONE, Side.OTHER)

    def chosen(self, choices: Choices) -> Side:
        said = choices.get(self.name, self.usual)
        return said if said in self.sides else self.usual

    def answer(self, choices: Choices) -> Any:
        side = self.chosen(choices)
        if side is Side.BOTH:
            return both(self.one, self.other)
        return self.one if side is Side.ONE else self.other


def both(one: str, other: str) -> str:
    return f"{one}\n\n{other}"


def own_name(field_id: int) -> str:
    return f"own-{field_id}"


def questions(one: Person, other: Person) -> list[Question]:
    """Ask only for what the two differ in: where one of them says nothing, the other's holds."""
    asked = [
        Question(name, one.columns[name], other.columns[name], *_usual(name, one, other))
        for name in ASKED
        if _differ(one.columns[name], other.columns[name])
    ]
    return asked + [
        Question(own_name(id), text, other.own[id], Side.ONE)
        for id, text in one.own.items()
        if id in other.own and text != other.own[id]
    ]


def _differ(one: Any, other: Any) -> bool:
    return one is not None and other is not None and one != other


def _usual(name: str, one: Person, other: Person) -> tuple[Side, tuple[Side, ...]]:
    mine, theirs = one.columns[name], other.columns[name]
    if name == "notes":
        if mine in theirs or theirs in mine:
            return (Side.ONE if theirs in mine else Side.OTHER), tuple(Side)
        return Side.BOTH, tuple(Side)
    if name == "client_since":
        return (Side.ONE if mine <= theirs else Side.OTHER), (Side.ONE, Side.OTHER)
    return Side.ONE, (Side.ONE, Side.OTHER)


def join(one: Person, other: Person, choices: Choices) -> Person:
    """Say who comes of the two."""
    answers = {each.name: each.answer(choices) for each in questions(one, other)}
    columns = {
        name: answers[name] if name in answers else _either(one.columns[name], other.columns[name])
        for name in ASKED
    }
    own = other.own | one.own
    own |= {id: answers[own_name(id)] for id in own if own_name(id) in answers}
    return Person(
        columns,
        dict(sorted(own.items())),
        in_order(join_details(one.details, other.details).all(other.details)),
        in_order(join_dates(one.dates, other.dates).all(other.dates)),
        tuple(sorted({*one.tags, *other.tags}, key=fold)),
        _away(one, other),
        {name: one.counts[name] + other.counts[name] for name in one.counts},
    )


def _either(one: Any, other: Any) -> Any:
    return other if one is None else one


def _away(one: Person, other: Person) -> date | None:
    """Whoever was put away comes back, unless both were."""
    if one.archived_on is None or other.archived_on is None:
        return None
    return max(one.archived_on, other.archived_on)


class Joined(NamedTuple, Generic[Thing]):
    """What two clients have several of: those of the first, and which of the other's come along."""

    kept: list[Thing]
    comes: list[bool]

    def all(self, other: Sequence[Thing]) -> list[Thing]:
        return [*self.kept, *compress(other, self.comes)]


def join_details(one: Sequence[Detail], other: Sequence[Detail]) -> Joined[Detail]:
    """Keep every way to reach them, none twice; a label that only one has is kept."""
    return _join(one, other, lambda mine, theirs: mine.with_label_of(theirs))


def join_dates(one: Sequence[Dated], other: Sequence[Dated]) -> Joined[Dated]:
    """Keep every date, none twice; a year that only one knows is kept."""
    return _join(one, other, lambda mine, theirs: mine.with_year_of(theirs))


def _join(
    one: Sequence[Thing], other: Sequence[Thing], add: Callable[[Thing, Thing], Thing | None]
) -> Joined[Thing]:
    """Add what is the same to the first like it; what is like none comes along."""
    kept, comes = list(one), []
    for theirs in other:
        for place, mine in enumerate(kept):
            if (added := add(mine, theirs)) is not None:
                kept[place] = added
                comes.append(False)
                break
        else:
            comes.append(True)
    return Joined(kept, comes)
