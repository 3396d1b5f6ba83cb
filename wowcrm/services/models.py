"""Services: what the trader offers again and again, with its price, to be taken into proposals."""

from datetime import date
from decimal import Decimal
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wowcrm.clients.models import fold
from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Service(Owned):
    __tablename__ = "services"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    details: Mapped[str | None]
    unit: Mapped[str | None]
    """What the price is for, such as "hour" or "month"; none: the whole thing."""
    price: Mapped[Decimal | None]
    tax_rate: Mapped[Decimal | None]
    """Per cent; none: the trader's usual rate."""
    used_on: Mapped[date | None]
    """The last day on which it was taken into a proposal: from then on it is kept."""
    archived_on: Mapped[date | None]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def offered(cls, trader: Trader) -> sa.Select[Self]:
        """Choose what may be taken into proposals."""
        return cls.of(trader).where(cls.archived_on.is_(None))

    # Questions

    @property
    def is_offered(self) -> bool:
        return self.archived_on is None

    @property
    def is_used(self) -> bool:
        return self.used_on is not None

    @property
    def sort_key(self) -> str:
        return fold(self.name)

    # Verbs

    def use(self, *, on: date) -> None:
        self.used_on = on

    def archive(self, *, on: date) -> None:
        self.archived_on = self.archived_on or on

    def bring_back(self) -> None:
        self.archived_on = None
