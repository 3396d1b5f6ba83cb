"""Ready words for each step of putting a complaint right."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.messages.drafts import TOPICS, Draft, Topic, greeting
from wowcrm.recoveries.models import Recovery, Stage
from wowcrm.timeline.words import sentence
from wowcrm.when import day


def letter_of(recovery: Recovery, stage: Stage, on: date) -> Draft:
    """Put a step in the trader's kind voice, ready to be changed and sent."""
    client = recovery.client
    words = (greeting(client), *_paragraphs(recovery, stage, on), client.trader.first_name)
    return Draft(_("About what went wrong"), "\n\n".join(words))


def _paragraphs(recovery: Recovery, stage: Stage, on: date) -> Sequence[str]:
    match stage:
        case Stage.ACKNOWLEDGE:
            return _sorry(recovery, on)
        case Stage.EXPLAIN:
            return (
                _("I want to understand what went wrong before I mend it."),
                _(
                    "Would you tell me in a sentence or two how it was for you, and what it has"
                    " cost you? A call is just as good: say when it suits you."
                ),
            )
        case Stage.RESOLVE:
            return _put_right(recovery)
        case Stage.OFFER:
            return (
                _("Thank you for your patience with me."),
                _("A small something to make up for the trouble is on its way to you."),
            )
        case Stage.CHECK_BACK:
            return (
                _("I should like to know whether all is as it should be now."),
                _(
                    "Is there anything I have overlooked? An honest word helps me more than a kind"
                    " one."
                ),
            )


def _sorry(recovery: Recovery, on: date) -> Sequence[str]:
    return (
        _("I am sorry. This is not how it should have been, and thank you for telling me."),
        _(
            "I am looking into it now, and you will hear from me by %(day)s at the latest.",
            day=day(recovery.resolve_by, on),
        ),
    )


def _put_right(recovery: Recovery) -> Sequence[str]:
    because = recovery.cause and _("This is why it happened: %(cause)s", cause=recovery.cause)
    remedy = recovery.remedy and sentence(recovery.remedy)
    lesson = recovery.lesson and _(
        "So that it does not happen again: %(lesson)s", lesson=recovery.lesson
    )
    return [
        _("It is put right now."),
        *(sentence(words) for words in (remedy, because, lesson) if words),
        _("I am sorry for the trouble. Tell me if anything is still not as it should be."),
    ]


def about_recovery(client: Client, number: int, on: date) -> Draft | None:
    """Draw up the words for the step that is next, or the check back when all is done."""
    recovery = db.session.scalar(
        sa.select(Recovery).where(Recovery.id == number, Recovery.client_id == client.id)
    )
    stage = recovery.next_stage or Stage.CHECK_BACK if recovery else None
    return letter_of(recovery, stage, on) if recovery and stage else None


TOPICS["recovery"] = Topic(about_recovery)
