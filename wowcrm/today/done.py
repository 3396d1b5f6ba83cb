"""What was done today, so that Today can show it struck through, each with its way back."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, selectinload

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight
from wowcrm.referrals.models import Referral
from wowcrm.reminders.models import Reminder, Turn
from wowcrm.standards.models import Check, Run
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.traders.models import Trader
from wowcrm.when import in_days

MOST = 20


@dataclass(frozen=True)
class Done:
    client: Who
    words: str
    said: str
    """What became of it: "Put right", "Rests until tomorrow"."""
    endpoint: str
    values: dict[str, int]


def done_on(trader: Trader, on: date) -> list[Done]:
    """List today's acts that can be taken back; eight queries."""
    return [
        *_runs(trader, on),
        *_put_right(trader, on),
        *_reminders(trader, on),
        *_delights(trader, on),
        *_thanks(trader, on),
        *_asked(trader, on),
        *_answers(trader, on),
    ]


def _runs(trader: Trader, on: date) -> list[Done]:
    runs = db.session.scalars(
        Run.of(trader)
        .join(Run.checklist)
        .options(
            contains_eager(Run.client),
            contains_eager(Run.checklist),
            selectinload(Run.checks).joinedload(Check.standard),
        )
        .where(Run.run_on == on)
        .order_by(Run.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(run.client),
            run.checklist.name,
            run.words,
            "standards.undo_run",
            {"run_id": run.id},
        )
        for run in runs
    ]


def _put_right(trader: Trader, on: date) -> list[Done]:
    checks = db.session.scalars(
        Check.of(trader)
        .join(Check.standard)
        .options(contains_eager(Check.client), contains_eager(Check.standard))
        .where(Check.put_right_on == on)
        .order_by(Check.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(check.client),
            check.standard.promise,
            _("Put right"),
            "standards.undo_put_right",
            {"check_id": check.id},
        )
        for check in checks
    ]


def _reminders(trader: Trader, on: date) -> list[Done]:
    turns = db.session.scalars(
        Turn.of(trader)
        .options(contains_eager(Turn.reminder).selectinload(Reminder.client))
        .where(Turn.done_on == on, Reminder.deleted_on.is_(None))
        .order_by(Turn.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(turn.reminder.client) if turn.reminder.client else Who.nobody(_("A reminder")),
            turn.reminder.what,
            _("Done"),
            "reminders.undo",
            {"reminder_id": turn.reminder_id},
        )
        for turn in turns
    ]


def _delights(trader: Trader, on: date) -> list[Done]:
    """List what was delivered today, and the reactions that were written down today."""
    delights = db.session.scalars(
        Delight.of(trader)
        .options(contains_eager(Delight.client))
        .where(sa.or_(Delight.delivered_on == on, Delight.reaction_on == on))
        .order_by(Delight.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(delight.client),
            delight.what,
            delight.reaction.word
            if delight.reaction and delight.reaction_on == on
            else _("Delivered"),
            "delights.unreact"
            if delight.reaction and delight.reaction_on == on
            else "delights.undeliver",
            {"delight_id": delight.id},
        )
        for delight in delights
    ]


def _thanks(trader: Trader, on: date) -> list[Done]:
    referrals = db.session.scalars(
        Referral.of(trader)
        .options(contains_eager(Referral.referrer))
        .where(Referral.thanked_on == on)
        .order_by(Referral.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(referral.referrer),
            _("Sent you %(name)s.", name=referral.name),
            _("Thanked"),
            "referrals.unthank",
            {"referral_id": referral.id},
        )
        for referral in referrals
    ]


def _asked(trader: Trader, on: date) -> list[Done]:
    clients = db.session.scalars(
        Client.of(trader).where(Client.asked_on == on).order_by(Client.id).limit(MOST)
    )
    return [
        Done(
            Who.of(client),
            _("A good moment to ask for a recommendation or a review."),
            _("Asked"),
            "referrals.unask",
            {"client_id": client.id},
        )
        for client in clients
    ]


def _answers(trader: Trader, on: date) -> list[Done]:
    answers = db.session.scalars(
        NudgeAnswer.of(trader)
        .options(contains_eager(NudgeAnswer.client))
        .where(
            NudgeAnswer.answered_on == on,
            NudgeAnswer.answer != Answer.SWAPPED,
        )
        .order_by(NudgeAnswer.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(answer.client),
            answer.words,
            _said(answer, on),
            "today.undo",
            {"answer_id": answer.id},
        )
        for answer in answers
    ]


def _said(answer: NudgeAnswer, on: date) -> str:
    if answer.answer is Answer.TAKEN:
        return _("Planned")
    if answer.until == NEVER:
        return _("Not for this client")
    return _("Not now: comes back %(when)s", when=in_days(answer.until, on))
