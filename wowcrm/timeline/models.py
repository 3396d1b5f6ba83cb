"""The story of a client: one append-only line for everything that happened."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned, index_of_some

if TYPE_CHECKING:
    from wowcrm.clients.models import Client
    from wowcrm.traders.models import Trader


class InteractionKind(StrEnum):
    CALL = "call"
    VISIT = "visit"
    MESSAGE = "message"
    EMAIL = "email"
    NOTE = "note"
    NEED = "need"
    CHECK = "check"
    PLAN = "plan"
    DELIGHT = "delight"
    REACTION = "reaction"
    REFERRAL = "referral"
    THANKS = "thanks"
    ASK = "ask"
    GOOD_WORD = "good_word"
    BAD_WORD = "bad_word"
    PROMISE = "promise"
    AGREEMENT = "agreement"
    WORK = "work"
    PAYMENT = "payment"
    ENQUIRY = "enquiry"
    FEEDBACK = "feedback"
    COMPLAINT = "complaint"
    REMINDER = "reminder"
    LEVEL = "level"
    CLIENT = "client"

    @property
    def word(self) -> str:
        return str(KIND_WORDS[self])


KIND_WORDS = {
    InteractionKind.CALL: _l("Call"),
    InteractionKind.VISIT: _l("Visit"),
    InteractionKind.MESSAGE: _l("Message"),
    InteractionKind.EMAIL: _l("E-mail"),
    InteractionKind.NOTE: _l("Note"),
    InteractionKind.NEED: _l("Need"),
    InteractionKind.CHECK: _l("Standard"),
    InteractionKind.PLAN: _l("Wow planned"),
    InteractionKind.DELIGHT: _l("Wow delivered"),
    InteractionKind.REACTION: _l("Reaction"),
    InteractionKind.REFERRAL: _l("Referral"),
    InteractionKind.THANKS: _l("Thank-you"),
    InteractionKind.ASK: _l("Asked"),
    InteractionKind.GOOD_WORD: _l("Good word"),
    InteractionKind.BAD_WORD: _l("Bad word"),
    InteractionKind.PROMISE: _l("Promise"),
    InteractionKind.AGREEMENT: _l("Agreed in writing"),
    InteractionKind.WORK: _l("Work"),
    InteractionKind.PAYMENT: _l("Payment"),
    InteractionKind.ENQUIRY: _l("Enquiry"),
    InteractionKind.FEEDBACK: _l("What they think"),
    InteractionKind.COMPLAINT: _l("Complaint"),
    InteractionKind.REMINDER: _l("Reminder"),
    InteractionKind.LEVEL: _l("Level"),
    InteractionKind.CLIENT: _l("Client"),
}

TOUCHES = (
    InteractionKind.CALL,
    InteractionKind.VISIT,
    InteractionKind.MESSAGE,
    InteractionKind.EMAIL,
    InteractionKind.NOTE,
)
"""What a trader writes down by hand; a note is the one that is no contact."""

CONTACTS = (
    InteractionKind.CALL,
    InteractionKind.VISIT,
    InteractionKind.MESSAGE,
    InteractionKind.EMAIL,
    InteractionKind.DELIGHT,
)
"""Real contact, either way; planning is none."""


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class Interaction(Owned):
    __tablename__ = "interactions"
    __table_args__ = (
        sa.Index("ix_interactions_story", "client_id", "happened_on", "id"),
        # Today asks for the visits of the last days, across all clients.
        index_of_some(
            "ix_interactions_visits",
            "happened_on",
            where="kind = 'visit'",
        ),
        # What came in, for how soon it was answered and how often clients had to chase.
        index_of_some(
            "ix_interactions_inward",
            "happened_on",
            "client_id",
            "kind",
            "chased",
            where="direction = 'in'",
        ),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[InteractionKind]
    direction: Mapped[Direction | None]
    summary: Mapped[str]
    happened_on: Mapped[date]
    chased: Mapped[bool] = mapped_column(default=False)
    """They had to chase me."""
    about: Mapped[str | None] = mapped_column(index=True)
    """The thing an act was done to, as "delight-3", so that taking it back finds its line."""

    client: Mapped["Client"] = relationship(back_populates="interactions")

    @classmethod
    def of(cls, trader: "Trader") -> sa.Select[Self]:
        return sa.select(cls).where(cls.client.has(trader_id=trader.id))

    @property
    def is_contact(self) -> bool:
        return self.kind in CONTACTS

    @property
    def is_touch(self) -> bool:
        """Written down by hand, so it may be corrected by hand."""
        return self.kind in TOUCHES
