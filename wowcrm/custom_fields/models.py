"""Custom fields, and what is known of each client in them."""

from datetime import date
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship, validates

from wowcrm.clients.models import fold
from wowcrm.db import Owned
from wowcrm.traders.models import Trader

YES, NO = "yes", "no"


class FieldKind(StrEnum):
    """What may be written into a field."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    YES_NO = "yes_no"
    LINK = "link"

    @property
    def word(self) -> str:
        return str(KIND_WORDS[self])


KIND_WORDS = {
    FieldKind.TEXT: _l("A few words"),
    FieldKind.NUMBER: _l("A number"),
    FieldKind.DAY: _l("A day"),
    FieldKind.CHOICE: _l("One of several"),
    FieldKind.YES_NO: _l("Yes or no"),
    FieldKind.LINK: _l("A link"),
}


class CustomField(Owned):
    __tablename__ = "custom_fields"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    """The name folded: no two fields are called the same."""
    kind: Mapped[FieldKind] = mapped_column(default=FieldKind.TEXT)
    choices: Mapped[list[str]] = mapped_column(default=list)
    """What may be chosen; other words that were told before stay."""
    in_list: Mapped[bool] = mapped_column(default=False)
    """Whether it stands beside each client in the list."""
    archived_on: Mapped[date | None]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id).order_by(cls.id)

    @classmethod
    def in_use(cls, trader: Trader) -> sa.Select[Self]:
        """Choose the fields that are asked for, in the order in which they were thought of."""
        return cls.of(trader).where(cls.archived_on.is_(None))

    @classmethod
    def called(cls, trader: Trader, name: str) -> sa.Select[Self]:
        return cls.of(trader).where(cls.key == fold(name))

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.key = fold(name)
        return name

    @property
    def is_ranged(self) -> bool:
        """Whether what stands in it lies between others."""
        return self.kind in (FieldKind.NUMBER, FieldKind.DAY)

    @property
    def is_in_use(self) -> bool:
        return self.archived_on is None

    def archive(self, *, on: date) -> None:
        """Ask for it no more; what is known stays."""
        self.archived_on = self.archived_on or on

    def bring_back(self) -> None:
        self.archived_on = None


class CustomValue(Owned):
    """What is known of one client in one field."""

    __tablename__ = "custom_values"
    __table_args__ = (
        sa.UniqueConstraint("client_id", "field_id"),
        sa.Index("ix_custom_values_found", "field_id", "key", "client_id"),
    )

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_fields.id", ondelete="CASCADE"))
    text: Mapped[str]
    """As it is written in a file: 2026-11-02, 12.5, yes."""
    key: Mapped[str]
    """The text folded and cut, by which lists are narrowed."""

    field: Mapped[CustomField] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.field).where(CustomField.trader_id == trader.id)

    @validates("text")
    def _fold(self, _key: str, text: str) -> str:
        self.key = key_of(text)
        return text


def key_of(text: str) -> str:
    return fold(text)[:100]


# Read along with the trader, so that whoever has no field of their own is not asked on each page.
ASKS_MORE = column_property(
    sa.exists().where(CustomField.trader_id == Trader.id).correlate_except(CustomField)
)
sa.inspect(Trader).add_property("asks_more", ASKS_MORE)
