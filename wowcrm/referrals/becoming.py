"""How somebody who was sent becomes a client: filled in with what is known, and the link kept."""

import re
from collections.abc import Mapping
from datetime import date

from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.telling import lookalikes, tell_details
from wowcrm.db import db
from wowcrm.referrals.models import Referral

Told = Mapping[str, str | None]
"""Name, organisation, email and phone of the new client."""


def known_of(referral: Referral) -> dict[str, str | None]:
    """Fill in the new client: the name, and what looks like an e-mail or a phone."""
    contact = referral.contact or ""
    email = re.search(r"(?<![^\s@,;<>])[^\s@,;<>]+@[^\s@,;<>]+", contact)
    phone = re.search(r"\+?\d[\d\s().\-/]{4,}\d", contact)
    return {
        "name": referral.name,
        "email": email[0] if email else None,
        "phone": phone[0] if phone else None,
    }


def like_them(referral: Referral, told: Told) -> list[Client]:
    """Find the clients who may be the one who was sent; never the sender."""
    found = lookalikes(
        referral.referrer.trader, told["name"] or "", _some(told["email"]), _some(told["phone"])
    )
    return [client for client in found if client.id != referral.referrer_id]


def make_client(referral: Referral, told: Told, *, on: date) -> Client:
    """Make the client, with the first line of their story and the link to whoever sent them."""
    trader = referral.referrer.trader
    client = Client(
        trader=trader,
        name=told["name"],
        organisation=told["organisation"],
        client_since=on,
        notes=referral.note,
        value=referral.value,
    )
    db.session.add(client)
    for kind, value in ((DetailKind.PHONE, told["phone"]), (DetailKind.EMAIL, told["email"])):
        tell_details(client, kind, [(each, None) for each in _some(value)], trader)
    db.session.flush()
    client.begin(on=on)
    referral.convert(client, on=on)
    return client


def _some(text: str | None) -> list[str]:
    return [text] if text else []
