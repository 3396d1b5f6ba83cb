"""Work under way: its milestones, the stages in which it is paid, and the payments that came."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned, index_of_some
from wowcrm.money import money
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader
from wowcrm.work.pouring import pour

if TYPE_CHECKING:
    from wowcrm.promises.models import Promise
    from wowcrm.proposals.models import Proposal

NOTHING = Decimal(0)


class Milestone(Owned):
    """A promise that was made in a proposal; whatever becomes of it is the promise's to say."""

    __tablename__ = "milestones"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "key"),)

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id", ondelete="CASCADE"))
    promise_id: Mapped[int] = mapped_column(
        sa.ForeignKey("promises.id", ondelete="CASCADE"), unique=True
    )
    key: Mapped[str]
    """The line of the terms, the same in every version."""
    place: Mapped[int]

    client: Mapped[Client] = relationship()
    proposal: Mapped["Proposal"] = relationship(back_populates="milestones")
    promise: Mapped["Promise"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    # Questions

    @property
    def what(self) -> str:
        return self.promise.what

    @property
    def due_on(self) -> date:
        return self.promise.due_on

    @property
    def reached_on(self) -> date | None:
        return self.promise.kept_on

    @property
    def is_reached(self) -> bool:
        return self.promise.is_kept

    @property
    def is_dropped(self) -> bool:
        return self.promise.released_on is not None

    @property
    def is_open(self) -> bool:
        return self.promise.is_open

    # Verbs

    def reach(self, *, on: date) -> None:
        self.promise.keep(on=on)

    def unreach(self) -> None:
        self.promise.unkeep()


class Stage(Owned):
    """A part of the price, with the day on which it is due."""

    __tablename__ = "stages"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "key"),
        index_of_some(
            "ix_stages_owed",
            "client_id",
            "due_on",
            where="owed > 0",
        ),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id", ondelete="CASCADE"))
    milestone_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("milestones.id", ondelete="SET NULL"), index=True
    )
    """With it the stage is due: once it is reached, and not before."""
    key: Mapped[str]
    """The line of the terms, the same in every version."""
    place: Mapped[int]
    what: Mapped[str]
    amount: Mapped[Decimal]
    owed: Mapped[Decimal]
    """What has not been paid of it; nothing once it was let go."""
    due_on: Mapped[date | None]
    """The day that was agreed; of a stage that waits for its milestone there is none."""
    paid_on: Mapped[date | None]
    """The day on which the last of it came."""
    waived_on: Mapped[date | None]
    """The day on which the trader let go of what was still owed."""
    waived: Mapped[Decimal] = mapped_column(default=NOTHING)
    """What was let go."""

    client: Mapped[Client] = relationship()
    proposal: Mapped["Proposal"] = relationship(back_populates="stages")
    milestone: Mapped[Milestone | None] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    # Questions

    @property
    def is_paid(self) -> bool:
        return self.paid_on is not None

    @property
    def is_settled(self) -> bool:
        return self.owed == 0

    @property
    def asked(self) -> Decimal:
        """What is to come of it in all."""
        return self.amount - self.waived

    @property
    def paid(self) -> Decimal:
        """What has come of it so far."""
        return self.asked - self.owed

    @property
    def expected_on(self) -> date | None:
        """The day for which it may be expected: of a milestone, the day it was or shall be reached."""
        if self.milestone is None:
            return self.due_on
        return self.milestone.reached_on or self.milestone.due_on

    def is_due(self, on: date) -> bool:
        """Whether it may be asked for: its day has come, or its milestone is reached."""
        if self.is_settled or (self.milestone is not None and not self.milestone.is_reached):
            return False
        day = self.expected_on
        return day is not None and day <= on

    def is_late(self, on: date) -> bool:
        return self.is_due(on) and self.expected_on != on

    # Verbs

    def pay(self, amount: Decimal, means: "Means", *, on: date, today: date) -> "Payment":
        """Record that money came for this stage; more than is owed counts for the others."""
        payment = Payment(
            client_id=self.client_id,
            stage=self,
            amount=amount,
            means=means,
            paid_on=on,
            recorded_on=today,
        )
        self.proposal.payments.append(payment)
        reckon(self.proposal)
        return payment

    def waive(self, *, on: date) -> None:
        """Ask no more for what is still owed."""
        if self.is_settled:
            return
        words = _(
            "Let go of %(amount)s: %(what)s",
            amount=money(self.owed, self.proposal.currency),
            what=self.words,
        )
        self.waived_on, self.waived = on, self.owed
        self.client.log(InteractionKind.PAYMENT, words, on=on, about=f"stage-{self.id}")
        reckon(self.proposal)

    def unwaive(self) -> None:
        if self.waived_on is not None:
            self.waived_on, self.waived = None, NOTHING
            self.client.unlog(f"stage-{self.id}", InteractionKind.PAYMENT)
            reckon(self.proposal)

    @property
    def words(self) -> str:
        """Name it where its proposal is not beside it."""
        return f"{self.what} ({self.proposal.title})"


