"""Ready words to ask for a part of the price, as one asks somebody one likes."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.messages.drafts import TOPICS, Draft, Topic, letter
from wowcrm.money import exact
from wowcrm.work.models import Stage


def about_payment(client: Client, number: int, on: date) -> Draft | None:
    """Draw up the words about a stage of this client's that is not paid yet."""
    stage = db.session.scalar(
        sa.select(Stage).where(Stage.id == number, Stage.client_id == client.id)
    )
    return None if stage is None or stage.is_settled else reminder(stage, on)


def reminder(stage: Stage, on: date) -> Draft:
    """Say the fact and how to pay, and leave a way out."""
    trader = stage.client.trader
    paragraphs = [_fact(stage, on)]
    if trader.pays_to:
        paragraphs.append(trader.pays_to)
    paragraphs.append(
        _(
            "It may well have crossed with this message; then please ignore it. And if something"
            " is in the way, tell me and we find a way."
        )
    )
    return Draft(stage.proposal.title, letter(stage.client, *paragraphs))


def _fact(stage: Stage, on: date) -> str:
    day = stage.expected_on
    words = {
        "amount": exact(stage.owed, stage.proposal.currency),
        "what": stage.what,
        "title": stage.proposal.title,
        "day": when.day(day, on) if day else "",
    }
    if not stage.is_due(on):
        return _("%(amount)s for “%(title)s” (%(what)s) is the next part to be paid.", **words)
    if stage.is_late(on):
        return _(
            "a small reminder: %(amount)s for “%(title)s” (%(what)s) fell due on %(day)s.",
            **words,
        )
    return _("%(amount)s for “%(title)s” (%(what)s) is due today.", **words)


TOPICS["payment"] = Topic(about_payment)
