"""What is left of somebody who was erased: that it was done."""

from datetime import date
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Receipt(Owned):
    """Proof that a person was erased, with nothing in it by which they could be known."""

    __tablename__ = "receipts"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    client_number: Mapped[int]
    """The number they had here; it is never given again."""
    erased_on: Mapped[date]
    reference: Mapped[str | None]
    """By which the trader finds what was asked of them, such as the day of a letter."""
    counts: Mapped[dict[str, Any]]
    """How many rows went, by table."""
    reworded: Mapped[int]
    """Records of others in which they were named, and are no more."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @property
    def words(self) -> str:
        return f"E-{self.id:04d}"
