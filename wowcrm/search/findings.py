"""Where the words were found, when the name does not say it: a piece of a note or of the story."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

import sqlalchemy as sa

from wowcrm.clients.models import Client, fold
from wowcrm.custom_fields.models import CustomField, CustomValue
from wowcrm.db import db
from wowcrm.needs.models import Need
from wowcrm.search.documents import UNTOLD
from wowcrm.search.query import WORD, Query
from wowcrm.timeline.models import Interaction

MOST = 12
"""Clients for whom it is looked up; whoever looks further types another letter."""
LINES = 60
"""Newest lines of a story that are looked through."""
AROUND = 60
"""Letters shown on either side of the word."""


def _everything_told() -> sa.Select[tuple[int, str, int]]:
    ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
    noted = [
        sa.select(
            Client.id.label("client_id"), text.label("summary"), sa.literal(place).label("nth")
        ).where(Client.id.in_(ids), text.is_not(None))
        for place, text in ((-2, Client.job_title), (-1, Client.notes))
    ]
    needs = sa.select(Need.client_id, Need.summary, sa.literal(0)).where(Need.client_id.in_(ids))
    own = (
        sa.select(CustomValue.client_id, CustomField.name + ": " + CustomValue.text, sa.literal(0))
        .join(CustomField, CustomField.id == CustomValue.field_id)
        .where(CustomValue.client_id.in_(ids))
    )
    newest = (
        sa.func.row_number()
        .over(
            partition_by=Interaction.client_id,
            order_by=(Interaction.happened_on.desc(), Interaction.id.desc()),
        )
        .label("nth")
    )
    lines = (
        sa.select(Interaction.client_id, Interaction.summary, newest)
        .where(Interaction.client_id.in_(ids), Interaction.kind.not_in(UNTOLD))
        .subquery()
    )
    told = sa.union_all(*noted, needs, own, sa.select(lines).where(lines.c.nth <= LINES)).subquery()
    return sa.select(told).order_by(told.c.client_id, told.c.nth)


# Built once, since building a statement costs more than asking it.
TOLD = _everything_told()


class Named(Protocol):
    """A client, or what a list shows of one."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation(self) -> str | None: ...


def findings(clients: Sequence[Named], query: Query) -> dict[int, str]:
    """Return a piece of text around the first word found, by client; one query."""
    puzzling = [client for client in clients if not _named(client, query)][:MOST]
    if not puzzling or query.digits:
        return {}
    texts: dict[int, list[str]] = defaultdict(list)
    for client_id, text in _told([client.id for client in puzzling]):
        texts[client_id].append(text)
    found = {}
    for client_id, candidates in texts.items():
        piece = next(filter(None, (excerpt(text, query) for text in candidates)), None)
        if piece:
            found[client_id] = piece
    return found


def excerpt(text: str, query: Query) -> str | None:
    """Cut a text to the surroundings of the first word that begins as one of the query's."""
    for match in WORD.finditer(text):
        if fold(match[0]).startswith(query.words):
            start, end = max(match.start() - AROUND, 0), match.end() + AROUND
            piece = " ".join(text[start:end].split())
            return ("…" if start else "") + piece + ("…" if end < len(text) else "")
    return None


def _named(client: Named, query: Query) -> bool:
    """Tell whether the name and the organisation show every word."""
    words = WORD.findall(fold(f"{client.name} {client.organisation or ''}"))
    return all(any(word.startswith(wanted) for word in words) for wanted in query.words)


def _told(ids: list[int]) -> list[tuple[int, str]]:
    """Read what is noted of each client, what they came for, then their newest lines in turn."""
    rows = db.session.execute(TOLD, {"ids": ids})
    return [(row.client_id, row.summary) for row in rows]
