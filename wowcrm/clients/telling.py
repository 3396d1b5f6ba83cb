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
    named = Client.of(trader).where(Client.sort_key == fold(name))
    reached = Client.of(trader).where(
        Client.id.in_(
            sa.select(ContactDetail.client_id).where(
                ContactDetail.key.in_(keys),
                ContactDetail.kind.in_((DetailKind.EMAIL, DetailKind.PHONE)),
            )
        )
    )
    found = [*db.session.scalars(named.limit(3))]
    if keys:
        found += [each for each in db.session.scalars(reached.limit(3)) if each not in found]
    return found[:3]