class Means(StrEnum):
    """How a payment came."""

    TRANSFER = "transfer"
    CASH = "cash"
    CARD = "card"
    OTHER = "other"

    @property
    def word(self) -> str:
        return str(MEANS_WORDS[self])


MEANS_WORDS = {
    Means.TRANSFER: _l("Bank transfer"),
    Means.CASH: _l("Cash"),
    Means.CARD: _l("Card"),
    Means.OTHER: _l("Another way"),
}


class Payment(Owned):
    """Money that came. It is recorded here, never moved."""

    __tablename__ = "payments"
    __table_args__ = (
        sa.Index("ix_payments_of_proposal", "proposal_id", "paid_on", "id"),
        sa.Index("ix_payments_recorded", "recorded_on", "client_id"),
    )

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id", ondelete="CASCADE"))
    stage_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("stages.id", ondelete="SET NULL"), index=True
    )
    """What it was meant for; none: a stage that a later version has dropped."""
    amount: Mapped[Decimal]
    paid_on: Mapped[date]
    recorded_on: Mapped[date]
    means: Mapped[Means] = mapped_column(default=Means.TRANSFER)
    note: Mapped[str | None]

    client: Mapped[Client] = relationship()
    proposal: Mapped["Proposal"] = relationship(back_populates="payments")
    stage: Mapped[Stage | None] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def words(self) -> str:
        """Say how much it was, and what for: "€250: On signing (Bookkeeping)"."""
        what = self.stage.words if self.stage else self.proposal.title
        return f"{money(self.amount, self.proposal.currency)}: {what}"

    # Verbs

    def log_arrival(self) -> None:
        """Write on the story that it came; the payment has its number by now."""
        words = _("Paid %(what)s", what=self.words)
        self.client.log(InteractionKind.PAYMENT, words, on=self.paid_on, about=self._about)

    def undo(self) -> None:
        """Strike it out: it never came."""
        proposal = self.proposal
        self.client.unlog(self._about, InteractionKind.PAYMENT)
        proposal.payments.remove(self)
        reckon(proposal)

    def come_back(self) -> None:
        """It came after all: less is owed again."""
        reckon(self.proposal)

    @property
    def _about(self) -> str:
        return f"payment-{self.id}"


def reckon(proposal: "Proposal") -> None:
    """Work out anew what is owed of each stage, and since when nothing is."""
    stages = sorted(proposal.stages, key=lambda each: each.place)
    asked = {stage: stage.asked for stage in stages}
    payments = sorted(proposal.payments, key=lambda each: each.paid_on)
    after, _beyond = pour(asked, [(payment.stage, payment.amount) for payment in payments])
    for stage in stages:
        stage.owed = after[-1][stage] if after else stage.asked
        filled = (
            payment.paid_on
            for payment, then in zip(payments, after, strict=True)
            if then[stage] == 0
        )
        stage.paid_on = next(filled, None)
