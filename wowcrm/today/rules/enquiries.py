"""Rules about enquiries: a stranger was promised a reply, and it is late, or due by tomorrow."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.words import reply_words
from wowcrm.today.nudge import Act, Nudge, Rule
from wowcrm.traders.models import Trader
from wowcrm.when import day

LONGEST = 120
"""Letters of a message that a card shows."""


def enquiry_late(trader: Trader, on: date, most: int) -> list[Nudge]:
    """Somebody enquired, and the promised time to reply is over."""
    return [
        _nudge(
            Rule.ENQUIRY_LATE,
            enquiry,
            ngettext(
                "You promised a reply by %(day)s, %(num)d day ago.",
                "You promised a reply by %(day)s, %(num)d days ago.",
                (on - enquiry.due_on).days,
                day=day(enquiry.due_on, on),
            ),
        )
        for enquiry in _waiting(trader, Enquiry.due_on < on, most)
    ]


def enquiry_soon(trader: Trader, on: date, most: int) -> list[Nudge]:
    """Somebody enquired, and there is still time to keep the promise."""
    soon = Enquiry.due_on.between(on, on + timedelta(days=1))
    return [
        _nudge(
            Rule.ENQUIRY_SOON,
            enquiry,
            _(
                "You promised a reply by %(moment)s.",
                moment=reply_words(enquiry.reply_by, trader.timezone),
            ),
        )
        for enquiry in _waiting(trader, soon, most)
    ]


def _waiting(trader: Trader, due: sa.ColumnElement[bool], most: int) -> sa.ScalarResult[Enquiry]:
    return db.session.scalars(Enquiry.waiting(trader).where(due).limit(most))


def _nudge(rule: Rule, enquiry: Enquiry, more: str) -> Nudge:
    message = " ".join(enquiry.message.split())
    words = message if len(message) <= LONGEST else f"{message[:LONGEST].rstrip()}…"
    act = Act(_("Reply"), "enquiries.show", {"enquiry_id": enquiry.id})
    return Nudge(rule, Who.nobody(enquiry.name), enquiry.about, f"“{words}”", more, act)
