"""The unexpected: ideas, and the delights planned and delivered from them."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wowcrm import when
from wowcrm.clients.models import Client, fold
from wowcrm.db import Owned, index_of_some
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.standards.models import Standard

NEVER_TWICE = timedelta(days=730)
"""The same surprise is never given to one client twice in 24 months."""


class Reaction(StrEnum):
    LOVED = "loved"
    PLEASED = "pleased"
    INDIFFERENT = "indifferent"
    UNWELCOME = "unwelcome"

    @property
    def word(self) -> str:
        return str(REACTION_WORDS[self])

    @property
    def landed(self) -> bool:
        return self in (Reaction.LOVED, Reaction.PLEASED)


REACTION_WORDS = {
    Reaction.LOVED: _l("Loved it"),
    Reaction.PLEASED: _l("Was pleased"),
    Reaction.INDIFFERENT: _l("Hardly noticed"),
    Reaction.UNWELCOME: _l("It was unwelcome"),
}


class Idea(Owned):
    __tablename__ = "ideas"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    minutes: Mapped[int | None]
    cost: Mapped[Decimal | None]
    fits: Mapped[list[str]] = mapped_column(default=list)
    """The kinds of facts it suits: see FITS."""
    became_standard_on: Mapped[date | None]
    standard_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("standards.id", ondelete="SET NULL"), index=True
    )
    """The standard it has become."""
    usual_since: Mapped[date | None]
    """The day on which the trader saw that others in the trade do it by now."""
    retired_on: Mapped[date | None]

    standard: Mapped["Standard | None"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.id)

    @classmethod
    def fresh(cls, trader: Trader) -> sa.Select[Self]:
        """Choose the ideas that can still surprise."""
        return cls.of(trader).where(cls.retired_on.is_(None), cls.became_standard_on.is_(None))

    # Questions

    @property
    def is_expected(self) -> bool:
        """Whether it has become a standard, and is no wow any more."""
        return self.became_standard_on is not None

    # Verbs

    def retire(self, *, on: date) -> None:
        self.retired_on = self.retired_on or on

    def take_up_again(self) -> None:
        self.retired_on = None

    def see_elsewhere(self, *, on: date) -> None:
        """Note that others in the trade do it too by now."""
        self.usual_since = self.usual_since or on

    def see_nowhere(self) -> None:
        self.usual_since = None

    def become_expected(self, standard: "Standard", *, on: date) -> None:
        """Promise it to everyone: it surprises nobody from now on."""
        if self.became_standard_on is None:
            self.became_standard_on, self.standard = on, standard
            self._mark_delighted()

    def surprise_again(self) -> None:
        """Take that back: it counts as a wow as before."""
        if self.became_standard_on is not None:
            self.became_standard_on = self.standard = None
            self._mark_delighted()

    def _mark_delighted(self) -> None:
        """Ask for the levels of those who were delighted by it to be worked out anew."""
        session = object_session(self)
        if session is None or self.id is None:
            return
        session.flush()
        delighted = sa.select(Delight.client_id).where(
            Delight.idea_id == self.id, Delight.delivered_on.is_not(None)
        )
        # In the database, not on objects: they may be many, and the session would forget them.
        session.execute(sa.update(Client).where(Client.id.in_(delighted)).values(level_until=None))


FITS = ("birthday", "date", "need", "note", "new", "anniversary", "quiet", "milestone", "any")
"""What an idea may suit: a birthday, any important date, a need, something they told me, a new
client, the day they became one, a long silence, a need just met; or anybody."""


class Delight(Owned):
    __tablename__ = "delights"
    __table_args__ = (
        sa.Index("ix_delights_planned", "delivered_on", "dropped_on", "planned_for"),
        sa.Index("ix_delights_delivered", "reaction", "delivered_on"),
        index_of_some(
            "ix_delights_cost",
            "delivered_on",
            "client_id",
            "cost",
            where="cost IS NOT NULL",
        ),
    )

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    idea_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("ideas.id", ondelete="SET NULL"), index=True
    )
    what: Mapped[str]
    occasion: Mapped[str | None]
    planned_for: Mapped[date]
    cost: Mapped[Decimal | None]
    delivered_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    reaction: Mapped[Reaction | None]
    reaction_on: Mapped[date | None] = mapped_column(index=True)
    reaction_words: Mapped[str | None]

    client: Mapped[Client] = relationship(back_populates="delights")
    idea: Mapped[Idea | None] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def by_day(cls, trader: Trader) -> sa.Select[Self]:
        """Choose the same without a join, so that the index of days leads, not the many clients."""
        return sa.select(cls).where(cls.client.has(trader_id=trader.id))

    @classmethod
    def planned(cls, trader: Trader) -> sa.Select[Self]:
        """Choose what is planned and neither delivered nor dropped, soonest first."""
        return (
            cls.of(trader)
            .where(cls.delivered_on.is_(None), cls.dropped_on.is_(None))
            .order_by(cls.planned_for, cls.id)
        )

    @classmethod
    def due(cls, trader: Trader, by: date) -> sa.Select[Self]:
        return cls.planned(trader).where(cls.planned_for <= by)

    # Questions

    @property
    def is_delivered(self) -> bool:
        return self.delivered_on is not None

    @property
    def is_planned(self) -> bool:
        return self.delivered_on is None and self.dropped_on is None

    @property
    def landed(self) -> bool:
        """Delivered, and not met with indifference or worse; an unknown reaction counts."""
        return self.is_delivered and (self.reaction is None or self.reaction.landed)

    def repeats(self, other: "Delight") -> bool:
        """Tell whether this is the same surprise as another one for the same client."""
        same_idea = self.idea_id is not None and self.idea_id == other.idea_id
        return same_idea or fold(self.what) == fold(other.what)

    @property
    def _about(self) -> str:
        return f"delight-{self.id}"

    # Verbs

    def log_plan(self, *, on: date) -> None:
        """Write the plan on the timeline; the delight has its number by now."""
        self._log_plan(_("Planned: %(what)s", what=self.what), on)

    def deliver(self, *, on: date, reaction: Reaction | None = None) -> None:
        """Record that the client has been delighted, and how they took it."""
        if self.is_delivered:
            return
        self.delivered_on = on
        self.dropped_on = None
        self._remember()
        self._log_delivery(on)
        if reaction is not None:
            self.react(reaction, on=on)

    def undeliver(self) -> None:
        """Take back a delivery, and with it the reaction: the delight is planned again."""
        if self.is_delivered:
            self.unreact()
            self.delivered_on = None
            self._remember()
            self.client.unlog(self._about, InteractionKind.DELIGHT)

    def correct(self, *, what: str, on: date) -> None:
        """Mend the words or the day of a delivery, and its lines on the timeline with it."""
        if self.is_delivered and (what, on) != (self.what, self.delivered_on):
            self.what, self.delivered_on = what, on
            self._remember()
            self.client.unlog(self._about, InteractionKind.DELIGHT)
            self._log_delivery(on)
            if self.reaction is not None and self.reaction_on is not None:
                self.react(self.reaction, on=max(self.reaction_on, on), words=self.reaction_words)

    def react(self, reaction: Reaction, *, on: date, words: str | None = None) -> None:
        """Record how the client took it, best in their own words; it may be said anew."""
        if not self.is_delivered:
            return
        if self.reaction is not None:
            self.client.unlog(self._about, InteractionKind.REACTION)
        self.reaction = reaction
        self.reaction_on = on
        self.reaction_words = words = unquoted(words) if words else None
        self._remember()
        said = f"“{words}” " if words else ""
        self.client.log(
            InteractionKind.REACTION,
            f"{said}{reaction.word}: {self.what}",
            on=on,
            about=self._about,
        )

    def unreact(self) -> None:
        """Take back a reaction: it is unknown again."""
        if self.reaction is not None:
            self.reaction = self.reaction_on = self.reaction_words = None
            self._remember()
            self.client.unlog(self._about, InteractionKind.REACTION)

    def reword(self, what: str, *, on: date) -> None:
        """Say anew what is planned; the story tells it, so that it is found by its new words."""
        if what != self.what:
            self.what = what
            if self.is_planned:
                self._log_plan(_("Planned instead: %(what)s", what=what), on)

    def postpone(self, to: date, *, on: date) -> None:
        """Move the plan to another day, earlier or later."""
        if self.is_planned and to != self.planned_for:
            self.planned_for = to
            self._log_plan(
                _("Moved to %(day)s: %(what)s", day=when.day(to, on), what=self.what), on
            )

    def drop(self, *, on: date) -> None:
        if self.is_planned:
            self.dropped_on = on
            self._log_plan(_("Dropped: %(what)s", what=self.what), on)

    def pick_up_again(self, *, on: date) -> None:
        """Plan a dropped delight again; a day that has passed meanwhile becomes today."""
        if self.dropped_on is not None:
            self.dropped_on = None
            self.planned_for = max(self.planned_for, on)
            self._log_plan(_("Picked up again: %(what)s", what=self.what), on)

    # Helpers

    def _log_plan(self, words: str, on: date) -> None:
        self.client.log(InteractionKind.PLAN, words, on=on, about=self._about)

    def _log_delivery(self, on: date) -> None:
        words = _("Delivered: %(what)s", what=self.what)
        self.client.log(InteractionKind.DELIGHT, words, on=on, about=self._about)

    def _remember(self) -> None:
        """Keep the day of the client's newest wow beside the client, where lists look for it."""
        days = [d.delivered_on for d in self.client.delights if d.delivered_on and d.landed]
        self.client.last_wow_on = max(days, default=None)


def unquoted(text: str) -> str:
    """Take the quotation marks off a text that stands wholly in them; pages put their own."""
    whole = len(text) > 1 and text[0] in '“"„«' and text[-1] in '”"“»'
    return text[1:-1].strip() if whole else text


def given_before(delights: list[Delight], candidate: Delight, *, on: date) -> Delight | None:
    """Find the same surprise among a client's delights: planned, or delivered within 24 months."""
    for delight in delights:
        if delight is candidate or not candidate.repeats(delight):
            continue
        if delight.is_planned or (
            delight.delivered_on is not None and on - delight.delivered_on < NEVER_TWICE
        ):
            return delight
    return None
