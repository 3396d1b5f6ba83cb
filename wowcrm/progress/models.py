"""What is told along the way: how things stand, and what was asked for beyond what was agreed."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.money import money
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

if TYPE_CHECKING:
    from wowcrm.delights.models import Delight
    from wowcrm.proposals.models import Proposal


class ProgressNote(Owned):
    """A word to the client on how things stand; it is on the page of their work at once."""

    __tablename__ = "progress_notes"
    __table_args__ = (
        sa.Index("ix_progress_notes_of_client", "client_id", "written_on", "id"),
        sa.Index("ix_progress_notes_written", "written_on"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    proposal_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("proposals.id", ondelete="CASCADE"), index=True
    )
    """The work it is about; none: all that is done for the client."""
    text: Mapped[str]
    written_on: Mapped[date]
    sent_on: Mapped[date | None]
    """The day on which it was sent as a message, too."""

    client: Mapped[Client] = relationship()
    proposal: Mapped["Proposal | None"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @property
    def about(self) -> str:
        return f"progress-note-{self.id}"

    def log_arrival(self) -> None:
        """Write on the story what was told; the note has its number by now."""
        words = _("Told how it stands: %(text)s", text=self.text)
        self.client.log(InteractionKind.WORK, words, on=self.written_on, about=self.about)

    def reword(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.client.unlog(self.about, InteractionKind.WORK)
            self.log_arrival()

    def send(self, *, on: date) -> None:
        self.sent_on = self.sent_on or on
        self.client.mark()

    def remove(self) -> None:
        """Take away what should not have been told."""
        self.client.unlog_all(self.about)
        _remove(self)


class Outcome(StrEnum):
    """What was said to a wish for more."""

    AGREED = "agreed"
    """Done without a price."""
    PRICED = "priced"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        return str(OUTCOME_WORDS[self])


OUTCOME_WORDS = {
    Outcome.AGREED: _l("Agreed"),
    Outcome.PRICED: _l("Priced"),
    Outcome.DECLINED: _l("Declined"),
}


class ScopeChange(Owned):
    """More than was agreed was asked for: written down, so that generosity is a choice."""

    __tablename__ = "scope_changes"

    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    proposal_id: Mapped[int] = mapped_column(
        sa.ForeignKey("proposals.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str]
    asked_on: Mapped[date]
    outcome: Mapped[Outcome | None]
    amount: Mapped[Decimal | None]
    """What it costs, where it was priced."""
    answered_on: Mapped[date | None]
    delight_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("delights.id", ondelete="SET NULL"), index=True
    )
    """The surprise that was made of it."""

    client: Mapped[Client] = relationship()
    proposal: Mapped["Proposal"] = relationship()
    delight: Mapped["Delight | None"] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    # Questions

    @property
    def is_answered(self) -> bool:
        return self.outcome is not None

    @property
    def may_delight(self) -> bool:
        """Whether it was given for nothing and is not yet written down as a surprise."""
        return self.outcome is Outcome.AGREED and self.delight_id is None

    @property
    def price(self) -> str:
        return money(self.amount, self.proposal.currency) if self.amount is not None else ""

    # Verbs

    def log_arrival(self) -> None:
        self._log(_("Asked for more: %(what)s", what=self.what), self.asked_on)

    def agree(self, *, on: date) -> None:
        """It is done, and costs nothing."""
        self._answer(Outcome.AGREED, on=on)

    def decline(self, *, on: date) -> None:
        self._answer(Outcome.DECLINED, on=on)

    def price_at(self, amount: Decimal, *, on: date) -> None:
        self._answer(Outcome.PRICED, on=on, amount=amount)

    def reopen(self) -> None:
        """Take back what was said to it; what became a surprise stays one."""
        if self.outcome is not None and self.delight_id is None:
            self.outcome = self.amount = self.answered_on = None
            self.client.unlog(self._about, InteractionKind.WORK)

    def delight_with(self, delight: "Delight") -> None:
        """Call it what it is: more than was expected."""
        if self.may_delight:
            self.delight = delight

    def remove(self) -> None:
        """Take away what was never asked for."""
        self.client.unlog_all(self._about)
        _remove(self)

    # Helpers

    @property
    def _about(self) -> str:
        return f"scope-change-{self.id}"

    def _answer(self, outcome: Outcome, *, on: date, amount: Decimal | None = None) -> None:
        if self.outcome is not None:
            return
        self.outcome, self.amount, self.answered_on = outcome, amount, on
        said = f"{outcome.word} ({self.price})" if amount is not None else outcome.word
        self._log(f"{said}: {self.what}", on)

    def _log(self, words: str, on: date) -> None:
        self.client.log(InteractionKind.WORK, words, on=on, about=self._about)


def _remove(row: Owned) -> None:
    session = object_session(row)
    assert session is not None, "only what was saved can be taken away"
    session.delete(row)
    session.flush()
