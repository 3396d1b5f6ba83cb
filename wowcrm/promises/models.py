"""Promises: anything dated that the trader said they would do for a client."""

from datetime import date
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


class Source(StrEnum):
    """Where a promise comes from."""

    HAND = "hand"
    TOUCH = "touch"
    RHYTHM = "rhythm"
    """The delivery rhythm of the expectations sheet."""
    MILESTONE = "milestone"
    REPLY = "reply"
    """A reply that was announced to somebody who enquired."""


class Promise(Owned):
    __tablename__ = "promises"
    __table_args__ = (
        sa.Index("ix_promises_of_client", "client_id", "due_on", "id"),
        sa.Index("ix_promises_due", "kept_on", "released_on", "due_on"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    what: Mapped[str]
    made_on: Mapped[date]
    due_on: Mapped[date]
    """The day that was agreed last."""
    source: Mapped[Source] = mapped_column(default=Source.HAND)
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

    # Questions

    @property
    def is_kept(self) -> bool:
        return self.kept_on is not None

    @property
    def is_open(self) -> bool:
        return self.kept_on is None and self.released_on is None

    def is_late(self, today: date) -> bool:
        """Due before today, not kept, not renegotiated."""
        return self.is_open and self.due_on < today

    def was_late(self, today: date) -> bool:
        """Tell whether a day that was agreed ever passed without the promise being kept.

        Renegotiating before the day, or on it, is fine; after it, it counts as late.
        """
        if not all(change.in_time for change in self.renegotiations):
            return True
        return self.due_on < (self.kept_on or self.released_on or today)

    @property
    def about(self) -> str:
        return f"promise-{self.id}"

    # Verbs

    def log_arrival(self) -> None:
        """Write on the story what was promised; the promise has its number by now."""
        words = _("Promised for %(day)s: %(what)s", day=self._day(self.due_on), what=self.what)
        self._log(words, self.made_on)

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
        words = _("Agreed anew for %(day)s: %(what)s", day=self._day(to), what=self.what)
        self._log(f"{words} ({because})", on)

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
    agreed_on: Mapped[date]
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
