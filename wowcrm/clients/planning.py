"""Work out anew when to be in touch with many clients, after what they have in common changed."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.groups.models import Group
from wowcrm.traders.models import Trader

CHUNK = 500


def plan_contacts(trader: Trader, only: Group | None = None) -> None:
    """Plan for all who have no wish of their own; `only`: for those of a group.

    As `Client.plan_contact` does for one, but without loading thousands of them.
    """
    db.session.flush()
    chosen = sa.select(
        Client.id,
        Client.group_id,
        Client.last_contact_on,
        Client.client_since,
        Client.created_at,
    ).where(Client.trader_id == trader.id, Client.contact_every.is_(None))
    if only is not None:
        chosen = chosen.where(Client.group_id == only.id)
    known = db.session.execute(chosen.order_by(Client.id)).partitions(CHUNK)
    planned = [
        {
            "id": row.id,
            "contact_due_on": _due(
                row.last_contact_on or row.client_since or trader.day_of(row.created_at),
                floors(trader, row.group_id),
            ),
        }
        for rows in known
        for row in rows
    ]
    for some in _slices(planned):
        db.session.execute(sa.update(Client), some)
    db.session.expire_all()


def floors(trader: Trader, group_id: int | None) -> int | None:
    """After how many days whoever has no wish of their own is to be in touch with."""
    group = trader.group(group_id)
    return (group and group.contact_every) or trader.contact_every


def _due(since: date, floor: int | None) -> date | None:
    return since + timedelta(days=floor) if floor else None


def _slices(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
