"""What the rules share: rows whose clients are the trader's and not put away."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from wowcrm.clients.models import Client, ImportantDate
from wowcrm.delights.models import Delight
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise
from wowcrm.standards.models import Check, Run
from wowcrm.traders.models import Trader
from wowcrm.work.models import Stage

AboutClient = TypeVar("AboutClient", Need, Check, Run, Delight, ImportantDate, Promise, Stage)


def of_active(trader: Trader, model: type[AboutClient]) -> sa.Select[AboutClient]:
    """Choose the rows of a concept whose clients are the trader's and not put away."""
    return (
        sa.select(model)
        .join(model.client)
        .options(contains_eager(model.client))
        .where(*active(trader))
    )


def active(trader: Trader) -> tuple[sa.ColumnElement[bool], ...]:
    return Client.trader_id == trader.id, Client.archived_on.is_(None)


def planned_delight() -> sa.ColumnElement[bool]:
    """Whether a delight is planned for the client of the query."""
    return (
        sa.select(Delight.id)
        .where(
            Delight.client_id == Client.id,
            Delight.delivered_on.is_(None),
            Delight.dropped_on.is_(None),
        )
        .correlate(Client)
        .exists()
    )
