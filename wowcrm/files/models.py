"""Files that were attached to a client, or to something of theirs."""

from datetime import date
from typing import ClassVar, Self

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wowcrm.clients.models import Client
from wowcrm.db import Owned
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

PICTURES = frozenset({"png", "jpeg", "gif", "webp", "heic", "tiff", "bmp"})


class Attachment(Owned):
    """A file by its name; what is in it lies in the data folder, under the hash of it."""

    __tablename__ = "attachments"
    __table_args__ = (
        sa.Index("ix_attachments_of_client", "client_id", "about", "id"),
        sa.Index("ix_attachments_about", "about"),
    )

    goes_with_what_it_is_about: ClassVar[bool] = True

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("clients.id", ondelete="CASCADE"))
    about: Mapped[str | None]
    """What it was attached to, as "proposal-7"; none: to the client."""
    name: Mapped[str]
    """As the trader's machine called it."""
    kind: Mapped[str]
    """Found from what is in it: see files.kinds."""
    size: Mapped[int] = mapped_column(sa.BigInteger)
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of what is in it: where it lies."""

    client: Mapped[Client] = relationship()

    @classmethod
    def of(cls, trader: Trader) -> sa.Select[Self]:
        return sa.select(cls).join(cls.client).where(Client.trader_id == trader.id)

    @classmethod
    def attached(cls, client_id: int, about: str | None = None) -> sa.Select[Self]:
        """Choose what is attached to a client, or to something of theirs, newest first."""
        return (
            sa.select(cls)
            .where(cls.client_id == client_id, cls.about == about)
            .order_by(cls.id.desc())
        )

    @classmethod
    def attached_to_things(cls, client_id: int) -> sa.Select[Self]:
        """Choose what is attached to things of a client's, newest first."""
        return (
            sa.select(cls)
            .where(cls.client_id == client_id, cls.about.is_not(None))
            .order_by(cls.id.desc())
        )

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    def log_arrival(self, *, on: date) -> None:
        """Write on the story that it was added; it has its number by now."""
        words = _("Added a file: %(name)s", name=self.name)
        self.client.log(InteractionKind.CLIENT, words, on=on, about=f"attachment-{self.id}")

    def remove(self) -> None:
        """Take it off, and its line off the story."""
        session = object_session(self)
        assert session is not None, "only what was saved can be taken off"
        self.client.unlog(f"attachment-{self.id}", InteractionKind.CLIENT)
        session.delete(self)
