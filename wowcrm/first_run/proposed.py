"""What Nora of the demonstration offers, and what she agreed on in writing with two of her clients."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.answering import accepted
from wowcrm.first_run.telling import Telling
from wowcrm.progress.models import ProgressNote, ScopeChange
from wowcrm.progress.sharing import share
from wowcrm.proposals.models import Proposal
from wowcrm.proposals.sending import begin, newest, send
from wowcrm.proposals.terms import Delivery, How, Item, Part, Terms, When
from wowcrm.services.models import Service
from wowcrm.work.models import Means

Row = dict[str, Any]


@cache
def texts() -> Row:
    text = resources.files(__package__).joinpath("proposals.toml").read_text("utf-8")
    return tomllib.loads(text)


def propose(telling: Telling, clients: Sequence[Client]) -> None:
    """Write proposals to those who are there, and let one of them say yes."""
    for name, value in texts()["letterhead"].items():
        setattr(telling.trader, name, value)
    services = {row["name"]: _service(telling, row) for row in texts()["services"]}
    by_name = {client.name: client for client in reversed(clients)}
    for row in texts()["proposals"]:
        if client := by_name.get(row["by"]):
            _propose(telling, client, row, services)


def _service(telling: Telling, row: Row) -> Service:
    price = Decimal(row["price"])
    service = Service(trader_id=telling.trader.id, **{**row, "price": price})
    db.session.add(service)
    return service


def _propose(telling: Telling, client: Client, row: Row, services: dict[str, Service]) -> None:
    proposals: list[Proposal] = []
    telling.tell(client, row["ago"], partial(_send, client, row, services, proposals))
    if "accepted" in row:
        telling.tell(client, row["accepted"], partial(_accept, client, proposals))
    for reached in row.get("reached", ()):
        telling.tell(client, reached["ago"], partial(_reach, proposals, reached["what"]))
    for paid in row.get("paid", ()):
        telling.tell(client, paid["ago"], partial(_pay, proposals, paid))
    for told in row.get("told", ()):
        telling.tell(client, told["ago"], partial(_tell, client, proposals, told["words"]))
    for asked in row.get("asked", ()):
        telling.tell(client, asked["ago"], partial(_ask, client, proposals, asked))


def _send(
    client: Client, row: Row, services: dict[str, Service], made: list[Proposal], on: date
) -> None:
    proposal = begin(client, row["title"])
    proposal.created_at = datetime.combine(on, time(9), UTC)
    proposal.write(_terms(row, services, on), on=on)
    send(proposal, on=on)
    made.append(proposal)


def _terms(row: Row, services: dict[str, Service], on: date) -> Terms:
    deliveries = tuple(
        Delivery(each["what"], on + timedelta(days=each["in"])) for each in row["deliveries"]
    )
    return Terms(
        title=row["title"],
        opening=row["opening"],
        items=tuple(_item(each, services, on) for each in row["items"]),
        excluded=row["excluded"],
        deliveries=deliveries,
        parts=tuple(_part(each, deliveries) for each in row["parts"]),
        needed=row["needed"],
    )


def _item(row: Row, services: dict[str, Service], on: date) -> Item:
    quantity = Decimal(row.get("quantity", 1))
    if "what" in row:
        return Item(row["what"], quantity, Decimal(row["price"]))
    service = services[row["service"]]
    service.use(on=on)
    return Item(
        service.name, quantity, service.price, service.unit, service.details, None, service.id
    )


def _part(row: Row, deliveries: Sequence[Delivery]) -> Part:
    how = How.SHARE if "share" in row else How.AMOUNT if "amount" in row else How.REST
    figure = row.get("share", row.get("amount"))
    return Part(
        what=row.get("what"),
        how=how,
        figure=None if figure is None else Decimal(figure),
        when=When.MILESTONE if "with" in row else When.ACCEPTED,
        milestone=deliveries[row["with"]].key if "with" in row else None,
    )


def _accept(client: Client, made: list[Proposal], on: date) -> None:
    offer = newest(made[0])
    assert offer is not None
    offer.document.accept(client.name, at=datetime.combine(on, time(18), UTC), on=on)
    accepted(offer.document, on)


def _reach(made: list[Proposal], place: int, on: date) -> None:
    made[0].milestones[place].reach(on=on)


def _pay(made: list[Proposal], row: Row, on: date) -> None:
    stage = made[0].stages[row["what"]]
    amount = Decimal(row.get("amount", stage.owed))
    payment = stage.pay(amount, Means(row.get("means", "transfer")), on=on, today=on)
    db.session.flush()
    payment.log_arrival()


def _tell(client: Client, made: list[Proposal], words: str, on: date) -> None:
    note = ProgressNote(client=client, proposal=made[0], text=words, written_on=on, sent_on=on)
    share(made[0])
    db.session.add(note)
    db.session.flush()
    note.log_arrival()


def _ask(client: Client, made: list[Proposal], row: Row, on: date) -> None:
    change = ScopeChange(client=client, proposal=made[0], what=row["what"], asked_on=on)
    db.session.add(change)
    db.session.flush()
    change.log_arrival()
    if row["said"] == "agree":
        change.agree(on=on)
    else:
        change.price_at(Decimal(row["amount"]), on=on)
