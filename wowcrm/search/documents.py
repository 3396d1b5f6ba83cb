"""What of a client can be found: gathered for many clients at once, in five queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.custom_fields.models import CustomValue
from wowcrm.db import db
from wowcrm.needs.models import Need
from wowcrm.search.folding import words, words_of_each
from wowcrm.timeline.models import Interaction, InteractionKind

UNTOLD = (InteractionKind.LEVEL, InteractionKind.CHECK, InteractionKind.CLIENT)
"""Lines that the app writes by itself; nobody looks for them."""

# Built once, since building a statement costs more than asking it.
IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
CLIENTS = sa.select(
    Client.id,
    Client.trader_id,
    Client.name,
    Client.organisation,
    Client.job_title,
    Client.notes,
).where(Client.id.in_(IDS))
DETAILS = sa.select(
    ContactDetail.client_id, ContactDetail.kind, ContactDetail.value, ContactDetail.key
).where(ContactDetail.client_id.in_(IDS))
LINES = sa.select(Interaction.client_id, Interaction.summary).where(
    Interaction.client_id.in_(IDS), Interaction.kind.not_in(UNTOLD)
)
OWN = (
    sa.select(CustomValue.client_id, CustomValue.text)
    .where(CustomValue.client_id.in_(IDS))
    .order_by(CustomValue.field_id)
)
NEEDS = sa.select(Need.client_id, Need.summary).where(Need.client_id.in_(IDS))

COUNTRIES = {str(code) for code in COUNTRY_CODE_TO_REGION_CODE}


class Document(NamedTuple):
    """One client's words, folded: without accents and case, so that both databases find alike."""

    client_id: int
    trader_id: int
    names: str
    reach: str
    notes: str
    story: str


Ask = Callable[[sa.Executable, dict[str, Sequence[int]]], Any]


def documents(ids: Sequence[int], ask: Ask | None = None) -> Iterator[Document]:
    """Gather the documents of these clients; a client who is gone has none.

    `ask` asks the database, if not by the session.
    """
    ask = ask or db.session.execute
    reach, story = _reach(ids, ask), _story(ids, ask)
    needs, own = _told(NEEDS, ids, ask), _told(OWN, ids, ask)
    rows = ask(CLIENTS, {"ids": ids})
    for id, trader_id, name, organisation, job_title, notes in rows:
        yield Document(
            id,
            trader_id,
            names=words(joined(name, organisation)),
            reach=" ".join(reach[id]),
            notes=words(joined(job_title, notes, *needs[id], *own[id])),
            story=words(joined(*story[id])),
        )


def joined(*texts: str | None) -> str:
    return "\n".join([text for text in texts if text])


def reach_of(kind: DetailKind, value: str, key: str) -> str:
    """Give the words by which a way to reach somebody is found."""
    return _numbers(key) if kind is DetailKind.PHONE else words(value)


class Reach(Protocol):
    """A way to reach somebody."""

    kind: DetailKind
    value: str
    key: str


def reaches_of(clients: Iterable[Iterable[Reach]]) -> list[str]:
    """Give the words by which each of many clients is found who has these ways to be reached."""
    told = [
        [_numbers(way.key) if way.kind is DetailKind.PHONE else way.value for way in ways]
        for ways in clients
    ]
    return words_of_each([" ".join(each) for each in told])


def _reach(ids: Sequence[int], ask: Ask) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ask(DETAILS, {"ids": ids})
    for client_id, kind, value, key in rows:
        found[client_id].append(reach_of(kind, value, key))
    return found


def _numbers(key: str) -> str:
    """Spell a phone as it may be typed: with its country's code, and without."""
    digits = key[1:] if key.startswith("+") and key[1:].isdecimal() else _digits(key)
    if not key.startswith("+"):
        return digits
    code = _code(digits[:3])
    return f"{digits} {digits[code:].lstrip('0')}" if code else digits


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@lru_cache(maxsize=2000)
def _code(digits: str) -> int:
    """Tell how many digits are the country's code; none is the beginning of another's."""
    return next((length for length in (1, 2, 3) if digits[:length] in COUNTRIES), 0)


def _story(ids: Sequence[int], ask: Ask) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for client_id, summary in ask(LINES, {"ids": ids}):
        found[client_id].append(summary)
    return found


def _told(query: sa.Select[int, str], ids: Sequence[int], ask: Ask) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for client_id, text in ask(query, {"ids": ids}):
        found[client_id].append(text)
    return found
