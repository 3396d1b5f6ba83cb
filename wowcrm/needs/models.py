"""What a client came for, and how well it is served."""

from datetime import date
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


class Need(Owned):
    __tablename__ = "needs"
    __table_args__ = (sa.Index("ix_needs_judged", "level", "essential", "client_id"),)

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    summary: Mapped[str]
    essential: Mapped[bool] = mapped_column(default=True)
    level: Mapped[ServiceLevel | None]
    judged_on: Mapped[date | None]
    could_exceed_by: Mapped[str | None]

    client: Mapped[Client] = relationship(back_populates="needs")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def is_judged(self) -> bool:
        return self.level is not None

    @property
    def _about(self) -> str:
        return f"need-{self.id}"

    def log_arrival(self, *, on: date) -> None:
        """Write on the timeline what the client came for; the need has its number by now."""
        self.client.log(
            InteractionKind.NEED,
            _("Came for: %(need)s", need=self.summary),
            on=on,
            about=self._about,
        )

    def describe(self, summary: str, *, essential: bool, could_exceed_by: str | None) -> None:
        self.summary = summary
        self.essential = essential
        self.could_exceed_by = could_exceed_by
        self.client.mark()

    def judge(self, level: ServiceLevel, *, on: date) -> None:
        """Say how well the need is served, as of a day; saying it twice says nothing new."""
        if level not in JUDGED:
            raise ValueError(f"a person judges below, meets or exceeds, not {level}")
        if (self.level, self.judged_on) == (level, on):
            return
        self.level = level
        self.judged_on = on
        self.client.log(
            InteractionKind.NEED,
            _("%(need)s: %(level)s", need=self.summary, level=level.short),
            on=on,
            about=self._about if self.id else None,
        )

    def unjudge(self) -> None:
        """Take the judgement back: how it goes is open again."""
        self.level = self.judged_on = None
        self.client.mark()

    def remove(self, *, on: date) -> None:
        """Strike the need off the client's list; the story keeps that it was there."""
        client = self.client
        client.log(
            InteractionKind.NEED,
            _("Not needed any more: %(need)s", need=self.summary),
            on=on,
            about=self._about,
        )
        client.needs.remove(self)
