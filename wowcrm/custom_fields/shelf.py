"""The trader's own fields, and what is known in them: of one client, and of the clients of a list."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.custom_fields.models import CustomField, CustomValue, FieldKind
from wowcrm.custom_fields.reading import said
from wowcrm.db import db
from wowcrm.traders.models import Trader

MOST_FIELDS = 50


@dataclass(frozen=True)
class Fact:
    """What a page says of a client in one field."""

    name: str
    words: str
    url: str | None = None

    @property
    def label(self) -> str:
        """The name as it stands before what is known: "Garden:", "Newsletter?"."""
        return self.name if self.name.endswith(("?", "!", ":")) else f"{self.name}:"


def fields_of(trader: Trader) -> Sequence[CustomField]:
    """List the fields that are asked for."""
    if not trader.asks_more:
        return []
    return db.session.scalars(CustomField.in_use(trader)).all()


def archived_of(trader: Trader) -> Sequence[CustomField]:
    return db.session.scalars(
        CustomField.of(trader).where(CustomField.archived_on.is_not(None))
    ).all()


def facts_of(client: Client) -> list[Fact]:
    """Say what is known of a client in the trader's own fields; one statement, if there are any."""
    if not client.trader.asks_more:
        return []
    today = client.trader.today()
    rows = db.session.execute(FACTS, {"client_id": client.id})
    return [_fact(name, kind, text, today) for name, kind, text in rows]


def _fact(name: str, kind: FieldKind, text: str, today: date) -> Fact:
    url = text if kind is FieldKind.LINK else None
    return Fact(name, said(kind, text, today), url)


def facts_in_list(trader: Trader, ids: Collection[int]) -> dict[int, list[Fact]]:
    """Say for each client of a list what stands beside them; one statement."""
    found: dict[int, list[Fact]] = defaultdict(list)
    if not trader.asks_more:
        return found
    today = trader.today()
    rows = db.session.execute(IN_LIST, {"ids": list(ids), "trader_id": trader.id})
    for client_id, name, kind, text in rows:
        found[client_id].append(_fact(name, kind, text, today))
    return found


def used(fields: Iterable[CustomField]) -> dict[int, int]:
    """Count of how many clients something is known in each field."""
    counted = (
        sa.select(CustomValue.field_id, sa.func.count())
        .where(CustomValue.field_id.in_([field.id for field in fields]))
        .group_by(CustomValue.field_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


# Built once, since building a statement costs more than asking it.
TOLD = sa.select(CustomField.name, CustomField.kind, CustomValue.text).join(
    CustomField, CustomField.id == CustomValue.field_id
)
FACTS = TOLD.where(
    CustomValue.client_id == sa.bindparam("client_id"), CustomField.archived_on.is_(None)
).order_by(CustomField.id)
IN_LIST = (
    sa.select(CustomValue.client_id, CustomField.name, CustomField.kind, CustomValue.text)
    .join(CustomField, CustomField.id == CustomValue.field_id)
    .where(
        CustomField.trader_id == sa.bindparam("trader_id"),
        CustomField.in_list.is_(True),
        CustomField.archived_on.is_(None),
        CustomValue.client_id.in_(sa.bindparam("ids", expanding=True)),
    )
    .order_by(CustomField.id)
)
