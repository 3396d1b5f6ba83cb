"""Proposals: what the trader offers to do for a client, for how much; accepted, they are the work."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.proposals.pricing import Price, price_of
from wowcrm.proposals.terms import Terms
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.documents.models import Document
    from wowcrm.work.models import Milestone, Payment, Stage


class State(StrEnum):
    """Where a proposal stands; `open` is work under way."""

    DRAFT = "draft"
    SENT = "sent"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self])


STATE_WORDS = {
    State.DRAFT: _l("Draft"),
    State.SENT: _l("Sent"),
    State.DECLINED: _l("Declined"),
    State.WITHDRAWN: _l("Withdrawn"),
    State.OPEN: _l("Under way"),
    State.CLOSED: _l("Closed"),
}


class Proposal(Owned):
    """A draft that can always be written on; what was sent of it stands in its offers."""

    __tablename__ = "proposals"
    __table_args__ = (
        sa.Index("ix_proposals_of_client", "client_id", "id"),
        sa.Index("ix_proposals_by_state", "trader_id", "closed_on", "accepted_on", "id"),
        sa.Index("ix_proposals_by_day", "trader_id", "sent_on", "id"),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    title: Mapped[str]
    terms: Mapped[dict[str, Any]]
    """The draft: Terms, kept."""
    price: Mapped[Decimal]
    """What the draft comes to."""
    currency: Mapped[str]
    sent_on: Mapped[date | None]
    """The day on which the newest version was sent."""
    revised_on: Mapped[date | None]
    """The day on which the draft was changed after it was sent; sending it again clears it."""
    answered_on: Mapped[date | None]
    """The day on which the client answered to the newest version."""
    declined_on: Mapped[date | None]
    declined_because: Mapped[str | None]
    withdrawn_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    """The day on which a version was first accepted: since then it is work under way."""
    closed_on: Mapped[date | None]

    client: Mapped[Client] = relationship(back_populates="proposals")
    offers: Mapped[list["Offer"]] = relationship(
        back_populates="proposal",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Offer.id",
    )
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="proposal",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Milestone.place, Milestone.id)",
    )
    """What was agreed to be delivered."""
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="proposal",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Stage.place, Stage.id)",
    )
    """How it was agreed to be paid."""
    payments: Mapped[list["Payment"]] = relationship(
        back_populates="proposal",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Payment.paid_on, Payment.id)",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def open(cls, trader: Trader) -> sa.Select[Self]:
        """Choose what is under way: accepted and not closed."""
        return cls.of(trader).where(cls.accepted_on.is_not(None), cls.closed_on.is_(None))

    # Questions

    @property
    def state(self) -> State:
        if self.accepted_on is not None:
            return State.OPEN if self.closed_on is None else State.CLOSED
        if self.declined_on is not None:
            return State.DECLINED
        if self.withdrawn_on is not None:
            return State.WITHDRAWN
        return State.DRAFT if self.sent_on is None else State.SENT

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def awaits_answer(self) -> bool:
        """Whether a version lies with the client; work under way may have one, too."""
        return self.sent_on is not None and self.answered_on is None and self.withdrawn_on is None

    @property
    def was_sent(self) -> bool:
        return self.sent_on is not None

    @property
    def draft(self) -> Terms:
        return Terms.read(self.terms)

    @property
    def draft_price(self) -> Price:
        return price_of(self.draft)

    @property
    def about(self) -> str:
        """What its papers are about: all versions share it."""
        return f"proposal-{self.id}"

    # Verbs

    def write(self, terms: Terms, *, on: date) -> None:
        """Make the draft what it says; what was sent stays as it was sent."""
        if self.was_sent and terms != self.draft:
            self.revised_on = on
        self.title, self.terms, self.price = terms.title, terms.kept(), price_of(terms).total

    def send(self, *, on: date) -> None:
        """The draft as it stands lies with the client."""
        self.sent_on = on
        self.revised_on = self.answered_on = self.withdrawn_on = None
        self.declined_on = self.declined_because = None

    def accept(self, offer: "Offer", *, on: date) -> None:
        """The client said yes to this version, though a newer one may lie with them by now."""
        if offer is self.offers[-1]:
            self.answered_on = on
        self.accepted_on = self.accepted_on or on
        self.closed_on = None

    def decline(self, offer: "Offer", because: str | None, *, on: date) -> None:
        """The client said no to this version; to a newer one they have not answered yet."""
        if offer is self.offers[-1]:
            self.answered_on = self.declined_on = on
            self.declined_because = because

    def withdraw(self, *, on: date) -> None:
        if self.awaits_answer:
            self.withdrawn_on = on

    def close(self, *, on: date) -> None:
        """The work is done: its place is free."""
        if self.is_open:
            self.closed_on = on
            words = _("The work is done: %(title)s", title=self.title)
            self.client.log(InteractionKind.WORK, words, on=on, about=self.about)

    def reopen(self) -> None:
        if self.closed_on is not None:
            self.closed_on = None
            self.client.unlog(self.about, InteractionKind.WORK)


class Offer(Owned):
    """One version of a proposal as it was sent; never changed, only followed."""

    __tablename__ = "offers"

    proposal_id: Mapped[int] = mapped_column(
        sa.ForeignKey("proposals.id", ondelete="CASCADE"), index=True
    )
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="CASCADE"), unique=True
    )
    terms: Mapped[dict[str, Any]]

    proposal: Mapped[Proposal] = relationship(back_populates="offers")
    document: Mapped["Document"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.proposal).where(Proposal.trader_id == trader.id)

    @property
    def agreed(self) -> Terms:
        return Terms.read(self.terms)
