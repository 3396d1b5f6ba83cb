"""What clients really think: the trader's guess first, then the client's answer by a link."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, validates

from wowcrm.clients.models import Client, fold
from wowcrm.db import Owned
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.documents.models import Link
    from wowcrm.referrals.models import GoodWord, Referral

LINK_LASTS = timedelta(days=30)
"""How long a link asks; an answer much later would be about something else."""
CORRECTED_WITHIN = timedelta(days=1)
"""How long a client may change what they said."""

SAID = {
    ServiceLevel.BELOW: _l("Not what I needed"),
    ServiceLevel.MEETS: _l("Just what I needed"),
    ServiceLevel.EXCEEDS: _l("More than I expected"),
}
"""The three answers, in the client's mouth."""
GUESSED = {
    ServiceLevel.BELOW: _l("less than they needed"),
    ServiceLevel.MEETS: _l("just what they needed"),
    ServiceLevel.EXCEEDS: _l("more than they expected"),
}


class Survey(Owned):
    """One question to one client: bound to its link, and guessed at before it goes out."""

    __tablename__ = "surveys"
    __table_args__ = (
        sa.Index("ix_surveys_of_client", "client_id", "asked_on", "id"),
        # The gap is counted from these columns alone, with those of the two indexes below.
        sa.Index("ix_surveys_put", "trader_id", "asked_on", "withdrawn_on", "guess", "client_id"),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("links.id", ondelete="CASCADE"), unique=True)
    guess: Mapped[ServiceLevel]
    """What the trader thinks the client will say."""
    occasion: Mapped[str | None]
    """What it is about, such as "the yearly accounts"; none: everything."""
    asked_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    client: Mapped[Client] = relationship(back_populates="surveys")
    link: Mapped["Link"] = relationship()
    # Not read together with the survey: whoever has waited for its lock must see it as it is now.
    answer: Mapped["Answer | None"] = relationship(
        back_populates="survey", cascade="all, delete-orphan", passive_deletes=True
    )
    ratings: Mapped[list["Rating"]] = relationship(
        back_populates="survey",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Rating.id",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def put_to(cls, client: Client) -> sa.Select[Self]:
        """Choose what a client was asked, newest first, each with its link and answer."""
        return (
            sa.select(cls)
            .options(joinedload(cls.link), joinedload(cls.answer))
            .where(cls.client_id == client.id, cls.withdrawn_on.is_(None))
            .order_by(cls.asked_on.desc(), cls.id.desc())
        )

    @classmethod
    def by_token(cls, token: str) -> sa.Select[Self]:
        """Choose the question that stands behind an address, whosever it is."""
        return sa.select(cls).where(cls.link.has(token=token))

    # Questions

    @property
    def about(self) -> str:
        return f"survey-{self.id}"

    @property
    def guessed(self) -> str:
        return str(GUESSED[self.guess])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def was_put(self) -> bool:
        """Whether the client was asked: one that was withdrawn before they saw it was not."""
        return not self.is_withdrawn or self.link.first_seen_at is not None

    def is_waiting(self, on: date) -> bool:
        """Tell whether the link still asks, and nobody has answered."""
        return self.answer is None and not self.is_withdrawn and self.link.opens(on)

    # Verbs

    def log_asking(self) -> None:
        """Write the question and the guess on the story; the survey has its number by now."""
        asked = _("Asked how it went: %(occasion)s", occasion=self.occasion)
        words = asked if self.occasion else _("Asked how it went")
        guess = _("You think: %(guess)s", guess=self.guessed)
        self.client.log(
            InteractionKind.FEEDBACK, f"{words}. {guess}", on=self.asked_on, about=self.about
        )

    def withdraw(self, *, at: datetime, on: date) -> None:
        """Ask no more: the link opens nothing, and the story does not tell of it."""
        if self.answer is None and not self.is_withdrawn:
            self.withdrawn_on = on
            self.link.revoke(at=at)
            self.client.unlog(self.about, InteractionKind.FEEDBACK)


class Answer(Owned):
    """What a client said: once for each link, and changed for a day at most."""

    __tablename__ = "answers"
    __table_args__ = (sa.Index("ix_answers_said", "survey_id", "level"),)

    survey_id: Mapped[int] = mapped_column(
        sa.ForeignKey("surveys.id", ondelete="CASCADE"), unique=True
    )
    level: Mapped[ServiceLevel]
    because: Mapped[str | None]
    wow_would_be: Mapped[str | None]
    """What would have made it a Wow."""
    would_recommend: Mapped[bool | None]
    to_whom: Mapped[str | None]
    may_quote: Mapped[bool] = mapped_column(default=False)
    given_on: Mapped[date] = mapped_column(index=True)
    given_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    referral_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("referrals.id", ondelete="SET NULL"), index=True
    )
    good_word_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("good_words.id", ondelete="SET NULL"), index=True
    )

    survey: Mapped[Survey] = relationship(back_populates="answer")
    referral: Mapped["Referral | None"] = relationship()
    good_word: Mapped["GoodWord | None"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.survey).where(Survey.trader_id == trader.id)

    # Questions

    @property
    def about(self) -> str:
        return f"answer-{self.id}"

    @property
    def said(self) -> str:
        return str(SAID[self.level])

    @property
    def closes_at(self) -> datetime:
        return self.given_at + CORRECTED_WITHIN

    def may_be_corrected(self, at: datetime) -> bool:
        return at < self.closes_at

    # Verbs

    def log_arrival(self) -> None:
        """Write it on the story, beside what the trader had thought."""
        survey = self.survey
        because = f" “{self.because}”" if self.because else ""
        guess = _("You thought: %(guess)s", guess=survey.guessed)
        survey.client.log(
            InteractionKind.FEEDBACK,
            f"{self.said}.{because} {guess}",
            on=self.given_on,
            about=self.about,
        )

    def retell(self) -> None:
        """Write its line anew, after it was corrected."""
        self.survey.client.unlog(self.about, InteractionKind.FEEDBACK)
        self.log_arrival()


class Rating(Owned):
    """One touchpoint of a question: its name, what the trader thinks of it, and what was said."""

    __tablename__ = "ratings"
    __table_args__ = (sa.Index("ix_ratings_said", "survey_id", "level", "key", "guess"),)

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("surveys.id", ondelete="CASCADE"))
    touchpoint: Mapped[str]
    key: Mapped[str]
    """The name folded, so that "Invoices" and "invoices" are one."""
    guess: Mapped[ServiceLevel]
    level: Mapped[ServiceLevel | None]
    """What the client said of it, if anything."""

    survey: Mapped[Survey] = relationship(back_populates="ratings")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.survey).where(Survey.trader_id == trader.id)

    @validates("touchpoint")
    def _fold(self, _key: str, touchpoint: str) -> str:
        self.key = fold(touchpoint)
        return touchpoint
