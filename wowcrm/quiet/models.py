"""When a client is left in peace: from one day to another, or for good, and why."""

from datetime import date, timedelta
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import NEVER, Owned
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


class Quiet(Owned):
    """A time in which nobody reaches out to a client."""

    __tablename__ = "quiets"
    __table_args__ = (sa.Index("ix_quiets_of_client", "client_id", "until_on", "from_on"),)

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    """The last day of it; NEVER: for good."""
    why: Mapped[str]
    by_wish: Mapped[bool] = mapped_column(default=False)
    """The client asked for it."""

    client: Mapped[Client] = relationship(back_populates="quiets")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def holds_for(
        cls, client_id: sa.ColumnElement[int] | InstrumentedAttribute[int], on: date
    ) -> sa.ColumnElement[bool]:
        """Whether a client of a query is left in peace on a day."""
        return sa.exists().where(cls.client_id == client_id, cls.from_on <= on, cls.until_on >= on)

    # Questions

    def holds(self, on: date) -> bool:
        return self.from_on <= on <= self.until_on

    def is_over(self, on: date) -> bool:
        return self.until_on < on

    @property
    def is_for_good(self) -> bool:
        return self.until_on == NEVER

    def span(self, on: date) -> str:
        """Say from when until when: "until 5 May", "from 1 to 5 May", "for good"."""
        if self.is_for_good and self.from_on <= on:
            return _("for good")
        if self.is_for_good:
            return _("from %(day)s on, for good", day=when.day(self.from_on, on))
        until = when.day(self.until_on, on)
        if self.from_on <= on:
            return _("until %(day)s", day=until)
        return _("from %(day)s until %(until)s", day=when.day(self.from_on, on), until=until)

    def words(self, on: date) -> str:
        """Say it in a sentence, with the reason."""
        said = {"client": self.client.short_name, "span": self.span(on), "why": self.why}
        if self.by_wish:
            return _("%(client)s asked to be left in peace %(span)s: %(why)s", **said)
        return _("You leave %(client)s in peace %(span)s: %(why)s", **said)

    # Verbs

    def log_arrival(self, *, on: date) -> None:
        """Write it on the client's story; it has its number by now."""
        words = _("Asked to be left in peace") if self.by_wish else _("Left in peace")
        self._log(f"{words} {self.span(on)}: {self.why}", on)

    def end(self, *, on: date) -> None:
        """Let it end before this day; what has not begun yet never was."""
        if self.is_over(on):
            return
        if self.from_on >= on:
            self.client.unlog_all(self._about)
            self.client.quiets.remove(self)
            return
        self.until_on = on - timedelta(days=1)
        self._log(_("To be in touch with again"), on)

    @property
    def _about(self) -> str:
        return f"quiet-{self.id}"

    def _log(self, words: str, on: date) -> None:
        self.client.log(InteractionKind.CLIENT, words, on=on, about=self._about)


def quiet_on(client: Client, on: date) -> Quiet | None:
    """Find why a client is left in peace on a day: what lasts longest."""
    holding = [quiet for quiet in client.quiets if quiet.holds(on)]
    return max(holding, key=lambda quiet: quiet.until_on, default=None)
