"""Enquiries: what strangers ask, by when a reply was promised, and what became of it."""

import re
import secrets
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client, fold
from wowcrm.db import Owned
from wowcrm.traders.models import Trader

SUSPECTS_KEPT = timedelta(days=30)
"""How long what looks like spam can be fetched back."""


class Outcome(StrEnum):
    NEW = "new"
    ASKED = "asked"
    """A question went back, and their answer is waited for."""
    TAKEN = "taken"
    DECLINED = "declined"
    PASSED_ON = "passed_on"

    @property
    def word(self) -> str:
        return str(OUTCOME_WORDS[self])


OUTCOME_WORDS = {
    Outcome.NEW: _l("Waits for your reply"),
    Outcome.ASKED: _l("You asked a question"),
    Outcome.TAKEN: _l("Became a client"),
    Outcome.DECLINED: _l("Declined"),
    Outcome.PASSED_ON: _l("Passed on"),
}


class Enquiry(Owned):
    __tablename__ = "enquiries"
    __table_args__ = (
        sa.Index("ix_enquiries_open", "trader_id", "set_aside_on", "closed_on", "due_on", "id"),
        sa.Index("ix_enquiries_received", "trader_id", "received_at"),
        sa.Index("ix_enquiries_set_aside", "set_aside_on"),
        sa.Index("ix_enquiries_sender", "sender", "received_at"),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    token: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_urlsafe(16))
    """The end of the address at which whoever wrote reads that it arrived."""
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    message: Mapped[str]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """What was said to each fit question, with its points, as the rules were on that day."""
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    reply_by: Mapped[datetime]
    """What was promised: the moment by which a reply comes."""
    due_on: Mapped[date]
    """Its day, on the trader's clock."""
    replied_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]
    taken_on: Mapped[date | None]
    declined_on: Mapped[date | None]
    passed_on: Mapped[date | None]
    colleague: Mapped[str | None]
    """To whom it was passed on."""
    closed_on: Mapped[date | None]
    """The day on which it was taken, declined or passed on."""
    set_aside_on: Mapped[date | None]
    """The day on which it was taken for spam."""
    suspected: Mapped[str | None]
    """Why it was."""
    sender: Mapped[str | None]
    """Digest of the network that it came from, kept for a day to count by."""
    print: Mapped[str]
    """Digest of what was said, so that the same words sent twice are one enquiry."""

    findable: Mapped[str | None]
    """Who wrote, from where and what, in bare folded words, each behind a blank."""

    trader: Mapped[Trader] = relationship()
    client: Mapped[Client | None] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def real(cls, trader: Trader) -> sa.Select[Self]:
        """Choose those that were not taken for spam."""
        return cls.of(trader).where(cls.set_aside_on.is_(None))

    @classmethod
    def waiting(cls, trader: Trader) -> sa.Select[Self]:
        """Choose those without any reply, most pressing first."""
        unanswered = cls.real(trader).where(cls.closed_on.is_(None), cls.replied_at.is_(None))
        return unanswered.order_by(cls.reply_by, cls.id)

    @classmethod
    def set_aside(cls, trader: Trader) -> sa.Select[Self]:
        chosen = cls.of(trader).where(cls.set_aside_on.is_not(None))
        return chosen.order_by(cls.received_at.desc(), cls.id.desc())

    @classmethod
    def by_token(cls, token: str) -> sa.Select[Self]:
        """Choose the one behind an address, whosever it is."""
        return sa.select(cls).where(cls.token == token)

    # Questions

    @property
    def about(self) -> str:
        return f"enquiry-{self.id}"

    @property
    def outcome(self) -> Outcome:
        if self.taken_on:
            return Outcome.TAKEN
        if self.declined_on:
            return Outcome.DECLINED
        if self.passed_on:
            return Outcome.PASSED_ON
        return Outcome.ASKED if self.asked_on else Outcome.NEW

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_set_aside(self) -> bool:
        return self.set_aside_on is not None

    @property
    def kept_until(self) -> date | None:
        """The last day on which it can be fetched back from among the spam."""
        return self.set_aside_on + SUSPECTS_KEPT if self.set_aside_on else None

    def is_late(self, at: datetime) -> bool:
        return self.replied_at is None and self.is_open and self.reply_by < at

    # Verbs

    def reply(self, *, at: datetime) -> None:
        """Record that they heard from the trader; the first time counts."""
        self.replied_at = self.replied_at or at

    def ask(self, *, at: datetime, on: date) -> None:
        """Record that a question went back before anything is decided."""
        if self.is_open:
            self.reply(at=at)
            self.asked_on = on

    def take(self, client: Client, *, at: datetime, on: date) -> None:
        if self.is_open:
            self.reply(at=at)
            self.client, self.taken_on, self.closed_on = client, on, on

    def decline(self, *, at: datetime, on: date) -> None:
        if self.is_open:
            self.reply(at=at)
            self.declined_on = self.closed_on = on

    def pass_on(self, colleague: str, *, at: datetime, on: date) -> None:
        if self.is_open:
            self.reply(at=at)
            self.colleague, self.passed_on, self.closed_on = colleague, on, on

    def reopen(self) -> None:
        """Take back that it was declined or passed on; whoever became a client stays one."""
        if self.taken_on is None:
            self.declined_on = self.passed_on = self.closed_on = self.colleague = None

    def suspect(self, why: str, *, on: date) -> None:
        """Put it into the folder of what looks like spam."""
        if self.is_open and not self.is_set_aside:
            self.set_aside_on, self.suspected = on, why

    def restore(self) -> None:
        """It was no spam after all."""
        self.set_aside_on = self.suspected = None


@event.listens_for(Enquiry, "before_insert")
def _make_findable(_mapper: Any, _connection: Any, enquiry: Enquiry) -> None:
    """Keep the words to find it by; what was written is never written anew."""
    digits = re.sub(r"\D", "", enquiry.phone or "")
    said = " ".join(filter(None, (enquiry.name, enquiry.email, digits, enquiry.message)))
    enquiry.findable = "".join(f" {word}" for word in re.findall(r"\w+", fold(said)))
