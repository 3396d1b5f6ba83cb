"""The six sample clients: let them in, tell whether they are here, and let them go again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import sqlalchemy as sa

from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea
from wowcrm.documents.models import Document, Series
from wowcrm.first_run.agreements import promise_events, sheet_events
from wowcrm.first_run.cast import (
    SampleClient,
    SampleDate,
    SampleDelight,
    SampleNeed,
    SampleTouch,
    SampleVisit,
    sample_clients,
)
from wowcrm.first_run.catalogue import Trade, checklists_for, ideas, trade_called
from wowcrm.first_run.listening import asked, complained
from wowcrm.first_run.start import make_checklist
from wowcrm.first_run.story import Event, play
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.search.index import refresh
from wowcrm.standards.models import Checklist, Outcome, Rhythm, Standard
from wowcrm.traders.models import Trader

HAS_SAMPLES = sa.select(
    sa.exists().where(Client.trader_id == sa.bindparam("trader_id"), Client.sample)
)
FIRST_JUDGED = 75
"""Days ago on which all was still well with every need, so that levels have a history."""


def samples_of(trader: Trader) -> sa.Select[Client]:
    return Client.of(trader).where(Client.sample)


def has_samples(trader: Trader) -> bool:
    return bool(db.session.scalar(HAS_SAMPLES, {"trader_id": trader.id}))


def add_samples(trader: Trader, *, on: date) -> list[Client]:
    """Let the sample clients in, with a past counted from `on`; those already here stay."""
    here = db.session.scalars(samples_of(trader)).all()
    if here:
        return list(here)
    trade = trade_called(trader.trade)
    checklist = _checklist_for_visits(trader)
    clients, events = [], list[Event]()
    for sample in sample_clients():
        client = _client(sample, trade, trader, on)
        clients.append(client)
        events += _events(sample, client, trade, checklist, on)
    db.session.flush()
    play(trader, events, until=on)
    return clients


def remove_samples(trader: Trader) -> int:
    """Let exactly the sample clients go, with all that was added to them; say how many went."""
    _forget_numbers(trader)
    gone = db.session.scalars(
        sa.delete(Client).where(Client.trader_id == trader.id, Client.sample).returning(Client.id),
        execution_options={"synchronize_session": False},
    ).all()
    db.session.expire_all()
    refresh(gone)
    return len(gone)


def _forget_numbers(trader: Trader) -> None:
    """Let a series of papers begin anew when none but sample clients were given its numbers."""
    given = (
        sa.select(sa.func.count(Document.number.distinct()))
        .join(Document.client)
        .where(
            Document.trader_id == Series.trader_id,
            Document.kind == Series.kind,
            Document.year == Series.year,
            Client.sample,
        )
        .correlate(Series)
        .scalar_subquery()
    )
    db.session.execute(
        sa.delete(Series).where(Series.trader_id == trader.id, Series.last == given),
        execution_options={"synchronize_session": False},
    )


def _client(sample: SampleClient, trade: Trade, trader: Trader, on: date) -> Client:
    given, _, family = sample.name.partition(" ")
    client = Client(
        trader=trader,
        sample=True,
        name=sample.name,
        given=given,
        family=family,
        organisation=sample.organisation if trade.serves_firms else None,
        client_since=on - timedelta(days=sample.since),
        notes=sample.notes,
    )
    client.details.append(
        ContactDetail(kind=DetailKind.EMAIL, value=sample.email, key=sample.email.casefold())
    )
    client.dates.extend(_date(wanted, on) for wanted in sample.dates)
    db.session.add(client)
    client.plan_contact()
    return client


def _date(wanted: SampleDate, on: date) -> ImportantDate:
    then = on + timedelta(days=wanted.in_days)
    year = then.year - wanted.years if wanted.years else None
    return ImportantDate(label=wanted.label, month=then.month, day=then.day, year=year)


def _events(
    sample: SampleClient, client: Client, trade: Trade, checklist: Checklist, on: date
) -> Iterator[Event]:
    def ago(days: int) -> date:
        return on - timedelta(days=days)

    for need in sample.needs:
        row = _need(need, client, trade)
        yield Event(ago(FIRST_JUDGED), client, partial(_arrive, row))
        yield Event(ago(FIRST_JUDGED), client, partial(_judge, row, ServiceLevel.MEETS))
        yield Event(ago(need.judged), client, partial(_judge, row, need.level))
    for visit in sample.visits:
        yield Event(ago(visit.days), client, partial(_visit, visit, client, checklist))
        if visit.put_right is not None:
            yield Event(ago(visit.put_right), client, partial(_put_right, client))
    for touch in sample.touches:
        yield Event(ago(touch.days), client, partial(_touch, touch, client))
    for delight in sample.delights:
        days = delight.delivered_days_ago(client.trader.wow_lasts)
        yield Event(ago(days), client, partial(_delight, delight, client))
    for promise in sample.promises:
        yield from promise_events(client, promise, on)
    for sheet in sample.sheets:
        yield from sheet_events(client, sheet, on)
    for answer in sample.answers:
        yield from asked(client, answer, on)
    for complaint in sample.complaints:
        yield from complained(client, complaint, on)


def _need(need: SampleNeed, client: Client, trade: Trade) -> Need:
    row = Need(
        summary=trade.needs[need.need],
        essential=need.essential,
        could_exceed_by=need.could_exceed_by or None,
    )
    client.needs.append(row)
    return row


def _arrive(need: Need, on: date) -> None:
    need.log_arrival(on=on)


def _judge(need: Need, level: ServiceLevel, on: date) -> None:
    need.judge(level, on=on)


def _visit(visit: SampleVisit, client: Client, checklist: Checklist, on: date) -> None:
    missed = {place % len(checklist.standing) for place in visit.missed}
    outcomes = [
        Outcome(standard, place not in missed, visit.note if place in missed else None)
        for place, standard in enumerate(checklist.standing)
    ]
    checklist.run(client, outcomes, on=on).created_at = datetime.combine(on, time(12), UTC)


def _put_right(client: Client, on: date) -> None:
    for check in db.session.scalars(client.checks.select()):
        check.put_right(on=on)


def _touch(touch: SampleTouch, client: Client, on: date) -> None:
    client.touch(touch.kind, touch.summary, on=on, direction=touch.direction, chased=touch.chased)


def _delight(sample: SampleDelight, client: Client, on: date) -> None:
    text = next(idea.text for idea in ideas() if idea.slug == sample.idea)
    idea = db.session.scalar(Idea.fresh(client.trader).where(Idea.text == text).limit(1))
    delight = Delight(
        what=text, idea=idea, planned_for=on, cost=idea.cost if idea is not None else None
    )
    client.delights.append(delight)
    db.session.flush()
    delight.log_plan(on=on - timedelta(days=sample.planned))
    delight.deliver(on=on)
    delight.react(sample.reaction, on=on, words=sample.words)


def _checklist_for_visits(trader: Trader) -> Checklist:
    """Return the trader's own checklist for visits, or any; a trader without gets their trade's."""
    in_use = Checklist.kept_up(trader).where(Checklist.standards.any(Standard.retired_on.is_(None)))
    at_visits = in_use.where(Checklist.rhythm == Rhythm.VISIT)
    found = db.session.scalar(at_visits.limit(1)) or db.session.scalar(in_use.limit(1))
    if found is not None:
        return found
    suggested = next(
        checklist for checklist in checklists_for(trader.trade) if checklist.rhythm is Rhythm.VISIT
    )
    return make_checklist(trader, suggested)
