"""Word of mouth: whom clients sent, the good words they said, and bad ones that were heard."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

THANK_WITHIN = timedelta(days=2)
"""Whoever sends somebody is thanked within two days."""


class Outcome(StrEnum):
    OPEN = "open"
    CLIENT = "client"
    NOTHING = "nothing"

    @property
    def word(self) -> str:
        return str(OUTCOME_WORDS[self])


OUTCOME_WORDS = {
    Outcome.OPEN: _l("Open"),
    Outcome.CLIENT: _l("Became a client"),
    Outcome.NOTHING: _l("Came to nothing"),
}


class Referral(Owned):
    """Somebody whom a client sent; once they are a client themselves, the link is kept."""

    __tablename__ = "referrals"
    __table_args__ = (
        sa.Index("ix_referrals_of_sender", "referrer_id", "received_on", "id"),
        sa.Index("ix_referrals_thanks", "thanked_on", "received_on", "id"),
    )

    referrer_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    name: Mapped[str]
    contact: Mapped[str | None]
    note: Mapped[str | None]
    received_on: Mapped[date]
    value: Mapped[Decimal | None]
    """What it is worth in a year; where nothing is said, what the new client's work brings in."""
    client_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="SET NULL"), index=True
    )
    became_client_on: Mapped[date | None]
    came_to_nothing_on: Mapped[date | None]
    thanked_on: Mapped[date | None]
    thanked_how: Mapped[str | None]

    # Whoever looks at a referral looks at both its ends: read together, also from a client's page.
    referrer: Mapped[Client] = relationship(
        back_populates="referrals", foreign_keys=[referrer_id], lazy="selectin", join_depth=2
    )
    client: Mapped[Client | None] = relationship(
        back_populates="sent_by", foreign_keys=[client_id], lazy="selectin", join_depth=2
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.referrer).where(Client.trader_id == trader.id)

    @classmethod
    def unthanked(cls, trader: Trader) -> sa.Select[Self]:
        """Choose those whose sender still waits for a thank-you, longest waiting first."""
        return (
            cls.of(trader)
            .where(cls.thanked_on.is_(None), Client.archived_on.is_(None))
            .order_by(cls.received_on, cls.id)
        )

    # Questions

    @property
    def outcome(self) -> Outcome:
        if self.became_client_on is not None:
            return Outcome.CLIENT
        return Outcome.OPEN if self.came_to_nothing_on is None else Outcome.NOTHING

    @property
    def is_open(self) -> bool:
        return self.outcome is Outcome.OPEN

    @property
    def is_thanked(self) -> bool:
        return self.thanked_on is not None

    @property
    def thank_by(self) -> date:
        return self.received_on + THANK_WITHIN

    @property
    def worth(self) -> Decimal | None:
        if self.value is not None or self.client is None:
            return self.value
        return self.client.value

    @property
    def _about(self) -> str:
        return f"referral-{self.id}"

    # Verbs

    def log_arrival(self) -> None:
        """Write on the sender's story whom they sent; the referral has its number by now."""
        self._count()
        self._log(_("Sent you %(name)s", name=self.name), self.received_on)

    def describe(
        self,
        name: str,
        *,
        contact: str | None,
        note: str | None,
        value: Decimal | None,
        on: date,
    ) -> None:
        """Mend what was written down; the line on the story is mended with it."""
        mended = self.id is not None and (name, on) != (self.name, self.received_on)
        self.name, self.contact, self.note, self.value = name, contact, note, value
        self.received_on = on
        if mended:
            self._retell()

    def thank(self, *, on: date, how: str | None = None) -> None:
        """Record that the sender was thanked, and how."""
        if self.is_thanked:
            return
        self.thanked_on, self.thanked_how = on, how
        words = _("Thanked for sending %(name)s", name=self.name)
        self.referrer.log(
            InteractionKind.THANKS, f"{words}: {how}" if how else words, on=on, about=self._about
        )

    def unthank(self) -> None:
        if self.is_thanked:
            self.thanked_on = self.thanked_how = None
            self.referrer.unlog(self._about, InteractionKind.THANKS)

    def convert(self, client: Client, *, on: date) -> None:
        """Record that this became a client of the trader's; both stories tell of it."""
        if self.outcome is Outcome.CLIENT:
            return
        self.reopen()
        self.became_client_on = on
        self.client = client
        client.found_us_by = client.found_us_by or self.referrer.name[:200]
        self._log(_("%(name)s became a client", name=client.name), on)
        client.log(
            InteractionKind.REFERRAL,
            _("Sent by %(name)s", name=self.referrer.name),
            on=on,
            about=self._about,
        )

    def come_to_nothing(self, *, on: date) -> None:
        if self.is_open:
            self.came_to_nothing_on = on
            self._log(_("%(name)s did not become a client", name=self.name), on)

    def reopen(self) -> None:
        """Take back what came of it: that is open again."""
        if self.is_open:
            return
        if self.client is not None:
            self.client.unlog(self._about, InteractionKind.REFERRAL)
        self.referrer.unlog(self._about, InteractionKind.REFERRAL)
        self.became_client_on = self.came_to_nothing_on = None
        self.client = None

    def remove(self) -> None:
        """Strike it out as if it had never been written down, with its lines."""
        self.unthank()
        self.reopen()
        referrer = self.referrer
        referrer.unlog(self._about, InteractionKind.REFERRAL)
        referrer.referrals.remove(self)
        referrer.referrals_given = len(referrer.referrals)

    # Helpers

    def _count(self) -> None:
        """Keep beside the sender how many they sent, where lists look for it."""
        self.referrer.referrals_given = len(self.referrer.referrals)

    def _log(self, words: str, on: date) -> None:
        self.referrer.log(InteractionKind.REFERRAL, words, on=on, about=self._about)

    def _retell(self) -> None:
        """Write the line of the arrival anew, so that the story tells what is true."""
        if self.is_open:
            self.referrer.unlog(self._about, InteractionKind.REFERRAL)
            self._log(_("Sent you %(name)s", name=self.name), self.received_on)


