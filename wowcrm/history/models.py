"""What was changed: before, after, and when."""

from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wowcrm.db import Owned
from wowcrm.traders.models import Trader

KEPT_FOR = timedelta(days=730)


class Change(Owned):
    """One row changed, or removed, in one save."""

    __tablename__ = "changes"
    __table_args__ = (
        sa.Index("ix_changes_about", "about", "id"),
        sa.Index("ix_changes_of_client", "client_id", "id"),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    """To whom the row belongs, if to a client."""
    about: Mapped[str]
    """The row, as "need-3"."""
    removed: Mapped[bool] = mapped_column(default=False)
    """The row went; what it held stands before."""
    columns: Mapped[dict[str, Any]]
    """By column: what stood there before, and after."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def ripe(cls, at: datetime) -> sa.Delete:
        """Let go of what is too old to be asked for, whosever it is."""
        return sa.delete(cls).where(cls.created_at <= at - KEPT_FOR)
