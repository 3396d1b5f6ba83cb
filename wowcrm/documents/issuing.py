"""Issue a paper: give it its number and version, freeze it, and make the link to read it by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document, DocumentKind, Link, Series, digest_of
from wowcrm.documents.paper import Paper
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Number:
    """Where a paper stands in its series; all its versions have the same year and number."""

    year: int
    number: int
    version: int = 1

    @property
    def words(self) -> str:
        """As it stands on the paper: "2026-007", from the second version on "2026-007 v2"."""
        written = f"{self.year}-{self.number:03d}"
        return written if self.version == 1 else f"{written} v{self.version}"


def issue(
    client: Client,
    kind: DocumentKind,
    about: str,
    draw: Callable[[Number], Paper],
    *,
    on: date,
    expires_on: date | None = None,
) -> Document:
    """Freeze what `draw` makes of its number; an earlier version is superseded, its links stay.

    A link leads to whatever is current, so the address the client has need not change.
    """
    now = datetime.now(UTC)
    _lock(client.trader)
    newest = db.session.scalar(Document.versions(about).limit(1))
    number = _next(client.trader, kind, newest, on)
    content = replace(draw(number), zone=client.trader.timezone).frozen()
    document = Document(
        trader_id=client.trader_id,
        kind=kind,
        about=about,
        year=number.year,
        number=number.number,
        version=number.version,
        content=content,
        digest=digest_of(content),
        issued_at=now,
    )
    client.documents.add(document)
    db.session.flush()
    if newest is None:
        _link(document, expires_on)
    else:
        newest.supersede(at=now)
        _hand_over(newest, document)
    return document


def _next(trader: Trader, kind: DocumentKind, newest: Document | None, on: date) -> Number:
    """Give the next version of a paper that was issued before, or the next number of the year."""
    if newest is not None:
        return Number(newest.year, newest.number, newest.version + 1)
    series = db.session.scalar(
        Series.of(trader).where(Series.kind == kind, Series.year == on.year).with_for_update()
    )
    if series is None:
        series = Series(trader_id=trader.id, kind=kind, year=on.year, last=0)
        db.session.add(series)
    series.last += 1
    return Number(on.year, series.last)


def _lock(trader: Trader) -> None:
    """Let nobody else number this trader's papers before this transaction ends."""
    db.session.execute(sa.select(Trader.id).where(Trader.id == trader.id).with_for_update())


def _link(document: Document, expires_on: date | None) -> None:
    document.links.append(
        Link(
            trader_id=document.trader_id,
            client_id=document.client_id,
            about=document.about,
            expires_on=expires_on,
        )
    )
    db.session.flush()


def _hand_over(before: Document, document: Document) -> None:
    for link in list(before.links):
        link.document = document
    db.session.flush()
