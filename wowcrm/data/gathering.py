"""What goes out of a thousand clients: gathered in six statements, on one glance at the database."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from wowcrm.clients.models import DetailKind, Tag, client_tags
from wowcrm.custom_fields.models import CustomField, CustomValue, FieldKind
from wowcrm.data.asking import CLIENTS, DATES, DETAILS, whose
from wowcrm.data.bulk import unswept
from wowcrm.db import db, many, one_of, reading
from wowcrm.referrals.models import Referral

EVENT = "event"
FIELDS = cast(sa.Table, CustomField.__table__)
VALUES = cast(sa.Table, CustomValue.__table__)

# No column is read that is not written, and days as they are written: each costs, for every client.
CLIENT = [
    CLIENTS.c.id,
    sa.type_coerce(CLIENTS.c.value, sa.BigInteger).label("worth"),
    sa.type_coerce(CLIENTS.c.level, sa.String).label("level"),
    CLIENTS.c.notes,
    sa.cast(CLIENTS.c.archived_on, sa.String).label("away"),
    CLIENTS.c.contact_every,
    CLIENTS.c.contacts_at_most,
    CLIENTS.c.contacts_within,
    # From here on in the order in which they stand in the file.
    CLIENTS.c.name,
    CLIENTS.c.given,
    CLIENTS.c.family,
    CLIENTS.c.organisation,
    CLIENTS.c.job_title,
    sa.cast(CLIENTS.c.client_since, sa.String).label("client_since"),
    CLIENTS.c.found_us_by,
]
DETAIL = [
    DETAILS.c.client_id,
    sa.type_coerce(DETAILS.c.kind, sa.String),
    DETAILS.c.label,
    DETAILS.c.value,
    DETAILS.c.key,
]
DATE = [DATES.c[name] for name in ("client_id", "label", "month", "day", "year")]

Rows = Sequence[Any]
Pairs = dict[int, list[tuple[str, str | None, str]]]
"""A kind, a label and a value each, by the number of the client."""


class Own(NamedTuple):
    """One of the trader's own fields."""

    id: int
    name: str
    kind: FieldKind


class Gathered(NamedTuple):
    """Clients' own columns, and everything else by the number of the client."""

    clients: Rows
    pairs: Pairs
    birthdays: dict[int, str]
    tags: dict[int, list[str]]
    senders: dict[int, str]
    own: dict[int, dict[int, str]]
    """What is known in the trader's own fields, by client and field."""


class Gathering:
    """Gathers a trader's clients, some at a time; `only` chooses some of them by their numbers."""

    def __init__(self, trader_id: int, only: Sequence[int] | None, birthday: str) -> None:
        self.birthday = birthday
        self.only = {} if only is None else {"only": many(only)}
        chosen = sa.true() if only is None else one_of(CLIENTS.c.id, "only")
        mine = sa.select(CLIENTS.c.id).where(CLIENTS.c.trader_id == trader_id, chosen)
        self.widest = _most_details(mine), _most_dates(mine)
        self.following = (
            sa.select(*CLIENT)
            .where(whose(trader_id), CLIENTS.c.id > sa.bindparam("last"), chosen)
            .order_by(CLIENTS.c.id)
            .limit(sa.bindparam("most"))
        )
        # Written once and asked many times, because writing them takes longer than the answer.
        self.details, self.dates, self.tags, self.senders, self.own = (
            _details(),
            _dates(),
            _tags(),
            _senders(),
            _own(),
        )
        with reading(), db.engine.connect() as connection:
            asked = sa.select(FIELDS).where(FIELDS.c.trader_id == trader_id).order_by(FIELDS.c.id)
            self.fields = [Own(row.id, row.name, row.kind) for row in connection.execute(asked)]
            """The trader's own fields, those put away among them: nothing is left behind."""

    def widths(self) -> dict[str, int]:
        """Count the most e-mails, phones and so on that one client has; at least one of each."""
        with reading(), db.engine.connect() as connection:
            found = [n for query in self.widest for n in connection.execute(query, self.only).one()]
        kinds = [*(kind.value for kind in DetailKind), EVENT]
        return {kind: max(number or 0, 1) for kind, number in zip(kinds, found, strict=True)}

    def after(self, last: int, most: int) -> Gathered:
        """Gather the next clients after the `last` one.

        On a connection of its own: a download is slow, and must not hold a transaction open.
        """
        with reading(), db.engine.connect() as connection:

            def ask(query: sa.Select[Any], values: Mapping[str, Any]) -> Rows:
                return connection.execute(query, values).all()

            clients = ask(self.following, {"last": last, "most": most, **self.only})
            them = {"ids": many([row[0] for row in clients])}
            details, dates, tags, senders = (
                ask(query, them) for query in (self.details, self.dates, self.tags, self.senders)
            )
            own = ask(self.own, them) if self.fields else ()
        pairs = _paired(details)
        birthdays = _told_apart(dates, self.birthday, pairs)
        told: dict[int, dict[int, str]] = defaultdict(dict)
        for client_id, field_id, text in own:
            told[client_id][field_id] = text
        return Gathered(clients, pairs, birthdays, _listed(tags), dict(map(tuple, senders)), told)

    def pieces(self, most: int, write: Callable[[Gathered], str]) -> Iterator[str]:
        """Write all clients, some at a time, each chunk let go before the garbage is looked at."""
        last: int | None = 0
        while last is not None:
            with unswept():
                piece, last = self._piece(last, most, write)
            yield piece

    def _piece(
        self, last: int, most: int, write: Callable[[Gathered], str]
    ) -> tuple[str, int | None]:
        some = self.after(last, most)
        return write(some), some.clients[-1][0] if some.clients else None


