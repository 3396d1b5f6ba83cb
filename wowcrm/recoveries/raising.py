"""Open a recovery: from what was heard, from an answer, or from a bad word."""

from datetime import date

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.models import Recovery
from wowcrm.referrals.models import BadWord


def raise_complaint(
    client: Client,
    complaint: str,
    *,
    on: date,
    answer: Answer | None = None,
    bad_word: BadWord | None = None,
) -> Recovery:
    """Write a complaint down with its clocks set; the story tells of it."""
    recovery = Recovery(complaint=complaint, raised_on=on, answer=answer, bad_word=bad_word)
    recovery.set_clocks(client.trader.resolve_within)
    client.recoveries.insert(0, recovery)
    db.session.flush()
    recovery.log_arrival()
    return recovery


def take_up(word: BadWord, *, on: date) -> Recovery:
    """Treat what was heard as a complaint; heard once, it is put right once."""
    found = db.session.scalar(sa.select(Recovery).where(Recovery.bad_word_id == word.id).limit(1))
    if found is not None:
        return found
    recovery = raise_complaint(word.client, word.words, on=on, bad_word=word)
    word.see_to(on=on)
    return recovery


def strike_out(recovery: Recovery) -> None:
    """Forget a complaint that was none; what was heard waits to be seen to again."""
    word = recovery.bad_word
    recovery.remove()
    if word is not None:
        word.reopen()


def opened_from(answer: Answer) -> Recovery | None:
    return db.session.scalar(
        sa.select(Recovery)
        .where(Recovery.answer_id == answer.id)
        .order_by(Recovery.id.desc())
        .limit(1)
    )


def to_make_up_for(client: Client, on: date) -> Answer | None:
    """Find the client's newest answer, if it was below and no complaint was opened from it."""
    newest = db.session.scalar(
        sa.select(Answer)
        .join(Answer.survey)
        .where(Survey.client_id == client.id, Answer.given_on <= on)
        .order_by(Answer.given_on.desc(), Answer.id.desc())
        .limit(1)
    )
    if newest is None or newest.level is not ServiceLevel.BELOW or opened_from(newest):
        return None
    return newest
