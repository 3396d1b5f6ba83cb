"""Orders in which clients are listed: each by an index, each going on from any place in it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from wowcrm.clients.models import Client

NOTHING = "-"
"""How an address says that a client has no value in an order."""


class Place(NamedTuple):
    """A place in an order: the value there, and the client who stood there."""

    value: Any
    client_id: int


class Ordered(Protocol):
    """A client, or what a list shows of one: with a number, and the column of the order."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True)
class Order:
    """By a column, and equals by number; clients without a value in it come last.

    They are asked for apart: an index gives each of the two in order, but not both at once.
    """

    column: InstrumentedAttribute[Any]
    falls: bool = False
    gaps: bool = False
    """Whether clients may be without a value."""
    moves: bool = False
    """Whether a client's place changes with what happens, so that an address has to say it."""

    def place_of(self, client: Ordered) -> Place:
        return Place(getattr(client, self.column.key), client.id)

    def say(self, client: Ordered) -> str | None:
        """Say the client's value, where it may change while one walks through the list."""
        if not self.moves:
            return None
        value = self.place_of(client).value
        return NOTHING if value is None else str(value)

    def hear(self, said: str, client_id: int) -> Place | None:
        """Understand a place that an address says; None where it says none."""
        if not self.moves or not said:
            return None
        if said == NOTHING:
            return Place(None, client_id)
        with suppress(ValueError, InvalidOperation):
            if self.column is Client.last_contact_on:
                return Place(date.fromisoformat(said), client_id)
            value = Decimal(said)
            if value.is_finite() and abs(value) < 10**12:
                return Place(value, client_id)
        return None

    def parts(
        self,
        chosen: sa.Select[Any],
        place: Place | None = None,
        *,
        back: bool = False,
        itself: bool = False,
    ) -> Iterator[sa.Select[Any]]:
        """Yield the queries that go on behind a place (or at it), or back from it, in turn."""
        without = [False, True] if self.gaps else [False]
        if back:
            without.reverse()
        here = place is not None and place.value is None
        if place is not None and here in without:
            without = without[without.index(here) :]
        for gap in without:
            begins = place if gap is here else None
            yield self._part(chosen, gap, begins, back=back, itself=itself)

    def _part(
        self, chosen: sa.Select[Any], gap: bool, place: Place | None, *, back: bool, itself: bool
    ) -> sa.Select[Any]:
        if self.gaps:
            chosen = chosen.where(self.column.is_(None) if gap else self.column.is_not(None))
        falls = self.falls != back
        keys = [Client.id] if gap or self.column is Client.id else [self.column, Client.id]
        if place is not None:
            values = [place.client_id] if len(keys) == 1 else list(place)
            here = sa.tuple_(*keys)
            there = sa.tuple_(
                *(sa.literal(value, key.type) for key, value in zip(keys, values, strict=True))
            )
            if itself:
                chosen = chosen.where(here <= there if falls else here >= there)
            else:
                chosen = chosen.where(here < there if falls else here > there)
        return chosen.order_by(*(key.desc() if falls else key for key in keys))


BY_NAME = Order(Client.sort_key)
BY_WAIT = Order(Client.last_contact_on, gaps=True, moves=True)
BY_VALUE = Order(Client.value, falls=True, gaps=True, moves=True)
BY_NUMBER = Order(Client.id, falls=True)
