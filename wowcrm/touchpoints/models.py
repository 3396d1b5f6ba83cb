"""Touchpoints: where a client meets the business, before, during and after the work."""

from datetime import date
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from wowcrm.clients.models import fold
from wowcrm.db import Owned
from wowcrm.levels.level import ServiceLevel
from wowcrm.traders.models import Trader


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"

    @property
    def word(self) -> str:
        return str(PHASE_WORDS[self])

    @property
    def number(self) -> int:
        return list(Phase).index(self)


PHASE_WORDS = {
    Phase.BEFORE: _l("Before we work together"),
    Phase.DURING: _l("While we work together"),
    Phase.AFTER: _l("Afterwards"),
}


class Contact(StrEnum):
    """The seven kinds of contact; one bad one spoils the rest."""

    PRODUCT = "product"
    SERVICE = "service"
    PREMISES = "premises"
    PRINT = "print"
    PEOPLE = "people"
    PRICE = "price"
    MESSAGES = "messages"

    @property
    def word(self) -> str:
        return str(CONTACT_WORDS[self])


CONTACT_WORDS = {
    Contact.PRODUCT: _l("What I sell"),
    Contact.SERVICE: _l("Services around it"),
    Contact.PREMISES: _l("Premises"),
    Contact.PRINT: _l("Signs and print"),
    Contact.PEOPLE: _l("How we look and behave"),
    Contact.PRICE: _l("Quality and price"),
    Contact.MESSAGES: _l("Guarantees, complaints, messages"),
}


class Touchpoint(Owned):
    __tablename__ = "touchpoints"
    __table_args__ = (sa.Index("ix_touchpoints_way", "trader_id", "place", "id"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    """The name folded: clients' ratings of a touchpoint are found by it."""
    phase: Mapped[Phase]
    contact: Mapped[Contact]
    place: Mapped[int] = mapped_column(default=0)
    """Where it stands within its phase."""
    usual: Mapped[str | None]
    """What others in the trade usually do."""
    promise: Mapped[str | None]
    """My standard."""
    wow: Mapped[str | None]
    steps: Mapped[int | None]
    waits: Mapped[int | None]
    """Days the client waits."""
    chases: Mapped[int | None]
    """How often the client has to ask where it is."""
    level: Mapped[ServiceLevel | None]
    """How the trader rates it, as of the newest look."""
    reviewed_on: Mapped[date | None]
    retired_on: Mapped[date | None]

    looks: Mapped[list["Look"]] = relationship(
        back_populates="touchpoint",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Look.looked_on",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def in_use(cls, trader: Trader) -> sa.Select[Self]:
        """Choose the way that clients go now, in the order in which they meet it."""
        phases = {phase: phase.number for phase in Phase}
        return (
            cls.of(trader)
            .where(cls.retired_on.is_(None))
            .order_by(sa.case(phases, value=cls.phase), cls.place, cls.id)
        )

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.key = fold(name)
        return name

    # Questions

    @property
    def about(self) -> str:
        return f"touchpoint-{self.id}"

    @property
    def has_effort(self) -> bool:
        return any(each is not None for each in (self.steps, self.waits, self.chases))

    def look_before(self, year: int) -> "Look | None":
        """Find the last look of an earlier year."""
        return next((look for look in reversed(self.looks) if look.looked_on.year < year), None)

    # Verbs

    def rate(self, level: ServiceLevel, *, on: date) -> None:
        """Look at it and say how it is; a second look on the same day takes the place of the first."""
        look = next((each for each in self.looks if each.looked_on == on), None)
        if look is None:
            look = Look(looked_on=on)
            self.looks.append(look)
        look.level = level
        look.steps, look.waits, look.chases = self.steps, self.waits, self.chases
        self.level, self.reviewed_on = level, on

    def retire(self, *, on: date) -> None:
        self.retired_on = self.retired_on or on

    def take_up_again(self) -> None:
        self.retired_on = None


class Look(Owned):
    """How a touchpoint was rated on a day, and what it cost the client then."""

    __tablename__ = "touchpoint_looks"
    __table_args__ = (sa.UniqueConstraint("touchpoint_id", "looked_on"),)

    touchpoint_id: Mapped[int] = mapped_column(sa.ForeignKey("touchpoints.id", ondelete="CASCADE"))
    looked_on: Mapped[date]
    level: Mapped[ServiceLevel]
    steps: Mapped[int | None]
    waits: Mapped[int | None]
    chases: Mapped[int | None]

    touchpoint: Mapped[Touchpoint] = relationship(back_populates="looks")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.touchpoint).where(Touchpoint.trader_id == trader.id)
