"""How to reach a client, and the days that matter to them."""

from datetime import date
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models.client import Client
from wowcrm.clients.models.kinds import DetailKind
from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class ContactDetail(Owned):
    """One way to reach a client; several of each kind, each with a label such as "Work"."""

    __tablename__ = "contact_details"
    __table_args__ = (sa.Index("ix_contact_details_key", "key", "kind"),)

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[DetailKind]
    label: Mapped[str | None]
    value: Mapped[str]
    key: Mapped[str]
    """What two spellings share: the e-mail in lower case, the phone as E.164 where it is one."""

    client: Mapped[Client] = relationship(back_populates="details")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)


LEADS = (0, 3, 7, 14, 30, 60, 90)
"""Days before an important date on which Today may begin to speak of it."""


class ImportantDate(Owned):
    """A day that matters to a client: each year, such as a birthday, or once, such as a move.

    The year of what comes round each year may be unknown.
    """

    __tablename__ = "important_dates"
    __table_args__ = (sa.Index("ix_important_dates_day", "month", "day"),)

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str]
    month: Mapped[int]
    day: Mapped[int]
    year: Mapped[int | None]
    once: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """It does not come round again; its year is known."""
    lead: Mapped[int] = mapped_column(default=14, server_default="14")
    """Days before, one of LEADS, on which Today begins to speak of it."""

    client: Mapped[Client] = relationship(back_populates="dates")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    def next_on(self, today: date) -> date | None:
        """The next time the day comes round, today included; 29 February falls on the 28th.

        None for what was once, and is over.
        """
        if self.once:
            then = self._in(self.year or today.year)
            return then if then >= today else None
        this_year = self._in(today.year)
        return this_year if this_year >= today else self._in(today.year + 1)

    def _in(self, year: int) -> date:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, 28)
