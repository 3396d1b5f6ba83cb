"""The one small interface to full-text search: FTS5 on SQLite, tsvector on PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.clients.order import Ordered
from wowcrm.db import db
from wowcrm.search.documents import Document, documents
from wowcrm.search.query import Query
from wowcrm.traders.models import Trader

Found = TypeVar("Found", bound=Ordered)

CHUNK = 500
LOOKED_AT = 250
"""Clients that a search looks at before it orders them: more words narrow, more pages do not."""


class Dialect(Protocol):
    """How one kind of database keeps and finds documents."""

    PUT: str
    """Add a document, as the driver is told to, with the fields of Document in their order."""
    DROP: sa.TextClause
    """Drop the documents of `ids`."""
    BEFORE_MANY: Sequence[str]
    """Make ready for thousands of documents."""
    AFTER_MANY: Sequence[str]

    def match(self, trader_id: int, query: Query, *, names_only: bool) -> sa.Select[tuple[int]]:
        """Choose the numbers of the trader's clients whose words match."""


def dialect_of_database() -> Dialect:
    # Either is imported only where it is spoken.
    if db.engine.dialect.name == "postgresql":
        from wowcrm.search import tsvector

        return tsvector.TSVECTOR
    from wowcrm.search import fts5

    return fts5.FTS5


def refresh(ids: Sequence[int]) -> None:
    """Write the documents of these clients anew; those of clients who are gone disappear."""
    dialect = dialect_of_database()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        db.session.execute(dialect.DROP, {"ids": chunk})
        add(documents(chunk))


@contextmanager
def many() -> Iterator[None]:
    """Let thousands of documents be written in this transaction with less ado."""
    dialect = dialect_of_database()
    for statement in dialect.BEFORE_MANY:
        db.session.connection().exec_driver_sql(statement)
    yield
    for statement in dialect.AFTER_MANY:
        db.session.connection().exec_driver_sql(statement)


def add(new: Iterable[Document], connection: sa.Connection | None = None) -> None:
    """Write the documents of clients who have none yet."""
    if rows := list(new):
        within = connection or db.session.connection()
        within.exec_driver_sql(dialect_of_database().PUT, rows)


def rebuild(connection: sa.Connection | None = None) -> int:
    """Write the documents of all clients anew and return how many there are.

    `connection` is where a transaction is under way that is not the session's.
    """
    within = connection or db.session.connection()
    within.execute(sa.text("DELETE FROM search_documents"))
    ids: list[int] = list(within.scalars(sa.select(Client.id).order_by(Client.id)))
    for start in range(0, len(ids), CHUNK):
        add(documents(ids[start : start + CHUNK], within.execute), within)
    return len(ids)


def find(
    trader: Trader, query: Query, *, most: int, among: sa.Select[Client] | None = None
) -> list[Client]:
    """Return the clients whose words match, the best first; `among` narrows whom to look for."""
    chosen = Client.of(trader) if among is None else among
    return best(ranked(trader, query, chosen), most, lambda part: db.session.scalars(part).all())


def ranked(
    trader: Trader, query: Query, among: sa.Select[Client], *, to_the_end: bool = False
) -> Iterator[sa.Select[Client]]:
    """Choose the clients whom names and ways to reach them find, then those whom any words find.

    `among` narrows whom to look for; it chooses the trader's own clients only. Where it leaves out
    many of those who match, or all of them are wanted, each is looked at, `to_the_end`.

    Clients who were put away come last. Among equals, those last in touch with come first.
    """
    dialect = dialect_of_database()
    for names_only in (True, False) if query else ():
        matching = dialect.match(trader.id, query, names_only=names_only)
        if not to_the_end:
            matching = matching.limit(LOOKED_AT)
        yield among.where(Client.id.in_(sa.select(matching.subquery()))).order_by(
            Client.archived_on.is_not(None),
            Client.last_contact_on.desc().nulls_last(),
            Client.id.desc(),
        )


def best(
    parts: Iterable[sa.Select[Client]],
    most: int,
    read: Callable[[sa.Select[Client]], Sequence[Found]],
) -> list[Found]:
    """Read the first of these parts, and the next only where there is room for it."""
    found: dict[int, Found] = {}
    for part in parts:
        if len(found) < most:
            for each in read(part.limit(most)):
                found.setdefault(each.id, each)
    return list(found.values())[:most]
