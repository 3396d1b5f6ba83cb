"""Ready words about promises: an early warning, being sorry, and how things stand."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.messages.drafts import TOPICS, Draft, Topic, letter
from wowcrm.promises.models import Promise
from wowcrm.timeline.words import sentence
from wowcrm.traders.models import Trader

LATELY = timedelta(days=30)
SATURDAY = 5


def about_promise(client: Client, number: int, on: date) -> Draft | None:
    """Warn while there is time, which is what clients forgive; be sorry when there is none."""
    promise = _find(client, number)
    if promise is None or not promise.is_open:
        return None
    return _sorry(promise, on) if promise.is_late(on) else _warning(promise, on)


def warned(client: Client, number: int, on: date) -> None:
    if promise := _find(client, number):
        promise.warn(on=on)


def _warning(promise: Promise, on: date) -> Draft:
    return Draft(
        _("%(what)s will take a little longer", what=promise.what),
        letter(
            promise.client,
            _("I promised you this for %(day)s:", day=when.weekday(promise.due_on))
            + f"\n{sentence(promise.what)}",
            _(
                "I can see now that I will not manage it in time, and I would rather tell you"
                " today than let you wait for it."
            ),
            _(
                "You will have it by %(day)s. Does that suit you? If it puts you in difficulty,"
                " tell me, and we will find a way.",
                day=when.weekday(_later(promise.due_on)),
            ),
        ),
    )


def _sorry(promise: Promise, on: date) -> Draft:
    return Draft(
        _("Sorry: %(what)s", what=promise.what),
        letter(
            promise.client,
            _("I promised you this for %(day)s:", day=when.weekday(promise.due_on))
            + f"\n{sentence(promise.what)}",
            _("You do not have it yet, and I should have told you sooner. I am sorry."),
            _(
                "It will be with you by %(day)s. If the delay has caused you any trouble, tell me:"
                " I want to make it good.",
                day=when.weekday(_later(on)),
            ),
        ),
    )


def how_things_stand(client: Client, _number: int, on: date) -> Draft:
    """Draw up a word on what was done of late and what comes next."""
    done, coming = _lately(client, on), _coming(client)
    parts = [_("A short word on how things stand.")]
    if done:
        parts.append("\n".join([_("Done:"), *(f"– {promise.what}" for promise in done)]))
    if coming:
        days = [f"– {one.what}, {_by(one.due_on)}" for one in coming]
        parts.append("\n".join([_("Next:"), *days]))
    parts.append(
        _(
            "All goes as agreed, and you need not do anything. If something has changed on your"
            " side, just tell me."
        )
    )
    return Draft(_("How things stand"), letter(client, *parts))


def _by(day: date) -> str:
    return _("by %(day)s", day=when.weekday(day))


def _later(day: date) -> date:
    """Propose another day: three days on, and not on a weekend."""
    later = day + timedelta(days=3)
    return later + timedelta(days=max(7 - later.weekday(), 0) if later.weekday() >= SATURDAY else 0)


def _find(client: Client, number: int) -> Promise | None:
    return db.session.scalar(_of(client).where(Promise.id == number))


def _of(client: Client) -> sa.Select[Promise]:
    return sa.select(Promise).where(Promise.client_id == client.id)


def _lately(client: Client, on: date) -> list[Promise]:
    kept = _of(client).where(Promise.kept_on > on - LATELY, Promise.kept_on <= on)
    return list(db.session.scalars(kept.order_by(Promise.kept_on, Promise.id).limit(5)))


def _coming(client: Client) -> list[Promise]:
    trader: Trader = client.trader
    coming = Promise.open(trader).where(Promise.client_id == client.id)
    return list(db.session.scalars(coming.limit(3)))


TOPICS["promise"] = Topic(about_promise, warned)
TOPICS["progress"] = Topic(how_things_stand)
