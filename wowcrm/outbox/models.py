"""The outbox: whatever goes out is a row first, saved with the act that it belongs to."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.traders.models import Trader

MOST_TRIES = 8
KEPT_FOR = timedelta(days=90)
"""After that, what is sent or given up is forgotten."""


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    """Claimed by a worker; when that dies, `due_at` gives it free."""
    FAILED = "failed"
    """Tried, and to be tried again."""
    SENT = "sent"
    BY_HAND = "by_hand"
    """The trader sent it themselves."""
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self])


STATE_WORDS = {
    State.WAITING: _l("Waiting"),
    State.SENDING: _l("On its way"),
    State.FAILED: _l("Tried, not sent yet"),
    State.SENT: _l("Sent"),
    State.BY_HAND: _l("Sent by you"),
    State.GIVEN_UP: _l("Given up"),
    State.CANCELLED: _l("Cancelled"),
}
AHEAD = (State.WAITING, State.SENDING, State.FAILED)
"""Still to be sent: these have a `due_at`."""


class Fault(StrEnum):
    """Why a mail could not be sent."""

    ADDRESS = "address"
    HOST = "host"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    NO_MAIL_SERVER = "no_mail_server"
    PASSWORD = "password"
    NO_PASSWORDS = "no_passwords"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    DROPPED = "dropped"
    INTERRUPTED = "interrupted"
    OTHER = "other"


class Mail(Owned):
    __tablename__ = "mails"
    __table_args__ = (
        sa.Index("ix_mails_due", "due_at", "id"),
        sa.Index("ix_mails_of_trader", "trader_id", "id"),
    )

    trader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    """None: the installation itself writes, to somebody who is no trader yet."""
    client_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str]
    """The template it was made of: "digest"."""
    to_name: Mapped[str | None]
    to_address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it says beside the usual, such as List-Unsubscribe."""
    message_id: Mapped[str] = mapped_column(unique=True)
    """The same whenever it is tried, so that a second copy is known to be one."""
    state: Mapped[State] = mapped_column(default=State.WAITING)
    due_at: Mapped[datetime | None]
    """When it may be tried next; none: never again."""
    tries: Mapped[int] = mapped_column(default=0)
    most_tries: Mapped[int] = mapped_column(default=MOST_TRIES)
    claim: Mapped[str | None]
    """Whose turn it is: only whoever wrote this may note what became of it."""
    sent_at: Mapped[datetime | None]
    fault: Mapped[Fault | None]
    reply: Mapped[str | None]
    """What the server said, in its own words."""

    client: Mapped[Client | None] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    # Questions

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD

    @property
    def can_be_stopped(self) -> bool:
        return self.state in {State.WAITING, State.FAILED}

    @property
    def can_be_retried(self) -> bool:
        return self.state in {State.FAILED, State.GIVEN_UP, State.CANCELLED}

    # Verbs

    def cancel(self) -> None:
        if self.can_be_stopped:
            self.state, self.due_at = State.CANCELLED, None

    def retry(self, *, at: datetime) -> None:
        """Try it at once, and as often again as at first."""
        if self.can_be_retried:
            self.state, self.due_at, self.tries = State.WAITING, at, 0

    def hand_over(self, *, at: datetime) -> None:
        """Record that the trader sent it themselves."""
        if self.can_be_stopped or self.can_be_retried:
            self.state, self.due_at, self.sent_at = State.BY_HAND, None, at
