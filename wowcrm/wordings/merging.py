"""Fields of a wording: what {name} and its like stand for, for one client on one day."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.messages.drafts import TOPICS, Draft, Topic
from wowcrm.promises.models import Promise
from wowcrm.wordings.models import Wording

FIELD = re.compile(r"\{\s*([a-z][a-z ]{0,29})\s*\}")
Value = Callable[[Client, date], str | None]


def _next_promise(client: Client) -> Promise | None:
    coming = Promise.open(client.trader).where(Promise.client_id == client.id)
    return db.session.scalar(coming.limit(1))


def _promise(client: Client, _on: date) -> str | None:
    promise = _next_promise(client)
    return promise.what if promise else None


def _promised_day(client: Client, _on: date) -> str | None:
    promise = _next_promise(client)
    return when.weekday(promise.due_on) if promise else None


def _important_day(client: Client, on: date) -> str | None:
    coming = [(day, each.label) for each in client.dates if (day := each.next_on(on))]
    return min(coming)[1] if coming else None


def _need(client: Client, _on: date) -> str | None:
    return client.needs[0].summary if client.needs else None


def _last_contact(client: Client, on: date) -> str | None:
    return when.day(client.last_contact_on, on) if client.last_contact_on else None


FIELDS: Mapping[str, tuple[Value, object]] = {
    "name": (lambda client, _on: client.short_name, _l("how you speak of them")),
    "full name": (lambda client, _on: client.name, _l("their whole name")),
    "organisation": (lambda client, _on: client.organisation, _l("where they work")),
    "need": (_need, _l("what they came for")),
    "promise": (_promise, _l("what you promised next")),
    "promised day": (_promised_day, _l("and for which day")),
    "important day": (_important_day, _l("their next day that matters")),
    "last contact": (_last_contact, _l("when you were last in touch")),
    "today": (lambda _client, on: when.day(on), _l("the day of today")),
    "my name": (lambda client, _on: client.trader.name, _l("your name")),
    "my first name": (lambda client, _on: client.trader.first_name, _l("your first name")),
    "my business": (
        lambda client, _on: client.trader.business or client.trader.name,
        _l("your business"),
    ),
    "my phone": (lambda client, _on: client.trader.phone, _l("your phone, as on your papers")),
}


def filled(words: str, client: Client, on: date) -> str:
    """Fill in what is known; a field nothing is known for stays, for all to see."""

    def value(found: re.Match[str]) -> str:
        read = FIELDS.get(found[1].strip())
        return (read and read[0](client, on)) or found[0]

    return FIELD.sub(value, words)


def unknown(words: str) -> list[str]:
    """List the fields that mean nothing here."""
    return [name for name in _named(words) if name not in FIELDS]


def left_blank(words: str) -> list[str]:
    """List the fields that still stand in words that are to go out."""
    return [name for name in _named(words) if name in FIELDS]


def _named(words: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in FIELD.findall(words)))


def about_wording(client: Client, number: int, on: date) -> Draft | None:
    wording = db.session.scalar(Wording.of(client.trader).where(Wording.id == number))
    if wording is None:
        return None
    return Draft(filled(wording.subject or "", client, on), filled(wording.text, client, on))


TOPICS["wording"] = Topic(about_wording)
