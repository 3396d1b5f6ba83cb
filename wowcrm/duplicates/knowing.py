"""A client read for comparing: everything in which two may differ, and how much hangs on them."""

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.custom_fields.telling import values_of
from wowcrm.db import Base, db
from wowcrm.duplicates.holding import COUNTED
from wowcrm.duplicates.joining import ASKED, Dated, Detail, Person, in_order
from wowcrm.timeline.models import Interaction, InteractionKind

BY_ITSELF = (InteractionKind.LEVEL, InteractionKind.CLIENT)
"""Lines of story that the app writes."""


def person_of(client: Client) -> Person:
    """Read a client; one statement counts all that hangs on them."""
    return Person(
        {name: getattr(client, name) for name in ASKED},
        {id: value.text for id, value in sorted(values_of(client).items())},
        in_order(Detail(each.kind, each.key, each.value, each.label) for each in client.details),
        in_order(Dated(each.label, each.month, each.day, each.year) for each in client.dates),
        tuple(tag.name for tag in client.tags),
        client.archived_on,
        counts_of(client),
    )


def counts_of(client: Client) -> dict[str, int]:
    counts = [_count(table, client.id).label(table) for table in COUNTED]
    return dict(db.session.execute(sa.select(*counts)).mappings().one())


def _count(name: str, client_id: int) -> sa.ScalarSelect[int]:
    table = Base.metadata.tables[name]
    holds = table.c["referrer_id"] if name == "referrals" else table.c["client_id"]
    count = sa.select(sa.func.count()).select_from(table).where(holds == client_id)
    if name == "interactions":
        count = count.where(Interaction.kind.not_in(BY_ITSELF))
    return count.scalar_subquery()
