"""A lesson becomes a standard, and a gesture a delight: what a recovery leaves behind."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.recoveries.models import Recovery
from wowcrm.standards.models import Check, Checklist, Standard


def make_standard(recovery: Recovery, promise: str, checklist: Checklist, *, on: date) -> None:
    """Promise everybody from now on what would have prevented this."""
    if recovery.standard is None:
        standard = Standard(promise=promise)
        checklist.standards.append(standard)
        db.session.flush()
        recovery.learn(standard, on=on)


def unmake_standard(recovery: Recovery, *, on: date) -> None:
    """Take the lesson back; a standard that was checked meanwhile is only promised no more."""
    standard = recovery.standard
    recovery.unlearn()
    if standard is None:
        return
    checked = sa.select(Check.id).where(Check.standard_id == standard.id).limit(1)
    if db.session.scalar(checked) is None:
        standard.checklist.standards.remove(standard)
    else:
        standard.retire(on=on)


def plan_gesture(recovery: Recovery, gesture: str, *, on: date, planned_for: date) -> None:
    """Plan the gesture as a delight, so that Today reminds of it."""
    if recovery.offered_on is not None:
        return
    delight = Delight(what=gesture, planned_for=planned_for, occasion=_("To make up for it"))
    recovery.client.delights.append(delight)
    db.session.flush()
    delight.log_plan(on=on)
    recovery.offer(gesture, on=on)
    recovery.delight = delight


def take_back_gesture(recovery: Recovery, *, on: date) -> None:
    """Take a gesture back; one that was delivered as a delight has been given all the same."""
    delight = recovery.delight
    recovery.unoffer()
    if delight is not None:
        delight.drop(on=on)
