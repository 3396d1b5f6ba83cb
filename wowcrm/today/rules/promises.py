"""Rules about promises: what is late, and what is due so soon that a warning still helps."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.promises.models import Promise
from wowcrm.timeline.words import sentence
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import of_active
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day

TOMORROW = timedelta(days=1)


def promise_late(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A promise is due before today, not kept, not renegotiated."""
    promises = _open(trader, Rule.PROMISE_LATE, Promise.due_on < on, on, most)
    return [
        Nudge(
            Rule.PROMISE_LATE,
            Who.of(promise.client),
            promise.about,
            sentence(promise.what),
            ngettext(
                "Promised for %(day)s, %(num)d day late.",
                "Promised for %(day)s, %(num)d days late.",
                (on - promise.due_on).days,
                day=day(promise.due_on, on),
            ),
            _keep(promise),
            _agree(promise),
        )
        for promise in promises
    ]


def promise_soon(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A promise is due today or tomorrow: early enough to warn whoever waits for it."""
    soon = Promise.due_on.between(on, on + TOMORROW)
    return [
        Nudge(
            Rule.PROMISE_SOON,
            Who.of(promise.client),
            promise.about,
            sentence(promise.what),
            _said(promise, on),
            _keep(promise),
            _agree(promise) if promise.warned_on else _warn(promise),
        )
        for promise in _open(trader, Rule.PROMISE_SOON, soon, on, most)
    ]


def _open(
    trader: Trader, rule: Rule, due: sa.ColumnElement[bool], on: date, most: int
) -> sa.ScalarResult[Promise]:
    return db.session.scalars(
        of_active(trader, Promise)
        .where(
            Promise.kept_on.is_(None),
            Promise.released_on.is_(None),
            due,
            awake(rule, subject("promise", Promise.id), on),
        )
        .order_by(Promise.due_on, Promise.id)
        .limit(most)
    )


def _said(promise: Promise, on: date) -> str:
    due = _("Promised for today.") if promise.due_on == on else _("Promised for tomorrow.")
    if promise.warned_on:
        told = _("You told them %(ago)s that it takes longer.", ago=ago(promise.warned_on, on))
        return f"{due} {told}"
    return due


def _keep(promise: Promise) -> Act:
    return Act(_("Kept"), "promises.keep", {"promise_id": promise.id}, post=True)


def _agree(promise: Promise) -> Act:
    values: dict[str, int | str] = {"promise_id": promise.id, "back": "/"}
    return Act(_("Another day"), "promises.renegotiate", values)


def _warn(promise: Promise) -> Act:
    values: dict[str, int | str] = {"client_id": promise.client_id, "about": promise.about}
    return Act(_("Warn them now"), "messages.write", {**values, "back": "/"})
