"""How a client and the trader work together: the ground rules, each client's sheet, its rhythm."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from flask_babel import ngettext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned, index_of_some
from wowcrm.expectations.rhythm import Every, Line
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.promises.models import Promise


class Unit(StrEnum):
    """In what a reply is reckoned."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"


class Terms:
    """What stands on a sheet, whether it is the trader's own or a client's."""

    contact_procedure: Mapped[str | None]
    channel: Mapped[str | None]
    reply_within: Mapped[int | None]
    reply_unit: Mapped[Unit] = mapped_column(default=Unit.WORKING_DAYS)
    hours: Mapped[str | None]
    rhythm: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """Lines of what comes round, frozen."""
    progress_every: Mapped[int | None]
    """A word on how things stand at least every so many days, even when all goes well."""
    from_me: Mapped[str | None]
    """Which documents the client gets, and when; a line each."""
    from_client: Mapped[str | None]
    not_included: Mapped[str | None]

    @property
    def lines(self) -> list[Line]:
        return [Line.thawed(kept) for kept in self.rhythm or ()]

    @property
    def reply_words(self) -> str:
        """Say how fast a reply comes; nothing where nothing is said."""
        if self.reply_within is None:
            return ""
        if self.reply_unit is Unit.HOURS:
            return ngettext("within an hour", "within %(num)d hours", self.reply_within)
        return ngettext("within one working day", "within %(num)d working days", self.reply_within)

    @property
    def progress_words(self) -> str:
        if self.progress_every is None:
            return ""
        return ngettext(
            "A word on how things stand every day, even when all goes well",
            "A word on how things stand at least every %(num)d days, even when all goes well",
            self.progress_every,
        )

    @property
    def is_blank(self) -> bool:
        return not any(getattr(self, name) for name in TERMS if name != "reply_unit")

    def agrees_with(self, other: "Terms") -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in TERMS)

    def take(self, other: "Terms") -> None:
        """Begin with what stands on another sheet."""
        for name in TERMS:
            setattr(self, name, getattr(other, name))


TERMS = (
    "contact_procedure",
    "channel",
    "reply_within",
    "reply_unit",
    "hours",
    "rhythm",
    "progress_every",
    "from_me",
    "from_client",
    "not_included",
)


class GroundRules(Terms, Owned):
    """The trader's own sheet, from which each client's begins."""

    __tablename__ = "ground_rules"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), unique=True
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)


class Expectations(Terms, Owned):
    """One version of a client's sheet: a draft until it is shared, and never changed afterwards."""

    __tablename__ = "expectations"
    __table_args__ = (
        sa.UniqueConstraint("client_id", "version"),
        index_of_some(
            "ix_expectations_in_force",
            "client_id",
            where="shared_on IS NOT NULL AND ended_on IS NULL",
        ),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    version: Mapped[int]
    changes: Mapped[list[str]] = mapped_column(default=list)
    """What this version changed of the one before, in words, as it was shared."""
    shared_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    """The day on which a newer version took its place, or the client declined it."""

    client: Mapped[Client] = relationship(back_populates="sheets")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def in_force(cls, trader: Trader) -> sa.Select[Self]:
        """Choose what holds now: shared, not declined, and not followed by another version."""
        return cls.of(trader).where(cls.shared_on.is_not(None), cls.ended_on.is_(None))

    @property
    def is_draft(self) -> bool:
        return self.shared_on is None

    @property
    def is_for_good(self) -> bool:
        """Once it was shared, nothing in it changes any more; another version may follow."""
        return not self.is_draft

    @property
    def about(self) -> str:
        """What its papers are drawn from: all versions share it."""
        return about(self.client_id)

    def share(self, changes: list[str], *, on: date) -> None:
        if self.is_draft:
            self.shared_on, self.changes = on, changes
            self.client.mark()

    def end(self, *, on: date) -> None:
        self.ended_on = self.ended_on or on


def about(client_id: int) -> str:
    return f"expectations-{client_id}"


class Delivery(Owned):
    """One line of the rhythm that holds with a client; the next time it is due is a promise."""

    __tablename__ = "deliveries"
    __table_args__ = (sa.Index("ix_deliveries_due", "ended_on", "promised_until"),)

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str]
    every: Mapped[Every]
    day: Mapped[int]
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    promised_until: Mapped[date]
    """What falls on days up to this one was promised, or was not to be."""
    promised_as: Mapped[str | None]
    """The origin of the newest promise of it."""

    client: Mapped[Client] = relationship(back_populates="deliveries")
    promise: Mapped["Promise | None"] = relationship(
        primaryjoin="foreign(Delivery.promised_as) == Promise.origin", viewonly=True
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def line(self) -> Line:
        return Line(self.what, self.every, self.day)

    def rest(self, *, on: date) -> None:
        """Promise nothing for the time being; what was promised ahead is owed to nobody."""
        promise = self.promise
        if promise is not None and promise.is_open and promise.due_on > on:
            promise.remove()
        self.promised_until, self.promised_as = on, None

    def resume(self, *, on: date) -> None:
        self.promised_until = on

    def end(self, *, on: date) -> None:
        if self.ended_on is None:
            self.rest(on=on)
            self.ended_on = on
