"""How far a new trader has come: three steps round the loop, with a client of their own."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.traders.models import Trader


@dataclass(frozen=True)
class WhatsNext:
    """Which of the steps are done; the sample clients' own do not count."""

    client: Client | None
    """For whom the next step is offered: the newest whose needs are met, else the newest."""
    has_judged: bool
    has_delight: bool

    @property
    def done(self) -> int:
        return sum((self.client is not None, self.has_judged, self.has_delight))

    @property
    def is_done(self) -> bool:
        return self.done == 3


WHOSE = sa.bindparam("trader_id", type_=sa.Integer)


def _of_own(model: type[Need] | type[Delight]) -> sa.Select[int]:
    """Choose rows of clients that are no samples."""
    their = aliased(Client)
    return (
        sa.select(model.id)
        .join(their, their.id == model.client_id)
        .where(their.trader_id == WHOSE, their.sample.is_(False))
    )


def _written() -> sa.Select[Client, bool, bool]:
    newest = (
        sa.select(Client.id)
        .where(Client.trader_id == WHOSE, Client.sample.is_(False))
        .order_by(Client.id.desc())
        .limit(1)
    )
    met = newest.where(Client.level == ServiceLevel.MEETS, Client.archived_on.is_(None))
    offered = sa.func.coalesce(met.scalar_subquery(), newest.scalar_subquery())
    judged = _of_own(Need).where(Need.level.is_not(None))
    return (
        sa.select(Client, judged.exists(), _of_own(Delight).exists())
        .select_from(sa.select(sa.literal(1).label("one")).subquery())
        .outerjoin(Client, Client.id == offered)
    )


NEXT = _written()
"""Built once, since building a statement costs more than asking it."""


def whats_next(trader: Trader) -> WhatsNext | None:
    """Tell how far the trader has come, in one query; None once there is nothing left to show."""
    if trader.welcomed_on is not None:
        return None
    row = db.session.execute(NEXT, {"trader_id": trader.id}).one()
    found = WhatsNext(*row)
    return None if found.is_done else found
