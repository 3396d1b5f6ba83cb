"""The account that is given when work is done."""

from datetime import date
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.proposals.models import Proposal


class Report(Owned):
    """The trader's words beside the facts; what was given of it stands in its papers."""

    __tablename__ = "reports"

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    proposal_id: Mapped[int] = mapped_column(
        sa.ForeignKey("proposals.id", ondelete="CASCADE"), unique=True
    )
    opening: Mapped[str | None]
    overcome: Mapped[str | None]
    """Which problems there were, and how they were overcome."""
    differs: Mapped[str | None]
    """What differs from what was agreed, and why."""
    ending: Mapped[str | None]
    issued_on: Mapped[date | None]
    """The day on which the newest version was given."""

    client: Mapped[Client] = relationship()
    proposal: Mapped["Proposal"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def about(self) -> str:
        """What its papers are about: all versions share it."""
        return f"report-{self.proposal_id}"
