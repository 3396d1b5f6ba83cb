"""The list of clients: narrowed by the address, a page at a time, each page by an index."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client, SavedView, Tag, client_tags
from wowcrm.clients.narrowing import NEVER_IN_TOUCH, Narrowing, Sort
from wowcrm.clients.order import Place
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.search.findings import findings
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

PAGE = 25
MOST_VIEWS = 100


@dataclass(frozen=True)
class Listing:
    clients: Sequence[Client]
    narrowing: Narrowing
    after: Client | None = None
    """The last client of this page; None when nobody follows."""
    begins_later: bool = False
    """Whether there are clients before the first of this page."""
    findings: dict[int, str] = field(default_factory=dict)
    """Where the words looked for were found, by client, when the name does not show them."""
    cut: bool = False
    """Whether a search found more than it shows."""

    @property
    def more(self) -> str | None:
        """The address of the next page; None when this is the last."""
        return self._at(self.after, "after") if self.after else None

    @property
    def earlier(self) -> str | None:
        """The address of the list around the first client of this page, if others come before."""
        return self._at(self.clients[0], "near") if self.begins_later and self.clients else None

    def _at(self, client: Client, how: str) -> str:
        place = self.narrowing.sort.order.say(client)
        return self.narrowing.query(**{how: client.id, "place": place})


def list_clients(trader: Trader, narrowing: Narrowing, page: int = PAGE) -> Listing:
    """Read one page; the number of queries is the same however many clients there are."""
    if narrowing.q:
        return _found(trader, narrowing, page)
    chosen = choose(trader, narrowing)
    before: list[Client] = []
    place = place_in(trader, narrowing, narrowing.near or narrowing.after)
    if place and narrowing.near:
        before = walk(chosen, narrowing, place, page // 2 + 1, back=True)
    found = walk(chosen, narrowing, place, page + 1, itself=narrowing.near is not None)
    shown = [*reversed(before[: page // 2]), *found[:page]]
    if place and not shown:
        return list_clients(trader, narrowing.plain(), page)
    return Listing(
        shown,
        narrowing,
        after=shown[-1] if len(found) > page else None,
        begins_later=len(before) > page // 2 or (place is not None and narrowing.near is None),
    )


def _found(trader: Trader, narrowing: Narrowing, page: int) -> Listing:
    """Search; the best are on the one page there is."""
    query = read(narrowing.q)
    among = choose(trader, narrowing).options(selectinload(Client.tags))
    clients = find(trader, query, most=page + 1, among=among)
    shown = clients[:page]
    found = findings(shown, query)
    return Listing(shown, narrowing, findings=found, cut=len(clients) > page)


def walk(
    chosen: sa.Select[Client],
    narrowing: Narrowing,
    place: Place | None,
    most: int,
    *,
    back: bool = False,
    itself: bool = False,
) -> list[Client]:
    """Read the clients behind a place in the list, or back from it."""
    found: list[Client] = []
    for part in narrowing.sort.order.parts(chosen, place, back=back, itself=itself):
        if len(found) < most:
            asked = part.options(selectinload(Client.tags)).limit(most - len(found))
            found += db.session.scalars(asked)
    return found


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


def tag_name(trader: Trader, tag: int | None) -> str | None:
    """Name the tag by which a list is narrowed; None without one."""
    return db.session.scalar(sa.select(Tag.name).where(Tag.id == tag, Tag.trader_id == trader.id))


@dataclass(frozen=True)
class View:
    """A view of the list that can be gone to by its name."""

    name: str
    query: str
    id: int | None = None
    """The number of a view that the trader has named; None for one that is always there."""


def views_of(trader: Trader) -> list[View]:
    """List the views: those that are always there, and the trader's own."""
    own = db.session.execute(
        SavedView.of(trader)
        .with_only_columns(SavedView.name, SavedView.query, SavedView.id)
        .limit(MOST_VIEWS)
    )
    given = Narrowing(quiet="30", sort=Sort.DRIFTING)
    return [View(_("Drifting"), given.query()), *(View(n, f"?{q}", id) for n, q, id in own)]


def choose(trader: Trader, narrowing: Narrowing) -> sa.Select[Client]:
    """Choose the trader's clients who fit."""
    chosen = Client.of(trader).where(
        Client.archived_on.is_not(None) if narrowing.archived else Client.archived_on.is_(None)
    )
    if narrowing.level:
        chosen = chosen.where(Client.level == narrowing.level)
    if narrowing.tag:
        tagged = sa.select(client_tags.c.client_id).join(Tag, Tag.id == client_tags.c.tag_id)
        mine = tagged.where(Tag.id == narrowing.tag, Tag.trader_id == trader.id)
        chosen = chosen.where(Client.id.in_(mine))
    if narrowing.quiet == NEVER_IN_TOUCH:
        chosen = chosen.where(Client.last_contact_on.is_(None))
    elif since := narrowing.quiet_since(trader.today()):
        chosen = chosen.where(Client.last_contact_on <= since)
    if narrowing.sent:
        chosen = chosen.where(Client.referrals_given > 0)
    return chosen


def place_in(trader: Trader, narrowing: Narrowing, client_id: int | None) -> Place | None:
    """Find a client's place in the list: as the address remembers it, else as it is now."""
    if client_id is None:
        return None
    order = narrowing.sort.order
    if place := order.hear(narrowing.place, client_id):
        return place
    client = db.session.scalar(Client.of(trader).where(Client.id == client_id))
    return order.place_of(client) if client else None
