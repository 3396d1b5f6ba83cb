"""What is kept of duplicates: who is not the same, and what was made one, with the way back."""

from datetime import date, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.traders.models import Trader

UNDONE_WITHIN = timedelta(days=30)


class NotTheSame(Owned):
    """Two clients who look alike and are two; the lower number stands first."""

    __tablename__ = "not_the_same"
    __table_args__ = (sa.UniqueConstraint("client_id", "other_id"),)

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        mine = sa.select(Client.id).where(Client.trader_id == trader.id)
        return sa.select(cls).where(cls.client_id.in_(mine))

    @classmethod
    def between(cls, trader: Trader, one: int, other: int) -> sa.Select[Self]:
        low, high = sorted((one, other))
        return cls.of(trader).where(cls.client_id == low, cls.other_id == high)


class Merger(Owned):
    """Two clients made one: what moved, and what everything was before."""

    __tablename__ = "mergers"
    __table_args__ = (sa.Index("ix_mergers_of_trader", "trader_id", "id"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    """Who stayed; once they go, there is no way back, and nothing is kept of the other."""
    name: Mapped[str]
    """Who was taken in."""
    merged_on: Mapped[date]
    undone_on: Mapped[date | None]
    record: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    """The way back, as duplicates.record writes it."""

    client: Mapped[Client] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def may_be_undone(cls, trader: Trader, on: date) -> sa.Select[Self]:
        """Choose what can still be taken apart, newest first."""
        return (
            cls.of(trader)
            .where(cls.undone_on.is_(None), cls.merged_on > on - UNDONE_WITHIN)
            .order_by(cls.id.desc())
        )

    def is_open(self, on: date) -> bool:
        """Whether it can still be taken back."""
        return self.undone_on is None and on < self.merged_on + UNDONE_WITHIN
