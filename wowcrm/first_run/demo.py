"""A believable business to look at: Nora's sixty clients over two years, told anew for any day."""

import random
import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag, fold
from wowcrm.clients.reach import key_of
from wowcrm.data.habits import region_of
from wowcrm.db import db
from wowcrm.delights.models import Idea
from wowcrm.first_run.agreements import promise_events, sheet_events
from wowcrm.first_run.corners import CORNERS
from wowcrm.first_run.enquiring import gather, open_the_door
from wowcrm.first_run.listening import listen
from wowcrm.first_run.lives import LIVES
from wowcrm.first_run.proposed import propose
from wowcrm.first_run.start import register
from wowcrm.first_run.story import play
from wowcrm.first_run.telling import Telling
from wowcrm.first_run.word_of_mouth import spread
from wowcrm.reminders.models import Reminder
from wowcrm.reminders.repeating import Often, Repeat
from wowcrm.standards.models import Checklist, Rhythm, Standard
from wowcrm.traders.models import Trader

EMAIL = "nora@example.com"
TWO_YEARS = timedelta(days=730)
EXPECTED = "Post a handwritten welcome the day they say yes"
"""How the idea begins that has become a standard by now."""


@cache
def texts() -> dict[str, Any]:
    """Return who and what the business is told of."""
    return tomllib.loads(resources.files(__package__).joinpath("demo.toml").read_text("utf-8"))


def make_demo(password: str) -> tuple[Trader, list[Client]]:
    """Make Nora and her business, as of her today."""
    trader = register(
        name="Nora Lind",
        business="Lind Accounts",
        email=EMAIL,
        password=password,
        trade="bookkeeper",
        timezone="Europe/Riga",
        open_signup=True,
    )
    return trader, tell_business(trader, on=trader.today())


def tell_business(trader: Trader, *, on: date) -> list[Client]:
    """Give a trader sixty clients and two years with them; the same ones for the same day."""
    telling = _begin(trader, on)
    tags = _tags(telling)
    clients = []
    for row in telling.texts["clients"]:
        client = _client(row, telling, tags)
        LIVES[row["life"]](telling, client, row)
        for corner in row.get("corners", ()):
            CORNERS[corner](telling, client)
        clients.append(client)
    spread(telling, clients)
    agree(telling, clients)
    propose(telling, clients)
    listen(telling, clients)
    open_the_door(telling)
    gather(telling, clients)
    remind(telling, clients)
    db.session.flush()
    play(trader, telling.events, until=on)
    _settle(telling, clients)
    return clients


def agree(telling: Telling, clients: Sequence[Client]) -> None:
    """Promise, and put in writing, with those who are there; none of it is left to chance."""
    by_name = {client.name: client for client in reversed(clients)}
    for rows, tell in (("promises", promise_events), ("sheets", sheet_events)):
        for row in telling.texts[rows]:
            if client := by_name.get(row["by"]):
                telling.events += tell(client, row, telling.on)


def remind(telling: Telling, clients: Sequence[Client]) -> None:
    """Leave what Nora does not trust to her memory."""
    by_name = {client.name: client for client in reversed(clients)}
    for row in telling.texts["reminders"]:
        due_on = telling.on + timedelta(days=row["due"])
        repeat = Repeat(Often(row["often"]), row.get("every", 1)) if "often" in row else None
        db.session.add(
            Reminder(
                trader=telling.trader,
                client=by_name.get(row.get("by", "")),
                what=row["what"],
                due_on=due_on,
                begins_on=due_on,
                hour=time(row["hour"]) if "hour" in row else None,
                repeats=repeat.written if repeat else None,
            )
        )


def _begin(trader: Trader, on: date) -> Telling:
    ideas = list(db.session.scalars(Idea.fresh(trader)))
    expected = next(idea for idea in ideas if idea.text.startswith(EXPECTED))
    expected.became_standard_on = on - timedelta(days=10)
    ideas.remove(expected)
    trader.created_at = _moment(on - TWO_YEARS)
    return Telling(
        trader=trader,
        on=on,
        chance=random.Random(42),
        texts=texts(),
        ideas=ideas,
        expected=expected,
        checklists={each.rhythm: each for each in db.session.scalars(Checklist.of(trader))},
    )


def _settle(telling: Telling, clients: list[Client]) -> None:
    """Leave everything as it would be had all this been typed in over the years."""
    start = telling.checklists[Rhythm.START]
    start.standards.append(Standard(promise="A handwritten welcome is in the post the same day"))
    for client in clients:
        client.created_at = _moment(client.client_since or telling.on - timedelta(days=2))
        client.plan_contact()
    telling.trader.assessed_on = telling.trader.welcomed_on = telling.on


def _client(row: dict[str, Any], telling: Telling, tags: list[Tag]) -> Client:
    chance = telling.chance
    name: str = row["name"]
    given, _, family = name.partition(" ")
    is_person = 1 <= name.count(" ") <= 2 and name[0].isalpha()
    client = Client(
        trader=telling.trader,
        name=name,
        given=given if is_person else None,
        family=family if is_person else None,
        organisation=row.get("organisation"),
        value=Decimal(row.get("value", chance.randint(6, 90) * 100)),
        found_us_by=telling.one_of("found_us_by") if chance.random() < 0.6 else None,
        notes=telling.one_of("notes") if chance.random() < 0.6 else None,
    )
    client.tags.extend(chance.sample(tags, chance.choice((0, 1, 1, 2))))
    _add_details(client, chance)
    if chance.random() < 0.3:
        client.dates.append(
            ImportantDate(label="Birthday", month=chance.randint(1, 12), day=chance.randint(1, 28))
        )
    db.session.add(client)
    return client


def _add_details(client: Client, chance: random.Random) -> None:
    """Give an address at a domain, and a number in a range, that will never be anybody's."""
    mailbox = ".".join(re.findall("[a-z]+", fold(client.name))[:2]) or "hello"
    found = [(DetailKind.EMAIL, f"{mailbox}@example.com")]
    if chance.random() < 0.7:
        found.append((DetailKind.PHONE, f"+44 7700 900{chance.randint(0, 999):03}"))
    if chance.random() < 0.3:
        street = f"{chance.randint(1, 90)} Harbour Street, Riverside"
        found.append((DetailKind.ADDRESS, street))
    region = region_of(client.trader.timezone)
    client.details.extend(
        ContactDetail(kind=kind, value=value, key=key_of(kind, value, region))
        for kind, value in found
    )


def _tags(telling: Telling) -> list[Tag]:
    tags = [Tag(trader_id=telling.trader.id, name=name) for name in telling.texts["tags"]]
    db.session.add_all(tags)
    return tags


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
