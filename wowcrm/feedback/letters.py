"""Ready words to ask a client how it was, with the link to the answer."""

from datetime import date

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.models import Survey
from wowcrm.messages.drafts import TOPICS, Draft, Topic, greeting


def asking(survey: Survey) -> Draft:
    """Put the question in the trader's kind voice, ready to be sent."""
    question = (
        _("how was it for you: %(occasion)s?", occasion=survey.occasion)
        if survey.occasion
        else _("how has it been for you of late?")
    )
    plea = _("Three faces, ten seconds, and an honest word helps me more than a kind one:")
    signature = f"{_('Thank you!')}\n{survey.client.trader.first_name}"
    words = (greeting(survey.client), f"{question} {plea}\n{address_of(survey)}", signature)
    return Draft(_("How was it for you?"), "\n\n".join(words))


def address_of(survey: Survey) -> str:
    return url_for("answers.give", token=survey.link.token, _external=True)


def about_survey(client: Client, number: int, on: date) -> Draft | None:
    """Draw up the question to this client, as long as it waits for an answer."""
    survey = db.session.scalar(
        sa.select(Survey).where(Survey.id == number, Survey.client_id == client.id)
    )
    return asking(survey) if survey and survey.is_waiting(on) else None


TOPICS["survey"] = Topic(about_survey)
