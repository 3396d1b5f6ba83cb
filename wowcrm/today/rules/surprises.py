"""Rules about surprises: due, waiting for a reaction, fading."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.timeline.words import sentence
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import active, of_active, planned_delight
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day, in_days

FADING = 14
"""Days before a wow fades on which Today asks for the next."""
ASK_FOR_REACTION = 30
"""Days after a delivery for which its reaction is asked for."""


def delight_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A delight is planned for today or earlier."""
    delights = db.session.scalars(
        of_active(trader, Delight)
        .where(
            Delight.delivered_on.is_(None),
            Delight.dropped_on.is_(None),
            Delight.planned_for <= on,
            awake(Rule.DELIGHT_DUE, subject("delight", Delight.id), on),
        )
        .order_by(Delight.planned_for, Delight.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.DELIGHT_DUE,
            Who.of(delight.client),
            f"delight-{delight.id}",
            sentence(delight.what),
            _("Planned for today.")
            if delight.planned_for == on
            else _("Planned for %(day)s.", day=day(delight.planned_for, on)),
            Act(_("Delivered"), "delights.deliver", {"delight_id": delight.id}, post=True),
        )
        for delight in delights
    ]


def reaction_missing(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A delight was delivered and nobody wrote down how it was taken."""
    delights = db.session.scalars(
        of_active(trader, Delight)
        .where(
            Delight.delivered_on < on,
            Delight.delivered_on > on - timedelta(days=ASK_FOR_REACTION),
            Delight.reaction.is_(None),
            awake(Rule.REACTION_MISSING, subject("delight", Delight.id), on),
        )
        .order_by(Delight.delivered_on, Delight.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.REACTION_MISSING,
            Who.of(delight.client),
            f"delight-{delight.id}",
            _("How did it land?"),
            _(
                "You delivered “%(what)s” %(ago)s.",
                what=delight.what,
                ago=ago(delight.delivered_on or on, on),
            ),
            Act(_("Write it down"), "delights.react", {"delight_id": delight.id}),
        )
        for delight in delights
    ]


def wow_fading(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A wow fades within a fortnight and no other is planned."""
    first, newest = on - timedelta(days=trader.wow_lasts), _newest_wow()
    rows = db.session.execute(
        sa.select(Client, newest)
        .where(
            *active(trader),
            Client.level == ServiceLevel.EXCEEDS,
            newest > first,
            newest <= first + timedelta(days=FADING),
            ~planned_delight(),
            awake(Rule.WOW_FADING, "wow", on),
        )
        .order_by(newest, Client.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.WOW_FADING,
            Who.of(client),
            "wow",
            _(
                "The wow fades %(when)s.",
                when=in_days(wow_on + timedelta(days=trader.wow_lasts), on),
            ),
            _("The last one was on %(day)s. Plan the next.", day=day(wow_on, on)),
            Act(_("Plan the next"), "delights.index", {"client_id": client.id}),
        )
        for client, wow_on in rows
    ]


def _newest_wow() -> sa.ColumnElement[date]:
    """The day of the newest delight that landed, or on which the client last said so, if newer."""
    said = (
        sa.select(sa.case((Answer.level == ServiceLevel.EXCEEDS, Answer.given_on)))
        .join(Answer.survey)
        .where(Survey.client_id == Client.id)
        .order_by(Answer.given_on.desc(), Answer.id.desc())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    newer = said > sa.func.coalesce(Client.last_wow_on, date.min)
    return sa.case((newer, said), else_=Client.last_wow_on)
