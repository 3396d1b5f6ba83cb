"""Act on a nudge where there is no page to press its button on: do it, or put it off.

Adding an act is adding a line: the endpoint of the nudge's button, and what its view does.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from wowcrm.clients.models import Client
from wowcrm.db import Owned, db
from wowcrm.delights.models import Delight
from wowcrm.promises.models import Promise
from wowcrm.referrals.models import Referral
from wowcrm.reminders.models import Reminder
from wowcrm.standards.models import Check
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.today.nudge import Nudge
from wowcrm.traders.models import Trader

Mine = TypeVar("Mine", bound=Owned)
Values = dict[str, Any]


def can_do(nudge: Nudge) -> bool:
    return nudge.act.post and nudge.act.endpoint in ACTS


def do(nudge: Nudge, trader: Trader, on: date) -> None:
    """Do what the nudge's button does."""
    ACTS[nudge.act.endpoint](trader, nudge.act.values, on)


def put_off(nudge: Nudge, trader: Trader, days: int, on: date) -> None:
    """Let a nudge rest for some days."""
    until = on + timedelta(days=days)
    if nudge.rest is not None:
        RESTS[nudge.rest.endpoint](trader, nudge.rest.values, until)
        return
    if not nudge.can_wait:
        return
    db.session.add(
        NudgeAnswer(
            client=_row(trader, Client, nudge.client.id),
            rule=nudge.rule,
            subject=nudge.subject,
            answer=Answer.LATER,
            answered_on=on,
            until=until,
            words=nudge.words,
        )
    )


def _row(trader: Trader, model: type[Mine], id: int) -> Mine:
    """Find the trader's own row, which the nudge has just named, and keep others from it."""
    chosen = model.of(trader).where(model.id == id).with_for_update(of=model)
    return db.session.scalars(chosen).one()


def _deliver(trader: Trader, values: Values, on: date) -> None:
    _row(trader, Delight, values["delight_id"]).deliver(on=on)


def _put_right(trader: Trader, values: Values, on: date) -> None:
    _row(trader, Check, values["check_id"]).put_right(on=on)


def _thank(trader: Trader, values: Values, on: date) -> None:
    _row(trader, Referral, values["referral_id"]).thank(on=on)


def _ask(trader: Trader, values: Values, on: date) -> None:
    _row(trader, Client, values["client_id"]).ask(on=on)


def _keep(trader: Trader, values: Values, on: date) -> None:
    _row(trader, Promise, values["promise_id"]).keep(on=on)


def _remember(trader: Trader, values: Values, on: date) -> None:
    _row(trader, Reminder, values["reminder_id"]).do(on=on)


def _snooze(trader: Trader, values: Values, until: date) -> None:
    _row(trader, Reminder, values["reminder_id"]).snooze(until)


ACTS: dict[str, Callable[[Trader, Values, date], None]] = {
    "standards.put_right": _put_right,
    "promises.keep": _keep,
    "reminders.do": _remember,
    "delights.deliver": _deliver,
    "referrals.thank": _thank,
    "referrals.ask": _ask,
}
RESTS: dict[str, Callable[[Trader, Values, date], None]] = {"reminders.snooze": _snooze}
