"""The digest: when, and where, a trader wants to be told what there is to do."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned
from wowcrm.traders.models import Trader

HALF_PAST_SEVEN = time(7, 30)
TOO_LATE = timedelta(hours=4)
"""A digest that was missed is left out when the next one comes sooner than that."""


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"

    @property
    def word(self) -> str:
        return str(RHYTHM_WORDS[self])


RHYTHM_WORDS = {
    Rhythm.DAILY: _l("Every day"),
    Rhythm.WEEKLY: _l("Once a week"),
    Rhythm.NEVER: _l("Not at all"),
}


class Digest(Owned):
    __tablename__ = "digests"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), unique=True
    )
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.NEVER)
    hour: Mapped[time] = mapped_column(default=HALF_PAST_SEVEN)
    """On the trader's clock."""
    weekday: Mapped[int] = mapped_column(default=0)
    """Monday is 0; for the weekly one."""
    address: Mapped[str]
    site: Mapped[str]
    """Where its links lead: the address at which the trader chose it."""
    token: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_urlsafe(24))
    """By which it can be stopped without signing in."""
    zone: Mapped[str | None]
    """The clock by which `next_at` was reckoned."""
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    """The moment of the next one; whoever moves it on sends it."""
    sent_at: Mapped[datetime | None]

    trader: Mapped[Trader] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def by_token(cls, token: str) -> sa.Select[Self]:
        return sa.select(cls).where(cls.token == token)

    # Questions

    @property
    def is_wanted(self) -> bool:
        return self.rhythm is not Rhythm.NEVER

    def next_after(self, now: datetime, zone: str) -> datetime:
        """The first moment after now that is the trader's hour, and their weekday."""
        day = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        while (moment := moment_on(day, self.hour, zone)) <= now or not self._fits(day):
            day += timedelta(days=1)
        return moment

    def _fits(self, day: date) -> bool:
        return self.rhythm is Rhythm.DAILY or day.weekday() == self.weekday

    # Verbs

    def plan(self, now: datetime) -> None:
        """Reckon the next one, after a choice was made or the clock was changed."""
        self.zone = self.trader.timezone
        self.next_at = self.next_after(now, self.zone) if self.is_wanted else None

    def stop(self) -> None:
        self.rhythm, self.next_at = Rhythm.NEVER, None


def moment_on(day: date, hour: time, zone: str) -> datetime:
    """The moment of an hour on a day; one that the clock leaves out comes after the gap, and of one
    that it has twice, the first is meant."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
