"""Rules about being in touch: the floor of contact, and important dates."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.clients.models import Client, ImportantDate
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import of_active
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day, in_days

DATES_AHEAD = 14
"""Days before an important date on which Today begins to speak of it."""


def keep_in_touch(trader: Trader, on: date, most: int) -> list[Nudge]:
    """The client has not been spoken to for as long as the trader wished at most."""
    clients = db.session.scalars(
        Client.active(trader)
        .where(Client.contact_due_on <= on, awake(Rule.KEEP_IN_TOUCH, "contact", on))
        .order_by(Client.contact_due_on, Client.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.KEEP_IN_TOUCH,
            Who.of(client),
            "contact",
            _("Last in touch %(ago)s.", ago=ago(client.last_contact_on, on))
            if client.last_contact_on
            else _("Not in touch yet."),
            ngettext(
                "You wish to be in touch every day.",
                "You wish to be in touch every %(num)d days.",
                client.contact_every or trader.contact_every or 0,
            ),
            Act(_("Write down a touch"), "entry.touch", {"client": client.id}),
        )
        for client in clients
    ]


def date_ahead(trader: Trader, on: date, most: int) -> list[Nudge]:
    """An important date comes round soon, and nothing is planned until then."""
    last = on + timedelta(days=DATES_AHEAD)
    planned = (
        sa.select(Delight.id)
        .where(
            Delight.client_id == Client.id,
            Delight.dropped_on.is_(None),
            Delight.planned_for.between(on - timedelta(days=DATES_AHEAD), last),
            sa.or_(Delight.delivered_on.is_(None), Delight.occasion.is_not(None)),
        )
        .correlate(Client)
        .exists()
    )
    dates = db.session.scalars(
        of_active(trader, ImportantDate).where(
            _comes_round(on, last),
            ~planned,
            awake(Rule.DATE_AHEAD, subject("date", ImportantDate.id), on),
        )
    ).all()
    soonest = sorted(dates, key=lambda each: (each.next_on(on), each.id))[:most]
    return [
        Nudge(
            Rule.DATE_AHEAD,
            Who.of(each.client),
            f"date-{each.id}",
            _(
                "%(label)s: %(day)s, %(when)s.",
                label=each.label,
                day=day(each.next_on(on), on),
                when=in_days(each.next_on(on), on),
            ),
            _("Nothing is planned for it yet."),
            Act(_("Plan something"), "delights.index", {"client_id": each.client_id}),
        )
        for each in soonest
        if each.next_on(on) <= last
    ]


def _comes_round(first: date, last: date) -> sa.ColumnElement[bool]:
    """Choose the days of the year between two days, in words that an index on them understands."""
    spans = {(first.month, first.day, 31), (last.month, 1, last.day)}
    if first.month == last.month:
        spans = {(first.month, first.day, last.day)}
    if any(span[0] == 2 and span[2] >= 28 for span in spans):
        # The 29th comes round on the 28th of a common year.
        spans.add((2, 29, 29))
    return sa.or_(
        *(
            sa.and_(ImportantDate.month == month, ImportantDate.day.between(from_day, to_day))
            for month, from_day, to_day in sorted(spans)
        )
    )
