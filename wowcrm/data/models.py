"""Imports: a file that was brought, what the trader said of it, what became of each of its rows."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wowcrm.db import Owned
from wowcrm.traders.models import Trader


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    REPEATED = "repeated"
    UNUSABLE = "unusable"
    ALIKE = "alike"
    """A client of their own, until the trader says that they are one who is here already."""
    SKIPPED = "skipped"

    @property
    def word(self) -> str:
        return str(OUTCOME_WORDS[self])


OUTCOME_WORDS = {
    Outcome.NEW: _l("New"),
    Outcome.UPDATED: _l("Adds details"),
    Outcome.SAME: _l("Already here"),
    Outcome.REPEATED: _l("Repeated"),
    Outcome.UNUSABLE: _l("Not usable"),
    Outcome.ALIKE: _l("Possible duplicate"),
    Outcome.SKIPPED: _l("Skipped"),
}


class Task(StrEnum):
    """What is being done with a file; a large one takes its time."""

    REHEARSE = "rehearse"
    BRING = "bring"
    UNDO = "undo"
    RETURN = "return"


class Choice(StrEnum):
    """What to do with a row that may be about somebody who is here already."""

    UPDATE = "update"
    BOTH = "both"
    SKIP = "skip"

    @property
    def word(self) -> str:
        return str(CHOICE_WORDS[self])


CHOICE_WORDS = {
    Choice.UPDATE: _l("It is them: add to what is here"),
    Choice.BOTH: _l("Somebody else: keep both"),
    Choice.SKIP: _l("Skip this row"),
}


class Import(Owned):
    """A file: rehearsed when it arrives, imported once when that is confirmed, perhaps undone."""

    __tablename__ = "imports"
    __table_args__ = (sa.Index("ix_imports_of_trader", "trader_id", "id"),)

    UNDO_WITHIN = timedelta(days=30)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    file_name: Mapped[str]
    encoding: Mapped[str]
    separator: Mapped[str]
    """What stands between cells; nothing in a file of cards."""
    source: Mapped[str | None]
    """The program that wrote the file, where its columns tell."""
    wishes: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the trader said of it: see Wishes."""
    rehearsal: Mapped[dict[str, Any]]
    """What the preview shows: columns, samples, first rows, problems."""
    counts: Mapped[dict[str, Any]]
    """Rows by outcome."""
    imported_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    task: Mapped[Task | None]
    """What is being done with it, if anything."""
    rows_done: Mapped[int] = mapped_column(default=0, server_default="0")
    rows_all: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many rows there are; before they were counted, about how many."""
    claim: Mapped[str | None]
    """Who is at work on it; of several, one is."""
    lease_until: Mapped[datetime | None]
    """Until when they are believed to be; each part that is done renews it."""
    fault: Mapped[str | None]
    """Why it could not be read to its end."""

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
    def about(self) -> str:
        """What its lines in the story of a client are about."""
        return f"import-{self.id}"

    @property
    def place(self) -> str:
        """Where it is found: an address of this site, known where nobody asked for a page as well."""
        return f"/imports/{self.id}"

    @property
    def is_done(self) -> bool:
        return self.imported_at is not None

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def is_at_work(self) -> bool:
        return self.task is not None

    @property
    def is_cards(self) -> bool:
        return not self.separator

    @property
    def asks_for_columns(self) -> bool:
        """Whether its columns are better looked at first: some mean nothing, or none tells who."""
        unsure = self.rehearsal.get("unsure") and self.source is None
        return bool(unsure) or not self.rehearsal.get("finds", True)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def count(self, outcome: str) -> int:
        return int(self.counts.get(outcome, 0))

    @property
    def coming(self) -> int:
        """How many clients come in with it."""
        return self.count(Outcome.NEW) + self.count(Outcome.ALIKE)

    @property
    def undo_until(self) -> datetime | None:
        return self.imported_at + self.UNDO_WITHIN if self.imported_at else None

    def can_be_undone(self, now: datetime) -> bool:
        return self.undo_until is not None and now < self.undo_until and not self.is_undone


class BroughtFile(Owned):
    """The file itself, packed, kept until it was imported."""

    __tablename__ = "import_files"

    import_id: Mapped[int] = mapped_column(
        sa.ForeignKey("imports.id", ondelete="CASCADE"), unique=True
    )
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(Import).where(Import.trader_id == trader.id)


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
    mark: Mapped[int | None]
    """What the row left of a client who came in with this file, as one number: has it changed?"""
    undone: Mapped[str | None]
    """What was not taken back when the import was undone, and why."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(Import).where(Import.trader_id == trader.id)


class Earlier(Owned):
    """What an import changed about a client who was here before: what was, and what it made of it."""

    __tablename__ = "imported_changes"
    __table_args__ = (sa.Index("ix_imported_changes_import", "import_id", "id"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("imports.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    line: Mapped[int]
    changes: Mapped[dict[str, Any]]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(Import).where(Import.trader_id == trader.id)


class ColumnPlan(Owned):
    """What the trader said that the columns of a file mean, for the next file with the same ones."""

    __tablename__ = "column_plans"
    __table_args__ = (sa.UniqueConstraint("trader_id", "key"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    key: Mapped[str]
    """Stands for the set of column names."""
    targets: Mapped[dict[str, Any]]
    """What each column was said to hold, by its name."""

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)
