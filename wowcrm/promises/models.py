"""Promises: anything dated that the trader said they would do for a client."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

A_WEEK = timedelta(days=7)


class Source(StrEnum):
    """Where a promise comes from."""

    HAND = "hand"
    TOUCH = "touch"
    RHYTHM = "rhythm"
    """The delivery rhythm of the expectations sheet."""
    MILESTONE = "milestone"
    REPLY = "reply"
    """A reply that was announced to somebody who enquired."""

    @property
    def word(self) -> str:
        return str(SOURCE_WORDS.get(self, ""))


SOURCE_WORDS = {
    Source.RHYTHM: _l("comes round as agreed"),
    Source.MILESTONE: _l("a milestone of the work"),
    Source.REPLY: _l("a reply you announced"),
}
"""What is said beside a promise; most were simply given."""


class Promise(Owned):
    __tablename__ = "promises"
    __table_args__ = (
        # All that the count of what was kept in time looks at.
        sa.Index("ix_promises_of_client", "client_id", "due_on", "id", "kept_on", "released_on"),
        sa.Index("ix_promises_due", "kept_on", "released_on", "due_on"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    what: Mapped[str]
    made_on: Mapped[date]
    due_on: Mapped[date]
    """The day that was agreed last."""
    source: Mapped[Source] = mapped_column(default=Source.HAND)
    origin: Mapped[str | None] = mapped_column(unique=True)
    """What asked for it, as "delivery-3 2026-05-05", so that nothing makes it twice."""
    kept_on: Mapped[date | None]
    released_on: Mapped[date | None]
    """The day on which the client did not want it any more."""
    warned_on: Mapped[date | None]
    """The day on which the client was told that it would not be in time."""

    client: Mapped[Client] = relationship(back_populates="promises")
    renegotiations: Mapped[list["Renegotiation"]] = relationship(
        back_populates="promise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Renegotiation.id",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def open(cls, trader: Trader) -> sa.Select[Self]:
        """Choose what is neither kept nor let go, soonest due first."""
        return (
            cls.of(trader)
            .where(cls.kept_on.is_(None), cls.released_on.is_(None))
            .order_by(cls.due_on, cls.id)
        )

    @classmethod
    def make(
        cls,
        client: Client,
        what: str,
        *,
        due_on: date,
        on: date,
        source: Source = Source.HAND,
        origin: str | None = None,
    ) -> Self:
        """Give a client your word, and write it on their story."""
        promise = cls(what=what, made_on=on, due_on=due_on, source=source, origin=origin)
        client.promises.append(promise)
        session = object_session(client)
        assert session is not None, "a promise is made to a client who is written down"
        session.flush()
        promise.log_arrival()
        return promise

    # Questions

    @property
    def is_kept(self) -> bool:
        return self.kept_on is not None

    @property
    def concluded_on(self) -> date | None:
        return self.kept_on or self.released_on

    @property
    def is_open(self) -> bool:
        return self.concluded_on is None

    @property
    def stands_in_writing(self) -> bool:
        """The client accepted it in a proposal: it is agreed anew, kept or let go, but not undone."""
        return self.source is Source.MILESTONE

    def is_late(self, today: date) -> bool:
        """Due before today, not kept, not renegotiated."""
        return self.is_open and self.due_on < today

    def is_near(self, today: date) -> bool:
        """Due within a week, so that a warning says something."""
        return self.is_open and self.due_on - today <= A_WEEK

    def was_late(self, today: date) -> bool:
        """Tell whether a day that was agreed ever passed without the promise being kept.

        Renegotiating before the day, or on it, is fine; after it, it counts as late.
        """
        if not all(change.in_time for change in self.renegotiations):
            return True
        return self.due_on < (self.concluded_on or today)

    @property
    def days_late(self) -> int:
        """How many days after the day agreed last it was kept."""
        return max((self.kept_on - self.due_on).days, 0) if self.kept_on else 0

    @property
    def about(self) -> str:
        return f"promise-{self.id}"

    # Verbs

    def log_arrival(self) -> None:
        """Write on the story what was promised; the promise has its number by now.

        What comes round by the sheet's rhythm was told by the sheet, once and for all.
        """
        if self.source is Source.RHYTHM:
            self.client.mark()
            return
        words = _("Promised for %(day)s: %(what)s", day=self._day(self.due_on), what=self.what)
        self._log(words, self.made_on)

    def correct(self, what: str, due_on: date) -> None:
        """Mend a slip of the pen; once another day was agreed, the day is no slip any more."""
        if (what, due_on) == (self.what, self.due_on):
            return
        self.what = what
        self.client.mark()
        if self.renegotiations or not self.is_open or self.stands_in_writing:
            return
        self.due_on = due_on
        if self.source is not Source.RHYTHM:
            self.client.unlog(self.about, InteractionKind.PROMISE)
            self.log_arrival()

    def remove(self) -> None:
        """Take away what was never promised, and what the story says of it."""
        self.client.unlog_all(self.about)
        self.client.promises.remove(self)

    def keep(self, *, on: date) -> None:
        if not self.is_open:
            return
        self.kept_on = on
        self._log(_("Kept: %(what)s", what=self.what), on)

    def unkeep(self) -> None:
        """Take back that it was kept."""
        if self.is_kept:
            self.kept_on = None
            self.client.unlog(self.about, InteractionKind.PROMISE)

    def renegotiate(self, to: date, because: str, *, on: date) -> None:
        """Agree on another day, and why; the earlier day is kept."""
        if not self.is_open or to == self.due_on:
            return
        self.renegotiations.append(
            Renegotiation(agreed_on=on, from_on=self.due_on, to_on=to, because=because)
        )
        self.due_on = to
        self.warned_on = None
        words = _("Agreed anew for %(day)s: %(what)s", day=self._day(to), what=self.what)
        self._log(f"{words} ({because})", on)

    def agree_back(self) -> None:
        """Take back the newest agreement on another day: the day before it holds again."""
        if self.is_open and self.renegotiations:
            self.due_on = self.renegotiations.pop().from_on
            self.client.unlog(self.about, InteractionKind.PROMISE)

    def let_go(self, *, on: date) -> None:
        """Record that the client does not want it any more."""
        if self.is_open:
            self.released_on = on
            self._log(_("Not wanted any more: %(what)s", what=self.what), on)

    def take_up_again(self) -> None:
        if self.released_on is not None:
            self.released_on = None
            self.client.unlog(self.about, InteractionKind.PROMISE)

    def warn(self, *, on: date) -> None:
        """Record that the client was told early that it would not be in time."""
        if self.is_open:
            self.warned_on = on
            self.client.mark()

    # Helpers

    def _log(self, words: str, on: date) -> None:
        self.client.log(InteractionKind.PROMISE, words, on=on, about=self.about)

    def _day(self, day: date) -> str:
        return when.day(day, self.made_on)


class Renegotiation(Owned):
    """Another day was agreed for a promise."""

    __tablename__ = "renegotiations"

    promise_id: Mapped[int] = mapped_column(
        sa.ForeignKey("promises.id", ondelete="CASCADE"), index=True
    )
    agreed_on: Mapped[date] = mapped_column(index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    because: Mapped[str]

    promise: Mapped[Promise] = relationship(back_populates="renegotiations")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return (
            sa.select(cls)
            .join(cls.promise)
            .join(Promise.client)
            .where(Client.trader_id == trader.id)
        )

    @property
    def in_time(self) -> bool:
        return self.agreed_on <= self.from_on
