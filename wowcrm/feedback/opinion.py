"""What a client thinks, as it stands beside their story: the last word, and what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.models import Survey
from wowcrm.recoveries.models import Recovery

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Opinion:
    last: Survey | None
    """The newest question that was answered."""
    waiting: Survey | None
    """The newest question, where it waits for its answer."""
    complaints: Sequence[Recovery]
    """Those that something is still to be done about."""


def opinion_of(client: Client, on: date) -> Opinion:
    """Gather what a client said last and what they wait for; two queries."""
    whose = {"client_id": client.id}
    surveys = db.session.scalars(_asked(), whose).all()
    answered = [(one.answer.given_at, one) for one in surveys if one.answer is not None]
    complaints = db.session.scalars(_to_be_put_right(), whose).all()
    return Opinion(
        last=max(answered, key=lambda pair: pair[0], default=(None, None))[1],
        waiting=next((survey for survey in surveys[:1] if survey.is_waiting(on)), None),
        complaints=complaints,
    )


class _Whoever:
    """The client for whom a statement is sent, for one that is built only once."""

    id = sa.bindparam("client_id", type_=sa.Integer)


@cache
def _asked() -> sa.Select[Survey]:
    return Survey.put_to(cast(Client, _Whoever)).limit(SHOWN)


@cache
def _to_be_put_right() -> sa.Select[Recovery]:
    return (
        sa.select(Recovery)
        .where(
            Recovery.client_id == _Whoever.id,
            Recovery.unresolved() | Recovery.checked_back_on.is_(None),
        )
        .order_by(Recovery.raised_on, Recovery.id)
        .limit(SHOWN)
    )
