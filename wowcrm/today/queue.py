"""The queue of Today: every rule's nudges in order, each card once, outreach resting at the ceiling."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from wowcrm.clients.contact import rests_until
from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight
from wowcrm.promises.models import Promise
from wowcrm.reminders.models import Reminder
from wowcrm.standards.models import Checklist, Run
from wowcrm.today.nudge import Nudge
from wowcrm.today.rules import RULES
from wowcrm.traders.models import Trader

AT_ONCE = 10
"""Cards shown before "12 more"."""
MOST = 50
"""Nudges a rule may yield at once; a morning holds no more."""
ENOUGH = 30
"""Nudges behind which the less pressing rules are not asked, unless the trader wants to see all."""


@dataclass(frozen=True)
class Queue:
    nudges: list[Nudge]
    more: int
    """How many wait behind the ones shown."""
    at_least: bool
    """Whether there was more to say than was asked."""


def queue_for(trader: Trader, on: date, *, whole: bool = False) -> Queue:
    """Work out what there is to do today, most pressing first."""
    most = MOST if whole else ENOUGH
    found: list[Nudge] = []
    at_least = False
    for rule in RULES:
        if not whole and sum(not nudge.rule.is_outreach for nudge in found) >= ENOUGH:
            at_least = True
            break
        some = rule(trader, on, most + 1)
        at_least = at_least or len(some) > most
        found += some[:most]
    nudges = _unresting(_once_each(found), on)
    shown = nudges if whole else nudges[:AT_ONCE]
    return Queue(shown, len(nudges) - len(shown), at_least)


def nudge_of(trader: Trader, on: date, rule: str, client_id: int, subject: str) -> Nudge | None:
    """Find a nudge again by what it is about; None once its fact is gone."""
    for nudge in queue_for(trader, on, whole=True).nudges:
        if (nudge.rule, nudge.client.id, nudge.subject) == (rule, client_id, subject):
            return nudge
    return None


@dataclass(frozen=True)
class ComingUp:
    """What an empty Today looks forward to."""

    what: str
    client: Who
    on: date


def coming_up(trader: Trader, on: date) -> ComingUp | None:
    """Find what comes next: a promise, a delight, a reminder, a checklist, being in touch."""
    nexts: list[ComingUp] = []
    promise = db.session.scalar(
        Promise.open(trader).where(Promise.due_on > on, Client.archived_on.is_(None)).limit(1)
    )
    if promise is not None:
        nexts.append(ComingUp(promise.what, Who.of(promise.client), promise.due_on))
    delight = db.session.scalar(
        Delight.planned(trader)
        .where(Delight.planned_for > on, Client.archived_on.is_(None))
        .limit(1)
    )
    if delight is not None:
        nexts.append(ComingUp(delight.what, Who.of(delight.client), delight.planned_for))
    reminder = db.session.scalar(Reminder.open(trader).where(Reminder.due_on > on).limit(1))
    if reminder is not None and reminder.due_on is not None:
        whom = Who.of(reminder.client) if reminder.client else Who.nobody(reminder.what)
        nexts.append(ComingUp(reminder.what, whom, reminder.due_on))
    run = db.session.scalar(
        Run.of(trader)
        .join(Run.checklist)
        .where(
            Run.due_again_on > on,
            Checklist.retired_on.is_(None),
            Client.archived_on.is_(None),
        )
        .order_by(Run.due_again_on, Run.id)
        .limit(1)
    )
    if run is not None and run.due_again_on is not None:
        nexts.append(ComingUp(run.checklist.name, Who.of(run.client), run.due_again_on))
    client = db.session.scalar(
        Client.active(trader)
        .where(Client.contact_due_on > on)
        .order_by(Client.contact_due_on, Client.id)
        .limit(1)
    )
    if client is not None and client.contact_due_on is not None:
        nexts.append(ComingUp("", Who.of(client), client.contact_due_on))
    return min(nexts, key=lambda each: each.on, default=None)


def _once_each(nudges: Iterable[Nudge]) -> list[Nudge]:
    """Keep the first card of each client and subject."""
    seen: dict[tuple[int, str], Nudge] = {}
    for nudge in nudges:
        seen.setdefault((nudge.client.id, nudge.subject), nudge)
    return list(seen.values())


def _unresting(nudges: list[Nudge], on: date) -> list[Nudge]:
    """Leave out outreach to clients who have heard from the trader often enough of late."""
    reached = {n.client.id: n.client for n in nudges if n.rule.is_outreach}
    resting = rests_until(reached.values(), on) if reached else {}
    return [n for n in nudges if not (n.rule.is_outreach and n.client.id in resting)]


def rest_until(on: date, days: int | None) -> date:
    """The first day on which an answered nudge may come back; None: never."""
    return NEVER if days is None else on + timedelta(days=days)
