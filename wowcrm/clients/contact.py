"""When it is time to be in touch, and when a client is left in peace."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.timeline.models import CONTACTS, Interaction

RECENT = (
    sa.select(Interaction.client_id, Interaction.happened_on)
    .where(
        Interaction.client_id.in_(sa.bindparam("ids", expanding=True)),
        Interaction.kind.in_(CONTACTS),
        Interaction.happened_on > sa.bindparam("since"),
        Interaction.happened_on <= sa.bindparam("until"),
    )
    .order_by(Interaction.happened_on.desc(), Interaction.id.desc())
)


@dataclass(frozen=True)
class Contact:
    """What the contact band shows of one client."""

    days: int | None
    """Since the last contact; None: never yet."""
    at_least: int | None
    rest: int
    """Days after the last contact during which they are left in peace."""
    due_on: date | None
    rests_until: date | None
    """The first day on which outreach is welcome again, while the ceiling is reached."""
    at_most: tuple[int, int]


def contact_of(client: Client, today: date) -> Contact:
    until = rests_until([client], today).get(client.id)
    last = client.last_contact_on
    return Contact(
        days=max((today - last).days, 0) if last else None,
        at_least=client.floor,
        rest=(until - last).days if until and last else 0,
        due_on=client.contact_due_on,
        rests_until=until,
        at_most=client.ceiling,
    )


def rests_until(clients: Iterable[Client | Who], today: date) -> dict[int, date]:
    """Say until when outreach rests, by client, for those at their ceiling of contact.

    The day is the first on which they may be reached out to again: the day on which the oldest
    of their last M contacts lies K days back. One query, however many clients.
    """
    ceilings = {client.id: client.ceiling for client in clients}
    found = {}
    for client_id, days in _recent_contacts(ceilings, today).items():
        most, within = ceilings[client_id]
        inside = [day for day in days if (today - day).days < within]
        if len(inside) >= most:
            found[client_id] = inside[most - 1] + timedelta(days=within)
    return found


def _recent_contacts(ceilings: dict[int, tuple[int, int]], today: date) -> dict[int, list[date]]:
    """Gather the days of recent contact by client, newest first."""
    longest = max((within for _most, within in ceilings.values()), default=0)
    found: dict[int, list[date]] = defaultdict(list)
    days = {"since": today - timedelta(days=longest), "until": today}
    for client_id, day in db.session.execute(RECENT, {"ids": list(ceilings), **days}):
        found[client_id].append(day)
    return found
