"""What was sent to a client in writing, as it was sent; and the private links by which they read."""

import hashlib
import json
import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.documents.paper import Paper
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader


class DocumentKind(StrEnum):
    EXPECTATIONS = "expectations"
    PROPOSAL = "proposal"
    REPORT = "report"

    @property
    def word(self) -> str:
        return str(DOCUMENT_WORDS[self])

    @property
    def is_accepted(self) -> bool:
        """Whether the client is asked to accept it; a report is only read."""
        return self is not DocumentKind.REPORT


DOCUMENT_WORDS = {
    DocumentKind.EXPECTATIONS: _l("How we work together"),
    DocumentKind.PROPOSAL: _l("Proposal"),
    DocumentKind.REPORT: _l("Report"),
}


class Document(Owned):
    """One version of a paper, frozen when it was issued: it is never edited, only followed."""

    __tablename__ = "documents"
    __table_args__ = (
        sa.UniqueConstraint("trader_id", "kind", "year", "number", "version"),
        sa.Index("ix_documents_about", "about", "version"),
        sa.Index("ix_documents_of_client", "client_id", "id"),
    )

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[DocumentKind]
    about: Mapped[str]
    """What it was drawn from, as "proposal-7"; all its versions share it."""
    year: Mapped[int]
    number: Mapped[int]
    """Counted for each trader, kind and year, without a gap; versions share theirs."""
    version: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]]
    """A Paper, frozen."""
    digest: Mapped[str]
    """SHA-256 of the content, so that anybody can see that it was not changed."""
    issued_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    """When a newer version took its place, or it was withdrawn."""
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    """The name that the client signed with."""
    declined_at: Mapped[datetime | None]
    declined_because: Mapped[str | None]

    client: Mapped[Client] = relationship(back_populates="documents")
    links: Mapped[list["Link"]] = relationship(
        back_populates="document",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Link.id",
    )

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def versions(cls, about: str) -> sa.Select[Self]:
        """Choose all versions of a paper, newest first."""
        return sa.select(cls).where(cls.about == about).order_by(cls.version.desc())

    # Questions

    @property
    def paper(self) -> Paper:
        return Paper.thawed(self.content)

    @property
    def is_current(self) -> bool:
        return self.superseded_at is None

    @property
    def is_decided(self) -> bool:
        return self.accepted_at is not None or self.declined_at is not None

    @property
    def seen_at(self) -> datetime | None:
        """When somebody last looked at this version; its links may be older than it is."""
        looks = [link.last_seen_at for link in self.links if link.last_seen_at]
        return max((look for look in looks if look >= self.issued_at), default=None)

    @property
    def awaits_answer(self) -> bool:
        return self.kind.is_accepted and self.is_current and not self.is_decided

    # Verbs

    def log(self, words: str, *, on: date) -> None:
        self.client.log(InteractionKind.AGREEMENT, words, on=on, about=f"document-{self.id}")

    def accept(self, name: str, *, at: datetime, on: date) -> bool:
        """Record the client's consent; True the first time, however often the button is pressed."""
        if not self._decide(accepted_at=at, accepted_by=name):
            return False
        self.log(_("%(name)s accepted: %(title)s", name=name, title=self.paper.title), on=on)
        return True

    def decline(self, because: str | None, *, at: datetime, on: date) -> bool:
        """Record that the client said no, with a word why; True the first time."""
        if not self._decide(declined_at=at, declined_because=because):
            return False
        said = _("Declined: %(title)s", title=self.paper.title)
        self.log(f"{said}. “{because}”" if because else said, on=on)
        return True

    def supersede(self, *, at: datetime) -> None:
        """Let a newer version, or nothing, take its place; its links answer no more questions."""
        if self.superseded_at is None:
            self.superseded_at = at

    def _decide(self, **columns: object) -> bool:
        """Write an answer if there is none yet: the database decides who was first."""
        session = object_session(self)
        assert session is not None, "only what was issued can be answered"
        session.flush()
        decided = session.execute(
            sa.update(Document)
            .where(
                Document.id == self.id,
                Document.accepted_at.is_(None),
                Document.declined_at.is_(None),
                Document.superseded_at.is_(None),
            )
            .values(**columns)
            .execution_options(synchronize_session=False)
        )
        session.refresh(self)
        return cast(sa.CursorResult[Any], decided).rowcount == 1


class Series(Owned):
    """The number given last, for each trader, kind and year; deleting a paper gives none back."""

    __tablename__ = "series"
    __table_args__ = (sa.UniqueConstraint("trader_id", "kind", "year"),)

    trader_id: Mapped[int] = mapped_column(sa.ForeignKey("traders.id", ondelete="CASCADE"))
    kind: Mapped[DocumentKind]
    year: Mapped[int]
    last: Mapped[int]

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)


class Link(Owned):
    """A private address, by which somebody without an account reads one thing.

    Whoever has the address has the right; so it is long, can be revoked and may expire.
    """

    __tablename__ = "links"

    trader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("traders.id", ondelete="CASCADE"), index=True
    )
    client_id: Mapped[int] = mapped_column(
        sa.ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    token: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_urlsafe(24))
    """192 random bits."""
    about: Mapped[str] = mapped_column(index=True)
    """What it shows, as "document-7" or "work-3"."""
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    expires_on: Mapped[date | None]
    """The last day on which it opens; none: until it is revoked."""
    revoked_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    client: Mapped[Client] = relationship()
    document: Mapped[Document | None] = relationship(back_populates="links")

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).where(cls.trader_id == trader.id)

    @classmethod
    def by_token(cls, token: str) -> sa.Select[Self]:
        """Choose the link of this address, whosever it is; whether it opens is asked of it."""
        return sa.select(cls).where(cls.token == token)

    @property
    def title(self) -> str:
        return self.document.paper.title if self.document else _("The page of the work")

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def opens(self, on: date) -> bool:
        return self.revoked_at is None and (self.expires_on is None or on <= self.expires_on)

    def see(self, *, at: datetime) -> None:
        """Note that the address was opened."""
        self.first_seen_at = self.first_seen_at or at
        self.last_seen_at = at

    def revoke(self, *, at: datetime) -> None:
        """Let the address open nothing any more."""
        if self.revoked_at is None:
            self.revoked_at = at
            self._log(_("Link stopped: %(title)s", title=self.title), at)

    def renew(self, *, at: datetime) -> "Link":
        """Make another address for the same thing; this one opens nothing any more."""
        if self.revoked_at is None:
            self.revoked_at = at
        renewed = Link(client=self.client, trader_id=self.trader_id, about=self.about)
        renewed.document = self.document
        session = object_session(self)
        assert session is not None, "only a link that was saved can be renewed"
        session.add(renewed)
        session.flush()
        self._log(_("Another link was made: %(title)s", title=self.title), at)
        return renewed

    def _log(self, words: str, at: datetime) -> None:
        on = self.client.trader.day_of(at)
        self.client.log(InteractionKind.AGREEMENT, words, on=on, about=f"link-{self.id}")


def digest_of(content: dict[str, Any]) -> str:
    """Hash what was issued, independent of how a database orders JSON."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
