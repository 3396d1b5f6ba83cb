"""Whom an entry is about: a client, somebody new, or still to be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.search.index import find
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

OFFERED = 6
NEW = "new"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Whom:
    """Who was chosen, and whom to offer for what was typed."""

    words: str = ""
    client: Client | None = None
    is_new: bool = False
    """Somebody who is called `words` and is no client yet."""
    offered: Sequence[Client] = ()
    error: str | None = None

    @property
    def is_chosen(self) -> bool:
        return self.client is not None or self.is_new

    @property
    def suggests_new(self) -> bool:
        """Whether nobody else can have been meant."""
        return self.is_new or bool(self.words and not self.offered)


def whom(trader: Trader, said: Mapping[str, str], client: Client | None) -> Whom:
    """Understand what a form or an address says; a client was looked up before."""
    words = " ".join(said.get("whom", "").replace("\x00", "").split())[:LONGEST_NAME]
    offered = [*([client] if client else []), *_offer(trader, words)]
    is_new = client is None and bool(words) and said.get("client") == NEW
    return Whom(words, client, is_new, list(dict.fromkeys(offered))[:OFFERED])


def _offer(trader: Trader, words: str) -> Sequence[Client]:
    """Find who may be meant; without words, those last in touch with, then the newest."""
    if words:
        return find(trader, read(words), most=OFFERED)
    return db.session.scalars(
        Client.active(trader)
        .order_by(Client.last_contact_on.desc().nulls_last(), Client.id.desc())
        .limit(OFFERED)
    ).all()


def missing(chosen: Whom) -> Whom:
    """Ask for the client, in words that fit what was typed."""
    if not chosen.words:
        return replace(chosen, error=_("Choose a client, or type the name of a new one."))
    if chosen.offered:
        return replace(chosen, error=_("Which of them is it? Or add somebody new."))
    return replace(
        chosen,
        error=_(
            "Nobody here is called “%(name)s” yet. Press once more to add them.", name=chosen.words
        ),
    )


def settled(chosen: Whom, trader: Trader, *, on: date) -> Client:
    """Return the client, who is made here if they are new."""
    if chosen.client is not None:
        return chosen.client
    client = stand_in(chosen, trader)
    client.client_since = on
    db.session.add(client)
    db.session.flush()
    client.begin(on=on)
    return client


def stand_in(chosen: Whom, trader: Trader) -> Client:
    """Return the client, or somebody of the typed name who is not saved."""
    return chosen.client or Client(trader_id=trader.id, name=chosen.words)
