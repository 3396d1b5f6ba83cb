"""What a form tells about a client, kept with as little disturbance as possible."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag, fold
from wowcrm.clients.reach import key_of
from wowcrm.data.habits import region_of
from wowcrm.db import db
from wowcrm.traders.models import Trader


class Day(NamedTuple):
    label: str
    month: int
    day: int
    year: int | None


def tell_details(
    client: Client, kind: DetailKind, told: Iterable[tuple[str, str | None]], trader: Trader
) -> None:
    """Make the client's details of one kind what was told; those that stay keep their rows."""
    region = region_of(trader.timezone)
    old = [detail for detail in client.details if detail.kind is kind]
    # Two spellings of one number are one.
    keyed = {key_of(kind, value, region): (value, label) for value, label in reversed([*told])}
    for key, (value, label) in reversed(keyed.items()):
        kept = next((detail for detail in old if detail.key == key), None)
        if kept is None:
            client.details.append(ContactDetail(kind=kind, value=value, label=label, key=key))
        else:
            old.remove(kept)
            kept.value, kept.label = value, label
    for detail in old:
        client.details.remove(detail)


def tell_dates(client: Client, told: Iterable[Day]) -> None:
    """Make the client's important dates what was told."""
    old = list(client.dates)
    for day in dict.fromkeys(told):
        kept = next((each for each in old if (each.month, each.day) == (day.month, day.day)), None)
        if kept is None:
            client.dates.append(ImportantDate(**day._asdict()))
        else:
            old.remove(kept)
            kept.label, kept.year = day.label, day.year
    for each in old:
        client.dates.remove(each)


def tell_tags(client: Client, names: Iterable[str], trader: Trader) -> None:
    """Make the client's tags those of the names; a tag that is new is made."""
    client.tags = tags_called(names, trader)


def tags_called(names: Iterable[str], trader: Trader, *, make: bool = True) -> list[Tag]:
    """Find the trader's tags of these names; a tag that is new is made, if that is wanted."""
    wanted = {fold(name): name for name in names}
    if not wanted:
        return []
    found = db.session.scalars(Tag.of(trader).where(Tag.key.in_(wanted))).all()
    known = {tag.key: tag for tag in found}
    if not make:
        return list(found)
    return [known.get(key) or new_tag(trader.id, name) for key, name in wanted.items()]


def new_tag(trader_id: int, name: str) -> Tag:
    """Make a tag, or find the one of the same name that another window has just made."""
    tag = Tag(trader_id=trader_id, name=name)
    try:
        with db.session.begin_nested():
            db.session.add(tag)
    except IntegrityError:
        made = sa.select(Tag).where(Tag.trader_id == trader_id, Tag.key == fold(name))
        return db.session.scalars(made).one()
    return tag


def lookalikes(
    trader: Trader, name: str, emails: Iterable[str] = (), phones: Iterable[str] = ()
) -> Sequence[Client]:
    """Find clients with the same name, e-mail or phone."""
    region = region_of(trader.timezone)
    keys = [key_of(DetailKind.EMAIL, email, region) for email in emails]
    keys += [key_of(DetailKind.PHONE, phone, region) for phone in phones]
    asked = {"trader_id": trader.id, "name": fold(name), "keys": keys}
    return db.session.scalars(ALIKE, asked).all()


def _alike() -> sa.Select[Client]:
    """Choose those of the same name, then those who are reached the same way, three at most."""
    whose = Client.trader_id == sa.bindparam("trader_id")
    # Who is there and who was put away are two stretches of the index by name, never one.
    named = [
        sa.select(Client.id, sa.literal(0).label("place")).where(
            whose, here, Client.sort_key == sa.bindparam("name")
        )
        for here in (Client.archived_on.is_(None), Client.archived_on.is_not(None))
    ]
    reached = (
        sa.select(Client.id, sa.literal(1))
        .join(ContactDetail, ContactDetail.client_id == Client.id)
        .where(
            whose,
            ContactDetail.key.in_(sa.bindparam("keys", expanding=True)),
            ContactDetail.kind.in_((DetailKind.EMAIL, DetailKind.PHONE)),
        )
    )
    each = sa.union_all(*named, reached).subquery()
    place = sa.func.min(each.c.place).label("place")
    once = sa.select(each.c.id, place).group_by(each.c.id).subquery()
    chosen = sa.select(Client).join(once, once.c.id == Client.id)
    return chosen.order_by(once.c.place, Client.id).limit(3)


# Built once, since building a statement costs more than asking it.
ALIKE = _alike()
