"""The calendar feed: a secret address, what it shows, and what it has shown so far."""

import secrets
from datetime import datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Feed(Owned):
    __tablename__ = "feeds"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), unique=True
    )
    token: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_urlsafe(32))
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """What it shows: names of feed.sources."""
    revoked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When a calendar last asked for it."""

    trader: Mapped[Trader] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def by_token(cls, token: str) -> sa.Select[Self]:
        return sa.select(cls).where(cls.token == token, cls.revoked_at.is_(None))

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None

    def renew(self) -> None:
        """Open it at another address; the old one is worth nothing any more."""
        self.token, self.revoked_at, self.read_at = secrets.token_urlsafe(32), None, None

    def revoke(self, *, at: datetime) -> None:
        self.revoked_at = self.revoked_at or at


class Shown(Owned):
    """An event as the calendar last showed it, so that a change counts up and a loss is told."""

    __tablename__ = "feed_events"
    __table_args__ = (sa.UniqueConstraint("trader_id", "uid"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    uid: Mapped[str]
    starts: Mapped[str]
    """A day or a moment, in ISO 8601."""
    minutes: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str]
    print: Mapped[str]
    """Another one whenever anything of it changes."""
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)
