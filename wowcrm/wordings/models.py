"""Wordings: texts the trader sends again and again, with fields that are filled in for each client."""

from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from wowcrm.clients.models import fold
from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Wording(Owned):
    __tablename__ = "wordings"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    """The name folded: a second one of the same name would only confuse."""
    subject: Mapped[str | None]
    text: Mapped[str]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.key)

    @classmethod
    def named(cls, trader: Trader, name: str) -> sa.Select[Self]:
        return cls.of(trader).where(cls.key == fold(name))

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.key = fold(name)
        return name
