"""Rules about word of mouth: thank whoever sent somebody, and ask whoever is delighted."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.models import Recovery
from wowcrm.referrals.models import THANK_WITHIN, BadWord, Referral
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.surprises import ASK_FOR_REACTION
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day

THANK_UNTIL = timedelta(days=90)
"""A thank-you for something longer ago would surprise more than it pleases."""
ASK_AGAIN = timedelta(days=182)
"""Nobody is asked twice in half a year."""
ASKED_AT_ONCE = 2


def thank(trader: Trader, on: date, most: int) -> list[Nudge]:
    """Somebody was sent two days ago or longer, and nobody was thanked for it."""
    referrals = db.session.scalars(
        Referral.unthanked(trader)
        .where(
            Referral.received_on <= on - THANK_WITHIN,
            Referral.received_on > on - THANK_UNTIL,
            awake(Rule.THANK, subject("referral", Referral.id), on),
        )
        .options(contains_eager(Referral.referrer))
        .limit(most)
    )
    return [
        Nudge(
            Rule.THANK,
            Who.of(referral.referrer),
            f"referral-{referral.id}",
            _("Sent you %(name)s %(ago)s.", name=referral.name, ago=ago(referral.received_on, on)),
            _("Not thanked yet: a word is enough, a card is better."),
            Act(_("Thanked"), "referrals.thank", {"referral_id": referral.id}, post=True),
        )
        for referral in referrals
    ]


def ask(trader: Trader, on: date, most: int) -> list[Nudge]:
    """Needs are exceeded, nothing is open, and they were not asked in half a year."""
    clients = db.session.scalars(
        Client.active(trader)
        .where(
            Client.level == ServiceLevel.EXCEEDS,
            sa.or_(Client.asked_on.is_(None), Client.asked_on <= on - ASK_AGAIN),
            ~_open(
                Referral.referrer_id,
                Referral.thanked_on.is_(None),
                Referral.received_on > on - THANK_UNTIL,
            ),
            ~_open(BadWord.client_id, BadWord.seen_to_on.is_(None)),
            ~_open(Recovery.client_id, Recovery.checked_back_on.is_(None)),
            ~_open(
                Delight.client_id,
                Delight.delivered_on > on - timedelta(days=ASK_FOR_REACTION),
                Delight.reaction.is_(None),
            ),
            awake(Rule.ASK, "ask", on),
        )
        .order_by(Client.last_wow_on.desc().nulls_last(), Client.id)
        .limit(min(most, ASKED_AT_ONCE))
    )
    return [
        Nudge(
            Rule.ASK,
            Who.of(client),
            "ask",
            _("A good moment to ask for a recommendation or a review."),
            _("Delighted on %(day)s, and nothing is open.", day=day(client.last_wow_on, on))
            if client.last_wow_on
            else _("Their needs are exceeded, and nothing is open."),
            Act(_("I asked"), "referrals.ask", {"client_id": client.id}, post=True),
        )
        for client in clients
    ]


def _open(
    client_id: InstrumentedAttribute[int], *facts: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Whether something of this kind waits for the client of the query."""
    return sa.select(sa.literal(1)).where(client_id == Client.id, *facts).correlate(Client).exists()
