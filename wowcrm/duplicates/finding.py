"""Which clients may be one person: by e-mail, by phone, by name; a few seconds for fifty thousand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import sqlalchemy as sa

from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.data.known import same_person
from wowcrm.db import db
from wowcrm.duplicates.models import NotTheSame
from wowcrm.traders.models import Trader

MOST_ALIKE = 12
"""More than so many behind one phone are an office; more of one name are a common name."""


class Sign(StrEnum):
    """By what two clients are alike."""

    EMAIL = DetailKind.EMAIL.value
    PHONE = DetailKind.PHONE.value
    NAME = "name"


WEIGHT = {Sign.EMAIL: 3, Sign.PHONE: 2, Sign.NAME: 3}
LEAST = 2


@dataclass
class Pair:
    """Two clients who look alike; the lower number stands first."""

    one: int
    other: int
    name: str
    signs: dict[Sign, str] = field(default_factory=dict)
    """By what they are alike, and what it is that both have."""
    weight: int = 0


@dataclass(frozen=True)
class Person:
    """A client as the search for duplicates sees them."""

    name: str
    words: tuple[str, ...]
    """The words of the name, in the order of the alphabet: "Carter, Ben" is "Ben Carter"."""
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def reached(self, sign: Sign) -> set[str]:
        return self.emails if sign is Sign.EMAIL else self.phones


Pairs = dict[tuple[int, int], Pair]


def pairs_of(trader: Trader) -> list[Pair]:
    """Find all pairs of a trader, the likeliest first; three statements, whatever their number."""
    people = _people(trader)
    found: Pairs = {}
    for sign in (Sign.EMAIL, Sign.PHONE):
        _add(found, people, sign, _by_reach(people, sign))
    _add(found, people, Sign.NAME, _by_name(people))
    for apart in _apart(trader):
        found.pop(apart, None)
    for pair in found.values():
        pair.weight = _weigh(pair, people[pair.one], people[pair.other])
    likely = [pair for pair in found.values() if pair.weight >= LEAST]
    return sorted(likely, key=lambda pair: (-pair.weight, pair.name, pair.one, pair.other))


def _people(trader: Trader) -> dict[int, Person]:
    """Read everybody; sample clients leave one day, and are nobody's double."""
    mine = sa.select(Client.id, Client.sort_key).where(
        Client.trader_id == trader.id, Client.sample.is_(False)
    )
    people = {id: Person(name, words_of(name)) for id, name in db.session.execute(mine)}
    reach = (
        sa.select(
            ContactDetail.client_id,
            sa.type_coerce(ContactDetail.kind, sa.String),
            ContactDetail.key,
        )
        .join(Client, Client.id == ContactDetail.client_id)
        .where(
            Client.trader_id == trader.id,
            ContactDetail.kind.in_((DetailKind.EMAIL, DetailKind.PHONE)),
        )
    )
    for id, kind, key in db.session.execute(reach):
        if id in people and key:
            (people[id].emails if kind == "email" else people[id].phones).add(key)
    return people


def words_of(name: str) -> tuple[str, ...]:
    """Take a folded name apart: "carter, ben" and "ben carter" are the same words."""
    bare = "".join(letter if letter.isalnum() else " " for letter in name)
    return tuple(sorted(bare.split()))


Alike = Iterator[tuple[str, int, int]]


def _by_reach(people: dict[int, Person], sign: Sign) -> Alike:
    having: dict[str, list[int]] = defaultdict(list)
    for id, person in people.items():
        for key in person.reached(sign):
            having[key].append(id)
    for key, ids in having.items():
        if not 1 < len(ids) <= MOST_ALIKE:
            continue
        for one, other in combinations(ids, 2):
            # What more than two share is an office's or a family's: there the names must agree.
            if len(ids) == 2 or same_person(people[one].name, people[other].name):
                yield key, one, other


def _by_name(people: dict[int, Person]) -> Alike:
    called: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for id, person in people.items():
        called[person.words].append(id)
    for words, ids in called.items():
        if not words or len(ids) < 2:
            continue
        # Of a common name, each beside the first: who is merged shows the next.
        pairs: Iterable[tuple[int, int]] = combinations(ids, 2)
        if len(ids) > MOST_ALIKE:
            pairs = ((ids[0], other) for other in ids[1:])
        for one, other in pairs:
            yield people[one].name, one, other


def _add(found: Pairs, people: dict[int, Person], sign: Sign, alike: Alike) -> None:
    for shared, one, other in alike:
        low, high = sorted((one, other))
        pair = found.setdefault((low, high), Pair(low, high, people[low].name))
        pair.signs.setdefault(sign, shared)


def _apart(trader: Trader) -> list[tuple[int, int]]:
    """Name those of whom the trader said that they are two."""
    said = NotTheSame.of(trader).with_only_columns(NotTheSame.client_id, NotTheSame.other_id)
    return [(row[0], row[1]) for row in db.session.execute(said)]


def _weigh(pair: Pair, one: Person, other: Person) -> int:
    """Say how likely it is: a couple shares its e-mail, and there are two Jānis Bērziņš."""
    weight = sum(WEIGHT[sign] for sign in pair.signs)
    if Sign.NAME not in pair.signs:
        return weight + (2 if same_person(one.name, other.name) else -1)
    if len(one.words) < 2 and len(pair.signs) == 1:
        weight -= 2
    elsewhere = (
        sign not in pair.signs and one.reached(sign) and other.reached(sign)
        for sign in (Sign.EMAIL, Sign.PHONE)
    )
    return weight - 1 if any(elsewhere) else weight
