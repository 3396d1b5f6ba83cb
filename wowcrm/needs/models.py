"""What a client came for, and how well it is served."""

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

    def judge(self, level: ServiceLevel, *, on: date) -> None:
        """Say how well the need is served, as of a day."""
        self.level = level
        self.judged_on = on
        self.client.log(
            InteractionKind.NEED,
            _("%(need)s: %(level)s", need=self.summary, level=level.short),
            on=on,
            about=f"need-{self.id}" if self.id else None,
        )
