"""Complaints, and how each is put right: sorry, understood, resolved, a gesture, checked back."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wowcrm import when
from wowcrm.clients.models import Client, fold
from wowcrm.db import Owned
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.delights.models import Delight
    from wowcrm.feedback.models import Answer
    from wowcrm.referrals.models import BadWord
    from wowcrm.standards.models import Standard

ACKNOWLEDGE_WITHIN = timedelta(days=1)
CHECK_BACK_AFTER = timedelta(days=14)


class Stage(StrEnum):
    """What there is to do about a complaint, in the order in which it helps."""

    ACKNOWLEDGE = "acknowledge"
    EXPLAIN = "explain"
    RESOLVE = "resolve"
    OFFER = "offer"
    CHECK_BACK = "check_back"

    @property
    def word(self) -> str:
        return str(STAGE_WORDS[self])

    @property
    def undo(self) -> str:
        """The verb that takes it back."""
        return "uncheck" if self is Stage.CHECK_BACK else f"un{self.value}"


STAGE_WORDS = {
    Stage.ACKNOWLEDGE: _l("Say sorry"),
    Stage.EXPLAIN: _l("Understand"),
    Stage.RESOLVE: _l("Put it right"),
    Stage.OFFER: _l("A gesture"),
    Stage.CHECK_BACK: _l("Check back"),
}

AFTERWARDS = {
    ServiceLevel.BELOW: _l("not settled yet"),
    ServiceLevel.MEETS: _l("content again"),
    ServiceLevel.EXCEEDS: _l("more than content"),
}


class Recovery(Owned):
    """A complaint on its way to being put right; the client's level is below until it is."""

    __tablename__ = "recoveries"
    __table_args__ = (
        sa.Index("ix_recoveries_of_client", "client_id", "raised_on", "id"),
        sa.Index("ix_recoveries_next", "resolved_on", "level_after", "raised_on"),
        sa.Index("ix_recoveries_check_back", "checked_back_on", "check_back_on"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    complaint: Mapped[str]
    """What went wrong, best in the client's own words."""
    raised_on: Mapped[date] = mapped_column(index=True)
    answer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("answers.id", ondelete="SET NULL"), index=True
    )
    """The answer it was opened from, which it covers once it is resolved."""
    bad_word_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("bad_words.id", ondelete="SET NULL"), index=True
    )
    acknowledge_by: Mapped[date]
    acknowledged_on: Mapped[date | None] = mapped_column(index=True)
    explained_on: Mapped[date | None] = mapped_column(index=True)
    cause: Mapped[str | None]
    cause_key: Mapped[str | None]
    """The cause folded, by which causes are counted."""
    resolve_by: Mapped[date]
    """The day by which it is to be put right, as it was told the client last."""
    resolved_on: Mapped[date | None]
    remedy: Mapped[str | None]
    offered_on: Mapped[date | None] = mapped_column(index=True)
    gesture: Mapped[str | None]
    delight_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("delights.id", ondelete="SET NULL"), index=True
    )
    """The delight as which the gesture was planned."""
    check_back_on: Mapped[date | None]
    """The day on which to ask whether all is well again."""
    checked_back_on: Mapped[date | None]
    level_after: Mapped[ServiceLevel | None]
    """What the client said when they were asked again; below: it is open again."""
    happier: Mapped[bool | None]
    """Whether they are happier than before it went wrong."""
    lesson: Mapped[str | None]
    """What would have prevented it."""
    standard_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("standards.id", ondelete="SET NULL"), index=True
    )
    """The standard that the lesson became."""

    stages = tuple(Stage)
    told_in: ClassVar = (*Stage, "learn")
    """Each step has its own line of the story."""

    client: Mapped[Client] = relationship(back_populates="recoveries")
    answer: Mapped["Answer | None"] = relationship()
    bad_word: Mapped["BadWord | None"] = relationship()
    delight: Mapped["Delight | None"] = relationship()
    standard: Mapped["Standard | None"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def unresolved(cls) -> sa.ColumnElement[bool]:
        """What `is_open` asks, in SQL."""
        return sa.or_(
            cls.resolved_on.is_(None), cls.level_after.is_not_distinct_from(ServiceLevel.BELOW)
        )

    # Questions

    @property
    def is_open(self) -> bool:
        """Not put right yet, or the client says that it is not."""
        return self.resolved_on is None or self.level_after is ServiceLevel.BELOW

    @property
    def is_settled(self) -> bool:
        return not self.is_open and self.checked_back_on is not None

    @property
    def is_untouched(self) -> bool:
        """Nothing has been done about it yet."""
        days = (self.acknowledged_on, self.explained_on, self.resolved_on, self.offered_on)
        return not any(days)

    @property
    def next_stage(self) -> Stage | None:
        """The step that is next; a gesture is never owed."""
        if self.acknowledged_on is None and self.is_open:
            return Stage.ACKNOWLEDGE
        if self.explained_on is None and self.is_open:
            return Stage.EXPLAIN
        if self.is_open:
            return Stage.RESOLVE
        return None if self.is_settled else Stage.CHECK_BACK

    def done_on(self, stage: Stage) -> date | None:
        """The day a step was done; what has to be done again is not."""
        return {
            Stage.ACKNOWLEDGE: self.acknowledged_on,
            Stage.EXPLAIN: self.explained_on,
            Stage.RESOLVE: None if self.is_open else self.resolved_on,
            Stage.OFFER: self.offered_on,
            Stage.CHECK_BACK: self.checked_back_on,
        }[stage]

    def last_stage(self, on: date) -> Stage | None:
        """The last step that was done on a day."""
        done = [stage for stage in Stage if self.done_on(stage) == on]
        return done[-1] if done else None

    def may(self, stage: Stage) -> bool:
        """Tell whether a step makes sense by now: nobody asks whether all is well before it is."""
        return stage is not Stage.CHECK_BACK or not self.is_open

    @property
    def found(self) -> str:
        """How the client sees it now, in words."""
        if self.level_after is None:
            return ""
        return _("happier than before") if self.happier else str(AFTERWARDS[self.level_after])

    @property
    def about(self) -> str:
        return f"recovery-{self.id}"

    # Verbs

    def set_clocks(self, resolve_within: int) -> None:
        """Reckon from the day it was raised by when to say sorry, and by when to put it right."""
        self.acknowledge_by = self.raised_on + ACKNOWLEDGE_WITHIN
        self.resolve_by = self.raised_on + timedelta(days=resolve_within)

    def log_arrival(self) -> None:
        """Write it on the story; the recovery has its number by now."""
        self._log("", _("Complained: %(what)s", what=f"“{self.complaint}”"), self.raised_on)

    def reword(self, complaint: str, *, on: date) -> None:
        """Mend what was written down, and its line on the story; the clocks follow the day."""
        if (complaint, on) == (self.complaint, self.raised_on):
            return
        if on != self.raised_on:
            self.raised_on = on
            self.set_clocks(self.client.trader.resolve_within)
        self.complaint = complaint
        self._unlog("")
        self.log_arrival()

    def acknowledge(self, *, on: date, resolve_by: date | None = None) -> None:
        """Record that the trader said sorry, and by when the client may expect it put right."""
        if self.acknowledged_on is None:
            self.acknowledged_on = on
            self.resolve_by = resolve_by or self.resolve_by
            told = _("Said sorry; to be put right by %(day)s", day=when.day(self.resolve_by, on))
            self._log(Stage.ACKNOWLEDGE, told, on)

    def unacknowledge(self) -> None:
        if self.acknowledged_on is not None:
            self.acknowledged_on = None
            self._unlog(Stage.ACKNOWLEDGE)

    def explain(self, cause: str, *, on: date, lesson: str | None = None) -> None:
        """Record why it happened, and what would have prevented it."""
        if self.explained_on is not None:
            self._unlog(Stage.EXPLAIN)
        self.explained_on = on
        self.cause, self.cause_key = cause, fold(cause)
        self.lesson = lesson
        self._log(Stage.EXPLAIN, _("Why it happened: %(cause)s", cause=cause), on)

    def unexplain(self) -> None:
        if self.explained_on is not None:
            self.explained_on = self.cause = self.cause_key = None
            self._unlog(Stage.EXPLAIN)

    def resolve(self, remedy: str, *, on: date, check_back_on: date | None = None) -> None:
        """Record that it was put right, how, and when to ask whether it is."""
        if not self.is_open:
            return
        self.resolved_on, self.remedy = on, remedy
        self.check_back_on = check_back_on or on + CHECK_BACK_AFTER
        # Whatever was said at an earlier check was about an earlier remedy.
        self.checked_back_on = self.level_after = self.happier = None
        self._log(Stage.RESOLVE, _("Put right: %(remedy)s", remedy=remedy), on)

    def unresolve(self) -> None:
        if self.resolved_on is not None:
            self.uncheck()
            self.resolved_on = self.remedy = self.check_back_on = None
            self._unlog(Stage.RESOLVE)

    def offer(self, gesture: str, *, on: date) -> None:
        """Record the gesture with which the trader makes up for it."""
        if self.offered_on is None:
            self.offered_on, self.gesture = on, gesture
            self._log(Stage.OFFER, _("To make up for it: %(gesture)s", gesture=gesture), on)

    def unoffer(self) -> None:
        if self.offered_on is not None:
            self.offered_on = self.gesture = self.delight = None
            self._unlog(Stage.OFFER)

    def check_back(self, level: ServiceLevel, *, on: date, happier: bool = False) -> None:
        """Record how the client sees it now; if it is not settled, it is open again."""
        if self.is_open or self.is_settled:
            return
        self.checked_back_on, self.level_after = on, level
        self.happier = happier and level is not ServiceLevel.BELOW
        if self.is_open:
            self.resolve_by = on + timedelta(days=self.client.trader.resolve_within)
        self._log(Stage.CHECK_BACK, _("Checked back: %(found)s", found=self.found), on)

    def uncheck(self) -> None:
        if self.checked_back_on is not None:
            self.checked_back_on = self.level_after = self.happier = None
            self._unlog(Stage.CHECK_BACK)

    def learn(self, standard: "Standard", *, on: date) -> None:
        """Record that its lesson became a standard: what will be done so for everyone."""
        if self.standard is None:
            self.standard, self.lesson = standard, standard.promise
            words = _("The lesson is a standard now: %(promise)s", promise=standard.promise)
            self._log("learn", words, on)

    def unlearn(self) -> None:
        if self.standard is not None:
            self.standard = None
            self._unlog("learn")

    def remove(self) -> None:
        """Strike it out as if it had never been written down, with its lines."""
        session = object_session(self)
        assert session is not None, "only what was saved can be struck out"
        lines = self.client.interactions.select().where(
            sa.or_(Interaction.about == self.about, Interaction.about.startswith(f"{self.about}-"))
        )
        for line in session.scalars(lines).all():
            self.client.forget(line)
        self.client.recoveries.remove(self)

    # Helpers

    def _log(self, step: str, words: str, on: date) -> None:
        about = f"{self.about}-{step}" if step else self.about
        self.client.log(InteractionKind.COMPLAINT, words, on=on, about=about)

    def _unlog(self, step: str) -> None:
        about = f"{self.about}-{step}" if step else self.about
        self.client.unlog(about, InteractionKind.COMPLAINT)
