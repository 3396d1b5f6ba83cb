"""What changes for all clients when their trader changes the rules."""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.clients.planning import plan_contacts
from wowcrm.db import db
from wowcrm.levels.gather import rules_of
from wowcrm.levels.upkeep import bring_due_up_to_date
from wowcrm.traders.models import Trader


def change_rules(trader: Trader, change: Callable[[], None], today: date) -> None:
    """Make a change to the trader's settings, and let it reach every client it concerns."""
    # What time alone has brought by now came about under the rules as they were.
    bring_due_up_to_date(trader, today)
    before, floor = rules_of(trader), trader.contact_every
    change()
    db.session.flush()
    if trader.contact_every != floor:
        plan_contacts(trader)
    if rules_of(trader) != before:
        _assess_anew(trader, today)


def _assess_anew(trader: Trader, today: date) -> None:
    db.session.execute(
        sa.update(Client).where(Client.trader_id == trader.id).values(level_until=None)
    )
    bring_due_up_to_date(trader, today)
