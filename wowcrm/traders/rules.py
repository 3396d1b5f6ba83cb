"""What changes for all clients when their trader changes the rules."""

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.gather import rules_of
from wowcrm.levels.upkeep import CHUNK, bring_due_up_to_date
from wowcrm.traders.models import Trader


def change_rules(trader: Trader, change: Callable[[], None], today: date) -> None:
    """Make a change to the trader's settings, and let it reach every client it concerns."""
    # What time alone has brought by now came about under the rules as they were.
    bring_due_up_to_date(trader, today)
    before, floor = rules_of(trader), trader.contact_every
    change()
    db.session.flush()
    if trader.contact_every != floor:
        _plan_contacts(trader)
    if rules_of(trader) != before:
        _assess_anew(trader, today)


def _assess_anew(trader: Trader, today: date) -> None:
    db.session.execute(
        sa.update(Client).where(Client.trader_id == trader.id).values(level_until=None)
    )
    bring_due_up_to_date(trader, today)


def _plan_contacts(trader: Trader) -> None:
    """Work out anew when to be in touch with all who have no wish of their own.

    As `Client.plan_contact` does for one, but without loading thousands of them.
    """
    own = sa.and_(Client.trader_id == trader.id, Client.contact_every.is_(None))
    floor = trader.contact_every
    if floor is None:
        db.session.execute(sa.update(Client).where(own).values(contact_due_on=None))
        return
    known = db.session.execute(
        sa.select(Client.id, Client.last_contact_on, Client.client_since, Client.created_at)
        .where(own)
        .order_by(Client.id)
    ).partitions(CHUNK)
    days = timedelta(days=floor)
    planned = [
        {"id": id, "contact_due_on": (last or since or trader.day_of(created)) + days}
        for chunk in known
        for id, last, since, created in chunk
    ]
    for start in range(0, len(planned), CHUNK):
        db.session.execute(sa.update(Client), planned[start : start + CHUNK])
    db.session.expire_all()
