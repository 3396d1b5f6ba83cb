"""The trash: what was deleted, with all that hung on it, for thirty days."""

from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wowcrm.db import Owned
from wowcrm.traders.models import Trader

KEPT_FOR = timedelta(days=30)


class Trashed(Owned):
    """One act of deleting: everything that it took away, as it was."""

    __tablename__ = "trashed"
    __table_args__ = (sa.Index("ix_trashed_of_trader", "trader_id", "created_at"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(index=True)
    """Whose it was, by number; they may be in the trash themselves."""
    kind: Mapped[str]
    """The table of what was deleted."""
    name: Mapped[str]
    place: Mapped[str | None]
    """Where it stood: an address of this site."""
    counts: Mapped[dict[str, Any]]
    """How many rows went, by table."""
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    """The rows that went, keys that were emptied, and what the act wrote in their place."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def newest(cls, trader: Trader) -> sa.Select[Self]:
        return cls.of(trader).order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def ripe(cls, at: datetime) -> sa.Delete:
        """Let go of what has lain long enough, whosever it is."""
        return sa.delete(cls).where(cls.created_at <= at - KEPT_FOR)

    @property
    def kept_until(self) -> datetime:
        return self.created_at + KEPT_FOR

    @property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        return dict(self.content.get("rows", {}))
