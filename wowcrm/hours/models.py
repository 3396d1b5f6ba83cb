"""When the trader is at work, and the days on which they are not."""

from datetime import date
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from wowcrm import when
from wowcrm.db import Owned
from wowcrm.hours.week import Week
from wowcrm.traders.models import Trader


class WorkingHours(Owned):
    """The trader's own week."""

    __tablename__ = "working_hours"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), unique=True
    )
    days: Mapped[list[Any]] = mapped_column(sa.JSON)
    """A Week, frozen."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @property
    def week(self) -> Week:
        return Week.thawed(self.days)


class DaysOff(Owned):
    """From one day until another the trader is away, and no reply is due."""

    __tablename__ = "days_off"
    __table_args__ = (sa.Index("ix_days_off_ahead", "trader_id", "until_on"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    """The last of them."""
    why: Mapped[str | None]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def ahead(cls, trader: Trader, on: date) -> sa.Select[Self]:
        """Choose those that are not over yet, soonest first."""
        return cls.of(trader).where(cls.until_on >= on).order_by(cls.from_on, cls.id)

    def span(self, on: date) -> str:
        """Say which days: "5 May", "from 1 May until 5 May"."""
        if self.from_on == self.until_on:
            return when.day(self.from_on, on)
        first, last = when.day(self.from_on, on), when.day(self.until_on, on)
        return _("%(first)s until %(last)s", first=first, last=last)
