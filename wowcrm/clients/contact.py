"""When it is time to be in touch, and when a client is left in peace."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import sqlalchemy as sa

from wowcrm.clients.models import Client, Wished, ceiling_of, floor_of
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.quiet.models import Quiet
from wowcrm.timeline.models import CONTACTS, Interaction
from wowcrm.traders.models import Trader

# Built once, since building a statement costs more than asking it.
IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)
TODAY = sa.bindparam("until", type_=sa.Date)
RECENT = sa.union_all(
    sa.select(
        Interaction.client_id,
        Interaction.happened_on.label("day"),
        sa.literal(False).label("is_quiet"),
    ).where(
        Interaction.client_id.in_(IDS),
        Interaction.kind.in_(CONTACTS),
        Interaction.happened_on > sa.bindparam("since", type_=sa.Date),
        Interaction.happened_on <= TODAY,
    ),
    sa.select(Quiet.client_id, Quiet.until_on, sa.literal(True)).where(
        Quiet.client_id.in_(IDS), Quiet.from_on <= TODAY, Quiet.until_on >= TODAY
    ),
).order_by(sa.desc("day"))


class Reached(Wished, Protocol):
    """A client, or what a list shows of one: their wishes, and when they were last in touch with."""

    @property
    def id(self) -> int: ...

    @property
    def last_contact_on(self) -> date | None: ...

    @property
    def contact_due_on(self) -> date | None: ...


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
    quiet_until: date | None
    """The last day on which they are left in peace anyhow (NEVER: for good)."""


def contact_of(client: Client, today: date) -> Contact:
    return contacts_of([client], client.trader, today)[client.id]


def contacts_of(clients: Sequence[Reached], trader: Trader, today: date) -> dict[int, Contact]:
    """Say how it stands with being in touch, by client; one query, however many clients."""
    ceilings = {client.id: ceiling_of(client, trader) for client in clients}
    recent, quiet = _recent(ceilings, today)
    found = {}
    for client in clients:
        last, at_most = client.last_contact_on, ceilings[client.id]
        until = _full_until(recent[client.id], at_most, today)
        found[client.id] = Contact(
            days=max((today - last).days, 0) if last else None,
            at_least=floor_of(client, trader),
            rest=(until - last).days if until and last else 0,
            due_on=client.contact_due_on,
            rests_until=until,
            at_most=at_most,
            quiet_until=quiet.get(client.id),
        )
    return found


def rests_until(clients: Iterable[Client | Who], today: date) -> dict[int, date]:
    """Say until when outreach rests, by client, for those at their ceiling of contact.

    The day is the first on which they may be reached out to again: the day on which the oldest
    of their last M contacts lies K days back. One query, however many clients.
    """
    ceilings = {client.id: client.ceiling for client in clients}
    recent, _quiet = _recent(ceilings, today)
    untils = {id: _full_until(recent[id], at_most, today) for id, at_most in ceilings.items()}
    return {id: until for id, until in untils.items() if until}


def _full_until(days: list[date], at_most: tuple[int, int], today: date) -> date | None:
    most, within = at_most
    inside = [day for day in days if (today - day).days < within]
    return inside[most - 1] + timedelta(days=within) if len(inside) >= most else None


def _recent(
    ceilings: dict[int, tuple[int, int]], today: date
) -> tuple[dict[int, list[date]], dict[int, date]]:
    """Gather by client the days of recent contact, newest first, and until when they want peace."""
    longest = max((within for _most, within in ceilings.values()), default=0)
    days: dict[int, list[date]] = defaultdict(list)
    quiet: dict[int, date] = {}
    span = {"since": today - timedelta(days=longest), "until": today}
    for client_id, day, is_quiet in db.session.execute(RECENT, {"ids": list(ceilings), **span}):
        if is_quiet:
            quiet.setdefault(client_id, day)
        else:
            days[client_id].append(day)
    return days, quiet
