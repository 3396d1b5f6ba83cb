"""What the trader answered to a nudge; the nudge itself is worked out and has no row."""

from datetime import date
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Answer(StrEnum):
    LATER = "later"
    """Not now: rests until a day."""
    NEVER = "never"
    """Never for this client."""
    TAKEN = "taken"
    """A move-up that was planned."""
    SWAPPED = "swapped"
    """Another idea was asked for."""


class NudgeAnswer(Owned):
    __tablename__ = "nudge_answers"
    __table_args__ = (
        sa.Index("ix_nudge_answers_resting", "client_id", "rule", "subject", "until"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    rule: Mapped[str]
    subject: Mapped[str]
    """What the nudge was about: "need-12", or the rule's own name where it is the client."""
    answer: Mapped[Answer]
    answered_on: Mapped[date] = mapped_column(index=True)
    until: Mapped[date]
    """The first day on which the nudge may come back (NEVER: it may not)."""
    words: Mapped[str]
    """What the card said, so that it can be shown struck through."""

    client: Mapped[Client] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)
