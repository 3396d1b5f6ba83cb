"""Gather what is known of many clients at once: the number of queries does not grow with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import db
from wowcrm.delights.facts import About, DateAhead, Given, IdeaFact, NeedNow
from wowcrm.delights.models import Delight, Idea
from wowcrm.needs.models import Need
from wowcrm.timeline.models import Interaction, InteractionKind
from wowcrm.traders.models import Trader

NOTES = 3
"""So many of the newest notes of a client are read, and none older than a year."""

NOTES_FOR = timedelta(days=365)


def about_clients(clients: Sequence[Client], today: date) -> dict[int, About]:
    """Return the facts of each client by their number, in the order given; four queries."""
    ids = [client.id for client in clients]
    needs, notes, dates, given = _needs(ids), _notes(ids, today), _dates(ids, today), _given(ids)
    return {
        client.id: About(
            client_id=client.id,
            name=client.short_name,
            needs=tuple(needs[client.id]),
            told=(*notes[client.id], *([client.notes] if client.notes else [])),
            dates=tuple(sorted(dates[client.id], key=lambda day: day.on)),
            given=tuple(given[client.id]),
            client_since=client.client_since,
            last_contact_on=client.last_contact_on,
        )
        for client in clients
    }


def fresh_ideas(trader: Trader) -> list[IdeaFact]:
    chosen = Idea.fresh(trader).with_only_columns(
        Idea.id, Idea.text, Idea.fits, Idea.minutes, Idea.cost
    )
    return [
        IdeaFact(id, text, tuple(fits or ()), minutes, cost)
        for id, text, fits, minutes, cost in db.session.execute(chosen)
    ]


def _needs(ids: list[int]) -> dict[int, list[NeedNow]]:
    found: dict[int, list[NeedNow]] = defaultdict(list)
    for need in db.session.execute(
        sa.select(
            Need.client_id,
            Need.id,
            Need.summary,
            Need.level,
            Need.judged_on,
            Need.could_exceed_by,
        )
        .where(Need.client_id.in_(ids))
        .order_by(Need.essential.desc(), Need.id)
    ):
        found[need[0]].append(NeedNow(*need[1:]))
    return found


def _notes(ids: list[int], today: date) -> dict[int, list[str]]:
    newest = sa.func.row_number().over(
        partition_by=Interaction.client_id,
        order_by=(Interaction.happened_on.desc(), Interaction.id.desc()),
    )
    notes = (
        sa.select(Interaction.client_id, Interaction.summary, newest.label("place"))
        .where(
            Interaction.client_id.in_(ids),
            Interaction.kind == InteractionKind.NOTE,
            Interaction.happened_on > today - NOTES_FOR,
        )
        .subquery()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for client_id, text, _place in db.session.execute(
        sa.select(notes).where(notes.c.place <= NOTES).order_by(notes.c.client_id, notes.c.place)
    ):
        found[client_id].append(text)
    return found


def _dates(ids: list[int], today: date) -> dict[int, list[DateAhead]]:
    found: dict[int, list[DateAhead]] = defaultdict(list)
    chosen = sa.select(ImportantDate).where(ImportantDate.client_id.in_(ids))
    for day in db.session.scalars(chosen):
        if next_on := day.next_on(today):
            found[day.client_id].append(DateAhead(day.label, next_on))
    return found


def _given(ids: list[int]) -> dict[int, list[Given]]:
    """Choose what is planned or delivered; what was dropped never reached the client."""
    found: dict[int, list[Given]] = defaultdict(list)
    for client_id, what, idea_id, delivered_on in db.session.execute(
        sa.select(Delight.client_id, Delight.what, Delight.idea_id, Delight.delivered_on)
        .where(Delight.client_id.in_(ids), Delight.dropped_on.is_(None))
        .order_by(Delight.id)
    ):
        found[client_id].append(Given(what, idea_id, delivered_on))
    return found
