"""Reminders: what the trader decided not to forget, about a client or about nothing in particular."""

from datetime import UTC, date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.reminders.repeating import Repeat
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


class Reminder(Owned):
    __tablename__ = "reminders"
    __table_args__ = (
        sa.Index("ix_reminders_due", "trader_id", "due_on", "id"),
        sa.Index("ix_reminders_of_client", "client_id", "due_on"),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    what: Mapped[str]
    due_on: Mapped[date | None]
    """The day on which it comes up next; none: it is done for good."""
    hour: Mapped[time | None]
    """On the trader's clock."""
    repeats: Mapped[str | None]
    """A Repeat, as it is written."""
    begins_on: Mapped[date]
    """The day from which repeating is counted: the 31st stays the 31st after a February."""
    after_done: Mapped[bool] = mapped_column(default=False)
    """Whether it comes round so long after it was done, rather than by the calendar."""
    put_off_from: Mapped[date | None]
    """The day it was due on before it was put off."""
    deleted_on: Mapped[date | None]

    trader: Mapped[Trader] = relationship()
    client: Mapped[Client | None] = relationship()
    turns: Mapped[list["Turn"]] = relationship(
        back_populates="reminder",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Turn.id",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def open(cls, trader: Trader) -> sa.Select[Self]:
        """Choose what is still to come up, soonest first; not of clients who were put away."""
        return (
            cls.of(trader)
            .outerjoin(cls.client)
            .where(
                cls.due_on.is_not(None),
                cls.deleted_on.is_(None),
                sa.or_(cls.client_id.is_(None), Client.archived_on.is_(None)),
            )
            .order_by(cls.due_on, cls.hour.nulls_first(), cls.id)
        )

    # Questions

    @property
    def is_open(self) -> bool:
        return self.due_on is not None and self.deleted_on is None

    @property
    def repeat(self) -> Repeat | None:
        return Repeat.read(self.repeats) if self.repeats else None

    @property
    def often(self) -> str:
        """How often it comes round, in words; empty for once."""
        if self.repeat is None:
            return ""
        return self.repeat.words(self.begins_on, after_done=self.after_done)

    @property
    def about(self) -> str:
        return f"reminder-{self.id}"

    def moment(self, day: date) -> datetime | None:
        """The moment of its hour on a day; an hour that the clock leaves out comes after the gap."""
        if self.hour is None:
            return None
        local = datetime.combine(day, self.hour, ZoneInfo(self.trader.timezone))
        return local.astimezone(UTC)

    # Verbs

    def log_arrival(self, *, on: date) -> None:
        """Write on the client's story what is to be remembered; the reminder has its number by now."""
        if self.due_on is not None:
            day = when.day(self.due_on, on)
            self._log(_("Remind me on %(day)s: %(what)s", day=day, what=self.what), on)

    def do(self, *, on: date) -> None:
        """Record that it is done; what repeats comes up again on its next day that is still ahead."""
        if self.due_on is None:
            return
        self.turns.append(Turn(due_on=self.due_on, put_off_from=self.put_off_from, done_on=on))
        self.due_on, self.put_off_from = self._next(self.due_on, on), None
        self._log(_("Done: %(what)s", what=self.what), on)

    def undo(self) -> None:
        """Take back that it was done: it is due as it was."""
        if not self.turns:
            return
        last = self.turns.pop()
        self.due_on, self.put_off_from = last.due_on, last.put_off_from
        if self.client is not None:
            self.client.unlog(self.about, InteractionKind.REMINDER)

    def snooze(self, until: date) -> None:
        """Put it off to a later day; its rhythm stays as it is."""
        if self.due_on is not None and until != self.due_on:
            self.put_off_from = self.put_off_from or self.due_on
            self.due_on = until

    def wake(self) -> None:
        """Take back that it was put off."""
        if self.put_off_from is not None:
            self.due_on, self.put_off_from = self.put_off_from, None

    def change(
        self,
        what: str,
        *,
        due_on: date,
        hour: time | None,
        repeat: Repeat | None,
        after_done: bool,
    ) -> None:
        """Mend it; another day or another rhythm is counted from the day given here."""
        repeats = repeat.written if repeat else None
        if (due_on, repeats) != (self.due_on, self.repeats):
            self.begins_on, self.put_off_from = due_on, None
        self.what, self.due_on, self.hour = what, due_on, hour
        self.repeats, self.after_done = repeats, after_done and repeat is not None

    def delete(self, *, on: date) -> None:
        if self.deleted_on is None:
            self.deleted_on = on
            self._log(_("No reminder any more: %(what)s", what=self.what), on)

    def restore(self) -> None:
        if self.deleted_on is not None:
            self.deleted_on = None
            if self.client is not None:
                self.client.unlog(self.about, InteractionKind.REMINDER)

    # Helpers

    def _next(self, due_on: date, on: date) -> date | None:
        if self.repeat is None:
            return None
        if self.after_done:
            return self.repeat.after(on, on)
        return self.repeat.after(max(due_on, on), self.begins_on)

    def _log(self, words: str, on: date) -> None:
        if self.client is not None:
            self.client.log(InteractionKind.REMINDER, words, on=on, about=self.about)


class Turn(Owned):
    """One time that a reminder was done."""

    __tablename__ = "reminder_turns"

    reminder_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reminders.id", ondelete="CASCADE"), index=True
    )
    due_on: Mapped[date]
    put_off_from: Mapped[date | None]
    done_on: Mapped[date] = mapped_column(index=True)

    reminder: Mapped[Reminder] = relationship(back_populates="turns")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.reminder).where(Reminder.trader_id == trader.id)
