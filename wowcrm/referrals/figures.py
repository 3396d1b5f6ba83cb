"""What word of mouth brought: totals, a list of senders, and whose thanks are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import row_number
from wowcrm.db import db
from wowcrm.referrals.models import Referral
from wowcrm.traders.models import Trader

PAGE = 20


@dataclass(frozen=True)
class Page:
    """Some rows, and the key after which the next page begins, if there is one."""

    rows: Sequence[Any]
    after: str | None


@dataclass(frozen=True)
class Figures:
    sent: int
    became: int
    worth: Decimal
    """What those who became clients bring in a year."""


@dataclass(frozen=True)
class Sender:
    client: Client
    figures: Figures


def figures_of(trader: Trader) -> Figures:
    """Add up what all senders together brought; one query."""
    sender = aliased(Client)
    row = db.session.execute(
        _sums().join(sender, sender.id == Referral.referrer_id).where(sender.trader_id == trader.id)
    ).one()
    return _figures(row)


def figures_by(clients: Sequence[Client]) -> dict[int, Figures]:
    """Add up what each of these clients brought; one query."""
    ids = [client.id for client in clients]
    rows = db.session.execute(
        _sums()
        .add_columns(Referral.referrer_id)
        .where(Referral.referrer_id.in_(ids))
        .group_by(Referral.referrer_id)
    )
    found = {row.referrer_id: _figures(row) for row in rows}
    return {id: found.get(id, Figures(0, 0, Decimal(0))) for id in ids}


def _sums() -> sa.Select[int, int, int]:
    brought = aliased(Client)
    became = Referral.became_client_on.is_not(None)
    worth = sa.case((became, sa.func.coalesce(Referral.value, brought.value)), else_=None)
    return (
        sa.select(
            sa.func.count(Referral.id).label("sent"),
            sa.func.count(Referral.became_client_on).label("became"),
            sa.cast(sa.func.coalesce(sa.func.sum(worth), 0), sa.BigInteger).label("cents"),
        )
        .select_from(Referral)
        .outerjoin(brought, brought.id == Referral.client_id)
    )


def _figures(row: Any) -> Figures:
    return Figures(row.sent, row.became, Decimal(row.cents) / 100)


def senders_page(trader: Trader, after: str | None = None) -> Page:
    """List those who sent somebody, who sent most first, each with what it brought."""
    chosen = Client.of(trader).where(Client.sent_somebody())
    given, _dot, id = (after or "").partition(".")
    if (many := row_number(given)) and (last := row_number(id)):
        chosen = chosen.where(
            sa.or_(
                Client.referrals_given < many,
                sa.and_(Client.referrals_given == many, Client.id < last),
            )
        )
    clients = db.session.scalars(
        chosen.order_by(Client.referrals_given.desc(), Client.id.desc()).limit(PAGE + 1)
    ).all()
    figures = figures_by(clients[:PAGE])
    end = clients[PAGE - 1] if len(clients) > PAGE else None
    return Page(
        [Sender(client, figures[client.id]) for client in clients[:PAGE]],
        f"{end.referrals_given}.{end.id}" if end else None,
    )


def unthanked_page(trader: Trader, after: str | None = None) -> Page:
    """List those for whom nobody was thanked yet, longest waiting first."""
    chosen = Referral.unthanked(trader)
    if key := day_key(after):
        chosen = chosen.where(
            sa.tuple_(Referral.received_on, Referral.id) > sa.tuple_(*map(sa.literal, key))
        )
    rows = db.session.scalars(chosen.limit(PAGE + 1)).all()
    return page_of(rows, "received_on")


def page_of(rows: Sequence[Any], day: str) -> Page:
    """Cut a page out of rows that were asked for with one more than fits."""
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{getattr(last, day)}.{last.id}" if last else None)


def day_key(after: str | None) -> tuple[date, int] | None:
    """Read the key "2026-05-03.12"; nonsense begins at the beginning."""
    day, _dot, id = (after or "").partition(".")
    try:
        number = row_number(id)
        return (date.fromisoformat(day), number) if number else None
    except ValueError:
        return None
