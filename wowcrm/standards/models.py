"""What I do the same way for everyone: standards, the checklists that gather them, and checks."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

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

    def run(self, client: Client, *, on: date) -> "Run":
        """Begin a run of the checklist for a client; each standard is then checked on it."""
        session = object_session(client)
        if session is not None and client.id is not None and self.id is not None:
            # Only the newest run says when the next is due.
            session.execute(
                sa.update(Run)
                .where(Run.client_id == client.id, Run.checklist_id == self.id)
                .values(due_again_on=None)
            )
        run = Run(checklist=self, client=client, run_on=on)
        if self.rhythm.days:
            run.due_again_on = on + timedelta(days=self.rhythm.days)
        client.runs.add(run)
        return run

    def retire(self, *, on: date) -> None:
        self.retired_on = self.retired_on or on

    def take_up_again(self) -> None:
        self.retired_on = None


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
        """Record whether the standard was kept for a client on a day."""
        check = Check(standard=self, client=client, checked_on=on, kept=kept, note=note, run=run)
        client.checks.add(check)
        words = _("Kept: %(promise)s") if kept else _("Missed: %(promise)s")
        summary = words % {"promise": self.promise}
        client.log(InteractionKind.CHECK, f"{summary} ({note})" if note else summary, on=on)
        return check

    def retire(self, *, on: date) -> None:
        self.retired_on = self.retired_on or on

    def take_up_again(self) -> None:
        self.retired_on = None


class Run(Owned):
    """A checklist gone through for one client on one day."""

    __tablename__ = "runs"
    __table_args__ = (sa.Index("ix_runs_newest", "client_id", "checklist_id", "run_on"),)

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    checklist_id: Mapped[int] = mapped_column(
        sa.ForeignKey("checklists.id", ondelete="CASCADE"), index=True
    )
    run_on: Mapped[date]
    due_again_on: Mapped[date | None] = mapped_column(index=True)
    """When its rhythm asks for the next run; empty once there is a newer run."""

    client: Mapped[Client] = relationship(back_populates="runs")
    checklist: Mapped[Checklist] = relationship()
    checks: Mapped[list["Check"]] = relationship(
        back_populates="run", passive_deletes=True, order_by="Check.id"
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)


class Check(Owned):
    __tablename__ = "checks"
    __table_args__ = (
        sa.Index("ix_checks_newest", "client_id", "standard_id", "checked_on", "id"),
        sa.Index("ix_checks_missed", "kept", "put_right_on", "checked_on"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    standard_id: Mapped[int] = mapped_column(
        sa.ForeignKey("standards.id", ondelete="CASCADE"), index=True
    )
    run_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("runs.id", ondelete="CASCADE"), index=True
    )
    checked_on: Mapped[date]
    kept: Mapped[bool]
    note: Mapped[str | None]
    put_right_on: Mapped[date | None]

    client: Mapped[Client] = relationship(back_populates="checks")
    standard: Mapped[Standard] = relationship()
    run: Mapped[Run | None] = relationship(back_populates="checks")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

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
