"""What the page of duplicates shows: some pairs with both clients, and what was taken together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from wowcrm.clients.listing import find_clients
from wowcrm.clients.models import Client
from wowcrm.clients.telling import lookalikes
from wowcrm.data.known import same_person
from wowcrm.db import db
from wowcrm.duplicates.finding import pairs_of
from wowcrm.duplicates.models import Merger
from wowcrm.duplicates.words import signs_of
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

PAGE = 20
MOST_MERGERS = 20


@dataclass(frozen=True)
class Shown:
    """Two clients who may be one, and by what they are alike."""

    one: Client
    other: Client
    signs: list[str]


@dataclass(frozen=True)
class Page:
    pairs: list[Shown]
    total: int
    begin: int
    next: int | None
    """Where the next page begins; None when this is the last."""


def page_of(trader: Trader, begin: int) -> Page:
    """Find all pairs, and read the clients of some of them."""
    found = pairs_of(trader)
    begin = begin if begin < len(found) else 0
    here = found[begin : begin + PAGE]
    ids = {id for pair in here for id in (pair.one, pair.other)}
    chosen = Client.of(trader).where(Client.id.in_(ids)).options(selectinload(Client.details))
    clients = {client.id: client for client in db.session.scalars(chosen)}
    shown = [Shown(clients[pair.one], clients[pair.other], signs_of(pair)) for pair in here]
    following = begin + PAGE
    return Page(shown, len(found), begin, following if following < len(found) else None)


def mergers_of(trader: Trader, on: date) -> Sequence[Merger]:
    """List what can still be taken apart, newest first."""
    chosen = Merger.may_be_undone(trader, on).options(joinedload(Merger.client))
    return db.session.scalars(chosen.limit(MOST_MERGERS)).all()


def newer_than(merger: Merger) -> Merger | None:
    """Find what was taken together with the same client since: that is taken apart first."""
    newer = sa.select(Merger).where(
        Merger.client_id == merger.client_id, Merger.id > merger.id, Merger.undone_on.is_(None)
    )
    return db.session.scalar(newer.order_by(Merger.id).limit(1))


def whom_else(trader: Trader, client: Client, words: str) -> list[Client]:
    """Offer clients who may be the same person as this one."""
    if words:
        found = find_clients(trader, words)
    else:
        reach = [detail.value for detail in client.emails], [each.value for each in client.phones]
        found = lookalikes(trader, client.name, *reach)
    return [each for each in found if each.id != client.id]


def alike(trader: Trader, name: str, emails: Sequence[str], phones: Sequence[str]) -> list[Client]:
    """Find whom somebody looks like who is being written down, three at most."""
    found = list(lookalikes(trader, name, emails, phones))
    if len(name.split()) > 1:
        close = find(trader, read(name), most=5)
        found += [each for each in close if each not in found and same_person(each.name, name)]
    return found[:3]