def _most_details(mine: sa.Select[int]) -> sa.Select[Any]:
    counts = [sa.func.count().filter(DETAILS.c.kind == kind).label(kind) for kind in DetailKind]
    return _most(sa.select(*counts), DETAILS, mine)


def _most_dates(mine: sa.Select[int]) -> sa.Select[Any]:
    return _most(sa.select(sa.func.count().label(EVENT)), DATES, mine)


def _most(
    counts: sa.Select[*tuple[Any, ...]], table: sa.Table, mine: sa.Select[int]
) -> sa.Select[Any]:
    by_client = counts.where(table.c.client_id.in_(mine)).group_by(table.c.client_id).subquery()
    return sa.select(*map(sa.func.max, by_client.c))


def _details() -> sa.Select[Any]:
    query = sa.select(*DETAIL).where(one_of(DETAILS.c.client_id, "ids"))
    return query.order_by(DETAILS.c.client_id, DETAILS.c.id)


def _dates() -> sa.Select[Any]:
    return sa.select(*DATE).where(one_of(DATES.c.client_id, "ids")).order_by(DATES.c.id)


def _tags() -> sa.Select[Any]:
    query = sa.select(client_tags.c.client_id, Tag.name).join(Tag, Tag.id == client_tags.c.tag_id)
    return query.where(one_of(client_tags.c.client_id, "ids")).order_by(Tag.key)


def _own() -> sa.Select[Any]:
    query = sa.select(VALUES.c.client_id, VALUES.c.field_id, VALUES.c.text)
    return query.where(one_of(VALUES.c.client_id, "ids"))


def _senders() -> sa.Select[Any]:
    """Name the client who sent each of these, the first of them last."""
    name = sa.select(CLIENTS.c.name).where(CLIENTS.c.id == Referral.referrer_id).scalar_subquery()
    query = sa.select(Referral.client_id, name).where(
        one_of(sa.inspect(Referral).columns.client_id, "ids"),
        Referral.became_client_on.is_not(None),
    )
    return query.order_by(Referral.id.desc())


def _paired(details: Rows) -> Pairs:
    """Gather labels and values."""
    found: Pairs = defaultdict(list)
    for client_id, kind, label, value, key in details:
        # A phone that was understood is written so that any country's telephone understands it.
        understood = kind == "phone" and key.startswith("+") and "ext" not in value
        found[client_id].append((kind, label, key if understood else value))
    return found


def _told_apart(dates: Rows, birthday: str, pairs: Pairs) -> dict[int, str]:
    """Give each client's birthday; the other dates join the pairs as events."""
    birthdays: dict[int, str] = {}
    for client_id, label, month, day, year in dates:
        written = f"--{month:02}-{day:02}" if year is None else f"{year:04}-{month:02}-{day:02}"
        if label == birthday and client_id not in birthdays:
            birthdays[client_id] = written
        else:
            pairs[client_id].append((EVENT, label, written))
    return birthdays


def _listed(tags: Rows) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for client_id, name in tags:
        found[client_id].append(name)
    return found
