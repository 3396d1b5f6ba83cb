"""The list of clients: narrowed by the address, a page at a time, each page by an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client, SavedView, Tag, client_tags
from wowcrm.clients.narrowing import NEVER_IN_TOUCH, Narrowing, Sort
from wowcrm.clients.order import Place
from wowcrm.custom_fields.narrowing import fits
from wowcrm.db import db
from wowcrm.groups.models import Group
from wowcrm.keeping import Keeper
from wowcrm.levels.level import ServiceLevel
from wowcrm.search.findings import findings
from wowcrm.search.index import best, find, ranked
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

PAGE = 25
MOST_VIEWS = 100
MOST_COUNTED = 5000
"""Clients of one level that a list counts: of more, no list need know how many exactly."""


class Listed(NamedTuple):
    """What a list shows of a client, and by what it orders them."""

    id: int
    name: str
    organisation: str | None
    level: ServiceLevel
    value: Decimal | None
    last_contact_on: date | None
    contact_due_on: date | None
    sort_key: str


SHOWN = [getattr(Client, name) for name in Listed._fields]

# Built once, since building a statement costs more than asking it.
WHOSE = sa.bindparam("trader_id", type_=sa.Integer)
AT_LEVEL = [
    sa.select(Client.id).where(
        Client.trader_id == WHOSE, Client.archived_on.is_(None), Client.level == level
    )
    for level in ServiceLevel
]
LEVELS, LEVELS_ABOUT = (
    sa.select(
        *(sa.func.count().select().select_from(one.subquery()).scalar_subquery() for one in each)
    )
    for each in (AT_LEVEL, [one.limit(MOST_COUNTED + 1) for one in AT_LEVEL])
)
MARKS = sa.union_all(
    sa.select(sa.literal("tag").label("kind"), Tag.id, Tag.name, Tag.key).where(
        Tag.trader_id == WHOSE, sa.exists().where(client_tags.c.tag_id == Tag.id)
    ),
    sa.select(sa.literal("group"), Group.id, Group.name, Group.key).where(Group.trader_id == WHOSE),
).order_by("kind", "key")
TAGS_WORN = (
    sa.select(client_tags.c.client_id, Tag.name)
    .join(Tag, Tag.id == client_tags.c.tag_id)
    .where(client_tags.c.client_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Tag.key)
)
VIEWS = (
    sa.select(SavedView.name, SavedView.query, SavedView.id)
    .where(SavedView.trader_id == WHOSE)
    .order_by(SavedView.key)
    .limit(MOST_VIEWS)
)


@dataclass(frozen=True)
class Listing:
    clients: Sequence[Listed]
    narrowing: Narrowing
    after: Listed | None = None
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

    def _at(self, client: Listed, how: str) -> str:
        place = self.narrowing.sort.order.say(client)
        return self.narrowing.query(**{how: client.id, "place": place})


def list_clients(trader: Trader, narrowing: Narrowing, page: int = PAGE) -> Listing:
    """Read one page; the number of queries is the same however many clients there are."""
    if narrowing.q:
        return _found(trader, narrowing, page)
    chosen = choose(trader, narrowing)
    before: list[Listed] = []
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
    parts = ranked(trader, query, choose(trader, narrowing), to_the_end=narrowing.chooses)
    clients = best(parts, page + 1, _read)
    shown = clients[:page]
    return Listing(shown, narrowing, findings=findings(shown, query), cut=len(clients) > page)


def walk(
    chosen: sa.Select[Client],
    narrowing: Narrowing,
    place: Place | None,
    most: int,
    *,
    back: bool = False,
    itself: bool = False,
) -> list[Listed]:
    """Read the clients behind a place in the list, or back from it."""
    found: list[Listed] = []
    for part in narrowing.sort.order.parts(chosen, place, back=back, itself=itself):
        if len(found) < most:
            found += _read(part.limit(most - len(found)))
    return found


def _read(clients: sa.Select[Client]) -> list[Listed]:
    return [Listed(*row) for row in db.session.execute(clients.with_only_columns(*SHOWN))]


def ids_of(trader: Trader, narrowing: Narrowing) -> list[int]:
    """Name all clients whom a list shows, page after page; of a search, those it finds."""
    chosen = choose(trader, narrowing)
    if narrowing.q:
        by_words = [*ranked(trader, read(narrowing.q), chosen, to_the_end=True)][-1:]
        if not by_words:
            return []
        chosen = by_words[0]
    return list(db.session.scalars(chosen.with_only_columns(Client.id)))


def tags_worn(clients: Iterable[Listed]) -> dict[int, list[str]]:
    """Name the tags of the clients of a list, by client; one query."""
    found: dict[int, list[str]] = {client.id: [] for client in clients}
    for client_id, name in db.session.execute(TAGS_WORN, {"ids": list(found)}):
        found[client_id].append(name)
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
    """Count the clients at each level, each in its stretch of the index by level."""
    counted = db.session.execute(LEVELS, {"trader_id": trader.id}).one()
    return dict(zip(ServiceLevel, counted, strict=True))


def tell_levels(trader: Trader) -> dict[ServiceLevel, str]:
    """Say how many clients are at each level: "230", and "5000+" where they are more."""
    return _told_levels.get(trader, work_out=lambda: _tell_levels(trader))


_told_levels = Keeper[dict[ServiceLevel, str]]()


def _tell_levels(trader: Trader) -> dict[ServiceLevel, str]:
    counted = db.session.execute(LEVELS_ABOUT, {"trader_id": trader.id}).one()
    words = (str(n) if n <= MOST_COUNTED else f"{MOST_COUNTED}+" for n in counted)
    return dict(zip(ServiceLevel, words, strict=True))


Marks = Sequence[sa.Row[str, int, str, str]]


def marks_in_use(trader: Trader) -> tuple[Marks, Marks]:
    """List the tags that somebody has, and the groups: number and name; one query for both."""
    rows = db.session.execute(MARKS, {"trader_id": trader.id}).all()
    tags, groups = ([row for row in rows if row.kind == kind] for kind in ("tag", "group"))
    return tags, groups


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
    own = db.session.execute(VIEWS, {"trader_id": trader.id})
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
    if narrowing.group:
        chosen = chosen.where(Client.group_id == narrowing.group)
    if narrowing.quiet == NEVER_IN_TOUCH:
        chosen = chosen.where(Client.last_contact_on.is_(None))
    elif since := narrowing.quiet_since(trader.today()):
        chosen = chosen.where(Client.last_contact_on <= since)
    if narrowing.own:
        chosen = chosen.where(fits(trader, narrowing.own))
    if narrowing.sent:
        chosen = chosen.where(Client.sent_somebody())
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
