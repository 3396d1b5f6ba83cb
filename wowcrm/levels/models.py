"""What is kept of a level: the trader's own verdicts, and every change."""

from datetime import date
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.when import day

LONGEST_VERDICT = 90
"""Days for which a verdict may override the evidence."""


class Verdict(Owned):
    """The trader disagrees with the evidence, says why, and until when (inclusive)."""

    __tablename__ = "verdicts"

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    level: Mapped[ServiceLevel]
    because: Mapped[str]
    given_on: Mapped[date]
    expires_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    client: Mapped[Client] = relationship(back_populates="verdicts")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def give(
        cls, client: Client, level: ServiceLevel, because: str, *, on: date, until: date
    ) -> "Verdict":
        """Let the trader's word count instead of the evidence; an earlier word ends."""
        for verdict in client.verdicts:
            if verdict.withdrawn_on is None and verdict.expires_on >= on:
                verdict.withdrawn_on = on
        given = cls(level=level, because=because, given_on=on, expires_on=until)
        client.verdicts.append(given)
        client.log(
            InteractionKind.LEVEL,
            _(
                "You say %(level)s until %(day)s: %(because)s",
                level=level.short,
                day=day(until, on),
                because=because,
            ),
            on=on,
        )
        return given

    def holds(self, on: date) -> bool:
        return self.withdrawn_on is None and self.given_on <= on <= self.expires_on

    def withdraw(self, *, on: date) -> None:
        """Let the evidence count again, unless it does already."""
        if self.withdrawn_on is None and self.expires_on >= on:
            self.withdrawn_on = on
            words = _("You took back your word; the evidence counts again")
            self.client.log(InteractionKind.LEVEL, words, on=on)


class LevelChange(Owned):
    __tablename__ = "level_changes"
    __table_args__ = (
        sa.Index("ix_level_changes_history", "client_id", "on", "id"),
        # All that the count of levels over the months looks at.
        sa.Index("ix_level_changes_by_day", "on", "client_id", "from_level", "to_level"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    from_level: Mapped[ServiceLevel]
    to_level: Mapped[ServiceLevel]
    on: Mapped[date]
    because: Mapped[str]

    client: Mapped[Client] = relationship(back_populates="level_changes")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)
