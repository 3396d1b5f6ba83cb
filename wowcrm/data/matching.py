"""Which clients the rows of a file are about: a few queries for a thousand rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from wowcrm.clients.models import (
    Client,
    ContactDetail,
    DetailKind,
    ImportantDate,
    Tag,
    client_tags,
    floor_of,
)
from wowcrm.data.candidates import Candidate, Occasion, fold
from wowcrm.data.known import TEXTS, Dated, Detail, Known, same_person
from wowcrm.data.numbers import id_of, mark_of
from wowcrm.db import db
from wowcrm.traders.models import Trader

REACHED = (DetailKind.EMAIL, DetailKind.PHONE)
"""The kinds of details by which a client is found again."""

AT_ONCE = 1000

CLIENTS = cast(sa.Table, Client.__table__)
DETAILS = cast(sa.Table, ContactDetail.__table__)
DATES = cast(sa.Table, ImportantDate.__table__)

T = TypeVar("T")


@dataclass(frozen=True)
class Match:
    """The client a row is about, or one who merely resembles them."""

    known: Known | None
    alike: Known | None = None
    namesake: bool = False
    """Whether they share the name, not an address."""


class Index:
    """The clients that some rows may be about, by everything that tells them apart."""

    def __init__(self, trader: Trader) -> None:
        self.trader = trader
        self.mark = mark_of(trader)
        self.by_id: dict[int, Known] = {}
        self.by_key: dict[tuple[DetailKind, str], list[Known]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)

    def load(self, candidates: Sequence[Candidate]) -> None:
        """Look up all clients of the trader that one of the rows may be about."""
        for known in load(self.trader, _ids(self.trader, candidates, self.mark)):
            self.add(known)

    def add(self, known: Known) -> None:
        if known.id is not None:
            self.by_id[known.id] = known
        for kind in REACHED:
            for key in known.keys(kind):
                self.by_key[kind, key].append(known)
        self.by_name[fold(known.name), known.organisation].append(known)

    def find(self, candidate: Candidate) -> Match:
        """Find the client of a row: by our own number, else e-mail, else phone, else by name.

        An office shares its phone and a couple its e-mail, so the names must agree as well.
        """
        id = id_of(self.mark, candidate.number)
        if id is not None and id in self.by_id:
            return Match(self.by_id[id])
        alike: Known | None = None
        for known in self._reached(candidate):
            if _agree(known, candidate):
                return Match(known)
            alike = alike or known
        for known in self._namesakes(candidate):
            if known.organisation or not _write_elsewhere(known, candidate):
                return Match(known)
            return Match(None, known, namesake=True)
        return Match(None, alike)

    def _reached(self, candidate: Candidate) -> Iterator[Known]:
        for kind in REACHED:
            for key in candidate.details[kind]:
                yield from self.by_key.get((kind, key), ())

    def _namesakes(self, candidate: Candidate) -> Sequence[Known]:
        if not candidate.named:
            return ()
        return self.by_name.get((fold(candidate.name), fold(candidate.organisation or "")), ())


def _agree(known: Known, candidate: Candidate) -> bool:
    if not known.named or not candidate.named:
        return True
    if fold(candidate.name) == known.organisation:
        return True
    return fold(known.name) == fold(candidate.organisation or "") or same_person(
        known.name, candidate.name
    )


def _write_elsewhere(known: Known, candidate: Candidate) -> bool:
    """Whether both have e-mails and share none: two Jānis Bērziņš, not one."""
    return bool(candidate.emails and known.keys(DetailKind.EMAIL))


def _ids(trader: Trader, candidates: Sequence[Candidate], mark: str) -> set[int]:
    """Name the clients that any of the rows may be about."""
    keys: dict[DetailKind, set[str]] = defaultdict(set)
    for candidate in candidates:
        for kind in REACHED:
            keys[kind].update(candidate.details[kind])
    names = {fold(candidate.name) for candidate in candidates if candidate.named}
    numbers = {id for each in candidates if (id := id_of(mark, each.number)) is not None}
    mine = sa.select(Client.id).where(Client.trader_id == trader.id)
    # Sample clients leave one day; nobody real is found in them except by their own number.
    real = mine.where(Client.sample.is_(False))
    found: set[int] = set()
    for some in slices(numbers):
        found.update(db.session.scalars(mine.where(Client.id.in_(some))))
    for texts in slices(names):
        # In two, because the index by name begins with the day on which a client was put away.
        for put_away in (Client.archived_on.is_(None), Client.archived_on.is_not(None)):
            named = real.where(put_away, Client.sort_key.in_(texts))
            found.update(db.session.scalars(named))
    for kind in REACHED:
        for texts in slices(keys[kind]):
            reached = real.join(ContactDetail).where(
                ContactDetail.key.in_(texts), ContactDetail.kind == kind
            )
            found.update(db.session.scalars(reached))
    return found


def load(trader: Trader, ids: Collection[int]) -> Iterator[Known]:
    """Read clients with all that an import may add to; a handful of queries a thousand."""
    for some in slices(ids):
        known = {each.id: each for each in _clients(trader, some)}
        for row in _of(DETAILS, some):
            known[row.client_id].details.append(
                Detail(row.kind, row.key, row.value, row.label, row.id)
            )
        for row in _of(DATES, some):
            occasion = Occasion(row.label, row.month, row.day, row.year)
            known[row.client_id].dates.append(Dated(occasion, row.id))
        for row in db.session.execute(_tags(some)):
            known[row.client_id].tags[row.key] = row.name
        for each in known.values():
            each.named = not any(fold(each.name) in (d.key, fold(d.value)) for d in each.details)
            yield each


def _clients(trader: Trader, ids: Sequence[int]) -> Iterator[Known]:
    for row in db.session.execute(sa.select(CLIENTS).where(CLIENTS.c.id.in_(ids))):
        yield Known(
            id=row.id,
            name=row.name,
            texts={name: getattr(row, name) for name in TEXTS},
            contact=(row.last_contact_on, floor_of(row, trader), trader.day_of(row.created_at)),
        )


def _of(table: sa.Table, ids: Sequence[int]) -> Iterable[sa.Row[Any]]:
    return db.session.execute(
        sa.select(table).where(table.c.client_id.in_(ids)).order_by(table.c.id)
    )


def _tags(ids: Sequence[int]) -> sa.Select[tuple[int, str, str]]:
    return (
        sa.select(client_tags.c.client_id, Tag.key, Tag.name)
        .join(Tag, Tag.id == client_tags.c.tag_id)
        .where(client_tags.c.client_id.in_(ids))
        .order_by(Tag.key)
    )


def slices(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Cut into lists that a query takes at once."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
