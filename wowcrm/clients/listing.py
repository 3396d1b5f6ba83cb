"""The list of clients: narrowed by the address, a page at a time, each page by an index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client, Tag, client_tags
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.search.findings import findings
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

PAGE = 50


@dataclass(frozen=True)
class Narrowing:
    """Which clients to list, as the address says it; what it says wrongly is passed over."""

    q: str = ""
    level: ServiceLevel | None = None
    tag: int | None = None
    archived: bool = False
    after: int | None = None
    """The client with whom the page before this one ended."""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Narrowing":
        level = args.get("level", "")
        return cls(
            q=" ".join(args.get("q", "").replace("\x00", "").split())[:100],
            level=ServiceLevel(level) if level in list(ServiceLevel) else None,
            tag=row_number(args.get("tag")),
            archived=args.get("archived") == "1",
            after=row_number(args.get("after")),
        )

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.level or self.tag or self.archived)

    def address(self, **changes: object) -> dict[str, object]:
        """Say it as an address again, with some of it changed; the page starts over."""
        said: dict[str, object] = {
            "q": self.q or None,
            "level": self.level.value if self.level else None,
            "tag": self.tag,
            "archived": 1 if self.archived else None,
        }
        return {**said, **changes}


@dataclass(frozen=True)
class Listing:
    clients: Sequence[Client]
    narrowing: Narrowing
    after: int | None
    """Where the next page begins; None when this is the last."""
    findings: dict[int, str] = field(default_factory=dict)
    """Where the words looked for were found, by client, when the name does not show them."""
    cut: bool = False
    """Whether a search found more than it shows."""


def list_clients(trader: Trader, narrowing: Narrowing) -> Listing:
    """Read one page; the number of queries is the same however many clients there are."""
    if narrowing.q:
        return _found(trader, narrowing)
    chosen = _beyond(_from(trader, narrowing), trader, narrowing.after)
    found = db.session.scalars(
        chosen.options(selectinload(Client.tags))
        .order_by(Client.sort_key, Client.id)
        .limit(PAGE + 1)
    ).all()
    return Listing(found[:PAGE], narrowing, found[PAGE - 1].id if len(found) > PAGE else None)


def _found(trader: Trader, narrowing: Narrowing) -> Listing:
    """Search; the best are on the one page there is."""
    query = read(narrowing.q)
    among = _from(trader, narrowing).options(selectinload(Client.tags))
    clients = find(trader, query, most=PAGE + 1, among=among)
    shown = clients[:PAGE]
    return Listing(shown, narrowing, None, findings(shown, query), cut=len(clients) > PAGE)


def find_clients(trader: Trader, words: str, limit: int = 8) -> Sequence[Client]:
    """Find a few clients by any of their words; without words, those last in touch with."""
    if not words:
        return db.session.scalars(
            Client.active(trader)
            .where(Client.last_contact_on.is_not(None))
            .order_by(Client.last_contact_on.desc(), Client.id.desc())
            .limit(limit)
        ).all()
    return find(trader, read(words), most=limit, among=Client.active(trader))


def count_levels(trader: Trader) -> dict[ServiceLevel, int]:
    """Count the clients at each level; the index by level holds all it needs."""
    counted = db.session.execute(
        sa.select(Client.level, sa.func.count())
        .where(Client.trader_id == trader.id, Client.archived_on.is_(None))
        .group_by(Client.level)
    )
    found = {row[0]: row[1] for row in counted}
    return {level: found.get(level, 0) for level in ServiceLevel}


def tags_in_use(trader: Trader) -> Sequence[Tag]:
    """List the tags that somebody has."""
    worn = sa.select(client_tags.c.tag_id).where(client_tags.c.tag_id == Tag.id).exists()
    return db.session.scalars(Tag.of(trader).where(worn)).all()


def _from(trader: Trader, narrowing: Narrowing) -> sa.Select[Client]:
    chosen = Client.of(trader).where(
        Client.archived_on.is_not(None) if narrowing.archived else Client.archived_on.is_(None)
    )
    if narrowing.level:
        chosen = chosen.where(Client.level == narrowing.level)
    if narrowing.tag:
        tagged = sa.select(client_tags.c.client_id).join(Tag, Tag.id == client_tags.c.tag_id)
        mine = tagged.where(Tag.id == narrowing.tag, Tag.trader_id == trader.id)
        chosen = chosen.where(Client.id.in_(mine))
    return chosen


def _beyond(chosen: sa.Select[Client], trader: Trader, after: int | None) -> sa.Select[Client]:
    """Go on behind the client with whom the page before ended, if there still is one."""
    if after is None:
        return chosen
    last = db.session.execute(
        sa.select(Client.sort_key, Client.id).where(
            Client.id == after, Client.trader_id == trader.id
        )
    ).one_or_none()
    if last is None:
        return chosen
    place = sa.tuple_(Client.sort_key, Client.id)
    return chosen.where(place > sa.tuple_(sa.literal(last.sort_key), sa.literal(last.id)))


def row_number(text: str | None) -> int | None:
    """Read a row's number; one that no row can have is none."""
    number = int(text) if text and text.isascii() and text.isdecimal() else 0
    return number if 0 < number < 2**31 else None
