"""Let a story that has happened already happen again, day by day, so that levels rose and fell then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from wowcrm.clients.models import Client
from wowcrm.db import NEVER, db
from wowcrm.levels.upkeep import bring_up_to_date
from wowcrm.search.index import refresh
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a client on a day; `act` does it."""

    on: date
    client: Client
    act: Callable[[date], object]


def play(trader: Trader, events: Iterable[Event], *, until: date) -> None:
    """Do every event in the order of its day, and keep levels true on the days between.

    What is to come after `until` has not happened yet and is left out.
    """
    past = sorted((event for event in events if event.on <= until), key=lambda event: event.on)
    met: dict[Client, None] = {}
    for on, happened in groupby(past, key=lambda event: event.on):
        _fade(trader, met, on - timedelta(days=1))
        for event in happened:
            event.act(on)
            met[event.client] = None
        db.session.flush()
        bring_up_to_date(trader, [client for client in met if client.level_until is None], on)
    _fade(trader, met, until)
    db.session.flush()
    refresh([client.id for client in met])


def _fade(trader: Trader, clients: Iterable[Client], on: date) -> None:
    """Assess the clients whose level time alone has changed by this day."""
    due = [client for client in clients if (client.level_until or NEVER) <= on]
    if due:
        bring_up_to_date(trader, due, on)
