"""Several clients at once: chosen by their numbers, and told in an address by them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import row_number
from wowcrm.db import db
from wowcrm.expectations.models import Delivery
from wowcrm.traders.models import Trader

MOST = 500
"""Clients in one selection."""


def numbers(told: Iterable[str]) -> list[int]:
    """Read the numbers of a selection; what is none is passed over, and so are those too many."""
    found = {number: None for text in told if (number := row_number(text))}
    return [*found][:MOST]


def select_clients(trader: Trader, ids: Sequence[int]) -> Sequence[Client]:
    """Find those of a selection who are the trader's; nobody else is there."""
    return db.session.scalars(
        Client.of(trader)
        .where(Client.id.in_(ids))
        .options(
            selectinload(Client.tags),
            selectinload(Client.deliveries).selectinload(Delivery.promise),
        )
        .order_by(Client.id)
    ).all()


def pack(ids: Iterable[int]) -> str:
    """Say many numbers in few letters: each as the distance from the one before."""
    return ".".join(f"{after - before:x}" for before, after in pairwise([0, *sorted(ids)]))


def unpack(packed: str) -> list[int]:
    """Read what was packed; numbers that no row can have are passed over."""
    try:
        steps = [int(step, 16) for step in packed.split(".")[:MOST]]
    except ValueError:
        return []
    return [number for number in accumulate(steps) if 0 < number < 2**31]


@dataclass(frozen=True)
class PutAway:
    """Clients who were put away a moment ago, and can be brought back together."""

    packed: str
    number: int


def just_put_away(trader: Trader, packed: str | None) -> PutAway | None:
    """Tell whom the address says to have been put away, as far as they still are."""
    ids = unpack(packed or "")
    if not ids:
        return None
    away = Client.of(trader).where(Client.id.in_(ids), Client.archived_on.is_not(None))
    number = db.session.scalar(sa.select(sa.func.count()).select_from(away.subquery()))
    return PutAway(pack(ids), number) if number else None
