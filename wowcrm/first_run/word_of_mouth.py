"""Who sent whom in the demonstration, and what clients said."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.first_run.telling import Telling
from wowcrm.referrals.models import BadWord, GoodWord, Referral

Row = dict[str, Any]


def spread(telling: Telling, clients: Sequence[Client]) -> None:
    """Let clients send each other, and speak; none of it is left to chance."""
    by_name = {client.name: client for client in reversed(clients)}

    def told(rows: str) -> list[Row]:
        """Choose what is told of people who are there."""
        chosen: list[Row] = telling.texts[rows]
        return [row for row in chosen if {row["by"], row.get("became", row["by"])} <= set(by_name)]

    for row in told("referrals"):
        _refer(telling, row, by_name)
    for row in told("good_words"):
        client = by_name[row["by"]]
        telling.tell(client, row["ago"], partial(_say, client, row, telling))
    for row in told("bad_words"):
        _hear(telling, row, by_name[row["by"]])


def _refer(telling: Telling, row: Row, by_name: dict[str, Client]) -> None:
    sender, became = by_name[row["by"]], by_name.get(row.get("became", ""))
    since = became.client_since if became else None
    ago = (telling.on - since).days + 9 if since else row["ago"]
    referral = Referral(name=row["name"], contact=row.get("contact"), note=row.get("note"))
    telling.tell(sender, ago, partial(_send, sender, referral))
    if "thanked" in row:
        thanks = partial(_thank, referral, row.get("how"))
        telling.tell(sender, max(ago - row["thanked"], 0), thanks)
    if became is not None:
        telling.tell(sender, ago - 9, partial(_become, referral, became))
    if "nothing" in row:
        telling.tell(sender, row["nothing"], lambda on: referral.come_to_nothing(on=on))


def _send(sender: Client, referral: Referral, on: date) -> None:
    referral.received_on = on
    sender.referrals.insert(0, referral)
    db.session.flush()
    referral.log_arrival()


def _thank(referral: Referral, how: str | None, on: date) -> None:
    referral.thank(on=on, how=how)


def _become(referral: Referral, client: Client, on: date) -> None:
    referral.convert(client, on=on)


def _say(client: Client, row: Row, telling: Telling, on: date) -> None:
    consent = telling.on - timedelta(days=row["consent"]) if "consent" in row else None
    word = GoodWord(
        words=row["words"],
        place=row.get("place"),
        link=row.get("link"),
        said_on=on,
        consent_on=consent,
    )
    client.good_words.insert(0, word)
    db.session.flush()
    word.log_arrival()


def _hear(telling: Telling, row: Row, client: Client) -> None:
    word = BadWord(words=row["words"], place=row.get("place"))
    telling.tell(client, row["ago"], partial(_listen, client, word))
    if "seen_to" in row:
        telling.tell(client, row["seen_to"], lambda on: word.see_to(on=on))


def _listen(client: Client, word: BadWord, on: date) -> None:
    word.heard_on = on
    client.bad_words.insert(0, word)
    db.session.flush()
    word.log_arrival()
