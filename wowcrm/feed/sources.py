"""What a calendar can show. Adding a kind is adding a line to SOURCES."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import contains_eager, joinedload

from wowcrm.clients.models import Client, ImportantDate
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.enquiries.models import Enquiry
from wowcrm.money import money
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.quiet.models import Quiet
from wowcrm.reminders.models import Reminder
from wowcrm.traders.models import Trader
from wowcrm.work.models import Milestone, Stage

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
"""How far back and ahead a calendar shows."""
SOON = timedelta(days=60)
"""How far ahead it shows the days of what comes round and round."""
MOST = 500
"""Entries of a kind; a calendar with more of them helps nobody."""
HALF_AN_HOUR = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day, or at one moment."""

    uid: str
    start: date | datetime
    summary: str
    words: str = ""
    minutes: int = 0
    client_id: int | None = None

    @property
    def print(self) -> str:
        what = f"{self.start.isoformat()}|{self.minutes}|{self.summary}|{self.words}"
        return hashlib.sha256(what.encode("utf-8", "replace")).hexdigest()[:24]


Entries = Callable[[Trader, date], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    label: object
    entries: Entries


def promises(trader: Trader, today: date) -> Iterator[Entry]:
    chosen = (
        Promise.of(trader)
        .where(
            Promise.released_on.is_(None),
            Promise.due_on.between(today - BACK, today + AHEAD),
            Client.archived_on.is_(None),
        )
        .options(contains_eager(Promise.client))
        .order_by(Promise.due_on, Promise.id)
    )
    for promise in db.session.scalars(chosen.limit(MOST)):
        yield Entry(
            f"promise-{promise.id}",
            promise.due_on,
            _titled(promise.client, promise.what, done=promise.is_kept),
            _("Promised."),
            client_id=promise.client_id,
        )
    yield from _replies(trader, today)


def _replies(trader: Trader, today: date) -> Iterator[Entry]:
    """Yield the replies that were promised to people who enquired."""
    due = Enquiry.due_on.between(today - BACK, today + AHEAD)
    chosen = Enquiry.real(trader).where(due).order_by(Enquiry.reply_by, Enquiry.id)
    for enquiry in db.session.scalars(chosen.limit(MOST)):
        yield Entry(
            enquiry.about,
            enquiry.reply_by,
            f"{'✓ ' if enquiry.replied_at else ''}{_('Reply to %(name)s', name=enquiry.name)}",
            _("Promised."),
            minutes=HALF_AN_HOUR,
        )


def delights(trader: Trader, today: date) -> Iterator[Entry]:
    on = sa.func.coalesce(Delight.delivered_on, Delight.planned_for)
    chosen = (
        Delight.of(trader)
        .where(
            Delight.dropped_on.is_(None),
            on.between(today - BACK, today + AHEAD),
            Client.archived_on.is_(None),
        )
        .options(contains_eager(Delight.client))
        .order_by(Delight.planned_for, Delight.id)
    )
    for delight in db.session.scalars(chosen.limit(MOST)):
        yield Entry(
            f"delight-{delight.id}",
            delight.delivered_on or delight.planned_for,
            _titled(delight.client, delight.what, done=delight.is_delivered),
            delight.occasion or "",
            client_id=delight.client_id,
        )


def dates(trader: Trader, today: date) -> Iterator[Entry]:
    chosen = (
        ImportantDate.of(trader)
        .where(Client.archived_on.is_(None))
        .options(contains_eager(ImportantDate.client))
        .order_by(ImportantDate.id)
    )
    for each in db.session.scalars(chosen.limit(MOST)):
        # Once this year and once next year, each an event of its own.
        first = each.next_on(today - BACK)
        then = each.next_on(first + timedelta(days=1)) if first else None
        for on in (first, then):
            if on is not None and on <= today + AHEAD:
                yield Entry(
                    f"date-{each.id}-{on.year}",
                    on,
                    _titled(each.client, each.label),
                    client_id=each.client_id,
                )


def contacts(trader: Trader, today: date) -> Iterator[Entry]:
    chosen = (
        Client.active(trader)
        .where(
            Client.contact_due_on.between(today - BACK, today + SOON),
            ~Quiet.holds_for(Client.id, today),
        )
        .order_by(Client.contact_due_on, Client.id)
    )
    for client in db.session.scalars(chosen.limit(MOST)):
        if client.contact_due_on is not None:
            yield Entry(
                f"contact-{client.id}",
                client.contact_due_on,
                _titled(client, _("be in touch")),
                client_id=client.id,
            )


def reminders(trader: Trader, today: date) -> Iterator[Entry]:
    chosen = (
        Reminder.open(trader)
        .where(Reminder.due_on.between(today - BACK, today + AHEAD))
        .options(contains_eager(Reminder.client), contains_eager(Reminder.trader))
        .join(Reminder.trader)
    )
    for reminder in db.session.scalars(chosen.limit(MOST)):
        for on in _days(reminder, today):
            yield Entry(
                f"{reminder.about}-{on:%Y%m%d}" if reminder.repeats else reminder.about,
                reminder.moment(on) or on,
                _titled(reminder.client, reminder.what) if reminder.client else reminder.what,
                reminder.often,
                minutes=HALF_AN_HOUR if reminder.hour else 0,
                client_id=reminder.client_id,
            )


def payments(trader: Trader, today: date) -> Iterator[Entry]:
    """What is to come in on a day: a stage that waits for its milestone stands on the milestone's."""
    expected_on = sa.func.coalesce(Promise.kept_on, Promise.due_on, Stage.due_on)
    chosen = (
        Stage.of(trader)
        .outerjoin(Stage.milestone)
        .outerjoin(Milestone.promise)
        .options(
            contains_eager(Stage.client),
            contains_eager(Stage.milestone).contains_eager(Milestone.promise),
            joinedload(Stage.proposal).defer(Proposal.terms),
        )
        .where(
            Stage.owed > 0,
            expected_on.between(today - BACK, today + AHEAD),
            Client.archived_on.is_(None),
        )
        .order_by(expected_on, Stage.id)
    )
    for stage in db.session.scalars(chosen.limit(MOST)):
        amount = money(stage.owed, stage.proposal.currency)
        yield Entry(
            f"payment-{stage.id}",
            stage.expected_on or today,
            _titled(stage.client, _("%(amount)s is due", amount=amount)),
            stage.words,
            client_id=stage.client_id,
        )


def _days(reminder: Reminder, today: date) -> Iterator[date]:
    """Yield its next day, and those after it that the calendar alone decides on."""
    due_on = reminder.due_on or today
    yield due_on
    if reminder.repeat is not None and not reminder.after_done:
        last = max(due_on, today) + SOON
        yield from reminder.repeat.between(
            max(due_on, today) + timedelta(days=1), last, reminder.begins_on
        )


def _titled(client: Client, what: str, *, done: bool = False) -> str:
    return f"{'✓ ' if done else ''}{client.name}: {what}"


SOURCES = {
    source.name: source
    for source in (
        Source("promises", _l("What I promised"), promises),
        Source("delights", _l("Delights"), delights),
        Source("reminders", _l("Reminders"), reminders),
        Source("payments", _l("Payments due"), payments),
        Source("dates", _l("Important dates"), dates),
        Source("contacts", _l("Whom to be in touch with"), contacts),
    )
}
