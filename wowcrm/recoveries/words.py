"""What a complaint asks for next, by when, and in which words it may be said to the client."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from wowcrm.clients.models import fold
from wowcrm.db import db
from wowcrm.recoveries.models import Recovery, Stage
from wowcrm.traders.models import Trader
from wowcrm.when import day

CAUSES = (
    _l("It was late"),
    _l("I did not say so in time"),
    _l("A mistake in the work"),
    _l("Something was forgotten"),
    _l("Not what we had agreed"),
    _l("They expected something else"),
    _l("The price or the bill"),
    _l("The tone"),
)
MOST_CAUSES = 20


def causes_known(trader: Trader) -> list[str]:
    """List the usual causes, then those that the trader added, the commonest first."""
    usual = {fold(str(cause)): str(cause) for cause in CAUSES}
    own = db.session.execute(
        sa.select(sa.func.max(Recovery.cause))
        .where(
            Recovery.id.in_(Recovery.of(trader).with_only_columns(Recovery.id)),
            Recovery.cause_key.not_in(usual),
        )
        .group_by(Recovery.cause_key)
        .order_by(sa.func.count().desc(), sa.func.max(Recovery.cause))
        .limit(MOST_CAUSES)
    )
    return [*usual.values(), *own.scalars()]


def due_on(recovery: Recovery) -> date | None:
    """The day by which the next step is to be done."""
    match recovery.next_stage:
        case Stage.ACKNOWLEDGE:
            return recovery.acknowledge_by
        case Stage.EXPLAIN | Stage.RESOLVE:
            return recovery.resolve_by
        case Stage.CHECK_BACK:
            return recovery.check_back_on
    return None


def clock_words(recovery: Recovery, on: date) -> str:
    """Say what is next and by when: "Say sorry by tomorrow."; nothing once all is done."""
    stage, due = recovery.next_stage, due_on(recovery)
    if stage is None or due is None:
        return ""
    words = {
        Stage.ACKNOWLEDGE: _("Say sorry"),
        Stage.EXPLAIN: _("Find out why, and put it right"),
        Stage.RESOLVE: _("Put it right"),
        Stage.CHECK_BACK: _("Ask whether all is well again"),
    }[stage]
    return f"{words} {_by(due, on)}"


def _by(due: date, on: date) -> str:
    left = (due - on).days
    if left < 0:
        return ngettext(
            "now: it was due %(num)d day ago.", "now: it was due %(num)d days ago.", -left
        )
    if left == 0:
        return _("today.")
    if left == 1:
        return _("by tomorrow.")
    return _("by %(day)s, in %(num)d days.", day=day(due, on), num=left)
