"""What clients are listed by: tags, and views that are kept."""

from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from wowcrm.clients.models.folding import fold
from wowcrm.db import Owned
from wowcrm.traders.models import Trader

client_tags = sa.Table(
    "client_tags",
    Owned.metadata,
    sa.Column("client_id", sa.ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag_id", sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Tag(Owned):
    __tablename__ = "tags"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    """The name folded, so that "Garden" and "garden" are one tag."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.key)

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.key = fold(name)
        return name


class SavedView(Owned):
    """A list that is looked at again and again: a name for what narrows it and its order."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    """The name folded; a second view of the same name takes the place of the first."""
    query: Mapped[str]
    """The end of the list's address, without its question mark."""

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
