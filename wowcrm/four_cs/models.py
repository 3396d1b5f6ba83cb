"""The four Cs, looked at each quarter: what shapes what clients expect, rated by the trader."""

from datetime import date
from enum import StrEnum
from statistics import median_low
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from wowcrm.db import Owned
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.traders.models import Trader


class C(StrEnum):
    CULTURE = "culture"
    CREDIBILITY = "credibility"
    CAPACITY = "capacity"
    COMMAND = "command"

    @property
    def word(self) -> str:
        return str(C_WORDS[self][0])

    @property
    def hint(self) -> str:
        return str(C_WORDS[self][1])

    @property
    def statements(self) -> tuple[tuple[str, str], ...]:
        """The three statements, each with the name under which its rating is kept."""
        return tuple(
            (f"{self.value}_{number}", str(words))
            for number, words in enumerate(STATEMENTS[self], 1)
        )


C_WORDS = {
    C.CULTURE: (_l("Culture"), _l("What I say I am, and whether the service matches")),
    C.CREDIBILITY: (_l("Credibility"), _l("Knowledge, and results")),
    C.CAPACITY: (_l("Capacity"), _l("The means to deliver, without cut corners")),
    C.COMMAND: (_l("Command"), _l("Clients get the result without effort")),
}
STATEMENTS = {
    C.CULTURE: (
        _l("What I say about myself is what clients get."),
        _l("I do it the same way for everyone, also on a bad day."),
        _l("A client could say in one sentence what I stand for."),
    ),
    C.CREDIBILITY: (
        _l("I know my trade, and go on learning it."),
        _l("What I promise happens, on the day I promised."),
        _l("Clients get the result they came for, and say so."),
    ),
    C.CAPACITY: (
        _l("I take on no more than I can do well."),
        _l("I have the tools and the time that the work needs."),
        _l("Nothing is cut short to save cost."),
    ),
    C.COMMAND: (
        _l("Clients know what comes next, without asking."),
        _l("Nobody has to chase me."),
        _l("I answer within the time that I name."),
    ),
}


class Review(Owned):
    __tablename__ = "reviews"
    __table_args__ = (sa.UniqueConstraint("trader_id", "quarter"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    quarter: Mapped[date]
    """Its first day."""
    reviewed_on: Mapped[date]
    ratings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """A level for each statement, by its name ("culture_1")."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.quarter)

    # Questions

    def level_of(self, c: C) -> ServiceLevel | None:
        """The middle one of what was said of a C; None as long as nothing was."""
        said = [JUDGED.index(level) for name, _words in c.statements if (level := self._said(name))]
        return JUDGED[median_low(said)] if said else None

    def _said(self, name: str) -> ServiceLevel | None:
        return next((level for level in JUDGED if level == self.ratings.get(name)), None)

    # Verbs

    def rate(self, ratings: dict[str, ServiceLevel], *, on: date) -> None:
        self.ratings = {name: level.value for name, level in ratings.items()}
        self.reviewed_on = on
