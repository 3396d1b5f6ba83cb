"""What I do the same way for everyone: standards, the checklists that gather them, and checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Mapped, aliased, mapped_column, object_session, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


class Rhythm(StrEnum):
    """When a checklist is run for a client."""

    START = "start"
    VISIT = "visit"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    FREE = "free"

    @property
    def word(self) -> str:
        return str(RHYTHM_WORDS[self])

    @property
    def days(self) -> int | None:
        """Days between two runs, where the rhythm is one of the calendar."""
        return {Rhythm.WEEKLY: 7, Rhythm.MONTHLY: 30, Rhythm.QUARTERLY: 91}.get(self)


RHYTHM_WORDS = {
    Rhythm.START: _l("once, when a client starts"),
    Rhythm.VISIT: _l("at each visit"),
    Rhythm.WEEKLY: _l("every week"),
    Rhythm.MONTHLY: _l("every month"),
    Rhythm.QUARTERLY: _l("every quarter"),
    Rhythm.FREE: _l("whenever I choose"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a standard came off when its checklist was run."""

    standard: "Standard"
    kept: bool
    note: str | None = None


class Checklist(Owned):
    __tablename__ = "checklists"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.FREE)
    retired_on: Mapped[date | None]

    standards: Mapped[list["Standard"]] = relationship(
        back_populates="checklist",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Standard.id",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.id)

    @classmethod
    def kept_up(cls, trader: Trader) -> sa.Select[Self]:
        """Choose the checklists that are in use."""
        return cls.of(trader).where(cls.retired_on.is_(None))

    @property
    def standing(self) -> list["Standard"]:
        """The standards on it that are in use."""
        return [standard for standard in self.standards if standard.retired_on is None]

    def due_after(self, run_on: date) -> date | None:
        """The day on which the rhythm asks for the next run, if it is one of the calendar."""
        if self.retired_on is not None or self.rhythm.days is None:
            return None
        return run_on + timedelta(days=self.rhythm.days)

    def run(self, client: Client, outcomes: Sequence[Outcome], *, on: date) -> "Run":
        """Go through the checklist for a client: many checks, and one line on the timeline."""
        run = Run(checklist=self, client=client, run_on=on)
        client.runs.add(run)
        for outcome in outcomes:
            outcome.standard.check(outcome.kept, on=on, client=client, note=outcome.note, run=run)
        self.plan_next(client)
        client.log(InteractionKind.CHECK, f"{self.name}: {run.words}", on=on, about=f"run-{run.id}")
        return run

    def plan_next(self, client: Client) -> None:
        """Let the newest run for a client alone say when the next is due."""
        session = object_session(client)
        assert session is not None, "a checklist is run for a client who is written down"
        session.flush()
        runs = client.runs.select().where(Run.checklist_id == self.id)
        for outdated in session.scalars(runs.where(Run.due_again_on.is_not(None))):
            outdated.due_again_on = None
        newest = session.scalar(runs.order_by(Run.run_on.desc(), Run.id.desc()).limit(1))
        if newest is not None:
            newest.due_again_on = self.due_after(newest.run_on)

    def describe(self, name: str, rhythm: Rhythm) -> None:
        """Name it and set its rhythm; what is due follows, for every client."""
        self.name = name
        if rhythm is not self.rhythm:
            self.rhythm = rhythm
            self._plan_all()

    def retire(self, *, on: date) -> None:
        """Use it no more; its standards go with it, and what is due is due no more."""
        if self.retired_on is None:
            for standard in self.standing:
                standard.retire(on=on)
            self.retired_on = on
            self._plan_all()

    def take_up_again(self) -> None:
        """Use it again, with the standards that were retired together with it."""
        if self.retired_on is not None:
            for standard in self.standards:
                if standard.retired_on == self.retired_on:
                    standard.take_up_again()
            self.retired_on = None
            self._plan_all()

    def _plan_all(self) -> None:
        """Work out for all clients at once when the next run is due."""
        session = object_session(self)
        if session is None or self.id is None:
            return
        session.flush()
        newer = aliased(Run)
        is_newest = ~(
            sa.select(newer.id)
            .where(
                newer.client_id == Run.client_id,
                newer.checklist_id == Run.checklist_id,
                sa.tuple_(newer.run_on, newer.id) > sa.tuple_(Run.run_on, Run.id),
            )
            .correlate(Run)
            .exists()
        )
        newest = sa.select(Run.run_on).where(Run.checklist_id == self.id, is_newest).distinct()
        # One change for each day on which it was run, however many clients it was run for.
        for run_on in session.scalars(newest).all():
            session.execute(
                sa.update(Run)
                .where(Run.checklist_id == self.id, Run.run_on == run_on, is_newest)
                .values(due_again_on=self.due_after(run_on))
            )


class Standard(Owned):
    __tablename__ = "standards"

    checklist_id: Mapped[int] = mapped_column(
        sa.ForeignKey("checklists.id", ondelete="CASCADE"), index=True
    )
    promise: Mapped[str]
    retired_on: Mapped[date | None]

    checklist: Mapped[Checklist] = relationship(back_populates="standards")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.checklist).where(Checklist.trader_id == trader.id)

    def check(
        self,
        kept: bool,
        *,
        on: date,
        client: Client,
        note: str | None = None,
        run: "Run | None" = None,
    ) -> "Check":
        """Record whether the standard was kept for a client on a day.

        On a run it is the run that writes the line on the timeline.
        """
        check = Check(standard=self, client=client, checked_on=on, kept=kept, note=note, run=run)
        client.checks.add(check)
        client.mark()
        if run is None:
            words = _("Kept: %(promise)s") if kept else _("Missed: %(promise)s")
            client.log(InteractionKind.CHECK, words % {"promise": check.words}, on=on)
        return check

    def retire(self, *, on: date) -> None:
        """Promise it no more: a miss of it is owed to nobody."""
        if self.retired_on is None:
            self.retired_on = on
            self._mark_missed()

    def take_up_again(self) -> None:
        if self.retired_on is not None:
            self.retired_on = None
            self._mark_missed()

    def _mark_missed(self) -> None:
        """Ask for the levels of those for whom it was missed to be worked out anew."""
        session = object_session(self)
        if session is None or self.id is None:
            return
        missed = sa.select(Check.client_id).where(
            Check.standard_id == self.id, Check.kept.is_(False), Check.put_right_on.is_(None)
        )
        # In the database, not on objects: they may be many, and the session would forget them.
        session.execute(sa.update(Client).where(Client.id.in_(missed)).values(level_until=None))


