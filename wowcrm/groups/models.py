"""Groups: clients with whom the trader wishes to be in touch equally often."""

from typing import Self

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from wowcrm.clients.models import fold
from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Group(Owned):
    """A name, and how often to be in touch: at least every N days, at most M times in K days.

    What a group says nothing about is as for everyone; a client's own wish goes before it.
    """

    __tablename__ = "groups"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    """The name folded, so that "Friends" and "friends" are one group."""
    contact_every: Mapped[int | None]
    contacts_at_most: Mapped[int | None]
    contacts_within: Mapped[int | None]

    trader: Mapped[Trader] = relationship(back_populates="groups")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.key)

    @classmethod
    def named(cls, trader: Trader, name: str) -> sa.Select[Self]:
        return cls.of(trader).where(cls.key == fold(name))

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.key = fold(name)
        return name

    @property
    def floor_words(self) -> str:
        """Say how often at least; nothing where it is as for everyone."""
        if self.contact_every is None:
            return ""
        return ngettext("At least every day", "At least every %(num)d days", self.contact_every)

    @property
    def ceiling_words(self) -> str:
        """Say how often at most; what is left open is as for everyone."""
        if self.contacts_at_most is None and self.contacts_within is None:
            return ""
        return ngettext(
            "at most once in %(within)d days",
            "at most %(num)d times in %(within)d days",
            self.contacts_at_most or self.trader.contacts_at_most,
            within=self.contacts_within or self.trader.contacts_within,
        )

    @property
    def words(self) -> str:
        said = ", ".join(word for word in (self.floor_words, self.ceiling_words) if word)
        return f"{said[:1].upper()}{said[1:]}" if said else _("As for everyone")
