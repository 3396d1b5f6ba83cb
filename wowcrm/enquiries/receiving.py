"""Take in what a stranger wrote: by when they hear, whether it is real, and that it arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from wowcrm.db import db
from wowcrm.enquiries.guarding import Signs, make_room, suspicion
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.words import reply_words, spoken_name
from wowcrm.expectations.models import Unit
from wowcrm.expectations.sharing import ground_rules_of
from wowcrm.front.models import FrontPage
from wowcrm.hours.replying import reply_by
from wowcrm.hours.working import calendar_of
from wowcrm.outbox.models import Mail
from wowcrm.outbox.sending import send
from wowcrm.outbox.tidying import deliverable
from wowcrm.traders.models import Trader, digest

SAME_WITHIN = timedelta(days=1)
ACKNOWLEDGEMENT = "enquiry"
"""The name of its templates."""
ACKNOWLEDGED = 2
"""Mails to one address a day: the form cannot be used to pester somebody."""


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    message: str
    email: str | None = None
    phone: str | None = None
    answers: Sequence[dict[str, Any]] = ()

    @property
    def words(self) -> str:
        return "\n".join(filter(None, (self.name, self.email, self.phone, self.message)))


def receive(front: FrontPage, told: Told, signs: Signs, *, at: datetime) -> Enquiry:
    """Keep what was written and say that it arrived; raise TooMany where that is a flood."""
    trader, fingerprint = front.trader, digest(told.words)
    if same := _same(trader, fingerprint, at):
        return same
    make_room(trader, signs.sender, at)
    by = promised_by(trader, at)
    enquiry = Enquiry(
        trader=trader,
        name=told.name,
        email=told.email,
        phone=told.phone,
        message=told.message,
        answers=list(told.answers),
        received_at=at,
        received_on=trader.day_of(at),
        reply_by=by,
        due_on=trader.day_of(by),
        sender=signs.sender,
        print=fingerprint,
    )
    if why := suspicion(signs, told.words, at):
        enquiry.suspect(why, on=enquiry.received_on)
    else:
        _acknowledge(enquiry, at)
    db.session.add(enquiry)
    return enquiry


def promised_by(trader: Trader, at: datetime) -> datetime:
    """Reckon the reply promise of the ground rules in working time; a working day if none is made."""
    rules = ground_rules_of(trader)
    in_hours = rules.reply_within is not None and rules.reply_unit is Unit.HOURS
    calendar = calendar_of(trader, trader.day_of(at))
    return reply_by(at, rules.reply_within or 1, calendar, in_hours=in_hours)


def _same(trader: Trader, fingerprint: str, at: datetime) -> Enquiry | None:
    return db.session.scalar(
        Enquiry.of(trader)
        .where(Enquiry.received_at > at - SAME_WITHIN, Enquiry.print == fingerprint)
        .order_by(Enquiry.id.desc())
        .limit(1)
    )


def _acknowledge(enquiry: Enquiry, at: datetime) -> None:
    """Answer by mail at once, where there is mail; it repeats nothing that a stranger wrote."""
    trader, address = enquiry.trader, deliverable(enquiry.email or "")
    if current_app.config["SMTP"] is None or address is None:
        return
    # However it is spelt, it is one letterbox.
    earlier = Mail.of(trader).where(
        Mail.kind == ACKNOWLEDGEMENT,
        sa.func.lower(Mail.to_address) == address.lower(),
        Mail.created_at > at - SAME_WITHIN,
    )
    if len(db.session.scalars(earlier.limit(ACKNOWLEDGED)).all()) >= ACKNOWLEDGED:
        return
    send(
        trader,
        ACKNOWLEDGEMENT,
        to=address,
        at=at,
        headers={"Auto-Submitted": "auto-replied"},
        called=spoken_name(enquiry.name),
        by=reply_words(enquiry.reply_by, trader.timezone),
    )