class Run(Owned):
    """A checklist gone through for one client on one day."""

    __tablename__ = "runs"
    __table_args__ = (sa.Index("ix_runs_newest", "client_id", "checklist_id", "run_on"),)

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    checklist_id: Mapped[int] = mapped_column(
        sa.ForeignKey("checklists.id", ondelete="CASCADE"), index=True
    )
    run_on: Mapped[date] = mapped_column(index=True)
    due_again_on: Mapped[date | None] = mapped_column(index=True)
    """When its rhythm asks for the next run; empty once there is a newer run."""

    client: Mapped[Client] = relationship(back_populates="runs")
    checklist: Mapped[Checklist] = relationship()
    checks: Mapped[list["Check"]] = relationship(
        back_populates="run", cascade="all, delete", passive_deletes=True, order_by="Check.id"
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def missed(self) -> list["Check"]:
        return [check for check in self.checks if not check.kept]

    @property
    def words(self) -> str:
        """What came of it: "4 of 5 kept. Missed: call back within a day (on Friday)"."""
        total, missed = len(self.checks), self.missed
        if not missed:
            return ngettext("kept", "all %(num)d kept", total)
        kept = _("%(kept)d of %(total)d kept", kept=total - len(missed), total=total)
        what = "; ".join(check.words for check in missed)
        return f"{kept}. {_('Missed: %(promise)s', promise=what)}"

    def may_be_undone(self, today: date) -> bool:
        """A slip is taken back on the day it was made, by the trader's clock."""
        zone = ZoneInfo(self.client.trader.timezone)
        return self.created_at.astimezone(zone).date() == today

    def undo(self) -> None:
        """Take the run back, with its checks and what they wrote on the timeline."""
        client, checklist = self.client, self.checklist
        session = object_session(self)
        assert session is not None, "only what was saved can be taken back"
        for check in self.missed:
            check.undo_put_right()
        client.unlog(f"run-{self.id}", InteractionKind.CHECK)
        session.delete(self)
        checklist.plan_next(client)


class Check(Owned):
    __tablename__ = "checks"
    __table_args__ = (
        sa.Index("ix_checks_newest", "client_id", "standard_id", "checked_on", "id"),
        sa.Index("ix_checks_missed", "kept", "put_right_on", "checked_on"),
        sa.Index("ix_checks_of_standard", "standard_id", "checked_on", "kept"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    standard_id: Mapped[int] = mapped_column(sa.ForeignKey("standards.id", ondelete="CASCADE"))
    run_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("runs.id", ondelete="CASCADE"), index=True
    )
    checked_on: Mapped[date]
    kept: Mapped[bool]
    note: Mapped[str | None]
    put_right_on: Mapped[date | None] = mapped_column(index=True)

    client: Mapped[Client] = relationship(back_populates="checks")
    standard: Mapped[Standard] = relationship()
    run: Mapped[Run | None] = relationship(back_populates="checks")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def words(self) -> str:
        """The promise, and what was noted about this time."""
        promise = self.standard.promise
        return f"{promise} ({self.note})" if self.note else promise

    @property
    def is_put_right(self) -> bool:
        return self.put_right_on is not None

    def put_right(self, *, on: date) -> None:
        """Record that a miss was made good."""
        if self.kept or self.is_put_right:
            return
        self.put_right_on = on
        self.client.log(
            InteractionKind.CHECK,
            _("Put right: %(promise)s", promise=self.standard.promise),
            on=on,
            about=f"check-{self.id}",
        )

    def undo_put_right(self) -> None:
        if self.is_put_right:
            self.put_right_on = None
            self.client.unlog(f"check-{self.id}", InteractionKind.CHECK)
