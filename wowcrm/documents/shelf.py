"""A client's papers, the newest first, and what became of each."""

from dataclasses import dataclass

from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document
from wowcrm.documents.standing import State, state_of

MOST = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """One paper in the list."""

    document: Document
    title: str
    number: str
    state: State


@dataclass(frozen=True, slots=True)
class Shelf:
    current: list[Sent]
    earlier: list[Sent]
    """Replaced by a newer version, or withdrawn."""


def shelf_of(client: Client) -> Shelf:
    """List the papers of a client; two queries."""
    documents = db.session.scalars(
        client.documents.select()
        .options(selectinload(Document.links))
        .order_by(Document.id.desc())
        .limit(MOST)
    )
    sent = [_sent(document) for document in documents]
    return Shelf(
        current=[one for one in sent if one.document.is_current],
        earlier=[one for one in sent if not one.document.is_current],
    )


def _sent(document: Document) -> Sent:
    paper = document.paper
    return Sent(document, paper.title, paper.number, state_of(document))
