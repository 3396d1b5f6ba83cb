"""Imports: a file that was brought, what became of each of its rows, and the file until then."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    REPEATED = "repeated"
    UNUSABLE = "unusable"

    @property
    def word(self) -> str:
        return str(OUTCOME_WORDS[self])


OUTCOME_WORDS = {
    Outcome.NEW: _l("New"),
    Outcome.UPDATED: _l("Adds details"),
    Outcome.SAME: _l("Already here"),
    Outcome.REPEATED: _l("Repeated"),
    Outcome.UNUSABLE: _l("Not usable"),
}


class Import(Owned):
    """A file: rehearsed when it arrives, imported once when that is confirmed."""

    __tablename__ = "imports"
    __table_args__ = (sa.Index("ix_imports_of_trader", "trader_id", "id"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    file_name: Mapped[str]
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    """The file itself, packed, kept between the rehearsal and the import."""
    encoding: Mapped[str]
    separator: Mapped[str]
    source: Mapped[str | None]
    """The program that wrote the file, where its columns tell."""
    rehearsal: Mapped[dict[str, Any]]
    """What the preview shows: columns, samples, first rows, problems."""
    counts: Mapped[dict[str, Any]]
    """Rows by outcome."""
    imported_at: Mapped[datetime | None]

    trader: Mapped[Trader] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def waiting(cls, trader: Trader) -> sa.Select[Self]:
        """Choose the files that were rehearsed but not imported, newest first."""
        return cls.of(trader).where(cls.imported_at.is_(None)).order_by(cls.id.desc())

    @classmethod
    def done(cls, trader: Trader) -> sa.Select[Self]:
        return cls.of(trader).where(cls.imported_at.is_not(None)).order_by(cls.id.desc())

    @property
    def is_done(self) -> bool:
        return self.imported_at is not None

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def count(self, outcome: str) -> int:
        return int(self.counts.get(outcome, 0))


class ImportedRow(Owned):
    """What became of one row of a file."""

    __tablename__ = "imported_rows"
    __table_args__ = (
        sa.Index("ix_imported_rows_report", "import_id", "id"),
        sa.Index("ix_imported_rows_outcome", "import_id", "outcome", "id"),
    )

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("imports.id", ondelete="CASCADE"))
    line: Mapped[int]
    outcome: Mapped[Outcome]
    name: Mapped[str]
    words: Mapped[str]
    """What was added, what could not be used, and why."""
    client_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="SET NULL"), index=True
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(Import).where(Import.trader_id == trader.id)
