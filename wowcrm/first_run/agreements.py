"""What was promised and agreed in a story that is told: given, kept, agreed anew, put in writing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.answering import declined
from wowcrm.documents.models import Document
from wowcrm.expectations.deliveries import promise_to
from wowcrm.expectations.sharing import draft_of, ground_rules_of, keep, share, sheet_of
from wowcrm.first_run.story import Event
from wowcrm.promises.models import Promise, Source

Row = dict[str, Any]


def promise_events(client: Client, row: Row, on: date) -> Iterator[Event]:
    """Tell of a promise: days are days ago, but for `due` and `to`, which are days ahead."""
    promise = Promise(what=row["what"], made_on=_ago(on, row["made"]), due_on=_ago(on, -row["due"]))
    yield Event(promise.made_on, client, partial(_give, client, promise))
    if "agreed" in row:
        to = partial(promise.renegotiate, _ago(on, -row["to"]), row["because"])
        yield Event(_ago(on, row["agreed"]), client, lambda day: to(on=day))
    if "kept" in row:
        yield Event(_ago(on, row["kept"]), client, lambda day: promise.keep(on=day))
    if "released" in row:
        yield Event(_ago(on, row["released"]), client, lambda day: promise.let_go(on=day))


def sheet_events(client: Client, row: Row, on: date) -> Iterator[Event]:
    """Tell of a sheet that is shared, perhaps answered, perhaps changed; its rhythm is kept."""
    shared = _ago(on, row["ago"])
    yield Event(shared, client, partial(_share, client, {}))
    if "agreed" in row:
        yield Event(_ago(on, row["agreed"]), client, partial(_accept, client))
        for day in _days_of_rhythm(client, shared, on):
            yield Event(day, client, partial(_deliver, client))
    if "declined" in row:
        declined = partial(_decline, client, row.get("because"))
        yield Event(_ago(on, row["declined"]), client, declined)
    if "changed" in row:
        change = partial(_share, client, row["changes"])
        yield Event(_ago(on, row["changed"]), client, change)


def _ago(on: date, days: int) -> date:
    return on - timedelta(days=days)


def _give(client: Client, promise: Promise, on: date) -> None:
    client.promises.append(promise)
    db.session.flush()
    promise.log_arrival()


def _share(client: Client, changes: Row, on: date) -> None:
    draft = draft_of(client)
    for name, words in changes.items():
        setattr(draft, name, words)
    keep(client, draft)
    db.session.flush()
    document = share(sheet_of(client), on=on)
    document.issued_at = _moment(on)


def _accept(client: Client, on: date) -> None:
    document = _paper(client)
    document.links[0].see(at=_moment(on))
    document.accept(client.name, at=_moment(on), on=on)


def _decline(client: Client, because: str | None, on: date) -> None:
    document = _paper(client)
    document.links[0].see(at=_moment(on))
    if document.decline(because, at=_moment(on), on=on):
        declined(document, on)


def _deliver(client: Client, on: date) -> None:
    """Keep what came round on this day, and promise the next."""
    promise_to(client, on=on)
    due = Promise.open(client.trader).where(
        Promise.client_id == client.id, Promise.source == Source.RHYTHM, Promise.due_on == on
    )
    for promise in db.session.scalars(due).all():
        promise.keep(on=on)


def _days_of_rhythm(client: Client, since: date, until: date) -> list[date]:
    """List the days between two on which something comes round, by the trader's ground rules."""
    days: set[date] = set()
    for line in ground_rules_of(client.trader).lines:
        day = line.next_after(since)
        while day < until:
            days.add(day)
            day = line.next_after(day)
    return sorted(days)


def _paper(client: Client) -> Document:
    document = sheet_of(client).document
    assert document is not None, "what was shared has a paper"
    return document


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)
