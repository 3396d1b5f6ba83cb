"""Rules about service that falls short: needs not met, standards missed, needs unknown."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, contains_eager

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.needs.models import Need
from wowcrm.standards.models import Check, Standard
from wowcrm.timeline.words import sentence
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import of_active
from wowcrm.traders.models import Trader
from wowcrm.when import ago

UNKNOWN_AT_ONCE = 3
"""After an import hundreds are unknown; a few at a time are enough to ask."""


def need_below(trader: Trader, on: date, most: int) -> list[Nudge]:
    """An essential need is judged below."""
    needs = db.session.scalars(
        of_active(trader, Need)
        .where(
            Need.essential,
            Need.level == ServiceLevel.BELOW,
            awake(Rule.NEED_BELOW, subject("need", Need.id), on),
        )
        .order_by(Need.judged_on, Need.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.NEED_BELOW,
            Who.of(need.client),
            f"need-{need.id}",
            sentence(_("Not met: %(need)s", need=need.summary)),
            _("Judged %(ago)s. Put it right before anything else.", ago=ago(need.judged_on, on))
            if need.judged_on
            else "",
            Act(
                _("See the need"),
                "needs.index",
                {"client_id": need.client_id},
                fragment=f"need-{need.id}",
            ),
        )
        for need in needs
    ]


def standard_missed(trader: Trader, on: date, most: int) -> list[Nudge]:
    """The newest check of a standard was missed and is not put right."""
    newer = aliased(Check)
    checks = db.session.scalars(
        of_active(trader, Check)
        .join(Check.standard)
        .options(contains_eager(Check.standard))
        .where(
            Check.kept.is_(False),
            Check.put_right_on.is_(None),
            Check.checked_on > on - timedelta(days=trader.consistency_window),
            Check.checked_on <= on,
            Standard.retired_on.is_(None),
            ~sa.select(newer.id)
            .where(
                newer.client_id == Check.client_id,
                newer.standard_id == Check.standard_id,
                sa.tuple_(newer.checked_on, newer.id) > sa.tuple_(Check.checked_on, Check.id),
            )
            .correlate(Check)
            .exists(),
            awake(Rule.STANDARD_MISSED, subject("check", Check.id), on),
        )
        .order_by(Check.checked_on, Check.id)
        .limit(most)
    )
    return [
        Nudge(
            Rule.STANDARD_MISSED,
            Who.of(check.client),
            f"check-{check.id}",
            sentence(_("Missed: %(promise)s", promise=check.standard.promise)),
            sentence(check.note)
            if check.note
            else _("%(ago)s, and not put right yet.", ago=ago(check.checked_on, on).capitalize()),
            Act(_("It is put right"), "standards.put_right", {"check_id": check.id}, post=True),
        )
        for check in checks
    ]


def needs_unknown(trader: Trader, on: date, most: int) -> list[Nudge]:
    """What the client came for is not known, or not judged; those last in touch come first."""
    clients = db.session.scalars(
        Client.active(trader)
        .where(
            Client.level == ServiceLevel.UNKNOWN,
            awake(Rule.NEEDS_UNKNOWN, "needs", on),
        )
        .order_by(Client.last_contact_on.desc().nulls_last(), Client.id)
        .limit(min(most, UNKNOWN_AT_ONCE))
    )
    return [
        Nudge(
            Rule.NEEDS_UNKNOWN,
            Who.of(client),
            "needs",
            _("What matters most to %(client)s?", client=client.short_name),
            _("It is not written down, or not judged yet."),
            Act(_("Write it down"), "needs.index", {"client_id": client.id}),
        )
        for client in clients
    ]
