"""What was done today, so that Today can show it struck through, each with its way back."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from wowcrm.clients.models import Client
from wowcrm.clients.who import Who
from wowcrm.db import NEVER, db
from wowcrm.delights.models import Delight
from wowcrm.feedback.models import Survey
from wowcrm.progress.models import ProgressNote
from wowcrm.promises.models import Promise, Renegotiation
from wowcrm.proposals.models import Proposal
from wowcrm.recoveries.models import Recovery
from wowcrm.referrals.models import Referral
from wowcrm.reminders.models import Reminder, Turn
from wowcrm.standards.models import Check, Run
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.traders.models import Trader
from wowcrm.when import day, in_days
from wowcrm.work.models import Payment

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
    """List today's acts that can be taken back, in as many queries as there are kinds of them."""
    return [
        *_mended(trader, on),
        *_promises(trader, on),
        *_agreed(trader, on),
        *_told(trader, on),
        *_runs(trader, on),
        *_put_right(trader, on),
        *_reminders(trader, on),
        *_delights(trader, on),
        *_payments(trader, on),
        *_thanks(trader, on),
        *_asked(trader, on),
        *_surveyed(trader, on),
        *_answers(trader, on),
    ]


def _mended(trader: Trader, on: date) -> list[Done]:
    """List the complaints about which a step was done today; the last step can be taken back."""
    days = (
        *(Recovery.acknowledged_on, Recovery.explained_on, Recovery.resolved_on),
        *(Recovery.offered_on, Recovery.checked_back_on),
    )
    recoveries = db.session.scalars(
        Recovery.of(trader)
        .options(contains_eager(Recovery.client))
        .where(sa.or_(*(day == on for day in days)))
        .order_by(Recovery.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(recovery.client),
            f"“{recovery.complaint}”",
            stage.word,
            f"recoveries.{stage.undo}",
            {"recovery_id": recovery.id},
        )
        for recovery in recoveries
        if (stage := recovery.last_stage(on)) is not None
    ]


def _promises(trader: Trader, on: date) -> list[Done]:
    promises = db.session.scalars(
        Promise.of(trader)
        .options(contains_eager(Promise.client))
        .where(Promise.kept_on == on)
        .order_by(Promise.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(promise.client),
            promise.what,
            _("Kept late") if promise.days_late else _("Kept"),
            "promises.unkeep",
            {"promise_id": promise.id},
        )
        for promise in promises
    ]


def _agreed(trader: Trader, on: date) -> list[Done]:
    """List the promises for which another day was agreed today, once each."""
    newer = aliased(Renegotiation)
    changes = db.session.scalars(
        Renegotiation.of(trader)
        .options(contains_eager(Renegotiation.promise).contains_eager(Promise.client))
        .where(
            Renegotiation.agreed_on == on,
            Promise.kept_on.is_(None),
            Promise.released_on.is_(None),
            ~sa.select(newer.id)
            .where(newer.promise_id == Promise.id, newer.id > Renegotiation.id)
            .exists(),
        )
        .order_by(Renegotiation.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(change.promise.client),
            change.promise.what,
            _("Agreed anew for %(day)s", day=day(change.to_on, on)),
            "promises.agree_back",
            {"promise_id": change.promise_id},
        )
        for change in changes
    ]


def _told(trader: Trader, on: date) -> list[Done]:
    notes = db.session.scalars(
        ProgressNote.of(trader)
        .options(contains_eager(ProgressNote.client))
        .where(ProgressNote.written_on == on)
        .order_by(ProgressNote.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(note.client),
            note.text,
            _("Told"),
            "progress.remove_note",
            {"progress_note_id": note.id},
        )
        for note in notes
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


def _payments(trader: Trader, on: date) -> list[Done]:
    payments = db.session.scalars(
        Payment.of(trader)
        .options(
            contains_eager(Payment.client),
            joinedload(Payment.proposal).defer(Proposal.terms),
            joinedload(Payment.stage),
        )
        .where(Payment.recorded_on == on)
        .order_by(Payment.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(payment.client),
            payment.words,
            _("Paid"),
            "work.undo_payment",
            {"payment_id": payment.id},
        )
        for payment in payments
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


def _surveyed(trader: Trader, on: date) -> list[Done]:
    """List who was asked today how it went, as long as nobody has answered."""
    surveys = db.session.scalars(
        Survey.of(trader)
        .options(selectinload(Survey.client))
        .where(Survey.asked_on == on, Survey.withdrawn_on.is_(None), ~Survey.answer.has())
        .order_by(Survey.id)
        .limit(MOST)
    )
    return [
        Done(
            Who.of(survey.client),
            _("Asked how it went"),
            _("The link is made"),
            "feedback.withdraw",
            {"survey_id": survey.id},
        )
        for survey in surveys
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
