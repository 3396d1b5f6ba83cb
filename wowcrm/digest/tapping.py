"""Links that act on one nudge without signing in: signed, expiring, and good for one act."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from wowcrm.db import db
from wowcrm.today.nudge import Nudge
from wowcrm.today.queue import nudge_of
from wowcrm.traders.models import Trader

LASTS = timedelta(days=7)
"""No longer than accepted forms are remembered, by which an act is known to be done already."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What a link is about."""

    trader: Trader
    rule: str
    client_id: int
    subject: str
    key: str
    """By which a second act of the same link is known."""

    @property
    def nudge(self) -> Nudge | None:
        """The nudge as it stands today; none: its fact is gone."""
        today = self.trader.today()
        return nudge_of(self.trader, today, self.rule, self.client_id, self.subject)


def token_of(trader: Trader, nudge: Nudge) -> str:
    about = [trader.id, trader.tap_key, nudge.rule.value, nudge.client.id, nudge.subject]
    return _signer().dumps(about)


def read(token: str) -> Tap | None:
    """Read a link; none: it is forged, mistyped, too old or from before the trader
    signed out everywhere, and nobody learns which."""
    try:
        trader_id, tap_key, rule, client_id, subject = _signer().loads(
            token, max_age=int(LASTS.total_seconds())
        )
    except (BadData, ValueError, TypeError):
        return None
    trader = db.session.get(Trader, trader_id)
    if trader is None or trader.tap_key != tap_key:
        return None
    key = "tap-" + hashlib.sha256(token.encode()).hexdigest()[:40]
    return Tap(trader, rule, client_id, subject, key)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wowcrm digest tap")
