"""Rules about listening: a complaint on its way to being put right, and when to ask how it went."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.promises.models import Promise
from wowcrm.recoveries.models import Recovery, Stage
from wowcrm.recoveries.words import clock_words
from wowcrm.timeline.words import sentence
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.traders.models import Trader
from wowcrm.when import ago

JUST_NOW = timedelta(days=14)
"""Something to ask about: a promise kept, or being in touch, within so many days."""
FADES_WITHIN = timedelta(days=30)
"""An answer that counts for longer than this need not be asked for again."""
ASKED_AT_ONCE = 2


def complaint_open(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A complaint is to be acknowledged, resolved or checked back; the next step is named."""
    recoveries = db.session.scalars(
        Recovery.of(trader)
        .options(contains_eager(Recovery.client))
        .where(
            Client.archived_on.is_(None),
            Recovery.raised_on <= on,
            sa.or_(
                Recovery.unresolved(),
                sa.and_(Recovery.checked_back_on.is_(None), Recovery.check_back_on <= on),
            ),
            awake(Rule.COMPLAINT_OPEN, subject("recovery", Recovery.id), on),
        )
        .order_by(sa.case((Recovery.unresolved(), 0), else_=1), Recovery.raised_on, Recovery.id)
        .limit(most)
    )
    return [_mend(recovery, on) for recovery in recoveries]


def _mend(recovery: Recovery, on: date) -> Nudge:
    said = f"“{recovery.complaint}”"
    fact = (
        sentence(_("Complaint: %(said)s", said=said))
        if recovery.is_open
        else sentence(_("Put right %(ago)s: %(said)s", ago=_ago(recovery, on), said=said))
    )
    labels = {
        Stage.ACKNOWLEDGE: _("Say sorry"),
        Stage.EXPLAIN: _("Find out why"),
        Stage.RESOLVE: _("Put it right"),
        Stage.CHECK_BACK: _("Check back"),
    }
    return Nudge(
        Rule.COMPLAINT_OPEN,
        Who.of(recovery.client),
        recovery.about,
        fact,
        clock_words(recovery, on),
        Act(
            labels[recovery.next_stage or Stage.CHECK_BACK],
            "recoveries.show",
            {"recovery_id": recovery.id},
        ),
    )


def _ago(recovery: Recovery, on: date) -> str:
    return ago(recovery.resolved_on or on, on)


def time_to_ask(trader: Trader, on: date, most: int) -> list[Nudge]:
    """There is something to ask about, and no answer that still counts for a while."""
    kept, asked, answered = _kept(on), _asked(), _answered()
    rows = db.session.execute(
        sa.select(Client, kept.label("kept"), answered.label("answered"))
        .where(
            Client.trader_id == trader.id,
            Client.archived_on.is_(None),
            Client.level.in_((ServiceLevel.MEETS, ServiceLevel.EXCEEDS)),
            sa.or_(Client.last_contact_on.between(on - JUST_NOW, on), kept.is_not(None)),
            sa.func.coalesce(asked, date.min) <= on - timedelta(days=trader.feedback_gap),
            sa.func.coalesce(answered, date.min)
            <= on - timedelta(days=trader.feedback_counts_for) + FADES_WITHIN,
            ~_in_hand(),
            awake(Rule.TIME_TO_ASK, "survey", on),
        )
        .order_by(kept.desc().nulls_last(), Client.last_contact_on.desc(), Client.id)
        .limit(min(most, ASKED_AT_ONCE))
    )
    return [_ask(row, on) for row in rows]


def _ask(row: Any, on: date) -> Nudge:
    client, kept, answered = row
    return Nudge(
        Rule.TIME_TO_ASK,
        Who.of(client),
        "survey",
        _("You kept a promise %(ago)s: how was it for them?", ago=ago(kept, on))
        if kept
        else _("In touch %(ago)s: how is it for them?", ago=ago(client.last_contact_on, on)),
        _("Their last answer is from %(ago)s.", ago=ago(answered, on))
        if answered
        else _("You never asked. Guess first, then compare."),
        Act(_("Ask how it went"), "feedback.index", {"client_id": client.id}, fragment="ask"),
    )


def _kept(on: date) -> sa.ScalarSelect[date | None]:
    return (
        sa.select(sa.func.max(Promise.kept_on))
        .where(Promise.client_id == Client.id, Promise.kept_on.between(on - JUST_NOW, on))
        .correlate(Client)
        .scalar_subquery()
    )


def _asked() -> sa.ScalarSelect[date]:
    return (
        sa.select(sa.func.max(Survey.asked_on))
        .where(Survey.client_id == Client.id, Survey.withdrawn_on.is_(None))
        .correlate(Client)
        .scalar_subquery()
    )


def _answered() -> sa.ScalarSelect[date]:
    return (
        sa.select(sa.func.max(Answer.given_on))
        .join(Answer.survey)
        .where(Survey.client_id == Client.id)
        .correlate(Client)
        .scalar_subquery()
    )


def _in_hand() -> sa.ColumnElement[bool]:
    """Whether something is still being put right for the client of the query."""
    return (
        sa.select(Recovery.id)
        .where(
            Recovery.client_id == Client.id,
            sa.or_(Recovery.unresolved(), Recovery.checked_back_on.is_(None)),
        )
        .correlate(Client)
        .exists()
    )
