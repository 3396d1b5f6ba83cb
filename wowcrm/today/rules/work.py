"""The rule about money: a part of the price is due, or late."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload

from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.money import money
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import of_active
from wowcrm.traders.models import Trader
from wowcrm.when import ago, day
from wowcrm.work.models import Milestone, Stage


def payment_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """A stage's day has come, or its milestone is reached; and not all of it was paid."""
    expected_on = sa.func.coalesce(Promise.kept_on, Stage.due_on)
    stages = db.session.scalars(
        of_active(trader, Stage)
        .outerjoin(Stage.milestone)
        .outerjoin(Milestone.promise)
        .options(
            contains_eager(Stage.milestone).contains_eager(Milestone.promise),
            joinedload(Stage.proposal).defer(Proposal.terms),
        )
        .where(
            Stage.owed > 0,
            expected_on <= on,
            awake(Rule.PAYMENT_DUE, subject("stage", Stage.id), on),
        )
        .order_by(expected_on, Stage.id)
        .limit(most)
    )
    return [_nudge(stage, on) for stage in stages]


def _nudge(stage: Stage, on: date) -> Nudge:
    expected_on = stage.expected_on or on
    amount = money(stage.owed, stage.proposal.currency)
    late = expected_on < on
    return Nudge(
        Rule.PAYMENT_DUE,
        Who.of(stage.client),
        f"stage-{stage.id}",
        _(
            "%(amount)s was due on %(day)s, %(ago)s.",
            amount=amount,
            day=day(expected_on, on),
            ago=ago(expected_on, on),
        )
        if late
        else _("%(amount)s is due today.", amount=amount),
        f"{stage.words}.",
        Act(
            _("Remind them kindly"),
            "messages.write",
            {"client_id": stage.client_id, "about": f"payment-{stage.id}"},
        ),
        Act(_("Paid"), "work.pay", {"stage_id": stage.id}, post=True),
    )
