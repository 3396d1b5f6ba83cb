"""Whose change it is, when somebody acts by a private address."""

from wowcrm.db import db
from wowcrm.documents.models import Link
from wowcrm.traders.turns import take_turn


def take_turn_by(token: str) -> None:
    """Wait until no other change of the trader is under way whose link this is."""
    trader_id = db.session.scalar(Link.by_token(token).with_only_columns(Link.trader_id))
    if trader_id is not None:
        take_turn(trader_id)
