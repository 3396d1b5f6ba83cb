"""Make a trader, and give them what their trade begins with."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wowcrm.db import db
from wowcrm.delights.models import Idea
from wowcrm.expectations.models import GroundRules
from wowcrm.first_run.catalogue import (
    SuggestedChecklist,
    checklists_for,
    ideas_for,
    sheet_for,
    trade_called,
)
from wowcrm.standards.models import Checklist, Standard
from wowcrm.traders.models import Trader, normal_email


class RegistrationClosed(Exception):
    """Somebody is registered here already, and the installation is theirs."""


class EmailTaken(Exception):
    """Somebody is registered here with this e-mail address."""


def may_register(*, open_signup: bool) -> bool:
    return open_signup or db.session.scalar(sa.select(Trader.id).limit(1)) is None


def register(
    *,
    name: str,
    email: str,
    password: str,
    trade: str,
    timezone: str,
    business: str | None = None,
    open_signup: bool = False,
) -> Trader:
    """Make a trader with the standards, ideas and settings of their trade.

    Raise RegistrationClosed after the first trader, unless signing up is open, and EmailTaken
    for an address that is registered here.
    """
    _one_at_a_time()
    if not may_register(open_signup=open_signup):
        raise RegistrationClosed
    trader = Trader(
        name=name, email=normal_email(email), business=business, trade=trade, timezone=timezone
    )
    trader.change_password(password)
    db.session.add(trader)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise EmailTaken from error
    equip(trader)
    return trader


def equip(trader: Trader) -> None:
    """Give a new trader the settings, checklists, ideas and ground rules of their trade."""
    trade = trade_called(trader.trade)
    trader.wow_lasts = trade.wow_lasts
    trader.consistency_window = trade.consistency_window
    trader.consistency_bar = trade.consistency_bar
    trader.contact_every = trade.contact_every
    trader.wow_budget = trade.wow_budget
    for suggested in checklists_for(trade.slug):
        make_checklist(trader, suggested)
    db.session.add(GroundRules(trader_id=trader.id, **sheet_for(trade.slug).written()))
    db.session.add_all(
        Idea(
            trader_id=trader.id,
            text=idea.text,
            minutes=idea.minutes,
            cost=idea.cost,
            fits=list(idea.fits),
        )
        for idea in ideas_for(trade.slug)
    )


def make_checklist(trader: Trader, suggested: SuggestedChecklist) -> Checklist:
    checklist = Checklist(
        trader_id=trader.id,
        name=suggested.name,
        rhythm=suggested.rhythm,
        standards=[Standard(promise=promise) for promise in suggested.standards],
    )
    db.session.add(checklist)
    return checklist


def _one_at_a_time() -> None:
    """Let nobody else register before this transaction ends; SQLite's write lock sees to it itself."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE traders IN SHARE ROW EXCLUSIVE MODE"))
