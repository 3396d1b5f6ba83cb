"""Rules about being in touch: the floor of contact, and important dates."""

from calendar import monthrange
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.clients.models import LEADS, Client, ImportantDate
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import of_active
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day, in_days

AROUND = timedelta(days=14)
"""What was planned so shortly before still counts for an important date."""


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
                client.floor or 0,
            ),
            Act(_("Write down a touch"), "entry.touch", {"client": client.id}),
        )
        for client in clients
    ]


def date_ahead(trader: Trader, on: date, most: int) -> list[Nudge]:
    """An important date comes soon, as soon as the trader wished, and nothing is planned for it."""
    dates = db.session.scalars(
        of_active(trader, ImportantDate).where(
            sa.or_(*(_comes_within(lead, on) for lead in LEADS)),
            awake(Rule.DATE_AHEAD, subject("date", ImportantDate.id), on),
        )
    )
    coming = [(next_on, each) for each in dates if (next_on := each.next_on(on))]
    near = [(day, each) for day, each in coming if day <= on + timedelta(days=each.lead)]
    return [
        Nudge(
            Rule.DATE_AHEAD,
            Who.of(each.client),
            f"date-{each.id}",
            _(
                "%(label)s: %(day)s, %(when)s.",
                label=each.label,
                day=day(next_on, on),
                when=in_days(next_on, on),
            ),
            _("Nothing is planned for it yet."),
            Act(_("Plan something"), "delights.index", {"client_id": each.client_id}),
        )
        for next_on, each in sorted(near, key=lambda pair: (pair[0], pair[1].id))[:most]
    ]


def _comes_within(lead: int, on: date) -> sa.ColumnElement[bool]:
    """Choose the dates with this lead time that come round within it, unless something is planned.

    Databases do not agree on how days are added; so each lead time has its own last day.
    """
    last = on + timedelta(days=lead)
    planned = (
        sa.select(Delight.id)
        .where(
            Delight.client_id == Client.id,
            Delight.dropped_on.is_(None),
            Delight.planned_for.between(on - AROUND, last),
            sa.or_(Delight.delivered_on.is_(None), Delight.occasion.is_not(None)),
        )
        .correlate(Client)
        .exists()
    )
    years = sorted({on.year, last.year})
    this_time = sa.or_(ImportantDate.once.is_(False), ImportantDate.year.in_(years))
    return sa.and_(ImportantDate.lead == lead, _comes_round(on, last), this_time, ~planned)


def _comes_round(first: date, last: date) -> sa.ColumnElement[bool]:
    """Choose the days of the year between two days, in words that an index on them understands."""
    spans = []
    day = first
    while day <= last:
        ends = min(last, _end_of_month(day))
        spans.append((day.month, day.day, ends.day))
        day = ends + timedelta(days=1)
    if any(month == 2 and to_day >= 28 for month, _from_day, to_day in spans):
        # The 29th comes round on the 28th of a common year.
        spans.append((2, 29, 29))
    return sa.or_(
        *(
            sa.and_(ImportantDate.month == month, ImportantDate.day.between(from_day, to_day))
            for month, from_day, to_day in spans
        )
    )


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
