"""The page for strangers: what the trader does, what to expect, and what to ask whoever writes."""

from datetime import date
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class FrontPage(Owned):
    """One for each trader, at an address of its own; whoever has that may read it and write."""

    __tablename__ = "front_pages"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), unique=True
    )
    address: Mapped[str] = mapped_column(unique=True)
    """The end of its address: "lind-accounts"."""
    what_i_do: Mapped[str | None]
    opened_on: Mapped[date | None]
    """None: nobody finds anything there."""
    may_be_found: Mapped[bool] = mapped_column(default=False)
    """Search engines may show it."""

    trader: Mapped[Trader] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def at(cls, address: str) -> sa.Select[Self]:
        """Choose the page that strangers find at an address."""
        return sa.select(cls).where(cls.address == address, cls.opened_on.is_not(None))

    @property
    def is_open(self) -> bool:
        return self.opened_on is not None

    def open(self, *, on: date) -> None:
        self.opened_on = self.opened_on or on

    def close(self) -> None:
        self.opened_on = None


class FitQuestion(Owned):
    """A question to whoever writes; its answers say how well the two would fit."""

    __tablename__ = "fit_questions"
    __table_args__ = (sa.Index("ix_fit_questions_of_trader", "trader_id", "id"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    ask: Mapped[str]
    options: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """What may be answered, in order, each with its points: 2 fits well, 1 either way, 0 does not."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.id)

    @property
    def name(self) -> str:
        """How a form calls it."""
        return f"fit_{self.id}"

    @property
    def best(self) -> int:
        return max((option["points"] for option in self.options), default=0)