class GoodWord(Owned):
    """What a client said of the trader: to them, or for all to read."""

    __tablename__ = "good_words"
    __table_args__ = (
        sa.Index("ix_good_words_of_client", "client_id", "said_on", "id"),
        sa.Index("ix_good_words_quotable", "consent_on", "id"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    words: Mapped[str]
    place: Mapped[str | None]
    """Where it stands or was said: Google, a letter, at the fair."""
    link: Mapped[str | None]
    said_on: Mapped[date]
    consent_on: Mapped[date | None]
    """When they agreed to be quoted."""

    client: Mapped[Client] = relationship(back_populates="good_words")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def is_review(self) -> bool:
        """Whether it stands where everybody can read it."""
        return self.link is not None

    @property
    def may_be_quoted(self) -> bool:
        return self.consent_on is not None

    @property
    def _about(self) -> str:
        return f"good-word-{self.id}"

    def log_arrival(self) -> None:
        """Write it on the story; it has its number by now."""
        place = f" ({self.place})" if self.place else ""
        self.client.log(
            InteractionKind.GOOD_WORD, f"“{self.words}”{place}", on=self.said_on, about=self._about
        )

    def retell(self) -> None:
        """Write its line anew, after it was mended."""
        self.client.unlog(self._about, InteractionKind.GOOD_WORD)
        self.log_arrival()

    def agree(self, *, on: date) -> None:
        """Record that the client agreed to be quoted; the first day counts."""
        self.consent_on = self.consent_on or on
        self.client.mark()

    def disagree(self) -> None:
        self.consent_on = None
        self.client.mark()

    def remove(self) -> None:
        self.client.unlog(self._about, InteractionKind.GOOD_WORD)
        self.client.good_words.remove(self)


class BadWord(Owned):
    """What was heard of the trader that nobody likes to hear: a fact to act on."""

    __tablename__ = "bad_words"
    __table_args__ = (
        sa.Index("ix_bad_words_of_client", "client_id", "heard_on", "id"),
        sa.Index("ix_bad_words_unseen", "seen_to_on", "heard_on", "id"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    words: Mapped[str]
    place: Mapped[str | None]
    """Where it was said, or from whom it was heard."""
    heard_on: Mapped[date]
    seen_to_on: Mapped[date | None]

    client: Mapped[Client] = relationship(back_populates="bad_words")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def is_seen_to(self) -> bool:
        return self.seen_to_on is not None

    @property
    def _about(self) -> str:
        return f"bad-word-{self.id}"

    def log_arrival(self) -> None:
        """Write it on the story; it has its number by now."""
        place = f" ({self.place})" if self.place else ""
        self._log(_("Heard: %(words)s", words=f"“{self.words}”{place}"), self.heard_on)

    def retell(self) -> None:
        """Write its lines anew, after it was mended."""
        seen_to_on = self.seen_to_on
        self.reopen()
        self.client.unlog(self._about, InteractionKind.BAD_WORD)
        self.log_arrival()
        if seen_to_on is not None:
            self.see_to(on=seen_to_on)

    def see_to(self, *, on: date) -> None:
        """Record that the trader did something about it."""
        if not self.is_seen_to:
            self.seen_to_on = on
            self._log(_("Seen to: “%(words)s”", words=self.words), on)

    def reopen(self) -> None:
        if self.is_seen_to:
            self.seen_to_on = None
            self.client.unlog(self._about, InteractionKind.BAD_WORD)

    def remove(self) -> None:
        self.reopen()
        self.client.unlog(self._about, InteractionKind.BAD_WORD)
        self.client.bad_words.remove(self)

    def _log(self, words: str, on: date) -> None:
        self.client.log(InteractionKind.BAD_WORD, words, on=on, about=self._about)
