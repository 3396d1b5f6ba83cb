"""What a look back leads to: a reminder, a standard, or an idea, and why it was made."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.delights.models import Idea
    from wowcrm.reminders.models import Reminder
    from wowcrm.standards.models import Standard


class ActionKind(StrEnum):
    REMINDER = "reminder"
    STANDARD = "standard"
    IDEA = "idea"

    @property
    def word(self) -> str:
        return str(KIND_WORDS[self])


KIND_WORDS = {
    ActionKind.REMINDER: _l("Remind me to do it"),
    ActionKind.STANDARD: _l("Do it for everyone from now on"),
    ActionKind.IDEA: _l("Keep it as an idea for a wow"),
}


class Action(Owned):
    __tablename__ = "actions"
    __table_args__ = (sa.Index("ix_actions_about", "trader_id", "about"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    about: Mapped[str]
    """What it came from, as "touchpoint-3" or "quarter-2026-10-01-command"."""
    what: Mapped[str]
    kind: Mapped[ActionKind]
    taken_on: Mapped[date]
    reminder_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("reminders.id", ondelete="SET NULL"), index=True
    )
    standard_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("standards.id", ondelete="SET NULL"), index=True
    )
    idea_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("ideas.id", ondelete="SET NULL"), index=True
    )

    reminder: Mapped["Reminder | None"] = relationship()
    standard: Mapped["Standard | None"] = relationship()
    idea: Mapped["Idea | None"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def on_subject(cls, trader: Trader, about: str) -> sa.Select[Self]:
        """Choose what was done about something, the newest first."""
        return cls.of(trader).where(cls.about == about).order_by(cls.id.desc())

    @property
    def is_done(self) -> bool:
        """Whether it has come about: a reminder is done, a standard or an idea stands."""
        if self.is_given_up:
            return False
        if self.kind is not ActionKind.REMINDER:
            return True
        return self.reminder is not None and self.reminder.due_on is None

    @property
    def is_given_up(self) -> bool:
        """Whether what it made is gone: a reminder that was deleted, say."""
        made = {
            ActionKind.REMINDER: self.reminder_id,
            ActionKind.STANDARD: self.standard_id,
            ActionKind.IDEA: self.idea_id,
        }
        deleted = self.reminder is not None and self.reminder.deleted_on is not None
        return deleted or made[self.kind] is None
