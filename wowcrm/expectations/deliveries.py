"""Make promises of what comes round: the next one ahead, and the one after it when its day comes."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.expectations.models import Delivery, Expectations
from wowcrm.promises.models import Promise, Source
from wowcrm.traders.models import Trader

A_DAY = timedelta(days=1)


def take_effect(sheet: Expectations, *, on: date) -> None:
    """Let the rhythm of a sheet hold: what it keeps goes on undisturbed, the rest ends."""
    client, wanted = sheet.client, list(sheet.lines)
    for delivery in client.deliveries:
        if delivery.ended_on is None and delivery.line in wanted:
            wanted.remove(delivery.line)
        else:
            delivery.end(on=on)
    for line in wanted:
        client.deliveries.append(
            Delivery(what=line.what, every=line.every, day=line.day, began_on=on, promised_until=on)
        )
    db.session.flush()
    promise_to(client, on=on)


def stop(client: Client, *, on: date) -> None:
    """Let nothing come round any more."""
    for delivery in client.deliveries:
        delivery.end(on=on)


def promise_to(client: Client, *, on: date) -> None:
    """Promise one client what comes next."""
    _promise(sa.select(Delivery).where(Delivery.client_id == client.id), on)


def promise_ahead(trader: Trader, *, on: date) -> None:
    """Promise all clients what comes next; a morning's work, which finds only whose day has come."""
    _promise(Delivery.of(trader).options(contains_eager(Delivery.client)), on)


def _promise(deliveries: sa.Select[Delivery], on: date) -> None:
    due = db.session.scalars(
        deliveries.where(
            Delivery.ended_on.is_(None),
            Delivery.promised_until <= on,
            Delivery.client.has(archived_on=None),
        )
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
    ).all()
    promises = [promise for delivery in due for promise in _next(delivery, on)]
    db.session.flush()
    if promises:
        # Many clients may wait for the same day of the month: they are promised it in one go.
        db.session.execute(sa.insert(Promise), promises)


def _next(delivery: Delivery, on: date) -> Iterator[dict[str, object]]:
    """Promise each on the day on which the one before it is due, until one lies ahead."""
    while delivery.promised_until <= on:
        made_on = delivery.promised_until
        due_on = delivery.line.next_after(made_on)
        origin = f"delivery-{delivery.id} {due_on}"
        yield {
            "client_id": delivery.client_id,
            "what": delivery.what,
            "made_on": made_on,
            "due_on": due_on,
            "source": Source.RHYTHM,
            "origin": origin,
        }
        delivery.promised_until, delivery.promised_as = due_on, origin
        delivery.client.watch(due_on + A_DAY)
